"""Find the reading order of a horizontally set sheet from where its lines stand.

A recursive X-Y cut (G. Nagy and S. Seth, Hierarchical representation of optically scanned documents,
ICPR 1984): a region is cut at its gutters into columns, left to right, or across into sections, top
to bottom, until it is one column. What newspapers need beyond that:

- lines alone in their rows and larger than the body are a headline over all columns of the region,
  even where its ink stands over one of them; its kicker and byline are read with it;
- rows of columns that share a gutter stay together: text on a common grid is not read across;
- where no white space runs through, the cut that the fewest lines cross is taken.

Boxes are made a little smaller first, since those of a text recogniser overlap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from indexer.reading.paragraphs import run_together
from indexer.reading.printed import Paragraph, PrintedLine
from indexer.reading.sizes import body_size, is_heading, is_placed, place, size_of

_GUTTER = 0.6  # ems: the narrowest gutter; between columns there are 1 to 2
_SAME_KIND = 0.75  # of the widest gutter: those between articles are wider than those within
_MARGIN = 0.06  # of the sheet's height: where the page's head and foot are
_NEAR = 3  # rows above a headline that may be its kickers, and below, its subtitles and byline
_DEPTH = 200  # cuts within cuts; what is deeper is read row by row

Indices = NDArray[np.intp]
Extents = list[tuple[float, float]]


def column_order(lines: Sequence[PrintedLine], width: float, height: float) -> list[Paragraph]:
    """Return all lines as paragraphs in reading order; those without a place come last, as given.

    `height` may be 0 where it is unknown. Vertical lines that stand side by side are read right to
    left. Lines of the same place keep their order.
    """
    known = [line for line in lines if is_placed(line)]
    strays = [Paragraph((line,)) for line in lines if not is_placed(line)]
    if not known:
        return strays
    sheet = _Sheet.of(known, height)
    order: list[Paragraph] = []
    for column in _columns_in_order(sheet):
        order += run_together([line for at in column for line in sheet.items[at]], sheet.body)
    return order + strays


@dataclass(frozen=True, slots=True)
class _Sheet:
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
    def of(cls, lines: list[PrintedLine], height: float) -> _Sheet:
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
class _Strip:
    """Rows of a region between which no white space runs from side to side."""

    members: Indices
    top: float
    bottom: float
    ink: Extents  # of its columns, left to right
    is_headline: bool  # nothing but headings, in one column


def _columns_in_order(sheet: _Sheet) -> list[list[int]]:
    """Return the items of each region that needs no further cut, top to bottom."""
    columns: list[list[int]] = []
    todo = [(part, 1) for part in reversed(_margins(sheet))]
    while todo:
        region, depth = todo.pop()
        parts = _cut(sheet, region) if len(region) > 1 and depth < _DEPTH else [region]
        if len(parts) == 1:
            columns.append(_by_rows(sheet, region))
        else:
            todo += [(part, depth + 1) for part in reversed(parts)]
    return columns


def _margins(sheet: _Sheet) -> list[Indices]:
    """Cut off the page's head and foot, whose pieces would else go to the columns below or above."""
    everything = np.arange(len(sheet.items), dtype=np.intp)
    strips = _strips(sheet, everything)
    first, last = 0, len(strips)
    edge = sheet.height * _MARGIN
    for at in range(min(2, len(strips) - 1)):
        if strips[at].bottom < edge and _stands_apart(sheet, strips[at], strips[at + 1]):
            first = at + 1
    if last - first > 1 and strips[-1].top > sheet.height - edge > 0:
        last -= _stands_apart(sheet, strips[-1], strips[-2])
    parts = [strips[:first], strips[first:last], strips[last:]]
    return [np.concatenate([strip.members for strip in part]) for part in parts if part]


def _stands_apart(sheet: _Sheet, strip: _Strip, neighbour: _Strip) -> bool:
    gap = max(strip.top, neighbour.top) - min(strip.bottom, neighbour.bottom)
    return gap > 1.2 * sheet.body and not sheet.heading[strip.members].any()


