"""查 in a real browser: narrowing, going back, the keyboard alone, a narrow screen, the dark."""

from __future__ import annotations

from urllib.parse import quote, unquote

import pytest

from tests.app.conftest import picture, wait_until_drawn

pytestmark = pytest.mark.browser

BOX = "词语、“原句”"


def search(tab, words: str) -> None:  # type: ignore[no-untyped-def]
    box = tab.get_by_role("textbox", name=BOX)
    box.fill(words)
    box.press("Enter")
    tab.wait_for_url(f"**q={quote(words)}*")
    tab.wait_for_selector(".hit mark")


def wait_for_box(tab, words: str) -> None:  # type: ignore[no-untyped-def]
    tab.wait_for_function(
        "words => document.querySelector('input[aria-label^=词语]')?.value === words", arg=words
    )


def test_the_way_back_leads_through_what_was_searched(tab, address: str) -> None:  # type: ignore[no-untyped-def]
    tab.goto(address)
    search(tab, "澜江大桥")
    search(tab, "“暗房”")
    tab.wait_for_selector(".hit mark >> text=暗房")
    tab.go_back()
    wait_for_box(tab, "澜江大桥")
    tab.wait_for_selector(".hit mark >> text=大桥")
    tab.go_back()
    tab.wait_for_selector(".ways")
    wait_for_box(tab, "")
    tab.go_forward()
    wait_for_box(tab, "澜江大桥")


def test_a_link_changes_the_view_without_loading_the_page_anew(tab, address: str) -> None:  # type: ignore[no-untyped-def]
    tab.goto(f"{address}?q={quote('澜江大桥')}")
    tab.wait_for_selector(".hit")
    tab.evaluate("window.stillHere = true")
    tab.click(".facet >> text=赵明远")
    tab.wait_for_selector(".chips >> text=作者：赵明远")
    assert "author=" + quote("赵明远") in tab.url
    tab.click(".hit h3 a >> nth=0")
    tab.wait_for_selector("#cited")
    tab.go_back()
    tab.wait_for_selector(".chips >> text=作者：赵明远")
    tab.click(".chips a")
    tab.wait_for_selector(".chips", state="detached")
    assert "author" not in tab.url
    assert tab.evaluate("window.stillHere")
    assert tab.evaluate("document.documentElement.lang") == "zh-CN"


@pytest.mark.parametrize("by_keyboard", [False, True], ids=["mouse", "keyboard"])
def test_the_switch_takes_what_is_typed(tab, address: str, by_keyboard: bool) -> None:  # type: ignore[no-untyped-def]
    tab.goto(f"{address}?q={quote('“暗房”')}")
    tab.wait_for_selector(".hit")
    wait_until_drawn(tab)
    tab.get_by_role("textbox", name=BOX).fill("澜江大桥 通车")
    switch = tab.get_by_role("radio", name="问", exact=True)
    if by_keyboard:
        switch.focus()
        tab.keyboard.press("Space")
    else:
        switch.click()
    tab.wait_for_selector("#answer")
    wait_for_box(tab, "澜江大桥 通车")
    assert unquote(tab.url).endswith("?q=澜江大桥+通车&mode=ask")


def test_a_bar_narrows_to_its_day_by_keyboard(tab, address: str) -> None:  # type: ignore[no-untyped-def]
    tab.goto(f"{address}?q={quote('澜江大桥')}")
    tab.focus(".bars a >> nth=1")
    tab.keyboard.press("Enter")
    tab.wait_for_selector(".chips >> text=日期：2023-04-11")
    tab.wait_for_function(
        "() => [...document.querySelectorAll('.hit .source')]"
        ".every(line => line.textContent.includes('2023-04-11'))"
    )
    assert "since=2023-04-11&until=2023-04-11" in tab.url


def test_a_page_of_results_is_in_the_address(tab, address: str) -> None:  # type: ignore[no-untyped-def]
    tab.goto(f"{address}?q={quote('澜江大桥')}")
    tab.wait_for_selector(".hit")
    first = tab.inner_text(".hit h3 >> nth=0")
    tab.get_by_role("button", name="Page 2").click()
    tab.wait_for_url("**p=2*")
    tab.wait_for_function(
        "before => document.querySelector('.hit h3')?.textContent !== before", arg=first
    )
    tab.reload()
    tab.wait_for_selector(".hit")
    wait_until_drawn(tab)
    assert tab.inner_text(".hit h3 >> nth=0") != first
    tab.go_back()
    tab.wait_for_function(
        "before => document.querySelector('.hit h3')?.textContent === before", arg=first
    )


def test_the_way_back_keeps_the_place_and_another_page_begins_at_its_top(tab, address: str) -> None:  # type: ignore[no-untyped-def]
    at = "document.querySelector('[data-testid=stMain]').scrollTop"
    tab.goto(f"{address}?q={quote('澜江大桥')}")
    tab.wait_for_selector(".hit")
    wait_until_drawn(tab)
    tab.locator(".hit h3 a").last.scroll_into_view_if_needed()
    place = tab.evaluate(at)
    assert place > 300
    tab.locator(".hit h3 a").last.click()
    tab.wait_for_selector("#cited")
    tab.go_back()
    tab.wait_for_selector(".hit")
    tab.wait_for_function(f"place => Math.abs({at} - place) < 50", arg=place)
    tab.get_by_role("button", name="Page 2").click()
    tab.wait_for_url("**p=2*")
    wait_until_drawn(tab)
    assert tab.evaluate(at) == 0


