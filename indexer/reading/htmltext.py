"""Turn HTML into the lines a reader sees."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from lxml import etree

# What stands in a line; every other element makes lines of its own.
_INLINE = frozenset(
    "a abbr acronym b basefont bdi bdo big cite code data del dfn em font i img ins kbd label mark"
    " nobr q rb rt ruby s samp small span strike strong sub sup time tt u var wbr".split()
)
_NO_TEXT = frozenset(
    "script style noscript template head title iframe object embed svg math canvas audio video"
    " button select textarea input nav footer map rp rt frameset form".split()
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_SENTENCE_END = re.compile(r"[。！？；…]")
_FORM_CHARS = 40  # with a sentence among them a form says more than what to fill in


class TooDeep(Exception):
    """Elements are nested deeper than the parser goes: what it returns would lack text."""


@dataclass(slots=True)
class TextLine:
    r"""A line; `\n` in `text` stands where its source has a line end, which is not seen.

    `block` is the element that makes it a line, `linked` counts its characters in links.
    """

    text: str
    block: etree._Element
    linked: int = 0

    @property
    def words(self) -> str:
        """The text in one line."""
        return " ".join(self.text.split())

    @property
    def length(self) -> int:
        """Its characters but for white space."""
        return len("".join(self.text.split()))

    @property
    def own(self) -> int:
        """Its characters outside links."""
        return self.length - self.linked

    @property
    def is_told(self) -> bool:
        """Whether a sentence ends in it."""
        return bool(_SENTENCE_END.search(self.text))


def parse(text: str) -> etree._Element | None:
    """Return the root of an HTML document, None where there is no element. Raises TooDeep.

    A form that is the page as a whole comes out as a `div`.
    """
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=False, no_network=True, remove_pis=True, recover=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        root = None
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise TooDeep
    if root is not None:
        for form in [one for one in root.iter("form") if _is_page(one)]:
            form.tag = "div"
    return root


def _is_page(form: etree._Element) -> bool:
    """Tell a form around a whole page, as ASP.NET's and other old pages have it, from one to fill in."""
    if next(form.iter("p", "article", "h1"), None) is not None or any(
        one.get("name") == "__VIEWSTATE" for one in form.iter("input")
    ):
        return True
    if any(
        one.tag == "textarea" or one.get("type") == "password"
        for one in form.iter("textarea", "input")
    ):
        return False  # 发表评论, 用户登录: with a heading and a word of advice
    if next(form.iter("h2", "h3", "h4"), None) is not None:
        return True
    lines = list(lines_of(form))
    return sum(line.length for line in lines) >= _FORM_CHARS and any(line.is_told for line in lines)


def lines_of(
    root: etree._Element,
    without: Collection[etree._Element] = (),
    between: tuple[etree._Element, etree._Element | None] | None = None,
) -> Iterator[TextLine]:
    """Yield the lines below `root`, but for the elements `without`; of comments only what is `between`.

    The walk keeps no stack of its own calls, however deep the elements.
    """
    pieces: list[str] = []
    block = root
    linked = links = 0
    is_on = between is None
    walk = etree.iterwalk(root, events=("start", "end", "comment"))

    def line() -> Iterator[TextLine]:
        nonlocal linked
        text = "".join(pieces)
        pieces.clear()
        if text.strip():
            yield TextLine(text, block, linked)
        linked = 0

    def add(text: str | None) -> Iterator[TextLine]:
        nonlocal linked
        if not text or not is_on:
            return
        if block.tag == "pre":
            *whole, text = text.split("\n")
            for one in whole:
                pieces.append(one)
                yield from line()
        pieces.append(text)
        if links:
            linked += len("".join(text.split()))

    for event, element in walk:
        if event == "comment":
            if between is not None and element is between[0]:
                is_on = True
            elif between is not None and element is between[1]:
                is_on = False
            yield from add(element.tail)
            continue
        tag = element.tag
        if event == "start":
            if element is not root and (element in without or not is_text(element)):
                if tag not in _INLINE:
                    yield from line()
                walk.skip_subtree()
                continue
            if tag == "a":
                links += 1
            if _is_cell(element):
                pieces.append(" ")
            elif tag not in _INLINE:
                yield from line()
                block = element
            yield from add(element.text)
        else:
            skipped = element is not root and (element in without or not is_text(element))
            if tag == "a" and not skipped:
                links -= 1
            if tag not in _INLINE and not skipped and not _is_cell(element):
                yield from line()
                parent = element.getparent()
                while parent is not None and parent is not root and parent.tag in _INLINE:
                    parent = parent.getparent()
                block = root if element is root or parent is None else parent
            if element is not root:
                yield from add(element.tail)
    yield from line()


def is_text(element: etree._Element) -> bool:
    """Tell whether an element is part of what a page says: no script, menu, form or hidden text."""
    tag = element.tag
    if not isinstance(tag, str) or tag in _NO_TEXT:
        return False
    if tag in ("header", "aside"):
        return next(element.iterancestors("article"), None) is not None
    return element.get("hidden") is None and not _HIDDEN.search(element.get("style") or "")


def seen(root: etree._Element) -> Iterator[etree._Element]:
    """Yield `root` and the elements below it that are text, as are all that they stand in."""
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        if element is root or is_text(element):
            yield element
        else:
            walk.skip_subtree()


def is_below(element: etree._Element, other: etree._Element | None) -> bool:
    """Tell whether `element` stands somewhere inside `other`."""
    return any(ancestor is other for ancestor in element.iterancestors())


def names_of(element: etree._Element) -> frozenset[str]:
    """Return the class names and the id of an element, in lower case, with `-` for `_`."""
    if not isinstance(element.tag, str):
        return frozenset()
    said = f"{element.get('class') or ''} {element.get('id') or ''}"
    return frozenset(said.lower().replace("_", "-").split())


def fragment_lines(text: str) -> list[str]:
    """Return the lines of a piece of HTML; nested too deep for the parser, with its tags cut out."""
    try:
        root = parse(text)
    except TooDeep:
        return [line for line in _TAG.sub("\n", text).split("\n") if line.strip()]
    if root is None:
        return []
    for element in root.iter("header", "footer", "aside", "nav", "form", "button"):
        element.tag = "div"  # of a page they are furniture, here they hold words of the article
    return [line.text for line in lines_of(root)]


def _is_cell(element: etree._Element) -> bool:
    """Tell a cell of a table of words from one that lays out the page."""
    return element.tag in ("td", "th") and all(
        child.tag in _INLINE for child in element if isinstance(child.tag, str)
    )
