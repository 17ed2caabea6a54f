"""查: one box for queries and questions; the answer on top, hits below, what narrows them beside."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import streamlit as st

from app import results
from app.marks import escape, in_language, link
from app.texts import text
from app.titles import set_title
from app.views.clippings import clip_button
from app.views.search_address import MODES, Address
from app.views.search_answer import answer_html, before_html
from app.views.search_empty import holdings_html, nothing_html, welcome_html, wider_html
from app.views.search_hits import acts_html, hit_html, span_of
from app.views.search_narrow import bars_html, chips_html, facets_html, papers_html
from app.views.watches import save_search_button
from indexer import Answer, Archive, ArticleHits, SearchResult, Suggestion
from indexer.composed import citations_shown
from indexer.search import CHANNELS, SORTS
from indexer.search.phrases import phrase_spans

_SHOWN = 10


def show(archive: Archive, lang: str) -> None:
    address = Address.read({name: st.query_params.get_all(name) for name in st.query_params})
    _box(address, lang)
    if not address.q.strip():
        _beside(archive, address, lang)
        with st.sidebar:
            st.html(papers_html(tuple(archive.newspapers()), address, lang))
        _html(chips_html(address, lang))
        st.html(welcome_html(archive, address, lang))
        return
    set_title(lang, address.q, text("view_search", lang))
    _html(chips_html(address, lang))
    answered = st.container() if address.asks else None
    _beside(archive, address, lang)
    searched = address
    if address.before:  # 它 says nothing to a search: the question completed does
        searched = replace(address, q=_ask(archive, address).question)
    found = _search(archive, searched)
    _show_hits(archive, found, address, searched, lang, with_holdings=answered is None)
    if answered:  # read longer than found: what is found stands there meanwhile
        with answered:
            _show_answer(archive, address, lang)


def _box(address: Address, lang: str) -> None:
    """Show the box and how to take what is typed in it; the address says what it holds."""
    st.session_state["typed"] = address.q
    st.session_state["mode"] = address.mode
    with (
        st.form("ask", border=False),
        st.container(horizontal=True, vertical_alignment="center"),
    ):
        st.text_input(
            text("box", lang), key="typed", placeholder=text("box", lang),
            label_visibility="collapsed",
        )  # fmt: skip
        st.form_submit_button(
            text("go", lang), type="primary", on_click=_typed, args=(address, lang), key="go"
        )
        # In the form: outside of it a click would leave behind what is typed. app.scripts sends it.
        st.segmented_control(
            text("mode", lang), MODES, key="mode", label_visibility="collapsed",
            format_func=lambda name: text(f"mode_{name}", lang), required=True,
        )  # fmt: skip


def _beside(archive: Archive, address: Address, lang: str) -> None:
    """Show on the left what narrows the search, besides its facets."""
    first, last = archive.dates()
    with st.sidebar:
        if address.q.strip():
            st.session_state["within"] = ""
            st.text_input(
                text("inside", lang), key="within", on_change=_narrowed, args=(address, lang)
            )
        if first:
            days = [*filter(None, (first, last, address.since, address.until))]
            with st.container(horizontal=True):
                for name in ("since", "until"):
                    day = getattr(address, name)
                    st.session_state[f"{name}_day"] = date.fromisoformat(day) if day else None
                    st.date_input(
                        text(name, lang), min_value=date(int(min(days)[:4]), 1, 1),
                        max_value=date(int(max(days)[:4]), 12, 31), format="YYYY-MM-DD",
                        key=f"{name}_day", on_change=_dated, args=(address, lang, name),
                    )  # fmt: skip
        st.session_state["channel"] = address.channel
        st.segmented_control(
            text("channel", lang), CHANNELS, key="channel",
            format_func=lambda name: text(name, lang),
            required=True, on_change=_chosen, args=(address, lang, "channel"),
        )  # fmt: skip


def _search(archive: Archive, address: Address) -> SearchResult:
    """Return the page of results that the address names; the last where there are fewer."""
    found = results.search(
        archive, **address.search(), limit=_SHOWN, offset=(address.p - 1) * _SHOWN
    )
    if found.stories and not found.articles:
        offset = (_pages(found) - 1) * _SHOWN
        found = results.search(archive, **address.search(), limit=_SHOWN, offset=offset)
    return found


def _pages(found: SearchResult) -> int:
    return -(-found.stories // _SHOWN)


def _show_answer(archive: Archive, address: Address, lang: str) -> None:
    if address.before:
        st.html(before_html(address, lang))
    with st.spinner(text("reading", lang)):
        answer = _ask(archive, address)
        holdings = _holdings(archive, address, lang) if answer.refusal else ""
        if answer.refusal and any(address.narrowings()):
            holdings += wider_html(address, lang)
    st.html(answer_html(answer, holdings, lang))
    with st.container(key="acts-answer", horizontal=True):
        for number, citation in enumerate(citations_shown(answer), start=1):
            article = archive.article(citation.article_id)
            clip_button(article, citation.start, citation.end, lang, f"[{number}]")
    _follow_box(address, lang)


def _follow_box(address: Address, lang: str) -> None:
    st.session_state["follow"] = ""
    with st.form("follow-up", border=False), st.container(horizontal=True):
        st.text_input(
            text("follow", lang), key="follow", placeholder=text("follow", lang),
            label_visibility="collapsed",
        )  # fmt: skip
        st.form_submit_button(
            text("follow_go", lang), on_click=_followed, args=(address, lang), key="follow-go"
        )


def _ask(archive: Archive, address: Address) -> Answer:
    return results.ask(archive, address.before, **address.question())


def _show_hits(
    archive: Archive,
    found: SearchResult,
    address: Address,
    searched: Address,
    lang: str,
    *,
    with_holdings: bool,
) -> None:
    """Show what was found for `searched`; links lead on from `address`."""
    lines = [f'<p class="quiet">{escape(in_language(note, lang))}</p>' for note in found.notes]
    lines += [_suggestion(item, searched, lang) for item in found.suggestions]
    if not found.articles:
        lines.append(nothing_html(archive, address, found, lang))
        if with_holdings:
            lines.append(_holdings(archive, address, lang))
        st.html(f'<section class="jb" id="hits">{"".join(lines)}</section>')
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        lines += [
            f'<h2 class="unseen">{text("results", lang)}</h2>',
            f'<p class="quiet told">{_count(found, lang)}</p>',
        ]
        st.html(f'<div class="jb" id="hits">{"".join(lines)}</div>')
        st.session_state["sort"] = address.sort
        st.segmented_control(
            text("sort", lang), SORTS, key="sort", label_visibility="collapsed",
            format_func=lambda name: text(name, lang),
            required=True, on_change=_chosen, args=(address, lang, "sort"),
        )  # fmt: skip
        with st.container(width="content"):
            save_search_button(archive, searched.search(), lang)
    _html(bars_html(found.facets, address, lang))
    for number, hit in enumerate(found.articles):
        _show_hit(hit, number, lang)
    pages = _pages(found)
    if pages > 1:
        current = min(address.p, pages)
        key = f"page_{current}"  # the address says which is shown: with each a new widget
        st.pagination(pages, default=current, key=key, on_change=_turned, args=(address, lang, key))
    with st.sidebar:
        st.html(facets_html(found.facets, address, lang))


def _count(found: SearchResult, lang: str) -> str:
    """Return how many articles were found, and why other orders and ways list others."""
    key = "found"
    if found.near and found.sort == "relevance":
        key = "found_and_near" if found.matched else "only_near"
    elif found.near:
        key = "found_without_near"
    near = text(f"near_{found.channel}", lang, n=found.near) if found.near else ""
    said = text(key, lang, n=found.matched, near=near)
    if found.stories < found.total:
        said += text("stories", lang, n=found.stories)
    return said


def _show_hit(hit: ArticleHits, number: int, lang: str) -> None:
    with st.container(key=f"hit-{number}", gap=None):
        st.html(hit_html(hit, lang))
        with st.container(key=f"acts-{number}", horizontal=True, vertical_alignment="center"):
            st.html(acts_html(hit, lang), width="content")
            clip_button(hit.article, *span_of(hit), lang)


def _suggestion(item: Suggestion, address: Address, lang: str) -> str:
    if address.inside:  # what is searched is the last of them
        *earlier, query = address.inside
        target = address.but(inside=(*earlier, _with_meant(query, item)))
    else:
        target = address.but(q=_with_meant(address.q, item))
    meant = link("search", escape(item.meant), lang=lang, **target.parameters())
    said = text("did_you_mean", lang, typed=escape(item.typed), meant=meant, n=item.articles)
    return f"<p>{said}</p>"


def _with_meant(query: str, item: Suggestion) -> str:
    """Return a query with what is meant in the place of what was typed, in whichever glyphs."""
    spans = phrase_spans(query, item.typed)
    for start, end in reversed(spans):
        query = query[:start] + item.meant + query[end:]
    return query if spans else item.meant


def _holdings(archive: Archive, address: Address, lang: str) -> str:
    *earlier, query = (address.q, *address.inside)
    held = results.coverage(
        archive, query=query, within=(*address.conditions, *earlier), **address.filters()
    )
    return holdings_html(held, lang)


def _html(body: str) -> None:
    if body:
        st.html(body)


def _typed(address: Address, lang: str) -> None:
    """Search for what was typed, in the same papers and period; other conditions were the old query's.

    They stay where only the way to take the same words is another.
    """
    typed, mode = st.session_state["typed"].strip(), st.session_state["mode"]
    if typed == address.q and mode != address.mode:
        _go(address.but(mode=mode), lang)
        return
    _go(
        address.but(q=typed, mode=mode, inside=(), before=(), number="", column="", author=""),
        lang,
    )


def _followed(address: Address, lang: str) -> None:
    if typed := st.session_state["follow"].strip():
        _go(address.followed_by(typed), lang)


def _narrowed(address: Address, lang: str) -> None:
    if typed := st.session_state["within"].strip():
        _go(address.but(inside=(*address.inside, typed)), lang)


def _dated(address: Address, lang: str, name: str) -> None:
    day = st.session_state[f"{name}_day"]
    _go(address.but(**{name: day.isoformat() if day else ""}), lang)


def _chosen(address: Address, lang: str, name: str) -> None:
    _go(address.but(**{name: st.session_state[name]}), lang)


def _turned(address: Address, lang: str, key: str) -> None:
    _go(address.but(p=st.session_state[key]), lang)


def _go(address: Address, lang: str) -> None:
    """Put another address in the browser's bar, as a step that can be gone back."""
    language = {"lang": lang} if lang == "English" else {}
    st.query_params.from_dict(
        {name: str(value) if isinstance(value, int) else value
         for name, value in address.parameters().items()} | language
    )  # fmt: skip
