"""Compose the list that a question asks for, of what its claims tell one after another.

Each item is words of a quote. Only claims that are strong enough for an answer by themselves add to
it; what they tell must be of the kind that the strongest one tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from indexer.answer.checking import unsupported
from indexer.answer.enumerations import Enumeration, enumerations
from indexer.answer.parts import parts_of
from indexer.answer.question import Question
from indexer.answer.shapes import places_of
from indexer.language import fold_text, letters, tagged_words
from indexer.language.questions import Asked
from indexer.models import Citation, Claim, Item

Span = tuple[int, int]

_ASKS = re.compile(
    r"哪些|(?<![是在])哪几|哪[两三四五六七八九十]|[都有]有?谁(?!的)|有谁|(?:包括|包含|涵盖)(?:了|的)?(?:什么|谁|啥)"
    r"|分别(?:是|有|为|叫)(?:什么|谁|哪)|^请?(?:列出|列举)|(?:各项|几[项个条])[一-鿿]{0,6}是什么"
)
_DIFFERENCES = re.compile(r"哪些(?:区别|不同|差别|差异)")
_ONE_BY_ONE = re.compile(r"[和与及、].*分别")
_COUNT = re.compile(
    r"哪([两三四五六七八九十])|([两三四五六七八九十])[大项个种家条][一-鿿]{1,8}分别"
)
_COUNTS = "零一二三四五六七八九十"
LEAST = 0.3  # of the strongest claim's strength, for one that adds to its list
_SHARED = 0.7  # of what the strongest one and its headline hold of the question
_LONGEST_ALONE = 20  # letters of an answer that is an item by itself
_PLACES_ASKED = re.compile(r"国家|城市|省份?|地市|州市|区县|[市县镇乡村州]|乡镇")
_NAMES_ASKED = re.compile(
    rf"人|.*(?:人[员士]|[队员者])|嘉宾|代表|专家|地方|地区|部门|单位|公司|企业|机构|组织|学校|大学|医院|{_PLACES_ASKED.pattern}"
)
_PLACE = re.compile(r"[国省市县区镇乡村州岛]$")
NAMES = ("title", "person", "body", "place")
_BODY = re.compile(
    r"(?:公司|集团|大学|学院|[小中]学|学校|医院|银行|委员会|研究院|研究所|协会|商会|法院|公安局|政府|[局部厅社委队])$"
)


def asks_for_list(typed: str) -> bool:
    """Tell whether a question asks for several things of one kind.

    导演和编剧分别是谁 asks for two things, one by one (`parts_of`): they are no list.
    """
    folded = fold_text(typed)
    asks = _ASKS.search(folded)
    if asks is None or _DIFFERENCES.search(folded) or _ONE_BY_ONE.search(folded):
        return False
    asked = folded[: asks.end()]  # 哪些法律和制度 asks for one list
    return all(fold_text(part).startswith(asked) for part in parts_of(typed))


def asks_for_names(question: Question) -> bool:
    """Tell whether persons, places or bodies are asked for: 有谁, 哪些镇, 哪几家医院."""
    return question.asked is Asked.PERSON or bool(_NAMES_ASKED.fullmatch(question.head))


def compose_list(
    typed: str, claims: Sequence[Claim], bound: float
) -> tuple[tuple[Claim, ...], tuple[Item, ...]]:
    """Return the claims, with the whole of what each tells as the words that answer, and the list.

    The list is empty where fewer than two things are told. Items are in the order of the claims,
    those of one claim in that of its text; an item told again has all its citations. `bound` is the
    strength from which on a claim answers.
    """
    if not claims or not asks_for_list(typed):
        return tuple(claims), ()
    question, count = Question.of(typed), _count(typed)
    least = max(bound, LEAST * claims[0].strength)
    kind, held = "place" if _PLACES_ASKED.fullmatch(question.head) else "", 0.0
    found: list[Claim] = []
    items: dict[str, Item] = {}
    for claim in claims:
        spans = _told(claim, count) if claim.strength >= least else ()
        if _is_echo(question, claim, spans):
            spans = ()
        if spans and kind and _kind(claim, spans) != kind:
            spans = ()  # 文化馆、图书馆 are no 镇
        if spans and _held(question, claim) < _SHARED * held:
            spans = ()  # on something else
        if count and len(items) == count and not set(_spelt(claim, spans)) <= items.keys():
            spans = ()  # all that are asked for are told
        if spans and not items:
            kind, held = _kind(claim, spans), _held(question, claim)
        for span in spans:
            _add(items, claim, span)
        found.append(
            replace(claim, answer=(spans[0][0], spans[-1][1])) if len(spans) > 1 else claim
        )
    return tuple(found), tuple(items.values()) if len(items) > 1 else ()


def _count(typed: str) -> int:
    """Return how many things are asked for: 哪三家, 三项任务分别是; 0 where that is not said."""
    found = _COUNT.search(fold_text(typed))
    return _COUNTS.index((found[1] or found[2]).replace("两", "二")) if found else 0


def kind_told(text: str, near: Span) -> str:
    """Return of what kind most of what `text` tells is where an answer stands; "" where nothing is."""
    spans = _told_in(text, near, 0)
    return _kind_of_most([text[low:high] for low, high in spans]) if spans else ""


def _told(claim: Claim, count: int) -> tuple[Span, ...]:
    """Return the spans, in the article's text, of what a claim tells where its answer stands."""
    if claim.answer is None:
        return ()
    citation = claim.citations[0]
    shift = citation.start
    near = claim.answer[0] - shift, claim.answer[1] - shift
    spans = _told_in(citation.quote, near, count)
    return tuple((low + shift, high + shift) for low, high in spans)


