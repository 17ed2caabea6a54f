"""From files to pages: discovery, identity, and one module a format."""

from indexer.reading.discover import Found, find_sources
from indexer.reading.readers import READERS, PageReader, read_file, readers_of
from indexer.reading.source import SourceFile

__all__ = [
    "READERS",
    "Found",
    "PageReader",
    "SourceFile",
    "find_sources",
    "read_file",
    "readers_of",
]
