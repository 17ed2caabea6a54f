"""Every view in a real browser: axe-core finds nothing serious, the content policy nothing to block.

axe-core's rules are those of WCAG, colours as drawn included; what it cannot judge (whether a name
says enough, whether the order of the keyboard makes sense) it does not.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from tests.app.conftest import wait_until_drawn

axe = pytest.importorskip("axe_playwright_python.base")
pytestmark = pytest.mark.browser

_ARTICLE = quote("澜州日报/2023-04-11/01#2", safe="")
_PAPER = quote("澜州日报")
_BACKGROUND = "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
VIEWS = {
    "search, empty": "",
    "search, results": f"?q={quote('澜江大桥')}",
    "search, in English": f"?q={quote('澜江大桥')}&lang=English",
    "an answer": f"?q={quote('澜江大桥什么时候合龙')}",
    "a refusal": f"?q={quote('火星基地由谁建造？')}",
    "nothing found": f"?q={quote('“火星基地”')}",
    "a page": f"page?article={_ARTICLE}&start=0&end=20",
    "an article": f"article?article={_ARTICLE}&start=0&end=20",
    "browse": "browse",
    "browse a month": f"browse?paper={_PAPER}&year=2023&month=04",
    "browse a day": f"browse?paper={_PAPER}&year=2023&month=04&day=11",
    "clippings": "clippings",
    "saved searches": "watches",
    "the archive": "archive",
}


def open_view(tab: Any, address: str, where: str) -> None:
    """Open a view, and what is folded away in it, and wait until it stands still."""
    tab.goto(address + where)
    tab.wait_for_selector("[data-testid=stMain] .jb:not(:empty)", state="attached")
    wait_until_drawn(tab)
    for fold in tab.query_selector_all("[data-testid=stMain] details:not([open]) > summary"):
        if fold.is_visible():  # some lists are folded on narrow screens only
            fold.click()
    tab.wait_for_timeout(700)  # what is shown fades in: colours are judged as they end up


def serious_faults(tab: Any) -> list[str]:
    tab.evaluate(axe.AXE_SCRIPT)
    found = tab.evaluate("axe.run({resultTypes: ['violations']})")
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found["violations"]
        if rule["impact"] in {"serious", "critical"}
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_has_no_serious_fault(tab: Any, address: str, view: str) -> None:
    requested: set[str] = set()
    blocked: list[str] = []
    tab.on("request", lambda request: requested.add(urlsplit(request.url).netloc))
    tab.on(
        "console",
        lambda message: blocked.append(message.text) if "Content Security" in message.text else 0,
    )
    tab.emulate_media(color_scheme="light")
    open_view(tab, address, VIEWS[view])
    assert serious_faults(tab) == []
    tab.emulate_media(color_scheme="dark")
    tab.wait_for_function(f"() => {_BACKGROUND} === 'rgb(25, 24, 21)'")  # the dark theme is there
    tab.wait_for_timeout(700)
    assert serious_faults(tab) == []
    assert blocked == []
    assert requested <= {urlsplit(address).netloc, ""}  # "": data: and blob:


def test_axe_finds_what_is_wrong(tab: Any, address: str) -> None:
    open_view(tab, address, "")
    tab.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=\"favicon.png\">')")
    assert [fault for fault in serious_faults(tab) if fault.startswith("image-alt")]


def test_a_script_put_into_the_page_does_not_run_and_no_other_host_is_reached(
    tab: Any, address: str
) -> None:
    blocked: list[str] = []
    tab.on("console", lambda message: blocked.append(message.text))
    open_view(tab, address, "")
    tab.evaluate(
        "() => { const script = document.createElement('script');"
        " script.textContent = 'window.ran = true'; document.body.append(script);"
        " const image = new Image(); image.src = 'http://127.0.0.2:9/x.png';"
        " document.body.append(image); }"
    )
    tab.wait_for_timeout(300)
    assert tab.evaluate("window.ran") is None
    assert sum("Content Security Policy" in text for text in blocked) == 2


def test_another_site_cannot_show_the_page_in_a_frame(tab: Any, address: str) -> None:
    tab.route("http://outside.example/", lambda route: route.fulfill(
        content_type="text/html", body=f'<iframe src="{address}"></iframe>'
    ))  # fmt: skip
    tab.goto("http://outside.example/")
    tab.wait_for_timeout(1000)
    framed = [frame.url for frame in tab.frames[1:]]
    assert address not in framed
