"""Group the lines of a page into articles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from indexer.layout.bylines import byline_in_body, parse_byline, parse_dateline
from indexer.layout.cues import NOTICE, NUMBERED, Kind, is_finished
from indexer.layout.lines import Line, lines_of
from indexer.layout.loops import fold_loops
from indexer.layout.mending import Paragraph, join_paragraphs
from indexer.models import Article, Page, Part, Role

_HEAD_KINDS = (Kind.HEADING, Kind.BYLINE, Kind.NAME, Kind.KEYWORDS)
_SHORT_SUBHEAD = 14
_COLUMN_CHARS = 8


@dataclass(slots=True)
class _Draft:
    """An article in the making: its lines with their roles, in page order."""

    lines: list[tuple[Line, Role, str, bool]] = field(default_factory=list)

    def add(self, line: Line, role: Role, cue: str, close: bool = False) -> None:
        self.lines.append((line, role, cue, close))

    def has(self, *roles: Role) -> bool:
        return any(role in roles for _, role, _, _ in self.lines)

    def of(self, role: Role) -> list[Line]:
        return [line for line, its, _, _ in self.lines if its is role]


def split_articles(page: Page) -> tuple[Article, ...]:
    """Return the articles of a page, in page order.

    Every character of the page but white space is in exactly one part of one article; see `Article`
    for what its text holds. An article that came already cut stays as it is.
    """
    if page.already_cut:
        return (_already_cut(page),)
    drafts = _drafts(lines_of(page))
    return tuple(_article(page, number, draft) for number, draft in enumerate(drafts, start=1))


def _already_cut(page: Page) -> Article:
    first = page.text.split("\n", 1)[0]
    dateline = parse_dateline(first.strip())
    return Article(
        id=page.id, page_id=page.id, text=page.text, title=page.headline,
        byline=byline_in_body(first) if dateline.text else parse_byline([]), dateline=dateline,
        newspaper=page.newspaper, date=page.date, page=page.number, section=page.section,
        parts=(Part(Role.BODY, 0, len(page.text), 0, "已分篇 came already cut"),) if page.text else (),
    )  # fmt: skip


def _drafts(lines: Sequence[Line]) -> list[_Draft]:
    """Give every line its article and role."""
    drafts: list[_Draft] = []
    signed = _is_signed(lines)
    at = 0
    while at < len(lines):
        stop = at
        while stop < len(lines) and lines[stop].kind in _HEAD_KINDS:
            stop += 1
        if stop > at:
            _place_run(drafts, lines[at:stop], _after_pictures(lines[stop:]), signed)
            at = stop
            continue
        line = lines[at]
        if not drafts or (line.kind is Kind.DATELINE and _is_brief(drafts[-1])):
            drafts.append(_Draft())
        at += 1
        if line.kind is Kind.JUMP:
            drafts[-1].add(line, Role.JUMP, line.cue)
        elif line.kind is Kind.CREDIT:
            drafts[-1].add(line, Role.CAPTION, line.cue)
            if at < len(lines) and _is_caption_text(lines[at]):
                drafts[-1].add(lines[at], Role.CAPTION, "图片署名之后 after a picture credit")
                at += 1
        elif line.kind is Kind.CAPTION:
            drafts[-1].add(line, Role.CAPTION, line.cue)
        else:
            drafts[-1].add(line, Role.BODY, line.cue)
    for draft in drafts:
        _name_headline(draft)
    return drafts


def _is_brief(draft: _Draft) -> bool:
    """Tell whether a dateline after this article begins the next: a column of briefs has no heads."""
    bodies = draft.of(Role.BODY)
    return bool(
        bodies
        and is_finished(bodies[-1].text)
        and any(line.kind is Kind.DATELINE for line in bodies)
    )


def _is_caption_text(line: Line) -> bool:
    return (
        not line.gap
        and line.kind in (Kind.BODY, Kind.HEADING, Kind.CAPTION)
        and len(line.text) <= 120
    )


def _after_pictures(lines: Sequence[Line]) -> Line | None:
    """Return the first line that is not a caption: a picture may stand between headline and text."""
    for index, line in enumerate(lines):
        follows_credit = index > 0 and lines[index - 1].kind is Kind.CREDIT
        if line.kind not in (Kind.CREDIT, Kind.CAPTION) and not (
            follows_credit and _is_caption_text(line)
        ):
            return line
    return None


def _is_signed(lines: Sequence[Line]) -> bool:
    """Tell whether this page marks its bylines with □ (or a like sign).

    Where it does, a headline has a byline or a dateline, and a heading without is a sub-head.
    """
    return sum(line.kind is Kind.BYLINE and line.text[0] in "□■◎●○☐" for line in lines) > 1


def _place_run(drafts: list[_Draft], run: Sequence[Line], after: Line | None, signed: bool) -> None:
    """Put a run of heading lines where it belongs: a new article's head, or inside the last one."""
    starts, cue, close = _starts_article(drafts[-1] if drafts else None, run, after, signed)
    if starts:
        drafts.append(_Draft())
        _add_head(drafts[-1], run, cue, close)
        return
    for line in run:
        drafts[-1].add(line, *_inner_role(line, drafts[-1]), close)


