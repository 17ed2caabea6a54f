"""查: one box for queries and questions; the answer on top, hits below."""

from __future__ import annotations

from datetime import date
from functools import partial
from html import escape

import streamlit as st

from app.marks import link, marked
from app.texts import text
from indexer import Answer, Archive, ArticleHits, Citation, Coverage, Facets, Suggestion
from indexer.answer.citation import UNTITLED
from indexer.holdings import say_holdings
from indexer.language.questions import is_question
from indexer.output import snippet, source_line
from indexer.search import SORTS

_SHOWN = 10
_FACETS_SHOWN = 8


def show(archive: Archive, lang: str) -> None:
    st.html(
        f'<div class="jb"><div class="headline">剪报 Jianbao</div>'
        f'<div class="quiet">{text("tagline", lang)}</div></div>'
    )
    query = st.text_input(
        text("box", lang), key="q", bind="query-params", placeholder=text("placeholder", lang)
    )
    filters = _filters(archive, lang)
    channel = filters.pop("channel")
    if not query.strip():
        _welcome(archive, lang)
        return
    holdings = ""
    if is_question(query):
        answer = archive.ask(query, channel=str(channel), **filters)
        if answer.refusal:
            holdings = _holdings(archive.coverage(query, **filters), lang)
        _show_answer(answer, holdings, lang)
    _show_hits(archive, query, str(channel), filters, lang, with_holdings=not holdings)


def _filters(archive: Archive, lang: str) -> dict:  # type: ignore[type-arg]  # keyword arguments
    first, last = archive.dates()
    with st.sidebar:
        channel = st.radio(
            text("channel", lang),
            ["both", "words", "meaning"],
            key="channel",
            bind="query-params",
            format_func=lambda name: text(name, lang),
        )
        newspapers = st.multiselect(
            text("newspapers", lang),
            [name for name, _ in archive.newspapers()],
            key="paper",
            bind="query-params",
            placeholder=text("all_newspapers", lang),
            format_func=lambda name: name or text("unknown", lang),
        )
        days = {}
        if first:
            low, high = date.fromisoformat(first), date.fromisoformat(last)
            for name in ("since", "until"):
                chosen = st.date_input(
                    text(name, lang), None, low, high, key=name, bind="query-params"
                )
                days[name] = chosen.isoformat() if chosen else ""
    return {"channel": channel, "newspapers": newspapers, **days}


def _welcome(archive: Archive, lang: str) -> None:
    manifest = archive.manifest
    first, last = archive.dates()
    key = "holdings" if first else "holdings_undated"
    lines = [
        f'<p class="quiet">{escape(text(key, lang, articles=manifest.articles, first=first, last=last))}</p>'
    ]
    examples = archive.headlines(3)
    if examples:
        lines.append(f'<p class="quiet">{text("try", lang)}</p>')
        lines += [
            f"<p>{link('search', escape(title), q=title, lang=lang)}</p>" for title in examples
        ]
    st.html(f'<div class="jb">{"".join(lines)}</div>')


def _show_answer(answer: Answer, holdings: str, lang: str) -> None:
    blocks, number = [], 0
    for claim in answer.claims:
        carriers = []
        for citation in claim.citations:
            number += 1
            carriers.append(f"<div>{_citation_link(f'[{number}]', citation, lang)}</div>")
        blocks.append(
            f'<div class="claim"><div class="quote">{escape(claim.text)}</div>'
            f'<div class="quiet">{"".join(carriers)}</div></div>'
        )
    title = text("answer", lang)
    if answer.refusal:
        title = text("refused", lang)
        blocks.append(holdings)
        if answer.refusal.nearest:
            blocks.append(f'<p class="quiet">{text("refused_more", lang)}</p>')
        blocks += [
            f'<p>{escape(citation.quote)}<br><span class="quiet">{_citation_link("·", citation, lang)}</span></p>'
            for citation in answer.refusal.nearest
        ]
    st.html(
        f'<div class="jb" id="answer"><div class="headline">{title}</div>{"".join(blocks)}</div>'
    )


def _citation_link(label: str, citation: Citation, lang: str) -> str:
    return link(
        "page", f"{escape(label)} {escape(source_line(citation))}",
        article=citation.article_id, start=citation.start, end=citation.end, lang=lang,
    )  # fmt: skip


