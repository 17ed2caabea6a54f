"""Read the sheets of a PDF that have a text layer."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from indexer.errors import ReadError
from indexer.models import Failure, Page
from indexer.reading.columns import column_order
from indexer.reading.failures import failure
from indexer.reading.glyph_lines import printed_lines
from indexer.reading.glyphs import Glyph, TooManyGlyphs, read_glyphs
from indexer.reading.identity import Identity, identify
from indexer.reading.ocr import check_installed
from indexer.reading.printed import Paragraph, PrintedLine
from indexer.reading.registers import vertical_order
from indexer.reading.sheet_image import is_vertical, read_sheet_image
from indexer.reading.sheet_pages import scanned_page, sheet_name, sheet_page
from indexer.reading.sheets import (
    PDFIUM,
    SCANNED_PIXELS,
    open_pdf,
    render_sheet,
    sheet_size,
)
from indexer.reading.source import SourceFile

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

_LIMIT_GLYPHS = 300_000  # of a sheet; a broadsheet full of text has 20,000
_UNKNOWN = 0.3  # of the characters: a text layer that says nothing
_FEW = 50  # characters: over a picture of the page, a library's stamp and no text layer
_FEW_OUTSIDE = 300  # of them in the margins alone: what a database prints below each scan
_MARGIN = 0.06  # of the sheet's width or height
_COVERS = 0.5  # of the sheet
_LIMIT_PICTURES = 10_000  # of a sheet; a scan may be stored in hundreds of strips


def read_pdf(source: SourceFile, *, max_bytes: int) -> Iterator[Page | Failure]:
    """Yield a page for each sheet, or why there is none. Raises ReadError for the file.

    A sheet has at most `max_bytes` characters. Several sheets of an issue are numbered from 01; of
    a file that is named as a page, `A1-1`, `A1-2`; of one whose issue is unknown, not at all.
    """
    identity = identify(source.path)
    with open_pdf(source.path) as pdf:
        for sheet in range(len(pdf)):
            with PDFIUM:
                limit = min(max_bytes, _LIMIT_GLYPHS)
                item, is_scan = _read_sheet(source, identity, pdf, sheet, limit)
            if is_scan:
                yield from _recognise(source, identity, pdf, sheet, item)
            elif item is not None:
                yield item


def _read_sheet(
    source: SourceFile, identity: Identity, pdf: PdfDocument, sheet: int, limit: int
) -> tuple[Page | Failure | None, bool]:
    """Return the page of a sheet's characters or why there is none, and whether it is a scan.

    A scan has a page where it has some characters, such as a stamp, and None where not.
    """
    import pypdfium2

    count = len(pdf)
    where = sheet_name(str(source.path), sheet, count)
    try:
        page = pdf[sheet]
        try:
            width, height = sheet_size(source.path, page.get_size())
            glyphs, unknown = read_glyphs(page, limit)
            if not glyphs or unknown > _UNKNOWN:
                return (failure(where, _BLANK), False) if _is_blank(page) else (None, True)
            is_scan = _says_little(glyphs, width, height) and _is_pictured(page)
        finally:
            page.close()
    except TooManyGlyphs as error:
        return failure(where, _too_many(error.args[0], limit)), False
    except pypdfium2.PdfiumError:
        return failure(where, _DAMAGED), False
    except ReadError as error:
        return failure(where, error.reason), False
    lines = printed_lines(glyphs, width, height)
    paragraphs = _in_order(lines, width, height)
    return sheet_page(source, identity, sheet, count, paragraphs, width, height), is_scan


def _recognise(
    source: SourceFile,
    identity: Identity,
    pdf: PdfDocument,
    sheet: int,
    drawn: Page | Failure | None,
) -> Iterator[Page | Failure]:
    """Yield the pages that a text recogniser finds on a scan, or why there are none.

    `drawn` is the page of the few characters drawn over it. They are on the picture, too: where
    less than them is recognised, they are what is known.
    """
    count = len(pdf)
    where = sheet_name(str(source.path), sheet, count)
    try:
        check_installed(where)
        with PDFIUM:
            size = pdf[sheet].get_size()
        image = render_sheet(source.path, sheet, SCANNED_PIXELS)
        pages = read_sheet_image(image, where, size)
    except ReadError as error:
        yield failure(where, error.reason)
        return
    read = sum(len(line.text) for page in pages for one in page.paragraphs for line in one.lines)
    if isinstance(drawn, Page) and read < len(drawn.text):
        yield drawn
        return
    if not pages:
        yield failure(where, _BLANK)
    for page in pages:
        yield scanned_page(source, identity, sheet, count, page, size)


def _in_order(lines: list[PrintedLine], width: float, height: float) -> list[Paragraph]:
    order = vertical_order if is_vertical(lines) else column_order
    return order(lines, width, height)


def _says_little(glyphs: list[Glyph], width: float, height: float) -> bool:
    """Tell characters that may be no more than what was put on a scan: few, or few outside."""
    return len(glyphs) < _FEW or (
        len(glyphs) < _FEW_OUTSIDE
        and all(
            _is_outside((glyph.x0 + glyph.x1) / 2, width)
            or _is_outside((glyph.y0 + glyph.y1) / 2, height)
            for glyph in glyphs
        )
    )


def _is_outside(at: float, extent: float) -> bool:
    return not _MARGIN * extent <= at <= (1 - _MARGIN) * extent


def _is_pictured(page: PdfPage) -> bool:
    """Tell whether pictures cover most of the sheet: one, or the strips that a scan is cut into."""
    import pypdfium2.raw

    left, bottom, right, top = page.get_bbox()
    shown = 0.0
    pictures = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)
    for picture in islice(pictures, _LIMIT_PICTURES):
        x0, y0, x1, y1 = picture.get_bounds()
        shown += max(0, min(x1, right) - max(x0, left)) * max(0, min(y1, top) - max(y0, bottom))
    return bool(shown > _COVERS * (right - left) * (top - bottom))


def _is_blank(page: PdfPage) -> bool:
    return next(iter(page.get_objects(max_depth=1)), None) is None


def _too_many(count: int, limit: int) -> str:
    return (
        f"这一页有 {count} 个字，超过上限 {limit}，未读：不像报纸版面，请检查文件 / "
        f"{count} characters on one sheet, over the limit of {limit}: no newspaper page, look at it"
    )


_BLANK = "空白页：没有文字也没有图片，未编入 / a blank sheet: nothing on it to read"
_DAMAGED = (
    "这一页损坏，未读：换一份文件，或用阅读软件另存后再试 / "
    "a damaged sheet: replace the file, or save it anew from a viewer"
)
