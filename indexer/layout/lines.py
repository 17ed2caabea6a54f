"""Cut a page's text into its lines, each with what it looks like."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexer.layout.cues import HEADING_CHARS, Kind, is_finished, kind_of
from indexer.models import Block, Page, Role
from indexer.typesize import middle_size

LARGE = 1.25  # type so many times as large as the body's is a heading's
_KICKER_CHARS = 40


@dataclass(frozen=True, slots=True)
class Line:
    """A line without the white space around it: `page.text[start:end] == text`.

    `gap` tells whether a blank line stands before it; `size` is that of its type over that of the
    page's body, 0 where unknown; `role` and `article` are its source's own word, see `Block`.
    """

    start: int
    end: int
    text: str
    kind: Kind
    cue: str
    gap: bool
    role: Role | None = None
    article: str = ""
    size: float = 0.0


def lines_of(page: Page) -> list[Line]:
    """Return the lines of a page in order; every character but white space is in one."""
    body = middle_size(
        (block.font_size, block.end - block.start) for block in page.blocks if block.font_size
    )
    lines: list[Line] = []
    for match in re.finditer(r"[^\n\r\f\v\x1c-\x1e\x85\u2028\u2029]+", page.text):
        text = match.group().strip()
        if not text:
            continue
        first = match.start() + match.group().index(text)
        gap = not lines or page.text[lines[-1].end : first].count("\n") > 1
        block = _block_at(page.blocks, first)
        size = (block.font_size or 0.0) / body if block and body else 0.0
        kind, cue = kind_of(text)
        if size >= LARGE and kind in (Kind.BODY, Kind.NAME) and len(text) <= HEADING_CHARS:
            kind, cue = Kind.HEADING, f"大字 type {size:.1f} times the body's"
        lines.append(
            Line(
                first, first + len(text), text, kind, cue, gap,
                block.role if block else None, block.article if block else "", size,
            )
        )  # fmt: skip
    return [_in_context(lines, index) for index in range(len(lines))]


def _block_at(blocks: Sequence[Block], at: int) -> Block | None:
    """Return the block that holds the character `at`."""
    place = bisect_right(blocks, at, key=lambda block: block.start) - 1
    return blocks[place] if place >= 0 and at < blocks[place].end else None


def _in_context(lines: list[Line], index: int) -> Line:
    """Return the line as its neighbours show it.

    A line with a comma and no end may be a sentence cut by a column's end: then text follows. It is
    a sub-title where it stands between a headline and a byline, a kicker where a headline follows.
    """
    line = lines[index]
    before = lines[index - 1] if index else None
    after = lines[index + 1] if index + 1 < len(lines) else None
    if line.kind is not Kind.BODY or len(line.text) > HEADING_CHARS or is_finished(line.text):
        return line
    if after and before and before.kind is Kind.HEADING and after.kind is Kind.BYLINE:
        return replace(line, kind=Kind.HEADING, cue="题与署名之间 between headline and byline")
    ended = before is None or is_finished(before.text) or before.kind is not Kind.BODY
    is_kicker = len(line.text) <= _KICKER_CHARS and sum(map(line.text.count, "，,；;")) <= 1
    if after and after.kind is Kind.HEADING and ended and line.gap and is_kicker:
        return replace(line, kind=Kind.HEADING, cue="题之前 before a headline")
    return line
