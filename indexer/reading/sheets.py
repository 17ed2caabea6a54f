"""Open the sheets of a PDF or a picture, and render one as a picture.

What a file claims of itself is checked before anything is decoded. PDFium is not made for threads:
whoever calls it holds `PDFIUM`.
"""

from __future__ import annotations

import math
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.errors import ReadError

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfDocument, PdfPage

PDFIUM = threading.RLock()

LIMIT_SHEETS = 500  # of one file; an issue has 4 to 200
LIMIT_PIXELS = 100_000_000  # of one picture; a broadsheet of 400 × 560 mm at 300 dpi has 31 million
# A larger picture is recognised at this size: its type is still some 20 pixels high.
SCANNED_PIXELS = 40_000_000
_LIMIT_POINTS = 20_000  # of a PDF sheet's side: 7 m
_SCALE = 300 / 72  # PDF points to pixels, at most
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, OverflowError)  # what Pillow raises
_FORMATS = ("PNG", "JPEG", "TIFF", "JPEG2000")
_TAIL_BYTES = 2**16


@contextmanager
def open_pdf(path: Path) -> Iterator[PdfDocument]:
    """Open a PDF whose sheets can be read. Raises ReadError with what is wrong of the file."""
    import pypdfium2

    with path.open("rb") as file:
        head = file.read(1024)
        file.seek(max(0, path.stat().st_size - _TAIL_BYTES))
        tail = file.read()
    if not tail:
        raise ReadError(str(path), _EMPTY)
    if b"%PDF-" not in head:
        raise ReadError(str(path), _NO_PDF)
    if b"%%EOF" not in tail:  # PDFium would mend it, and lose sheets without a word
        raise ReadError(str(path), _CUT_OFF)
    with PDFIUM:
        try:
            pdf = pypdfium2.PdfDocument(path)
            count = len(pdf)
        except pypdfium2.PdfiumError as error:
            locked = error.err_code in (
                pypdfium2.raw.FPDF_ERR_PASSWORD, pypdfium2.raw.FPDF_ERR_SECURITY,
            )  # fmt: skip
            raise ReadError(str(path), _LOCKED if locked else _DAMAGED) from error
    try:
        if not count:
            raise ReadError(str(path), _DAMAGED)
        _check_count(path, count)
        yield pdf
    finally:
        with PDFIUM:
            pdf.close()


@contextmanager
def open_picture(path: Path) -> Iterator[Image]:
    """Open a picture, not yet decoded. Raises ReadError where it is none, or claims too many pixels.

    That is the first frame's claim; `render_sheet` checks that of the others.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limit is ours
            image = Image.open(path, formats=_FORMATS)
    except Image.DecompressionBombError as error:
        raise ReadError(str(path), _TOO_LARGE) from error
    except UnidentifiedImageError as error:
        raise ReadError(str(path), _NO_PICTURE) from error
    except _BROKEN as error:
        if isinstance(error, OSError) and error.errno:
            raise
        raise ReadError(str(path), _DAMAGED_PICTURE) from error
    with image:
        _check_pixels(path, image)
        yield image


def count_sheets(path: Path) -> int:
    """Return how many sheets a PDF or a picture has. Raises ReadError."""
    if _is_pdf(path):
        with open_pdf(path) as pdf, PDFIUM:
            return len(pdf)
    with open_picture(path) as image:
        return len(_frames(path, image))


def render_sheet(
    path: Path, sheet: int, max_pixels: int = LIMIT_PIXELS, *, limit_s: float = math.inf
) -> Image:
    """Return one sheet (from 0) upright, in RGB or grey, with at most `max_pixels`.

    A PDF sheet is rendered at 300 dpi or what fits, within `limit_s`; a picture is never enlarged.
    Raises ReadError, also for a sheet that is not there, and OSError.
    """
    if _is_pdf(path):
        with open_pdf(path) as pdf:
            return _render_pdf(path, pdf, sheet, max_pixels, limit_s)
    with open_picture(path) as image:
        frames = _frames(path, image)
        if not 0 <= sheet < len(frames):
            raise ReadError(str(path), _no_sheet(sheet))
        return _frame(path, image, frames[sheet], max_pixels)


def sheet_size(path: Path, size: tuple[float, float]) -> tuple[float, float]:
    """Return a PDF sheet's width and height. Raises ReadError where no paper could have them."""
    if not all(math.isfinite(side) and 1 <= side <= _LIMIT_POINTS for side in size):
        raise ReadError(str(path), _NO_PAPER)
    return size


def _render_pdf(path: Path, pdf: PdfDocument, sheet: int, max_pixels: int, limit_s: float) -> Image:
    import pypdfium2

    with PDFIUM:
        if not 0 <= sheet < len(pdf):
            raise ReadError(str(path), _no_sheet(sheet))
        try:
            page = pdf[sheet]
            width, height = sheet_size(path, page.get_size())
            scale = min(_SCALE, math.sqrt(max_pixels / ((width + 1) * (height + 1))))
            drawn = _draw(page, math.ceil(width * scale), math.ceil(height * scale), limit_s)
        except pypdfium2.PdfiumError as error:
            raise ReadError(str(path), _DAMAGED) from error
        if drawn is None:
            raise ReadError(str(path), _too_slow(limit_s))
        return drawn


