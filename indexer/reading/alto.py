"""Read ALTO, versions 1 to 4: the text of a page by blocks, lines and words, with their places."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean

from indexer.models import Block, Box, Page, Role
from indexer.reading.identity import identify
from indexer.reading.pictures import image_beside
from indexer.reading.printed import PrintedLine, compose
from indexer.reading.source import SourceFile
from indexer.reading.whole import identified
from indexer.reading.xmlpages import (
    ROLES,
    Said,
    extent,
    in_order,
    is_tall,
    joint,
    paragraphs,
    reading_order,
    share,
)
from indexer.reading.xmltree import (
    Element,
    attribute,
    below,
    children,
    local,
    number,
    only_page,
    says_nothing,
    text_of,
)

_POINTS = {"mm10": 254 / 72, "inch1200": 1200 / 72}  # of a typographic point in the file's unit


@dataclass(frozen=True, slots=True)
class Sheet:
    """What an ALTO file says of its page; `images` are the names it gives the picture."""

    text: str
    blocks: tuple[Block, ...]
    width: float
    height: float
    images: tuple[str, ...]


def read_alto(root: Element, source: SourceFile) -> Page:
    """Return the page of an alto element. Raises ReadError where it has no text."""
    sheet = read_sheet(root, source.path, {})
    identity = identify(source.path)
    return replace(
        identified(source, identity, sheet.text, identity.page_id(source.name)),
        blocks=sheet.blocks,
        image=image_beside(source.path, sheet.images, source.home),
        width=sheet.width,
        height=sheet.height,
    )


def read_sheet(root: Element, path: Path, given: Mapping[str, Said]) -> Sheet:
    """Return what an alto element holds; `given` says more of blocks by their id, "" of them all.

    Raises ReadError where it has no text.
    """
    tags = _tags(root)
    sizes = _font_sizes(root)
    page = only_page(root, path)
    rank = {
        name: len(given) + place
        for holder in (page, page.getparent())
        for name, place in reading_order(holder).items()
    }

    def said(block: Element) -> Said:
        name = attribute(block, "ID")
        margin = Said(None, Role.OTHER if local(block).endswith("Margin") else None)
        own = given.get(name, Said()).within(_tagged(block, tags)).within(margin)
        return own.within(Said(rank.get(name)))

    everywhere = given.get("", Said())
    halves = _second_halves(page)
    text, blocks = compose(
        paragraph
        for block, what in in_order(page, ("TextBlock",), ("Block", "Margin"), said)
        for paragraph in paragraphs(_lines(block, what.within(everywhere), tags, sizes, halves))
    )
    if not text:
        raise says_nothing(path)
    space: list[Element] = [page, *children(page, "PrintSpace")]
    return Sheet(
        text,
        blocks,
        next((found for one in space if (found := extent(attribute(one, "WIDTH")))), 0.0),
        next((found for one in space if (found := extent(attribute(one, "HEIGHT")))), 0.0),
        tuple(
            text_of(name)
            for description in children(root, "Description")
            for source in children(description, "sourceImageInformation")
            for name in children(source, "fileName")
        ),
    )


def _second_halves(page: Element) -> set[Element]:
    """Return the halves of words that are given whole in place of their first half."""
    halves: set[Element] = set()
    whole, is_next = "", False  # the word that waits for its second half, be it in another block
    for string in below(page, "String"):
        part, word = attribute(string, "SUBS_TYPE"), attribute(string, "SUBS_CONTENT")
        if part == "HypPart1":
            whole, is_next = word, True
            continue
        if part == "HypPart2" and whole and (word == whole if word else is_next):
            halves.add(string)
            whole = ""
        is_next = False
    return halves


def _lines(
    block: Element,
    said: Said,
    tags: Mapping[str, Said],
    sizes: Mapping[str, float],
    halves: Container[Element],
) -> Iterator[tuple[PrintedLine, Said]]:
    for line in children(block, "TextLine"):
        text = _text(line, halves)
        strings = children(line, "String")
        sure = [found for one in strings if (found := share(attribute(one, "WC"))) is not None]
        box = _box(line) or _around(strings)
        styled: list[Element] = [*strings[:1], line, block]
        size = next(
            (
                sizes[name]
                for one in styled
                for name in attribute(one, "STYLEREFS").split()
                if name in sizes
            ),
            None,
        )
        direction = attribute(line, "BASEDIRECTION") or attribute(block, "BASEDIRECTION")
        vertical = direction in ("ttb", "btt") if direction else is_tall(box, text)
        printed = PrintedLine(text, box, fmean(sure) if sure else None, size, vertical)
        yield printed, _tagged(line, tags).within(said)


def _text(line: Element, halves: Container[Element]) -> str:
    """Return the text of a line; a broken word stands whole for its first half."""
    text, space = "", False
    for item in line:
        if local(item) == "SP":
            space = True
        elif local(item) == "String" and item not in halves:
            word = attribute(item, "CONTENT")
            if attribute(item, "SUBS_TYPE") == "HypPart1":
                word = attribute(item, "SUBS_CONTENT") or word
            text += (joint(text, word) if space else "") + word
            space = False
    return text


def _tags(root: Element) -> dict[str, Said]:
    """Return what each tag says. One called just `article` is a kind of block, not an article."""
    found: dict[str, Said] = {}
    articles = 0
    labels = []
    for tags in children(root, "Tags"):
        for tag in children(tags, "LayoutTag", "StructureTag"):
            name, label = attribute(tag, "ID"), attribute(tag, "LABEL").lower()
            is_article = label.startswith("article") or attribute(tag, "TYPE").lower() == "article"
            articles += is_article
            labels.append(label)
            found[name] = Said(None, ROLES.get(label), name if is_article else "")
    if articles == 1 and "article" in labels:
        return {name: Said(None, said.role) for name, said in found.items()}
    return found


def _tagged(element: Element, tags: Mapping[str, Said]) -> Said:
    said = Said()
    for name in attribute(element, "TAGREFS").split():
        said = said.within(tags.get(name, Said()))
    return said


def _font_sizes(root: Element) -> dict[str, float]:
    units = [
        text_of(unit)
        for description in children(root, "Description")
        for unit in children(description, "MeasurementUnit")
    ]
    points = _POINTS.get(units[0], 1.0) if units else 1.0
    found = {}
    for styles in children(root, "Styles"):
        for style in children(styles, "TextStyle"):
            if size := number(attribute(style, "FONTSIZE")):
                found[attribute(style, "ID")] = size * points
    return found


def _box(element: Element) -> Box | None:
    at = [number(attribute(element, name)) for name in ("HPOS", "VPOS", "WIDTH", "HEIGHT")]
    x, y, width, height = at
    if x is None or y is None or width is None or height is None:
        return None
    return Box(x, y, x + max(width, 0), y + max(height, 0))


def _around(strings: list[Element]) -> Box | None:
    boxes = [box for one in strings if (box := _box(one))]
    if not boxes:
        return None
    return Box(
        min(box.x0 for box in boxes),
        min(box.y0 for box in boxes),
        max(box.x1 for box in boxes),
        max(box.y1 for box in boxes),
    )
