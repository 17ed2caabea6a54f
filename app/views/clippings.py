"""剪报夹: what a person clipped, folder by folder, with notes, in order, and ready to export."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app.keeping import attempt, clippings, say
from app.marks import Span, escape, link
from app.opened import open_archive
from app.papers import STYLE
from app.texts import text
from app.users import may_write
from indexer import Archive, Article
from indexer.answer.citation import UNTITLED
from indexer.desk import Clippings, Folder, Item, Standing, State, standing_of
from indexer.desk.exporting import FORMATS, export
from indexer.errors import DeskRefused
from indexer.output import source_line

_SHOWN = 20
_QUOTE_SHOWN = 400
_BEGINNING_SHOWN = 16  # of a paragraph, in the list of them
_PLACE, _MANAGING = "clippings", "managing"  # where `say` speaks


# -- beside an article or a passage, in other views ------------------------------------------------


def clip_button(article: Article, start: int, end: int, lang: str, mark: str = "") -> None:
    """Offer to clip `article.text[start:end]`, or with 0 and 0 the whole article.

    It shows nothing to a person who may only read. A page shows it once for one passage and `mark`,
    the number of a citation.
    """
    if may_write():
        _clip_box(article, start, end, lang, mark)


@st.fragment
def _clip_box(article: Article, start: int, end: int, lang: str, mark: str) -> None:
    whole = (start, end) == (0, 0)
    key = f"clip{mark}-{article.id}-{start}-{end}"
    label = f"{text('clip_article' if whole else 'clip', lang)} {mark}".rstrip()
    box = st.popover(label, key=key, on_change="rerun", icon=":material/content_cut:")
    if not box.open:
        return
    with box:
        names = [folder.name for folder in clippings().folders()]
        last = st.session_state.get("clip-last", "")
        if not names:
            names = [text("clip_first_folder", lang)]
        if whole and len(spans := _paragraphs(article)) > 2:
            st.selectbox(
                text("clip_what", lang), spans, key=f"{key}-span",
                format_func=partial(_span_label, article, spans, lang),
            )  # fmt: skip
        st.selectbox(
            text("clip_into", lang), names, index=names.index(last) if last in names else 0,
            key=f"{key}-folder", accept_new_options=True,
        )  # fmt: skip
        st.text_area(text("clip_note", lang), key=f"{key}-note", height=80)
        st.button(
            text("clip_add", lang), key=f"{key}-add", type="primary",
            on_click=_clip, args=(key, article, start, end, lang),
        )  # fmt: skip
        say(key, lang)
        if last:
            # The first folder is open without being named: Streamlit leaves it out of the address.
            named = "" if last == names[0] else last
            where = link("clippings", escape(text("clip_open", lang)), folder=named, lang=lang)
            st.html(f'<div class="jb desk">{where}</div>')


def _paragraphs(article: Article) -> list[Span]:
    """Return the span of the whole article, (0, 0), and those of its paragraphs."""
    spans, at = [(0, 0)], 0
    for line in article.text.split("\n"):
        if line.strip():
            spans.append((at, at + len(line)))
        at += len(line) + 1
    return spans


def _span_label(article: Article, spans: list[Span], lang: str, span: Span) -> str:
    if span == (0, 0):
        return text("clip_all", lang)
    beginning = article.text[span[0] : min(span[1], span[0] + _BEGINNING_SHOWN)]
    return text("clip_paragraph", lang, n=spans.index(span), beginning=beginning)


def _clip(key: str, article: Article, start: int, end: int, lang: str) -> None:
    chosen = st.session_state.get(f"{key}-folder") or text("clip_first_folder", lang)
    note = st.session_state.get(f"{key}-note", "")
    start, end = st.session_state.get(f"{key}-span", (start, end))

    def put() -> None:
        archive = open_archive()
        archive.refresh()  # what is drawn is of the generation of then
        if archive.article(article.id) != article:  # raises UnknownId where it is gone
            raise DeskRefused(text("clip_stale", lang))
        kept = clippings()
        name = " ".join(chosen.split())
        known = {folder.name: folder.key for folder in kept.folders()}
        folder = known[name] if name in known else kept.make_folder(name)
        kept.add(folder, article, start, end, note)
        st.session_state["clip-last"] = name

    attempt(key, put, text("clipped", lang, folder=" ".join(chosen.split())))


# -- the view ------------------------------------------------------------------------------------


def show(archive: Archive, lang: str) -> None:
    kept = clippings()
    folders = kept.folders()
    st.html(STYLE)
    st.html(f'<div class="jb desk"><h1>{text("view_clippings", lang)}</h1></div>')
    if not may_write():
        st.html(f'<div class="jb desk"><p class="quiet">{text("read_only", lang)}</p></div>')
    folder = _choose(kept, folders, lang)
    say(_PLACE, lang)
    if folder is None:
        st.html(f'<div class="jb desk"><p>{text("no_folders", lang)}</p></div>')
        return
    _show_exports(archive, kept, folder, lang)
    _show_items(archive, kept, folder.key, lang)


def _choose(kept: Clippings, folders: list[Folder], lang: str) -> Folder | None:
    """Show which folder is open, and what can be done with folders; return the open one."""
    by_name = {folder.name: folder for folder in folders}
    chosen = None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if folders:
            name = st.selectbox(
                text("folder", lang), list(by_name), key="folder", bind="query-params"
            )
            chosen = by_name.get(name)
        if may_write():
            with st.popover(text("manage", lang), icon=":material/folder_managed:"):
                _manage(kept, chosen, lang)
    return chosen


def _manage(kept: Clippings, chosen: Folder | None, lang: str) -> None:
    # What is typed in a form reruns nothing; what is refused stays there, with the reason above it.
    say(_MANAGING, lang)
    with st.form("make-folder", border=False):
        st.text_input(text("new_folder", lang), key="new-folder")
        st.form_submit_button(text("make", lang), on_click=_make, args=(kept, lang))
    if chosen is None:
        return
    with st.form("rename-folder", border=False):
        st.text_input(text("rename_folder", lang), key="renamed")
        st.form_submit_button(text("rename", lang), on_click=_rename, args=(kept, chosen, lang))
    sure = st.checkbox(text("delete_folder", lang), key=f"delete-{chosen.key}-sure")
    st.button(
        text("delete_sure", lang), key=f"delete-{chosen.key}", disabled=not sure,
        on_click=_delete_folder, args=(kept, chosen, lang),
    )  # fmt: skip


def _make(kept: Clippings, lang: str) -> None:
    name = " ".join(st.session_state["new-folder"].split())

    def make() -> None:
        kept.make_folder(name)
        st.session_state["folder"] = name
        st.session_state["new-folder"] = ""

    attempt(_PLACE, make, text("folder_made", lang, name=name), refused_at=_MANAGING)


def _rename(kept: Clippings, folder: Folder, lang: str) -> None:
    name = " ".join(st.session_state["renamed"].split())

    def rename() -> None:
        kept.rename_folder(folder.key, name)
        st.session_state["folder"] = name
        st.session_state["renamed"] = ""

    attempt(_PLACE, rename, text("renamed", lang, name=name), refused_at=_MANAGING)


def _delete_folder(kept: Clippings, folder: Folder, lang: str) -> None:
    done = text("folder_deleted", lang, name=folder.name)
    attempt(_PLACE, partial(kept.delete_folder, folder.key), done)


def _show_exports(archive: Archive, kept: Clippings, folder: Folder, lang: str) -> None:
    if not folder.items:
        return
    with st.container(horizontal=True):
        for name, form in FORMATS.items():
            # Made when it is clicked, by a thread that knows no session.
            st.download_button(
                text(f"export_{name}", lang),
                data=partial(_export, archive, kept, folder, name),
                file_name=f"{_file_name(folder.name)}.{form.suffix}",
                mime=form.mime,
                key=f"export-{name}",
                on_click="ignore",
                icon=":material/download:",
            )


def _export(archive: Archive, kept: Clippings, folder: Folder, name: str) -> bytes:
    items = kept.items(folder.key)
    return export(name, folder.name, [(item, standing_of(archive, item)) for item in items])


def _file_name(name: str) -> str:
    """Return a name that every system takes for a file's."""
    return "".join("_" if char in '\\/:*?"<>|' else char for char in name).strip(". ") or "剪报"


