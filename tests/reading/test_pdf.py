"""PDF sheets as pages: order, sizes, places, numbers; one clear line for what cannot be read."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader

from indexer.errors import ReadError
from indexer.models import Block, Box, Failure, Page
from indexer.reading import SourceFile, pdf, sheet_image
from indexer.reading.ocr import OCR_MISSING
from indexer.reading.pdf import read_pdf
from indexer.reading.printed import PrintedLine
from tests.reading.pdfs import (
    SONG,
    make_pdf,
    many_sheets,
    picture,
    with_content,
    with_text_layer,
    write,
)

A = ["　　柳林渡口昨日恢复通", "航，首日运送旅客一千", "余人。"]
B = ["　　站长罗启明介绍，新", "添的两艘渡船每艘可载", "一百二十人。"]


def read(path: Path, *, max_bytes: int = 2**20) -> list[Page | Failure]:
    source = SourceFile(path, path.parent, hashlib.sha256(path.read_bytes()).hexdigest())
    return list(read_pdf(source, max_bytes=max_bytes))


def only_page(path: Path) -> Page:
    (page,) = read(path)
    assert isinstance(page, Page), page
    return page


def only_reason(path: Path, **options: int) -> str:
    try:
        (item,) = read(path, **options)
    except ReadError as error:
        return error.reason
    assert isinstance(item, Failure), item
    return item.reason


def two_columns(canvas: Any) -> None:
    """Draw the right column first: the order of drawing means nothing."""
    write(canvas, 220, 480, 10, *B)
    write(canvas, 100, 480, 10, *A)
    write(canvas, 110, 530, 24, "柳林渡口恢复通航")


def block(page: Page, text: str) -> Block:
    (found,) = (one for one in page.blocks if page.text[one.start : one.end] == text)
    return found


def test_a_headline_over_two_columns(tmp_path: Path) -> None:
    page = only_page(make_pdf(tmp_path / "01.pdf", two_columns))
    assert page.text.split("\n") == [
        "柳林渡口恢复通航",
        "柳林渡口昨日恢复通航，首日运送旅客一千余人。",
        "站长罗启明介绍，新添的两艘渡船每艘可载一百二十人。",
    ]
    assert (page.width, page.height, page.sheet, page.image) == (
        400, 600, 0, str(tmp_path / "01.pdf"),
    )  # fmt: skip


def test_sizes_and_places(tmp_path: Path) -> None:
    page = only_page(make_pdf(tmp_path / "01.pdf", two_columns))
    title = block(page, "柳林渡口恢复通航")
    assert title.box is not None
    assert (title.font_size, title.confidence) == (24, None)
    assert (title.box.x0, title.box.x1) == (110, 302)
    assert 45 < title.box.y0 < 52 and 68 < title.box.y1 < 75  # the baseline is 70 from the top
    first = block(page, "柳林渡口昨日恢复通")
    assert first.box is not None and (first.box.x0, first.box.x1) == (120, 210)  # set in by two


def test_text_scaled_by_the_file_has_the_size_it_is_shown_in(tmp_path: Path) -> None:
    def draw(canvas: Any) -> None:
        canvas.scale(2, 2)
        write(canvas, 50, 250, 10, "渡口通航")

    page = only_page(make_pdf(tmp_path / "01.pdf", draw))
    assert page.blocks[0].font_size == 20
    assert page.blocks[0].box is not None and page.blocks[0].box.x0 == 100


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_turned_sheet_with_a_crop_box(tmp_path: Path, turn: int) -> None:
    """The crop box is 300 × 400, 50 from the left and 100 from the bottom; text is shown upright."""

    def draw(canvas: Any) -> None:
        canvas.setCropBox((50, 100, 350, 500))
        canvas.setPageRotation(turn)
        x, y = {0: (80, 450), 90: (100, 130), 180: (320, 150), 270: (300, 470)}[turn]
        canvas.translate(x, y)
        canvas.rotate(turn)
        write(canvas, 0, 0, 10, "渡口通航", "次日停航")

    path = make_pdf(tmp_path / "01.pdf", draw, size=(600, 600))
    page = only_page(path)
    assert (page.width, page.height) == ((400, 300) if turn in (90, 270) else (300, 400))
    assert page.text == "渡口通航次日停航"
    assert page.blocks[0].box == Box(30, 41.2, 70, 51.2)


def test_lines_set_from_top_to_bottom(tmp_path: Path) -> None:
    def draw(canvas: Any) -> None:
        for at, line in enumerate(["柳林渡口昨日恢复通航，", "首日运送旅客一千余人。"]):
            canvas.setFont(SONG, 12)
            canvas.drawString(300 - 20 * at, 550, line)

    page = only_page(make_pdf(tmp_path / "01.pdf", draw, vertical=True))
    assert page.text.replace("\n", "") == "柳林渡口昨日恢复通航，首日运送旅客一千余人。"
    box = page.blocks[0].box
    assert box is not None
    assert (box.x1 - box.x0, box.y1 - box.y0, box.y0) == pytest.approx((12, 132, 50), abs=0.5)


def test_characters_drawn_one_by_one_and_twice(tmp_path: Path) -> None:
    def draw(canvas: Any) -> None:
        canvas.setFont(SONG, 12)
        for at, char in enumerate("逐字竖排的标题"):
            canvas.drawString(350, 500 - 12 * at, char)
        for at, char in reversed(list(enumerate("倒着画的一行文字"))):
            canvas.drawString(50 + 12 * at, 500, char)
        for shift in (0, 0.4):
            canvas.drawString(50 + shift, 400, "描粗的一行文字，五五分成")

    page = only_page(make_pdf(tmp_path / "01.pdf", draw))
    assert {page.text[one.start : one.end] for one in page.blocks} == {
        "逐字竖排的标题", "倒着画的一行文字", "描粗的一行文字，五五分成",
    }  # fmt: skip


def test_words_gaps_and_columns_drawn_row_by_row(tmp_path: Path) -> None:
    def draw(canvas: Any) -> None:
        for row in range(6):
            write(canvas, 50, 500 - 16 * row, 10, "左栏文字左栏文字")
            write(canvas, 145, 500 - 16 * row, 10, "右栏文字右栏文字")
        write(canvas, 50, 200, 10, "□本报记者 苏 禾　白 露")
        write(canvas, 50, 150, 10, "the Liulin ferry runs again")

    texts = only_page(make_pdf(tmp_path / "01.pdf", draw)).text.split("\n")
    assert texts == [
        "左栏文字" * 12, "右栏文字" * 12, "□本报记者 苏 禾 白 露", "the Liulin ferry runs again",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "sheets", "ids"),
    [
        ("澜州日报/2023-04-10/01.pdf", 1, ["澜州日报/2023-04-10/01"]),
        ("澜州日报/2023-04-10/issue.pdf", 1, ["澜州日报/2023-04-10/issue.pdf"]),
        (
            "澜州日报/2023-04-10/issue.pdf", 2,
            ["澜州日报/2023-04-10/01", "澜州日报/2023-04-10/02"],
        ),
        (
            "澜州日报/2023-04-10/A1.pdf", 2,
            ["澜州日报/2023-04-10/A1-1", "澜州日报/2023-04-10/A1-2"],
        ),
        ("旧报.pdf", 2, ["旧报.pdf#1", "旧报.pdf#2"]),
    ],
)  # fmt: skip
def test_numbers_of_sheets(tmp_path: Path, name: str, sheets: int, ids: list[str]) -> None:
    path = make_pdf(tmp_path / name, *[two_columns] * sheets)
    source = SourceFile(path, tmp_path, "d")
    pages = [page for page in read_pdf(source, max_bytes=2**20) if isinstance(page, Page)]
    assert [page.id for page in pages] == ids
    assert [page.sheet for page in pages] == list(range(sheets))
    assert len({page.digest for page in pages}) == sheets


def stamped(canvas: Any) -> None:
    picture(canvas)
    write(canvas, 50, 20, 8, "澜州图书馆藏")


def test_sheets_without_text_are_recognised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def illustrated(canvas: Any) -> None:
        picture(canvas)
        write(canvas, 50, 500, 8, *["柳林渡口昨日恢复通航"] * 8)

    seen = PrintedLine("渡口今晨恢复通航", Box(100, 200, 900, 300), 0.6, 100)
    monkeypatch.setattr(pdf, "check_installed", lambda path: None)
    monkeypatch.setattr(sheet_image, "read_lines", lambda image, path: [seen])
    path = make_pdf(
        tmp_path / "issue.pdf", two_columns, picture, stamped, lambda canvas: None, illustrated
    )
    items = read(path)
    assert [type(item) for item in items] == [Page, Page, Page, Failure, Page]
    for page in items[1:3]:
        assert isinstance(page, Page) and page.text == "渡口今晨恢复通航"
        assert (page.width, page.height, page.image) == (400, 600, str(path))
        (block,) = page.blocks
        assert block.confidence == 0.6 and block.box is not None
        assert block.box.x0 == pytest.approx(100 * 72 / 300, abs=0.1)  # in points, as of the text
    blank = items[3]
    assert isinstance(blank, Failure) and blank.path == f"{path}#4"
    assert blank.reason.startswith("空白页：没有")


FOOTER = "(C)1994-2021 某某学术期刊电子出版社 All rights reserved. http://journals.example.invalid"


def footed(canvas: Any) -> None:
    picture(canvas)
    write(canvas, 20, 10, 6, FOOTER)


def in_strips(canvas: Any) -> None:
    for at in range(4):
        strip = Image.new("L", (40, 15), 190 + at)  # else it is stored once
        canvas.drawImage(ImageReader(strip), 0, 150 * at, 400, 150)
    write(canvas, 50, 20, 8, "澜州图书馆藏")


def in_the_middle(canvas: Any) -> None:
    """As a scan with a text layer of a recogniser, unseen: 60 characters."""
    picture(canvas)
    canvas.setFont(SONG, 8)
    for at in range(6):
        words = canvas.beginText(100, 400 - 20 * at)
        words.setTextRenderMode(3)
        words.textLine("柳林渡口昨日恢复通航")
        canvas.drawText(words)


@pytest.mark.parametrize(
    ("draw", "seen", "text"),
    [
        (footed, "渡口今晨恢复通航" * 12, "渡口今晨恢复通航" * 12),
        (in_strips, "渡口今晨恢复通航", "渡口今晨恢复通航"),
        (in_strips, "渡口", "澜州图书馆藏"),
        (in_strips, "", "澜州图书馆藏"),
        (in_the_middle, "渡口今晨恢复通航" * 12, "柳林渡口昨日恢复通航" * 6),
    ],
    ids=["a footer", "strips", "less seen than drawn", "nothing seen", "a text layer"],
)
def test_a_scan_with_something_put_on_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, draw: Any, seen: str, text: str
) -> None:
    lines = [PrintedLine(seen, Box(100, 200, 900, 300), 0.6, 100)] if seen else []
    monkeypatch.setattr(pdf, "check_installed", lambda path: None)
    monkeypatch.setattr(sheet_image, "read_lines", lambda image, path: lines)
    assert only_page(make_pdf(tmp_path / "01.pdf", draw)).text == text


def test_without_a_recogniser_sheets_without_text_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(path: str) -> None:
        raise ReadError(path, OCR_MISSING)

    monkeypatch.setattr(pdf, "check_installed", missing)
    items = read(make_pdf(tmp_path / "issue.pdf", two_columns, picture, stamped))
    assert [type(item) for item in items] == [Page, Failure, Failure]
    assert all(
        "pip install 'jianbao[ocr]'" in item.reason
        for item in items[1:]
        if isinstance(item, Failure)
    )


def test_a_text_layer_that_says_nothing_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "check_installed", lambda path: None)
    monkeypatch.setattr(sheet_image, "read_lines", lambda image, path: [])
    path = tmp_path / "01.pdf"
    path.write_bytes(
        with_content(zlib.compress(b"BT /F1 12 Tf 50 500 Td <0102030405060708> Tj ET"))
    )
    assert only_reason(path).startswith("空白页")


def test_radicals_are_the_characters_they_are_printed_as(tmp_path: Path) -> None:
    """As macOS and Word export them: ⻓ U+2ED3 for 长 U+957F."""
    layer = "⻓江⼤桥通⻋，市⺠从⻔⼝⻅⻢过，⽤⼾冒⻛"
    codes = "".join(f"<{at:02X}> <{ord(char):04X}> " for at, char in enumerate(layer, 0x41))
    shown = "".join(f"{at:02X}" for at in range(0x41, 0x41 + len(layer)))
    path = tmp_path / "01.pdf"
    path.write_bytes(
        with_text_layer(
            f"BT /F1 12 Tf 50 500 Td <{shown}> Tj ET".encode(),
            f"{len(layer)} beginbfchar {codes} endbfchar",
        )
    )
    assert only_page(path).text == "长江大桥通车，市民从门口见马过，用户冒风"


@pytest.mark.parametrize("times", [1, 2], ids=["once", "twice, to look bold"])
def test_letters_that_one_shape_stands_for(tmp_path: Path, times: int) -> None:
    path = tmp_path / "01.pdf"
    draw = b"BT /F1 20 Tf 50 500 Td (oAce stuB) Tj 0 -100 Td (paC) Tj 0 -100 Td (book DD) Tj ET "
    path.write_bytes(
        with_text_layer(
            draw * times,
            "4 beginbfchar <41> <006600660069> <42> <00660066> <43> <20142014> <44> <20262026> "
            "endbfchar 1 beginbfrange <61> <7A> <0061> endbfrange",
        )
    )
    text = only_page(path).text
    assert [text[one.start : one.end] for one in only_page(path).blocks] == [
        "office stuff", "pa——", "book …………",
    ]  # fmt: skip


def test_a_password(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "01.pdf", two_columns, encrypt="钥匙")
    assert only_reason(path).startswith("PDF 有打开密码")


@pytest.mark.parametrize("share", [0, 0.001, 0.1, 0.3, 0.5, 0.8, 0.95, 0.999])
def test_a_truncated_file(tmp_path: Path, share: float) -> None:
    data = make_pdf(tmp_path / "whole.pdf", two_columns, two_columns).read_bytes()
    path = tmp_path / "01.pdf"
    path.write_bytes(data[: int(len(data) * share) - 5 * (share > 0.9)])
    assert only_reason(path)[:4] in ("空白文件", "不是 P", "PDF ")


def test_a_file_whose_middle_is_gone(tmp_path: Path) -> None:
    data = make_pdf(tmp_path / "whole.pdf", two_columns).read_bytes()
    path = tmp_path / "01.pdf"
    path.write_bytes(data[:200] + b"\0" * (len(data) - 400) + data[-200:])
    assert only_reason(path)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "空白文件"),
        ("<html>没有这一页</html>".encode(), "不是 PDF"),
        (b"%PDF-1.7\n%%EOF\n", "PDF 损坏"),
        (many_sheets(0), "PDF 损坏"),
        (many_sheets(501), "有 501 页，超过上限 500"),
        (many_sheets(10_000), "有 10000 页，超过上限 500"),
    ],
    ids=["empty", "a web page", "only a head and an end", "no sheet", "501", "10,000"],
)
def test_files_that_are_not_read(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "01.pdf"
    path.write_bytes(data)
    assert only_reason(path).startswith(reason)


def test_too_many_characters(tmp_path: Path) -> None:
    path = tmp_path / "01.pdf"
    rows = b"".join(b"1 0 0 1 10 %d Tm (%s) Tj " % (at, b"abcdefghi " * 10) for at in range(590))
    path.write_bytes(with_content(zlib.compress(b"BT /F1 1 Tf " + rows + b"ET")))
    assert isinstance(read(path)[0], Page)
    assert only_reason(path, max_bytes=1000).startswith("这一页有 ")


def test_a_sheet_that_no_paper_has(tmp_path: Path) -> None:
    path = tmp_path / "01.pdf"
    path.write_bytes(many_sheets(1).replace(b"[0 0 100 100]", b"[0 0 1e9 100]"))
    assert only_reason(path)


def test_readers_load_no_library_before_there_is_a_file() -> None:
    program = (
        "import sys, indexer.reading; "
        "sys.exit(bool({'pypdfium2', 'PIL', 'torch'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0