def _inner_role(line: Line, draft: _Draft) -> tuple[Role, str]:
    if line.kind is Kind.BYLINE:
        return Role.BYLINE, line.cue
    if line.kind is Kind.KEYWORDS:
        return Role.KEYWORDS, line.cue
    bodies = draft.of(Role.BODY)
    if (
        bodies
        and not is_finished(bodies[-1].text)
        and len(bodies[-1].text) > _SHORT_SUBHEAD
        and not line.gap
    ):
        return Role.BODY, "接上行 goes on from the line before"
    return Role.SUBHEAD, "小标题 heading inside an article"


def _starts_article(
    draft: _Draft | None, run: Sequence[Line], after: Line | None, signed: bool
) -> tuple[bool, str, bool]:
    """Tell whether a run of heading lines starts an article: (it does, cue, it was close)."""
    if draft is None:
        return True, "版首 first on the page", False
    if not draft.has(Role.BODY):
        return False, "题后 still in the head", False
    headings = [line for line in run if line.kind is Kind.HEADING]
    if not headings and len(run) > 1 and all(line.kind is Kind.NAME for line in run):
        headings = list(run[:-1])  # a headline of four characters, then a name
    if not headings:
        if any(line.kind is Kind.BYLINE for line in run):
            # A signature after the last paragraph, or a byline whose headline fell further down.
            return False, "文末署名 signature", True
        return False, "孤行 stray line", True
    if any(line.kind is Kind.BYLINE for line in run):
        return True, "题与署名 headline with byline", False
    if run[-1].kind is Kind.NAME and len(run) > 1:
        return True, "题与人名 headline with a name", False
    if after is not None and after.kind is Kind.DATELINE:
        return True, "题后电头 headline before a dateline", False
    if after is not None and after.kind is Kind.BYLINE:
        return True, "题、图、署名 headline, picture, byline", False
    if any(NOTICE.match(line.text) for line in headings):
        return True, "启事公告 heading of a notice", False
    if _began_with_byline(draft):
        return False, "先署名之文 the article began with its byline", True
    bodies = draft.of(Role.BODY)
    if bodies and not is_finished(bodies[-1].text):
        return False, "句中 in the middle of a sentence", True
    if all(NUMBERED.match(line.text) for line in headings):
        return False, "编号小标题 numbered", False
    if after is None:
        return False, "文末短行 short line at the end", True
    if signed and (draft.has(Role.BYLINE) or any(x.kind is Kind.DATELINE for x in bodies)):
        return False, "此版署名有□，此处没有 no byline on a page that marks its bylines", True
    if max(len(line.text) for line in headings) <= _SHORT_SUBHEAD and len(headings) == 1:
        return False, "短小标题 short", True
    return True, "标题行 headline", True


def _began_with_byline(draft: _Draft) -> bool:
    """Tell an article whose byline stands before its first heading: its headline fell further down."""
    roles = [role for _, role, _, _ in draft.lines]
    first = next((role for role in roles if role not in (Role.COLUMN, Role.KEYWORDS)), None)
    return first is Role.BYLINE


def _add_head(draft: _Draft, run: Sequence[Line], cue: str, close: bool) -> None:
    """Add an article's head; which heading is what is told when the whole article is known."""
    headings = [line for line in run if line.kind in (Kind.HEADING, Kind.NAME)]
    for index, line in enumerate(run):
        if line.kind is Kind.BYLINE:
            draft.add(line, Role.BYLINE, line.cue)
        elif line.kind is Kind.KEYWORDS:
            draft.add(line, Role.KEYWORDS, line.cue)
        elif (
            line.kind is Kind.NAME
            and index
            and line is headings[-1]
            and not any(other.kind is Kind.BYLINE for other in run)
        ):
            draft.add(line, Role.BYLINE, "题下人名 name under a headline")
        elif (
            index == 0
            and len(line.text) <= _COLUMN_CHARS
            and len(run) > 1
            and (
                run[1].kind is Kind.KEYWORDS
                or (line.kind is Kind.NAME and run[1].kind is Kind.HEADING)
            )
        ):
            draft.add(line, Role.COLUMN, "栏目 column name")
        else:
            draft.add(line, Role.TITLE, cue, close)


