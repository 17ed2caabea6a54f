"""Markdown pages: what a reader sees, headings as articles, the head of the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.layout import split_articles
from indexer.models import Failure, Page, Role
from indexer.reading import SourceFile, read_file

MARKED = """# 柳林渡口昨日**恢复通航**

□本报记者 苏 禾

停航两年的[渡口](http://example.invalid)昨日恢复通航，
首日运送旅客 1260 人次 &amp; 货物。

## 码头加固花了两年

1. 清淤
2. 打桩

| 船 | 载客 |
|---|---|
| 渡一 | 120 |

# 石桥老井重新出水

<p>井台上<b>排起</b>长队。</p>
"""


def read(path: Path, text: str | bytes) -> Page | Failure:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    (item,) = read_file(SourceFile(path, path.parent, "d"))
    return item


def test_a_reader_sees_no_marks(tmp_path: Path) -> None:
    page = read(tmp_path / "01.md", MARKED)
    assert isinstance(page, Page)
    assert page.text.split("\n") == [
        "柳林渡口昨日恢复通航", "□本报记者 苏 禾", "停航两年的渡口昨日恢复通航，",
        "首日运送旅客 1260 人次 & 货物。", "码头加固花了两年", "1. 清淤", "2. 打桩", "船 载客", "渡一 120",
        "石桥老井重新出水", "井台上排起长队。",
    ]  # fmt: skip


def test_the_highest_headings_begin_articles(tmp_path: Path) -> None:
    page = read(tmp_path / "01.md", MARKED)
    assert isinstance(page, Page)
    first, second = split_articles(page)
    assert (first.title, second.title) == ("柳林渡口昨日恢复通航", "石桥老井重新出水")
    assert first.byline.names == ("苏禾",)
    assert [
        page.text[part.start : part.end] for part in first.parts if part.role is Role.SUBHEAD
    ] == ["码头加固花了两年"]


def test_lower_headings_do_where_there_are_no_higher(tmp_path: Path) -> None:
    page = read(tmp_path / "01.md", "### 渡口通航\n\n开船。\n\n### 老井出水\n\n出水。\n")
    assert isinstance(page, Page)
    assert [article.title for article in split_articles(page)] == ["渡口通航", "老井出水"]


def test_without_headings_the_lines_are_those_of_the_file(tmp_path: Path) -> None:
    page = read(tmp_path / "01.md", "渡口通航\n□本报记者 苏 禾\n    停航两年的渡口昨日恢复通航。\n")
    assert isinstance(page, Page)
    assert page.text == "渡口通航\n□本报记者 苏 禾\n停航两年的渡口昨日恢复通航。"
    assert page.blocks == ()


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("newspaper: 江城晚报\ndate: 2021-05-01\npage: '03'\nsection: 民生\n", ("江城晚报", "2021-05-01", "03", "民生")),
        ("newspaper: ../x\ndate: 五月\n", ("", "", "", "")),
        ("", ("", "", "", "")),
    ],
    ids=["all", "unfit", "empty"],
)  # fmt: skip
def test_the_head_says_which_page_it_is(
    tmp_path: Path, head: str, expected: tuple[str, ...]
) -> None:
    page = read(tmp_path / "x.md", f"---\n{head}---\n渡口通航\n")
    assert isinstance(page, Page)
    assert (page.newspaper, page.date, page.number, page.section) == expected
    assert page.text == "渡口通航"


def test_path_goes_before_the_head(tmp_path: Path) -> None:
    page = read(tmp_path / "江城晚报" / "2021-05-01" / "02.md", "---\npage: 03\n---\n渡口\n")
    assert isinstance(page, Page) and page.id == "江城晚报/2021-05-01/02"


@pytest.mark.parametrize(
    ("data", "why"),
    [(b"", "空白文件"), (b"---\n---\n", "空白文件"), (b"%PDF-1.7", "不是文字"), (b"\xff\xfe\x00", "不是 UTF-8")],
    ids=["empty", "only a head", "a PDF", "binary"],
)  # fmt: skip
def test_what_is_no_page(tmp_path: Path, data: bytes, why: str) -> None:
    failed = read(tmp_path / "01.md", data)
    assert isinstance(failed, Failure) and why in failed.reason


def test_deep_nesting_is_bounded(tmp_path: Path) -> None:
    item = read(tmp_path / "01.md", "> " * 5000 + "渡口" + "\n" + "[" * 5000 + "*_" * 5000)
    assert isinstance(item, Page | Failure)


@given(st.text(alphabet="#*_[](){}<>|`~-=+1. \n\t　渡口通航。&;:/!\\\"'", max_size=200))
def test_any_text_is_a_page_or_a_failure(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    item = read(tmp_path_factory.getbasetemp() / "md" / "01.md", text)
    if isinstance(item, Page):
        split_articles(item)
        assert all(char in text or not char.isalnum() for char in item.text if char in "渡口通航")
