"""Take the characters of a PDF sheet with their places.

Coordinates are those of the sheet as it is shown: points, origin at the top left of its crop box,
turned by its /Rotate. PDFium gives characters in the order in which the file draws them.
"""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from indexer.language.radicals import PRINTED_FORMS

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

_DESCENT = 0.12  # of the em below the baseline, in Chinese fonts
_SLANT = math.radians(20)  # what is turned by more than this from the edges is a stamp
_HYPHENS = ("\x02", "\ufffe")  # how PDFium gives one at a line's end


@dataclass(slots=True)
class Glyph:
    """A character that leaves ink: its em box, its size, and how many quarter turns it is turned.

    `char` is several where one shape stands for them: a ligature (ffi), a dash (——). Turns are clockwise; 1 reads downwards. `spaced`: a space was drawn before it; `apart`: PDFium
    takes it to begin a word.
    """

    char: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    turns: int = 0
    spaced: bool = False
    apart: bool = False


class TooManyGlyphs(Exception):
    """A sheet with more characters than were to be read."""


def read_glyphs(page: PdfPage, limit: int) -> tuple[list[Glyph], float]:
    """Return the sheet's characters, and the share of those drawn that stand for no known one.

    Raises TooManyGlyphs over `limit`. Characters off the sheet, and slanted ones, are left out.
    """
    text = page.get_textpage()
    count = text.count_chars()
    if count > limit:
        raise TooManyGlyphs(count)
    return _Reader(page, text).read(count)


class _Reader:
    def __init__(self, page: PdfPage, text: PdfTextPage) -> None:
        import pypdfium2.raw as pdfium

        self.raw, self.text = pdfium, text
        self.rotation = page.get_rotation() // 90
        self.left, self.bottom, self.right, self.top = page.get_bbox()
        self.width, self.height = page.get_size()

    def read(self, count: int) -> tuple[list[Glyph], float]:
        raw, text = self.raw, self.text
        box, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
        x, y = ctypes.c_double(), ctypes.c_double()
        glyphs: list[Glyph] = []
        drawn = unknown = 0
        spaced = apart = False
        high = 0
        shape: tuple[object, ...] = ()  # what drew the last of the glyphs, and where
        for at in range(count):
            if raw.FPDFText_IsGenerated(text, at) == 1:
                apart = True
                continue
            code = raw.FPDFText_GetUnicode(text, at)
            if 0xD800 <= code < 0xDC00:  # where wchar_t has 16 bits
                high = code
                continue
            if 0xDC00 <= code < 0xE000 and high:
                code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
            high = 0
            char = chr(code) if code < 0x110000 else "\ufffd"
            char = PRINTED_FORMS.get(char, char)  # ⻓江 is printed as 长江
            if char in _HYPHENS:
                char = "-"
            if char.isspace():
                spaced = True
                continue
            drawn += 1
            if raw.FPDFText_HasUnicodeMapError(text, at) == 1 or _is_unknown(char):
                unknown += 1
                if char < " " or "\ud800" <= char < "\ue000":
                    continue
            if not (
                raw.FPDFText_GetLooseCharBox(text, at, box)
                and raw.FPDFText_GetMatrix(text, at, matrix)
                and raw.FPDFText_GetCharOrigin(text, at, x, y)
            ):
                continue
            drawn_by = ctypes.cast(raw.FPDFText_GetTextObject(text, at), ctypes.c_void_p).value
            here = (drawn_by, box.left, box.bottom, box.right, box.top)
            if here == shape and not spaced and not apart:
                glyphs[-1].char += char
                continue
            size = raw.FPDFText_GetFontSize(text, at) * math.hypot(matrix.c, matrix.d)
            glyph = self._placed(char, box, matrix, (x.value, y.value), abs(size))
            shape = ()
            if glyph is not None:
                shape = here
                glyph.spaced, glyph.apart = spaced, apart
                glyphs.append(glyph)
                spaced = apart = False
        return glyphs, unknown / drawn if drawn else 0.0

    def _placed(
        self, char: str, box: Any, matrix: Any, origin: tuple[float, float], size: float
    ) -> Glyph | None:  # fmt: skip
        turns = self._turns(matrix.a, matrix.b)
        first = self._shown(box.left, box.top)
        second = self._shown(box.right, box.bottom)
        at = self._shown(*origin)
        numbers = (*first, *second, *at, size)
        if turns is None or not all(map(math.isfinite, numbers)) or not 0.1 < size < 5000:
            return None
        x0, x1 = sorted((first[0], second[0]))
        y0, y1 = sorted((first[1], second[1]))
        # A font's own height may be anything: across the line the em is measured from the baseline.
        above, below = (1 - _DESCENT) * size, _DESCENT * size
        if turns == 0:
            y0, y1 = at[1] - above, at[1] + below
        elif turns == 1:
            x0, x1 = at[0] - below, at[0] + above
        elif turns == 2:
            y0, y1 = at[1] - below, at[1] + above
        else:
            x0, x1 = at[0] - above, at[0] + below
        middle_x, middle_y = (x0 + x1) / 2, (y0 + y1) / 2
        if not (0 <= middle_x <= self.width and 0 <= middle_y <= self.height):
            return None
        return Glyph(char, x0, y0, x1, y1, size, turns)

    def _turns(self, right: float, up: float) -> int | None:
        angle = math.atan2(-up, right)  # clockwise
        turns = round(angle / (math.pi / 2))
        if abs(angle - turns * math.pi / 2) > _SLANT:
            return None
        return (turns + int(self.rotation)) % 4

    def _shown(self, x: float, y: float) -> tuple[float, float]:
        if self.rotation == 0:
            return x - self.left, self.top - y
        if self.rotation == 1:
            return y - self.bottom, x - self.left
        if self.rotation == 2:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x


def _is_unknown(char: str) -> bool:
    """Tell a character that stands for nothing: unmapped, for private use, a control."""
    return (
        char < " "
        or "\x7f" <= char < "\xa0"
        or "\ud800" <= char < "\uf900"
        or (char in "\ufffd\uffff" or char >= "\U000f0000")
    )
