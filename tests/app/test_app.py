"""The page's logic, by Streamlit's own AppTest: what is shown for which address."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.marks import href, link, marked
from indexer import Report
from tests.app.conftest import Page, html
from tests.conftest import write_page


def test_an_empty_page_says_what_there_is(page: Page) -> None:
    shown = html(page())
    assert "馆藏 4 篇，2021-05-01 至 2021-05-01" in shown
    assert "柳林渡口昨日恢复通航" in shown


def test_a_query_shows_hits_and_no_answer(page: Page) -> None:
    shown = html(page(q="“恢复通航”"))
    assert "柳林渡口昨日<mark>恢复通航</mark>" in shown
    assert "《江城晚报》　2021-05-01　第1版" in shown
    assert 'id="answer"' not in shown


def test_a_question_shows_a_cited_answer(page: Page) -> None:
    shown = html(page(q="柳林渡口加固工程投资多少钱"))
    answer = shown[shown.index('id="answer"') :]
    assert "<strong>3800万元</strong>" in answer
    assert "把握" in answer
    assert "[1]　《江城晚报》" in answer
    assert "article=%E6%B1%9F%E5%9F%8E%E6%99%9A%E6%8A%A5%2F2021-05-01%2F01%231" in answer


def test_a_refusal_says_so(page: Page) -> None:
    assert "馆藏里没有找到答案" in html(page(q="世界杯决赛哪支球队夺冠"))


def test_an_empty_result_says_what_the_archive_holds(page: Page) -> None:
    shown = html(page(q="“恢复通航” 日期:2021-06"))
    assert "没有找到" in shown
    assert "馆藏里《江城晚报》 2021-06 一期也没有；所藏为 2021-05-01 至 2021-05-01" in shown
    assert "no issue of 江城晚报 in 2021-06" in html(
        page(q="“无此句” 日期:2021-06", lang="English")
    )
    assert "holdings" not in html(page(q="“恢复通航”"))


def test_a_refusal_says_what_the_archive_holds_once(page: Page) -> None:
    shown = html(page(q="世界杯决赛哪支球队夺冠", channel="words"))
    assert shown.count("馆藏里《江城晚报》有 1 期") == 1
    assert 'id="answer"' in shown


def test_typing_in_the_box_searches(page: Page) -> None:
    shown = page()
    shown.text_input(key="typed").set_value("木工课")
    assert "夜校开出" in html(shown.button(key="go").click().run())
    assert shown.query_params == {"q": "木工课"}


def test_filters_of_the_address_hold(page: Page) -> None:
    assert "恢复通航" in html(page(q="“恢复通航”", paper="江城晚报"))


@pytest.mark.parametrize(
    "address",
    [
        {"article": "没有/这/篇"},
        {"article": "<script>alert(1)</script>"},
        {"article": "江城晚报/2021-05-01/01#1", "start": "999999999999", "end": "-1"},
        {"article": "江城晚报/2021-05-01/01#1", "start": "9", "end": "3"},
        {"q": "渡口", "since": "2021-99-99"},
        {"q": "渡口", "channel": "smell", "paper": "无此报", "lang": "Klingon", "p": "-3"},
        {"q": "渡口", "mode": "shout", "sort": "loudest", "number": '"', "author": "——"},
        {"q": "渡口", "author": '罗" OR 标题:("', "column": "<b>", "inside": "“”"},
        {"q": "渡口", "since": "2021-05-02", "until": "2021-05-01"},
        {"q": "渡口", "since": "0001-01-01", "until": "9999-12-31"},
        {"q": "渡口", "p": "99999"},
        {"q": "++&&||"},
        {"q": "渡口", "view": "1", "label_html": "<img src=x>", "parameters": "1"},
        {"q": "渡" * 10_000},
        {"q": "<img src=x onerror=alert(1)>"},
    ],
)
def test_nothing_in_the_address_breaks_the_page(page: Page, address: dict[str, str]) -> None:
    for view in ("", "page"):
        shown = html(page(view, **address))
    assert "<script>alert" not in shown
    assert "<img" not in shown


def test_text_of_a_page_is_escaped(
    run: Callable[..., Report], paper: Path, open_page: Page
) -> None:
    write_page(
        paper, "江城晚报/2021-05-03/01",
        "奇怪的<b>标题</b>$x$\n\n□本报记者 苏 禾\n\n本报讯 文中有<script>alert(1)</script>和**星号**。\n",
    )  # fmt: skip
    run(paper)
    for address in ({"q": "“文中有”"}, {"article": "江城晚报/2021-05-03/01#1"}):
        shown = html(open_page(**address))
        assert "<script>alert" not in shown
        assert "<b>标题" not in shown
        assert "&lt;" in shown


def test_english(page: Page) -> None:
    assert "every line cited" in html(page(lang="English"))


def test_no_archive_says_what_to_run(open_page: Page) -> None:
    shown = open_page()
    assert not shown.exception
    assert "先运行 reindex" in shown.error[0].value


def test_a_new_generation_is_picked_up(page: Page, run: Callable[..., Report], paper: Path) -> None:
    shown = page(q="“春茶上市”")
    assert "没有找到" in html(shown)
    write_page(paper, "江城晚报/2021-05-02/01", "春茶上市\n\n本报讯 昨日春茶上市。\n")
    run(paper)
    assert "没有找到" not in html(shown.run())


def test_marks_escape_and_do_not_nest() -> None:
    assert marked("a<b>c", [(1, 4)]) == "a<mark>&lt;b&gt;</mark>c"
    assert marked("一二三四", [(0, 2)], cited=(1, 3)) == (
        '一<mark class="cited" id="cited">二三</mark>四'
    )


def test_a_link_escapes_its_parameters() -> None:
    assert (
        link("page", "去", article='a"b&c#1')
        == '<a href="page?article=a%22b%26c%231" target="_self">去</a>'
    )


def test_an_address_leaves_out_what_is_empty_and_the_default_language_alone() -> None:
    assert href("search", q="", inside=(), paper=[], author=None, lang="中文") == "./"
    assert href("browse", paper="中文", lang="English") == (
        "browse?paper=%E4%B8%AD%E6%96%87&amp;lang=English"
    )


def test_parameters_of_an_address_may_have_any_name() -> None:
    names = {"view": "1", "label_html": "2"}
    assert link("page", "去", **names) == (
        '<a href="page?view=1&amp;label_html=2" target="_self">去</a>'
    )
