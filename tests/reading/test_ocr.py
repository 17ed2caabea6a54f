"""Recognising printed lines: the real engine on pages drawn here, and what needs no engine."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from indexer.errors import ReadError
from indexer.reading import ocr
from indexer.reading.ocr import cut_at_registers, merge_pieces, tile_spans
from indexer.reading.sheet_image import PictureOfPage, read_sheet_image

FONT = Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc")
EM = 32

COLUMNS = (
    ("江城新桥今日通车", "市民步行过江看灯", "老渡口的船工说这", "是最后一班渡船了"),
    ("城西菜市搬进大棚", "雨天不再踩泥买菜", "摊主清早就来排队", "等着抽签选摊位子"),
)
REGISTERS = (
    ("江城新橋今日通車", "市民步行過江看燈", "老渡口的船工說這", "是最後一班渡船了"),
    ("城西菜市搬進大棚", "雨天不再踩泥買菜", "攤主清早就來排隊", "等着抽籤選攤位子"),
)


@pytest.fixture(scope="module")
def font() -> ImageFont.FreeTypeFont:
    """A Chinese font, where the real engine can be run at all."""
    missing = "" if find_spec("rapidocr") else "no rapidocr: pip install '.[ocr]'"
    missing = missing or ("" if FONT.is_file() else f"no {FONT}: apt-get install fonts-wqy-zenhei")
    if missing:
        if os.environ.get("JIANBAO_REQUIRE_BROWSER") == "1":  # set by .ci/run: nothing is skipped
            pytest.fail(missing)
        pytest.skip(missing)
    return ImageFont.truetype(str(FONT), EM)


def two_columns(font: ImageFont.FreeTypeFont) -> Image.Image:
    """Two columns of horizontal lines."""
    image = Image.new("L", (760, 420), 255)
    draw = ImageDraw.Draw(image)
    for nth, lines in enumerate(COLUMNS):
        for row, text in enumerate(lines):
            draw.text((60 + nth * 360, 60 + row * 52), text, fill=0, font=font)
    return image


def two_registers(font: ImageFont.FreeTypeFont) -> Image.Image:
    """Two registers of vertical lines, right to left."""
    image = Image.new("L", (420, 760), 255)
    draw = ImageDraw.Draw(image)
    for nth, lines in enumerate(REGISTERS):
        for column, text in enumerate(lines):
            for row, char in enumerate(text):
                at = (300 - column * 52, 50 + nth * 330 + row * 36)
                draw.text(at, char, fill=0, font=font)
    return image


def text_of(pages: list[PictureOfPage]) -> str:
    return "".join(line.text for page in pages for found in page.paragraphs for line in found.lines)


def test_two_columns_are_read_one_after_the_other(font: ImageFont.FreeTypeFont) -> None:
    pages = read_sheet_image(two_columns(font), "a.png")
    assert [page.vertical for page in pages] == [False]
    assert text_of(pages) == "".join(map("".join, COLUMNS))


def test_two_registers_are_read_from_right_to_left_and_down(font: ImageFont.FreeTypeFont) -> None:
    pages = read_sheet_image(two_registers(font), "a.png")
    assert [page.vertical for page in pages] == [True]
    expected = "".join(map("".join, REGISTERS))
    read = text_of(pages)
    assert len(read) == len(expected)
    assert sum(a == b for a, b in zip(read, expected, strict=True)) >= 0.9 * len(expected)


def test_boxes_are_where_the_characters_are(font: ImageFont.FreeTypeFont) -> None:
    image = Image.new("L", (500, 300), 255)
    ImageDraw.Draw(image).text((100, 120), COLUMNS[0][0], fill=0, font=font)
    (line,) = read_sheet_image(image, "a.png", size=(250, 150))[0].paragraphs[0].lines
    box = line.box
    assert box is not None
    assert (box.x0, box.y0, box.x1, box.y1) == pytest.approx((50, 60, 178, 77), abs=5)
    assert line.font_size == pytest.approx(EM / 2, abs=5)
    assert line.confidence is not None and line.confidence > 0.9


@pytest.mark.parametrize("size", [(1, 1), (3, 2000), (2000, 3), (600, 400)])
def test_a_blank_picture_has_no_lines(font: ImageFont.FreeTypeFont, size: tuple[int, int]) -> None:
    assert read_sheet_image(Image.new("L", size, 255), "a.png") == []


def test_without_rapidocr_the_command_to_install_it_is_named() -> None:
    code = """
