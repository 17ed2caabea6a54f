"""Exports, opened again: Word by python-docx, CSV by csv, Markdown by a CommonMark parser."""

from __future__ import annotations

import csv
import io
import re
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from docx import Document
from markdown_it import MarkdownIt

from indexer import Archive, Article
from indexer.desk import Clippings, Item, Standing, State, standing_of
from indexer.desk.as_csv import HEADER
from indexer.desk.entries import Clipped
from indexer.desk.exporting import FORMATS, export

FERRY = "苏禾. 柳林渡口昨日恢复通航[N]. 江城晚报，2021-05-01（1）."


@pytest.fixture
def clipped(kept: Clippings, article: Article, archive: Archive) -> list[Clipped]:
    """Two passages of one article, and another article whole."""
    folder = kept.make_folder("渡口")
    kept.add(folder, article, 4, 30, "头版用\n核对")
    kept.add(folder, article)
    kept.add(folder, archive.article("江城晚报/2021-05-01/02#1"))
    return [(item, standing_of(archive, item)) for item in kept.items(folder)]


@pytest.fixture
def item(clipped: list[Clipped]) -> Item:
    return clipped[0][0]


SAME = Standing(State.SAME)


def words(data: bytes) -> list[tuple[str, str]]:
    """Return (style, text) of the paragraphs of a Word document."""
    return [(one.style.name, one.text) for one in Document(io.BytesIO(data)).paragraphs]  # type: ignore[union-attr]


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_word_has_headings_quotes_notes_and_references(clipped: list[Clipped]) -> None:
    found = words(export("docx", "渡口专题", clipped))
    assert found[0] == ("Title", "渡口专题")
    assert [text for style, text in found if style == "Heading 2"] == [
        "1. 柳林渡口昨日恢复通航", "2. 柳林渡口昨日恢复通航", "3. 夜校开出木工课",
    ]  # fmt: skip
    quotes = [text for style, text in found if style == "Quote"]
    assert quotes[0] == clipped[0][0].quote + "[1]"
    assert "".join(quotes[1:3]) == clipped[1][0].quote.replace("\n", "") + "[1]"
    assert quotes[3].endswith("[2]")
    assert [text for style, text in found if style == "Note"] == ["备注：头版用\n核对"]
    assert [text for style, text in found if style == "Reference"] == [
        f"[1]\t{FERRY}", "[2]\t苏禾. 夜校开出木工课[N]. 江城晚报，2021-05-01（2）.",
    ]  # fmt: skip


def test_word_is_set_in_chinese_type(clipped: list[Clipped]) -> None:
    document = Document(io.BytesIO(export("docx", "渡口", clipped)))
    described = document.core_properties
    assert (described.title, described.author, described.language) == (
        "渡口",
        "剪报 Jianbao",
        "zh-CN",
    )
    for name, family in (("Normal", "宋体"), ("Heading 2", "黑体"), ("Quote", "楷体")):
        fonts = document.styles[name].element.rPr.rFonts
        assert f'w:eastAsia="{family}"' in fonts.xml
        assert "Theme=" not in fonts.xml
    runs = [run for paragraph in document.paragraphs for run in paragraph.runs]
    assert all('w:hint="eastAsia"' in run._r.xml for run in runs)  # “ ” are full width
    assert "PAGE" in document.sections[0].footer.paragraphs[0]._p.xml


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows takes no time zone from TZ")
def test_word_is_told_the_time_in_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "CST-8")  # Beijing's
        time.tzset()
        data = export("docx", "渡口", [])
    time.tzset()
    created = Document(io.BytesIO(data)).core_properties.created
    assert created and abs(created.replace(tzinfo=UTC) - datetime.now(UTC)) < timedelta(minutes=5)


def test_word_says_what_changed(item: Item) -> None:
    for state in State:
        texts = [text for _, text in words(export("docx", "夹", [(item, Standing(state))]))]
        assert any("剪存" in text or "归在" in text or "没有" in text for text in texts[3:]) == (
            state is not State.SAME
        )


@pytest.mark.parametrize("form", FORMATS)
def test_odd_text_is_exported_all_the_same(item: Item, form: str) -> None:
    odd = replace(
        item, title="", quote="一\x0b二\x1b[31m\ud800三￾\n\n四", note="\x00", reference="甲\x07[N].",
        newspaper="", date="", page="",
    )  # fmt: skip
    data = export(form, "夹\x00", [(odd, SAME)])
    if form == "docx":
        text = "\n".join(text for _, text in words(data))
    else:
        text = data.decode("utf-8-sig")
    assert "四" in text
    assert not set("\x00\x07\x0b\x1b") & set(text)


