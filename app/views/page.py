"""版面: one page, its articles in reading order or its picture, with the cited words marked."""

from __future__ import annotations

from io import BytesIO

import streamlit as st

from app.marks import Span, escape, in_language, link, marked
from app.places import (
    Place,
    built,
    crumbs_html,
    day_parameters,
    note_html,
    page_name,
    place_of,
    unknown_html,
)
from app.reading import article_html
from app.scripts import SCROLL_TO_CITED
from app.sheets import STYLE
from app.texts import text
from app.titles import set_title
from app.views.clippings import clip_button
from indexer import Archive, Article, Page
from indexer.answer.citation import UNTITLED
from indexer.citing import page_number
from indexer.errors import ReadError, UnknownId
from indexer.outlines import article_spans, boxes_of, page_spans
from indexer.output import source_line

_PICTURES_KEPT = 32  # of about half a megabyte each, for all who look
_JPEG_QUALITY = 85
_TABS = ("articles_of_page", "as_read", "picture")


def show(archive: Archive, lang: str) -> None:
    st.html(STYLE)
    wanted = st.query_params.get("page", "")
    try:
        place = place_of(archive, st.query_params.to_dict())
        page = archive.page(place.article.page_id if place else wanted) if place or wanted else None
    except UnknownId as error:
        st.html(unknown_html(error.wanted, lang))
        return
    if page is None:
        st.html(note_html("no_page_asked", lang))
        return
    articles = archive.articles_of_page(page.id)
    _show_head(archive, page, lang)
    if place and place.note:
        st.html(note_html(place.note, lang))
    if place and place.cited:
        clip_button(place.article, *place.cited, lang)
    names = _TABS if page.image else _TABS[:-1]
    tabs = st.tabs(labels(lang)[: len(names)], key="tab", bind="query-params")
    for name, tab in zip(names, tabs, strict=True):
        if not tab.open:  # what is not seen is not made: a picture takes a second
            continue
        with tab:
            if name == "picture":
                _show_picture(archive, page, place, lang)
            elif name == "as_read":
                _show_as_read(page, place)
            else:
                _show_articles(archive, page, articles, place, lang)
    if place and place.cited:
        st.html(SCROLL_TO_CITED, unsafe_allow_javascript=True)


def labels(lang: str) -> list[str]:
    """Return what the tabs of a page are called, and `tab` in its address."""
    return [text(name, lang) for name in _TABS]


def _show_head(archive: Archive, page: Page, lang: str) -> None:
    """Show which page of which issue it is, and the ways to the pages and issues beside it."""
    name = page.newspaper or text("unknown", lang)
    number = page_name(page.number, lang)
    title = " ".join(filter(None, (name, page.date, number, page.section)))
    set_title(lang, title)
    st.html(
        f'<div class="jb">{crumbs_html(page.newspaper, page.date, "", "", lang)}'
        f"<h1>{escape(title)}</h1>{_turning(archive, page, lang)}</div>"
    )


def _turning(archive: Archive, page: Page, lang: str) -> str:
    """Return links to the issue's pages and to the issues before and after."""
    if not page.date:
        return ""
    # Several files may make one printed page: it is named once.
    by_number: dict[str, str] = {}
    for number, page_id in archive.pages_of_issue(page.newspaper, page.date):
        if page_id == page.id or number not in by_number:
            by_number[number] = page_id
    ids = list(by_number.values())
    links = []
    if page.id in ids and len(ids) > 1:
        at = ids.index(page.id)
        before, after = ids[at - 1 : at], ids[at + 1 : at + 2]
        links += [_to_page(f"← {text('page_before', lang)}", other, lang) for other in before]
        links += [
            f'<b aria-current="page">{escape(page_number(number) or "·")}</b>'
            if other == page.id
            else _to_page(page_number(number) or "·", other, lang)
            for number, other in by_number.items()
        ]
        links += [_to_page(f"{text('page_after', lang)} →", other, lang) for other in after]
    days = archive.days_beside(page.newspaper, page.date)
    issues = [
        _to_issue(archive, page, day, f"{before}{text(key, lang, date=day)}{after}", lang)
        for day, key, before, after in (
            (days[0], "issue_before", "← ", ""),
            (days[1], "issue_after", "", " →"),
        )
        if day
    ]
    far = f'<span class="far">{"　".join(issues)}</span>' if issues else ""
    if not links and not far:
        return ""
    label = escape(text("pages_of_issue", lang))
    return f'<nav class="turn" aria-label="{label}">{"".join(links)}{far}</nav>'


def _to_page(label: str, page_id: str, lang: str) -> str:
    return link("page", escape(label), page=page_id, lang=lang)


