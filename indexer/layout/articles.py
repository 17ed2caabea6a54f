"""Find the articles of a page: by what its source says, by a person's corrections, else by its cues."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from indexer.layout.bylines import byline_in_body, parse_byline, parse_dateline
from indexer.layout.corrections import decided
from indexer.layout.cues import is_finished
from indexer.layout.lines import Line, lines_of
from indexer.layout.loops import fold_loops
from indexer.layout.mending import Paragraph, join_paragraphs
from indexer.layout.resuming import resumed
from indexer.layout.roles import SHORT_SUBHEAD, Placed, give_roles
from indexer.layout.starts import find_starts
from indexer.models import Article, Page, Part, Role

_CLOSE = (0.25, 0.75)


def split_articles(page: Page) -> tuple[Article, ...]:
    """Return the articles of a page, in page order.

    Every character of the page but white space is in exactly one part of one article; see `Article`
    for what its text holds. An article that came already cut stays as it is. Raises
    CorrectionError where a correction of the page fits none of its lines.
    """
    if page.already_cut:
        return (_already_cut(page),)
    lines = lines_of(page)
    begins, roles, belongs = decided(page, lines)
    articles = _given_articles(lines) or _found_articles(lines, begins, belongs)
    for placed in articles:
        for item in placed:
            role = roles.get(item.line.start)
            if role is not None and role is not item.role:
                item.role, item.cue, item.close = role, "人工更正 corrected by a person", False
    return tuple(_article(page, number, placed) for number, placed in enumerate(articles, start=1))


def _already_cut(page: Page) -> Article:
    first = page.text.split("\n", 1)[0]
    dateline = parse_dateline(first.strip())
    if page.byline:
        byline = parse_byline(page.byline.split("\n"))
    else:
        byline = byline_in_body(first) if dateline.text else parse_byline([])
    return Article(
        id=page.id, page_id=page.id, text=page.text, title=page.headline, kicker=page.kicker,
        subtitle=page.subtitle, column=page.column, byline=byline, dateline=dateline,
        newspaper=page.newspaper, date=page.date, page=page.number, section=page.section,
        parts=(Part(Role.BODY, 0, len(page.text), 0, "已分篇 came already cut"),) if page.text else (),
    )  # fmt: skip


def _given_articles(lines: Sequence[Line]) -> list[list[Placed]]:
    """Return the articles that the source itself names, in page order; none where it names none.

    Lines that it gives to no article come last, as one of their own: they stay searchable.
    """
    if not any(line.article for line in lines):
        return []
    by_name: dict[str, list[Line]] = {}
    for line in lines:
        if line.article:
            by_name.setdefault(line.article, []).append(line)
    articles = [_given_roles(own) for own in by_name.values()]
    rest = [line for line in lines if not line.article]
    if rest:
        articles.append(_given_roles(rest))
    return articles


def _given_roles(lines: Sequence[Line]) -> list[Placed]:
    """Give each line the role its source names, and the others the one their cues say."""
    cue = "原文件分篇 an article of the source"
    if not any(line.role for line in lines):
        return give_roles(lines, True, cue, False)
    named = [line for line in lines if line.role is not None]
    others = [line for line in lines if line.role is None]
    has_title = any(line.role is Role.TITLE for line in named)
    placed = [Placed(line, line.role, "原文件 as its source says") for line in named if line.role]
    placed += give_roles(others, not has_title, cue, False) if others else []
    return sorted(placed, key=lambda item: item.line.start)


def _found_articles(
    lines: Sequence[Line], begins: Mapping[int, bool], belongs: Mapping[int, int]
) -> list[list[Placed]]:
    """Cut the page where lines begin an article, and bring back what stands elsewhere."""
    if not lines:
        return []
    found = find_starts(lines, begins)
    probability = found.probability
    articles = []
    for first, end in pairwise([*found.cues, len(lines)]):
        if first in begins:
            cue, close = "人工更正 corrected by a person", False
        elif not first:
            cue, close = "版首 first on the page", False
        else:
            cue, close = found.cues[first], bool(probability[first] < _CLOSE[1])
        placed = give_roles(lines[first:end], True, cue, close)
        for offset, item in enumerate(placed[1:], start=first + 1):
            if probability[offset] > _CLOSE[0] and offset not in begins:
                item.close = True
        articles.append(placed)
    articles = resumed(articles)
    return _moved(articles, lines, belongs)


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
        item.cue, item.close = "人工更正 corrected by a person", False
        target.append(item)
        target.sort(key=lambda placed: placed.line.start)
    return [placed for placed in articles if placed]


def _article(page: Page, number: int, placed: Sequence[Placed]) -> Article:
    paragraphs = list(_paragraphs(placed))
    text, parts = join_paragraphs(page.text, paragraphs)
    for item in placed:
        if item.role not in (Role.BODY, Role.CAPTION, Role.SUBHEAD):
            line = item.line
            parts.append(Part(item.role, line.start, line.end, None, item.cue, item.close))
    parts.sort(key=lambda part: part.start)

    def heading(role: Role) -> str:
        return " ".join(item.line.text for item in placed if item.role is role)

    lead = text.split("\n", 1)[0]
    bylines = [item.line.text for item in placed if item.role is Role.BYLINE]
    dateline = next(
        (found for line in text.split("\n")[:3] if (found := parse_dateline(line)).text),
        parse_dateline(""),
    )
    return Article(
        id=f"{page.id}#{number}",
        page_id=page.id,
        text=text,
        title=heading(Role.TITLE),
        kicker=heading(Role.KICKER),
        subtitle=heading(Role.SUBTITLE),
        column=heading(Role.COLUMN),
        byline=parse_byline(bylines) if bylines else byline_in_body(lead),
        dateline=dateline,
        newspaper=page.newspaper,
        date=page.date,
        page=page.number,
        section=page.section,
        parts=tuple(parts),
    )


def _paragraphs(placed: Sequence[Placed]) -> Iterator[Paragraph]:
    """Yield the article's paragraphs in reading order, sentences broken by a column's end mended.

    A caption that stands between the halves of a sentence comes after the mended paragraph.
    """
    open_paragraph: Paragraph | None = None
    held: list[Paragraph] = []
    for item in placed:
        line = item.line
        if item.role is Role.BODY:
            pieces = fold_loops(line.start, line.text)
            if open_paragraph is not None:
                open_paragraph.extend(pieces, item.role, item.cue)
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
