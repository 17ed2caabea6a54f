"""Give every line of one article its role: head, body, sub-heads, captions, bylines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.layout.cues import (
    CAPTIONS_FOLLOW,
    HEADING_CHARS,
    NUMBERED,
    PICTURE_NOTE,
    Kind,
    is_finished,
    is_signature,
)
from indexer.layout.furniture import count_of_the_page, is_furniture
from indexer.layout.lines import LARGE, Line
from indexer.models import Role

SHORT_SUBHEAD = 14
_HEAD_KINDS = (Kind.HEADING, Kind.BYLINE, Kind.NAME, Kind.KEYWORDS)
_HEAD_LINES = 4  # kicker, headline and sub-title of no more lines: verses and tables have more
_BARE_LINES = 3  # the same of an article without text: a list is one, too
_COLUMN_CHARS = 8
_FURNITURE_CUE = "版面说明 of the page, not of an article"
_LARGER = 1.1  # times: lines of one size differ less
_CAPTION_CHARS = 120
_ATTENDS = re.compile(r"主持|出席|讲话|講話|致[辞詞]|参加|會見|会见|批示")  # 郭敏主持: a sub-title
_OF_TEXT = (Role.BODY, Role.SUBHEAD)


@dataclass(slots=True)
class Placed:
    """A line of an article with its role, the cue that decided, and whether it was close."""

    line: Line
    role: Role
    cue: str
    close: bool = False


def give_roles(lines: Sequence[Line], begins: bool, cue: str, close: bool) -> list[Placed]:
    """Return the lines of one article, in page order, with their roles.

    `begins` tells whether the first line is known to begin the article, `cue` why, `close` whether
    that could have gone the other way. A jump line above the head (上接第1版) is none of it, nor is
    what is of the page: its masthead and date.
    """
    above = _place_above(lines) if begins else []
    lines = lines[len(above) :]
    head_end = _head_end(lines) if begins and lines else 0
    placed = _place_head(lines, head_end, cue, close)
    at = head_end
    while at < len(lines):
        at = _place(lines, at, placed)
    if placed and begins and not head_end:
        placed[0].cue, placed[0].close = f"{placed[0].cue}; {cue}", close
    _name_headline(placed)
    return above + placed


def _place_above(lines: Sequence[Line]) -> list[Placed]:
    placed: list[Placed] = []
    while len(placed) < len(lines):
        line = lines[len(placed)]
        count = count_of_the_page(lines, len(placed))
        if line.kind is Kind.JUMP:
            placed.append(Placed(line, Role.JUMP, line.cue))
        elif 0 < count < len(lines) - len(placed):
            placed += _of_the_page(lines[len(placed) :][:count])
        else:
            break
    return placed


def _of_the_page(lines: Sequence[Line]) -> list[Placed]:
    return [Placed(line, Role.OTHER, _FURNITURE_CUE) for line in lines]


def _head_end(lines: Sequence[Line]) -> int:
    """Return how many lines at the article's beginning are its head, 0 for a brief without one."""
    end = 0
    while end < len(lines) and (
        lines[end].kind in _HEAD_KINDS or PICTURE_NOTE.match(lines[end].text)
    ):
        end += 1
    if end == 0:
        first = lines[0]
        if (
            first.kind is Kind.DATELINE
            or len(first.text) > HEADING_CHARS
            or (is_finished(first.text) and first.text[-1] not in "！？!?）”》")
            or len(lines) == 1
        ):
            return 0
        end = 1
        while end < len(lines) and lines[end].kind in _HEAD_KINDS:
            end += 1
    most = _HEAD_LINES if end < len(lines) else _BARE_LINES
    if count_of_the_page(lines, 0):  # all that there is
        return 1
    heads = [line for line in lines[:end] if line.kind in (Kind.HEADING, Kind.NAME)]
    if sum(not is_furniture(line) for line in heads) > most:
        return _signed_end(lines)
    if end == len(lines):
        return end
    headings = [i for i in range(end) if lines[i].kind is Kind.HEADING]
    bylines = [i for i in range(end) if lines[i].kind is Kind.BYLINE]
    above = lines[: bylines[0]] if bylines else []
    is_headed = any(line.kind in (Kind.HEADING, Kind.NAME) for line in above)
    if is_headed and headings and headings[-1] > bylines[-1]:
        return bylines[-1] + 1  # a heading under the byline of a headline is the first sub-head
    if len(headings) < 2:
        return end
    # 汇率 between 学金融 and its text is the first sub-head, where more of its kind follow below; a
    # sub-title is followed by byline or dateline, or is set apart from the text with its headline.
    last = headings[-1]
    if (
        last == end - 1
        and lines[last].size < LARGE
        and lines[end].kind is not Kind.DATELINE
        and not lines[last].text.startswith(("—", "－", "-"))
        and (not lines[end].gap or lines[last].gap)
        and any(
            line.kind in (Kind.HEADING, Kind.NAME) and not is_signature(line.text)
            for line in lines[end + 1 :]
        )
    ):
        return last
    return end


