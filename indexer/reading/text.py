"""Read a plain text page: find its encoding, or say that it is no text."""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Iterator

from indexer.errors import ReadError
from indexer.models import Failure, Page
from indexer.reading.discover import SourceFile
from indexer.reading.identity import identify

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_KNOWN_SHARE = 0.95
_EVERYDAY = frozenset("的一是不了在人有之中大上以為為於者而也，。、")
_EVERYDAY_SHARE = 0.07  # Chinese pages have 0.16 and more, EUC-KR read as GB18030 has none
_SHORT = 30


def read_text(source: SourceFile, *, max_bytes: int) -> Iterator[Page | Failure]:
    """Yield the one page of a text file. Raises ReadError where it is none."""
    size = source.path.stat().st_size
    if size > max_bytes:
        raise ReadError(
            str(source.path),
            f"{size / 2**20:.0f} MB，超过一版的上限 {max_bytes // 2**20} MB：请按版拆开 / "
            f"larger than a page may be: split it into pages, or raise max_page_mb",
        )
    text = decode(source.path.read_bytes(), str(source.path))
    if not text.strip():
        raise ReadError(
            str(source.path), "空白文件：没有文字，未编入 / an empty file: nothing to index"
        )
    identity = identify(source.path)
    yield Page(
        id=identity.page_id(source.name),
        text=text,
        newspaper=identity.newspaper,
        date=identity.date,
        number=identity.number,
        section=identity.section,
        source=str(source.path),
        digest=source.digest,
    )


def decode(data: bytes, path: str) -> str:
    r"""Return the text of UTF-8, UTF-16 with a BOM, or GB18030 bytes; line ends become \n.

    Other characters stay as they are. Raises ReadError for binary data and for other encodings: a
    wrong guess would fill the index with characters nobody wrote.
    """
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), None)
    text = None
    for name in (encoding,) if encoding else ("utf-8", "gb18030"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if name == "gb18030" and not _is_plausible(text):
            text = None
        break
    if text is None or _is_binary(text):
        raise ReadError(
            path,
            "不是 UTF-8 或 GB18030 编码的文字：若是文字请转成 UTF-8，若是图片或文档请先识别成文字 / "
            "not text in UTF-8 or GB18030: convert it to UTF-8, or recognise its text first",
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _is_binary(text: str) -> bool:
    """Tell data from text: control characters other than white space."""
    controls = sum(
        1
        for char in text
        if unicodedata.category(char) in ("Cc", "Cn") and char not in "\t\n\r\f\v"
    )
    return "\0" in text or controls > len(text) / 100


def _is_plausible(text: str) -> bool:
    """Tell Chinese in GB18030 from bytes of another encoding.

    Print keeps to the characters of GB 2312 and Big5, and every Chinese text of some length is full
    of the same few characters; bytes of Big5, EUC-KR or EUC-JP read as GB18030 are not.
    """
    beyond = [char for char in text if ord(char) > 127]
    everyday = sum(char in _EVERYDAY for char in beyond)
    if len(beyond) >= _SHORT and everyday < _EVERYDAY_SHARE * len(beyond):
        return False
    if sum("\u3040" <= char <= "\u30ff" for char in beyond) > len(beyond) / 10:  # kana: EUC-JP
        return False
    known = sum(_in_gb2312(char) or _in_big5(char) for char in beyond)
    return bool(beyond) and known >= _KNOWN_SHARE * len(beyond)


def _in_gb2312(char: str) -> bool:
    try:
        return bool(char.encode("gb2312"))
    except UnicodeEncodeError:
        return char in "—·〇"


def _in_big5(char: str) -> bool:
    try:
        return bool(char.encode("big5"))
    except UnicodeEncodeError:
        return False
