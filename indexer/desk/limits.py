"""How much may be kept on the desk, and what names and notes may be."""

from __future__ import annotations

import unicodedata

from indexer.errors import DeskRefused

NAME_CHARS = 60
NOTE_CHARS = 5_000
QUOTE_CHARS = 50_000  # a whole page of a broadsheet has about 10,000
QUERY_CHARS = 2_000
FOLDERS = 100  # of one user
ITEMS = 1_000  # of one folder
WATCHES = 100  # of one user
MATCHES = 20_000  # articles that a saved search may find


def clean_name(name: str) -> str:
    """Return a name in one line, without control characters.

    Raises DeskRefused where nothing or too much is left.
    """
    cleaned = " ".join(_printable(name).split())
    if not cleaned:
        raise DeskRefused("请写一个名称 / a name is needed")
    return _bounded(cleaned, NAME_CHARS, "名称", "the name")


def clean_note(note: str) -> str:
    """Return a note without control characters but line feeds. Raises DeskRefused."""
    text = _printable(note.replace("\r\n", "\n").replace("\r", "\n"))
    return _bounded(text.strip(), NOTE_CHARS, "备注", "the note")


def clean_query(query: str) -> str:
    """Return a query without control characters and white space around it. Raises DeskRefused."""
    return _bounded(_printable(query).strip(), QUERY_CHARS, "查询", "the query")


def check_quote(quote: str) -> None:
    """Raise DeskRefused for a quote that is too long to be kept."""
    _bounded(quote, QUOTE_CHARS, "所剪文字", "the text")


def check_room(held: int, most: int, chinese: str, english: str) -> None:
    """Raise DeskRefused where `most` of something are held already."""
    if held >= most:
        raise DeskRefused(
            f"{chinese}最多 {most}，已满：先删去一些 / no room for more than {most} {english}: "
            f"remove some first"
        )


def _bounded(text: str, most: int, chinese: str, english: str) -> str:
    if len(text) > most:
        raise DeskRefused(
            f"{chinese}有 {len(text)} 字，最多 {most} 字 / {english} has {len(text)} characters, "
            f"at most {most} are kept"
        )
    return text


def _printable(text: str) -> str:
    return "".join(
        char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs")
    )
