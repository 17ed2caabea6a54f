"""Read the printed lines off the picture of a sheet, with RapidOCR.

The detector sees a large sheet through overlapping tiles: that bounds memory, and the number of
lines it returns at a time. A line that is cut by a tile's edge is put together again. The
recogniser reads a line set from top to bottom when it is turned by 90°: it was trained that way,
and cutting such a line into characters reads far worse (docs/formats-scan.md).

No network: the models lie in the package, and their paths are given, so that nothing looks for a
newer one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.errors import ReadError
from indexer.models import Box
from indexer.reading.printed import PrintedLine
from indexer.reading.sizes import body_size, size_of

Quads = NDArray[np.float32]  # lines × 4 corners × (x, y): from the upper left, clockwise
Picture = NDArray[np.uint8]  # height × width, grey

_DETECTOR = "PP-OCRv6_det_small.onnx"
_RECOGNISER = "PP-OCRv6_rec_small.onnx"
_THREADS = 2
_TILE = 2048  # pixels
_OVERLAP = 256
_TALL = 1.5  # height to width from which the recogniser's crop is turned; RapidOCR's own number
_AROUND = 6  # line widths: the lines that say where a register ends
_FEW = 3  # of them, at least
_WHITE = 0.28  # line widths: between two registers; between two characters it is a tenth
_SPECK = 0.04  # of a row: less ink is dirt
_MOST = 0.6  # of the lesser of two boxes: that much in common, and they show the same
_ALIKE = 0.17  # of the body's size

OCR_MISSING = (
    "是图片，认字要另装 RapidOCR：pip install 'jianbao[ocr]' / "
    "a picture; reading it needs RapidOCR: pip install 'jianbao[ocr]'"
)


def read_lines(picture: Picture, path: str) -> list[PrintedLine]:
    """Return the printed lines of a grey picture, in no particular order.

    Boxes and character sizes are in pixels. Lines read with low confidence are among them.
    Raises ReadError, naming `path`, where RapidOCR is not installed.
    """
    if min(picture.shape, default=0) == 0:
        return []
    engine = _engine(path)
    coloured = np.repeat(picture[:, :, None], 3, axis=2)
    quads = _find_lines(engine, coloured)
    if not len(quads):
        return []
    quads = cut_at_registers(quads, picture)
    read = engine.recognize_txt(engine.crop_text_regions(coloured, quads))
    height, width = picture.shape
    return _evened(
        [
            _line(quad, text, float(confidence), width, height)
            for quad, text, confidence in zip(quads, read.txts, read.scores, strict=True)
            if text.strip()
        ]
    )


def check_installed(path: str) -> None:
    """Raise ReadError, naming `path`, where RapidOCR is not installed."""
    _engine(path)


def _line(quad: Quads, text: str, confidence: float, width: int, height: int) -> PrintedLine:
    across = float(np.linalg.norm(quad[0] - quad[1]))
    down = float(np.linalg.norm(quad[0] - quad[3]))
    (x0, y0), (x1, y1) = quad.min(axis=0).tolist(), quad.max(axis=0).tolist()
    return PrintedLine(
        text=text,
        box=Box(max(x0, 0.0), max(y0, 0.0), min(x1, float(width)), min(y1, float(height))),
        confidence=min(max(confidence, 0.0), 1.0),
        font_size=min(across, down),
        vertical=down >= _TALL * across,
    )


def _evened(lines: list[PrintedLine]) -> list[PrintedLine]:
    """Give lines of about the body's size just that size: a box is a tenth wider or narrower."""
    if not lines:
        return lines
    body = body_size(lines)
    return [
        replace(line, font_size=body) if abs(size_of(line) / body - 1) < _ALIKE else line
        for line in lines
    ]


@cache
def _load() -> Any:
    import onnxruntime
    import rapidocr

    onnxruntime.disable_telemetry_events()  # only Windows has them

    models = Path(rapidocr.__file__).parent / "models"
    return rapidocr.RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.use_cls": False,  # no line of a newspaper stands on its head
            "Global.max_side_len": 2 * _TILE,  # a tile is looked at as it is
            "Det.limit_type": "max",  # "min" would enlarge a strip of 3 × 2,000 without end
            "Det.limit_side_len": 2 * _TILE,
            "Global.text_score": 0.0,  # what is read badly is kept, with its confidence
            "Det.model_path": str(models / _DETECTOR),
            "Rec.model_path": str(models / _RECOGNISER),
            "EngineConfig.onnxruntime.intra_op_num_threads": _THREADS,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def _engine(path: str) -> Any:
    try:
        return _load()
    except ImportError as error:
        raise ReadError(path, OCR_MISSING) from error


def _find_lines(engine: Any, picture: NDArray[np.uint8]) -> Quads:
    found: list[Quads] = []
    for left, top, tile in _tiles(picture):
        boxes = engine(tile, use_det=True, use_cls=False, use_rec=False).boxes
        if boxes is not None and len(boxes):
            found.append(
                np.asarray(boxes, dtype=np.float32) + np.array([left, top], dtype=np.float32)
            )
    if not found:
        return np.zeros((0, 4, 2), dtype=np.float32)
    return merge_pieces(found)


