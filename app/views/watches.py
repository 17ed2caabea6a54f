"""订阅: saved searches, and what is new in each since its owner last looked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

import streamlit as st

from app.keeping import attempt, say, watches
from app.marks import escape, in_language, link
from app.papers import STYLE
from app.texts import text
from app.users import may_write
from app.views.search_address import Address, told_apart
from app.views.search_narrow import said_of
from indexer import Archive, IndexerError
from indexer.desk import Asked, Look, News, Watch, Watches, look
from indexer.desk.news import NOTHING_SEEN
from indexer.output import source_line

_SHOWN = 20
_PLACE = "watches"


# -- beside a result, in the view of searches ------------------------------------------------------


def save_search_button(archive: Archive, parameters: Mapping[str, Any], lang: str) -> None:
    """Offer to save a search; `parameters` are arguments of `Archive.search`, with `query`.

    Others than those of `indexer.desk.Asked` (order, page) are not kept. It shows nothing to a
    person who may only read.
    """
    if may_write():
        _save_box(archive, _asked(parameters), lang)


@st.fragment
def _save_box(archive: Archive, asked: Asked, lang: str) -> None:
    box = st.popover(
        text("save_search", lang),
        key="save-search",
        on_change="rerun",
        icon=":material/bookmark_add:",
    )
    if not box.open:
        return
    with box:
        st.html(f'<div class="jb desk"><p class="quiet">{text("save_search_help", lang)}</p></div>')
        # The key goes with the query: another query's box begins with its own name.
        key = f"save-search-name-{asked.query}"
        st.text_input(text("save_search_name", lang), asked.query[:40], key=key)
        st.button(
            text("save_search_add", lang), key="save-search-add", type="primary",
            on_click=_save, args=(archive, asked, key, lang),
        )  # fmt: skip
        say("save-search", lang)
        st.html(
            f'<div class="jb desk">{link("watches", escape(text("watches_open", lang)), lang=lang)}</div>'
        )


def _asked(parameters: Mapping[str, Any]) -> Asked:
    kept = {name: parameters[name] for name in Asked.__slots__ if name in parameters}
    for name in ("newspapers", "within"):
        kept[name] = tuple(kept.get(name, ()))
    return Asked(**kept)


def _save(archive: Archive, asked: Asked, key: str, lang: str) -> None:
    name = st.session_state.get(key, "")

    def save() -> None:
        watches().add(
            name, look(archive, asked), asked.query, channel=asked.channel,
            newspapers=asked.newspapers, since=asked.since, until=asked.until, within=asked.within,
        )  # fmt: skip

    attempt("save-search", save, text("search_saved", lang, name=" ".join(name.split())))


# -- the view ------------------------------------------------------------------------------------


@st.fragment
def show(archive: Archive, lang: str) -> None:
    st.html(STYLE)
    st.html(f'<div class="jb desk"><h1>{text("view_watches", lang)}</h1></div>')
    if not may_write():
        st.html(f'<div class="jb desk"><p class="quiet">{text("read_only", lang)}</p></div>')
    kept = watches()
    saved = kept.all()
    say(_PLACE, lang)
    if not saved:
        st.html(f'<div class="jb desk"><p>{text("no_watches", lang)}</p></div>')
    for watch in saved:
        with st.container(border=True):
            _show_watch(archive, kept, watch, lang)


def _show_watch(archive: Archive, kept: Watches, watch: Watch, lang: str) -> None:
    found: Look | None = None
    try:
        with st.spinner(text("watch_counting", lang)):
            found = _look(archive, kept, archive.manifest.digest, watch)
    except IndexerError as error:
        state = f'<p role="alert">{escape(text("watch_failed", lang, why=in_language(str(error), lang)))}</p>'
    else:
        said = (
            text("watch_new", lang, n=len(found.news)) if found.news else text("watch_none", lang)
        )
        state = f'<p class="{"news" if found.news else "quiet"}">{said}</p>'
    looked = text("watch_looked", lang, when=_local(watch.looked))
    opening = link("search", escape(text("watch_open", lang)), lang=lang, **_address(watch))
    rows = [_news_html(item, lang) for item in found.news[:_SHOWN]] if found else []
    if found and len(found.news) > _SHOWN:
        more = text("watch_more", lang, n=len(found.news) - _SHOWN)
        rows.append(f'<p class="quiet">{more}</p>')
    st.html(
        f'<div class="jb desk watch"><div class="headline">{escape(watch.name)}</div>'
        f'<div class="quiet">{escape(_described(watch, lang))}<br>{looked}　{opening}</div>'
        f"{state}{''.join(rows)}</div>"
    )
    with st.container(horizontal=True):
        if may_write() and found and found.news:
            done = text("watch_marked", lang, name=watch.name)
            # What was shown is marked, not what has come since.
            st.button(
                text("watch_seen", lang), key=f"seen-{watch.key}",
                on_click=attempt, args=(_PLACE, partial(kept.mark_seen, watch.key, found), done),
            )  # fmt: skip
        if may_write():
            done = text("watch_removed", lang, name=watch.name)
            st.button(
                text("watch_remove", lang), key=f"remove-{watch.key}", type="tertiary",
                on_click=attempt, args=(_PLACE, partial(kept.remove, watch.key), done),
            )  # fmt: skip


@st.cache_data(max_entries=500, show_spinner=False)
def _look(_archive: Archive, _kept: Watches, generation: str, watch: Watch) -> Look:
    """Return what is new in a saved search: looked for once a generation, until it is marked."""
    if watch.generation == generation:  # all it finds there was marked
        return Look(generation, (), NOTHING_SEEN)
    return look(_archive, watch, _kept.seen(watch.key))


def _news_html(item: News, lang: str) -> str:
    kind = f'<span class="channel" data-kind="{item.kind}">{text(f"kind_{item.kind}", lang)}</span>'
    where = link("article", escape(source_line(item)), article=item.article_id, lang=lang)
    return f'<div class="found">{where}{kind}</div>'


def _address(watch: Watch) -> dict[str, Any]:
    """Return the parameters of the view of searches that ask the same."""
    conditions, earlier = told_apart(watch.within)
    query, *inside = (*earlier, watch.query)
    return Address(
        q=query, inside=tuple(inside), channel=watch.channel, paper=watch.newspapers,
        since=watch.since, until=watch.until, **conditions,
    ).parameters()  # fmt: skip


def _described(watch: Watch, lang: str) -> str:
    """Return what is searched, in one line."""
    conditions, within = told_apart(watch.within)
    parts = [watch.query]
    parts += [text("watch_within", lang, query=earlier) for earlier in within]
    parts += [
        f"{text(f'chip_{name}', lang)}{said_of(name, value, lang)}"
        for name, value in conditions.items()
    ]
    if watch.channel != "both":
        parts.append(text(watch.channel, lang))
    parts += [f"《{name}》" if name else text("unknown", lang) for name in watch.newspapers]
    parts += [
        text(f"watch_{name}", lang, day=day)
        for name, day in (("since", watch.since), ("until", watch.until))
        if day
    ]
    return "　".join(parts)


def _local(moment: str) -> str:
    """Return a moment as this machine's clock shows it."""
    return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M")
