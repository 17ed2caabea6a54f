"""The two Whoosh indexes of an archive: their schemas, their segments, a segment's documents as arrays.

A document's number is its place in its segment, deleted documents too.

Which segments an index has stands in `<name>.json`. Whoosh's own list of them is a pickle, which
could run code: it is written, so that Whoosh itself opens the folder, and never read.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh import columns, fields
from whoosh.codec.whoosh3 import W3Segment
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, clean_files
from whoosh.util.numeric import byte_to_length

from indexer.errors import ArchiveDamaged
from indexer.store.codec import PackedCodec
from indexer.store.trust import read_small
from indexer.store.words import WORD_FIELDS

_SEGMENT_ID = re.compile(r"[0-9a-z]{1,40}")

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


def read_segments(folder: Path, name: str) -> list[Any]:
    """Return the segments of an index; none where it was never written. Raises ArchiveDamaged."""
    path = folder / f"{name}.json"
    if not path.exists():
        return []
    try:
        found = [_segment(folder, name, row) for row in json.loads(read_small(path))]
        if len({segment.segid for segment in found}) < len(found):
            raise ValueError("a segment stands there twice")
    except (
        OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError, OverflowError
    ) as error:  # fmt: skip
        raise ArchiveDamaged(str(path), repr(error)) from error
    return found


def write_segments(folder: Path, name: str, segments: Sequence[Any]) -> None:
    """Make `segments` the index, and unlink the files of those it had before.

    No file is changed: the old ones may be hard links into an older generation.
    """
    storage = FileStorage(folder)
    for old in folder.glob(f"_{name}_*.toc"):
        old.unlink()
    TOC(schema_of(name), list(segments), 1).write(storage, name)
    clean_files(storage, name, 1, segments)
    rows = [
        {
            "id": segment.segid,
            "documents": segment.doc_count_all(),
            "deleted": sorted(segment.deleted_docs()),
            "lengths": segment._fieldlengths,
        }
        for segment in segments
    ]
    written = folder / f"{name}.new"
    written.write_text(json.dumps(rows, separators=(",", ":")), encoding="utf-8")
    os.replace(written, folder / f"{name}.json")


def _segment(folder: Path, name: str, row: dict[str, Any]) -> Any:
    """Return a segment. Whatever a list of segments may hold, it has the documents it says."""
    segid, documents = str(row["id"]), int(row["documents"])
    deleted = {int(number) for number in row["deleted"]}
    if not _SEGMENT_ID.fullmatch(segid):
        raise ValueError(f"no name of a segment: {segid[:40]!r}")
    segment = W3Segment(PackedCodec(), name, documents, segid, deleted or None)
    segment._fieldlengths = {str(field): int(sum_) for field, sum_ in row["lengths"].items()}
    size = (folder / segment.codec().column_filename(segment, "key")).stat().st_size
    if documents < 1 or size != documents * np.dtype(KEY_TYPE).itemsize:
        raise ValueError(f"{segid} does not hold {documents} documents")
    if deleted and not 0 <= min(deleted) <= max(deleted) < documents:
        raise ValueError(f"{segid}: deleted documents that it does not have")
    return segment


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
    dtype = np.dtype(kind)
    try:
        if path.stat().st_size != segment.doc_count_all() * dtype.itemsize:
            raise ArchiveDamaged(str(path), f"not of {segment.doc_count_all()} documents")
        return np.frombuffer(path.read_bytes(), dtype=dtype)
    except OSError as error:
        raise ArchiveDamaged(str(path), str(error.strerror)) from error