def test_the_keyboard_alone_asks_and_opens_a_citation(tab, address: str) -> None:  # type: ignore[no-untyped-def]
    tab.goto(address)
    tab.wait_for_selector(".ways")

    def tab_to(condition: str) -> None:
        for _ in range(60):
            tab.keyboard.press("Tab")
            if tab.evaluate(
                f"(() => {{ const at = document.activeElement; return {condition} }})()"
            ):
                return
        raise AssertionError(f"no way by keyboard to {condition}")

    tab_to("at.tagName === 'INPUT' && at.getAttribute('aria-label')?.startsWith('词语')")
    tab.keyboard.type("澜江大桥什么时候合龙")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#answer .claim")
    tab_to("at.closest('#answer') !== null && at.tagName === 'A'")
    assert tab.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#cited")


def test_what_a_link_leads_to_is_named_told_and_has_the_focus(tab, address: str) -> None:  # type: ignore[no-untyped-def]
    def wait_for(title: str, told: str, focus: str) -> None:
        tab.wait_for_function(
            "([title, told, focus]) => document.title === title"
            " && document.querySelector('.jb-told').textContent.includes(told)"
            " && document.activeElement.matches(focus)",
            arg=[title, told, focus],
            timeout=20_000,
        )

    tab.goto(f"{address}?q={quote('澜江大桥')}")
    tab.wait_for_selector(".hit")
    wait_for("澜江大桥 - 查 - 剪报", "意思相近", "body")
    tab.focus(".facet a:has-text('赵明远')")
    tab.keyboard.press("Enter")
    tab.wait_for_selector(".chips >> text=作者：赵明远")
    wait_for("澜江大桥 - 查 - 剪报", "找到", "#hits .told")
    tab.focus(".jb-bar nav >> text=馆藏")
    tab.keyboard.press("Enter")
    wait_for("馆藏 - 剪报", "馆藏", "h1")
    tab.focus(".jb-bar .lang a")
    tab.keyboard.press("Enter")
    wait_for("Archive - Jianbao", "Archive", "h1")


def test_a_link_of_one_language_keeps_it(tab, address: str) -> None:  # type: ignore[no-untyped-def]
    tab.goto(f"{address}?q={quote('澜江大桥')}")
    tab.wait_for_selector(".hit")
    tab.click(".jb-bar .lang a")
    tab.wait_for_selector(".jb-bar >> text=中文")
    assert unquote(tab.url).endswith("?q=澜江大桥&lang=English")
    tab.wait_for_selector(".acts >> text=Article")
    tab.click(".hit h3 a >> nth=0")
    tab.wait_for_selector("#cited")
    assert "lang=English" in tab.url


def test_on_a_phone_the_filters_are_named_and_close_when_one_is_chosen(tab, address: str) -> None:  # type: ignore[no-untyped-def]
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.goto(f"{address}?q={quote('澜江大桥')}")
    tab.get_by_role("button", name="筛选").click()
    tab.click(".facet a:has-text('赵明远')")
    tab.wait_for_selector(".chips >> text=作者：赵明远")
    tab.get_by_role("button", name="筛选").wait_for()  # the way to open them is there again


@pytest.mark.parametrize("width", [900, 1080])
def test_what_opens_the_filters_stands_beside_the_name(tab, address: str, width: int) -> None:  # type: ignore[no-untyped-def]
    tab.set_viewport_size({"width": width, "height": 800})
    tab.goto(f"{address}?q={quote('澜江大桥')}")
    tab.wait_for_selector(".hit")
    tab.locator("[data-testid=stSidebar]").hover()
    tab.click("[data-testid=stSidebarCollapseButton] button")
    button = tab.get_by_role("button", name="筛选")
    button.wait_for()
    tab.wait_for_function(
        "() => document.querySelector('[data-testid=stExpandSidebarButton]')"
        ".getBoundingClientRect().right"
        " <= document.querySelector('.jb-bar .name').getBoundingClientRect().left",
        timeout=20_000,
    )


@pytest.mark.parametrize(
    ("name", "parameters", "wait"),
    [
        ("home", "", ".ways"),
        ("hits", f"?q={quote('澜江大桥')}&since=2023-04-01&inside={quote('合龙')}", ".hit"),
        ("answer", f"?q={quote('澜江大桥什么时候合龙')}", "#answer .claim"),
        ("refusal", f"?q={quote('世界杯决赛哪支球队夺冠')}", "#answer .holdings"),
        (
            "nothing",
            f"?q={quote('“澜江大桥” 日期:2023-05')}&paper={quote('澜州日报')}",
            ".holdings",
        ),
    ],
    ids=["home", "hits", "answer", "refusal", "nothing"],
)
def test_each_state_on_a_narrow_screen_in_the_dark(  # type: ignore[no-untyped-def]
    tab, address: str, name: str, parameters: str, wait: str
) -> None:
    tab.emulate_media(color_scheme="dark")
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.goto(address + parameters)
    tab.wait_for_selector(wait)
    assert tab.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert tab.evaluate(
        "getComputedStyle(document.querySelector('[data-testid=stApp]')).colorScheme"
    ) == ("dark")
    tab.screenshot(path=picture(f"search-{name}-390-dark.png"))
