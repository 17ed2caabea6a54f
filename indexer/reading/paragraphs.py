"""Run the printed lines of one column together into paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from indexer.models import Box
from indexer.reading.printed import Paragraph, PrintedLine
from indexer.reading.sizes import is_heading, place, size_of

_INDENT = 1.2  # ems; a paragraph begins with two
_SHORT = 1.6  # ems; a full line may lack the character that must not end it
_SAME_PLACE = 0.5  # ems
_LEADING = 2.2  # ems from line to line, at most, within a paragraph


def run_together(lines: Sequence[PrintedLine], body: float) -> list[Paragraph]:
    """Return the paragraphs of placed lines of one column, from top to bottom.

    `body` is the size of the page's text. A heading's row is a paragraph of its own; pieces of one
    row, and vertical lines of one group, run on.
    """
    boxes = [place(line) for line in lines]
    text = [at for at, line in enumerate(lines) if not is_heading(line, body) and not line.vertical]
    left = _nth([boxes[at].x0 for at in text], 0.15)
    right = _nth([boxes[at].x1 for at in text], 0.85)
    pitch = _pitch(boxes, text)
    paragraphs: list[list[PrintedLine]] = []
    for at, line in enumerate(lines):
        if at == 0 or _begins(lines, boxes, at, body, left, right, pitch):
            paragraphs.append([])
        paragraphs[-1].append(line)
    return [Paragraph(tuple(paragraph)) for paragraph in paragraphs]


def _begins(
    lines: Sequence[PrintedLine], boxes: list[Box], at: int,
    body: float, left: float, right: float, pitch: float,
) -> bool:  # fmt: skip
    """Tell whether the line at `at`, not the first, begins a paragraph."""
    line, last, box, above = lines[at], lines[at - 1], boxes[at], boxes[at - 1]
    em = size_of(line)
    if line.vertical or last.vertical:
        same = line.vertical and last.vertical and not is_heading(line, body)
        return not (same and box.y0 - above.y0 < _INDENT * em)
    if _is_same_row(above, box):
        return _differs(last, line)
    if is_heading(line, body) or is_heading(last, body) or _differs(last, line):
        return True
    pitch = min(pitch, _LEADING * em)
    if box.y0 - above.y0 > max(pitch * 1.5, pitch + 0.5 * em):
        return True
    if _is_indented(boxes, at, left, em):
        return True
    before = boxes[at - 2].x1 if at > 1 else right
    if any(abs(end - above.x1) < _SAME_PLACE * em for end in (before, box.x1)):
        return False  # beside a picture all lines are short
    return min(right, max(before, box.x1)) - above.x1 > _SHORT * em


def _is_indented(boxes: list[Box], at: int, left: float, em: float) -> bool:
    """Tell a line set in from the column's edge, but not where the lines after it are as well."""
    box = boxes[at]
    if box.x0 - left < _INDENT * em:
        return False
    after = boxes[at + 1 : at + 3]
    return len(after) < 2 or any(abs(other.x0 - box.x0) > _SAME_PLACE * em for other in after)


def _is_same_row(first: Box, second: Box) -> bool:
    shared = min(first.y1, second.y1) - max(first.y0, second.y0)
    lower = min(first.y1 - first.y0, second.y1 - second.y0)
    return shared > lower * 0.6 and second.x0 >= (first.x0 + first.x1) / 2


def _differs(first: PrintedLine, second: PrintedLine) -> bool:
    """Tell whether two lines are set in different sizes; the heights of boxes are no exact sign."""
    exact = first.font_size is not None and second.font_size is not None
    sizes = sorted((size_of(first), size_of(second)))
    return sizes[1] > sizes[0] * (1.12 if exact else 1.5)


def _pitch(boxes: list[Box], text: list[int]) -> float:
    """Return the usual distance from line to line."""
    steps = [boxes[b].y0 - boxes[a].y0 for a, b in pairwise(text) if b == a + 1]
    return median([step for step in steps if step > 0] or [float("inf")])


def _nth(values: list[float], share: float) -> float:
    return sorted(values)[int(share * (len(values) - 1))] if values else 0.0
