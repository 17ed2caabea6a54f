"""Put a vertically set sheet in order the plain way, until the registers' own order is there."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.reading.printed import Paragraph, PrintedLine


def vertical_order(lines: Sequence[PrintedLine], width: float, height: float) -> list[Paragraph]:
    """Return each line as a paragraph, right to left, those of one x from top to bottom."""

    def place(line: PrintedLine) -> tuple[float, float]:
        return (-round(line.box.x1), line.box.y0) if line.box else (0, 0)

    return [Paragraph((line,)) for line in sorted(lines, key=place)]
