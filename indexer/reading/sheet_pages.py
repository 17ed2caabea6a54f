"""Make pages of what was read on the sheets of a file."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from indexer.models import Page
from indexer.reading.identity import Identity
from indexer.reading.printed import Paragraph, compose
from indexer.reading.sheet_image import PictureOfPage
from indexer.reading.source import SourceFile
from indexer.reading.spreads import page_numbers
from indexer.reading.whole import identified


def sheet_name(name: str, sheet: int, count: int) -> str:
    """Return what one sheet (from 0) out of `count` is called, after the name or path of its file."""
    return name if count == 1 else f"{name}#{sheet + 1}"


def number_of(identity: Identity, sheet: int, count: int) -> str:
    """Return the page's number (版次) of one sheet (from 0) out of `count`."""
    if count == 1:
        return identity.number
    if identity.number:
        return f"{identity.number}-{sheet + 1}"
    return f"{sheet + 1:02}" if identity.newspaper and identity.date else ""


def sheet_page(
    source: SourceFile, identity: Identity, sheet: int, count: int,
    paragraphs: Sequence[Paragraph], width: float, height: float,
) -> Page:  # fmt: skip
    """Return the page that the paragraphs of one sheet of a file make."""
    text, blocks = compose(paragraphs)
    identity = replace(identity, number=number_of(identity, sheet, count))
    page_id = identity.page_id(sheet_name(source.name, sheet, count))
    return replace(
        identified(source, identity, text, page_id),
        digest=hashlib.sha256(f"{source.digest}#{sheet}".encode()).hexdigest(),
        blocks=blocks,
        image=str(source.path),
        sheet=sheet,
        width=width,
        height=height,
    )


def scanned_page(
    source: SourceFile, identity: Identity, sheet: int, count: int,
    picture: PictureOfPage, extent: tuple[float, float],
) -> Page:  # fmt: skip
    """Return the page that one page of a sheet's picture makes; `extent` is the sheet's."""
    page = sheet_page(source, identity, sheet, count, picture.paragraphs, *extent)
    if not picture.side:
        return page
    numbers = page_numbers(
        page.number, source.path.stem, vertical=picture.vertical, only_sheet=count == 1
    )
    number = numbers[picture.side]
    name = f"{sheet_name(source.name, sheet, count)}-{picture.side}"
    return replace(
        page,
        id=replace(identity, number=number).page_id(name),
        number=number,
        digest=hashlib.sha256(f"{page.digest}{picture.side}".encode()).hexdigest(),
    )
