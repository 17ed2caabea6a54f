"""Turn text from pages into HTML: escaped first, then marked."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape as escape_html
from urllib.parse import urlencode

Span = tuple[int, int]
# What turns the direction of the letters after it, in other elements too. References leave it out.
_TURNS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
_LEFT_OUT: tuple[object, ...] = ("", None, (), [])


def escape(text: str) -> str:
    """Return `text` as HTML, without the controls that turn the direction of letters."""
    return escape_html(text).translate(_TURNS)


def marked(text: str, spans: Iterable[Span], *, cited: Span | None = None) -> str:
    """Return `text` as HTML with `spans` in <mark>, and `cited` in <mark id="cited">.

    Where a span overlaps the cited one, the cited one is shown.
    """
    pieces: list[tuple[int, int, str]] = []
    if cited:
        pieces.append((*cited, '<mark class="cited" id="cited">'))
    pieces += [
        (start, end, "<mark>")
        for start, end in spans
        if not cited or end <= cited[0] or start >= cited[1]
    ]
    out, at = [], 0
    for start, end, tag in sorted(pieces):
        out += [escape(text[at:start]), tag, escape(text[start:end]), "</mark>"]
        at = end
    return "".join([*out, escape(text[at:])])


def link(view: str, label_html: str, /, **parameters: object) -> str:
    """Return a link to a view of ours; `label_html` is HTML already, parameters are not."""
    return f'<a href="{href(view, **parameters)}" target="_self">{label_html}</a>'


def href(view: str, /, **parameters: object) -> str:
    """Return the address of a view, as the value of an HTML attribute.

    It is relative: the page may be served below any path. What is empty is left out, and the
    default language; a parameter of several values is there several times.
    """
    kept = {
        key: value
        for key, value in parameters.items()
        if value not in _LEFT_OUT and (key, value) != ("lang", "中文")
    }
    path = "./" if view == "search" else view
    return escape(f"{path}?{urlencode(kept, doseq=True)}" if kept else path)


def in_language(message: str, lang: str) -> str:
    """Return the side of a message of the archive, `中文 / English`, that is in `lang`.

    The last " / " parts them; a message without one is for both.
    """
    chinese, parted, english = message.rpartition(" / ")
    return (english if lang == "English" else chinese) if parted else message


def shown_path(path: str) -> str:
    """Return the end of a path: where on the server the folder lies is not for every reader."""
    return "/".join(path.replace("\\", "/").split("/")[-3:])


def plain(message: str) -> str:
    """Return a message with what Markdown would take for its own marks made harmless."""
    return "".join(f"\\{char}" if char in r"\`*_{}[]()#+-.!|<>$:~" else char for char in message)