def _name_headline(draft: _Draft) -> None:
    """Tell kicker, title and subtitle apart, and bring back a headline that fell into the body."""
    roles = [role for _, role, _, _ in draft.lines]
    first_body = roles.index(Role.BODY) if Role.BODY in roles else len(roles)
    head = [i for i, role in enumerate(roles[:first_body]) if role is Role.TITLE]
    bylines = [i for i, role in enumerate(roles[:first_body]) if role is Role.BYLINE]
    if not bylines or len([i for i in head if i < bylines[0]]) > 1:
        run = None
    elif head and head[0] < bylines[0]:  # only a column's name may stand before the byline
        short = len(draft.lines[head[0]][0].text) <= _COLUMN_CHARS
        run = _displaced(draft, first_body, at_least=2.0) if short else None
    else:
        run = _displaced(draft, first_body, at_least=1.0)
    if run:
        for i in head:
            if i < bylines[0]:
                _set(draft, i, Role.COLUMN, "栏目 column name before the byline")
            else:
                _set(draft, i, Role.SUBHEAD, "小标题 heading before the body")
        head, cue = run, "落入文中的标题 headline that fell into its article"
        for i in head:
            _set(draft, i, Role.TITLE, cue)
    if len(head) < 2:
        return
    main = _main_headline([draft.lines[i][0] for i in head])
    for place, i in enumerate(head):
        if place < main:
            _set(draft, i, Role.KICKER, "正题之前 before the headline")
        elif place > main:
            _set(draft, i, Role.SUBTITLE, "正题之后 after the headline")


def _set(draft: _Draft, index: int, role: Role, cue: str) -> None:
    line, _, _, close = draft.lines[index]
    draft.lines[index] = (line, role, cue, close)


def _main_headline(lines: Sequence[Line]) -> int:
    """Return which of several heading lines is the headline.

    A kicker comes before it, a sub-title after; a sub-title that begins with —— or is much longer
    than the line before it is one. Of two lines alike the first is the kicker.
    """
    lengths = [len(line.text) for line in lines]
    if len(lines) == 2:
        colon = [any(mark in line.text[:8] for mark in "：:") for line in lines]
        if colon[0] and not colon[1]:  # 张店:… names its place: the headline
            return 0
        if lines[1].text.startswith(("—", "－－", "--")) or lengths[1] > 1.4 * lengths[0]:
            return 0
        if "、" in lines[1].text or "，" in lines[1].text or "," in lines[1].text:
            return 0
        return 1
    return 1


def _displaced(draft: _Draft, first_body: int, *, at_least: float) -> list[int] | None:
    """Return the run of sub-heads that is the headline, of an article that began with its byline.

    It stands in paragraphs of its own, has a colon or two paragraphs (headline and sub-title), or
    is the longest; an article whose only heading stands under the byline has that one.
    """
    runs: list[list[int]] = []
    for i, (_, role, _, _) in enumerate(draft.lines[first_body:], start=first_body):
        if role is not Role.SUBHEAD:
            continue
        if runs and runs[-1][-1] == i - 1:
            runs[-1].append(i)
        else:
            runs.append([i])
    best, best_score = None, at_least
    for run in runs:
        lines = [draft.lines[i][0] for i in run]
        score = sum(line.gap for line in lines[1:]) * 1.0
        score += 1.0 * any(mark in line.text for line in lines for mark in "：:！？")
        score += 0.5 * (max(len(line.text) for line in lines) > _SHORT_SUBHEAD)
        if score >= best_score and score > 1.0:
            best, best_score = run, score
    return best


def _article(page: Page, number: int, draft: _Draft) -> Article:
    paragraphs = list(_paragraphs(draft))
    text, parts = join_paragraphs(page.text, paragraphs)
    for line, role, cue, close in draft.lines:
        if role not in (Role.BODY, Role.CAPTION, Role.SUBHEAD):
            parts.append(Part(role, line.start, line.end, None, cue, close))
    parts.sort(key=lambda part: part.start)

    def heading(role: Role) -> str:
        return " ".join(line.text for line in draft.of(role))

    lead = text.split("\n", 1)[0]
    bylines = [line.text for line in draft.of(Role.BYLINE)]
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


def _paragraphs(draft: _Draft) -> Iterator[Paragraph]:
    """Yield the article's paragraphs in reading order, sentences broken by a column's end mended.

    A caption that stands between the halves of a sentence comes after the mended paragraph.
    """
    open_paragraph: Paragraph | None = None
    held: list[Paragraph] = []
    for line, role, cue, close in draft.lines:
        if role is Role.BODY:
            pieces = fold_loops(line.start, line.text)
            if open_paragraph is not None:
                open_paragraph.extend(pieces, role, cue)
            else:
                open_paragraph = Paragraph.of(pieces, role, cue, close)
            if is_finished(line.text) or len(line.text) <= _SHORT_SUBHEAD:
                yield open_paragraph
                yield from held
                open_paragraph, held = None, []
        elif role in (Role.CAPTION, Role.SUBHEAD):
            paragraph = Paragraph.of([(line.start, line.end, False)], role, cue, close)
            if open_paragraph is not None:
                held.append(paragraph)
            else:
                yield paragraph
    if open_paragraph is not None:
        yield open_paragraph
    yield from held