def _show_hits(
    archive: Archive,
    query: str,
    channel: str,
    filters: dict,  # type: ignore[type-arg]
    lang: str,
    *,
    with_holdings: bool,
) -> None:
    # How many pages there are is known only after a search: the page chosen last is the widget's.
    page = st.session_state.get("p") or _asked_page()
    asked, within = _narrowed(query, lang)
    search = partial(
        archive.search, asked, within=within, sort=_sort(lang), channel=channel, **filters
    )
    result = search(limit=_SHOWN, offset=(page - 1) * _SHOWN)
    if not result.articles and page > 1:
        page = 1
        result = search(limit=_SHOWN)
    lines = [f'<p class="quiet">{escape(note)}</p>' for note in result.notes]
    lines += [_suggestion(item, query, lang) for item in result.suggestions]
    if result.articles:
        key = "articles_found" if result.stories == result.total else "stories_found"
        milliseconds = round(result.seconds * 1000)
        count = text(key, lang, n=result.total, stories=result.stories, ms=milliseconds)
        lines.append(f'<p class="quiet">{count}</p>')
        lines += [_hit(found, lang) for found in result.articles]
    else:
        lines.append(f"<p>{text('nothing', lang)}</p>")
        if with_holdings:
            lines.append(_holdings(archive.coverage(asked, within=within, **filters), lang))
    st.html(f'<div class="jb" id="hits">{"".join(lines)}</div>')
    pages = -(-result.stories // _SHOWN)
    if pages > 1:
        st.pagination(pages, key="p", bind="query-params")
    _show_facets(result.facets, lang)


def _narrowed(query: str, lang: str) -> tuple[str, tuple[str, ...]]:
    """Return what to search, and within the results of which queries."""
    with st.sidebar:
        inside = st.text_input(text("inside", lang), key="inside", bind="query-params")
    return (inside, (query,)) if inside.strip() else (query, ())


def _sort(lang: str) -> str:
    with st.sidebar:
        chosen = st.radio(
            text("sort", lang),
            SORTS,
            key="sort",
            bind="query-params",
            format_func=lambda name: text(name, lang),
        )
    return str(chosen)


def _show_facets(facets: Facets, lang: str) -> None:
    """Show how the whole result spreads over papers, pages, authors and time."""
    with st.sidebar:
        for key, counts in (
            ("newspapers", facets.newspapers), ("pages", facets.pages),
            ("columns", facets.columns), ("authors", facets.authors),
        ):  # fmt: skip
            if len(counts) > 1:
                rows = [
                    f"<div>{escape(value) or text('not_known', lang)} "
                    f'<span class="quiet">{count}</span></div>'
                    for value, count in counts[:_FACETS_SHOWN]
                ]
                st.html(f'<div class="jb"><b>{text(key, lang)}</b>{"".join(rows)}</div>')
    months = {value: count for value, count in facets.months if value}
    if len(months) > 1:
        with st.expander(text("over_time", lang)):
            st.bar_chart(months, x_label="", y_label="", height=180)


def _suggestion(item: Suggestion, query: str, lang: str) -> str:
    meant = link("search", escape(item.meant), q=query.replace(item.typed, item.meant), lang=lang)
    return f"<p>{text('did_you_mean', lang, typed=escape(item.typed), meant=meant)}</p>"


def _holdings(coverage: Coverage, lang: str) -> str:
    """Return what the archive holds of what was asked: nothing found is not nothing printed."""
    said = (
        english if lang == "English" else chinese for chinese, english in say_holdings(coverage)
    )
    return "".join(f'<p class="quiet holdings">{escape(line)}</p>' for line in said)


def _asked_page() -> int:
    asked = st.query_params.get("p", "1")
    return min(int(asked), 1000) if asked.isascii() and asked.isdigit() and int(asked) > 0 else 1


def _hit(found: ArticleHits, lang: str) -> str:
    article = found.article
    title, body, channels, place = escape(article.title), "", [], {}
    for best in found.hits[:1]:  # none where only a headline was found
        within = (best.passage.start, best.passage.end)
        shown, marks = snippet(article.text, best.highlights, within, length=140)
        body = f"<div>{marked(shown, marks)}</div>"
        title = marked(article.title, best.title_highlights)
        channels = [
            f'<span class="channel">{text(key, lang)}</span>'
            for key, score in (("by_words", best.words), ("by_meaning", best.meaning))
            if score
        ]
        start, end = best.best_sentence or within
        place = {"start": start, "end": end}
    head = link("page", title or UNTITLED, article=article.id, lang=lang, **place)
    kicker = f'<div class="kicker">{escape(article.kicker)}</div>' * bool(article.kicker)
    return (
        f'<div style="margin-bottom:1.4em">{kicker}<div class="headline">{head}{"".join(channels)}</div>'
        f'<div class="quiet">{escape(source_line(article))}</div>{body}{_prints(found, lang)}</div>'
    )


def _prints(found: ArticleHits, lang: str) -> str:
    """Return where else the story was printed, the first print named first."""
    if not found.prints:
        return ""
    links = " · ".join(
        link(
            "page", escape(f"《{item.newspaper or text('unknown', lang)}》 {item.date}"),
            article=item.article_id, lang=lang,
        )
        for item in found.prints
    )  # fmt: skip
    return f'<div class="quiet">{text("printed", lang, n=len(found.prints))} {links}</div>'
