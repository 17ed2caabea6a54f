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

import numpy as np

from indexer.reading.paragraphs import run_together
from indexer.reading.printed import Paragraph, PrintedLine
from indexer.reading.regions import (
    Extents,
    Indices,
    Sheet,
    Strip,
    gutters_of,
    ink_of,
    joined_ink,
    strips_of,
)
from indexer.reading.sizes import is_placed

_SAME_KIND = 0.75  # of the widest gutter: those between articles are wider than those within
_MARGIN = 0.06  # of the sheet's height: where the page's head and foot are
_NEAR = 3  # rows above a headline that may be its kickers, and below, its subtitles and byline
_LARGEST = 40  # headings of a region that are looked at for how far their articles reach
_BELOW = 6  # ems of the body between a headline and its article: a subtitle and a byline
_DEPTH = 200  # cuts within cuts; what is deeper is read row by row


def column_order(lines: Sequence[PrintedLine], width: float, height: float) -> list[Paragraph]:
    """Return all lines as paragraphs in reading order; those without a place come last, as given.

    `height` may be 0 where it is unknown. Vertical lines that stand side by side are read right to
    left. Lines of the same place keep their order.
    """
    known = [line for line in lines if is_placed(line)]
    strays = [Paragraph((line,)) for line in lines if not is_placed(line)]
    if not known:
        return strays
    sheet = Sheet.of(known, height)
    order: list[Paragraph] = []
    for column in _columns_in_order(sheet):
        order += run_together([line for at in column for line in sheet.items[at]], sheet.body)
    return order + strays


def _columns_in_order(sheet: Sheet) -> list[list[int]]:
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


def _margins(sheet: Sheet) -> list[Indices]:
    """Cut off the page's head and foot, whose pieces would else go to the columns below or above."""
    everything = np.arange(len(sheet.items), dtype=np.intp)
    strips = strips_of(sheet, everything)
    first, last = 0, len(strips)
    edge = sheet.height * _MARGIN
    for at in range(min(2, len(strips) - 1)):
        if strips[at].bottom < edge and _stands_apart(sheet, strips[at], strips[at + 1]):
            first = at + 1
    if last - first > 1 and strips[-1].top > sheet.height - edge > 0:
        last -= _stands_apart(sheet, strips[-1], strips[-2])
    parts = [strips[:first], strips[first:last], strips[last:]]
    return [np.concatenate([strip.members for strip in part]) for part in parts if part]


def _stands_apart(sheet: Sheet, strip: Strip, neighbour: Strip) -> bool:
    gap = max(strip.top, neighbour.top) - min(strip.bottom, neighbour.bottom)
    return gap > 1.2 * sheet.body and not sheet.heading[strip.members].any()


def _cut(sheet: Sheet, region: Indices) -> list[Indices]:
    """Return the region's parts in reading order; itself alone where it is one column."""
    em = float(np.median(sheet.size[region]))
    strips = strips_of(sheet, region)
    gutters = gutters_of(ink_of(sheet, region), em)
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


def _headlines(strips: list[Strip], em: float) -> list[int]:
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
        columns = joined_ink([extent for ink in rows[:3] for extent in ink], em)
        for below in range(at + 1, min(at + 1 + _NEAR, len(strips))):
            if strips[below].is_headline or not _is_byline(strips[below], columns, em):
                break
            owner[below] = count
    return owner


def _is_kicker(strips: list[Strip], at: int) -> bool:
    """Tell a row that stands alone and nearer to the headline below than to what is above."""
    strip, below = strips[at], strips[at + 1]
    alone = len(strip.ink) == 1 and len(strip.members) == 1
    gap = below.top - strip.bottom
    return alone and (at == 0 or gap < 0.8 * (strip.top - strips[at - 1].bottom))


def _is_byline(strip: Strip, columns: Extents, em: float) -> bool:
    """Tell a row that stands alone and fills none of the columns below it."""
    if len(strip.ink) != 1 or len(strip.members) != 1 or not columns:
        return False
    left, right = strip.ink[0]
    return not any(
        -em < left - column[0] < 2.7 * em and abs(column[1] - right) < 1.2 * em
        for column in columns
    )


