"""Find the article, and the words in it, that an address leads to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.marks import Span, escape, link
from app.texts import text
from indexer import Archive, Article, How, anchor_from
from indexer.citing import is_counted, page_number

UNKNOWN = "-"
"""In an address: the newspaper, or the day, that is not known. An empty parameter is none at all."""
_ID_CHARS = 200


@dataclass(frozen=True, slots=True)
class Place:
    """An article, the words of it that an address cites, and the key of what there is to say."""

    article: Article
    cited: Span | None = None
    note: str = ""


def place_of(archive: Archive, parameters: Mapping[str, str]) -> Place | None:
    """Return where `parameters` lead to, None where they name no article; raises UnknownId.

    The words are looked for by their mark where they moved since; see indexer.anchors.
    """
    anchor = anchor_from(parameters)
    if anchor is None:
        return None
    found = archive.find(anchor)
    if found is None:
        gone = "quote_gone" if anchor.mark else "bad_span"
        return Place(archive.article(anchor.article_id), None, gone)
    if not anchor.end:
        spanned = parameters.get("start", "") or parameters.get("end", "")
        return Place(found.article, None, "bad_span" if spanned else "")
    note = "moved" if found.how in (How.PAGE, How.ISSUE) else ""
    if not note and (found.how is How.MOVED or not found.exact):
        note = "changed"
    return Place(found.article, (found.start, found.end), note)


def built(archive: Archive) -> str:
    """Return what names the open generation, for what is remembered of it."""
    return f"{archive.settings.archive}\0{archive.manifest.digest}"


def unknown_html(wanted: str, lang: str) -> str:
    """Return what is said of an id that the archive does not have."""
    said = escape(text("unknown_id", lang, id=shortened(wanted)))
    back = link("browse", escape(text("view_browse", lang)), lang=lang)
    return f'<div class="jb"><p class="note bad">{said} {back}</p></div>'


def note_html(key: str, lang: str, **values: object) -> str:
    """Return a remark on a line of its own."""
    return f'<div class="jb"><p class="note">{escape(text(key, lang, **values))}</p></div>'


def shortened(wanted: str) -> str:
    """Return what an address gave, short enough to be shown."""
    return wanted if len(wanted) <= _ID_CHARS else wanted[:_ID_CHARS] + "…"


def crumbs_html(newspaper: str, date: str, page_id: str, number: str, lang: str) -> str:
    """Return the way from all newspapers to a page; the last steps are left out where unknown."""
    steps = [
        link("browse", escape(text("view_browse", lang)), lang=lang),
        link(
            "browse", escape(newspaper or text("unknown", lang)), paper=newspaper or UNKNOWN,
            lang=lang,
        ),
        link(
            "browse", escape(date or text("no_date", lang)), paper=newspaper or UNKNOWN,
            lang=lang, **day_parameters(date),
        ),
    ]  # fmt: skip
    if page_id:
        label = escape(page_name(number, lang))
        steps.append(
            link("page", label or escape(text("view_page", lang)), page=page_id, lang=lang)
        )
    return f'<nav class="crumbs" aria-label="{text("way", lang)}">{"".join(f"<span>{s}</span>" for s in steps)}</nav>'


def page_name(number: str, lang: str) -> str:
    """Return what a page is called, "" where its number is not known: 第3版, 头版."""
    called = page_number(number)
    return text("page", lang, n=called) if is_counted(called) else called


def day_parameters(date: str) -> dict[str, str]:
    """Return an ISO date as the address of browsing has it; "" is the day that is not known."""
    if not date:
        return {"year": UNKNOWN}
    year, month, day = date.split("-")
    return {"year": year, "month": str(int(month)), "day": str(int(day))}
