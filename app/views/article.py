"""文章: one article with its parts, how to cite it, its other prints, and what was reported around it."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

import streamlit as st

from app.marks import escape, link
from app.places import Place, built, crumbs_html, note_html, page_name, place_of, unknown_html
from app.reading import article_html
from app.scripts import SCROLL_TO_CITED
from app.sheets import STYLE
from app.texts import text
from app.titles import set_title
from app.views.clippings import clip_button
from indexer import Archive, Article, Print, address_parameters
from indexer.answer.citation import UNTITLED
from indexer.citing import STYLES, cite_as
from indexer.citing.styles import DEFAULT
from indexer.differences import Piece, differences
from indexer.errors import UnknownId
from indexer.output import source_line
from indexer.writing import article_markdown, article_text, file_name

_RELATED_LOOKED_AT = 24
_NEAR = 0.5  # of the nearest one's likeness; what is less alike is another matter
_BEGINNING_CHARS = 40  # of an article without a headline, to stand for one
_RELATED_SHOWN = 6  # before, after, the same day, undated
_RELATED_KEPT = 500  # articles of which they are remembered, for all who look
_FOLDED_CHARS = 100  # a longer stretch that both prints have is folded
_EDGE_CHARS = 30  # of it shown at each end

Related = tuple[str, str, str, str]
"""Article id, date, newspaper, headline."""


def show(archive: Archive, lang: str) -> None:
    st.html(STYLE)
    try:
        place = place_of(archive, st.query_params.to_dict())
    except UnknownId as error:
        st.html(unknown_html(error.wanted, lang))
        return
    if place is None:
        st.html(note_html("no_article_asked", lang))
        return
    article = place.article
    set_title(lang, article.title or UNTITLED, article.newspaper, article.date)
    _show_text(archive, place, lang)
    _show_acts(place, lang)
    if article.text:
        _show_citation(archive, place, lang)
        _show_prints(archive, article, lang)
        _show_related(archive, article, lang)
    if place.cited:
        st.html(SCROLL_TO_CITED, unsafe_allow_javascript=True)


def _show_text(archive: Archive, place: Place, lang: str) -> None:
    article = place.article
    page = archive.page(article.page_id)
    number = "" if page.already_cut and not article.page else article.page_id
    crumbs = crumbs_html(article.newspaper, article.date, number, article.page, lang)
    st.html(f'<div class="jb">{crumbs}</div>')
    if place.note:
        st.html(note_html(place.note, lang))
    halves = "" if page.already_cut else _halves(archive, article, lang)
    ways = []
    if not page.already_cut or page.image:
        cited = dict(zip(("start", "end"), place.cited, strict=True)) if place.cited else {}
        label = escape(text("on_its_page", lang))
        ways.append(link("page", label, article=article.id, lang=lang, **cited))
    more = f'<p class="more">{" · ".join(ways)}</p>' if ways else ""
    shown = article_html(article, place.cited, alone=True)
    st.html(f'<div class="jb">{shown}{halves}{more}</div>')


def _halves(archive: Archive, article: Article, lang: str) -> str:
    """Return links to where the article goes on and comes from."""
    rows = []
    for other, forward in archive.other_halves(article):
        way = text("goes_on" if forward else "comes_from", lang)
        label = escape(f"{way} {source_line(other)}")
        rows.append(f'<p class="more">{link("article", label, article=other.id, lang=lang)}</p>')
    return "".join(rows)


@st.fragment
def _show_citation(archive: Archive, place: Place, lang: str) -> None:
    """Show the reference in the style chosen, and the address that leads here, both to be copied."""
    anchor = archive.anchor(place.article.id, *(place.cited or ()))
    st.html(f'<div class="jb"><h2>{escape(text("cite_it", lang))}</h2></div>')
    style = st.segmented_control(
        text("cite_style", lang), list(STYLES), default=DEFAULT, required=True, key="style",
        bind="query-params", format_func=lambda name: STYLES[name].label,
        label_visibility="collapsed",
    )  # fmt: skip
    today = datetime.now().astimezone().date().isoformat()
    reference = archive.reference(anchor, accessed=today)
    st.code(cite_as(reference, style).strip(), language=None, wrap_lines=True)
    parameters = address_parameters(anchor) if place.cited else {"article": anchor.article_id}
    st.html(f'<div class="jb quiet">{escape(text("deep_link", lang))}</div>')
    here = archive.settings.public_url or (st.context.url or "").partition("?")[0]
    here = here.rstrip("/").removesuffix("/article")
    st.code(f"{here}/article?{urlencode(parameters)}", language=None, wrap_lines=True)


def _show_acts(place: Place, lang: str) -> None:
    """Offer to clip the cited words, or the article, and to take the article away as a file."""
    article = place.article
    with st.container(key="take", horizontal=True):
        if place.cited:
            clip_button(article, *place.cited, lang)
        clip_button(article, 0, 0, lang)
        if not article.text:
            return
        st.download_button(
            text("save_text", lang), article_text(article), file_name(article, "txt"),
            "text/plain; charset=utf-8", on_click="ignore", icon=":material/download:",
        )  # fmt: skip
        st.download_button(
            text("save_markdown", lang), article_markdown(article), file_name(article, "md"),
            "text/markdown; charset=utf-8", on_click="ignore", icon=":material/download:",
        )  # fmt: skip


def _show_prints(archive: Archive, article: Article, lang: str) -> None:
    """Show all prints of the story, and to the letter what differs from one of them."""
    prints = archive.prints(article.id)
    if not prints:
        return
    rows = "".join(_print_row(item, at, article, lang) for at, item in enumerate(prints))
    title = escape(text("same_story", lang, n=len(prints)))
    st.html(f'<div class="jb"><h2>{title}</h2><ul class="related">{rows}</ul></div>')
    _compare(archive, article, [item for item in prints if item.article_id != article.id], lang)


@st.fragment
def _compare(archive: Archive, article: Article, others: list[Print], lang: str) -> None:
    chosen = others[0]
    if len(others) > 1:
        chosen = st.selectbox(
            text("compare_with", lang), others, key="with",
            format_func=lambda item: f"{_printed_in(item, lang)} {item.title or UNTITLED}",
        )  # fmt: skip
    other = archive.article(chosen.article_id)
    lines = []
    if other.title != article.title:
        pieces = _pieces_html(differences(other.title, article.title), lang)
        lines.append(f"<p><b>{escape(text('title_differs', lang))}</b> {pieces}</p>")
    if other.text == article.text:
        lines.append(f"<p>{escape(text('same_text', lang))}</p>")
    else:
        said = escape(text("differences", lang, other=_printed_in(chosen, lang)))
        pieces = _pieces_html(differences(other.text, article.text), lang)
        lines.append(f'<p class="quiet">{said}</p><div class="diff">{pieces}</div>')
    st.html(f'<div class="jb">{"".join(lines)}</div>')


def _pieces_html(pieces: list[Piece], lang: str) -> str:
    """Return how the second text came from the first: left out in <del>, put in in <ins>."""
    html = []
    for piece in pieces:
        if piece.is_same:
            html.append(_folded(piece.one, lang))
            continue
        # Screen readers do not all say <del> and <ins>.
        if piece.one:
            hidden = f'<span class="unseen">{escape(text("left_out", lang))}</span>'
            html.append(f"<del>{hidden}{escape(piece.one)}</del>")
        if piece.other:
            hidden = f'<span class="unseen">{escape(text("put_in", lang))}</span>'
            html.append(f"<ins>{hidden}{escape(piece.other)}</ins>")
    return "".join(html)


def _folded(same: str, lang: str) -> str:
    if len(same) <= _FOLDED_CHARS:
        return escape(same)
    head, middle, tail = (
        escape(part)
        for part in (same[:_EDGE_CHARS], same[_EDGE_CHARS:-_EDGE_CHARS], same[-_EDGE_CHARS:])
    )
    label = escape(text("unfold", lang, n=len(same) - 2 * _EDGE_CHARS))
    return f"{head}<details><summary>…{label}…</summary>{middle}</details>{tail}"


def _print_row(item: Print, at: int, article: Article, lang: str) -> str:
    marks = [text("first_print", lang)] * (at == 0 and bool(item.date))
    label = escape(f"{_printed_in(item, lang, with_date=False)} {item.title or UNTITLED}")
    if item.article_id == article.id:
        marks.append(text("this_print", lang))
        shown = f"<b>{label}</b>"
    else:
        shown = link("article", label, article=item.article_id, lang=lang)
    said = f' <span class="quiet">{escape("，".join(marks))}</span>' if marks else ""
    return f"<li>{_time(item.date, lang)}<span>{shown}{said}</span></li>"


def _printed_in(item: Print, lang: str, *, with_date: bool = True) -> str:
    page = page_name(item.page, lang)
    date = (item.date or text("no_date", lang)) if with_date else ""
    return " ".join(filter(None, (item.newspaper or text("unknown", lang), date, page)))


def _show_related(archive: Archive, article: Article, lang: str) -> None:
    """Show what was reported on the matter before and after, each in time's order."""
    found = _related(built(archive), article.id, archive)
    if not found:
        st.html(f'<div class="jb"><p class="quiet">{escape(text("no_related", lang))}</p></div>')
        return
    day = article.date
    groups = {
        "related_before": [one for one in found if day and one[1] and one[1] < day],
        "related_same_day": [one for one in found if day and one[1] == day],
        "related_after": [one for one in found if day and one[1] > day],
        "related_undated": [one for one in found if not one[1]],
        "similar": [one for one in found if one[1] and not day],
    }
    for key, rows in groups.items():
        if rows:
            nearest = sorted(rows[:_RELATED_SHOWN], key=lambda one: one[1])
            listed = "".join(_related_row(one, lang) for one in nearest)
            title = escape(text(key, lang))
            st.html(f'<div class="jb"><h2>{title}</h2><ul class="related">{listed}</ul></div>')


@st.cache_data(max_entries=_RELATED_KEPT, show_spinner=False)
def _related(built: str, article_id: str, _archive: Archive) -> list[Related]:
    """Return the heads of the articles nearest to one, the nearest first; `built` names the archive."""
    found = _archive.similar(article_id, limit=_RELATED_LOOKED_AT)
    return [
        (
            one.article.id,
            one.article.date,
            one.article.newspaper,
            one.article.title or f"{one.article.text[:_BEGINNING_CHARS]}……",
        )
        for one in found
        if one.score >= _NEAR * found[0].score
    ]


def _related_row(one: Related, lang: str) -> str:
    id_, day, newspaper, title = one
    paper = f'<span class="quiet">{escape(newspaper or text("unknown", lang))}</span>'
    return (
        f"<li>{_time(day, lang)}<span>{link('article', escape(title or UNTITLED), article=id_, lang=lang)}"
        f" {paper}</span></li>"
    )


def _time(date: str, lang: str) -> str:
    if not date:
        return f"<time>{escape(text('no_date', lang))}</time>"
    return f'<time datetime="{escape(date)}">{escape(date)}</time>'
