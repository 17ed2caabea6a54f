"""Sheets as pictures, and pictures that are not decoded."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, TiffImagePlugin

from indexer.errors import ReadError
from indexer.reading.sheets import count_sheets, render_sheet
from tests.reading.pdfs import make_pdf, many_sheets, with_content


def black_corner(canvas: Any) -> None:
    """Draw a black square at the top left."""
    canvas.rect(0, 500, 100, 100, fill=1)


def claims(width: int, height: int) -> bytes:
    """Return a PNG that says it has this size, and next to nothing after."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99))


@pytest.mark.parametrize("turn", [0, 90])
def test_a_pdf_sheet_is_rendered_upright_within_the_limit(tmp_path: Path, turn: int) -> None:
    def draw(canvas: Any) -> None:
        canvas.setPageRotation(turn)
        black_corner(canvas)

    path = make_pdf(tmp_path / "01.PDF", lambda canvas: None, draw, size=(600, 600))
    assert count_sheets(path) == 2
    image = render_sheet(path, 1, 360_000)
    assert image.width * image.height <= 360_000 and image.width > 590
    assert image.getpixel((560 if turn else 40, 40)) == (0, 0, 0)
    assert image.getpixel((300, 300)) == (255, 255, 255)


def test_a_pdf_sheet_is_not_drawn_for_longer_than_it_may(tmp_path: Path) -> None:
    path = tmp_path / "01.pdf"
    path.write_bytes(with_content(zlib.compress(b"0 0 400 300 re f " * 1000)))
    with pytest.raises(ReadError, match="画这一页超过 0 秒"):
        render_sheet(path, 0, limit_s=0)
    whole = render_sheet(path, 0, limit_s=3600)
    assert (whole.getpixel((9, 9)), whole.getpixel((9, 2400))) == ((255, 255, 255), (0, 0, 0))


def test_an_unbounded_pdf_sheet_has_300_dpi(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "01.pdf", black_corner)
    assert render_sheet(path, 0).size == (1667, 2500)


def test_a_picture_is_turned_and_reduced_but_never_enlarged(tmp_path: Path) -> None:
    image = Image.new("RGB", (400, 200), "white")
    image.paste((0, 0, 0), (0, 0, 100, 100))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise
    image.save(tmp_path / "01.jpg", exif=exif)
    assert render_sheet(tmp_path / "01.jpg", 0).size == (200, 400)
    small = render_sheet(tmp_path / "01.jpg", 0, 5000)
    assert small.size == (50, 100)
    dark, light = small.getpixel((45, 5)), small.getpixel((5, 5))
    assert isinstance(dark, tuple) and isinstance(light, tuple)
    assert dark[0] < 60 and light[0] > 200


def test_the_frames_of_a_tiff_are_sheets(tmp_path: Path) -> None:
    frames = [Image.new("L", (30, 20 + at), at * 100) for at in range(3)]
    path = tmp_path / "issue.tif"
    frames[0].save(path, save_all=True, append_images=frames[1:])
    assert count_sheets(path) == 3
    assert [render_sheet(path, at).size for at in range(3)] == [(30, 20), (30, 21), (30, 22)]
    with pytest.raises(ReadError, match="没有第 4 页"):
        render_sheet(path, 3)


@pytest.mark.parametrize("tag", [{254: 1}, {254: 4}, {255: 2}], ids=["reduced", "mask", "old"])
def test_reduced_copies_and_masks_in_a_tiff_are_no_sheets(
    tmp_path: Path, tag: dict[int, int]
) -> None:
    path = tmp_path / "issue.tif"
    with TiffImagePlugin.AppendingTiffWriter(path) as file:
        for width, tags in ((30, {}), (15, tag), (40, {254: 2}), (20, tag)):
            Image.new("L", (width, 20)).save(file, format="TIFF", tiffinfo=tags)
            file.newFrame()
    assert count_sheets(path) == 2
    assert [render_sheet(path, at).width for at in range(2)] == [30, 40]
    with pytest.raises(ReadError, match="没有第 3 页"):
        render_sheet(path, 2)


