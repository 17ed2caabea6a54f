"""Read a plain text page."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.errors import ReadError
from indexer.models import Failure, Page
from indexer.reading.encoding import decode
from indexer.reading.failures import size
from indexer.reading.identity import identify
from indexer.reading.pictures import image_beside
from indexer.reading.source import SourceFile

EMPTY = "空白文件：没有文字，未编入；补上文字或删去 / an empty file: fill it or delete it"


def read_text(source: SourceFile, *, max_bytes: int) -> Iterator[Page | Failure]:
    """Yield the one page of a text file. Raises ReadError where it is none."""
    text = read_characters(source, max_bytes)
    if not says_anything(text):
        raise ReadError(str(source.path), EMPTY)
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
        image=image_beside(source.path, (), source.home),
    )


def says_anything(text: str) -> bool:
    """Tell whether a reader would see anything: zero-width characters and form feeds are nothing."""
    return any(
        not char.isspace() and (char.isprintable() or "\ue000" <= char <= "\uf8ff") for char in text
    )


def read_characters(source: SourceFile, max_bytes: int) -> str:
    """Return the text of a file. Raises ReadError for a file that is too large or no text."""
    return decode(read_bytes(source, max_bytes), str(source.path))


def read_bytes(source: SourceFile, max_bytes: int) -> bytes:
    """Return what a file holds. Raises ReadError for a file that is too large."""
    with source.path.open("rb") as file:
        data = file.read(max_bytes + 1)
    if len(data) > max_bytes:
        found, limit = size(source.path.stat().st_size), size(max_bytes)
        raise ReadError(
            str(source.path),
            f"{found}，超过一版的上限 {limit}：请按版拆开，或调高 max_page_mb / "
            f"{found}, over the limit of {limit} a page: split it into pages, or raise max_page_mb",
        )
    return data
