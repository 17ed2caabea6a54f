"""What the XML formats of libraries share: roles, boxes, reading order, the page's picture."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from indexer.models import Box, Role
from indexer.reading.printed import Paragraph, PrintedLine
from indexer.reading.xmltree import Element, attribute, children, local, number

# What the formats call a stretch of an article, in small letters.
ROLES: Mapping[str, Role] = {
    "heading": Role.TITLE,
    "headline": Role.TITLE,
    "title": Role.TITLE,
    "kicker": Role.KICKER,
    "overline": Role.KICKER,
    "subheadline": Role.SUBTITLE,
    "subtitle": Role.SUBTITLE,
    "crosshead": Role.SUBHEAD,
    "subhead": Role.SUBHEAD,
    "byline": Role.BYLINE,
    "author": Role.BYLINE,
    "credit": Role.BYLINE,
    "caption": Role.CAPTION,
    "header": Role.OTHER,
    "footer": Role.OTHER,
    "page-number": Role.OTHER,
}


def share(text: str) -> float | None:
    """Return a number from 0 to 1, None for anything else."""
    value = number(text)
    return value if value is not None and 0 <= value <= 1 else None


def extent(text: str) -> float:
    """Return the width or height of a sheet, 0 where it is unknown."""
    return max(0.0, number(text) or 0.0)


def box_of(points: str) -> Box | None:
    """Return the box around `x,y x,y …`, None where there are none."""
    said = [[number(part) for part in pair.split(",")] for pair in points.split()]
    pairs = [(pair[0], pair[1]) for pair in said if len(pair) == 2]
    whole = [(x, y) for x, y in pairs if x is not None and y is not None]
    if not whole:
        return None
    across, down = zip(*whole, strict=True)
    return Box(min(across), min(down), max(across), max(down))


def is_tall(box: Box | None, text: str) -> bool:
    """Tell a line set from top to bottom by its shape."""
    return box is not None and len(text) > 1 and box.y1 - box.y0 > box.x1 - box.x0


def run_on(words: Iterable[str]) -> str:
    """Join words with a space, but for next to a character of full width."""
    text = ""
    for word in words:
        text += joint(text, word) + word
    return text


def joint(text: str, word: str) -> str:
    """Return the space between a text and the word after it, none next to full width."""
    return " " if text and word and not (_is_wide(text[-1]) or _is_wide(word[0])) else ""


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"


@dataclass(frozen=True, slots=True)
class Said:
    """What a source says of a block: its place in the reading order, role and article."""

    rank: int | None = None
    role: Role | None = None
    article: str = ""

    def within(self, outer: Said) -> Said:
        """Return the same, silent points filled in from the block around it."""
        return Said(
            outer.rank if self.rank is None else self.rank,
            self.role or outer.role,
            self.article or outer.article,
        )


NOTHING = Said()


def in_order(
    top: Element, names: tuple[str, ...], around: tuple[str, ...], said: Callable[[Element], Said]
) -> list[tuple[Element, Said]]:
    """Return the elements with one of the names as they are read, each with what is said of it.

    What is said of an element whose name ends in one of `around` holds for those within it. Those
    of no place in the reading order come last, in document order.
    """
    known: dict[Element, Said] = {}
    for element in top.iter():  # an outer one comes first
        if local(element).endswith(around):
            known[element] = said(element).within(known.get(element.getparent(), NOTHING))
    found = [(element, what) for element, what in known.items() if local(element) in names]
    return sorted(found, key=lambda pair: math.inf if pair[1].rank is None else pair[1].rank)


def paragraphs(lines: Iterable[tuple[PrintedLine, Said]]) -> Iterator[Paragraph]:
    """Yield a paragraph for lines of one role and article that follow, one a line of a headline."""
    for said, run in groupby(lines, key=lambda line: line[1]):
        own = tuple(line for line, _ in run)
        for part in ((line,) for line in own) if said.role is Role.TITLE else (own,):
            yield Paragraph(part, said.role, said.article)


def reading_order(page: Element) -> dict[str, int]:
    """Return the place of each id that a ReadingOrder names, groups within groups, by index."""
    found: dict[str, int] = {}
    waiting = list(reversed(children(page, "ReadingOrder")))
    while waiting:
        item = waiting.pop()
        if ref := attribute(item, "regionRef") or attribute(item, "REF"):
            found.setdefault(ref, len(found))
        inner = [child for child in item if local(child)]
        inner.sort(key=lambda child: number(attribute(child, "index")) or 0.0)
        waiting += reversed(inner)
    return found
