"""Find quoted words again after the archive was built anew: a place, and a mark of the words.

A reindex may number a page's articles anew, move offsets and mend marks and white space. So a place
goes with a mark of the quoted letters, as `indexer.language.letters` folds them:

    <how many>-<12 hex: SHA-256 of them><5 hex each: hashes of the first, middle and last few>

The three runs say where in a text the words may stand, without reading it letter by letter; the
digest says that they do. Where it does not fit and two runs stand as far apart as they should,
the words are there and were corrected: one letter is in one run at most.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, groupby
from urllib.parse import parse_qs

import numpy as np
from numpy.typing import NDArray

from indexer.errors import UnknownId
from indexer.language import letter_codes
from indexer.models import Article
from indexer.store.catalogue import Catalogue

_RUN = 8  # letters of a run; fewer of a short quote
_APART = 18  # letters of a quote whose three runs do not overlap
_LEAST = 8  # letters that prove something outside their own article
_ALTERED = 0.1  # of a quote's letters may have come or gone between two runs
_TRIED = 50  # places in one article: a text that repeats itself must not take for ever
_MARK = re.compile(
    r"([0-9]{1,6})-([0-9a-f]{12})([0-9a-f]{5})([0-9a-f]{5})([0-9a-f]{5})(?![0-9A-Za-z])"
)
_IDENTIFIER = re.compile(
    r"jianbao:(?P<article>.+)@"
    r"(?:(?P<start>\d{1,9})-(?P<end>\d{1,9})(?:\.(?P<mark>[0-9a-f-]+))?|(?P<whole>[0-9a-f-]+))",
    re.DOTALL | re.ASCII,
)
_PLACE = re.compile(r"[0-9]{1,9}(?![0-9A-Za-z])")
_OPENING, _CLOSING = "“‘「『《〈（【〔([\"'", "”’」』》〉）】〕)]\"'。！？；，、：…—.!?;,:"
_BEFORE, _AFTER = _OPENING + "{<`*", _CLOSING + "}>`*"  # copied along: （jianbao:…）。 or …”},
_LATEX = re.compile(r"\\([%&$#_])")  # as our own .bib file prints an identifier


class How(StrEnum):
    """Where the words of an anchor were found."""

    PLACE = "place"  # as they were
    MOVED = "moved"  # elsewhere in the article, or between other marks
    PAGE = "page"  # in another article of the page
    ISSUE = "issue"  # on another page of the issue


@dataclass(frozen=True, slots=True)
class Anchor:
    """Words of an article: where they stood, and their mark.

    With `end` 0 the whole article is meant, and `mark` is that of all its text. `mark` is "" where
    only the place is known, as in a link that a person typed.
    """

    article_id: str
    start: int = 0
    end: int = 0
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Where an anchor's words stand now: `article.text[start:end]`.

    `exact` is False where their letters are not all those that were marked.
    """

    article: Article
    start: int
    end: int
    how: How
    exact: bool = True


@dataclass(frozen=True, slots=True)
class _Mark:
    letters: int
    digest: str
    runs: tuple[int, ...]


def mark_of(quote: str) -> str:
    """Return the mark of `quote`, "" where it has no letters."""
    codes, _ = letter_codes(quote)
    if not len(codes):
        return ""
    length, offsets = _layout(len(codes))
    hashes = _hashes(codes, length)
    return f"{len(codes)}-{_digest(codes)}" + "".join(f"{hashes[at]:05x}" for at in offsets)


def anchor_of(article: Article, start: int = 0, end: int = 0) -> Anchor:
    """Return the anchor of `article.text[start:end]`; without a span, of the whole article.

    Raises ValueError where the span is empty or outside the text.
    """
    if (start, end) == (0, 0):
        return Anchor(article.id, mark=mark_of(article.text))
    if not 0 <= start < end <= len(article.text):
        raise ValueError(
            f"span {start}:{end} is not in {article.id} ({len(article.text)} characters)"
        )
    return Anchor(article.id, start, end, mark_of(article.text[start:end]))