def _signed_end(lines: Sequence[Line]) -> int:
    """Return where a headline of one line ends with its byline: verses, tables and lists follow.

    A name with others below it is the first of a list of names.
    """
    end = 1
    while end < len(lines) and lines[end].kind is Kind.BYLINE:
        end += 1
    names = [is_signature(line.text) for line in lines[end : end + 2]]
    return end + 1 if end == 1 and names == [True, False] else end


def _place_head(lines: Sequence[Line], end: int, cue: str, close: bool) -> list[Placed]:
    placed: list[Placed] = []
    run = lines[:end]
    has_byline = any(line.kind is Kind.BYLINE for line in run)
    for index, line in enumerate(run):
        if is_furniture(line):
            placed += _of_the_page([line])
            continue
        titled = any(item.role is Role.TITLE for item in placed)
        if line.kind is Kind.BYLINE:
            placed.append(Placed(line, Role.BYLINE, line.cue))
        elif line.kind is Kind.KEYWORDS:
            placed.append(Placed(line, Role.KEYWORDS, line.cue))
        elif PICTURE_NOTE.match(line.text) and titled:
            placed.append(Placed(line, Role.CAPTION, "附图 a note on pictures"))
        elif titled and not has_byline and _is_name(line):
            if index == 1 and len(run) > 2 and _is_name(run[2]):  # 人物 / 补书的人 / 赵明远
                _set(placed[0], Role.COLUMN, "栏目 column name")
                placed.append(Placed(line, Role.TITLE, cue, close))
            else:
                placed.append(Placed(line, Role.BYLINE, "题下人名 name under a headline"))
        elif (
            index == 0
            and len(line.text) <= _COLUMN_CHARS
            and len(run) > 1
            and (
                run[1].kind is Kind.KEYWORDS
                or (line.kind is Kind.NAME and run[1].kind is Kind.HEADING)
            )
        ):
            placed.append(Placed(line, Role.COLUMN, "栏目 column name"))
        else:
            placed.append(Placed(line, Role.TITLE, cue, close))
    return placed


def _is_name(line: Line) -> bool:
    is_name = line.kind is Kind.NAME or is_signature(line.text)
    return line.size < LARGE and is_name and not _ATTENDS.search(line.text)


def _place(lines: Sequence[Line], at: int, placed: list[Placed]) -> int:
    """Place the line after the head at `at`, with a caption its credit announces; return the next."""
    line = lines[at]
    if count := count_of_the_page(lines, at):
        placed += _of_the_page(lines[at : at + count])
        return at + count
    if line.kind is Kind.JUMP:
        placed.append(Placed(line, Role.JUMP, line.cue))
    elif CAPTIONS_FOLLOW.match(line.text):
        placed.append(Placed(line, Role.CAPTION, "图片说明 captions follow"))
        while at + 1 < len(lines) and _is_caption_text(lines[at + 1]):
            at += 1
            placed.append(Placed(lines[at], Role.CAPTION, "图片之后 after 图片："))
    elif line.kind is Kind.CREDIT:
        placed.append(Placed(line, Role.CAPTION, line.cue))
        if at + 1 < len(lines) and not lines[at + 1].gap and _is_caption_text(lines[at + 1]):
            at += 1
            placed.append(Placed(lines[at], Role.CAPTION, "图片署名之后 after a picture credit"))
    elif line.kind is Kind.CAPTION:
        placed.append(Placed(line, Role.CAPTION, line.cue))
    elif line.kind is Kind.BYLINE:
        placed.append(Placed(line, Role.BYLINE, line.cue))
    elif line.kind is Kind.KEYWORDS:
        placed.append(Placed(line, Role.KEYWORDS, line.cue))
    elif line.kind in (Kind.HEADING, Kind.NAME):
        placed.append(_inner_heading(lines, at, placed))
    else:
        placed.append(Placed(line, Role.BODY, line.cue))
    return at + 1


