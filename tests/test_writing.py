"""An article as a file to keep."""

from __future__ import annotations

from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from indexer.models import Article, Byline, Part, Role
from indexer.writing import article_markdown, article_text, file_name

ARTICLE = Article(
    id="江城晚报/2021-05-01/01#1", page_id="江城晚报/2021-05-01/01",
    text="本报讯 *春茶*上市。\n三道工序\n1. 采摘\n# 不是标题", title="春茶 <上市>", kicker="开园",
    subtitle="——茶场见闻", column="民生", byline=Byline("□本报记者 苏 禾", ("苏禾",)),
    newspaper="江城晚报", date="2021-05-01", page="01", section="要闻",
    parts=(Part(Role.SUBHEAD, 12, 16, 12),),
)  # fmt: skip


def test_text_has_all_of_it() -> None:
    assert article_text(ARTICLE) == (
        "民生\n开园\n春茶 <上市>\n——茶场见闻\n《江城晚报》 2021-05-01 第1版 要闻\n□本报记者 苏 禾\n\n"
        "本报讯 *春茶*上市。\n三道工序\n1. 采摘\n# 不是标题\n\n"
        "苏禾. 春茶 <上市>：茶场见闻[N]. 江城晚报，2021-05-01（1）.\n"
    )


def test_a_page_that_has_a_name_goes_by_it() -> None:
    assert "《江城晚报》 2021-05-01 头版 要闻" in article_text(replace(ARTICLE, page="头版"))


def test_markdown_escapes_what_is_no_markdown() -> None:
    shown = article_markdown(ARTICLE).split("\n\n")
    assert shown[0] == "# 春茶 \\<上市\\>"
    assert "本报讯 \\*春茶\\*上市。" in shown
    assert "## 三道工序" in shown
    assert "1\\. 采摘" in shown
    assert "\\# 不是标题" in shown


@pytest.mark.parametrize(
    "printed",
    [
        "---", "===", "***", "-", "+", "1.", "1)", "12. 采摘", "- 采摘", "> 引", "# 题", "&copy;", "&lt;b&gt;", "<b>粗</b>",
        "*斜*", "_斜_", "[图](一)", "[1]: 注", "`码`", "~~~", "甲 | 乙", "\\*", "甲\\", "\x00    四格", "\t四格", "A&B; $5^2",
    ],
)  # fmt: skip
def test_markdown_shows_what_was_printed(printed: str) -> None:
    seen, shown = printed.replace("\x00", "").strip(), []
    article = Article(
        id="a", page_id="a", text=f"前文\n{printed}\n后文", title=printed, kicker=printed,
        subtitle=printed, column=printed, byline=Byline(printed), section=printed,
    )  # fmt: skip
    for token in (
        MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(article_markdown(article))
    ):
        if token.type == "inline":
            assert {one.type for one in token.children or []} <= {
                "text", "text_special", "strong_open", "strong_close",
            }  # fmt: skip
            shown.append("".join(one.content for one in token.children or []))
    assert shown[:-1] == [seen] * 6 + ["前文", seen, "后文"]
    assert seen in shown[-1]


def test_a_headline_on_two_lines_is_one_in_markdown() -> None:
    article = Article(id="a", page_id="a", text="正文。", title="春茶\n# 上市", kicker="开园\n---")
    assert article_markdown(article).split("\n\n")[:2] == ["# 春茶 \\# 上市", "**开园 \\-\\-\\-**"]


def test_control_characters_are_left_out() -> None:
    odd = Article(id="a", page_id="a", text="甲\x1b[31m乙\u202e丙", title="题\x00")
    for written in (article_text(odd), article_markdown(odd)):
        assert not {"\x1b", "\u202e", "\x00"} & set(written)


def test_a_file_name_is_no_path() -> None:
    assert file_name(ARTICLE, "md") == "江城晚报-2021-05-01-春茶_上市.md"
    for title in ("../../etc/passwd", "C:\\x", "a/b", "\x00", "...", "题" * 500):
        name = file_name(Article(id="../x", page_id="p", text="", title=title), "txt")
        assert not set(name[:-4]) & set('/\\:."<>|?*\x00')
        assert len(name) < 80
        assert name.endswith(".txt")