def _told_in(quote: str, near: Span, count: int) -> tuple[Span, ...]:
    """Return the spans of what a quote tells where an answer stands.

    One span where the answer is a name by itself; none where the quote does not carry an item as
    it is cut: half a name.
    """
    spans: tuple[Span, ...] = ()
    if best := _nearest(enumerations(quote, near, count), near, count):
        spans = best.items
    elif _is_name(quote[slice(*near)]) and "·" not in quote[max(near[0] - 1, 0) : near[1] + 1]:
        spans = (near,)
    is_carried = not any(unsupported(quote[low:high], [quote]) for low, high in spans)
    return spans if is_carried else ()


def _nearest(found: Sequence[Enumeration], near: Span, count: int) -> Enumeration | None:
    """Return the enumeration that shares most with the answer; of those that share any.

    Where each of them has more or fewer items than are asked for, the only one in the quote that has
    as many: 哪三个站, of 撤销甲、乙两站，新设丙、丁、戊三站.
    """

    def shared(one: Enumeration) -> tuple[bool, float]:
        low, high = min(one.span[0], near[0]), max(one.span[1], near[1])
        return bool(count) and len(one.items) == count, _overlap(one.span, near) / (high - low)

    on_it = [one for one in found if _overlap(one.span, near) > 0]
    as_many = [one for one in found if len(one.items) == count]
    if on_it and len(as_many) == 1:
        return as_many[0]
    return max(on_it, key=shared, default=None)


def _overlap(one: Span, other: Span) -> int:
    return min(one[1], other[1]) - max(one[0], other[0])


def _add(items: dict[str, Item], claim: Claim, span: Span) -> None:
    """Add an item with its place in each of the claim's citations, to what says the same before."""
    first = claim.citations[0]
    text = first.quote[span[0] - first.start : span[1] - first.start]
    places = list(_places(text, span, claim.citations))
    spelt = letters(text)
    if before := items.get(spelt):
        text = before.text
        places = [*zip(before.citations, before.spans, strict=True), *places]
    citations, spans = zip(*dict.fromkeys(places), strict=True)
    items[spelt] = Item(text, citations, spans)


def _places(
    text: str, span: Span, citations: Sequence[Citation]
) -> Iterator[tuple[Citation, Span]]:
    yield citations[0], span
    for other in citations[1:]:  # another print of the sentence
        if found := places_of(text, other.quote):
            low, high = found[0]
            yield other, (other.start + low, other.start + high)


def _held(question: Question, claim: Claim) -> float:
    """Return which share of the question stands in a claim's first quote and headline."""
    citation = claim.citations[0]
    text = fold_text(f"{citation.title}\n{citation.quote}")
    return sum(weight for word, weight in question.weights.items() if word in text)


def _is_echo(question: Question, claim: Claim, spans: Sequence[Span]) -> bool:
    """Tell whether the question itself says most of what is told."""
    said = _spelt(claim, spans)
    return 2 * sum(item in letters(question.text) for item in said) > len(said)


def _kind(claim: Claim, spans: Sequence[Span]) -> str:
    """Return of what kind most of a claim's items are."""
    return _kind_of_most(_texts(claim, spans))


def _texts(claim: Claim, spans: Sequence[Span]) -> list[str]:
    first = claim.citations[0]
    return [first.quote[low - first.start : high - first.start] for low, high in spans]


def _spelt(claim: Claim, spans: Sequence[Span]) -> list[str]:
    return [letters(text) for text in _texts(claim, spans)]


def _kind_of_most(items: Sequence[str]) -> str:
    kinds = [_kind_of(item) for item in items]
    return max(kinds, key=kinds.count)


def _kind_of(item: str) -> str:
    """Return the kind of an item: a title, a person, a body, a place, a deed, or another thing."""
    if item[:1] in "《“「『〈":
        return "title"
    words = tagged_words(item)
    flags = [flag for _, flag, *_ in words]
    if len(letters(item)) > 2 and _PLACE.search(item):
        return "place"  # 柳林镇 is a person to jieba
    if _BODY.search(item) or "nt" in flags:
        return "body"
    if flags and all(flag.startswith("nr") for flag in flags):
        return "person"
    if flags and flags[-1] == "ns":
        return "place"
    return "deed" if flags and flags[0] == "v" else "thing"


def _is_name(words: str) -> bool:
    """Tell whether the words of an answer are one name and nothing besides."""
    if _kind_of(words) != "title" and any(
        flag[:1] not in "nj" for _, flag, *_ in tagged_words(words)
    ):
        return False
    return 1 < len(letters(words)) <= _LONGEST_ALONE and _kind_of(words) in NAMES
