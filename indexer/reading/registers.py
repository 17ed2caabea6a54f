"""Put the lines of a vertically set sheet in reading order.

Lines run from top to bottom and follow each other from right to left, in registers (栏) that lie
one under the other. The sheet is cut at what is white, again and again:

    right to left   where a gap wider than that between two lines runs all the way down
    top to bottom   where one runs all the way across

and what no gap parts is ordered stretch by stretch, a stretch being neighbouring lines of one
register. Only boxes are looked at, never the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.reading.printed import Paragraph, PrintedLine
from indexer.reading.sizes import body_size, is_placed, place, size_of

_Boxes = NDArray[np.float64]  # lines × (x0, y0, x1, y1)

# In widths of a body line.
_GUTTER = 0.75  # the least white that parts the sheet rather than its lines
_WIDER = 0.5  # by this much it is wider than what is between two lines
_REGISTER_GAP = 0.1  # white between two registers, once boxes are trimmed
_INDENT = 0.55  # a line that begins this much lower than its neighbours begins a paragraph
_SHORT = 1.6  # one that ends this much higher ends one
_OVERLAP = 0.4  # in height, from which two are beside each other
_ALIGNED = 0.5  # in height, up to which two lines begin or end level
_DEEP = 3.0  # the deepest indent
_BIG_GAP = 1.5  # two lines this far apart do not run on
_LARGE = 1.18  # times the thickness of the body's lines: display type
_SLIM = 0.4  # width to height of what is printed: less is no page, but a column
_MIDDLE = 0.1  # of that width, how far from the middle the gutter may be
# A detector pads its boxes: this much of the thickness is taken off on each side.
_TRIM_ACROSS = 0.2
_TRIM_ALONG = 0.15


def vertical_order(lines: Sequence[PrintedLine], width: float, height: float) -> list[Paragraph]:
    """Return the paragraphs and headlines of one page in reading order, every line once.

    Lines without a box come last, each by itself. `width` and `height` are the sheet's.
    """
    boxed = [line for line in lines if is_placed(line)]
    found: list[Paragraph] = []
    if boxed:
        body = body_size(boxed)
        boxes = _trimmed(_upright(_boxes_of(boxed), body))
        everything = list(range(len(boxed)))
        stretches = list(_ordered(boxes, everything, body, _gutter(boxes, body)))
        found = [
            Paragraph(tuple(boxed[index] for index in run))
            for run in _run_on(stretches, boxed, boxes, body)
        ]
    return [*found, *(Paragraph((line,)) for line in lines if not is_placed(line))]


def split_sheet(
    lines: Sequence[PrintedLine], width: float, height: float
) -> list[list[PrintedLine]]:
    """Return the lines of the two pages of a sheet, the right one first; or of the one page.

    Two pages lie on a sheet wider than high whose middle a white gap runs down, at each side of
    which what is printed is higher than wide.
    """
    boxed = [line for line in lines if is_placed(line)]
    if len(boxed) < 2 or width <= height:  # a page with nothing in its lower half is no two
        return [list(lines)]
    body = body_size(boxed)
    boxes = _trimmed(_upright(_boxes_of(boxed), body))
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    printed = high - low
    middle = (low[0] + high[0]) / 2
    best, pages = 0.0, [list(lines)]
    parts = _cut(boxes, list(range(len(boxed))), 0, _gutter(boxes, body))
    for cut in range(1, len(parts)):
        left = [index for part in parts[:cut] for index in part]
        right = [index for part in parts[cut:] for index in part]
        end, start = float(boxes[left, 2].max()), float(boxes[right, 0].min())
        is_middle = abs((start + end) / 2 - middle) < _MIDDLE * printed[0]
        narrower, wider = sorted((end - low[0], high[0] - start))
        if (
            is_middle
            and start - end > best
            and _SLIM * printed[1] < narrower
            and wider < printed[1]
        ):
            best = start - end
            pages = [[boxed[i] for i in sorted(side)] for side in (right, left)]
    if best:
        pages[-1] += [line for line in lines if not is_placed(line)]
    return pages


def _boxes_of(lines: Sequence[PrintedLine]) -> _Boxes:
    boxes = [place(line) for line in lines]
    return np.array([[box.x0, box.y0, box.x1, box.y1] for box in boxes], dtype=np.float64)


def _trimmed(boxes: _Boxes) -> _Boxes:
    sizes = boxes[:, 2:] - boxes[:, :2]
    thickness = sizes.min(axis=1, keepdims=True)
    across = sizes <= thickness  # by axis: whether the line's thickness lies along it
    cut = np.where(across, _TRIM_ACROSS, _TRIM_ALONG) * thickness
    return np.hstack([boxes[:, :2] + cut, boxes[:, 2:] - cut])


def _upright(boxes: _Boxes, body: float) -> _Boxes:
    """Return the boxes as they would stand on a sheet that was not scanned askew.

    Neighbours of a register begin at the same height; by how much they do not, at the median, is
    the slope.
    """
    by_x = boxes[np.argsort(-boxes[:, 0], kind="stable")]
    slopes = []
    for index, box in enumerate(by_x):
        near = by_x[index + 1 : index + 200]
        near = near[(box[0] - near[:, 0] < 12 * body) & (box[0] - near[:, 0] > 0.8 * body)]
        near = near[np.abs(near[:, 1] - box[1]) < 0.35 * body]
        slopes += ((near[:, 1] - box[1]) / (near[:, 0] - box[0])).tolist()
    if len(slopes) < 50:  # too few to tell
        return boxes
    slope = float(np.median(slopes))
    centre = (boxes[:, :2] + boxes[:, 2:]) / 2
    shift = np.column_stack([slope * centre[:, 1], -slope * centre[:, 0]])
    return boxes + np.hstack([shift, shift])


def _gutter(boxes: _Boxes, body: float) -> float:
    """Return the white between two lines from which it parts the sheet rather than the lines."""
    gaps = []
    for x0, y0, _, y1 in boxes:
        shared = np.minimum(boxes[:, 3], y1) - np.maximum(boxes[:, 1], y0)
        beside = (shared > (y1 - y0) / 2) & (boxes[:, 2] < x0 + body / 2)
        if beside.any():
            gaps.append(x0 - boxes[beside, 2].max())
    return max(_GUTTER * body, float(np.median(gaps or [0.0])) + _WIDER * body)


def _ordered(boxes: _Boxes, chosen: list[int], body: float, gutter: float) -> Iterator[list[int]]:
    """Yield the stretches of registers, each from right to left, in reading order."""
    if len(chosen) == 1:
        yield chosen
        return
    for parts in (
        _cut(boxes, chosen, 0, gutter)[::-1],
        _cut(boxes, chosen, 1, _REGISTER_GAP * body),
    ):
        if len(parts) > 1:
            for part in parts:
                yield from _ordered(boxes, part, body, gutter)
            return
    yield from _by_precedence(boxes, chosen, body)


def _by_precedence(boxes: _Boxes, chosen: list[int], body: float) -> Iterator[list[int]]:
    """Order what no white gap parts, after Breuel (2003), turned by 90°.

    A stretch of a register comes before another that is at its left and beside it; and before one
    that is below it, unless something taller stands between them and beside both.
    """
    stretches = _stretches(boxes, chosen, body)
    outer = np.array(
        [[*boxes[part, :2].min(axis=0), *boxes[part, 2:].max(axis=0)] for part in stretches]
    )
    x0, y0, x1, y1 = outer.T
    centre = (x0 + x1) / 2
    slack = _OVERLAP * body
    beside = np.minimum(y1[:, None], y1) - np.maximum(y0[:, None], y0) > slack
    right = centre[:, None] > centre
    above = ~beside & (y0[:, None] + y1[:, None] < y0 + y1)
    before = beside & right
    for one in range(len(outer)):
        for other in np.flatnonzero(above[one]):
            low = min(x1[one], x1[other])
            high = max(x0[one], x0[other])
            between = (centre > low) & (centre < high) & beside[one] & beside[other]
            before[one, other] = not between.any()
    left = np.ones(len(outer), dtype=bool)
    for _ in range(len(outer)):
        waits = (before & left[:, None]).sum(axis=0)
        best = min(
            np.flatnonzero(left), key=lambda i: (waits[i], -x1[i], y0[i], i)
        )  # a ring is broken where it is weakest
        left[best] = False
        yield stretches[best]


def _stretches(boxes: _Boxes, chosen: list[int], body: float) -> list[list[int]]:
    """Return runs of neighbouring lines of one register, each from right to left."""
    runs: list[list[int]] = []
    for index in sorted(chosen, key=lambda i: (-boxes[i, 0] - boxes[i, 2], boxes[i, 1], i)):
        for run in reversed(runs):
            if _follows(boxes[run[-1]], boxes[index], body):
                run.append(index)
                break
        else:
            runs.append([index])
    return [part for run in runs for part in _levels(boxes, run, body)]


def _follows(one: NDArray[np.float64], other: NDArray[np.float64], body: float) -> bool:
    """Tell whether the second line stands at the left of the first, in the same register."""
    top, bottom = np.abs(one[[1, 3]] - other[[1, 3]])
    near = _ALIGNED * body
    return bool(
        one[0] - other[2] < _BIG_GAP * body
        and (other[2] + other[0] < one[2] + one[0])
        and min(one[3], other[3]) - max(one[1], other[1]) > near
        and (top <= near or (bottom <= near and top <= _DEEP * body))
        and max(sizes := (one[2] - one[0], other[2] - other[0])) <= 1.5 * min(sizes)
    )


def _levels(boxes: _Boxes, run: list[int], body: float) -> Iterator[list[int]]:
    """Cut a run where its lines begin or end at another height from there on.

    One line that is shorter than the others is indented, or ends a paragraph; two in a row, or one
    that is longer, are of another register.
    """
    near = _ALIGNED * body
    reach = boxes[:, [1, 3]] * (-1, 1)  # upwards and downwards: what is greater is longer
    part: list[int] = []
    for nth, index in enumerate(run):
        then = reach[run[nth + 1]] if nth + 1 < len(run) else None
        if part:
            beyond = reach[index] - reach[part].max(axis=0)
            stays = np.zeros(2, bool) if then is None else np.abs(then - reach[index]) <= near
            longer, shorter = beyond > near, (beyond < -near) & stays
            if len(part) == 1:  # which may be the short one itself
                longer &= ~(stays | [beyond[0] <= _DEEP * body, False])
            if (longer | shorter).any():
                yield part
                part = []
        part.append(index)
    yield part


def _cut(boxes: _Boxes, chosen: list[int], axis: int, gap: float) -> list[list[int]]:
    """Return the lines in parts, in the axis's direction, that have more than `gap` between."""
    parts: list[list[int]] = []
    end = -np.inf
    for index in sorted(chosen, key=lambda i: (boxes[i, axis], i)):
        if boxes[index, axis] - end > gap:
            parts.append([])
        parts[-1].append(index)
        end = max(end, boxes[index, axis + 2])
    return parts


def _run_on(
    stretches: Sequence[list[int]], lines: Sequence[PrintedLine], boxes: _Boxes, body: float
) -> Iterator[list[int]]:
    """Yield the lines of each paragraph and of each line of a headline."""
    run: list[int] = []
    full = False  # whether the last line fills its register, so that the next may run on
    for stretch in stretches:
        top, bottom = boxes[stretch, 1].min(), boxes[stretch, 3].max()
        for nth, index in enumerate(stretch):
            is_body = lines[index].vertical and size_of(lines[index]) < _LARGE * body
            begins = boxes[index, 1] - top > _INDENT * body
            apart = bool(run) and boxes[run[-1], 0] - boxes[index, 2] > _BIG_GAP * body
            if run and (begins or (apart and nth > 0) or not full or not is_body):
                yield run
                run = []
            run.append(index)
            alone = len(stretch) == 1  # it may be anything: nothing says how long it could be
            full = is_body and not alone and bool(bottom - boxes[index, 3] <= _SHORT * body)
    if run:
        yield run