def _are_side_by_side(strips: list[Strip], headlines: list[int], gutters: Extents) -> bool:
    """Tell whether headlines stand over different columns: pictures left them alone in their rows."""
    columns: dict[int, int] = {}
    for strip, number in zip(strips, headlines, strict=True):
        if number and strip.is_headline:
            columns.setdefault(number, sum(gap[1] <= strip.ink[0][0] for gap in gutters))
    return len(set(columns.values())) > 1


def _sections(strips: list[Strip], headlines: list[int], em: float) -> list[Indices]:
    """Group strips, top to bottom: a headline's, or such as have a gutter in common.

    A row of nothing but headings, side by side, begins a section of several articles.
    """
    sections: list[list[Indices]] = []
    ink: Extents = []
    for at, strip in enumerate(strips):
        together = joined_ink([*ink, *strip.ink], em)
        goes_on = len(together) > 1 or len(ink) == len(strip.ink) == 1
        goes_on &= not strip.is_heading or strips[at - 1].is_heading
        if not sections or headlines[at] != headlines[at - 1] or not (goes_on or headlines[at]):
            sections.append([])
            together = strip.ink
        sections[-1].append(strip.members)
        ink = together
    return [np.concatenate(section) for section in sections]


def _at_gutters(sheet: Sheet, region: Indices, gutters: Extents) -> list[Indices]:
    gutters = _between_articles(sheet, region, gutters) or gutters
    widest = max(right - left for left, right in gutters)
    cuts = [(a + b) / 2 for a, b in gutters if b - a >= widest * _SAME_KIND]
    column = _column_of(sheet, region, cuts)
    return [part for at in range(len(cuts) + 1) if len(part := region[column == at])]


def _column_of(sheet: Sheet, region: Indices, cuts: list[float]) -> Indices:
    return np.searchsorted(np.array(cuts), (sheet.x0[region] + sheet.x1[region]) / 2)


def _between_articles(sheet: Sheet, region: Indices, gutters: Extents) -> Extents:
    """Leave out the gutters below a headline that is shorter than its article is wide.

    Its article reaches into the next column where that is empty beside the headline, and goes on
    below in line with the column under the headline.
    """
    headings = region[sheet.heading[region]]
    headings = headings[np.argsort(-sheet.size[headings], kind="stable")][:_LARGEST]
    if not len(headings):
        return gutters
    column = _column_of(sheet, region, [(a + b) / 2 for a, b in gutters])
    columns = [region[column == at] for at in range(len(gutters) + 1)]
    within: set[int] = set()

    def reaches(heading: int, here: int, there: int) -> bool:
        if not 0 <= there < len(columns):
            return False
        top, bottom = sheet.y0[heading], sheet.y1[heading]
        tops, bottoms = sheet.y0[columns[there]], sheet.y1[columns[there]]
        if ((tops < bottom) & (bottoms > top)).any() or not (tops >= bottom).any():
            return False
        first = tops[tops >= bottom].min()
        if first - bottom > _BELOW * sheet.body:
            return False
        beside = columns[here]
        in_line = np.abs(sheet.y0[beside] - first) < 0.4 * sheet.body
        before = (sheet.y0[beside] >= bottom) & (sheet.y1[beside] < first) & ~sheet.heading[beside]
        return bool(in_line.any() and before.sum() < 2)  # a byline

    for heading in headings.tolist():
        own = int(column[region == heading][0])
        for step in (-1, 1):
            here = own
            while reaches(heading, here, here + step):
                within.add(min(here, here + step))
                here += step
    return [gutter for at, gutter in enumerate(gutters) if at not in within]


def _least_cut(sheet: Sheet, region: Indices) -> list[Indices]:
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


def _by_rows(sheet: Sheet, region: Indices) -> list[int]:
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
