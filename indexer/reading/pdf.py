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
_COVERS = 0.5  # of the sheet


def read_pdf(source: SourceFile, *, max_bytes: int) -> Iterator[Page | Failure]:
    """Yield a page for each sheet, or why there is none. Raises ReadError for the file.

    A sheet has at most `max_bytes` characters. Several sheets of an issue are numbered from 01; of
    a file that is named as a page, `A1-1`, `A1-2`; of one whose issue is unknown, not at all.
    """
    identity = identify(source.path)
    with open_pdf(source.path) as pdf:
        for sheet in range(len(pdf)):
            with PDFIUM:
                item = _read_sheet(source, identity, pdf, sheet, min(max_bytes, _LIMIT_GLYPHS))
            if item is None:
                yield from _recognise(source, identity, pdf, sheet)
            else:
                yield item


def _read_sheet(
    source: SourceFile, identity: Identity, pdf: PdfDocument, sheet: int, limit: int
) -> Page | Failure | None:
    """Return the page of a sheet or why there is none; None where it is a picture of one."""
    import pypdfium2

    count = len(pdf)
    where = sheet_name(str(source.path), sheet, count)
    try:
        page = pdf[sheet]
        try:
            width, height = sheet_size(source.path, page.get_size())
            glyphs, unknown = read_glyphs(page, limit)
            if _has_no_text(page, glyphs, unknown):
                return failure(where, _BLANK) if _is_blank(page) else None
        finally:
            page.close()
    except TooManyGlyphs as error:
        return failure(where, _too_many(error.args[0], limit))
    except pypdfium2.PdfiumError:
        return failure(where, _DAMAGED)
    except ReadError as error:
        return failure(where, error.reason)
    lines = printed_lines(glyphs, width, height)
    return sheet_page(
        source, identity, sheet, count, _in_order(lines, width, height), width, height
    )


def _recognise(
    source: SourceFile, identity: Identity, pdf: PdfDocument, sheet: int
) -> Iterator[Page | Failure]:
    """Yield the pages that a text recogniser finds on a sheet, or why there are none."""
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
    if not pages:
        yield failure(where, _BLANK)
    for page in pages:
        yield scanned_page(source, identity, sheet, count, page, size)


def _in_order(lines: list[PrintedLine], width: float, height: float) -> list[Paragraph]:
    order = vertical_order if is_vertical(lines) else column_order
    return order(lines, width, height)


def _has_no_text(page: PdfPage, glyphs: list[Glyph], unknown: float) -> bool:
    if not glyphs or unknown > _UNKNOWN:
        return True
    return len(glyphs) < _FEW and _is_pictured(page)


def _is_pictured(page: PdfPage) -> bool:
    """Tell whether a picture covers most of the sheet."""
    import pypdfium2.raw

    left, bottom, right, top = page.get_bbox()
    pictures = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)
    for picture in islice(pictures, 100):
        x0, y0, x1, y1 = picture.get_bounds()
        shown = max(0, min(x1, right) - max(x0, left)) * max(0, min(y1, top) - max(y0, bottom))
        if shown > _COVERS * (right - left) * (top - bottom):
            return True
    return False


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
