"""Find the enumerations in a quote: where each of the things told one after another begins and ends.

    甲、乙和丙等国家    《甲》《乙》    一是甲；二是乙。    首先，甲。其次，乙。    三项任务：甲；乙；丙。

Between two marks an item is certain. Where the first one begins and the last one ends is not written:
of all words it may begin or end with, those are taken that make it most like the items beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from indexer.answer.units import MARKS, Unit, clauses_of
from indexer.language import letters

Span = tuple[int, int]

_MOST_LETTERS = 40  # of an item told by marks and words
_MOST_WORDS = 12  # of the first and the last item
_JOINS = frozenset("和 与 及 以及 還有 还有 暨 與 跟 或 或者 并".split())
_COUNT = r"[一二三四五六七八九十]{1,3}"
NUMBERED = re.compile(
    r"(?:(?<=[，。；：、！？\s,;:“「『])|^)"
    rf"(?:(?P<is>{_COUNT})(?:是|为|要)|第(?P<th>{_COUNT})(?:，|,|、|是|：)"
    rf"|[（(](?P<in>{_COUNT}|\d{{1,2}})[）)]|(?P<figure>\d{{1,2}})(?:[.．、](?!\d))"
    rf"|(?P<bare>{_COUNT})、(?!{_COUNT})|(?P<word>首先|其次|再次|最[后後])(?:是|要)?)\s*"
)
_NUMBERS = {
    f"{ten}{one}": 10 * tens + ones
    for tens, ten in enumerate(("", "十", "二十"))
    for ones, one in enumerate(("", *"一二三四五六七八九"))
} | {"首先": 1, "其次": 2, "再次": 3}
_COUNTED = re.compile(rf"\d{{1,2}}|两|{_COUNT}")
_STOPS = "。！？；;!?"
_SENTENCE_ENDS = re.compile(r"[。！？!?\n](?![”’」』）)》〉])")
_CUES = frozenset(
    "是 为 有 由 叫 在 于 从 到 至 了 对 向 将 把 被 包括 包含 涵盖 涉及 来自 如 像 即 含 给 让 使 的 以 用 按 与 同 共 前往 赴 抵达 途经".split()
)
_INTRODUCES = frozenset("包括 包含 涵盖 涉及 来自 分别 例如 比如 即 有 是".split())
_NAMES = frozenset("ns nr nt nz named nrt nrfg".split())
_EXPECTED = 1.5  # what an end is worth that is one of the answer expected
_LEAST_PAIR = 3.0
_AND_SO_ON = frozenset("等 等等 之类".split())


@dataclass(frozen=True, slots=True)
class Enumeration:
    """Spans of a text, in order and disjoint, each a thing that it tells one after another."""

    items: tuple[Span, ...]

    @property
    def span(self) -> Span:
        return self.items[0][0], self.items[-1][1]


def enumerations(text: str, near: Span | None = None, count: int = 0) -> list[Enumeration]:
    """Return the enumerations of `text`, in order of where they begin.

    `near` is where an answer is expected to stand: its ends are likely ends of an item, and only
    there are two things joined by nothing but 和 taken for an enumeration. `count` is how many
    items there should be, 0 where nobody said; it decides whether 和 parts two items or is in a name.
    """
    in_clauses = (_in_clause(text, units, near, count) for units in clauses_of(text))
    found = [*_numbered(text), *_by_semicolons(text), *filter(None, in_clauses)]
    return sorted(found, key=lambda one: one.span)


def number_runs(text: str) -> list[list[re.Match[str]]]:
    """Return the numbers of what is numbered, run by run: each from one on, of one form, two at least."""
    begun: list[re.Match[str]] = []
    runs = []
    for match in NUMBERED.finditer(text):
        is_alike = bool(begun) and match.lastgroup == begun[-1].lastgroup
        if is_alike and number_of(match, len(begun)) == len(begun) + 1:
            begun.append(match)
        elif number_of(match) == 1:
            runs.append(begun)
            begun = [match]
    return [run for run in [*runs, begun] if len(run) > 1]


def number_of(match: re.Match[str], before: int = 0) -> int:
    """Return the number that is printed; 最后 is the one that follows `before`, from three on."""
    shown = match[match.lastgroup or 0]
    if shown[0] == "最":
        return max(before + 1, 3)
    return int(shown) if shown.isdecimal() else _NUMBERS.get(shown, 0)


def _numbered(text: str) -> Iterator[Enumeration]:
    """Yield what is numbered: 一是…二是…; of a thing told in several sentences the first."""
    for run in number_runs(text):
        ends = []
        for match, after in pairwise(run):
            stop = _SENTENCE_ENDS.search(text, match.end(), after.start())
            ends.append(stop.start() if stop else after.start())
        stop = re.compile(f"[{_STOPS}\n]").search(text, run[-1].end())
        ends.append(stop.start() if stop else len(text))
        spans = [_trimmed(text, match.end(), end) for match, end in zip(run, ends, strict=True)]
        if all(start < end for start, end in spans):
            yield Enumeration(tuple(spans))


def _by_semicolons(text: str) -> Iterator[Enumeration]:
    """Yield what follows a colon and is parted by semicolons."""
    for match in re.finditer(r"[：:]([^：:。！？\n]*[；;][^：:。！？\n]*)", text):
        kinds = {number.lastgroup for number in NUMBERED.finditer(match[1])}
        if kinds - {"word", "bare"} or number_runs(match[1]):
            continue
        cuts = [match.start(1) - 1]
        cuts += [match.start(1) + at for at, char in enumerate(match[1]) if char in "；;"]
        cuts.append(match.end(1))
        spans = [_trimmed(text, low + 1, high) for low, high in pairwise(cuts)]
        spans = [span for span in spans if letters(text[slice(*span)])]
        if len(spans) > 1 and all(_is_short(text, span) for span in spans):
            yield Enumeration(tuple(spans))


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[end - 1] in "，。；：、！？,;:!? \n":
        end -= 1
    while start < end and text[start] in "，：、,: \n":
        start += 1
    return start, end


def _in_clause(
    text: str, units: Sequence[Unit], near: Span | None, count: int
) -> Enumeration | None:
    """Return the enumeration of a clause: the first run of its pieces between marks."""
    pieces = _pieces(units)
    if len(pieces) < 2:
        return _joined_pair(text, units, near, count)
    first, inner, last = pieces[0], pieces[1:-1], pieces[-1]
    if any(not _is_short(text, (piece[0].start, piece[-1].end)) for piece in inner):
        return None
    tails = _tails(text, inner or [first], last)
    best: tuple[float, tuple[Span, ...]] | None = None
    for more, tail, is_whole in tails:
        whole = [*inner, *more]
        for start in range(max(len(first) - _MOST_WORDS, 0), len(first)):
            for end in range(1, min(len(tail), _MOST_WORDS) + 1):
                items = [first[start:], *whole, tail[:end]]
                spans = tuple((item[0].start, item[-1].end) for item in items)
                if not all(_is_short(text, span) for span in (spans[0], *spans[-2:])):
                    continue
                if any(_counts(unit, len(items)) for unit in tail[1:end]):
                    continue  # 沙湾三村、渡口里|两个小区
                figures = [letters(text[low:high]).isdecimal() for low, high in spans]
                if any(figures) and not all(figures):
                    continue  # 1、甲 2、乙
                worth = _begins(first, start, items[1], near) + _ends(tail, end, items[-2], near)
                worth += 0.5 * _alike(items[0], items[1]) + 0.5 * _alike(items[-1], items[-2])
                worth += 1.5 * is_whole
                if count and len(items) == count:
                    worth += 4
                if best is None or worth > best[0]:
                    best = worth, spans
    return Enumeration(best[1]) if best else None


def _pieces(units: Sequence[Unit]) -> list[list[Unit]]:
    """Return what stands between the marks; 《甲》《乙》 has none and is two."""
    pieces: list[list[Unit]] = [[]]
    for at, unit in enumerate(units):
        if unit.text in MARKS:
            pieces.append([])
            continue
        if at and unit.flag == units[at - 1].flag == "named" and pieces[-1]:
            pieces.append([])
        pieces[-1].append(unit)
    if len(pieces) > 1 and pieces[-1] and pieces[-1][0].text in _JOINS:  # 甲、乙、以及丙
        pieces[-1] = pieces[-1][1:]
    return [piece for piece in pieces if piece] if all(pieces[:1]) else []


def _tails(
    text: str, others: Sequence[Sequence[Unit]], last: Sequence[Unit]
) -> list[tuple[list[Sequence[Unit]], Sequence[Unit], bool]]:
    """Return how the last piece can be read: items before its 和, what the last item begins, and
    whether it is rather so.
    """
    for at, unit in enumerate(last):
        if at and unit.text in _AND_SO_ON:
            last = last[:at]
            break
    split = [at for at, unit in enumerate(last) if unit.text in _JOINS and 0 < at < len(last) - 1]
    whole: list[tuple[list[Sequence[Unit]], Sequence[Unit], bool]] = [([], last, False)]
    for at in split[:2]:
        left, right = last[:at], last[at + 1 :]
        ends = {letters(_text(text, item))[-1:] for item in others}
        shared = len(ends) == 1 and len(others) > 1
        mine = letters(_text(text, left))[-1:]
        # 财政局、教育局、人力资源和社会保障局: what stands before 和 is no 局.
        whole.append(([left], right, not shared or mine in ends))
    if not any(is_likely for *_, is_likely in whole):
        whole[0] = ([], last, True)
    return whole


def _joined_pair(
    text: str, units: Sequence[Unit], near: Span | None, count: int
) -> Enumeration | None:
    """Return two things that only 和 joins, where an answer is expected to stand."""
    if near is None:
        return None
    best: tuple[float, tuple[Span, Span]] | None = None
    for at, unit in enumerate(units):
        inside = near[0] <= unit.start and unit.end <= near[1]
        if unit.text not in _JOINS or not inside:
            continue
        left, right = units[:at], units[at + 1 :]
        for cut, other in enumerate(right):
            if cut and other.text in _AND_SO_ON:
                right = right[:cut]
                break
        for start in range(max(len(left) - _MOST_WORDS, 0), len(left)):
            for end in range(1, min(len(right), _MOST_WORDS) + 1):
                one, two = left[start:], right[:end]
                spans = (one[0].start, one[-1].end), (two[0].start, two[-1].end)
                if not all(_is_short(text, span) for span in spans):
                    continue
                alike = _alike(one, two)
                is_answer = (spans[0][0], spans[1][1]) == near
                if alike < (0 if is_answer else 1):
                    continue
                worth = _begins(left, start, two, near) + _ends(right, end, one, near) + alike
                worth += 2 * (count == 2)
                if best is None or worth > best[0]:
                    best = worth, spans
    return Enumeration(best[1]) if best and best[0] >= _LEAST_PAIR else None


def _begins(units: Sequence[Unit], start: int, beside: Sequence[Unit], near: Span | None) -> float:
    """Return how likely an item begins at `units[start]`, where `beside` is the one after it."""
    first, before = units[start], units[start - 1] if start else None
    worth = _EXPECTED * (near is not None and near[0] == first.start)
    if before is None or before.flag == "x":
        worth += 0.8
    elif before.text in _CUES or before.kind in ("v", "p", "d", "u"):
        worth += 1.5
    elif before.kind in ("m", "q"):
        worth += 0.5
    elif first.flag in _NAMES and beside[0].flag == first.flag:
        worth += 0.5  # 视察|青州、云浦
    elif before.kind == "n":
        worth -= 0.5
    if first.text in _CUES and beside[0].text not in _CUES:
        worth -= 2
    elif first.kind != beside[0].kind and first.kind in "vpduc":
        worth -= 1 if first.kind == "v" else 2
    return worth - 0.12 * abs(_length(units[start:]) - _length(beside))


def _ends(units: Sequence[Unit], end: int, beside: Sequence[Unit], near: Span | None) -> float:
    """Return how likely an item ends before `units[end]`, where `beside` is the one before it."""
    last, after = units[end - 1], units[end] if end < len(units) else None
    worth = _EXPECTED * (near is not None and near[1] == last.end)
    if after is None:
        worth += 1.5
    elif after.kind == "m":
        worth += 2  # 青州、云浦|两地
    elif after.text in _CUES or after.kind in ("v", "p", "d", "u"):
        worth += 1
    elif last.flag == beside[-1].flag == "nr":
        worth += 1  # 郭敏、白露|领衔主演
    elif after.kind in ("n", "c"):
        worth -= 0.5
    if last.kind != beside[-1].kind and (last.text in _CUES or last.kind in "vpduc"):
        worth -= 2
    return worth - 0.12 * abs(_length(units[:end]) - _length(beside))


def _alike(one: Sequence[Unit], other: Sequence[Unit]) -> float:
    """Return how much `one` is of the kind of `other`, an item beside it; below 0 for too many or
    too few words: 主要包括|甲, 视察|青州 beside 云浦, 小学 beside 实验小学.
    """
    worth = 0.5 * (one[0].kind == other[0].kind) + 1.0 * (one[-1].kind == other[-1].kind)
    ends_alike = one[-1].text[-1] == other[-1].text[-1]
    worth += 1.0 * (one[-1].flag == other[-1].flag) + 1.5 * ends_alike
    for kind in "mv":  # 云浦|三地, 协会|联合主办
        worth -= any(unit.kind == kind for unit in one) != any(unit.kind == kind for unit in other)
    words, beside = ({unit.text for unit in item} for item in (one, other))
    if words & _INTRODUCES and not beside & _INTRODUCES:
        worth -= 4
    is_name = len(other) == 1 and other[0].flag in _NAMES
    if is_name and not ends_alike and any(unit.flag not in _NAMES for unit in one):
        worth -= 4  # 白鹭|镇 beside 白沙镇 is a name that jieba cut
    if len(one) == 1 < len(other) and one[0].text == other[-1].text:
        worth -= 5
    return worth


def _counts(unit: Unit, number: int) -> bool:
    """Tell whether a word says how many things there are: 三个, 3家, 两地."""
    counted = _COUNTED.match(unit.text) if unit.kind == "m" else None
    if counted is None:
        return False
    said = counted[0].replace("两", "二")
    return (int(said) if said.isdecimal() else _NUMBERS.get(said, 0)) == number


def _length(units: Sequence[Unit]) -> int:
    return units[-1].end - units[0].start if units else 0


def _text(text: str, units: Sequence[Unit]) -> str:
    return text[units[0].start : units[-1].end] if units else ""


def _is_short(text: str, span: Span) -> bool:
    return 0 < len(letters(text[slice(*span)])) <= _MOST_LETTERS