import sys
from pathlib import Path
sys.modules["rapidocr"] = None
import numpy
from indexer.errors import ReadError
from indexer.reading.ocr import read_lines
try:
    read_lines(numpy.zeros((9, 9), numpy.uint8), "01.png")
except ReadError as error:
    print(error.path, error.reason)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    assert "01.png" in done.stdout and "pip install 'jianbao[ocr]'" in done.stdout


def test_what_rapidocr_lacks_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ImportError("libGL.so.1")

    monkeypatch.setattr(ocr, "_load", broken)
    with pytest.raises(ReadError, match="pip install") as caught:
        ocr.check_installed("01.png")
    assert "\n" not in caught.value.reason


@pytest.mark.parametrize("length", [1, 99, 100, 101, 180, 181, 1000, 4832])
def test_tiles_cover_all_and_overlap(length: int) -> None:
    spans = tile_spans(length, tile=100, overlap=20)
    assert spans[0][0] == 0 and spans[-1][1] == length
    assert all(end - start <= 100 for start, end in spans)
    assert all(end - start >= 20 for (start, _), (_, end) in zip(spans[1:], spans[:-1], strict=True)
               if (start, end)) or len(spans) == 1  # fmt: skip


def quad(
    x0: float, y0: float, x1: float, y1: float
) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], dtype=np.float32)


def extents(quads: ocr.Quads) -> list[list[float]]:
    return [[*one.min(axis=0).tolist(), *one.max(axis=0).tolist()] for one in quads]


@pytest.mark.parametrize(
    ("first", "second", "merged"),
    [
        pytest.param((0, 0, 30, 1000), (0, 750, 30, 1500), [[0, 0, 30, 1500]], id="a cut line"),
        pytest.param((0, 0, 30, 900), (1, 800, 29, 900), [[0, 0, 30, 900]], id="one in the other"),
        pytest.param((0, 0, 30, 500), (0, 495, 30, 900),
                     [[0, 0, 30, 500], [0, 495, 30, 900]], id="registers that touch"),
        pytest.param((0, 0, 30, 900), (28, 0, 58, 900),
                     [[0, 0, 30, 900], [28, 0, 58, 900]], id="neighbours that touch"),
    ],
)  # fmt: skip
def test_the_pieces_of_a_line_in_two_tiles_are_made_one(
    first: tuple[float, ...], second: tuple[float, ...], merged: list[list[float]]
) -> None:
    pytest.importorskip("cv2")
    found = extents(merge_pieces([quad(*first)[None], quad(*second)[None]]))
    assert np.allclose(found, merged, atol=2)


def registers_of(count: int) -> list[ocr.Quads]:
    return [quad(x, y, x + 30, y + 200) for x in range(0, 31 * count, 31) for y in (0, 208)]


def printed_in(quads: list[ocr.Quads]) -> ocr.Picture:
    """A sheet with ink in every second pixel of the boxes."""
    picture = np.full((420, 400), 255, dtype=np.uint8)
    for x0, y0, x1, y1 in extents(np.stack(quads)):
        picture[int(y0) : int(y1) : 2, int(x0) : int(x1) : 2] = 0
    return picture


THROUGH = quad(190, 0, 220, 408)


def test_a_line_through_two_registers_is_cut_where_its_neighbours_end() -> None:
    quads = [*registers_of(6), THROUGH]
    printed = printed_in([*registers_of(6), quad(190, 0, 220, 198), quad(190, 210, 220, 408)])
    found = extents(cut_at_registers(np.stack(quads), printed))
    assert found[-2:] == [[190, 0, 220, 204], [190, 204, 220, 408]]
    assert len(found) == len(quads) + 1


@pytest.mark.parametrize(
    "quads",
    [
        pytest.param([*registers_of(6), THROUGH], id="ink goes through"),
        pytest.param([quad(0, 0, 30, 408), *registers_of(1)], id="too few say so"),
        pytest.param([quad(x, 0, x + 30, 408) for x in range(0, 300, 31)], id="no register"),
        pytest.param([*registers_of(6), quad(190, 0, 300, 408)], id="a headline"),
    ],
)
def test_other_lines_stay_whole(quads: list[ocr.Quads]) -> None:
    found = cut_at_registers(np.stack(quads), printed_in(quads))
    assert extents(found) == extents(np.stack(quads))