def _inner_heading(lines: Sequence[Line], at: int, placed: Sequence[Placed]) -> Placed:
    line = lines[at]
    before = next((item for item in reversed(placed) if item.role in _OF_TEXT), None)
    if (
        before
        and before.role is Role.BODY
        and not is_finished(before.line.text)
        and len(before.line.text) > SHORT_SUBHEAD
        and not line.gap
    ):
        return Placed(line, Role.BODY, "接上行 goes on from the line before", True)
    is_last = at == len(lines) - 1
    if is_last and is_signature(line.text) and any(item.role is Role.BODY for item in placed):
        return Placed(line, Role.BYLINE, "文末署名 signature")
    if NUMBERED.match(line.text):
        return Placed(line, Role.SUBHEAD, "编号小标题 numbered")
    return Placed(line, Role.SUBHEAD, "小标题 heading inside an article")


def _is_caption_text(line: Line) -> bool:
    return line.kind in (Kind.BODY, Kind.HEADING, Kind.CAPTION) and len(line.text) <= _CAPTION_CHARS


def _name_headline(placed: list[Placed]) -> None:
    """Tell kicker, title and subtitle apart, and bring back a headline that fell into the body."""
    roles = [item.role for item in placed]
    first_body = roles.index(Role.BODY) if Role.BODY in roles else len(roles)
    head = [i for i, role in enumerate(roles[:first_body]) if role is Role.TITLE]
    bylines = [i for i, role in enumerate(roles[:first_body]) if role is Role.BYLINE]
    if not bylines or len([i for i in head if i < bylines[0]]) > 1:
        run = None
    elif head and head[0] < bylines[0]:  # only a column's name may stand before the byline
        short = len(placed[head[0]].line.text) <= _COLUMN_CHARS
        run = _displaced(placed, first_body, at_least=2.0) if short else None
    else:
        run = _displaced(placed, first_body, at_least=1.0)
    if run:
        for i in head:
            if i < bylines[0]:
                _set(placed[i], Role.COLUMN, "栏目 column name before the byline")
            else:
                _set(placed[i], Role.SUBHEAD, "小标题 heading before the body")
        head = run
        for i in head:
            _set(placed[i], Role.TITLE, "落入文中的标题 headline that fell into its article")
    if len(head) < 2:
        return
    main = _main_headline([placed[i].line for i in head])
    for place, i in enumerate(head):
        if place < main:
            _set(placed[i], Role.KICKER, "正题之前 before the headline")
        elif place > main:
            _set(placed[i], Role.SUBTITLE, "正题之后 after the headline")


def _set(item: Placed, role: Role, cue: str) -> None:
    item.role, item.cue = role, cue


def _main_headline(lines: Sequence[Line]) -> int:
    """Return which of several heading lines is the headline.

    It is the largest, where sizes are known. A kicker comes before it, a sub-title after; a sub-title that begins with —— or is much longer
    than the line before it is one. Of two lines alike the first is the kicker.
    """
    lengths = [len(line.text) for line in lines]
    sizes = [line.size for line in lines]
    if min(sizes) > 0 and max(sizes) >= _LARGER * min(sizes):
        return sizes.index(max(sizes))
    if len(lines) == 2:
        colon = [any(mark in line.text[:8] for mark in "：:") for line in lines]
        if colon[0] and not colon[1]:  # 张店:… names its place: the headline
            return 0
        if lines[1].text.startswith(("—", "－－", "--")) or lengths[1] > 1.4 * lengths[0]:
            return 0
        clauses = [len(line.text.split()) for line in lines]
        if clauses[0] == 1 < clauses[1] and any(map(str.isdecimal, lines[1].text)):
            return 0  # 首末班时间调整 票价仍为2元: clauses with figures are a sub-title
        if is_signature(lines[1].text) and _ATTENDS.search(lines[1].text):  # 郭敏主持
            return 0
        if "、" in lines[1].text or "，" in lines[1].text or "," in lines[1].text:
            return 0
        return 1
    return 1


def _displaced(placed: Sequence[Placed], first_body: int, *, at_least: float) -> list[int] | None:
    """Return the run of sub-heads that is the headline, of an article that began with its byline.

    It stands in paragraphs of its own, has a colon or two paragraphs (headline and sub-title), or
    is the longest; an article whose only heading stands under the byline has that one.
    """
    runs: list[list[int]] = []
    for i, item in enumerate(placed[first_body:], start=first_body):
        if item.role is not Role.SUBHEAD:
            continue
        if runs and runs[-1][-1] == i - 1:
            runs[-1].append(i)
        else:
            runs.append([i])
    best, best_score = None, at_least
    for run in runs:
        lines = [placed[i].line for i in run]
        score = sum(line.gap for line in lines[1:]) * 1.0
        score += 1.0 * any(mark in line.text for line in lines for mark in "：:！？")
        score += 0.5 * (max(len(line.text) for line in lines) > SHORT_SUBHEAD)
        if score >= best_score and score > 1.0:
            best, best_score = run, score
    return best
