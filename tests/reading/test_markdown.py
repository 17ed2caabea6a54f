"""Markdown pages: what a reader sees, headings as articles, front matter; hostility."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.layout import split_articles
from indexer.models import Failure, Page, Role
from indexer.reading import find_sources, read_file

FIRST = "昨日清晨，青石渡口迎来复航后的首班渡船，两岸居民早早来到码头等候。"
SECOND = "新船可载六十人，每日往返二十四班。"
PAGE = f"""---
title: 第一版
newspaper: 澜州日报
date: 2019-08-01
page: 01
section: 要闻
---
编者的话放在最前。

## 青石渡口**复航**

本报记者 苏禾

{FIRST}
[{SECOND}](a.htm "x")

### 修旧如旧

1. 第一条
2. 第二条
- 无序

![首班渡船靠岸](a.jpg)

老街修缮开工
------

| 街 | 长 |
|---|---|
| 东街 | 300 米 |

> 引用的话。

```
代码一
代码二
```
"""


def read(
    folder: Path, text: str | bytes, name: str = "a.md", *, max_bytes: int = 2**24
) -> Page | Failure:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    (source,) = find_sources([folder]).sources
    (item,) = read_file(source, max_bytes=max_bytes)
    return item


def page(folder: Path, text: str | bytes, name: str = "a.md") -> Page:
    item = read(folder, text, name)
    assert isinstance(item, Page), item
    return item


def lines(item: Page) -> list[tuple[str, Role | None, str]]:
    return [(item.text[b.start : b.end], b.role, b.article) for b in item.blocks]


def test_a_page_with_articles(tmp_path: Path) -> None:
    item = page(tmp_path, PAGE)
    assert item.id == "澜州日报/2019-08-01/01"
    assert item.section == "要闻"
    assert item.text.split("\n") == [
        "编者的话放在最前。", "青石渡口复航", "本报记者 苏禾", FIRST + SECOND, "修旧如旧",
        "1. 第一条", "2. 第二条", "无序", "首班渡船靠岸", "老街修缮开工", "街 长", "东街 300 米",
        "引用的话。", "代码一", "代码二",
    ]  # fmt: skip
    said = lines(item)
    assert said[0] == ("编者的话放在最前。", None, "")
    assert said[1] == ("青石渡口复航", Role.TITLE, "1")
    assert ("修旧如旧", Role.SUBHEAD, "1") in said
    assert ("首班渡船靠岸", Role.CAPTION, "1") in said
    assert ("老街修缮开工", Role.TITLE, "2") in said
    assert said[-1] == ("代码二", None, "2")
    first, second, rest = split_articles(item)
    assert (first.title, second.title) == ("青石渡口复航", "老街修缮开工")
    assert first.byline.names == ("苏禾",)
    assert "修旧如旧" in first.text and FIRST + SECOND in first.text
    assert rest.text == "编者的话放在最前。" or rest.title == "编者的话放在最前。"


def test_without_headings_the_layout_decides(tmp_path: Path) -> None:
    item = page(tmp_path, f"青石渡口复航\n\n本报记者 苏禾\n\n{FIRST}\n")
    assert {(role, article) for _, role, article in lines(item)} == {(None, "")}
    (article,) = split_articles(item)
    assert article.title == "青石渡口复航"


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        pytest.param("甲**乙** _丙_ `丁`~戊", "甲乙 丙 丁~戊", id="marks"),
        pytest.param("他说**“好”**吧", "他说“好”吧", id="bold next to full-width marks"),
        pytest.param("甲\n乙", "甲乙", id="lines run on"),
        pytest.param("river\nferry", "river ferry", id="Latin lines"),
        pytest.param("甲  \n乙", "甲\n乙", id="a break"),
        pytest.param("甲<br>乙", "甲\n乙", id="an HTML break"),
        pytest.param("甲<b>乙</b><!-- 丙 -->", "甲乙", id="tags in a line"),
        pytest.param("<div>甲<p>乙</div>\n\n丙", "甲\n乙\n丙", id="a block of HTML"),
        pytest.param("<script>\n甲\n</script>\n\n乙", "乙", id="a script"),
        pytest.param("    甲乙丙", "甲乙丙", id="four spaces are no code"),
        pytest.param("　　甲乙丙", "甲乙丙", id="an indent"),
        pytest.param("甲\n\n***\n\n乙", "甲\n乙", id="a rule"),
        pytest.param("1) 甲\n2) 乙", "1) 甲\n2) 乙", id="numbers are seen"),
        pytest.param("- 甲\n\n  乙\n  - 丙", "甲\n乙\n丙", id="lists in lists"),
        pytest.param("甲 ![图](a.jpg) 乙", "甲 图 乙", id="a picture in a line"),
        pytest.param("[甲]: /x\n\n[甲]乙", "甲乙", id="a reference"),
        pytest.param("[编者按]: 今年是大桥通车十周年。\n\n乙", "[编者按]: 今年是大桥通车十周年。\n乙", id="prose"),
        pytest.param("[1]: /x\n\n[1]: 数据来自市统计局。", "[1]: /x\n[1]: 数据来自市统计局。", id="prose named twice"),
        pytest.param("[甲]: https://a.example/新闻\n[乙]: 图/渡口.jpg\n\n[甲] ![乙]", "甲 乙", id="Chinese addresses"),
        pytest.param("1.\n2. 甲\n\n乙", "1.\n2. 甲\n乙", id="an empty item"),
        pytest.param("1. # 甲\n\n乙", "1. 甲\n乙", id="a heading in an item"),
        pytest.param("1. | 甲 |\n   |---|\n   | 乙 |\n\n丙", "1. 甲\n乙\n丙", id="a table in an item"),
        pytest.param("1. ```\n   甲\n   ```\n\n乙", "1. 甲\n乙", id="code in an item"),
        pytest.param("1. #\n\n甲", "1.\n甲", id="an empty heading in an item"),
        pytest.param("1. # ![](a)\n\n甲", "1.\n甲", id="a picture without words in an item"),
        pytest.param("1. - 甲\n2. 乙", "1. 甲\n2. 乙", id="a list in an item"),
        pytest.param("<header>甲</header>\n<aside>乙</aside>\n<button>丙</button>\n<footer>丁</footer>", "甲\n乙\n丙\n丁", id="parts of a page"),
        pytest.param("\\*甲\\* &amp; 乙", "*甲* & 乙", id="escapes"),
        pytest.param("# 甲 #\r\n乙", "甲\n乙", id="DOS"),
        pytest.param("<http://a.example> 甲", "http://a.example 甲", id="an address"),
    ],
)  # fmt: skip
def test_what_a_reader_sees(tmp_path: Path, text: str, seen: str) -> None:
    assert page(tmp_path, text).text == seen


@pytest.mark.parametrize(
    ("front", "identity"),
    [
        pytest.param("date: 2019年8月1日", ("", "2019-08-01", ""), id="a Chinese date"),
        pytest.param('报纸: "澜州日报"\n版次：A3', ("澜州日报", "", "A3"), id="Chinese keys"),
        pytest.param("date: 去年\nnewspaper: a/b", ("", "", ""), id="nothing is invented"),
        pytest.param("tags:\n  - x\n# y\ndate: 2019-08-01", ("", "2019-08-01", ""), id="a list"),
    ],
)
def test_front_matter(tmp_path: Path, front: str, identity: tuple[str, str, str]) -> None:
    item = page(tmp_path, f"---\n{front}\n---\n\n{FIRST}\n")
    assert (item.newspaper, item.date, item.number) == identity
    assert item.text == FIRST


def test_path_and_sidecar_go_before_front_matter(tmp_path: Path) -> None:
    folder = tmp_path / "江城晚报/2021-05-01"
    folder.mkdir(parents=True)
    (folder / "page.toml").write_text('section = "副刊"\n', encoding="utf-8")
    item = page(tmp_path, PAGE, "江城晚报/2021-05-01/02.md")
    assert (item.id, item.section) == ("江城晚报/2021-05-01/02", "副刊")


def test_a_rule_at_the_top_is_no_front_matter(tmp_path: Path) -> None:
    item = page(tmp_path, f"---\n\n{FIRST}\n\n---\n\n{SECOND}")
    assert item.text == f"{FIRST}\n{SECOND}"


def test_questions_and_answers_at_the_top_are_no_front_matter(tmp_path: Path) -> None:
    item = page(tmp_path, f"---\n问：渡口何时复航？\n\n答：昨日。\n\n---\n\n{SECOND}")
    assert item.text == f"问：渡口何时复航？\n答：昨日。\n{SECOND}"


def test_an_empty_heading_is_no_article(tmp_path: Path) -> None:
    item = page(tmp_path, f"#\n\n## 青石渡口复航\n\n{FIRST}\n\n## 老街修缮开工\n\n{SECOND}")
    assert [article.title for article in split_articles(item)] == ["青石渡口复航", "老街修缮开工"]


def test_the_title_of_the_front_matter_is_the_headline_where_no_other_is(tmp_path: Path) -> None:
    item = page(tmp_path, f"---\ntitle: 青石渡口复航\n---\n{FIRST}\n\n## 修旧如旧\n\n{SECOND}")
    (article,) = split_articles(item)
    assert article.title == "青石渡口复航"
    assert "修旧如旧" in article.text


def test_gb18030(tmp_path: Path) -> None:
    assert page(tmp_path, f"# 青石渡口复航\n\n{FIRST}".encode("gb18030")).text.endswith(FIRST)


def test_a_readme_is_no_page(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# 说明", encoding="utf-8")
    (tmp_path / "a.markdown").write_text("# 题", encoding="utf-8")
    found = find_sources([tmp_path])
    assert [source.path.name for source in found.sources] == ["a.markdown"]
    assert "说明" in found.skipped[0].reason


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("---\ntitle:\n---\n", id="front matter only"),
        pytest.param("<!-- 甲 -->\n", id="a comment"),
        pytest.param("[甲]: /x", id="a reference only"),
        pytest.param("文" * 200_000, id="one paragraph"),
        pytest.param("\0甲", id="binary"),
    ],
)
def test_what_is_no_page_is_one_failure(tmp_path: Path, text: str) -> None:
    item = read(tmp_path, text)
    assert isinstance(item, Failure)
    assert " / " in item.reason


def test_the_limit_of_a_page(tmp_path: Path) -> None:
    item = read(tmp_path, PAGE, max_bytes=100)
    assert isinstance(item, Failure) and "超过一版的上限" in item.reason


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(">" * 90_000 + "文", id="quotes"),
        pytest.param("- " * 45_000 + "文", id="lists"),
        pytest.param("[" * 90_000 + "文", id="brackets"),
        pytest.param("![" * 9_000 + "文", id="pictures"),
        pytest.param("[a](" * 9_000 + "文", id="links"),
        pytest.param("*a " * 30_000, id="stars"),
        pytest.param("**a" * 30_000, id="double stars"),
        pytest.param("a <![CDATA[" * 9_000 + "文", id="CDATA"),
        pytest.param("a <!-- b " * 9_900 + "文", id="comments"),
        pytest.param("<div>" * 19_000 + "文", id="HTML"),
        pytest.param("`" * 1000 + " ", id="ticks"),
        pytest.param("|a" * 3000 + "\n" + "|-" * 3000 + "\n" + "|b" * 3000, id="a wide table"),
        pytest.param("---\n" + "a: b\n" * 9_000 + "文", id="front matter without an end"),
        pytest.param("---\n" * 20_000 + "文", id="rules"),
        pytest.param("".join(f"[a{n}]: b\n\n" for n in range(9_000)) + "文", id="references"),
        pytest.param("# 题\n" * 15_000, id="headings"),
    ],
)
def test_a_hostile_page_takes_no_long_time(tmp_path: Path, text: str) -> None:
    read(tmp_path, text)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 400),
            st.integers(0, 20),
            st.text("#->|`[]()!*_<>&\\\n :=甲a1\0\ufeff", max_size=6),
        ),
        max_size=6,
    )
)
def test_a_damaged_page_gives_a_page_or_a_failure(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, int, str]]
) -> None:
    text = PAGE
    for at, length, new in changes:
        text = text[:at] + new + text[at + length :]
    item = read(tmp_path_factory.mktemp("any"), text)
    if isinstance(item, Page):
        assert all(item.text[block.start : block.end].strip() for block in item.blocks)
        split_articles(item)


@pytest.mark.parametrize(("mark", "most"), [("> ", 49), ("- ", 24)], ids=["quotes", "lists"])
def test_nesting_so_deep_that_text_would_be_lost_is_refused(
    tmp_path: Path, mark: str, most: int
) -> None:
    assert page(tmp_path, mark * most + "渡口").text == "渡口"
    for depth in (most + 1, most + 2, 5000):
        item = read(tmp_path, mark * depth + "渡口")
        assert isinstance(item, Failure) and "会丢字" in item.reason
