"""The page: set it up, open the archive once, and show the view that the address names."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from app.marks import STYLE
from app.texts import text
from app.users import require_sign_in
from app.views import article, browse, clippings, page, search, watches
from indexer import Archive, IndexerError, build_settings

View = Callable[[Archive, str], None]
# Path in the address -> what shows it, and whether the menu names it. The first is at the root.
_VIEWS: dict[str, tuple[View, bool]] = {
    "search": (search.show, True),
    "browse": (browse.show, True),
    "page": (page.show, False),
    "article": (article.show, False),
    "clippings": (clippings.show, True),
    "watches": (watches.show, True),
}


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
    require_sign_in(lang)
    pages = [
        st.Page(
            partial(_show, view, lang),
            title=text(f"view_{name}", lang),
            url_path="" if name == "search" else name,
            default=name == "search",
            visibility="visible" if in_menu else "hidden",
        )
        for name, (view, in_menu) in _VIEWS.items()
    ]
    chosen = st.navigation(pages, position="top")
    if chosen is pages[0] and "article" in st.query_params:  # links of 0.1.0
        st.switch_page(pages[list(_VIEWS).index("page")], query_params=st.query_params.to_dict())
    chosen.run()


def _show(view: View, lang: str) -> None:
    try:
        with st.spinner(text("loading", lang)):
            archive = open_archive()
            archive.refresh()
        view(archive, lang)
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
