"""版面: the page a citation comes from, with the cited words marked in their article."""

from __future__ import annotations

from html import escape

import streamlit as st

from app.marks import Span, link, marked, paragraphs
from app.scripts import SCROLL_TO_CITED
from app.texts import text
from indexer import Archive, Article, Page
from indexer.answer.citation import UNTITLED, page_number
from indexer.errors import ReadError, UnknownId
from indexer.outlines import article_spans, page_spans
from indexer.output import source_line


def show(archive: Archive, lang: str) -> None:
    wanted = st.query_params.get("article", "")
    st.html(f'<div class="jb">{link("search", "← " + text("back", lang), lang=lang)}</div>')
    try:
        article = archive.article(wanted)
    except UnknownId:
        st.html(f'<div class="jb"><p>{escape(text("unknown_id", lang, id=wanted[:200]))}</p></div>')
        return
    page = archive.page(article.page_id)
    cited = _cited(article)
    if cited is None and "start" in st.query_params:
        st.html(f'<div class="jb"><p class="quiet">{text("bad_span", lang)}</p></div>')
    st.html(f'<div class="jb"><p>{_issue(archive, page, lang)}</p></div>')
    views = ["articles_of_page", "as_read"] + ["picture"] * bool(page.image)
    reading, as_read, *pictured = st.tabs([text(view, lang) for view in views])
    with reading:
        for other in archive.articles_of_page(page.id):
            _show_article(other, cited if other.id == article.id else None, other.id == article.id)
            if other.id == article.id:
                _show_other_halves(archive, article, lang)
    with as_read:
        spans = page_spans(article, cited) if cited else []
        st.html(f'<div class="jb"><pre>{marked(page.text, spans)}</pre></div>')
    for tab in pictured:
        with tab:
            _show_picture(archive, page, article, cited, lang)
    start, end = cited or (0, len(article.text))
    if article.text:
        st.caption(text("reference", lang))
        st.code(archive.cite(article.id, start, end).reference, language=None, wrap_lines=True)
    if article.text:
        _show_similar(archive, article, lang)
    st.html(SCROLL_TO_CITED, unsafe_allow_javascript=True)


def _show_similar(archive: Archive, article: Article, lang: str) -> None:
    rows = [
        f"<p>{link('page', escape(source_line(found.article)), article=found.article.id, lang=lang)}</p>"
        for found in archive.similar(article.id, limit=5)
    ]
    if rows:
        with st.expander(text("similar", lang)):
            st.html(f'<div class="jb">{"".join(rows)}</div>')


def _show_other_halves(archive: Archive, article: Article, lang: str) -> None:
    for other, forward in archive.other_halves(article):
        way = text("goes_on" if forward else "comes_from", lang)
        where = link("page", escape(f"{way} {source_line(other)}"), article=other.id, lang=lang)
        st.html(f'<div class="jb"><p>{where}</p></div>')


def _show_picture(
    archive: Archive, page: Page, article: Article, cited: Span | None, lang: str
) -> None:
    """Show the page's picture with the article outlined and the cited words marked."""
    try:
        picture = archive.draw_page(
            page, article_spans(article), page_spans(article, cited) if cited else []
        )
    except ReadError as error:
        st.html(f'<div class="jb"><p class="quiet">{escape(error.reason)}</p></div>')
        return
    st.image(picture, width="stretch", caption=text("picture_marks", lang) if page.width else None)


def _cited(article: Article) -> Span | None:
    """Return the span that the address names, None where it is none of this article."""
    numbers = [st.query_params.get(name, "") for name in ("start", "end")]
    if not all(number.isascii() and number.isdigit() and len(number) < 10 for number in numbers):
        return None
    start, end = map(int, numbers)
    return (start, end) if start < end <= len(article.text) else None


def _issue(archive: Archive, page: Page, lang: str) -> str:
    """Return the page's name, with links to the other pages of its issue."""
    name = " ".join(
        filter(None, (page.newspaper or text("unknown", lang), page.date, page.section))
    )
    links = []
    pages = archive.pages_of_issue(page.newspaper, page.date) if page.date else []
    # Several files may make one printed page: it is named once.
    by_number: dict[str, str] = {}
    for number, page_id in pages:
        if page_id == page.id or number not in by_number:
            by_number[number] = page_id
    for number, page_id in by_number.items():
        label = escape(text("page", lang, n=page_number(number)))
        first = [] if page_id == page.id else archive.articles_of_page(page_id)
        if first:
            links.append(link("page", label, article=first[0].id, lang=lang))
        else:
            links.append(f"<b>{label}</b>")
    return f"<b>{escape(name)}</b>　{' · '.join(links)}"


def _show_article(article: Article, cited: Span | None, chosen: bool) -> None:
    lines = [
        f'<div class="{name}">{escape(value)}</div>'
        for name, value in (
            ("quiet", article.column),
            ("kicker", article.kicker),
            ("headline", article.title or UNTITLED),
            ("subtitle", article.subtitle),
            ("quiet", article.byline.text or source_line(article)),
        )
        if value
    ]
    body = paragraphs(article.text, cited)
    css = "cited-article" if chosen else ""
    st.html(f'<div class="jb {css}" style="margin-bottom:2em">{"".join(lines)}{body}</div>')