def _cut(sheet: _Sheet, region: Indices) -> list[Indices]:
    """Return the region's parts in reading order; itself alone where it is one column."""
    em = float(np.median(sheet.size[region]))
    strips = _strips(sheet, region)
    gutters = _gutters(_ink(sheet, region), em)
    is_simple = all(len(strip.ink) == 1 for strip in strips)
    if is_simple and (not gutters or len(region) < 4):
        return [region]
    headlines = _headlines(strips, em)
    if gutters and _are_side_by_side(strips, headlines, gutters):
        return _at_gutters(sheet, region, gutters)
    sections = _sections(strips, headlines, em)
    if len(sections) > 1:
        return sections
    if headlines[0]:  # a title and, to its right, a subtitle: no columns
        return [region]
    return _at_gutters(sheet, region, gutters) if gutters else _least_cut(sheet, region)


def _strips(sheet: _Sheet, region: Indices) -> list[_Strip]:
    order = region[np.argsort(sheet.y0[region], kind="stable")]
    reach = np.maximum.accumulate(sheet.y1[order])
    breaks = np.flatnonzero(sheet.y0[order][1:] > reach[:-1]) + 1
    strips = []
    for members in np.split(order, breaks):
        if len(members) == 1:
            at = members[0]
            ink = [(float(sheet.x0[at]), float(sheet.x1[at]))]
        else:
            ink = _joined(_ink(sheet, members), float(np.median(sheet.size[members])))
        is_headline = len(ink) == 1 and bool(sheet.heading[members].all())
        top, bottom = float(sheet.y0[members[0]]), float(sheet.y1[members].max())
        strips.append(_Strip(members, top, bottom, ink, is_headline))
    return strips


def _ink(sheet: _Sheet, region: Indices) -> Extents:
    """Return the extents, left to right, between which no line of the region stands."""
    order = region[np.argsort(sheet.x0[region], kind="stable")]
    left, reach = sheet.x0[order], np.maximum.accumulate(sheet.x1[order])
    breaks = np.flatnonzero(left[1:] > reach[:-1])
    starts, ends = [0, *(breaks + 1).tolist()], [*breaks.tolist(), len(order) - 1]
    return [(float(left[s]), float(reach[e])) for s, e in zip(starts, ends, strict=True)]


def _joined(ink: Extents, em: float) -> Extents:
    """Join extents with less than a gutter between them."""
    joined: Extents = []
    for left, right in sorted(ink):
        if joined and left - joined[-1][1] < em * _GUTTER:
            joined[-1] = (joined[-1][0], max(right, joined[-1][1]))
        else:
            joined.append((left, right))
    return joined


def _gutters(ink: Extents, em: float) -> Extents:
    columns = _joined(ink, em)
    return [(a[1], b[0]) for a, b in pairwise(columns)]


def _headlines(strips: list[_Strip], em: float) -> list[int]:
    """Number the strips by the headline they belong to, from 1; 0 is none."""
    owner = [0] * len(strips)
    count = 0
    for at, strip in enumerate(strips):
        if not strip.is_headline:
            continue
        if not (at and owner[at - 1] and strips[at - 1].is_headline):
            count += 1
            above = at - 1
            while above >= max(0, at - _NEAR) and not owner[above]:
                if not _is_kicker(strips, above):
                    break
                owner[above] = count
                above -= 1
        owner[at] = count
        rows = [other.ink for other in strips[at + 1 : at + 12] if len(other.ink) > 1]
        columns = _joined([extent for ink in rows[:3] for extent in ink], em)
        for below in range(at + 1, min(at + 1 + _NEAR, len(strips))):
            if strips[below].is_headline or not _is_byline(strips[below], columns, em):
                break
            owner[below] = count
    return owner


