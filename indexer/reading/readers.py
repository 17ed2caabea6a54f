"""Choose the reader of a file by its suffix."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from indexer.errors import ReadError
from indexer.models import Correction, Failure, Page
from indexer.reading.corrections import read_corrections
from indexer.reading.failures import failure, unreadable
from indexer.reading.guarded import guarded
from indexer.reading.htmlpage import read_html
from indexer.reading.jsonl import read_jsonl
from indexer.reading.markdown import read_markdown
from indexer.reading.pdf import read_pdf
from indexer.reading.scan import SUFFIXES, read_scan
from indexer.reading.source import SourceFile
from indexer.reading.text import read_text
from indexer.reading.xmlfile import read_xml


class PageReader(Protocol):
    """Reads one format: yields pages, and a failure for each part that is none.

    May raise ReadError or OSError for the file as a whole; pages yielded before that stand.
    """

    def __call__(self, source: SourceFile, *, max_bytes: int) -> Iterator[Page | Failure]: ...


# A sheet that has to be recognised takes half a minute, of an old large one several.
_SHEET_S = 600.0
_FILE_S = 4 * 3600.0

# A new format is a module with a PageReader and one line here: discovery goes by this table.
# Formats that C code unpacks are guarded.
READERS: dict[str, PageReader] = {
    ".txt": read_text,
    ".jsonl": read_jsonl,
    ".xml": read_xml,
    **dict.fromkeys((".md", ".markdown"), read_markdown),
    **dict.fromkeys((".html", ".htm"), read_html),
    ".pdf": guarded(read_pdf, page_s=_SHEET_S, file_s=_FILE_S),
    **dict.fromkeys(SUFFIXES, guarded(read_scan, page_s=_SHEET_S, file_s=_FILE_S)),
}


def read_file(source: SourceFile, *, max_bytes: int = 20 * 2**20) -> Iterator[Page | Failure]:
    """Yield the pages of a file, and a Failure for what could not be read; raises nothing of ours.

    `max_bytes` bounds a page: of a text file the whole, of a JSONL file a line, of a PDF the
    characters of a sheet.
    """
    reader = READERS.get(source.path.suffix.lower())
    if reader is None:
        yield failure(source.path, not_a_format())
        return
    try:
        corrections = read_corrections(source.path)
        for page in reader(source, max_bytes=max_bytes):
            yield _corrected(page, corrections) if corrections else page
    except ReadError as error:
        yield failure(error.path, error.reason)
    except OSError as error:
        yield unreadable(source.path, error)


def readers_of(path: Path) -> str:
    """Name what reads a file that takes long to read; "" for all others.

    A file that failed is not read again while it and this name stay what they were.
    """
    if path.suffix.lower() not in (".pdf", *SUFFIXES):
        return ""
    libraries = ["pypdfium2", *(["rapidocr"] if find_spec("rapidocr") else [])]
    return " ".join(f"{name}-{version(name)}" for name in libraries)


def _corrected(
    page: Page | Failure, corrections: Sequence[tuple[str, Correction]]
) -> Page | Failure:
    if isinstance(page, Failure):
        return page
    own = tuple(one for number, one in corrections if number in ("", page.number))
    return replace(page, corrections=own)


def not_a_format() -> str:
    """Return why a file with another suffix is passed over."""
    return (
        f"不是能读的格式，略过：能读 {'、'.join(READERS)} / "
        f"not a format that is read, skipped: {', '.join(READERS)} are"
    )