def _to_issue(archive: Archive, page: Page, day: str, label: str, lang: str) -> str:
    """Return a link to the same page of another issue, its first where it has none such."""
    there = archive.pages_of_issue(page.newspaper, day)
    if not there:  # articles that came already cut
        return link(
            "browse", escape(label), paper=page.newspaper or "-", lang=lang, **day_parameters(day)
        )
    same = [page_id for number, page_id in there if number == page.number]
    return _to_page(label, (same or [page_id for _, page_id in there])[0], lang)


def _show_articles(
    archive: Archive, page: Page, articles: list[Article], place: Place | None, lang: str
) -> None:
    """Show the page's articles in reading order; each headline leads to the article's own view."""
    if not articles:
        st.html(note_html("no_articles", lang))
    blocks = []
    for at, article in enumerate(articles):
        cited = place.cited if place and place.article.id == article.id else None
        span = {"start": cited[0], "end": cited[1]} if cited else {}
        title = link(
            "article", escape(article.title or UNTITLED), article=article.id, lang=lang, **span
        )
        is_chosen = place is not None and place.article.id == article.id
        shown = article_html(article, cited, title_html=title, chosen=is_chosen)
        blocks.append(f'<div id="a{at}">{shown}{_other_halves(archive, article, page, lang)}</div>')
    read = f'<div class="read">{"".join(blocks)}</div>'
    st.html(f'<div class="jb sheet">{_contents(articles, lang)}{read}</div>')


def _contents(articles: list[Article], lang: str) -> str:
    """Return the headlines of a page: beside its articles on a wide screen, folded on a narrow one."""
    if len(articles) < 3:
        return ""
    heads = "".join(
        f'<li><a href="#a{at}">{escape(article.title or UNTITLED)}</a></li>'
        for at, article in enumerate(articles)
    )
    count = escape(text("contents", lang, n=len(articles)))
    heads = f'<ol class="heads">{heads}</ol>'
    return (
        f'<nav class="contents" aria-label="{count}"><b>{count}</b>{heads}</nav>'
        f'<details class="contents"><summary>{count}</summary>{heads}</details>'
    )


def _other_halves(archive: Archive, article: Article, page: Page, lang: str) -> str:
    if page.already_cut:
        return ""
    return "".join(
        f'<p class="more">{_half(other, forward, lang)}</p>'
        for other, forward in archive.other_halves(article)
    )


def _half(other: Article, forward: bool, lang: str) -> str:
    way = text("goes_on" if forward else "comes_from", lang)
    return link("page", escape(f"{way} {source_line(other)}"), article=other.id, lang=lang)


def _show_as_read(page: Page, place: Place | None) -> None:
    spans = page_spans(place.article, place.cited) if place and place.cited else []
    shown = marked(page.text, spans[1:], cited=spans[0] if spans else None)
    st.html(f'<div class="jb"><pre>{shown}</pre></div>')


def _show_picture(archive: Archive, page: Page, place: Place | None, lang: str) -> None:
    """Show the page's picture, or the part of it with the article or the quotation, marked."""
    outlined = _placed(page, article_spans(place.article)) if place else []
    passage = _placed(page, page_spans(place.article, place.cited)) if place and place.cited else []
    parts = ["zoom_sheet", *["zoom_article"] * bool(outlined), *["zoom_passage"] * bool(passage)]
    chosen = "zoom_sheet"
    if len(parts) > 1:
        chosen = st.segmented_control(
            text("zoom", lang), parts, default="zoom_sheet", required=True, key="zoom",
            bind="query-params", format_func=lambda name: text(name, lang),
            label_visibility="collapsed",
        )  # fmt: skip
    around = {"zoom_article": outlined, "zoom_passage": passage}.get(chosen, [])
    try:
        picture = _picture(
            built(archive), page.id, tuple(outlined), tuple(passage), tuple(around), archive
        )
    except ReadError as error:
        st.html(
            f'<div class="jb"><p class="note bad">{escape(in_language(error.reason, lang))}</p></div>'
        )
        return
    name = " ".join(filter(None, (page.newspaper, page.date, page.number)))
    st.image(
        picture,
        width="stretch",
        caption=text("picture_marks", lang) if outlined else None,
        alt=text("picture_of", lang, name=name or page.id),
    )


def _placed(page: Page, spans: list[Span]) -> list[Span]:
    """Return spans of which the source says where they stand on the sheet, else none."""
    return spans if page.width and boxes_of(page, spans) else []


@st.cache_data(max_entries=_PICTURES_KEPT, show_spinner=False)
def _picture(
    built: str,  # names the generation: another may have another page of that id
    page_id: str,
    outlined: tuple[Span, ...],
    passage: tuple[Span, ...],
    around: tuple[Span, ...],
    _archive: Archive,
) -> bytes:
    """Return the page's picture as JPEG. Raises ReadError, which is not kept."""
    page = _archive.page(page_id)
    image = _archive.draw_page(page, outlined, passage, around=around)
    file = BytesIO()
    image.save(file, "JPEG", quality=_JPEG_QUALITY)
    return file.getvalue()
