"""The page: set it up, open the archive once, and show the view that the address names."""

from __future__ import annotations

import streamlit as st

from app import page_view, search_view
from app.marks import STYLE
from app.texts import text
from indexer import Archive, IndexerError, build_settings


@st.cache_resource(show_spinner=False)
def open_archive() -> Archive:
    """Open the archive and the model, once a process."""
    archive = Archive.open(build_settings())
    archive.encoder()
    return archive


def main() -> None:
    st.set_page_config(page_title="剪报 Jianbao", page_icon="📰", layout="centered")
    st.html(STYLE)
    lang = _language()
    try:
        with st.spinner(text("loading", lang)):
            archive = open_archive()
            archive.refresh()
        if "article" in st.query_params:
            page_view.show(archive, lang)
        else:
            search_view.show(archive, lang)
    except IndexerError as error:
        st.error(_plain(str(error)), icon="⚠️")


def _language() -> str:
    with st.sidebar:
        chosen = st.radio(
            text("language", "中文"),
            ["中文", "English"],
            key="lang",
            bind="query-params",
            horizontal=True,
        )
    return str(chosen)


def _plain(message: str) -> str:
    """Return a message with what Markdown would take for its own marks made harmless."""
    return "".join(f"\\{char}" if char in r"\`*_{}[]()#+-.!|<>$:~" else char for char in message)


main()
