"""Read the picture of a sheet: one page of printed lines in reading order, or two."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from indexer.language.segment import known_letters
from indexer.models import Box
from indexer.reading.columns import column_order
from indexer.reading.ocr import read_lines
from indexer.reading.printed import Paragraph, PrintedLine
from indexer.reading.registers import split_sheet, vertical_order
from indexer.reading.spreads import LEFT, RIGHT

if TYPE_CHECKING:
    from PIL.Image import Image

_FIGURES = re.compile(r"[%％]?[0-9０-９]+(?:[.,:：．，][0-9０-９]+)*")  # of a line that is reversed


@dataclass(frozen=True, slots=True)
class PictureOfPage:
    """What stands on one page of a sheet; `side` is 左 or 右, "" where the sheet is one page."""

    paragraphs: tuple[Paragraph, ...]
    side: str
    vertical: bool


def read_sheet_image(
    image: Image, path: str, size: tuple[float, float] | None = None
) -> list[PictureOfPage]:
    """Return the pages of a sheet, in the order in which they are read; none where it says nothing.

    `path` is named in errors. Boxes are in the picture's pixels, or in the units of `size`, the
    sheet's width and height. Raises ReadError where no text recogniser is installed.
    """
    lines = read_lines(np.asarray(image.convert("L")), path)
    pages = arrange(lines, *image.size)
    if size is None:
        return pages
    across, down = size[0] / image.width, size[1] / image.height
    return [
        replace(page, paragraphs=tuple(_scaled(one, across, down) for one in page.paragraphs))
        for page in pages
    ]


def arrange(lines: Sequence[PrintedLine], width: float, height: float) -> list[PictureOfPage]:
    """Return the pages that lines lie on, each in reading order."""
    if not lines:
        return []
    vertical = is_vertical(lines)
    parts = split_sheet(lines, width, height)
    sides = [""] if len(parts) == 1 else [RIGHT, LEFT]
    pages = []
    for side, part in zip(sides, parts, strict=True):
        if vertical:
            paragraphs = vertical_order(turned(part), width, height)
        else:
            paragraphs = column_order(part, width, height)
        pages.append(PictureOfPage(tuple(paragraphs), side, vertical))
    return pages if vertical else pages[::-1]


def is_vertical(lines: Sequence[PrintedLine]) -> bool:
    """Tell how most characters of a sheet are set."""
    vertical = sum(len(line.text) for line in lines if line.vertical)
    return 2 * vertical > sum(len(line.text) for line in lines)


def turned(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """Return the lines of a vertical sheet, those printed from right to left (報晶) turned (晶報).

    Old papers set horizontal headlines so, later ones from left to right: the dictionary knows more
    words in one direction. A line it says nothing of follows the sheet's others; Latin letters are
    never turned, and figures are printed from left to right in either (號91234話電).
    """
    gains = [_gain(line) for line in lines]
    sheet = sum(gains)
    return [
        replace(line, text=_reversed(line.text))
        if _is_turnable(line) and (gain or sheet or 1) > 0
        else line
        for line, gain in zip(lines, gains, strict=True)
    ]


def _gain(line: PrintedLine) -> int:
    """Return how many more letters the dictionary knows of the line read from right to left."""
    if not _is_turnable(line):
        return 0
    return known_letters(_reversed(line.text)) - known_letters(line.text)


def _reversed(text: str) -> str:
    return _FIGURES.sub(lambda found: found[0][::-1], text[::-1])


def _is_turnable(line: PrintedLine) -> bool:
    letters = [char for char in line.text if char.isalpha()]
    return not line.vertical and bool(letters) and all(char >= "\u2e80" for char in letters)


def _scaled(paragraph: Paragraph, across: float, down: float) -> Paragraph:
    return replace(
        paragraph,
        lines=tuple(
            replace(
                line,
                box=Box(box.x0 * across, box.y0 * down, box.x1 * across, box.y1 * down),
                font_size=None
                if line.font_size is None
                else line.font_size * (across if line.vertical else down),
            )
            if (box := line.box)
            else line
            for line in paragraph.lines
        ),
    )