def article_digest(article: Article) -> str:
    """Return a digest of all that a reader sees of an article: when it differs, the article changed."""
    seen = (
        article.kicker, article.title, article.subtitle, article.column, article.byline.text,
        article.text,
    )  # fmt: skip
    return hashlib.sha256("\0".join(seen).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def find(catalogue: Catalogue, anchor: Anchor) -> Found | None:
    """Return where an anchor's words stand now, None where they do not.

    Looked for at their place, in their article, in the other articles of the page, in the other
    pages of the issue; where they stand twice, the nearest to the old place counts. Words with
    other letters between the same ends count where the page, or else the issue, has none as they
    were. A whole article that is nowhere is the one with its id that has its middle, and begins or
    ends as it did. An anchor without a mark is its place, where its article has one.
    """
    try:
        own = catalogue.article(anchor.article_id)
    except UnknownId:
        own = None
    if own and (found := _in_place(own, anchor)):
        return found
    parsed = _parse_mark(anchor.mark)
    if not parsed:
        return None
    found = _on_page_or_issue(catalogue, anchor, parsed, own)
    if own and not anchor.end and (found.article is own if found else _keeps_an_end(own, parsed)):
        return Found(own, 0, len(own.text), How.PLACE, exact=False)
    return found


# -- their written forms -------------------------------------------------------------------------


def identifier(anchor: Anchor) -> str:
    """Return the stable identifier: jianbao:<article id>@<start>-<end>.<mark>

    That of a whole article has no span, that of a place alone no mark.
    """
    span = f"{anchor.start}-{anchor.end}" if anchor.end else ""
    place = ".".join(filter(None, (span, anchor.mark)))
    return f"jianbao:{anchor.article_id}" + (f"@{place}" if place else "")


def parse_identifier(text: str) -> Anchor:
    """Return the anchor that a person's text names: an identifier, an article's id, a link to one.

    Brackets and marks that it was copied with are not part of it, nor are LaTeX's backslashes.
    """
    text = text.strip()
    if (bare := text.lstrip(_BEFORE)).startswith("jianbao:"):  # an id itself may begin with 【
        text = bare
    # Not by urlsplit, which refuses what it takes for a bad host.
    if "article=" in (query := text.partition("#")[0].partition("?")[2]):
        linked = anchor_from({name: values[0] for name, values in parse_qs(query).items()})
        return linked or Anchor(text)
    if parsed := _IDENTIFIER.fullmatch(text) or _IDENTIFIER.fullmatch(text.rstrip(_AFTER)):
        start, end = int(parsed["start"] or 0), int(parsed["end"] or 0)
        mark = parsed["mark"] or parsed["whole"] or ""
        if start < end or _parse_mark(parsed["whole"] or ""):
            article_id = _LATEX.sub(r"\1", parsed["article"])
            return Anchor(article_id, start, end, mark if _parse_mark(mark) else "")
    return Anchor(text.removeprefix("jianbao:"))


def address_parameters(anchor: Anchor) -> dict[str, str]:
    """Return the parameters of an address that leads to `anchor`."""
    parameters = {"article": anchor.article_id}
    if anchor.end:
        parameters |= {"start": str(anchor.start), "end": str(anchor.end)}
    if anchor.mark:
        parameters["mark"] = anchor.mark
    return parameters


def anchor_from(parameters: Mapping[str, str]) -> Anchor | None:
    """Return the anchor that an address's parameters name, None where they name no article.

    They may be nonsense: a span or a mark that cannot be is left out. What was copied along after
    them is not: without its mark a link would open whatever stands there now. &amp; is a link's &
    as the source of a page has it.
    """
    parameters = {name.removeprefix("amp;"): value for name, value in parameters.items()}
    article_id = parameters.get("article", "")
    if not article_id:
        return None
    places = [_PLACE.match(parameters.get(name, "")) for name in ("start", "end")]
    start, end = (int(place[0]) if place else 0 for place in places)
    if start >= end:
        start = end = 0
    mark = _MARK.match(parameters.get("mark", ""))
    return Anchor(article_id, start, end, mark[0] if mark and _parse_mark(mark[0]) else "")


# -- looking -------------------------------------------------------------------------------------


def _in_place(article: Article, anchor: Anchor) -> Found | None:
    """Return the words where they stood, None where others stand there now."""
    start, end = (anchor.start, anchor.end) if anchor.end else (0, len(article.text))
    if anchor.end and not 0 <= start < end <= len(article.text):
        return None
    if anchor.mark and mark_of(article.text[start:end]) != anchor.mark:
        return None
    return Found(article, start, end, How.PLACE)


def _on_page_or_issue(
    catalogue: Catalogue, anchor: Anchor, mark: _Mark, own: Article | None
) -> Found | None:
    """Return the words as they were on their page, else corrected there, else the same of the issue."""
    corrected: Found | None = None
    places: Iterable[tuple[Article, How]] = [(own, How.MOVED)] if own else []
    if mark.letters >= _LEAST:
        places = chain(places, _neighbours(catalogue, anchor.article_id, own))
    for _, group in groupby(places, key=lambda place: place[1] is How.ISSUE):
        for article, how in group:
            found = _within(article, anchor, mark, how)
            if found and found.exact:
                return found
            corrected = corrected or found
        if corrected:
            return corrected
    return None


def _within(article: Article, anchor: Anchor, mark: _Mark, how: How) -> Found | None:
    """Return the words in `article`, as they were or corrected; the nearest to their old place."""
    codes, places = letter_codes(article.text)
    length, offsets = _layout(mark.letters)
    if len(codes) < length:
        return None
    hashes = _hashes(codes, length)
    old = int(np.searchsorted(places, anchor.start))
    # Where the words would begin by each of their runs, the nearest to the old place first.
    begins = []
    for wanted, offset in zip(mark.runs, offsets, strict=True):
        found = np.flatnonzero(hashes == wanted) - offset
        begins.append(found[np.argsort(abs(found - old), kind="stable")])
    marks = anchor.end - anchor.start - mark.letters if anchor.end else len(article.text)
    whole = begins[0][np.isin(begins[0], begins[1]) & np.isin(begins[0], begins[2])]
    for begin in whole[:_TRIED].tolist():
        stop = begin + mark.letters
        if _whole(places, begin, stop) and _digest(codes[begin:stop]) == mark.digest:
            span = _with_marks(article.text, places, begin, stop, marks)
            return Found(article, *span, how)
    if corrected := _corrected(begins, mark.letters, len(codes)):
        return Found(
            article, *_with_marks(article.text, places, *corrected, marks), how, exact=False
        )
    return None


def _whole(places: NDArray[np.int64], begin: int, stop: int) -> bool:
    """Return whether no character is cut in two: ㎡ folds to two letters."""
    return not (
        (begin > 0 and places[begin - 1] == places[begin])
        or (stop < len(places) and places[stop - 1] == places[stop])
    )


def _corrected(
    begins: Sequence[NDArray[np.int64]], letters: int, limit: int
) -> tuple[int, int] | None:
    """Return the letters between two runs that stand as far apart as they should, or nearly."""
    if letters < _APART:
        return None
    allowed = max(2, int(letters * _ALTERED))
    for first, second in ((0, 2), (0, 1), (1, 2)):
        for begin in begins[first][:_TRIED].tolist():
            near = begins[second][abs(begins[second] - begin) <= allowed]
            if len(near):
                last = int(near[np.argmin(abs(near - begin))])
                return max(begin, 0), min(last + letters, limit)
    return None


def _keeps_an_end(article: Article, mark: _Mark) -> bool:
    """Return whether the marked text's middle is there, and its beginning or its end in their place.

    An end alone proves nothing: many begin with 新华社北京4月10日电 or end with 正在进一步调查中.
    """
    codes, _ = letter_codes(article.text)
    length, _ = _layout(mark.letters)
    if len(codes) < length or mark.letters < _LEAST:
        return False
    first, middle, last = mark.runs
    hashes = _hashes(codes, length)
    return bool((hashes[0] == first or hashes[-1] == last) and middle in hashes)


def _neighbours(
    catalogue: Catalogue, article_id: str, own: Article | None
) -> Iterator[tuple[Article, How]]:
    """Yield the other articles of the page, the nearest by number first, then those of the issue."""
    page_id = own.page_id if own else article_id.rpartition("#")[0]
    newspaper, date = (own.newspaper, own.date) if own else ("", "")
    try:
        articles = catalogue.articles_of_page(page_id)
        page = catalogue.page(page_id)
        newspaper, date = page.newspaper, page.date
    except UnknownId:
        articles = []
    number = article_id.rpartition("#")[2]
    old = int(number) if _PLACE.fullmatch(number) else 1
    order = sorted(range(len(articles)), key=lambda index: (abs(index + 1 - old), index))
    yield from ((articles[at], How.PAGE) for at in order if articles[at].id != article_id)
    if not newspaper and page_id.count("/") >= 2:  # the page is gone: its id names the issue
        newspaper, date, _ = page_id.split("/", 2)
    if not (newspaper and date):
        return
    for _, other in catalogue.pages_of_issue(newspaper, date):
        if other != page_id:
            yield from ((article, How.ISSUE) for article in catalogue.articles_of_page(other))


def _with_marks(
    text: str, places: NDArray[np.int64], first: int, stop: int, marks: int
) -> tuple[int, int]:
    """Return the span of the letters first..stop, and of marks around them: `marks` with those within."""
    if (first, stop, marks) == (0, len(places), len(text)):
        return 0, len(text)
    start, end = int(places[first]), int(places[stop - 1]) + 1
    spare = marks - (end - start - (stop - first))
    while spare > 0 and end < len(text) and text[end] in _CLOSING:
        end, spare = end + 1, spare - 1
    while spare > 0 and start > 0 and text[start - 1] in _OPENING:
        start, spare = start - 1, spare - 1
    return start, end


def _parse_mark(mark: str) -> _Mark | None:
    if not (parsed := _MARK.fullmatch(mark)) or not int(parsed[1]):
        return None
    return _Mark(int(parsed[1]), parsed[2], tuple(int(run, 16) for run in parsed.groups()[2:]))


def _layout(letters: int) -> tuple[int, tuple[int, int, int]]:
    """Return the length of a mark's runs and where they begin: never change it, marks are kept."""
    length = min(_RUN, letters // 3 if letters >= _APART else letters)
    return length, (0, (letters - length) // 2, letters - length)


def _digest(codes: NDArray[np.int32]) -> str:
    return hashlib.sha256(codes.astype("<u4").tobytes()).hexdigest()[:12]


def _hashes(codes: NDArray[np.int32], length: int) -> NDArray[np.int64]:
    """Return a hash of 20 bits of every run of `length` letters: what a mark holds, never change it."""
    count = len(codes) - length + 1
    total = np.zeros(count, dtype=np.uint64)
    for at in range(length):
        total = total * np.uint64(0x100000001B3) + codes[at : at + count].astype(np.uint64)
    total = (total ^ (total >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    return (total >> np.uint64(44)).astype(np.int64)
