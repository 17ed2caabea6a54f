"""Show where words stand on the picture of their page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.errors import ReadError
from indexer.models import Article, Box, Page
from indexer.reading.names import is_fit
from indexer.reading.source import is_inside

if TYPE_CHECKING:
    from PIL.Image import Image

Span = tuple[int, int]

SHOWN_PIXELS = 6_000_000
_CLOSE_PIXELS = 12_000_000  # of the sheet, where a part of it is shown
_DRAWN_S = 20.0  # at most: the page that shows it draws in its own process, one sheet at a time
_MARGIN = 0.02  # of the sheet's width, around a part that is shown
_UPRIGHT = 1.5  # a printed line this much higher than wide runs down
_TINTS = {"article": (66, 133, 244, 40), "passage": (255, 193, 7, 110)}
_EDGE_PIXELS = 2


def page_spans(article: Article, span: Span) -> list[Span]:
    """Return where on the page the characters `article.text[start:end]` stand, in page order."""
    spans = []
    for part in article.parts:
        if part.text_start is None:
            continue
        low = max(span[0], part.text_start)
        high = min(span[1], part.text_start + part.end - part.start)
        if low < high:
            spans.append((part.start + low - part.text_start, part.start + high - part.text_start))
    return sorted(spans)


def article_spans(article: Article) -> list[Span]:
    """Return where on the page all of an article stands, its headline too."""
    return [(part.start, part.end) for part in article.parts]


def boxes_of(page: Page, spans: Iterable[Span]) -> list[Box]:
    """Return the places of `spans` of the page's text on its sheet, one box a printed line.

    Of a line that is in a span only in part, its part, as if Latin letters and digits were half as
    wide as Chinese characters, which is nearly so.
    """
    boxes = []
    for start, end in spans:
        for block in page.blocks:
            low, high = max(start, block.start), min(end, block.end)
            if block.box is not None and low < high:
                words = page.text[block.start : block.end]
                boxes.append(_part_of(words, block.box, low - block.start, high - block.start))
    return boxes


def draw_page(
    page: Page,
    outlined: Sequence[Span],
    marked: Sequence[Span],
    *,
    around: Sequence[Span] = (),
    max_pixels: int = SHOWN_PIXELS,
) -> Image:
    """Return the page's picture with one group of spans outlined and another marked.

    With `around`, it is the part of the sheet where those spans stand, larger; the whole sheet
    where their place is not known. Raises ReadError where the page has no picture, or it cannot be shown.
    """
    from PIL import Image, ImageDraw

    from indexer.reading.sheets import render_sheet

    path = _picture(page)
    try:
        pixels = max(max_pixels, _CLOSE_PIXELS) if around else max_pixels
        sheet = render_sheet(path, page.sheet, pixels, limit_s=_DRAWN_S).convert("RGB")
    except OSError as error:
        raise ReadError(
            str(path),
            "版面图不在了：放回原处，或再运行 reindex / the page's picture is gone: put it back, or run reindex",
        ) from error
    across = sheet.width / (page.width or sheet.width)
    down = sheet.height / (page.height or sheet.height)
    left, top, right, bottom = _part_around(boxes_of(page, around), sheet.size, across, down)
    sheet = sheet.crop((left, top, right, bottom))
    tint = Image.new("RGBA", sheet.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(tint)
    for name, spans in (("article", outlined), ("passage", marked)):
        fill = _TINTS[name]
        for box in boxes_of(page, spans):
            corners = (
                box.x0 * across - left, box.y0 * down - top,
                box.x1 * across - left, box.y1 * down - top,
            )  # fmt: skip
            edge = (*fill[:3], 255) if name == "passage" else None
            draw.rectangle(corners, fill=fill, outline=edge, width=_EDGE_PIXELS)
    return Image.alpha_composite(sheet.convert("RGBA"), tint).convert("RGB")


def _part_around(
    boxes: Sequence[Box], size: tuple[int, int], across: float, down: float
) -> tuple[int, int, int, int]:
    """Return the pixels (left, top, right, bottom) of a sheet that hold `boxes`; all without any."""
    width, height = size
    if not boxes:
        return 0, 0, width, height
    margin = _MARGIN * width
    part = (
        max(0, int(min(box.x0 for box in boxes) * across - margin)),
        max(0, int(min(box.y0 for box in boxes) * down - margin)),
        min(width, int(max(box.x1 for box in boxes) * across + margin)),
        min(height, int(max(box.y1 for box in boxes) * down + margin)),
    )
    # A box off the sheet, as a library's file may have one, shows nothing.
    return part if part[0] < part[2] and part[1] < part[3] else (0, 0, width, height)


def check_as_read(page: Page, digest: str) -> None:
    """Raise ReadError unless the page's file has the digest it had when it was read."""
    from indexer.reading.discover import find_sources

    path = Path(page.source)
    sources = find_sources([path]).sources if is_fit(page.source) and path.is_file() else []
    if digest not in [source.digest for source in sources]:
        raise ReadError(
            page.source,
            "版面图不在了，或版面文件与读入时不同，不打开：放回原处，或再运行 reindex / "
            "the page's picture is gone, or its file is not the one that was read: put it back, "
            "or run reindex",
        )


def _picture(page: Page) -> Path:
    """Return the page's picture; it must be the page's own file, or stand beside or below it."""
    if not page.image:
        raise ReadError(
            page.id, "这一版没有版面图：原文件是文字 / this page has no picture: its file is text"
        )
    path = Path(page.image)
    if not is_inside(path, Path(page.source).parent.resolve()):
        raise ReadError(
            page.image, "版面图不在版面文件旁边，不打开 / not beside the page's file: not opened"
        )
    return path


def _part_of(words: str, box: Box, low: int, high: int) -> Box:
    widths = [0.5 if char < "\u0250" else 1.0 for char in words]
    first, last = (sum(widths[:at]) / sum(widths) for at in (low, high))
    width, height = box.x1 - box.x0, box.y1 - box.y0
    if height > _UPRIGHT * width and len(words) > 1:
        return Box(box.x0, box.y0 + first * height, box.x1, box.y0 + last * height)
    return Box(box.x0 + first * width, box.y0, box.x0 + last * width, box.y1)
