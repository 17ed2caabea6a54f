"""Describe each line of a page by numbers: the cues a sub-editor would name, and its neighbours'."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.layout.cues import CLOSERS, SURNAMES, Kind, ends_in_titled_name, is_finished
from indexer.layout.lines import Line

_END_MARKS = "。！？!?…"
_FUNCTION_WORDS = re.compile(
    "[的了着在是也就都而和与及或但把被让使于以为这那他她它们我你您不有很还又之乃矣]"
)
_DIGITS = re.compile(r"\d")
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
_CUE_CHARS = (60, 40)  # of a line's beginning and end
_TOPIC_CHARS = (150, 50)
_WINDOW = 4
_SLICE_LINES = 500  # a printed page has fewer
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_NO_LETTER = re.compile(r"\W")
_CODE_POINTS = np.uint64(0x110000)
_SLOTS = 2**17
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # Fibonacci hashing, Knuth 1973, vol. 3, 6.4
_SHIFT = np.uint64(64 - 17)
_RARE_LINES = 8  # a string of three characters in more lines than these is no name

Table = NDArray[np.bool_]

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
    "page_filed", "page_headings", "page_length", "page_gaps", "page_bylines", "page_lines",
    "page_boxed",
)  # fmt: skip

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
    texts = [_normalised(_ends(line.text, *_CUE_CHARS)) for line in lines]
    own = np.array([_own(line, text) for line, text in zip(lines, texts, strict=True)], dtype=float)
    columns = [own]
    for offset in _AROUND:
        moved = np.full_like(own, -1.0)
        if offset < 0:
            moved[-offset:] = own[:offset]
        elif offset < n:
            moved[:-offset] = own[offset:]
        columns.append(moved)
    topics = [_ends(line.text, *_TOPIC_CHARS) for line in lines]
    columns += [_cohesion(topics), _places(own, _series(texts)), _page(own)]
    return np.hstack(columns)


def _ends(text: str, first: int, last: int) -> str:
    """Return what is looked at of a line: of a long paragraph its beginning and its end."""
    return text if len(text) <= first + last else text[:first] + text[-last:]


def _normalised(text: str) -> str:
    """Return the text in NFKC; the full-width marks and digits that most lines have come first."""
    text = text.translate(_HALF_WIDTH)
    return text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)


def _own(line: Line, text: str) -> list[float]:
    n = len(text)
    core = text.rstrip(CLOSERS) or text
    end = text[-1]
    dense = "".join(text.split()) or text
    short = n < _BODY_CHARS
    function_words = len(_FUNCTION_WORDS.findall(text))
    starts_bracket, ends_bracket = text[0] in "(（【[", end in ")）]】"
    numbered = _NUMBERED.match(text)
    ordinal = (numbered[1] or numbered[2]) if numbered else ""
    plain = not function_words
    surname = dense[0] in SURNAMES
    return [
        math.log1p(len(line.text)),
        is_finished(text),
        core[-1] in _END_MARKS,
        end in ":：",
        end in ",，、;；",
        end in CLOSERS,
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
        len(_DIGITS.findall(text)) / n,
        function_words / n,
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
        ends_bracket and bool(_PICTURE_NOTE.search(text[-16:])),
        "摄" in text[-6:] or "攝" in text[-6:],
        line.kind is Kind.KEYWORDS,
        line.kind is Kind.HEADING,
        short and (":" in text or "：" in text),
        short and any(mark in text for mark in "?!？！"),
        short and "——" in text,
        short and "《" in text,
        short and "“" in text,
        line.gap,
        ends_bracket and not short and bool(_SIGNED.search(text[-30:])),
        ends_bracket and bool(_FILED_AT_END.search(text[-40:])),
        20 * text.count(" ") / n,
        n < 30 and plain and ends_in_titled_name(dense),
        bool(_CAPTIONS_FOLLOW.match(text)),
        bool(_DASHED_NAME.match(text)),
    ]


def _cohesion(texts: Sequence[str]) -> NDArray[np.float64]:
    """Return what each line shares with the text before and after it.

    Pairs of characters, weighted by how few lines of the page hold them, in windows of four lines;
    after Hearst 1997 (text tiling), with pairs for words. "Rare" counts strings of three characters
    that two lines or more share but not many, such as names. A page of many lines is looked at in
    slices: a table of all its lines and strings would not fit into memory.
    """
    n = len(texts)
    chars = [_NO_LETTER.sub("", text) for text in texts]
    pairs = _repeated(chars, 2)
    triples = _repeated(chars, 3)
    found = []
    for first in range(0, n, _SLICE_LINES):
        low, high = max(first - _WINDOW, 0), min(first + _SLICE_LINES + _WINDOW, n)
        rows = _shared(pairs, triples, low, high)
        found.append(rows[first - low : first - low + _SLICE_LINES])
    return np.concatenate(found)


def _shared(pairs: _Strings, triples: _Strings, low: int, high: int) -> NDArray[np.float64]:
    """Return what each of the lines from `low` to `high` shares with those of them around it."""
    table, weight = pairs.table(low, high)
    pair_total = pairs.single[low:high] + table.astype(np.float32) @ weight
    rare, _ = triples.table(low, high, at_most=_RARE_LINES)
    n = high - low
    at = np.arange(n)
    begin, end = np.maximum(at - _WINDOW, 0), np.minimum(at + 1 + _WINDOW, n)

    def windows(held: Table) -> tuple[Table, Table]:
        """Return which strings stand in the lines before, and after, each line."""
        before, after = np.zeros_like(held), np.zeros_like(held)
        for step in range(1, min(_WINDOW, n - 1) + 1):
            before[step:] |= held[:-step]
            after[:-step] |= held[step:]
        return before, after

    sums = np.concatenate([[0.0], np.cumsum(pair_total)])
    total_before = sums[at] - sums[begin]
    total_after = sums[end] - sums[at + 1]
    total_last = np.concatenate([[0.0], pair_total[:-1]])
    total_next = np.concatenate([pair_total[1:], [0.0]])
    before, after = windows(table)
    none = np.zeros_like(table[:1])
    last, following = np.concatenate([none, table[:-1]]), np.concatenate([table[1:], none])

    def shared(
        left: Table, right: Table, left_total: NDArray[np.float64], right_total: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        least = np.minimum(left_total, right_total)
        both = (left & right).astype(np.float32) @ weight
        found: NDArray[np.float64] = np.divide(both, least, out=np.zeros(n), where=least > 0)
        return found

    rare_before, rare_after = windows(rare)
    return np.column_stack(
        [
            shared(table, before, pair_total, total_before),
            shared(table, after, pair_total, total_after),
            shared(before, table | after, total_before, pair_total + total_after),
            shared(table, last, pair_total, total_last),
            shared(table, following, pair_total, total_next),
            shared(last, following, total_last, total_next),
            np.log1p(np.count_nonzero(rare_before & (rare_after | rare), axis=1)),
            np.log1p(np.count_nonzero(rare & rare_after, axis=1)),
            np.log1p(np.count_nonzero(rare & rare_before, axis=1)),
        ]
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Strings:
    """Which lines hold which strings of some length, of those that come twice or more on the page.

    `line` and `string` are (pairs,), by line: each says that the line holds the string, once. `lines`
    and `weight` are (strings,): how many lines hold each, and what it counts. `single` is (lines,):
    the weight of those of each line's strings that come once.
    """

    line: NDArray[np.intp]
    string: NDArray[np.intp]
    lines: NDArray[np.intp]
    weight: NDArray[np.float32]
    single: NDArray[np.float64]

    def table(
        self, low: int, high: int, *, at_most: int | None = None
    ) -> tuple[Table, NDArray[np.float32]]:
        """Return an array (lines, strings) of the lines from `low` to `high`, and the weights.

        With `at_most`, of the strings that so many lines of the page hold, or fewer.
        """
        first, end = np.searchsorted(self.line, (low, high))
        line, string = self.line[first:end] - low, self.string[first:end]
        if at_most is not None:
            few = self.lines[string] <= at_most
            line, string = line[few], string[few]
        found = np.zeros(len(self.lines), dtype=np.bool_)
        found[string] = True
        column = np.cumsum(found) - 1
        table = np.zeros((high - low, np.count_nonzero(found)), dtype=np.bool_)
        table[line, column[string]] = True
        return table, self.weight[found]


def _repeated(chars: Sequence[str], size: int) -> _Strings:
    """Return which lines hold which strings of `size` characters.

    Strings are told apart by a hash of 17 bits: of the five thousand of a page a hundred are taken
    for another.
    """
    n = len(chars)
    owner = np.repeat(np.arange(n), [len(text) for text in chars])
    points = np.frombuffer("".join(chars).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    end = max(len(points) - size + 1, 0)
    codes = points[:end].copy()
    for step in range(1, size):
        codes = codes * _CODE_POINTS + points[step : end + step]
    within = owner[:end] == owner[size - 1 :] if end else np.zeros(0, dtype=np.bool_)
    gram = ((codes[within] * _SPREAD) >> _SHIFT).astype(np.intp)
    owners = owner[:end][within]
    often = np.bincount(gram, minlength=_SLOTS)[gram] > 1
    single = np.bincount(owners[~often], minlength=n) * np.log1p(n)
    found, place = np.unique(gram[often], return_inverse=True)
    line, string = np.divmod(np.unique(owners[often] * len(found) + place), max(len(found), 1))
    lines = np.bincount(string, minlength=len(found))
    weight = np.log1p(n / lines).astype(np.float32)
    return _Strings(line, string, lines, weight, single)


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


def _same_shape(own: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how many of the ten lines before each short line have its length and next line's kind."""
    n = len(own)
    length = own[:, _OWN.index("length")]
    next_filed = np.append(own[1:, _OWN.index("filed")], -1.0)
    found = np.zeros(n)
    for step in range(1, min(10, n - 1) + 1):
        same = np.abs(length[:-step] - length[step:]) < 0.15
        found[step:] += same & (next_filed[:-step] == next_filed[step:])
    found[(length > 3.5) | (next_filed < 0)] = 0.0
    return found