def _draw(page: PdfPage, width: int, height: int, limit_s: float) -> Image | None:
    """Return a sheet drawn on white in that many pixels; None where that takes too long.

    PDFium asks whether to go on after every hundred objects or so.
    """
    import pypdfium2

    raw = pypdfium2.raw
    bitmap = pypdfium2.PdfBitmap.new_native(width, height, raw.FPDFBitmap_BGR, rev_byteorder=True)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
    end = time.monotonic() + limit_s
    pause = raw.IFSDK_PAUSE(version=1)
    pause.NeedToPauseNow = type(pause.NeedToPauseNow)(lambda _: time.monotonic() >= end)
    flags = raw.FPDF_ANNOT | raw.FPDF_REVERSE_BYTE_ORDER
    status = raw.FPDF_RenderPageBitmap_Start(bitmap, page, 0, 0, width, height, 0, flags, pause)
    raw.FPDF_RenderPage_Close(page)
    if status == raw.FPDF_RENDER_TOBECONTINUED:
        return None
    image: Image = bitmap.to_pil()
    return image


def _frame(path: Path, image: Image, frame: int, max_pixels: int) -> Image:
    from PIL import Image as Pillow
    from PIL import ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Pillow.DecompressionBombWarning)
            image.seek(frame)
        _check_pixels(path, image)
        image.draft(None, _fitting(image, max_pixels))  # a JPEG is decoded smaller at once
        upright = ImageOps.exif_transpose(image)
    except Pillow.DecompressionBombError as error:
        raise ReadError(str(path), _TOO_LARGE) from error
    except _BROKEN as error:
        if isinstance(error, OSError) and error.errno:
            raise
        raise ReadError(str(path), _DAMAGED_PICTURE) from error
    if upright.mode.startswith("I;16"):  # convert("L") would cut off at 255
        upright = upright.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if upright.has_transparency_data:
        upright = upright.convert("RGBA")
    else:
        upright = upright.convert("L" if upright.mode in ("1", "L") else "RGB")
    size = _fitting(upright, max_pixels)
    upright = upright if size == upright.size else upright.resize(size)
    return _on_paper(upright) if upright.mode == "RGBA" else upright


def _on_paper(image: Image) -> Image:
    """Return a picture with transparent parts as it looks on white."""
    from PIL import Image as Pillow

    paper = Pillow.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def _fitting(image: Image, max_pixels: int) -> tuple[int, int]:
    """Return the size, in the picture's proportions, that has at most `max_pixels`."""
    factor = min(1.0, math.sqrt(max_pixels / (image.width * image.height)))
    return max(1, int(image.width * factor)), max(1, int(image.height * factor))


def _frames(path: Path, image: Image) -> list[int]:
    """Return which frames are sheets: of a TIFF all but reduced copies and masks of others."""
    if image.format != "TIFF":  # a phone's JPEG has its preview as a second frame
        return [0]
    try:
        every = range(int(getattr(image, "n_frames", 1)))
    except _BROKEN as error:
        raise ReadError(str(path), _DAMAGED_PICTURE) from error
    frames = [frame for frame in every if not _is_secondary(image, frame)] or list(every)
    _check_count(path, len(frames))
    return frames


def _is_secondary(image: Image, frame: int) -> bool:
    """Tell by NewSubfileType and SubfileType; a frame that cannot be opened counts as a sheet."""
    from PIL import Image as Pillow

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Pillow.DecompressionBombWarning)
            image.seek(frame)
    except (*_BROKEN, Pillow.DecompressionBombError):
        return False
    tags = getattr(image, "tag_v2", {})
    kind = tags.get(254, 0)
    return (isinstance(kind, int) and bool(kind & 0b101)) or tags.get(255) == 2


def _check_count(path: Path, count: int) -> None:
    if count > LIMIT_SHEETS:
        raise ReadError(
            str(path),
            f"有 {count} 页，超过上限 {LIMIT_SHEETS}，未读：按期拆成几个文件 / "
            f"{count} sheets, over the limit of {LIMIT_SHEETS}: split it by issue",
        )


def _check_pixels(path: Path, image: Image) -> None:
    if image.width * image.height > LIMIT_PIXELS:
        raise ReadError(str(path), _TOO_LARGE)


def _is_pdf(path: Path) -> bool:
    return path.suffix.lower() == ".pdf"


def _too_slow(limit_s: float) -> str:
    return (
        f"画这一页超过 {limit_s:g} 秒，没有画完：用别的软件另存后再运行 reindex / "
        f"drawing this sheet took over {limit_s:g} s: save it anew from another program, run reindex"
    )


def _no_sheet(sheet: int) -> str:
    return f"没有第 {sheet + 1} 页：文件换过了，再运行 reindex / no sheet {sheet + 1}: the file has changed, run reindex"


_EMPTY = "空白文件：一个字节也没有，换一份或删去 / an empty file: replace it or delete it"
_NO_PDF = (
    "不是 PDF，未读：可能是改了后缀的网页或图片，换成真的文件 / "
    "not a PDF, whatever its name says: replace it"
)
_CUT_OFF = (
    "PDF 不完整（没有结尾），未读：多半没下载完，重新下载 / "
    "an incomplete PDF, its end is missing: download it again"
)
_LOCKED = "PDF 有打开密码，未读：另存一份不带密码的 / needs a password: save a copy without one"
_DAMAGED = (
    "PDF 损坏，打不开，未读：换一份，或用阅读软件另存后再试 / "
    "a damaged PDF: replace it, or save it anew from a viewer"
)
_NO_PAPER = "页面尺寸不像纸张，未读：用阅读软件另存后再试 / no paper has this size: save it anew"
_NO_PICTURE = (
    "不是能读的图片（PNG、JPEG、TIFF、JPEG 2000），未读：转换格式 / "
    "not a PNG, JPEG, TIFF or JPEG 2000 picture: convert it"
)
_DAMAGED_PICTURE = "图片损坏，未读：重新扫描或下载 / a damaged picture: scan or download it again"
_TOO_LARGE = "图片超过 1 亿像素，未读：缩小到 300 dpi / over 100 megapixels, not decoded: reduce it to 300 dpi"
