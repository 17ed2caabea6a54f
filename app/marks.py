"""Turn text from pages into HTML: escaped first, then marked."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from urllib.parse import urlencode

Span = tuple[int, int]

STYLE = """
<style>
.jb { line-height: 1.85; overflow-wrap: anywhere; }
.jb p { margin: 0 0 .6em; text-align: justify; }
.jb mark { background: #ffe08a; color: #1c1c1c; border-radius: 2px; padding: 0 1px; }
.jb mark.cited { background: #ffd24d; box-shadow: 0 0 0 2px #ffd24d; }
.jb .quiet { opacity: .72; font-size: .88em; }
.jb .kicker, .jb .subtitle { opacity: .8; font-size: .95em; }
.jb .headline { font-size: 1.18em; font-weight: 650; margin: .1em 0; }
.jb a { text-decoration: none; color: inherit; }
.jb .claim .quiet a, .jb p a { color: #9a6f00; }
@media (prefers-color-scheme: dark) { .jb .claim .quiet a, .jb p a { color: #e0b84a; } }
.jb a:hover, .jb a:focus { text-decoration: underline; }
.jb .claim { border-left: 3px solid #b8860b; padding-left: .8em; margin-bottom: 1em; }
.jb .claim .quote { font-size: 1.08em; }
.jb .channel { border: 1px solid currentColor; border-radius: 3px; padding: 0 .3em;
  font-size: .78em; opacity: .65; margin-left: .4em; }
.jb pre { white-space: pre-wrap; font-family: inherit; }
.jb .cited-article { border-left: 3px solid #b8860b; padding-left: .8em; }
</style>
"""


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


def link(view: str, label_html: str, **parameters: object) -> str:
    """Return a link to a view of ours; `label_html` is HTML already, parameters are not.

    The address is relative: the page may be served below any path. The default language is left
    out: Streamlit would take it out of the address in a step of its own, and the way back would
    then lead to the same page.
    """
    kept = {key: value for key, value in parameters.items() if value not in ("", None, "中文", ())}
    path = "./" if view == "search" else view
    return f'<a href="{path}?{escape(urlencode(kept, doseq=True))}" target="_self">{label_html}</a>'
