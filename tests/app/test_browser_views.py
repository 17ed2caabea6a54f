"""The views that read, in a real browser: browse to a day, turn pages, open an article, copy."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.app.conftest import picture

pytestmark = pytest.mark.browser

PAGE = "page?page=%E6%BE%9C%E5%B7%9E%E6%97%A5%E6%8A%A5%2F2023-04-11%2F01"
ARTICLE = "article?article=%E6%BE%9C%E5%B7%9E%E6%97%A5%E6%8A%A5%2F2023-04-11%2F01%232"
PAPER = "browse?paper=%E6%BE%9C%E5%B7%9E%E6%97%A5%E6%8A%A5"
PATHS = {
    "years": "browse",
    "month": f"{PAPER}&year=2023&month=4",
    "day": f"{PAPER}&year=2023&month=4&day=11",
    "page": f"{PAGE.replace('page?page', 'page?article')}%232&start=0&end=20",
    "article": ARTICLE,
    "unknown": "article?article=x",
}


def test_browse_to_a_day_and_open_a_page(tab, address: str) -> None:  # type: ignore[no-untyped-def]
    problems: list[str] = []
    tab.on("pageerror", lambda error: problems.append(str(error)))
    tab.goto(f"{address}browse")
    tab.wait_for_selector("table.years")
    tab.screenshot(path=picture("browse-years.png"))
    tab.click("table.years td a")
    tab.wait_for_selector("table.month.big")
    tab.screenshot(path=picture("browse-month.png"))
    tab.click("table.month td.held a >> text=11")
    tab.wait_for_selector("ol.heads")
    assert "day=11" in tab.url
    tab.screenshot(path=picture("browse-day.png"))
    tab.click("section h2 a >> nth=0")
    tab.wait_for_selector("article.art")
    assert "2023-04-11 第1版" in tab.inner_text("h1")
    tab.go_back()
    tab.wait_for_selector("ol.heads")
    assert problems == []


def test_turn_pages_and_issues(tab, address: str) -> None:  # type: ignore[no-untyped-def]
    tab.goto(address + PAGE)
    tab.click("nav.turn a >> text=下一版")
    tab.wait_for_selector("h1 >> text=第2版")
    tab.click("nav.turn a >> text=下一期")
    tab.wait_for_selector("h1 >> text=2023-04-12 第2版")  # the same page of the next issue
    tab.click("article.art h2 a >> nth=0")
    tab.wait_for_selector("article.one h1")
    assert "/article?" in tab.url


def test_a_calendar_by_keyboard_alone(tab, address: str) -> None:  # type: ignore[no-untyped-def]
    tab.goto(f"{address}browse?paper=%E6%BE%9C%E5%B7%9E%E6%97%A5%E6%8A%A5&year=2023&month=4")
    tab.wait_for_selector("table.month.big")
    tab.focus("table.month td.held a >> nth=0")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("h1 >> text=2023-04-11")


def test_an_article_is_cited_copied_and_downloaded(tab, address: str) -> None:  # type: ignore[no-untyped-def]
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.goto(f"{address}{ARTICLE}&start=0&end=20")
    tab.wait_for_selector("#cited")
    tab.get_by_role("radio", name="BibTeX").or_(tab.get_by_role("button", name="BibTeX")).click()
    code = tab.get_by_test_id("stCode").first
    code.get_by_text("@").first.wait_for()
    assert "style=BibTeX" in tab.url
    tab.screenshot(path=picture("article.png"), full_page=True)
    code.hover()
    code.get_by_role("button").click()
    copied = tab.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("@")
    with tab.expect_download() as saved:
        tab.get_by_role("button", name="下载 Markdown").click()
    assert saved.value.suggested_filename == "澜州日报-2023-04-11-澜江大桥合龙之后还要闯几关.md"


def test_buttons_stand_evenly_and_level_with_the_links_beside_them(tab, address: str) -> None:  # type: ignore[no-untyped-def]
    tab.goto(f"{address}{ARTICLE}&start=0&end=20")
    tab.get_by_role("button", name="下载 Markdown").wait_for()
    boxes = [one.bounding_box() for one in tab.locator(".st-key-take button").all()]
    gaps = [right["x"] - left["x"] - left["width"] for left, right in pairwise(boxes)]
    assert len(gaps) == 3 and max(gaps) - min(gaps) < 2
    tab.goto(f"{address}?q=%E6%BE%9C%E6%B1%9F%E5%A4%A7%E6%A1%A5")
    tab.get_by_role("button", name="剪存").first.wait_for()
    middles = tab.evaluate(
        "() => [...document.querySelectorAll('.st-key-acts-0 :is(a, button p)')].map(one => {"
        " const box = one.getBoundingClientRect(); return (box.top + box.bottom) / 2 })"
    )
    assert len(middles) == 3 and max(middles) - min(middles) < 1


def test_the_marked_words_have_the_focus(tab, address: str) -> None:  # type: ignore[no-untyped-def]
    tab.goto(f"{address}{ARTICLE.replace('article?', 'page?')}&start=200&end=230")
    tab.wait_for_selector("#cited")
    tab.wait_for_function("() => document.activeElement?.id === 'cited'")
    tab.wait_for_function(
        "() => { const box = document.getElementById('cited').getBoundingClientRect();"
        " return box.top >= 0 && box.bottom <= window.innerHeight }"
    )


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_a_narrow_screen_needs_no_sideways_scrolling(tab, address: str, path: str) -> None:  # type: ignore[no-untyped-def]
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.goto(address + path)
    tab.wait_for_selector(".jb h1, .jb .note")
    wide = tab.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0


def test_the_contents_of_a_page_lead_to_its_articles(tab, address: str) -> None:  # type: ignore[no-untyped-def]
    tab.goto(address + PAGE)
    last = tab.locator("nav.contents a").last
    title = last.inner_text()
    last.click()
    tab.wait_for_function(
        "title => [...document.querySelectorAll('article.art h2')].some(head => {"
        " const box = head.getBoundingClientRect();"
        " return head.innerText === title && box.top >= 0 && box.bottom <= window.innerHeight })",
        arg=title,
    )
