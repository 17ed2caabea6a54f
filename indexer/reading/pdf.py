"""Read the sheets of a PDF that have a text layer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from indexer.errors import ReadError
from indexer.models import Failure, Page
from indexer.reading.columns import column_order
from indexer.reading.failures import failure
from indexer.reading.glyph_lines import printed_lines
from indexer.reading.glyphs import Glyph, TooManyGlyphs, read_glyphs
from indexer.reading.identity import Identity, identify
from indexer.reading.printed import Paragraph, PrintedLine, compose
from indexer.reading.sheets import PDFIUM, open_pdf, sheet_size
from indexer.reading.source import SourceFile
from indexer.reading.upright import vertical_order

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
        count = len(pdf)
        for sheet in range(count):
            with PDFIUM:
                item = _read_sheet(source, identity, pdf, sheet, min(max_bytes, _LIMIT_GLYPHS))
            yield item


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
    number = number_of(identity, sheet, count)
    name = source.name if count == 1 else f"{source.name}#{sheet + 1}"
    identity = Identity(identity.newspaper, identity.date, number, identity.section)
    return Page(
        id=identity.page_id(name),
        text=text,
        newspaper=identity.newspaper,
        date=identity.date,
        number=number,
        section=identity.section,
        source=str(source.path),
        digest=hashlib.sha256(f"{source.digest}#{sheet}".encode()).hexdigest(),
        blocks=blocks,
        image=str(source.path),
        sheet=sheet,
        width=width,
        height=height,
    )


def _read_sheet(
    source: SourceFile, identity: Identity, pdf: PdfDocument, sheet: int, limit: int
) -> Page | Failure:
    import pypdfium2

    count = len(pdf)
    where = str(source.path) if count == 1 else f"{source.path}#{sheet + 1}"
    try:
        page = pdf[sheet]
        try:
            width, height = sheet_size(source.path, page.get_size())
            glyphs, unknown = read_glyphs(page, limit)
            if _has_no_text(page, glyphs, unknown):
                return failure(where, _BLANK if _is_blank(page) else _PICTURE)
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


def _in_order(lines: list[PrintedLine], width: float, height: float) -> list[Paragraph]:
    vertical = sum(len(line.text) for line in lines if line.vertical)
    if 2 * vertical > sum(len(line.text) for line in lines):
        return vertical_order(lines, width, height)
    return column_order(lines, width, height)


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


_PICTURE = (
    "这一页是图片，没有文字：运行 pip install 'jianbao[ocr]' 后再 reindex，便会识别 / "
    "a picture without text: `pip install 'jianbao[ocr]'` and reindex will recognise it"
)
_BLANK = "空白页：没有文字也没有图片，未编入 / a blank sheet: nothing on it to read"
_DAMAGED = (
    "这一页损坏，未读：换一份文件，或用阅读软件另存后再试 / "
    "a damaged sheet: replace the file, or save it anew from a viewer"
)
