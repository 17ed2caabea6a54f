"""Make PDFs with Chinese text, and odd ones byte by byte; no font file is needed."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

SONG = "STSong-Light"


def make_pdf(
    path: Path, *sheets: Callable[[Any], None], size: tuple[float, float] = (400, 600),
    vertical: bool = False, **options: object,
) -> Path:  # fmt: skip
    """Write a PDF with a sheet for each function that draws on a canvas (origin bottom left)."""
    # The font of either direction has the same name; what is registered last holds.
    pdfmetrics.registerFont(UnicodeCIDFont(SONG, isVertical=vertical))
    path.parent.mkdir(parents=True, exist_ok=True)
    canvas = Canvas(str(path), pagesize=size, **options)
    for draw in sheets:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return path


def write(canvas: Any, x: float, y: float, size: float, *lines: str, leading: float = 1.6) -> None:
    """Draw lines below one another, the first with its baseline at y."""
    canvas.setFont(SONG, size)
    for row, line in enumerate(lines):
        canvas.drawString(x, y - row * size * leading, line)


def picture(canvas: Any) -> None:
    """Draw a grey picture over the whole sheet."""
    image = Image.new("L", (40, 60), 200)
    canvas.drawImage(ImageReader(image), 0, 0, 400, 600)


def raw_pdf(objects: list[bytes]) -> bytes:
    """Return a PDF of these objects, the first of them the catalogue."""
    out = io.BytesIO(b"%PDF-1.7\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, content in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % at for at in places))
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, start,
    ))  # fmt: skip
    return out.getvalue()


def many_sheets(count: int) -> bytes:
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>"
    kids = b" ".join(b"%d 0 R" % (at + 3) for at in range(count))
    pages = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, kids)
    return raw_pdf([b"<< /Type /Catalog /Pages 2 0 R >>", pages, *[page] * count])


def with_content(stream: bytes, filters: bytes = b"/FlateDecode") -> bytes:
    """Return a PDF of one sheet, Helvetica as /F1, with this packed content."""
    return raw_pdf([
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 600] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d /Filter %s >>\nstream\n%s\nendstream" % (len(stream), filters, stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ])  # fmt: skip


def with_text_layer(content: bytes, mapping: str) -> bytes:
    """Return a PDF of one sheet, 400 × 600, whose codes of one byte stand for what `mapping` says.

    It is the middle of a ToUnicode map: `1 beginbfchar <41> <00660066> endbfchar`.
    """
    codes = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def "
        f"1 begincodespacerange <00> <FF> endcodespacerange {mapping} endcmap end end"
    ).encode()
    return raw_pdf([
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 600] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /ToUnicode 6 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(codes), codes),
    ])  # fmt: skip


def bomb(gigabytes: int) -> bytes:
    """Return a stream that unpacks to so many GB of spaces."""
    packer = zlib.compressobj(9)
    head = packer.compress(b" " * 2**20) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(b" " * 2**20) + packer.flush(zlib.Z_FULL_FLUSH)
    return head + again * (1024 * gigabytes)
