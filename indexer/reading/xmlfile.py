"""Read an XML file by what its root element says it is: PAGE XML, ALTO or METS."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

from indexer.errors import ReadError
from indexer.models import Failure, Page
from indexer.reading import mets
from indexer.reading.alto import read_alto
from indexer.reading.names import shown
from indexer.reading.pagexml import read_page
from indexer.reading.pictures import images_beside
from indexer.reading.source import SourceFile
from indexer.reading.whole import read_bytes
from indexer.reading.xmltree import head_of, local, parse, root_name

# How PAGE XML and ALTO name the picture, in their first lines.
_PICTURE = re.compile(rb"""imageFilename\s*=\s*["']([^"'<>]*)|<(?:[\w.-]+:)?fileName>([^<]*)<""")
_ROOTS = ("PcGts", "alto", "mets")


def read_xml(source: SourceFile, *, max_bytes: int) -> Iterator[Page | Failure]:
    """Yield the pages of an XML file. Raises ReadError where it is none of the formats."""
    data = read_bytes(source.path, max_bytes)
    root = parse(data, source.path)
    kind = local(root)
    if kind == "PcGts":
        yield read_page(root, source)
    elif kind == "alto":
        yield read_alto(root, source)
    elif kind == "mets":
        yield from mets.read_mets(root, source, max_bytes=max_bytes)
    else:
        name = shown(kind)[:40]
        raise ReadError(
            str(source.path),
            f"根元素是 {name}，不是能读的格式：能读 PAGE XML、ALTO、METS / "
            f"not a format that is read: its root is {name}; PAGE XML, ALTO and METS are",
        )


def why_no_pages(path: Path) -> str:
    """Return why an XML file is not meant as pages: it is of another kind; "" where it may be."""
    root = root_name(head_of(path))
    if root and root not in _ROOTS:
        return (
            f"根元素是 {shown(root)[:40]}，不是版面，略过：能读 PAGE XML、ALTO、METS / "
            f"XML of another kind, skipped: PAGE XML, ALTO and METS are read"
        )
    return ""


def companions(path: Path, home: Path) -> tuple[list[Path], list[Path]]:
    """Return the files that are read with an XML file, and the pictures that belong to it.

    Only of a METS more is looked at than how the file begins.
    """
    head = head_of(path)
    kind = root_name(head)
    if kind == "mets":
        sheets, pictures = mets.companions(path, home)
        for sheet in sheets:
            pictures += _pictures(sheet, head_of(sheet), home)
        return sheets, pictures
    return [], _pictures(path, head, home) if kind in ("PcGts", "alto") else []


def _pictures(path: Path, head: bytes, home: Path) -> list[Path]:
    names = [html.unescape((a or b).decode("utf-8", "replace")) for a, b in _PICTURE.findall(head)]
    return images_beside(path, [name.strip() for name in names], home)
