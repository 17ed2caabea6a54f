"""A page to test: the app over a small archive."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from indexer import Archive, Settings
from tests.conftest import ROOT

Page = Callable[..., AppTest]


@pytest.fixture
def open_page(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    """Run a view of the page with the given address parameters."""
    monkeypatch.setenv("JIANBAO_ARCHIVE", str(settings.archive))
    st.cache_resource.clear()

    def call(view: str = "", **address: str) -> AppTest:
        page = AppTest.from_file(str(ROOT / "app" / "main.py"), default_timeout=30)
        if view:
            # AppTest.switch_page knows views that are files only; ours are functions.
            known = page.run()._registered_pages.items()
            page._page_hash = next(key for key, info in known if info["url_pathname"] == view)
        for name, value in address.items():
            page.query_params[name] = value
        return page.run()

    yield call
    st.cache_resource.clear()


@pytest.fixture
def page(archive: Archive, open_page: Page) -> Page:
    """The same, with an archive there."""
    return open_page
