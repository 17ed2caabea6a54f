"""The page in a real browser: ask, open a citation, see it marked, share the link."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer import Settings
from tests.conftest import ROOT

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser

RESULTS = ROOT / "test-results"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        if os.environ.get("JIANBAO_REQUIRE_BROWSER") == "1":
            pytest.fail("no Chromium, and JIANBAO_REQUIRE_BROWSER=1")
        pytest.skip("没有 Chromium，略过浏览器测试 / no Chromium: apt-get install chromium")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def address(corpus_settings: Settings) -> Iterator[str]:
    """The address of the page, served over the corpus's archive by the command itself."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    command = [
        sys.executable, "-c", "from indexer.cli import main; main()",
        "serve", "--port", str(port), "--archive", str(corpus_settings.archive),
    ]  # fmt: skip
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            _wait(f"http://localhost:{port}/_stcore/health")
            yield f"http://localhost:{port}/"
        finally:
            server.terminate()


def _wait(url: str) -> None:
    for _ in range(120):
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.5)
    pytest.fail(f"{url} did not answer in a minute")


@pytest.fixture
def tab(browser: object, request: pytest.FixtureRequest) -> Iterator[object]:
    """A tab of a desktop's size; its last picture is kept in test-results/."""
    opened = browser.new_page(viewport={"width": 1440, "height": 900})  # type: ignore[attr-defined]
    opened.set_default_timeout(60_000)
    yield opened
    RESULTS.mkdir(exist_ok=True)
    opened.screenshot(path=RESULTS / f"{request.node.name}.png")
    opened.close()


def test_ask_open_a_citation_and_share_it(tab, address: str) -> None:  # type: ignore[no-untyped-def]
    problems: list[str] = []
    tab.on("pageerror", lambda error: problems.append(str(error)))
    tab.goto(address)
    box = tab.get_by_role("textbox").first
    box.fill("澜江大桥什么时候合龙")
    box.press("Enter")
    tab.wait_for_selector("#answer .claim")
    assert "4月9日" in tab.inner_text("#answer") or "４月９日" in tab.inner_text("#answer")
    assert "q=" in tab.url  # a colleague can be sent the link
    tab.screenshot(path=_picture("answer.png"))

    tab.click("#answer a >> nth=0")
    tab.wait_for_selector("#cited")
    quoted = tab.inner_text("#cited")
    tab.wait_for_function(
        "() => { const box = document.getElementById('cited').getBoundingClientRect();"
        " return box.top >= 0 && box.bottom <= window.innerHeight }"
    )
    tab.screenshot(path=_picture("citation.png"))
    tab.reload()
    tab.wait_for_selector("#cited")
    assert tab.inner_text("#cited") == quoted
    tab.go_back()
    tab.wait_for_selector("#answer .claim")
    assert problems == []


def test_a_shared_query_opens_as_it_was(tab, address: str) -> None:  # type: ignore[no-untyped-def]
    tab.goto(f"{address}?q=%E2%80%9C%E6%BE%9C%E6%B1%9F%E5%A4%A7%E6%A1%A5%E2%80%9D&channel=words")
    tab.wait_for_selector("#hits mark")
    assert tab.get_by_role("textbox", name="词语、“原句”").input_value() == "“澜江大桥”"


def test_a_narrow_screen_needs_no_sideways_scrolling(tab, address: str) -> None:  # type: ignore[no-untyped-def]
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.goto(f"{address}?q=%E6%BE%9C%E6%B1%9F%E5%A4%A7%E6%A1%A5")
    tab.wait_for_selector("#hits")
    wide = tab.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0


def test_an_empty_result_says_what_the_archive_holds(tab, address: str) -> None:  # type: ignore[no-untyped-def]
    tab.goto(address)
    box = tab.get_by_role("textbox").first
    box.fill("“澜江大桥” 日期:2023-05")
    box.press("Enter")
    tab.wait_for_selector("#hits .holdings")
    assert "《澜州日报》 2023-05 一期也没有；所藏为 2023-04-10 至 2023-04-13" in tab.inner_text(
        "#hits"
    )


def _picture(name: str) -> Path:
    RESULTS.mkdir(exist_ok=True)
    return RESULTS / name
