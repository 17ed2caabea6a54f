"""Pictures become pages: names and numbers, order, and files that are no good."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from indexer.errors import ReadError
from indexer.models import Box, Failure, Page
from indexer.reading import scan, sheet_image
from indexer.reading.failures import failure, unreadable
from indexer.reading.printed import PrintedLine
from indexer.reading.scan import read_scan
from indexer.reading.sheet_image import arrange, turned
from indexer.reading.source import SourceFile
from indexer.reading.spreads import page_numbers

EM = 20


def vertical(text: str, right: float, top: float) -> PrintedLine:
    box = Box(right - EM, top, right, top + EM * len(text))
    return PrintedLine(text, box, 0.5, EM, vertical=True)


def horizontal(text: str, left: float, top: float) -> PrintedLine:
    return PrintedLine(text, Box(left, top, left + EM * len(text), top + EM), 0.5, EM)


PAGE = [vertical("渡口今晨恢复通航", 100, 20), vertical("船票照旧两角一张", 74, 20)]
SPREAD = [
    vertical(text, right - nth * 26, 20)
    for right, texts in ((900, "右一二三四五六"), (400, "左一二三四五六"))
    for nth, text in enumerate(f"{texts[0]}{char}栏的文字排得很满" for char in texts[1:])
]


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Callable[[list[PrintedLine]], None]:
    """Set what the recogniser reads, so that none is needed."""

    def give(found: list[PrintedLine]) -> None:
        monkeypatch.setattr(sheet_image, "read_lines", lambda picture, path: found)

    monkeypatch.setattr(scan, "check_installed", lambda path: None)
    give(PAGE)
    return give


def picture(path: Path, size: tuple[int, int] = (1000, 400), frames: int = 1) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Image.new("L", size, 200)
    if frames == 1:
        image.save(path)
    else:
        image.save(path, save_all=True, append_images=[image.copy() for _ in range(frames - 1)])
    return path


def read(path: Path, root: Path | None = None) -> list[Page | Failure]:
    return list(read_scan(SourceFile(path, root or path, "d" * 64), max_bytes=10_000))


@pytest.mark.parametrize("suffix", scan.SUFFIXES)
@pytest.mark.usefixtures("lines")
def test_a_picture_is_a_page_with_boxes_and_confidences(tmp_path: Path, suffix: str) -> None:
    path = picture(tmp_path / f"江城晚报/2021-05-01/01{suffix}")
    (page,) = read(path, tmp_path)
    assert isinstance(page, Page)
    assert page.id == "江城晚报/2021-05-01/01"
    assert page.text == "渡口今晨恢复通航船票照旧两角一张"
    assert (page.image, page.sheet, page.width, page.height) == (str(path), 0, 1000, 400)
    first = page.blocks[0]
    assert (first.start, first.end, first.confidence, first.font_size) == (0, 8, 0.5, EM)
    assert first.box == Box(80, 20, 100, 180)


@pytest.mark.usefixtures("lines")
def test_each_frame_of_a_tiff_is_a_sheet(tmp_path: Path) -> None:
    pages = read(picture(tmp_path / "合订.tif", frames=3))
    assert [page.sheet for page in pages if isinstance(page, Page)] == [0, 1, 2]
    assert len({page.id for page in pages if isinstance(page, Page)}) == 3


@pytest.mark.parametrize(
    ("name", "sidecar", "expected"),
    [
        ("江城晚报/2021-05-01/p1+4.png", "", ["江城晚报/2021-05-01/4", "江城晚报/2021-05-01/1"]),
        ("江城晚报/2021-05-01/02+03.png", "", ["江城晚报/2021-05-01/02", "江城晚报/2021-05-01/03"]),
        ("江城晚报/2021-05-01/05.png", "",
         ["江城晚报/2021-05-01/05-右", "江城晚报/2021-05-01/05-左"]),
        ("江城晚报/2021-05-01/a.png", 'page = "左4右1"',
         ["江城晚报/2021-05-01/1", "江城晚报/2021-05-01/4"]),
        ("散页.png", "", ["散页.png-右", "散页.png-左"]),
    ],
)  # fmt: skip
def test_two_pages_of_a_sheet_are_two_pages(
    tmp_path: Path, lines: Callable[[list[PrintedLine]], None],
    name: str, sidecar: str, expected: list[str],
) -> None:  # fmt: skip
    lines(SPREAD)
    path = picture(tmp_path / name)
    path.with_name(f"{path.stem}.page.toml").write_text(sidecar, encoding="utf-8")
    pages = [page for page in read(path, tmp_path) if isinstance(page, Page)]
    assert [page.id for page in pages] == expected
    assert [page.text[0] for page in pages] == ["右", "左"]
    assert len({page.digest for page in pages}) == 2


@pytest.mark.parametrize("sidecar", ["", 'page = "左1右4"', 'page = "1+4"'])
def test_two_pages_of_each_of_several_sheets_are_told_apart(
    tmp_path: Path, lines: Callable[[list[PrintedLine]], None], sidecar: str
) -> None:
    lines(SPREAD)
    path = picture(tmp_path / "江城晚报/2021-05-01/p1+4.tif", frames=2)
    path.with_name("p1+4.page.toml").write_text(sidecar, encoding="utf-8")
    pages = [page for page in read(path, tmp_path) if isinstance(page, Page)]
    assert [page.sheet for page in pages] == [0, 0, 1, 1]
    assert len({page.id for page in pages}) == 4


@pytest.mark.parametrize(
    ("number", "stem", "is_vertical", "left", "right"),
    [
        ("", "1939-04-26-p1+4", True, "1", "4"),
        ("", "p4+1", True, "1", "4"),
        ("", "p2+3", True, "3", "2"),
        ("", "p1+4", False, "4", "1"),
        ("", "02+03", False, "02", "03"),
        ("", "A1+A4", True, "A1", "A4"),
        ("", "p1+3", True, "1", "3"),
        ("右1左4", "p1+4", True, "4", "1"),
        ("左1左4", "p2+3", True, "3", "2"),
        ("1+4", "无", True, "1", "4"),
        ("7", "无", True, "7-左", "7-右"),
        ("", "2021+05+01", True, "", ""),
    ],
)
def test_numbers_of_two_pages(
    number: str, stem: str, is_vertical: bool, left: str, right: str
) -> None:
    assert page_numbers(number, stem, vertical=is_vertical) == {"左": left, "右": right}


def test_horizontal_pages_of_a_sheet_are_read_from_left_to_right() -> None:
    lines = [
        horizontal("一行横排的文字排得很满", x, 20 + 30 * row)
        for x in (20, 300, 700, 980)
        for row in range(26)
    ]
    assert [page.side for page in arrange(lines, 1240, 800)] == ["左", "右"]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        pytest.param(["民難太猶"], ["猶太難民"], id="from right to left"),
        pytest.param(["社会新闻", "经济要闻"], ["社会新闻", "经济要闻"], id="from left to right"),
        pytest.param(["報新城江", "日九"], ["江城新報", "九日"], id="one says it of the other"),
        pytest.param(["民難太猶", "號91234話電"], ["猶太難民", "電話91234號"], id="figures"),
        pytest.param(
            ["民難太猶", "12.5％加增", "，人1,200民難"],
            ["猶太難民", "增加12.5％", "難民1,200人，"],
            id="12.5 % and commas",
        ),
        pytest.param(["The Crystal", "1939", "A座"], ["The Crystal", "1939", "A座"], id="Latin"),
    ],
)
def test_horizontal_lines_of_a_vertical_sheet(printed: list[str], expected: list[str]) -> None:
    assert [one.text for one in turned([horizontal(text, 0, 0) for text in printed])] == expected


def bomb() -> bytes:
    """A PNG of a few bytes that claims 20,000 × 20,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )  # fmt: skip


