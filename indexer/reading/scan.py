"""Read scanned pages: PNG, JPEG and TIFF."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.errors import ReadError
from indexer.models import Failure, Page
from indexer.reading.failures import failure, size
from indexer.reading.identity import identify
from indexer.reading.ocr import check_installed
from indexer.reading.sheet_image import read_sheet_image
from indexer.reading.sheet_pages import scanned_page, sheet_name
from indexer.reading.sheets import SCANNED_PIXELS, count_sheets, render_sheet
from indexer.reading.source import SourceFile

SUFFIXES = (".png", ".jpg", ".jpeg", ".tif", ".tiff")

_LIMIT_BYTES = 500 * 2**20


def read_scan(source: SourceFile, *, max_bytes: int) -> Iterator[Page | Failure]:
    """Yield the pages of each frame of a picture: one, or two that lie side by side.

    A page has at most `max_bytes` of text in UTF-8. Raises ReadError where the file is no picture,
    or no text recogniser is installed, and OSError.
    """
    path = source.path
    if (weight := path.stat().st_size) > _LIMIT_BYTES:
        raise ReadError(str(path), _too_heavy(weight))
    identity = identify(path)
    count = count_sheets(path)
    check_installed(str(path))
    for sheet in range(count):
        where = sheet_name(str(path), sheet, count)
        try:
            image = render_sheet(path, sheet, SCANNED_PIXELS)
            pages = read_sheet_image(image, str(path))
        except ReadError as error:
            yield failure(where, error.reason)
            continue
        if not pages:
            yield failure(where, _BLANK)
        for page in pages:
            item = scanned_page(source, identity, sheet, count, page, image.size)
            if len(item.text.encode()) > max_bytes:
                yield failure(where, _too_long(max_bytes))
            else:
                yield item


def _too_heavy(weight: int) -> str:
    limit = size(_LIMIT_BYTES)
    return (
        f"{size(weight)}，超过图片的上限 {limit}，未读：压缩，或按版拆开 / "
        f"{size(weight)}, over the limit of {limit} a picture: compress it, or split it into pages"
    )


def _too_long(limit: int) -> str:
    return (
        f"认出的文字超过一版的上限 {size(limit)}，未读：调高 max_page_mb / "
        f"more text than the limit of {size(limit)} a page: raise max_page_mb"
    )


_BLANK = (
    "图片里没有认出文字，未编入：检查扫描是否清楚、是否空白页 / "
    "no text was recognised: see whether the scan is sharp, or the page blank"
)
