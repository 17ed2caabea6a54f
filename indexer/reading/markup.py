"""Turn HTML into the lines of text that a reader sees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from lxml import etree, html

Element: TypeAlias = Any  # lxml.html.HtmlElement: lxml comes without types

_BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd div dl dt fieldset figcaption figure "
    "h1 h2 h3 h4 h5 h6 hr li main ol p pre section table tbody td th tr ul".split()
)
_SILENT = frozenset(
    "script style noscript template nav header footer form iframe object svg select button head map".split()
)
_SPACES = re.compile(r"[ \t\n\r\f]+")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class NotReadable(Exception):
    """The markup is nested deeper, or a text in it is longer, than libxml2's bounds allow."""


def parse(text: str) -> Element | None:
    """Return the document of `text`; None where it holds nothing. Raises NotReadable.

    Nothing is fetched. libxml2 would drop what lies deeper than 256 elements: that is an error here.
    """
    parser = html.HTMLParser(no_network=True, huge_tree=False, encoding="utf-8")
    data = _NOT_XML.sub("\ufffd", text).encode("utf-8")
    try:
        document = html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        document = None
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise NotReadable
    return document


def text_lines(text: str) -> list[str]:
    """Return the lines of a piece of HTML. Raises NotReadable."""
    document = parse(text)
    return [] if document is None else [line for _, line in seen_lines(document)]


def seen_lines(root: Element) -> Iterator[tuple[Element, str]]:
    """Yield (the element it begins in, line) for each line that a reader sees below `root`.

    White space is run together and dropped at the edges; full-width spaces are text.
    """
    line, owner = "", root
    silent: Element | None = None
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event == "start":
            if silent is None and (_is_silent(element) and element is not root):
                silent = element
            if silent is not None:
                continue
            if _is_block(element) and line.strip():
                yield owner, line.strip()
                line = ""
            words = element.text
        elif event == "end":
            if silent is not None and element is not silent:
                continue
            if silent is None and _is_block(element) and line.strip():
                yield owner, line.strip()
                line = ""
            silent = None
            words = None if element is root else element.tail
        else:
            words = element.tail if silent is None else None
        if words:
            if not line.strip():
                owner = element if event == "start" else _parent(element, root)
            line = _SPACES.sub(" ", line + words)
    if line.strip():
        yield owner, line.strip()


def _is_block(element: Element) -> bool:
    """Tell an element that has its lines to itself; such are a system's own: <founder-title>."""
    return element.tag in _BLOCKS or "-" in element.tag


def _is_silent(element: Element) -> bool:
    return (
        element.tag in _SILENT
        or element.get("hidden") is not None
        or bool(_HIDDEN.search(element.get("style") or ""))
    )


def _parent(element: Element, root: Element) -> Element:
    parent = element.getparent()
    return root if parent is None else parent
