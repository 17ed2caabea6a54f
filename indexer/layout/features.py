"""Describe each line of a page by numbers: the cues a sub-editor would name, and its neighbours'."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.layout.cues import SURNAMES, TITLED_NAME, Kind, is_finished
from indexer.layout.lines import Line

_END_MARKS = "。！？!?…"
_CLOSERS = "”’」』）)】》\"'"
_FUNCTION_WORDS = frozenset(
    "的了着在是也就都而和与及或但把被让使于以为这那他她它们我你您不有很还又之乃矣"
)
# A paragraph that begins so goes on with what came before.
_GOES_ON = re.compile(
    "他|她|它|这|這|该|該|其|但|而|同时|此外|另|因此|所以|然而|不过|于是|据介绍|据了解|目前|最后|首先|其次|再次"
    "|[一二三四五]是|当然|可是|对此|为此|随后|接着|后来|在[他她]|如今|然后|我|你|对于|由于|如果|虽然|尽管|不仅|正是"
    "|可见|总之|还有|有人|记者"
)
_NUMBERED = re.compile(
    r"(?:第?([一二三四五六七八九十]{1,3}|\d{1,2})(?:[、.章节条]|\)|,(?!\d))"
    r"|[(（]([一二三四五六七八九十]{1,3}|\d{1,2})[)）])"
)
_FILED = re.compile(
    r"(?:据|综合|據)?(?:本报|本報|新华社|新華社|本刊|中新社|[一-鿿]{2,3}社|[一-鿿]{2,4}网)[^,。、]{0,18}?(?:讯|訊|电|電|消息)"
)
_DATE = re.compile(r"[0-9一二三四五六七八九十]{1,3}(?:月|日)")
_STAFF = re.compile(r"记者|記者|通讯员|通訊員|评论员|编辑|编者|作者")
_SIGNED = re.compile(r"[(（](?:完|[^()（）]{2,24}(?:报道|摄|攝|文|讯|电|供稿|整理|编译)?)[)）]$")
_FILED_AT_END = re.compile(r"[(（][^()（）]{0,12}(?:社|报)[^()（）]{0,14}(?:电|讯)[)）]$")
_PICTURE_NOTE = re.compile(r"[(（](?:附?图|附|图片)[^()（）]{0,8}[)）]$")
_CAPTIONS_FOLLOW = re.compile(r"(?:图片|照片|附图|图说|图片说明)[:：]?$")
_DASHED_NAME = re.compile(
    r"[—－─-]{1,4}\s*(?:编者|编辑|[^\W\d_]{2,9}(?:[(（][^()（）]{2,8}[)）])?)$"
)
_CAPTION = re.compile(r"图(?:片|为|说)|[上下左右]图")
_CHINESE = "一二三四五六七八九十"
_BODY_CHARS = 40
_GRAM_CHARS = 240
_WINDOW = 4

_OWN = (
    "length", "finished", "end_mark", "end_colon", "end_comma", "end_close", "stops", "commas",
    "enumeration", "spaces", "starts_quote", "starts_bracket", "starts_dash", "starts_bullet",
    "in_brackets", "number", "first_number", "digits", "function_words", "goes_on", "dateline",
    "filed", "date", "byline", "staff", "name", "names", "spaced_name", "jump", "caption",
    "picture_note", "photo", "keywords", "heading", "colon", "exclaims", "dash", "book", "quotes",
    "gap", "signed", "filed_at_end", "list_item", "titled_name", "captions_follow", "dashed_name",
)  # fmt: skip
_AROUND = (-2, -1, 1, 2, 3)
_COHESION = (
    "shared_before", "shared_after", "split_shared", "shared_last", "shared_next", "last_next",
    "rare_across", "rare_after", "rare_before",
)  # fmt: skip
_PLACE = (
    "place", "run_before", "run_after", "body_before_finished", "body_before_length",
    "body_after_filed", "body_after_length", "lines_left", "run_byline", "bodies_since_heading",
    "filed_before", "series", "same_shape",
)  # fmt: skip
_PAGE = (
    "page_filed",
    "page_headings",
    "page_length",
    "page_gaps",
    "page_bylines",
    "page_lines",
    "page_boxed",
)

NAMES = (
    *_OWN,
    *(f"{name}{offset:+d}" for offset in _AROUND for name in _OWN),
    *_COHESION,
    *_PLACE,
    *_PAGE,
)
"""The names of the features, in the order of the columns."""


def line_features(lines: Sequence[Line]) -> NDArray[np.float64]:
    """Return an array (lines, len(NAMES)); -1 stands for a neighbour that is not there."""
    n = len(lines)
    if not n:
        return np.empty((0, len(NAMES)))
    texts = [unicodedata.normalize("NFKC", line.text) for line in lines]
    own = np.array([_own(line, text) for line, text in zip(lines, texts, strict=True)], dtype=float)
    columns = [own]
    for offset in _AROUND:
        moved = np.full_like(own, -1.0)
        if offset < 0:
            moved[-offset:] = own[:offset]
        elif offset < n:
            moved[:-offset] = own[offset:]
        columns.append(moved)
    columns += [_cohesion(texts), _places(own, _series(texts)), _page(own)]
    return np.hstack(columns)


def _own(line: Line, text: str) -> list[float]:
    n = len(text)
    core = text.rstrip(_CLOSERS) or text
    end = text[-1]
    dense = "".join(text.split())
    short = n < _BODY_CHARS
    starts_bracket, ends_bracket = text[0] in "(（【[", end in ")）]】"
    numbered = _NUMBERED.match(text)
    ordinal = (numbered[1] or numbered[2]) if numbered else ""
    plain = not any(char in _FUNCTION_WORDS for char in dense)
    surname = dense[0] in SURNAMES
    return [
        math.log1p(n),
        is_finished(text),
        core[-1] in _END_MARKS,
        end in ":：",
        end in ",，、;；",
        end in _CLOSERS,
        min(text.count("。"), 5),
        20 * (text.count(",") + text.count("，")) / n,
        20 * text.count("、") / n,
        " " in text,
        text[0] in "“‘「『\"'",
        starts_bracket,
        text[0] in "—-－─",
        text[0] in "□■◎●○☐▲△◆◇★☆·*◘",
        starts_bracket and ends_bracket,
        bool(ordinal),
        ordinal in ("一", "1"),
        sum(char.isdigit() for char in text) / n,
        sum(char in _FUNCTION_WORDS for char in text) / n,
        bool(_GOES_ON.match(text)),
        line.kind is Kind.DATELINE,
        bool(_FILED.match(text)),
        bool(_DATE.search(text[:30])),
        line.kind is Kind.BYLINE,
        short and bool(_STAFF.search(text)),
        2 <= len(dense) <= 4 and surname,
        n <= 24
        and 2 <= len(dense) <= 14
        and surname
        and plain
        and not any(c in text for c in ",，。:、"),
        len(dense) == 2 and len(line.text) > 2,
        line.kind is Kind.JUMP,
        line.kind in (Kind.CREDIT, Kind.CAPTION) or bool(_CAPTION.match(text)),
        bool(_PICTURE_NOTE.search(text)),
        "摄" in text[-6:] or "攝" in text[-6:],
        line.kind is Kind.KEYWORDS,
        line.kind is Kind.HEADING,
        short and (":" in text or "：" in text),
        short and any(mark in text for mark in "?!？！"),
        short and "——" in text,
        short and "《" in text,
        short and "“" in text,
        line.gap,
        not short and bool(_SIGNED.search(text[-30:])),
        bool(_FILED_AT_END.search(text[-40:])),
        20 * text.count(" ") / n,
        n < 30
        and plain
        and bool(TITLED_NAME.search(dense))
        and any(c in SURNAMES for c in dense[-4:-1]),
        bool(_CAPTIONS_FOLLOW.match(text)),
        bool(_DASHED_NAME.match(text)),
    ]


def _cohesion(texts: Sequence[str]) -> NDArray[np.float64]:
    """Return what each line shares with the text before and after it.

    Pairs of characters, weighted by how few lines of the page hold them; after Hearst 1997 (text
    tiling), with pairs for words. "Rare" is the number of longer strings in common, such as names.
    """
    n = len(texts)
    dense = [re.sub(r"[^\w]", "", text[:_GRAM_CHARS]) for text in texts]
    pairs = [{text[i : i + 2] for i in range(len(text) - 1)} for text in dense]
    triples = [{text[i : i + 3] for i in range(len(text) - 2)} for text in dense]
    held = Counter(gram for grams in pairs for gram in grams)
    weight = {gram: math.log(1 + n / lines) for gram, lines in held.items()}
    total = [sum(weight[gram] for gram in grams) for grams in pairs]
    rows = np.zeros((n, len(_COHESION)))
    repeated = {gram for gram, lines in held.items() if lines > 1}
    common = [grams & repeated for grams in pairs]
    often = Counter(gram for grams in triples for gram in grams)
    rare = [{gram for gram in grams if 1 < often[gram] <= 8} for grams in triples]
    empty: set[str] = set()
    for i in range(n):
        low = max(0, i - _WINDOW)
        before = set().union(*common[low:i])
        after = set().union(*common[i + 1 : i + 1 + _WINDOW])
        here = common[i]
        last = common[i - 1] if i else empty
        next_ = common[i + 1] if i + 1 < n else empty

        def shared(left: set[str], right: set[str], left_total: float, right_total: float) -> float:
            if not left_total or not right_total:
                return 0.0
            return sum(weight[gram] for gram in left & right) / min(left_total, right_total)

        total_before = sum(total[low:i])
        total_after = sum(total[i + 1 : i + 1 + _WINDOW])
        rare_before = set().union(*rare[low:i])
        rare_after = set().union(*rare[i + 1 : i + 1 + _WINDOW])
        rows[i] = (
            shared(here, before, total[i], total_before),
            shared(here, after, total[i], total_after),
            shared(before, here | after, total_before, total[i] + total_after),
            shared(here, last, total[i], total[i - 1] if i else 0),
            shared(here, next_, total[i], total[i + 1] if i + 1 < n else 0),
            shared(last, next_, total[i - 1] if i else 0, total[i + 1] if i + 1 < n else 0),
            math.log1p(len(rare_before & (rare_after | rare[i]))),
            math.log1p(len(rare[i] & rare_after)),
            math.log1p(len(rare[i] & rare_before)),
        )
    return rows


def _series(texts: Sequence[str]) -> list[float]:
    """Return 1 where a line's number goes on from a number before it on the page: 二、 after 一、."""
    last: dict[bool, int] = {}
    found = []
    for text in texts:
        numbered = _NUMBERED.match(text)
        ordinal = (numbered[1] or numbered[2]) if numbered else ""
        number = int(ordinal) if ordinal.isdigit() else _CHINESE.find(ordinal) + 1 if ordinal else 0
        kind = ordinal.isdigit()
        found.append(float(number > 1 and last.get(kind) == number - 1))
        if number:
            last[kind] = number
    return found