def cut(suffix: str) -> Callable[[Path], bytes]:
    def make(folder: Path) -> bytes:
        noise = np.random.default_rng(1).integers(0, 255, (300, 300), dtype=np.uint8)
        path = folder / f"whole{suffix}"
        Image.fromarray(noise).save(path)
        data = path.read_bytes()
        return data[: len(data) // 2]

    return make


@pytest.mark.parametrize(
    ("name", "make", "said"),
    [
        pytest.param("a.png", lambda _: bomb(), "1 亿像素", id="too many pixels"),
        pytest.param("a.png", cut(".png"), "损坏", id="half a PNG"),
        pytest.param("a.jpg", cut(".jpg"), "损坏", id="half a JPEG"),
        pytest.param("a.jpg", lambda _: b"", "不是能读的图片", id="nothing"),
        pytest.param("a.tif", lambda _: "正文".encode() * 99, "不是能读的图片", id="text"),
        pytest.param("a.png", lambda _: b"%PDF-1.7 %%EOF", "不是能读的图片", id="PDF"),
        pytest.param("a.jpg", lambda _: b"GIF89a" + b"\1\0" * 20, "不是能读的图片", id="GIF"),
    ],
)
@pytest.mark.usefixtures("lines")
def test_what_is_no_good_is_refused_in_one_line(
    tmp_path: Path, name: str, make: Callable[[Path], bytes], said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(make(tmp_path))
    try:
        found = read(path)
    except ReadError as error:
        found = [failure(error.path, error.reason)]
    except OSError as error:
        found = [unreadable(path, error)]
    (only,) = found
    assert isinstance(only, Failure)
    assert said in only.reason and " / " in only.reason and "\n" not in only.reason


def test_a_picture_that_says_nothing(
    tmp_path: Path, lines: Callable[[list[PrintedLine]], None]
) -> None:
    lines([])
    (only,) = read(picture(tmp_path / "a.png"))
    assert isinstance(only, Failure) and "没有认出文字" in only.reason


def test_a_page_longer_than_the_limit(
    tmp_path: Path, lines: Callable[[list[PrintedLine]], None]
) -> None:
    lines([vertical("长" * 4000, 100, 20)])
    (only,) = read(picture(tmp_path / "a.png"))
    assert isinstance(only, Failure) and "max_page_mb" in only.reason
