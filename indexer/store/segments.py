"""The two Whoosh indexes of an archive, and a segment's documents as arrays: keys, lengths, deletions.

A document's number is its place in its segment, deleted documents too.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import columns, fields
from whoosh.util.numeric import byte_to_length

from indexer.store.words import WORD_FIELDS

KEY_TYPE = ">i8"  # as Whoosh's NumericColumn("q") reads it
LENGTHS = np.array([byte_to_length(byte) for byte in range(256)], dtype=np.float32)
"""What a byte of a length column stands for: Whoosh keeps lengths rounded, 0 for an empty field."""


def schema_of(name: str) -> Any:
    """Return the Whoosh schema of PASSAGES or ARTICLES."""
    key = fields.COLUMN(columns.NumericColumn("q"))
    if name == "PASSAGES":
        return fields.Schema(key=key, body=_words())
    pairs = fields.KEYWORD(scorable=False)
    return fields.Schema(key=key, pairs=pairs, **{field: _words() for field in WORD_FIELDS})


def scored_fields(schema: Any) -> list[str]:
    """Return the names of the fields that keep lengths."""
    return [name for name in schema.names() if name not in ("key", "pairs")]


def indexed_fields(schema: Any) -> list[str]:
    """Return the names of the fields that have terms."""
    return [name for name in schema.names() if name != "key"]


def keys_of(folder: Path, segment: Any) -> NDArray[np.int64]:
    """Return the key of each document."""
    return _column(folder, segment, "key", KEY_TYPE).astype(np.int64)


def alive(segment: Any) -> NDArray[np.bool_]:
    """Return which documents are not deleted."""
    found = np.ones(segment.doc_count_all(), dtype=bool)
    found[list(segment.deleted_docs())] = False
    return found


def length_bytes(folder: Path, segment: Any, field: str) -> NDArray[np.uint8]:
    """Return each document's number of words in `field`, as a byte that LENGTHS explains."""
    return _column(folder, segment, length_column(field), "u1")


def length_column(field: str) -> str:
    """Return the name Whoosh gives the column of a field's lengths."""
    return f"_{field}_len"


def _words() -> Any:
    return fields.TEXT(phrase=False)  # inverted by us: Whoosh's analyzer is never asked


def _column(folder: Path, segment: Any, name: str, kind: str) -> NDArray[Any]:
    path = folder / segment.codec().column_filename(segment, name)
    return np.frombuffer(path.read_bytes(), dtype=kind)
