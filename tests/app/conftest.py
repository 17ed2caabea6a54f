"""A page to test: the app over a small archive, and in a real browser over the corpus's."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from indexer import Archive, Settings
from tests.conftest import ROOT

Page = Callable[..., AppTest]

RESULTS = ROOT / "test-results"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip


@pytest.fixture
def open_page(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """Run a view of the page with the given address parameters."""
    monkeypatch.setenv("JIANBAO_ARCHIVE", str(settings.archive))
    monkeypatch.setenv("JIANBAO_DESK", str(settings.archive.parent / "desk.sqlite"))
    st.cache_resource.clear()
    st.cache_data.clear()

    def call(view: str = "", /, **address: str) -> AppTest:
        page = _app()
        if view:
            # AppTest.switch_page knows views that are files only; ours are functions. A session of
            # its own tells the views: in this one no widget has been told another address before.
            known = _app().run()._registered_pages.items()
            page._page_hash = next(key for key, info in known if info["url_pathname"] == view)
        for name, value in address.items():
            page.query_params[name] = value
        return page.run()

    yield call
    st.cache_resource.clear()
    st.cache_data.clear()


def _app() -> AppTest:
    return AppTest.from_file(str(ROOT / "app" / "main.py"), default_timeout=30)


@pytest.fixture
def page(archive: Archive, open_page: Page) -> Page:
    """The same, with an archive there."""
    return open_page


def html(page: AppTest) -> str:
    """Return the HTML that a page shows, and fail if it ended in a traceback."""
    assert not page.exception, page.exception
    return "\n".join(str(element.proto.body) for element in page.get("html"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let a browser test that failed try once more: a busy machine stands still for minutes."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))


def wait_until_drawn(tab: Any) -> None:
    """Wait until the page's script has run to its end: what is done meanwhile starts it anew."""
    tab.wait_for_function(
        "() => document.querySelector('[data-testid=stApp]').dataset.testScriptState"
        " === 'notRunning'"
    )


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    """A real browser; without one its tests are skipped, or fail where CI requires them."""
    playwright = pytest.importorskip("playwright.sync_api")
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


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("localhost", 0))
        return int(free.getsockname()[1])


@contextmanager
def served(
    archive: Path,
    *options: str,
    folder: Path = ROOT,
    port: int = 0,
    health: str = "_stcore/health",
    **environment: str,
) -> Iterator[str]:
    """Serve an archive by the command itself, and return the page's address."""
    port = port or free_port()
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore",
        "JIANBAO_DESK": str(archive.parent / "desk.sqlite"), **environment,
    }  # fmt: skip
    command = [
        sys.executable, "-c", "from indexer.cli import main; main()",
        "serve", "--port", str(port), "--archive", str(archive), *options,
    ]  # fmt: skip
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            _wait(f"http://localhost:{port}/{health}")
            yield f"http://localhost:{port}/"
        finally:
            server.terminate()


@pytest.fixture(scope="session")
def address(corpus_settings: Settings) -> Iterator[str]:
    """The address of the page over the corpus's archive."""
    with served(corpus_settings.archive) as page:
        yield page


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


def picture(name: str) -> Path:
    """Return where a picture of that name is kept for a person to look at."""
    RESULTS.mkdir(exist_ok=True)
    return RESULTS / name
