"""The page in a real browser: ask, open a citation, see it marked, share the link."""

from __future__ import annotations

import pytest

from tests.app.conftest import picture, wait_until_drawn

pytestmark = pytest.mark.browser


def test_ask_open_a_citation_and_share_it(tab, address: str) -> None:  # type: ignore[no-untyped-def]
    problems: list[str] = []
    tab.on("pageerror", lambda error: problems.append(str(error)))
    tab.goto(address)
    box = tab.get_by_role("textbox", name="词语、“原句”")
    box.fill("澜江大桥什么时候合龙")
    box.press("Enter")
    tab.wait_for_selector("#answer .claim")
    assert "4月9日" in tab.inner_text("#answer") or "４月９日" in tab.inner_text("#answer")
    assert "q=" in tab.url  # a colleague can be sent the link
    tab.screenshot(path=picture("answer.png"))

    tab.click("#answer a >> nth=0")
    tab.wait_for_selector("#cited")
    quoted = tab.inner_text("#cited")
    tab.wait_for_function(
        "() => { const box = document.getElementById('cited').getBoundingClientRect();"
        " return box.top >= 0 && box.bottom <= window.innerHeight }"
    )
    tab.screenshot(path=picture("citation.png"))
    tab.reload()
    tab.wait_for_selector("#cited")
    assert tab.inner_text("#cited") == quoted
    wait_until_drawn(tab)
    tab.go_back()
    tab.wait_for_selector("#answer .claim")
    assert problems == []


def test_a_shared_query_opens_as_it_was(tab, address: str) -> None:  # type: ignore[no-untyped-def]
    tab.goto(f"{address}?q=%E2%80%9C%E6%BE%9C%E6%B1%9F%E5%A4%A7%E6%A1%A5%E2%80%9D&channel=words")
    tab.wait_for_selector(".hit mark")
    tab.wait_for_function(  # the box may be drawn a moment after the results, and drawn anew
        "() => document.querySelector('[data-testid=stMain] input')?.value === '“澜江大桥”'"
    )


def test_a_narrow_screen_needs_no_sideways_scrolling(tab, address: str) -> None:  # type: ignore[no-untyped-def]
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.goto(f"{address}?q=%E6%BE%9C%E6%B1%9F%E5%A4%A7%E6%A1%A5")
    tab.wait_for_selector("#hits")
    wide = tab.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0


def test_an_empty_result_says_what_the_archive_holds(tab, address: str) -> None:  # type: ignore[no-untyped-def]
    tab.goto(address)
    box = tab.get_by_role("textbox", name="词语、“原句”")
    box.fill("“澜江大桥” 日期:2023-05")
    box.press("Enter")
    tab.wait_for_selector("#hits .holdings")
    assert "《澜州日报》 2023-05 一期也没有；所藏为 2023-04-10 至 2023-04-13" in tab.inner_text(
        "#hits"
    )
