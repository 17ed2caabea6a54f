"""Describe regions of a sheet: their rows, and where ink and gutters are in them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from indexer.reading.printed import PrintedLine
from indexer.reading.sizes import body_size, is_heading, place, size_of

_GUTTER = 0.6  # ems: the narrowest gutter; between columns there are 1 to 2

Indices = NDArray[np.intp]  # (items of a region,)
Extents = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is put in order: lines, and groups of vertical lines side by side. Arrays are (items,)."""

    items: list[list[PrintedLine]]
    x0: NDArray[np.float64]
    y0: NDArray[np.float64]
    x1: NDArray[np.float64]
    y1: NDArray[np.float64]
    size: NDArray[np.float64]
    heading: NDArray[np.bool_]
    body: float
    height: float

    @classmethod
    def of(cls, lines: list[PrintedLine], height: float) -> Sheet:
        items = _with_vertical_groups(lines)
        body = body_size(lines)
        boxes = [[place(line) for line in item] for item in items]
        x0 = np.array([min(box.x0 for box in some) for some in boxes])
        y0 = np.array([min(box.y0 for box in some) for some in boxes])
        x1 = np.array([max(box.x1 for box in some) for some in boxes])
        y1 = np.array([max(box.y1 for box in some) for some in boxes])
        size = np.array([max(map(size_of, item)) for item in items])
        heading = np.array([all(is_heading(line, body) for line in item) for item in items])
        dx = np.minimum(size * 0.1, (x1 - x0) * 0.25)
        dy = np.minimum(size * 0.2, (y1 - y0) * 0.2)
        return cls(items, x0 + dx, y0 + dy, x1 - dx, y1 - dy, size, heading, body, height)


def _with_vertical_groups(lines: list[PrintedLine]) -> list[list[PrintedLine]]:
    items = [[line] for line in lines if not line.vertical]
    groups: list[list[PrintedLine]] = []
    for line in sorted(
        (line for line in lines if line.vertical),
        key=lambda line: (-place(line).x1, place(line).y0),
    ):
        for group in groups[-20:]:
            box, last = place(line), place(group[-1])
            shared = min(box.y1, last.y1) - max(box.y0, last.y0)
            shorter = min(box.y1 - box.y0, last.y1 - last.y0)
            if (
                last.x0 - box.x1 < 1.5 * max(size_of(line), size_of(group[-1]))
                and shared > shorter / 2
            ):
                group.append(line)
                break
        else:
            groups.append([line])
    return items + groups


@dataclass(frozen=True, slots=True)
class Strip:
    """Rows of a region between which no white space runs from side to side."""

    members: Indices
    top: float
    bottom: float
    ink: Extents  # of its columns, left to right
    is_heading: bool  # nothing but headings

    @property
    def is_headline(self) -> bool:
        """Tell headings in one column, with nothing beside them."""
        return self.is_heading and len(self.ink) == 1


def strips_of(sheet: Sheet, region: Indices) -> list[Strip]:
    order = region[np.argsort(sheet.y0[region], kind="stable")]
    reach = np.maximum.accumulate(sheet.y1[order])
    breaks = np.flatnonzero(sheet.y0[order][1:] > reach[:-1]) + 1
    strips = []
    for members in np.split(order, breaks):
        if len(members) == 1:
            at = members[0]
            ink = [(float(sheet.x0[at]), float(sheet.x1[at]))]
        else:
            ink = joined_ink(ink_of(sheet, members), float(np.median(sheet.size[members])))
        is_heading = bool(sheet.heading[members].all())
        top, bottom = float(sheet.y0[members[0]]), float(sheet.y1[members].max())
        strips.append(Strip(members, top, bottom, ink, is_heading))
    return strips


def ink_of(sheet: Sheet, region: Indices) -> Extents:
    """Return the extents, left to right, between which no line of the region stands."""
    order = region[np.argsort(sheet.x0[region], kind="stable")]
    left, reach = sheet.x0[order], np.maximum.accumulate(sheet.x1[order])
    breaks = np.flatnonzero(left[1:] > reach[:-1])
    starts, ends = [0, *(breaks + 1).tolist()], [*breaks.tolist(), len(order) - 1]
    return [(float(left[s]), float(reach[e])) for s, e in zip(starts, ends, strict=True)]


def joined_ink(ink: Extents, em: float) -> Extents:
    """Join extents with less than a gutter between them."""
    joined: Extents = []
    for left, right in sorted(ink):
        if joined and left - joined[-1][1] < em * _GUTTER:
            joined[-1] = (joined[-1][0], max(right, joined[-1][1]))
        else:
            joined.append((left, right))
    return joined


def gutters_of(ink: Extents, em: float) -> Extents:
    columns = joined_ink(ink, em)
    return [(a[1], b[0]) for a, b in pairwise(columns)]