def _same_shape(own: NDArray[np.float64], i: int) -> float:
    """Return how many of the ten lines before have the length and the next line's kind of line `i`."""
    length, filed = _OWN.index("length"), _OWN.index("filed")
    if i + 1 >= len(own) or own[i, length] > 3.5:
        return 0.0
    low = max(0, i - 10)
    alike = np.abs(own[low:i, length] - own[i, length]) < 0.15
    return float((alike & (own[low + 1 : i + 1, filed] == own[i + 1, filed])).sum())


def _places(own: NDArray[np.float64], series: Sequence[float]) -> NDArray[np.float64]:
    """Return where each line stands in its run of heading-like lines and on the page."""
    n = len(own)
    column = {name: own[:, i] for i, name in enumerate(_OWN)}
    headlike = (column["heading"] + column["byline"] + column["name"] + column["names"]) > 0
    filed = (column["filed"] + column["dateline"]) > 0
    rows = np.zeros((n, len(_PLACE)))
    body_before = -1
    run_start = 0
    bodies = 0
    ends = np.zeros(n, dtype=int)
    end = n
    for i in range(n - 1, -1, -1):
        if not headlike[i]:
            end = i
        ends[i] = end
    filed_before = 0
    for i in range(n):
        if not (i and headlike[i - 1]):
            run_start = i
        after = int(ends[i])
        rows[i] = (
            i / n,
            i - run_start,
            after - i,
            1.0 if body_before < 0 else column["finished"][body_before],
            -1.0 if body_before < 0 else column["length"][body_before],
            -1.0 if after >= n else filed[after],
            -1.0 if after >= n else column["length"][after],
            min(n - i, 6),
            bool(((column["byline"] + column["names"])[i + 1 : after] > 0).any()),
            min(bodies, 12),
            filed_before,
            series[i],
            _same_shape(own, i),
        )
        if headlike[i]:
            bodies = 0
        else:
            body_before = i
            bodies += 1
            filed_before = int(filed[i])
    return rows


def _page(own: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what holds of the page as a whole, in each row."""
    names = ("filed", "heading", "length", "gap", "byline")
    values = [float(own[:, _OWN.index(name)].mean()) for name in names]
    boxed = (own[:, _OWN.index("byline")] * own[:, _OWN.index("starts_bullet")]).sum()
    return np.tile([*values, math.log1p(len(own)), min(float(boxed), 4.0)], (len(own), 1))