def test_an_empty_folder_is_exported(kept: Clippings) -> None:
    assert words(export("docx", "空", []))[0] == ("Title", "空")
    assert export("markdown", "空", []) == "# 空\n".encode()
    assert rows(export("csv", "空", [])) == [list(HEADER)]


def test_csv_is_read_back_as_it_was(clipped: list[Clipped]) -> None:
    data = export("csv", "渡口", clipped)
    assert data.startswith(b"\xef\xbb\xbf")
    header, first, second, _ = rows(data)
    assert tuple(header) == HEADER
    item = clipped[0][0]
    assert first[:10] == [
        "1", "江城晚报", "2021-05-01", "01", "柳林渡口昨日恢复通航", "苏禾", item.quote, "头版用\n核对",
        FERRY, "",
    ]  # fmt: skip
    assert first[10:13] == [item.article_id, "4", "30"]
    assert second[6] == clipped[1][0].quote


@pytest.mark.parametrize(
    ("typed", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+86", "'+86"),
        ("-3℃", "'-3℃"),
        ("@sum", "'@sum"),
        ("\t=1", "'\t=1"),
        ("  =1", "'  =1"),
        ("＝1", "'＝1"),
        ("1=1", "1=1"),
        ("“=”", "“=”"),
        ("", ""),
    ],
)
def test_csv_holds_no_formula(item: Item, typed: str, cell: str) -> None:
    found = replace(item, title=typed, quote=typed, note=typed, newspaper=typed)
    row = rows(export("csv", "夹", [(found, SAME)]))[1]
    assert [row[at] for at in (1, 4, 6, 7)] == [cell] * 4


def text_of(data: bytes) -> list[str]:
    """Return what a reader of the Markdown sees, a block a line; fails where a mark took effect."""
    seen = []
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(data.decode()):
        assert token.type not in ("html_block", "fence", "code_block", "bullet_list_open", "hr")
        if token.type == "inline":
            inner = token.children or []
            assert {one.type for one in inner} <= {
                "text", "text_special", "softbreak", "hardbreak", "strong_open", "strong_close",
            }  # fmt: skip
            seen.append("".join(one.content for one in inner))
    return seen


def test_markdown_has_headings_quotes_notes_and_references(clipped: list[Clipped]) -> None:
    seen = text_of(export("markdown", "渡口", clipped))
    assert seen[:4] == [
        "渡口", "柳林渡口昨日恢复通航", "《江城晚报》 2021-05-01 第1版 苏禾",
        clipped[0][0].quote + " [1]",
    ]  # fmt: skip
    assert "备注：头版用核对" in seen
    assert seen[-3:] == [
        "参考文献", f"[1] {FERRY}", "[2] 苏禾. 夜校开出木工课[N]. 江城晚报，2021-05-01（2）.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "typed",
    [
        "# 不是标题", "- 不是列表", "1. 不是列表", "1) 不是列表", "> 不是引用", "***", "---", "===",
        "*不斜* _不斜_ **不粗**", "[不是](http://链接)", "![不是](图)", "<b>不是</b>", "<!-- 不是 -->",
        "`不是`", "~~~", "&amp;", "a | b", r"\*", "$x$", "http://例", "+ 不是", "[1]: 不是",
    ],
)  # fmt: skip
def test_markdown_shows_what_was_typed(item: Item, typed: str) -> None:
    found = replace(item, title=typed, quote=typed, note=typed, reference=typed)
    seen = text_of(export("markdown", typed, [(found, SAME)]))
    assert seen[:2] == [typed, typed]
    assert seen[3] == f"{typed} [1]"
    assert seen[4] == f"备注：{typed}"
    assert seen[-1] == f"[1] {typed}"


@pytest.mark.parametrize(
    "indent", ["    ", "\t", "  \t ", "　　"], ids=["spaces", "tab", "both", "wide"]
)
def test_an_indented_line_is_no_code_in_markdown(item: Item, indent: str) -> None:
    lines = f"{indent}一<b>二\n{indent}三*四*"
    data = export("markdown", "夹", [(replace(item, quote=lines, note=lines), SAME)])
    seen = [re.sub(r"\s", "", line) for line in text_of(data)]
    assert seen[3:6] == ["一<b>二", "三*四*[1]", "备注：一<b>二三*四*"]