def _places(own: NDArray[np.float64], series: Sequence[float]) -> NDArray[np.float64]:
    """Return where each line stands in its run of heading-like lines and on the page."""
    n = len(own)

    def any_of(*names: str) -> list[bool]:
        columns = [_OWN.index(name) for name in names]
        return [bool(row.any()) for row in own[:, columns]]

    headlike = any_of("heading", "byline", "name", "names")
    signed = any_of("byline", "names")
    filed = any_of("filed", "dateline")
    finished = own[:, _OWN.index("finished")].tolist()
    length = own[:, _OWN.index("length")].tolist()
    alike = _same_shape(own).tolist()
    ends = [n] * (n + 1)  # the first line from here on that is no part of a head
    for i in range(n - 1, -1, -1):
        ends[i] = ends[i + 1] if headlike[i] else i
    rows = []
    body_before, run_start, bodies, filed_before = -1, 0, 0, False
    for i in range(n):
        if not (i and headlike[i - 1]):
            run_start = i
        after = ends[i]
        rows.append(
            (
                i / n,
                i - run_start,
                after - i,
                1.0 if body_before < 0 else finished[body_before],
                -1.0 if body_before < 0 else length[body_before],
                -1.0 if after >= n else filed[after],
                -1.0 if after >= n else length[after],
                min(n - i, 6),
                any(signed[i + 1 : after]),
                min(bodies, 12),
                filed_before,
                series[i],
                alike[i],
            )
        )
        if headlike[i]:
            bodies = 0
        else:
            body_before = i
            bodies += 1
            filed_before = filed[i]
    return np.array(rows, dtype=float)


def _page(own: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what holds of the page as a whole, in each row."""
    names = ("filed", "heading", "length", "gap", "byline")
    values = [float(own[:, _OWN.index(name)].mean()) for name in names]
    boxed = (own[:, _OWN.index("byline")] * own[:, _OWN.index("starts_bullet")]).sum()
    return np.tile([*values, math.log1p(len(own)), min(float(boxed), 4.0)], (len(own), 1))
