"""Read PAGE XML, of any version: the text of a page by regions and lines, with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.models import Box, Page, Role
from indexer.reading.identity import identify
from indexer.reading.printed import PrintedLine, compose
from indexer.reading.sheets import (
    ROLES,
    box_of,
    extent,
    image_beside,
    is_tall,
    paragraphs,
    reading_order,
    run_on,
    share,
)
from indexer.reading.source import SourceFile
from indexer.reading.xmltree import (
    Element,
    attribute,
    below,
    children,
    local,
    says_nothing,
    text_of,
)

_ACROSS = ("left-to-right", "right-to-left")
_DOWN = ("top-to-bottom", "bottom-to-top")
_STRUCTURE = re.compile(r"structure\s*\{([^{}]*)\}")

_Line = tuple[PrintedLine, Role | None, str]


def read_page(root: Element, source: SourceFile) -> Page:
    """Return the page of a PcGts element. Raises ReadError where it has no text."""
    page = next(iter(children(root, "Page")), root)
    text, blocks = compose(
        paragraph for region in _regions(page) for paragraph in paragraphs(_lines(region))
    )
    if not text:
        raise says_nothing(source.path)
    identity = identify(source.path)
    return Page(
        id=identity.page_id(source.name),
        text=text,
        newspaper=identity.newspaper,
        date=identity.date,
        number=identity.number,
        section=identity.section,
        source=str(source.path),
        digest=source.digest,
        blocks=blocks,
        image=image_beside(source.path, [attribute(page, "imageFilename")], source.home),
        width=extent(attribute(page, "imageWidth")),
        height=extent(attribute(page, "imageHeight")),
    )


def _regions(page: Element) -> list[Element]:
    """Return the text regions as they are read; one within another follows it."""
    rank: dict[str, int] = {}
    for order in children(page, "ReadingOrder"):
        for name in reading_order(order):
            rank.setdefault(name, len(rank))
    places: dict[Element, int] = {page: len(rank)}
    for region in page.iter():  # an outer one comes first
        if region is not page and local(region):
            outer = places[region.getparent()]
            places[region] = rank.get(attribute(region, "id"), outer)
    return sorted(below(page, "TextRegion"), key=lambda region: places[region])


def _lines(region: Element) -> Iterator[_Line]:
    role, article = _meaning(region)
    role = role or ROLES.get(attribute(region, "type"))
    own = children(region, "TextLine")
    for line in own:
        text, confidence = _said(line)
        box = _box(line)
        its_role, its_article = _meaning(line)
        yield (
            PrintedLine(text, box, confidence, vertical=_is_vertical(line, box, text)),
            its_role or role,
            its_article or article,
        )
    if own or children(region, "TextRegion"):
        return
    text, confidence = _said(region)
    for words in text.splitlines():
        printed = PrintedLine(
            words, _box(region), confidence, vertical=_is_vertical(region, None, "")
        )
        yield printed, role, article


def _meaning(element: Element) -> tuple[Role | None, str]:
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
    return role, article


def _said(element: Element) -> tuple[str, float | None]:
    """Return the text of a line or region and its confidence, from its words where it has none."""
    readings = children(element, "TextEquiv")
    if not readings:
        return run_on(_said(word)[0] for word in children(element, "Word", "Glyph")), None
    best = next((one for one in readings if attribute(one, "index") == "0"), readings[0])
    words = next(iter(children(best, "Unicode") or children(best, "PlainText")), None)
    return ("" if words is None else text_of(words)), share(attribute(best, "conf"))


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
