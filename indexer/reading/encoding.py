r"""Turn the bytes of a text file into text, whole or by line, or say that they are none.

UTF-8 is tried first, then UTF-16 (only with its mark), then GB18030, which takes in GBK and GB 2312.
Line ends become \n and the byte order mark goes; form feeds, zero-width characters, private-use
characters and all else stay as they are, since quotes are the page's own characters.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Callable
from typing import BinaryIO

from indexer.errors import ReadError
from indexer.reading.plausible import is_plausible

_UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), *((bom, "utf-16") for bom in _UTF_16))
_MAGIC = (
    (b"%PDF-", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"PK\x03\x04", "ZIP/Word"),
    (b"\xd0\xcf\x11\xe0", "Word"),
    (b"{\\rtf", "RTF"),
)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_CONTROL_SHARE = 0.1
_SEQUENCE = re.compile(
    b"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_HANZI = re.compile(b"[\xe3-\xe9\xef][\x80-\xbf]{2}")  # and full-width punctuation


def decode(data: bytes, path: str) -> str:
    """Return the text of `data`. Raises ReadError, with `path`, for binary and other encodings.

    A wrong guess would fill the index with characters nobody wrote, so a doubtful file is refused
    and named. A few characters alone cannot be told apart; from a line on the guess is safe
    (tests/reading/test_encoding.py holds the limits).
    """
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise ReadError(
                path,
                f"是 {what} 文件，不是文字：请先转出或识别文字，存成 UTF-8 的 .txt / "
                f"not text but {what}: extract or recognise its text first, as UTF-8 .txt",
            )
    text = _decoded(data, path)
    if text is None or _is_binary(text):
        raise ReadError(
            path,
            "不是 UTF-8 或 GB18030 编码的文字：若是文字（如 Big5）请转成 UTF-8，若是图片或文档请先识别成文字 / "
            "not text in UTF-8 or GB18030: convert it to UTF-8, or recognise its text first",
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def line_reader(file: BinaryIO, path: str) -> Callable[[int], bytes]:
    """Return what reads a file's next line, to be called with the most bytes wanted of it.

    Lines of UTF-16 (with its mark) become UTF-8 and are counted in characters; a line with half a
    surrogate pair becomes none. Others are as they stand. Raises ReadError, with `path`, where
    UTF-16 breaks off within a character.
    """
    encoding = _UTF_16.get(file.read(2))
    if encoding is None:
        file.seek(0)
        return file.readline
    text = io.TextIOWrapper(file, encoding, errors="surrogatepass", newline="\n")

    def read_line(limit: int) -> bytes:
        try:
            return text.readline(limit).encode("utf-8", "surrogatepass")
        except UnicodeDecodeError as error:
            raise ReadError(
                path,
                "UTF-16 文字在末尾断开：请从原件重新复制 / "
                "UTF-16 text that breaks off at its end: copy the original anew",
            ) from error

    return read_line


def _decoded(data: bytes, path: str) -> str | None:
    for bom, name in _BOMS:
        if data.startswith(bom):
            try:
                return data.decode(name)
            except UnicodeDecodeError:
                return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if _is_damaged_utf8(data):
            line = data.count(b"\n", 0, error.start) + 1
            raise ReadError(
                path,
                f"UTF-8 文字在第 {line} 行损坏（第 {error.start + 1} 字节）：请从原件重新复制 / "
                f"UTF-8 text damaged in line {line}, byte {error.start + 1}: copy the original anew",
            ) from error
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    return text if is_plausible(text) else None


def _is_damaged_utf8(data: bytes) -> bool:
    """Tell UTF-8 with a wrong or missing byte from other encodings.

    Half of the bytes beyond ASCII are whole Chinese characters of UTF-8, or nine in ten whole ones
    of any script: of the bytes of a Chinese page in GB18030, one in five are by chance.
    """
    beyond = len(data.translate(None, bytes(range(128))))
    hanzi = 3 * len(_HANZI.findall(data))
    if hanzi >= max(3, beyond / 2):
        return True
    whole = sum(len(sequence) for sequence in _SEQUENCE.findall(data))
    return whole >= max(8, 0.9 * beyond)


def _is_binary(text: str) -> bool:
    """Tell data from text: a NUL, or more control characters than slip into text.

    White space and DOS's end-of-file mark at the end do not count.
    """
    controls = len(_CONTROLS.findall(text.removesuffix("\x1a")))
    return "\0" in text or controls > _CONTROL_SHARE * len(text)