@pytest.mark.parametrize(
    ("mode", "clear", "ink"), [("RGBA", (0, 0, 0, 0), (0, 0, 0, 255)), ("LA", (0, 0), (0, 255))]
)
def test_transparent_parts_are_paper(tmp_path: Path, mode: str, clear: Any, ink: Any) -> None:
    image = Image.new(mode, (30, 20), clear)
    image.paste(ink, (0, 0, 10, 10))
    image.save(tmp_path / "01.png")
    if mode == "RGBA":
        image.quantize().save(tmp_path / "02.png")  # with a palette
    for path in tmp_path.iterdir():
        shown = render_sheet(path, 0)
        assert (shown.getpixel((5, 5)), shown.getpixel((20, 15))) == ((0, 0, 0), (255, 255, 255))


@pytest.mark.parametrize(("order", "mark"), [("<", b"II*\0"), (">", b"MM\0*")])
def test_sixteen_bits_of_grey(tmp_path: Path, order: str, mark: bytes) -> None:
    """A TIFF of 2 × 1 pixels, in either order of bytes."""
    tags = {256: 2, 257: 1, 258: 16, 259: 1, 262: 1, 273: 122, 277: 1, 278: 1, 279: 4}
    data = mark + struct.pack(f"{order}IH", 8, len(tags))
    data += b"".join(struct.pack(f"{order}HHIHH", tag, 3, 1, at, 0) for tag, at in tags.items())
    pixels = struct.pack(f"{order}2H", 0x2000, 0xFFFF)
    (tmp_path / "01.tif").write_bytes(data + bytes(4) + pixels)
    shown = render_sheet(tmp_path / "01.tif", 0)
    assert [shown.getpixel((at, 0)) for at in range(2)] == [0x20, 0xFF]


def test_a_jpeg_2000_is_shown(tmp_path: Path) -> None:
    Image.new("L", (300, 200), 90).save(tmp_path / "01.jp2")
    shown = render_sheet(tmp_path / "01.jp2", 0, 15_000)
    assert (shown.size, shown.getpixel((9, 9))) == ((150, 100), 90)


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "CMYK", "I;16"])
def test_pictures_of_all_kinds(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "01.tif"
    Image.new(mode, (30, 20)).save(path)
    assert render_sheet(path, 0).mode in ("L", "RGB")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (claims(10_001, 10_000), "图片超过 1 亿像素"),
        (claims(60_000, 60_000), "图片超过 1 亿像素"),
        (claims(9_000, 9_000), "图片损坏"),
        (b"GIF89a", "不是能读的图片"),
        (b"", "不是能读的图片"),
    ],
    ids=["just over", "far over", "within, but empty", "another format", "no byte"],
)
def test_pictures_that_are_refused(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "01.png"
    path.write_bytes(data)
    with pytest.raises(ReadError, match=reason):
        render_sheet(path, 0)


def test_a_truncated_picture(tmp_path: Path) -> None:
    path = tmp_path / "01.jpg"
    Image.effect_noise((300, 300), 90).save(path)
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(ReadError, match="图片损坏"):
        render_sheet(path, 0)


@pytest.mark.parametrize(
    ("data", "reason"),
    [(many_sheets(2), "没有第 3 页"), (b"%PDF-1.7", "PDF 不完整"), (b"GIF", "不是 PDF")],
    ids=["no such sheet", "cut off", "no PDF"],
)
def test_pdf_sheets_that_cannot_be_shown(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "01.pdf"
    path.write_bytes(data)
    with pytest.raises(ReadError, match=reason):
        render_sheet(path, 2)


def test_a_file_that_is_gone_is_the_systems_error(tmp_path: Path) -> None:
    for name in ("01.pdf", "01.png"):
        with pytest.raises(FileNotFoundError):
            render_sheet(tmp_path / name, 0)
