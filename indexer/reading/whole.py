"""Read a file that is one page: its bytes within the limit, and the page made of its text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from indexer.errors import ReadError
from indexer.models import Block, Page
from indexer.reading.failures import size
from indexer.reading.identity import Identity
from indexer.reading.pictures import PICTURED, image_beside
from indexer.reading.source import SourceFile

EMPTY = "空白文件：没有文字，未编入；补上文字或删去 / an empty file: fill it or delete it"


def read_bytes(path: Path, max_bytes: int) -> bytes:
    """Return the bytes of a file. Raises ReadError where there are more than a page may have."""
    with path.open("rb") as file:
        data = file.read(max_bytes + 1)
    if len(data) > max_bytes:
        found, limit = size(path.stat().st_size), size(max_bytes)
        raise ReadError(
            str(path),
            f"{found}，超过一版的上限 {limit}：请按版拆开，或调高 max_page_mb / "
            f"{found}, over the limit of {limit} a page: split it into pages, or raise max_page_mb",
        )
    return data


def page_of(
    source: SourceFile,
    identity: Identity,
    text: str,
    *,
    page_id: str = "",
    blocks: Sequence[Block] = (),
) -> Page:
    """Return the page of a file; `page_id` stands in for the id that its identity gives.

    Raises ReadError where its text says nothing.
    """
    if not _says_anything(text):
        raise ReadError(str(source.path), EMPTY)
    is_pictured = source.path.suffix.lower() in PICTURED
    return replace(
        identified(source, identity, text, page_id or identity.page_id(source.name)),
        image=image_beside(source.path, (), source.home) if is_pictured else "",
        blocks=tuple(blocks),
    )


def identified(source: SourceFile, identity: Identity, text: str, page_id: str) -> Page:
    """Return a page of `source` with what its identity says; the rest is for the format to add."""
    return Page(
        id=page_id,
        text=text,
        newspaper=identity.newspaper,
        date=identity.date,
        number=identity.number,
        section=identity.section,
        source=str(source.path),
        digest=source.digest,
    )


def _says_anything(text: str) -> bool:
    """Tell whether a reader would see anything: zero-width characters and form feeds are nothing."""
    return any(
        not char.isspace() and (char.isprintable() or "\ue000" <= char <= "\uf8ff") for char in text
    )
