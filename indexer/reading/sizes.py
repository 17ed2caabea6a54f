"""Tell how large printed lines are set, and which of them are headings."""

from __future__ import annotations

import math
from collections.abc import Sequence

from indexer.models import Box
from indexer.reading.printed import PrintedLine
from indexer.typesize import middle_size

_HEADING = 1.25  # times the body's size
_HEADING_BY_BOX = 1.45  # the height of a recogniser's box varies by a fifth


def place(line: PrintedLine) -> Box:
    """Return the box of a line that has one, its corners in order."""
    box = line.box
    assert box is not None
    return Box(min(box.x0, box.x1), min(box.y0, box.y1), max(box.x0, box.x1), max(box.y0, box.y1))


def is_placed(line: PrintedLine) -> bool:
    """Tell whether it is known where the line stands: NaN and infinities say nothing."""
    box = line.box
    return box is not None and all(
        math.isfinite(at) and abs(at) < 1e9 for at in (box.x0, box.y0, box.x1, box.y1)
    )


def size_of(line: PrintedLine) -> float:
    """Return the size of a placed line's characters: as given, else its box's thickness."""
    if line.font_size is not None and math.isfinite(line.font_size) and line.font_size > 0:
        return line.font_size
    box = place(line)
    return max(box.x1 - box.x0 if line.vertical else box.y1 - box.y0, 1e-3)


def body_size(lines: Sequence[PrintedLine]) -> float:
    """Return the size in which the middle character of all is set."""
    return middle_size((size_of(line), len(line.text)) for line in lines)


def is_heading(line: PrintedLine, body: float) -> bool:
    """Tell a placed line that is clearly larger than the body."""
    factor = _HEADING_BY_BOX if line.font_size is None else _HEADING
    return size_of(line) >= factor * body
