"""Choose the reader of a file by its suffix."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from indexer.errors import ReadError
from indexer.models import Failure, Page
from indexer.reading.discover import SourceFile
from indexer.reading.jsonl import read_jsonl
from indexer.reading.text import read_text


class PageReader(Protocol):
    """Reads one format: yields pages, and a failure for each part that is none."""

    def __call__(self, source: SourceFile, *, max_bytes: int) -> Iterator[Page | Failure]: ...


_READERS: dict[str, PageReader] = {".txt": read_text, ".jsonl": read_jsonl}


def read_file(source: SourceFile, *, max_bytes: int = 20 * 2**20) -> Iterator[Page | Failure]:
    """Yield the pages of a file, and a Failure for what could not be read; raises nothing of ours.

    `max_bytes` bounds a page: of a text file the whole, of a JSONL file a line.
    """
    try:
        yield from _READERS[source.path.suffix.lower()](source, max_bytes=max_bytes)
    except ReadError as error:
        yield Failure(error.path, error.reason)
    except OSError as error:
        yield Failure(
            str(source.path),
            f"读不了（{error.strerror}）：检查文件和权限 / cannot be read: check it and its permissions",
        )