def _is_kicker(strips: list[_Strip], at: int) -> bool:
    """Tell a row that stands alone and nearer to the headline below than to what is above."""
    strip, below = strips[at], strips[at + 1]
    alone = len(strip.ink) == 1 and len(strip.members) == 1
    gap = below.top - strip.bottom
    return alone and (at == 0 or gap < 0.8 * (strip.top - strips[at - 1].bottom))


def _is_byline(strip: _Strip, columns: Extents, em: float) -> bool:
    """Tell a row that stands alone and fills none of the columns below it."""
    if len(strip.ink) != 1 or len(strip.members) != 1 or not columns:
        return False
    left, right = strip.ink[0]
    return not any(
        -em < left - column[0] < 2.7 * em and abs(column[1] - right) < 1.2 * em
        for column in columns
    )


def _are_side_by_side(strips: list[_Strip], headlines: list[int], gutters: Extents) -> bool:
    """Tell whether headlines stand over different columns: pictures left them alone in their rows."""
    columns: dict[int, int] = {}
    for strip, number in zip(strips, headlines, strict=True):
        if number and strip.is_headline:
            columns.setdefault(number, sum(gap[1] <= strip.ink[0][0] for gap in gutters))
    return len(set(columns.values())) > 1


def _sections(strips: list[_Strip], headlines: list[int], em: float) -> list[Indices]:
    """Group strips, top to bottom: a headline's, or such as have a gutter in common."""
    sections: list[list[Indices]] = []
    ink: Extents = []
    for at, strip in enumerate(strips):
        together = _joined([*ink, *strip.ink], em)
        goes_on = len(together) > 1 or len(ink) == len(strip.ink) == 1
        if not sections or headlines[at] != headlines[at - 1] or not (goes_on or headlines[at]):
            sections.append([])
            together = strip.ink
        sections[-1].append(strip.members)
        ink = together
    return [np.concatenate(section) for section in sections]


def _at_gutters(sheet: _Sheet, region: Indices, gutters: Extents) -> list[Indices]:
    widest = max(right - left for left, right in gutters)
    cuts = [(a + b) / 2 for a, b in gutters if b - a >= widest * _SAME_KIND]
    column = np.searchsorted(np.array(cuts), (sheet.x0[region] + sheet.x1[region]) / 2)
    return [part for at in range(len(cuts) + 1) if len(part := region[column == at])]


def _least_cut(sheet: _Sheet, region: Indices) -> list[Indices]:
    """Cut where the fewest lines are crossed for the lines set apart; they go above, or left.

    Ties: across before down, then the upper or left cut.
    """
    best: tuple[float, Indices, Indices] | None = None
    for low, high in (
        (sheet.y0[region], sheet.y1[region]),
        (sheet.x0[region], sheet.x1[region]),
    ):
        starts, ends = np.sort(low), np.sort(high)
        cuts = np.unique(starts)[1:]
        before = np.searchsorted(starts, cuts)  # lines that begin above, or left
        done = np.searchsorted(ends, cuts, side="right")
        apart = np.minimum(before, len(region) - before)
        costs = (before - done) / np.maximum(apart, 1)
        if len(cuts):
            at = int(np.argmin(costs))
            first = low < cuts[at]
            if best is None or costs[at] < best[0]:
                best = (float(costs[at]), region[first], region[~first])
    return [best[1], best[2]] if best and best[0] < 0.5 else [region]


def _by_rows(sheet: _Sheet, region: Indices) -> list[int]:
    """Return the items of one column from top to bottom, those of a row from left to right."""
    middle = (sheet.y0[region] + sheet.y1[region]) / 2
    order = region[np.lexsort((sheet.x0[region], middle))].tolist()
    rows: list[list[int]] = []
    for at in order:
        if rows and (sheet.y0[at] + sheet.y1[at]) / 2 < sheet.y1[rows[-1][0]]:
            rows[-1].append(at)
        else:
            rows.append([at])
    return [at for row in rows for at in sorted(row, key=lambda at: float(sheet.x0[at]))]