@st.fragment
def _show_items(archive: Archive, kept: Clippings, folder: int, lang: str) -> None:
    say("items", lang)
    items = kept.items(folder)
    if not items:
        st.html(f'<div class="jb desk"><p>{text("no_items", lang)}</p></div>')
        return
    st.html(
        f'<div class="jb desk"><p class="quiet">{text("items_count", lang, n=len(items))}</p></div>'
    )
    parts = -(-len(items) // _SHOWN)
    part = 1
    if parts > 1:
        part = st.pagination(parts, key=f"part-{folder}")
    first = (part - 1) * _SHOWN
    for number, item in enumerate(items[first : first + _SHOWN], start=first + 1):
        with st.container(border=True):
            st.html(_item_html(item, standing_of(archive, item), number, lang))
            if may_write():
                _show_tools(kept, item, number, len(items), lang)
            elif item.note:
                st.html(f'<div class="jb desk"><p class="note">{escape(item.note)}</p></div>')


def _item_html(item: Item, standing: Standing, number: int, lang: str) -> str:
    title = escape(item.title or UNTITLED)
    if standing.article_id:
        place = {"start": standing.start, "end": standing.end, "mark": item.mark}
        where = place if standing.end and not item.whole else {}
        title = link("article", title, article=standing.article_id, lang=lang, **where)
    state = ""
    if standing.state is not State.SAME:
        said = text(f"state_{standing.state}", lang)
        state = f'<p class="state" data-state="{standing.state}">⚠️ {said}</p>'
    quote = escape(item.quote[:_QUOTE_SHOWN]).replace("\n", "<br>")
    quote += "……" * (len(item.quote) > _QUOTE_SHOWN)
    size = text("whole_article", lang, n=len(item.quote)) if item.whole and item.quote else ""
    body = f"<blockquote>{quote}</blockquote>" if quote else f"<p>{text('no_text', lang)}</p>"
    return (
        f'<div class="jb desk clipping"><div class="headline">{number}. {title}</div>'
        f'<div class="quiet">{escape(source_line(item, titled=False))} {size}</div>{state}{body}'
        f'<div class="quiet reference">{escape(item.reference)}</div></div>'
    )


def _show_tools(kept: Clippings, item: Item, number: int, count: int, lang: str) -> None:
    _show_note(kept, item, number, lang)
    with st.container(horizontal=True):
        for name, off, action, done in (
            ("move_up", number == 1, partial(kept.move, item.key, up=True), ""),
            ("move_down", number == count, partial(kept.move, item.key, up=False), ""),
            ("delete_item", False, partial(kept.delete, item.key), text("item_deleted", lang)),
        ):
            st.button(
                text(name, lang), key=f"{name}-{item.key}", type="tertiary", disabled=off,
                on_click=attempt, args=("items", action, done),
            )  # fmt: skip


def _show_note(kept: Clippings, item: Item, number: int, lang: str) -> None:
    """Show an item's note to be changed: the one that is kept now, which another may have written."""
    key = f"note-{item.key}"
    if key not in st.session_state or st.session_state[f"{key}-shown"] != item.note:
        st.session_state[key] = st.session_state[f"{key}-shown"] = item.note
    st.text_area(
        text("note_of", lang, n=number), key=key, height=80,
        placeholder=text("note_placeholder", lang), label_visibility="collapsed",
        on_change=_set_note, args=(kept, item.key, key, lang),
    )  # fmt: skip
    typed = st.session_state.pop(f"{key}-typed", "")
    if typed and typed != st.session_state[key]:  # not kept: it is theirs to copy
        said = text("note_typed", lang, note=escape(typed))
        st.html(f'<div class="jb desk"><p class="note">{said}</p></div>')


def _set_note(kept: Clippings, item: int, key: str, lang: str) -> None:
    note = st.session_state[f"{key}-typed"] = st.session_state[key]

    def put() -> None:
        kept.set_note(item, note, st.session_state[f"{key}-shown"])
        del st.session_state[f"{key}-typed"]

    attempt("items", put, text("note_kept", lang))
