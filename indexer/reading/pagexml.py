"""Read PAGE XML, of any version: the text of a page by regions and lines, with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from indexer.models import Box, Page
from indexer.reading.identity import identify
from indexer.reading.pictures import image_beside
from indexer.reading.printed import PrintedLine, compose
from indexer.reading.source import SourceFile
from indexer.reading.whole import identified
from indexer.reading.xmlpages import (
    NOTHING,
    ROLES,
    Said,
    box_of,
    extent,
    in_order,
    is_tall,
    paragraphs,
    reading_order,
    run_on,
    share,
)
from indexer.reading.xmltree import (
    Element,
    attribute,
    below,
    children,
    only_page,
    says_nothing,
    text_of,
)

_ACROSS = ("left-to-right", "right-to-left")
_DOWN = ("top-to-bottom", "bottom-to-top")
_GROUPS = (
    "OrderedGroup", "OrderedGroupIndexed", "UnorderedGroup", "UnorderedGroupIndexed",
)  # fmt: skip
_REGIONS = ("Region", "TableCell")  # Transkribus puts lines right into the cells of a table
_STRUCTURE = re.compile(r"structure\s*\{([^{}]*)\}")


def read_page(root: Element, source: SourceFile) -> Page:
    """Return the page of a PcGts element. Raises ReadError where it has no text."""
    page = only_page(root, source.path)
    rank = reading_order(page)
    grouped = _grouped(page)

    def said(region: Element) -> Said:
        own = _meaning(region)
        role = own.role or ROLES.get(attribute(region, "type"))
        name = attribute(region, "id")
        return Said(rank.get(name), role, own.article or grouped.get(name, ""))

    text, blocks = compose(
        paragraph
        for region, what in in_order(page, ("TextRegion", "TableCell"), _REGIONS, said)
        for paragraph in paragraphs(printed_lines(region, what))
    )
    if not text:
        raise says_nothing(source.path)
    identity = identify(source.path)
    return replace(
        identified(source, identity, text, identity.page_id(source.name)),
        blocks=blocks,
        image=image_beside(source.path, [attribute(page, "imageFilename")], source.home),
        width=extent(attribute(page, "imageWidth")),
        height=extent(attribute(page, "imageHeight")),
    )


def printed_lines(region: Element, said: Said = NOTHING) -> Iterator[tuple[PrintedLine, Said]]:
    """Yield the lines of a region, each with what is said of it; `said` is of the whole region.

    The region's own text counts where nothing in it has any, such as lines that are only drawn.
    """
    for line in children(region, "TextLine"):
        text, confidence = _text(line)
        box = _box(line)
        yield (
            PrintedLine(text, box, confidence, vertical=_is_vertical(line, box, text)),
            _meaning(line).within(said),
        )
    text, confidence = _text(region)
    inner = (one for one in below(region, "TextLine", "TextRegion") if one is not region)
    if not text or any(_text(one)[0] for one in inner):
        return
    for words in text.splitlines():
        vertical = _is_vertical(region, None, "")
        yield PrintedLine(words, _box(region), confidence, vertical=vertical), said


def _grouped(page: Element) -> dict[str, str]:
    """Return the article of each region that a group of the ReadingOrder makes part of one."""
    found = {}
    for order in children(page, "ReadingOrder"):
        for group in below(order, *_GROUPS):  # an inner one comes later, and counts
            article = _meaning(group).article
            if not article and _is_article(group):
                article = attribute(group, "id")
            if article:
                refs = (attribute(item, "regionRef") for item in group.iter())
                found.update(dict.fromkeys((ref for ref in refs if ref), article))
    return found


def _is_article(group: Element) -> bool:
    caption = attribute(group, "caption").lower()
    return attribute(group, "type") == "article" or caption.startswith("article")


def _meaning(element: Element) -> Said:
    """Return the role and article that `custom="structure {id:a1; type:article;}"` says."""
    role, article = None, ""
    for body in _STRUCTURE.findall(attribute(element, "custom")):
        said = {
            key.strip(): value.strip()
            for key, colon, value in (part.partition(":") for part in body.split(";"))
            if colon
        }
        if said.get("type") == "article":
            article = article or said.get("id", "")
        else:
            role = role or ROLES.get(said.get("type", ""))
    return Said(None, role, article)


def _text(element: Element) -> tuple[str, float | None]:
    """Return the text of a line or region and its confidence, from its words where it has none."""
    readings = children(element, "TextEquiv")
    readings.sort(key=lambda one: attribute(one, "index") != "0")  # that of index 0 comes first
    for best in readings[:1]:
        for words in (children(best, "Unicode") or children(best, "PlainText"))[:1]:
            if text := text_of(words):
                return text, share(attribute(best, "conf"))
    return run_on(_text(word)[0] for word in children(element, "Word", "Glyph")), None


def _box(element: Element) -> Box | None:
    for coords in children(element, "Coords"):
        points = children(coords, "Point")  # before 2013
        return box_of(
            " ".join(f"{attribute(point, 'x')},{attribute(point, 'y')}" for point in points)
            or attribute(coords, "points")
        )
    return None


def _is_vertical(element: Element | None, box: Box | None, text: str) -> bool:
    """Tell whether a line runs down: by the nearest word of it or around it, else by its shape."""
    while element is not None:
        direction = attribute(element, "readingDirection")
        if direction in _DOWN:
            return True
        if direction in _ACROSS:
            return False
        order = attribute(element, "textLineOrder")
        if order:
            return order in _ACROSS
        element = element.getparent()
    return is_tall(box, text)
