"""Read a plain text page."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.models import Failure, Page
from indexer.reading.encoding import decode
from indexer.reading.identity import identify
from indexer.reading.source import SourceFile
from indexer.reading.whole import page_of, read_bytes


def read_text(source: SourceFile, *, max_bytes: int) -> Iterator[Page | Failure]:
    """Yield the one page of a text file. Raises ReadError where it is none."""
    text = decode(read_bytes(source.path, max_bytes), str(source.path))
    yield page_of(source, identify(source.path), text)
