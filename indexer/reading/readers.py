"""Choose the reader of a file by its suffix."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from indexer.errors import ReadError
from indexer.models import Failure, Page
from indexer.reading.failures import failure, unreadable
from indexer.reading.htmlpage import read_html
from indexer.reading.jsonl import read_jsonl
from indexer.reading.markdown import read_markdown
from indexer.reading.source import SourceFile
from indexer.reading.text import read_text


class PageReader(Protocol):
    """Reads one format: yields pages, and a failure for each part that is none.

    May raise ReadError or OSError for the file as a whole; pages yielded before that stand.
    """

    def __call__(self, source: SourceFile, *, max_bytes: int) -> Iterator[Page | Failure]: ...


# A new format is a module with a PageReader and one line here: discovery goes by this table.
READERS: dict[str, PageReader] = {
    ".txt": read_text,
    ".jsonl": read_jsonl,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
}


def read_file(source: SourceFile, *, max_bytes: int = 20 * 2**20) -> Iterator[Page | Failure]:
    """Yield the pages of a file, and a Failure for what could not be read; raises nothing of ours.

    `max_bytes` bounds a page: of a text file the whole, of a JSONL file a line.
    """
    reader = READERS.get(source.path.suffix.lower())
    if reader is None:
        yield failure(source.path, not_a_format())
        return
    try:
        yield from reader(source, max_bytes=max_bytes)
    except ReadError as error:
        yield failure(error.path, error.reason)
    except OSError as error:
        yield unreadable(source.path, error)


def not_a_format() -> str:
    """Return why a file with another suffix is passed over."""
    return (
        f"不是能读的格式，略过：能读 {'、'.join(READERS)} / "
        f"not a format that is read, skipped: {', '.join(READERS)} are"
    )