def _tiles(picture: NDArray[np.uint8]) -> Iterator[tuple[int, int, NDArray[np.uint8]]]:
    height, width = picture.shape[:2]
    for top, bottom in tile_spans(height):
        for left, right in tile_spans(width):
            yield left, top, np.ascontiguousarray(picture[top:bottom, left:right])


def tile_spans(length: int, tile: int = _TILE, overlap: int = _OVERLAP) -> list[tuple[int, int]]:
    """Return equal spans of at most `tile` that cover `length`, each overlapping the next."""
    count = max(1, -(-(length - overlap) // (tile - overlap)))
    size = min(length, -(-(length + (count - 1) * overlap) // count))
    return [
        (start, start + size)
        for start in (round(index * (length - size) / max(1, count - 1)) for index in range(count))
    ]


def merge_pieces(tiles: Sequence[Quads]) -> Quads:
    """Return the lines of all tiles, those that overlap along their length made one."""
    merged: list[Quads] = []
    for tile in tiles:
        before = len(merged)  # within a tile the detector's word holds
        for quad in tile:
            piece = quad
            for index in reversed(range(before)):
                if _is_same_line(merged[index], piece):
                    piece = _hull(merged.pop(index), piece)
                    before -= 1
            merged.append(piece)
    return np.stack(merged)


def cut_at_registers(quads: Quads, picture: Picture) -> Quads:
    """Return the lines, those that run through the white between two registers cut in two there.

    Registers may lie so near each other that the detector takes two lines for one. Where lines of
    that size around it end above and begin below, and it has white itself, there it is cut.
    """
    low, high = quads.min(axis=1), quads.max(axis=1)
    middle = (low[:, 0] + high[:, 0]) / 2
    widths = np.linalg.norm(quads[:, 0] - quads[:, 1], axis=1)
    pieces: list[Quads] = []
    for quad, (_, top), (_, bottom), centre, width in zip(
        quads, low, high, middle, widths, strict=True
    ):
        alike = np.maximum(widths, width) < 1.5 * np.minimum(widths, width)
        around = (np.abs(middle - centre) < _AROUND * width) & alike
        tops, bottoms = low[around, 1], high[around, 1]
        for start in sorted(tops[(tops > top + 2 * width) & (tops < bottom - 2 * width)]):
            if start < quad[0, 1] + 2 * width:  # cut there already
                continue
            begins, ends = np.abs(tops - start) < width / 2, np.abs(bottoms - start) < width / 2
            through = (tops < start - width) & (bottoms > start + width)
            if min(begins.sum(), ends.sum()) < max(_FEW, through.sum()):
                continue
            at = (float(np.median(tops[begins])) + float(np.median(bottoms[ends]))) / 2
            if _white_rows(quad, at, width, picture) < _WHITE * width:
                continue
            share = np.float32((at - top) / (bottom - top))
            left = quad[0] + share * (quad[3] - quad[0])
            right = quad[1] + share * (quad[2] - quad[1])
            pieces.append(np.stack([quad[0], quad[1], right, left]))
            quad, top = np.stack([left, right, quad[2], quad[3]]), at
        pieces.append(quad)
    return np.stack(pieces)


def _white_rows(quad: Quads, at: float, width: float, picture: Picture) -> int:
    """Return how many rows on end are without ink in a line, half a width around `at`."""
    (x0, y0), (x1, y1) = np.maximum(quad.min(axis=0), 0), quad.max(axis=0)
    line = picture[int(y0) : int(y1), int(x0 + width / 4) : max(int(x1 - width / 4), int(x0) + 1)]
    if not line.size:
        return 0
    dark, light = np.percentile(line, [5, 80])
    around = line[max(0, int(at - y0 - width / 2)) : int(at - y0 + width / 2)]
    inked = (around < (dark + light) / 2).mean(axis=1) > _SPECK
    longest = run = 0
    for ink in inked:
        run = 0 if ink else run + 1
        longest = max(longest, run)
    return longest


def _is_same_line(one: Quads, other: Quads) -> bool:
    """Tell whether boxes of two tiles show one line.

    They lie on each other by most of the thinner's thickness, and along the line by most of the
    shorter's length or of what the tiles share: the padding of boxes alone lets the lines of two
    registers touch.
    """
    shared = np.minimum(one.max(axis=0), other.max(axis=0))
    shared -= np.maximum(one.min(axis=0), other.min(axis=0))
    sizes = np.stack([np.ptp(one, axis=0), np.ptp(other, axis=0)])
    lesser = sizes.min(axis=0)
    if (shared >= _MOST * lesser).all():
        return True
    across = int(sizes.max(axis=0).argmin())  # 0: the line runs down, its thickness is along x
    return bool(
        sizes[:, across].max() <= 1.5 * lesser[across]
        and shared[across] >= _MOST * lesser[across]
        and shared[1 - across] >= _MOST * _OVERLAP
    )


def _hull(one: Quads, other: Quads) -> Quads:
    """Return the upright or slanted rectangle around two pieces of a line."""
    import cv2

    corners = cv2.boxPoints(cv2.minAreaRect(np.concatenate([one, other])))
    by_sum, by_difference = corners.sum(axis=1), corners[:, 1] - corners[:, 0]
    order = [by_sum.argmin(), by_difference.argmin(), by_sum.argmax(), by_difference.argmax()]
    return np.asarray(corners[order], dtype=np.float32)
