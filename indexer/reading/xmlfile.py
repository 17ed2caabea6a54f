"""Read an XML file by what its root element says it is: PAGE XML, ALTO or METS."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.errors import ReadError
from indexer.models import Failure, Page
from indexer.reading.alto import read_alto
from indexer.reading.names import shown
from indexer.reading.pagexml import read_page
from indexer.reading.source import SourceFile
from indexer.reading.xmltree import local, parse, read_bytes


def read_xml(source: SourceFile, *, max_bytes: int) -> Iterator[Page | Failure]:
    """Yield the pages of an XML file. Raises ReadError where it is none of the formats."""
    data = read_bytes(source.path, max_bytes)
    root = parse(data, source.path)
    kind = local(root)
    if kind == "PcGts":
        yield read_page(root, source)
    elif kind == "alto":
        yield read_alto(root, source)
    else:
        name = shown(kind)[:40]
        raise ReadError(
            str(source.path),
            f"根元素是 {name}，不是能读的格式：能读 PAGE XML、ALTO、METS / "
            f"not a format that is read: its root is {name}; PAGE XML, ALTO and METS are",
        )
