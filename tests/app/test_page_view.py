"""版面: what is shown of a page for which address."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

import pytest

from app.reading import body_html
from indexer import Archive, Article, Report
from indexer.models import Part, Role
from tests.app.conftest import Page, html
from tests.conftest import write_articles, write_page

FIRST = "江城晚报/2021-05-01/01"


def test_a_citation_is_marked_in_its_article_and_page(page: Page, archive: Archive) -> None:
    article = archive.article(f"{FIRST}#1")
    start = article.text.index("停航两年")
    address = {"article": article.id, "start": str(start), "end": str(start + 4)}
    shown = html(page("page", **address))
    assert '<mark class="cited" id="cited">停航两年</mark>' in shown
    assert "城东菜场搬进新楼" in shown  # the page's other article
    assert "scrollIntoView" in shown
    as_read = html(page("page", tab="版面原文", **address))
    assert '<mark class="cited" id="cited">停航两年</mark>' in as_read
    assert "柳林渡口昨日恢复通航\n" in as_read  # the page's own lines
    assert "<article" not in as_read  # what is not open is not made


def test_a_page_by_its_own_id(page: Page) -> None:
    shown = html(page("page", page="江城晚报/2021-05-01/02"))
    assert "夜校开出木工课" in shown
    assert "小学生写信给气象台" in shown
    assert 'id="cited"' not in shown
    assert "article?article=%E6%B1%9F%E5%9F%8E%E6%99%9A%E6%8A%A5%2F2021-05-01%2F02%231" in shown


def test_ways_to_the_pages_beside_it(page: Page) -> None:
    first, second = (html(page("page", page=f"江城晚报/2021-05-01/0{n}")) for n in (1, 2))
    assert "下一版 →" in first
    assert "上一版" not in first
    assert "← 上一版" in second
    assert "下一版" not in second
    assert '<b aria-current="page">2</b>' in second


def test_ways_to_the_issues_beside_it(
    run: Callable[..., Report], paper: Path, open_page: Page
) -> None:
    write_page(paper, "江城晚报/2021-04-28/01", "早市\n\n本报讯 早市开张。\n")
    write_page(paper, "江城晚报/2021-04-28/02", "晚市\n\n本报讯 晚市开张。\n")
    write_articles(
        paper / "剪.jsonl",
        {"id": "c-1", "newspaper": "江城晚报", "date": "2021-05-07", "text": "本报讯 一则剪报。"},
    )
    run(paper)
    shown = html(open_page("page", page="江城晚报/2021-05-01/02"))
    before = shown.index("上一期 2021-04-28")
    assert "2021-04-28%2F02" in shown[before - 120 : before]  # its page 2 too
    after = shown.index("下一期 2021-05-07")
    assert "browse?paper=" in shown[after - 120 : after]  # clippings have no page to turn to
    assert "← 上一期 2021-04-28<" in shown and "下一期 2021-05-07 →<" in shown


def test_an_issue_of_one_page_has_no_pages_to_turn(
    run: Callable[..., Report], tmp_path: Path, open_page: Page
) -> None:
    write_page(tmp_path / "报", "江城晚报/2021-05-01/01", "题目\n\n本报讯 内容。\n")
    run(tmp_path / "报")
    assert "nav class" not in html(open_page("page", page=FIRST)).partition("<h1>")[2]


def test_pages_are_turned_by_number(
    run: Callable[..., Report], tmp_path: Path, open_page: Page
) -> None:
    for number in (1, 2, 10):
        write_page(tmp_path / "报", f"江城晚报/2021-05-01/{number}", "题目\n\n本报讯 内容。\n")
    run(tmp_path / "报")
    shown = html(open_page("page", page="江城晚报/2021-05-01/2"))
    assert shown.index(">1</a>") < shown.index(">2</b>") < shown.index(">10</a>")


@pytest.mark.parametrize(
    "address",
    [
        {"article": "没有/这/篇"},
        {"page": "没有/这/版"},
        {"page": "../../etc/passwd"},
        {"page": "/etc/passwd", "article": "../../../etc/passwd"},
        {"article": "<script>alert(1)</script>", "mark": "12-000000000000aaaabbbb"},
        {"page": "<img src=x onerror=alert(1)>"},
        {"page": "报" * 5000},
    ],
    ids=["article", "page", "path", "paths", "script", "image", "long"],
)
def test_an_unknown_id_says_so(page: Page, address: dict[str, str]) -> None:
    shown = html(page("page", **address))
    assert "馆藏里没有" in shown
    assert "<script>alert" not in shown
    assert "<img" not in shown
    assert "root:" not in shown
    assert "报" * 1000 not in shown


def test_an_address_without_a_page_says_so(page: Page) -> None:
    assert "没有指明哪一版" in html(page("page"))


@pytest.mark.parametrize(
    "span",
    [("9", "3"), ("999999999999", "-1"), ("a", "b"), ("0", "99999"), ("²", "３")],
    ids=["turned", "far", "letters", "past the end", "other digits"],
)
def test_a_span_that_is_none_marks_nothing_and_says_so(page: Page, span: tuple[str, str]) -> None:
    shown = html(page("page", article=f"{FIRST}#1", start=span[0], end=span[1]))
    assert "未作标记" in shown
    assert 'id="cited"' not in shown
    assert "柳林渡口" in shown


def test_a_mark_finds_words_that_moved(
    archive: Archive, run: Callable[..., Report], paper: Path, open_page: Page
) -> None:
    article = archive.article(f"{FIRST}#2")
    start = article.text.index("城东菜场昨日搬进新楼")
    anchor = archive.anchor(article.id, start, start + 10)
    text = (paper / f"{FIRST}.txt").read_text(encoding="utf-8")
    first, second = text.split("城东菜场搬进新楼\n", 1)
    write_page(paper, FIRST, f"城东菜场搬进新楼\n{second}\n{first}")
    run(paper)
    shown = html(
        open_page(
            "page", article=anchor.article_id, start=str(start), end=str(start + 10),
            mark=anchor.mark,
        )
    )  # fmt: skip
    assert "城东菜场昨日搬进新楼</mark>" in shown
    assert "编号已变" in shown


def test_the_picture_is_drawn_when_its_tab_is_open(
    pictured: Archive, open_page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    draw = Archive.draw_page

    def counted(self: Archive, page: object, *spans: Any, **more: Any) -> Any:
        drawn.append("once")
        return draw(self, page, *spans, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Archive, "draw_page", counted)
    address = {"article": "江城晚报/2021-05-02/01#1", "start": "0", "end": "8"}
    shown = open_page("page", **address)
    assert not shown.exception
    assert [tab.label for tab in shown.tabs] == ["本版文章", "版面原文", "版面图"]
    assert drawn == []
    for zoom in ("整版", "这一篇", "引文"):
        shown = open_page("page", tab="版面图", zoom=zoom, **address)
        assert not shown.exception
        assert len(shown.get("image")) == 1
    assert len(drawn) == 3
    assert not open_page("page", tab="版面图", zoom="引文", **address).exception
    assert len(drawn) == 3  # remembered


def test_the_open_tab_is_open_in_the_other_language(page: Page) -> None:
    shown = unquote_plus(html(page("page", page=FIRST, tab="版面原文")))
    assert f'href="page?page={FIRST}&amp;tab=The page as read&amp;lang=English"' in shown
    shown = unquote_plus(html(page("page", page=FIRST, tab="The page as read", lang="English")))
    assert f'href="page?page={FIRST}&amp;tab=版面原文"' in shown


def test_parts_of_a_picture_are_offered_where_their_places_are_known(
    pictured: Archive, open_page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = {"article": "江城晚报/2021-05-02/01#1", "start": "0", "end": "8", "tab": "版面图"}
    assert open_page("page", **address).button_group(key="zoom").options
    monkeypatch.setattr("app.views.page.boxes_of", lambda page, spans: [])
    shown = open_page("page", **address)
    assert len(shown.get("image")) == 1
    assert not shown.get("button_group")


def test_a_page_of_text_shows_no_picture(page: Page) -> None:
    shown = page("page", article=f"{FIRST}#1")
    assert [tab.label for tab in shown.tabs] == ["本版文章", "版面原文"]
    assert not page("page", article=f"{FIRST}#1", tab="版面图").exception


def test_a_picture_that_is_gone_is_said_to_be(pictured: Archive, open_page: Page) -> None:
    Path(pictured.page("江城晚报/2021-05-02/01").image).unlink()
    shown = html(open_page("page", article="江城晚报/2021-05-02/01#1", tab="版面图"))
    assert "版面图不在了" in shown


def test_a_part_of_the_picture_is_smaller_than_the_whole(pictured: Archive) -> None:
    page = pictured.page("江城晚报/2021-05-02/01")
    whole = pictured.draw_page(page, [], [])
    part = pictured.draw_page(page, [], [], around=[(0, 4)])
    assert part.width / part.height > 2 * whole.width / whole.height  # a headline is flat
    assert pictured.draw_page(page, [], [], around=[(10**6, 10**6 + 1)]).width >= whole.width


def test_a_citation_over_two_paragraphs_has_one_anchor() -> None:
    shown = body_html(Article(id="a", page_id="p", text="一二\n三四"), (1, 4))
    assert shown == ('<p>一<mark class="cited" id="cited">二</mark></p><p><mark>三</mark>四</p>')


def test_lines_are_set_as_what_they_are() -> None:
    article = Article(
        id="a", page_id="p", text="本报讯 春茶上市。\n三道工序\n图为<采茶>。",
        parts=(
            Part(Role.DATELINE, 0, 3, 0), Part(Role.BODY, 3, 9, 3), Part(Role.SUBHEAD, 10, 14, 10),
            Part(Role.CAPTION, 15, 22, 15),
        ),
    )  # fmt: skip
    shown = body_html(article, (1, 6))
    assert shown == (
        '<p><span class="dateline">本<mark class="cited" id="cited">报讯</mark></span>'
        "<mark> 春茶</mark>上市。</p>"
        '<p class="subhead">三道工序</p><p class="caption">图为&lt;采茶&gt;。</p>'
    )
