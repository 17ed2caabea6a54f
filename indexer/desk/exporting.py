"""Export a folder of clippings: which formats there are, and what all of them say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from indexer.desk.as_csv import to_csv
from indexer.desk.as_markdown import to_markdown
from indexer.desk.entries import Clipped, clean


@dataclass(frozen=True, slots=True)
class Format:
    """A format: what its files end with, their media type, and what writes (name, clippings)."""

    suffix: str
    mime: str
    write: Callable[[str, Sequence[Clipped]], bytes]


def _to_docx(name: str, clipped: Sequence[Clipped]) -> bytes:
    from indexer.desk.as_docx import to_docx  # python-docx takes a while, and few ask for it

    return to_docx(name, clipped)


FORMATS = {
    "docx": Format(
        "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", _to_docx
    ),
    "markdown": Format("md", "text/markdown", to_markdown),
    "csv": Format("csv", "text/csv", to_csv),
}


def export(form: str, name: str, clipped: Sequence[Clipped]) -> bytes:
    """Return the folder `name` as a file of the format `form`, one of FORMATS."""
    return FORMATS[form].write(clean(name), clipped)
