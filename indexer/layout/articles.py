"""Find the articles of a page: by what its source says, by a person's corrections, else by its cues."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise, takewhile

from indexer.layout.bylines import byline_in_body, parse_byline, parse_dateline
from indexer.layout.corrections import decided
from indexer.layout.cues import JUMP_FROM, Kind, is_finished
from indexer.layout.fallen import without_fallen
from indexer.layout.lines import Line, lines_of
from indexer.layout.loops import fold_loops
from indexer.layout.mending import Paragraph, join_paragraphs
from indexer.layout.resuming import resumed
from indexer.layout.roles import SHORT_SUBHEAD, Placed, give_roles
from indexer.layout.starts import Model, find_starts
from indexer.models import Article, Page, Part, Role

_CLOSE = (0.25, 0.75)
_CORRECTED = "人工更正 corrected by a person"

# Of scripts that part words by spaces, and digits, of either width: no Han, kana or Hangul.
_SPACED_LETTER = re.compile(r"[^\W_\u2e80-\ufeff\U00020000-\U0003ffff]")
_SPACED_WORD = re.compile(f"{_SPACED_LETTER.pattern}+")


def split_articles(page: Page, *, model: Model | None = None) -> tuple[Article, ...]:
    """Return the articles of a page, in page order.

    Every character of the page but white space is in exactly one part of one article; see `Article`
    for what its text holds. An article that came already cut stays as it is. `model` is used by the
    tool that fits it. Raises CorrectionError where a correction of the page fits none of its lines.
    """
    lines = [] if page.already_cut else lines_of(page)
    begins, roles, belongs = decided(page, lines)
    if page.already_cut:
        return (_already_cut(page),)
    articles = _given_articles(lines, begins) or _found_articles(lines, begins, model)
    articles = _moved(articles, lines, belongs)
    for placed in articles:
        for item in placed:
            role = roles.get(item.line.start)
            if role is not None and role is not item.role:
                item.role, item.cue, item.close = role, _CORRECTED, False
    return tuple(_article(page, number, placed) for number, placed in enumerate(articles, start=1))


def _already_cut(page: Page) -> Article:
    lead = _lead(page.text)
    dateline = parse_dateline(lead)
    byline = parse_byline([page.byline] if page.byline else [])
    if not page.byline and dateline.text:
        byline = byline_in_body(lead)
    return Article(
        id=page.id, page_id=page.id, text=page.text, title=page.headline, kicker=page.kicker,
        subtitle=page.subtitle, column=page.column, byline=byline, dateline=dateline,
        newspaper=page.newspaper, date=page.date, page=page.number, section=page.section,
        parts=(Part(Role.BODY, 0, len(page.text), 0, "已分篇 came already cut"),) if page.text else (),
    )  # fmt: skip


def _given_articles(lines: Sequence[Line], begins: Mapping[int, bool]) -> list[list[Placed]]:
    """Return the articles that the source itself names, in page order; none where it names none.

    Lines that it gives to no article come last, as one of their own: they stay searchable. Where a
    person says so, an article is parted in two, or is the end of the one before it.
    """
    if not any(line.article for line in lines):
        return []
    said = {lines[index].start: begun for index, begun in begins.items()}
    by_name: dict[str, list[Line]] = {}
    for line in lines:
        by_name.setdefault(line.article, []).append(line)
    rest = by_name.pop("", [])
    articles: list[list[Placed]] = []
    for own in filter(None, [*by_name.values(), rest]):
        firsts = [at for at, line in enumerate(own) if not at or said.get(line.start)]
        for first, end in pairwise([*firsts, len(own)]):
            placed = _given_roles(own[first:end])
            if own[first].start in said:
                placed[0].cue = _CORRECTED
            if articles and said.get(own[first].start) is False:
                _join(articles[-1], placed)
            else:
                articles.append(placed)
    return articles


def _join(article: list[Placed], placed: Sequence[Placed]) -> None:
    """Put lines into an article. One that has its headline has no other: it is a sub-head there."""
    if any(item.role is Role.TITLE for item in article):
        for item in placed:
            if item.role in (Role.KICKER, Role.TITLE, Role.SUBTITLE):
                item.role = Role.SUBHEAD
    article += placed
    article.sort(key=lambda item: item.line.start)


def _given_roles(lines: Sequence[Line]) -> list[Placed]:
    """Give each line the role its source names, and the others the one their cues say."""
    cue = "原文件分篇 an article of the source"
    if not any(line.role for line in lines):
        return give_roles(lines, True, cue, False)
    named = [line for line in lines if line.role is not None]
    others = [line for line in lines if line.role is None]
    has_title = any(line.role is Role.TITLE for line in named)
    placed = [Placed(line, line.role, "原文件 as its source says") for line in named if line.role]
    rest = give_roles(others, not has_title, cue, False) if others else []
    for item in rest:
        if has_title and item.role is Role.SUBHEAD:  # it names its headings: this is none
            item.role, item.cue = Role.BODY, "原文件未标为题 no heading, by its source"
    placed += rest
    return sorted(placed, key=lambda item: item.line.start)


def _found_articles(
    lines: Sequence[Line], begins: Mapping[int, bool], model: Model | None
) -> list[list[Placed]]:
    """Cut the page where lines begin an article, and bring back what stands elsewhere."""
    if not lines:
        return []
    found = find_starts(lines, begins, model)
    probability = found.probability
    starts = without_fallen(_settled(found.cues, lines, begins), lines, begins)
    articles = []
    for first, end in pairwise([*starts, len(lines)]):
        decided_by = starts[first]
        if decided_by in begins:
            cue, close = _CORRECTED, False
        elif not first:
            cue, close = "版首 first on the page", False
        elif decided_by in found.cues:
            cue, close = found.cues[decided_by], bool(probability[decided_by] < _CLOSE[1])
        else:
            cue, close = "转版之后 below a jump line", False
        placed = give_roles(lines[first:end], True, cue, close)
        for offset, item in enumerate(placed[1:], start=first + 1):
            if probability[offset] > _CLOSE[0] and offset > decided_by and offset not in begins:
                item.close = True
        articles.append(placed)
    return resumed(articles)


def _settled(
    found: Iterable[int], lines: Sequence[Line], begins: Mapping[int, bool]
) -> dict[int, int]:
    """Return where articles begin, in order: first line -> the line that decided it.

    A line 上接第1版 is of the article below it: it begins that one where it stands before a
    beginning, or after text that has its end. A byline right under text, and apart from what
    follows, signs that text. What a person said stands.
    """
    starts = {first: first for first in found}
    for at in range(len(lines) - 2, -1, -1):
        line, before = lines[at], lines[at - 1] if at else None
        if (
            at in starts
            and at not in begins
            and begins.get(at + 1) is not False
            and _signs(before, line, lines[at + 1])
        ):
            starts.setdefault(at + 1, starts.pop(at))
        if line.kind is not Kind.JUMP or not JUMP_FROM.match(line.text) or at in begins:
            continue
        if at + 1 in starts:
            starts[at] = starts.pop(at + 1)
        elif (
            before
            and before.kind in (Kind.BODY, Kind.DATELINE)
            and is_finished(before.text)
            and at + 1 not in begins
        ):
            starts[at] = at
    return dict(sorted(starts.items()))


def _signs(before: Line | None, line: Line, after: Line) -> bool:
    """Tell a byline that stands right under the end of a text, and apart from what follows."""
    is_under = before is not None and before.kind is Kind.BODY and is_finished(before.text)
    return line.kind is Kind.BYLINE and is_under and after.gap and not line.gap


def _moved(
    articles: list[list[Placed]], lines: Sequence[Line], belongs: Mapping[int, int]
) -> list[list[Placed]]:
    """Put lines into the article a person named by one of its lines (by index, both)."""
    for line, home in belongs.items():
        item = next(p for placed in articles for p in placed if p.line is lines[line])
        target = next(a for a in articles if any(p.line is lines[home] for p in a))
        for placed in articles:
            if item in placed:
                placed.remove(item)
        item.cue, item.close = _CORRECTED, False
        _join(target, [item])
    return [placed for placed in articles if placed]


def _article(page: Page, number: int, placed: Sequence[Placed]) -> Article:
    paragraphs = list(_paragraphs(placed))
    text, parts = join_paragraphs(page.text, paragraphs)
    for item in placed:
        if item.role not in (Role.BODY, Role.DATELINE, Role.CAPTION, Role.SUBHEAD):
            line = item.line
            parts.append(Part(item.role, line.start, line.end, None, item.cue, item.close))
    parts.sort(key=lambda part: part.start)

    def heading(role: Role) -> str:
        return " ".join(item.line.text for item in placed if item.role is role)

    lead = _lead(text)
    bylines = [item.line.text for item in placed if item.role is Role.BYLINE]
    return Article(
        id=f"{page.id}#{number}",
        page_id=page.id,
        text=text,
        title=heading(Role.TITLE),
        kicker=heading(Role.KICKER),
        subtitle=heading(Role.SUBTITLE),
        column=heading(Role.COLUMN),
        byline=parse_byline(bylines) if bylines else byline_in_body(lead),
        dateline=parse_dateline(lead),
        newspaper=page.newspaper,
        date=page.date,
        page=page.number,
        section=page.section,
        parts=tuple(parts),
    )


def _lead(text: str) -> str:
    """Return the line that has the dateline: one of the first three, as captions may come before."""
    lines = [line.strip() for line in text.split("\n", 3)[:3]]
    return next((line for line in lines if parse_dateline(line).text), lines[0])


def _paragraphs(placed: Sequence[Placed]) -> Iterator[Paragraph]:
    """Yield the article's paragraphs in reading order, sentences broken by a column's end mended.

    A caption that stands between the halves of a sentence comes after the mended paragraph. Words
    and numbers are not run together: there a new paragraph begins.
    """

    @cache
    def count_words() -> Counter[str]:
        return Counter(word for item in placed for word in _SPACED_WORD.findall(item.line.text))

    open_paragraph: Paragraph | None = None
    held: list[Paragraph] = []
    last = ""
    for item in placed:
        line = item.line
        if item.role in (Role.BODY, Role.DATELINE):
            if open_paragraph is not None and _would_fuse(last, line, count_words):
                yield open_paragraph
                yield from held
                open_paragraph, held = None, []
            last = line.text
            pieces = fold_loops(line.start, line.text)
            if open_paragraph is not None:
                cue = item.cue if item.close else "栏断接续 goes on after a column's end"
                open_paragraph.extend(pieces, item.role, cue, item.close)
            else:
                open_paragraph = Paragraph.of(pieces, item.role, item.cue, item.close)
            if is_finished(line.text) or len(line.text) <= SHORT_SUBHEAD:
                yield open_paragraph
                yield from held
                open_paragraph, held = None, []
        elif item.role in (Role.CAPTION, Role.SUBHEAD):
            piece = (line.start, line.end, False)
            paragraph = Paragraph.of([piece], item.role, item.cue, item.close)
            if open_paragraph is not None:
                held.append(paragraph)
            else:
                yield paragraph
    if open_paragraph is not None:
        yield open_paragraph
    yield from held


def _would_fuse(before: str, line: Line, count_words: Callable[[], Counter[str]]) -> bool:
    """Tell whether a word or a number would come of two: two + years, 5550124 + 24小时.

    A column's end, with a blank line after it, may stand within a number. It stands within a word
    that the article has whole elsewhere, and its halves nowhere else: iPho + ne, but not in + to.
    """
    end, begin = before[-1], line.text[0]
    if not (_SPACED_LETTER.fullmatch(end) and _SPACED_LETTER.fullmatch(begin)):
        return False
    if end.isdecimal() and begin.isdecimal():
        return not line.gap
    first = "".join(takewhile(_SPACED_LETTER.fullmatch, reversed(before)))[::-1]
    second = "".join(takewhile(_SPACED_LETTER.fullmatch, line.text))
    words = count_words()
    return not (words[first + second] and words[first] == words[second] == 1)
