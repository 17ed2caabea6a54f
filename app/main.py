"""The page: set it up, open the archive once, and show the view that the address names."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from app.marks import href, in_language, link, plain
from app.opened import open_archive
from app.scripts import LINKS
from app.style import STYLE
from app.texts import text
from app.titles import set_title
from app.users import require_sign_in
from app.views import archive, article, browse, clippings, page, search, watches
from indexer import Archive, IndexerError

View = Callable[[Archive, str], None]
# Path in the address -> what shows it, and whether the menu names it. The first is at the root.
_VIEWS: dict[str, tuple[View, bool]] = {
    "search": (search.show, True),
    "browse": (browse.show, True),
    "page": (page.show, False),
    "article": (article.show, False),
    "clippings": (clippings.show, True),
    "watches": (watches.show, True),
    "archive": (archive.show, True),
}


def main() -> None:
    st.set_page_config(page_title="剪报 Jianbao", page_icon="📰", layout="wide")
    lang = "English" if st.query_params.get("lang") == "English" else "中文"
    st.html(STYLE)
    require_sign_in(lang)
    pages = [
        st.Page(
            partial(_show, view, lang),
            title=text(f"view_{name}", lang),
            url_path="" if name == "search" else name,
            default=name == "search",
        )
        for name, (view, _) in _VIEWS.items()
    ]
    chosen = st.navigation(pages, position="hidden")
    current = list(_VIEWS)[pages.index(chosen)]
    if current == "search" and "article" in st.query_params:  # links of 0.1.0
        st.switch_page(pages[list(_VIEWS).index("page")], query_params=st.query_params.to_dict())
    set_title(lang, text(f"view_{current}", lang))
    st.html(_bar(current, lang) + LINKS, unsafe_allow_javascript=True)
    chosen.run()


def _show(view: View, lang: str) -> None:
    try:
        with st.spinner(text("loading", lang)):
            archive = open_archive()
            archive.refresh()
        # Another session may refresh it while this one reads: a run shows one generation.
        view(archive.at_rest(), lang)
    except IndexerError as error:
        st.error(plain(in_language(str(error), lang)), icon="⚠️")


def _bar(current: str, lang: str) -> str:
    """Return the menu. It is of links: what a view keeps in its address is not lost on the way."""
    items = []
    for name, (_, in_menu) in _VIEWS.items():
        if in_menu:
            mark = ' aria-current="page"' if name == current else ""
            label = text(f"view_{name}", lang)
            items.append(f'<a href="{href(name, lang=lang)}" target="_self"{mark}>{label}</a>')
    address = {name: st.query_params.get_all(name) for name in st.query_params}
    tag = "h1" if current == "search" else "span"  # the other views have a headline of their own
    address["lang"] = [] if lang == "English" else ["English"]
    if current == "page":  # the tab that is open is named by its label
        labels = page.labels(lang), page.labels("中文" if lang == "English" else "English")
        names = dict(zip(*labels, strict=True))
        address["tab"] = [names.get(tab, tab) for tab in address.get("tab", [])]
    beside = f' data-filters="{text("filters", lang)}"' if current == "search" else ""
    return (
        f'<header class="jb jb-bar"{beside}><{tag} class="name">{link("search", "剪报", lang=lang)}</{tag}>'
        f'<nav aria-label="{text("menu", lang)}">{"".join(items)}</nav>'
        f'<span class="lang">{link(current, text("other_language", lang), **address)}</span></header>'
    )


main()
