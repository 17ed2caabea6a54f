"""订阅: what is shown of saved searches, and what a click does."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path
from urllib.parse import urlencode

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from app.views.search_address import Address
from indexer import Archive, Report
from indexer.desk import Asked, Database, Watches, look
from tests.app.conftest import Page, html
from tests.conftest import write_page

NEWER = "渡口<b>添船</b>\n\n□本报记者 苏 禾\n\n本报讯 昨日渡口又添了两艘新船。\n"


@pytest.fixture
def saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, archive: Archive) -> Watches:
    """A saved search of the page under test."""
    monkeypatch.setenv("JIANBAO_DESK", str(tmp_path / "desk.sqlite"))
    st.cache_data.clear()
    watches = Watches(Database(tmp_path / "desk.sqlite"))
    asked = Asked("“渡口”", "words", ("江城晚报",), since="2021-05-01", within=("“本报讯”",))
    watches.add(
        "<i>渡口</i>", look(archive, asked), asked.query, channel=asked.channel,
        newspapers=asked.newspapers, since=asked.since, within=asked.within,
    )  # fmt: skip
    return watches


@pytest.fixture
def newer(saved: Watches, paper: Path, run: Callable[..., Report]) -> None:
    write_page(paper, "江城晚报/2021-05-02/01", NEWER)
    run(paper)


def test_without_searches_it_says_how_to_save_one(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JIANBAO_DESK", str(tmp_path / "desk.sqlite"))
    assert "点“订阅此查询”" in html(page("watches"))


def test_a_search_is_shown_with_its_address(page: Page, saved: Watches) -> None:
    shown = page("watches")
    body = html(shown)
    assert (
        'href="./?q=%E2%80%9C%E6%9C%AC%E6%8A%A5%E8%AE%AF%E2%80%9D&amp;channel=words&amp;'
        "paper=%E6%B1%9F%E5%9F%8E%E6%99%9A%E6%8A%A5&amp;since=2021-05-01&amp;"
        'inside=%E2%80%9C%E6%B8%A1%E5%8F%A3%E2%80%9D"'
    ) in body
    assert "&lt;i&gt;渡口&lt;/i&gt;" in body
    assert "“渡口”　在 “本报讯” 的结果中　按词　《江城晚报》　自 2021-05-01" in body
    assert "没有新的" in body
    assert [button.label for button in shown.button] == ["取消订阅"]


def test_a_condition_of_a_search_is_one_again(page: Page, saved: Watches, archive: Archive) -> None:
    address = Address("“渡口”", number="01", author="苏禾", inside=("“通航”",))
    given = address.search()
    asked = Asked(given["query"], within=given["within"])
    saved.add("窄", look(archive, asked), asked.query, within=asked.within)
    body = html(page("watches"))
    assert escape(f"./?{urlencode(address.parameters(), doseq=True)}") in body
    assert "“通航”　在 “渡口” 的结果中　版次：第1版　作者：苏禾" in body


def test_what_is_new_is_shown_until_it_is_marked(page: Page, newer: None) -> None:
    shown = page("watches")
    body = html(shown)
    assert "新 1 篇" in body
    assert "《渡口&lt;b&gt;添船&lt;/b&gt;》" in body
    assert 'data-kind="new"' in body
    shown = shown.button(key="seen-1").click().run()
    assert "已标为已读" in html(shown)
    assert "没有新的" in html(shown)
    assert "没有新的" in html(page("watches"))


def test_a_click_marks_what_was_shown(
    page: Page, newer: None, paper: Path, run: Callable[..., Report]
) -> None:
    shown = page("watches")
    write_page(paper, "江城晚报/2021-05-03/01", "渡口夜航\n\n本报讯 今夜渡口开始夜航。\n")
    run(paper)
    shown = shown.button(key="seen-1").click().run()
    assert "渡口夜航" in html(shown)
    assert "添船" not in html(shown)


def test_a_search_is_removed(page: Page, saved: Watches) -> None:
    shown = page("watches").button(key="remove-1").click().run()
    assert "已取消“&lt;i&gt;渡口&lt;/i&gt;”" in html(shown)
    assert saved.all() == []


def test_a_search_that_cannot_be_made_says_so(
    page: Page, newer: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.desk.news.MATCHES", 0)
    body = html(page("watches"))
    assert 'role="alert"' in body
    assert "订阅最多 0 篇" in body


def test_who_may_only_read_cannot_change(
    page: Page, newer: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.views.watches.may_write", lambda: False)
    shown = page("watches")
    assert "新 1 篇" in html(shown)
    assert not shown.button


# -- the button in the view of searches ----------------------------------------------------------


def _with_button(parameters: dict[str, object]) -> None:
    from app.views.watches import save_search_button
    from indexer import Archive, build_settings

    save_search_button(Archive.open(build_settings()), parameters, "中文")


def test_save_a_search(page: Page, saved: Watches) -> None:
    parameters = {
        "query": "“木工”", "channel": "both", "newspapers": ["江城晚报"], "since": "", "until": "",
        "within": (), "sort": "newest",
    }  # fmt: skip
    shown = AppTest.from_function(_with_button, args=(parameters,), default_timeout=30).run()
    assert not shown.text_input
    shown.session_state["save-search"] = True
    shown = shown.run()
    assert shown.text_input[0].value == "“木工”"
    shown.text_input[0].set_value(" 木工课 ")
    shown = shown.button(key="save-search-add").click().run()
    assert "已订阅“木工课”" in html(shown)
    made = saved.named("木工课")
    assert (made.query, made.newspapers, made.channel) == ("“木工”", ("江城晚报",), "both")
    shown = shown.button(key="save-search-add").click().run()
    assert "已有名为“木工课”" in html(shown)


def test_a_click_of_who_may_no_longer_write_saves_no_search(
    page: Page, saved: Watches, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = AppTest.from_function(_with_button, args=({"query": "木工"},), default_timeout=30).run()
    shown.session_state["save-search"] = True
    shown = shown.run()
    listed = page("watches")
    monkeypatch.setenv("JIANBAO_OTHERS", "reader")
    shown.button(key="save-search-add").click().run()
    listed.button(key="remove-1").click().run()
    assert [watch.name for watch in saved.all()] == ["<i>渡口</i>"]


def test_who_may_only_read_is_offered_no_saving(
    page: Page, saved: Watches, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.views.watches.may_write", lambda: False)
    shown = AppTest.from_function(_with_button, args=({"query": "渡口"},)).run()
    assert not shown.exception
    assert not shown.get("popover")
