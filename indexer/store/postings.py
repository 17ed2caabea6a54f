"""Read Whoosh's postings as numpy arrays and score them by BM25 at once.

Whoosh scores posting by posting in Python, which costs hundreds of milliseconds a query on ten
thousand articles; the same postings, block by block into arrays, take a few. The formula is that of
`whoosh.scoring.BM25F`: idf = ln(N / (n + 1)) + 1 over all segments, and
idf * tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / average length)), summed over fields.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

_B = 0.75
_K1 = 1.2
_CACHE_BYTES = 64 * 2**20

Postings = tuple[NDArray[np.int32], NDArray[np.float32]]
"""Document numbers, increasing, and how often the term stands in each."""


class PostingScorer:
    """Scores documents of one Whoosh reader. Not safe for several threads at once."""

    def __init__(self, reader: Any) -> None:
        self._leaves = list(reader.leaf_readers()) if reader.doc_count_all() else []
        self._reader = reader
        self._count = int(reader.doc_count_all())
        self._live = np.ones(self._count, dtype=bool)
        for leaf, offset in self._leaves:
            for document in leaf.deleted_docs_set:
                self._live[offset + document] = False
        self._lengths: dict[str, tuple[NDArray[np.float32], float]] = {}
        self._cache: OrderedDict[tuple[str, str], Postings] = OrderedDict()
        self._cached_bytes = 0

    def scores(self, terms: Iterable[tuple[str, str, float]]) -> NDArray[np.float32]:
        """Return the score of every document (documents,) for (field, term, weight) triples.

        Deleted documents and those that hold no term have 0.
        """
        total = np.zeros(self._count, dtype=np.float32)
        for field, term, weight in terms:
            documents, frequencies = self.postings(field, term)
            if not len(documents):
                continue
            lengths, average = self._field_lengths(field)
            idf = math.log(self._count / (len(documents) + 1)) + 1
            norm = _K1 * (1 - _B + _B * lengths[documents] / average)
            total[documents] += (
                np.float32(weight * idf * (_K1 + 1)) * frequencies / (frequencies + norm)
            )
        total[~self._live] = 0
        return total

    def holding(self, field: str, terms: Iterable[str]) -> NDArray[np.int32]:
        """Return the live documents that hold all `terms` in `field`, increasing."""
        lists = sorted((self.postings(field, term)[0] for term in terms), key=len)
        found = lists[0] if lists else np.empty(0, np.int32)
        for documents in lists[1:]:
            found = found[np.isin(found, documents, assume_unique=True)]
        return found[self._live[found]]

    def postings(self, field: str, term: str) -> Postings:
        """Return a term's postings over all segments, deleted documents too."""
        key = (field, term)
        if key in self._cache:
            self._cache.move_to_end(key)
            return self._cache[key]
        made = self._read(field, term)
        self._cache[key] = made
        self._cached_bytes += made[0].nbytes + made[1].nbytes
        while self._cached_bytes > _CACHE_BYTES:
            _, old = self._cache.popitem(last=False)
            self._cached_bytes -= old[0].nbytes + old[1].nbytes
        return made

    def _read(self, field: str, term: str) -> Postings:
        documents, frequencies = [], []
        encoded = term.encode("utf-8")
        for leaf, offset in self._leaves:
            if (field, encoded) not in leaf._terms:
                continue
            matcher = leaf._terms.matcher(field, encoded, leaf.schema[field].format)
            while not matcher._atend:  # a block at a time: Whoosh offers no public way to
                matcher._read_ids()
                matcher._read_weights()
                documents.append(np.array(matcher._ids, dtype=np.int32) + offset)
                frequencies.append(np.array(matcher._weights, dtype=np.float32))
                matcher._next_block()
        if not documents:
            return np.empty(0, np.int32), np.empty(0, np.float32)
        return np.concatenate(documents), np.concatenate(frequencies)

    def _field_lengths(self, field: str) -> tuple[NDArray[np.float32], float]:
        """Return every document's length in `field` (documents,), as Whoosh rounds it, and the mean."""
        if field not in self._lengths:
            from whoosh.util.numeric import byte_to_length

            known = np.array([byte_to_length(byte) for byte in range(256)], dtype=np.float32)
            lengths = np.zeros(self._count, dtype=np.float32)
            for leaf, offset in self._leaves:
                column = leaf._perdoc._cached_reader(f"_{field}_len", _length_column())
                if column is not None:
                    codes = np.fromiter(column, dtype=np.uint8, count=leaf.doc_count_all())
                    lengths[offset : offset + len(codes)] = np.where(codes, known[codes], 0)
            average = float(self._reader.field_length(field)) / max(self._count, 1)
            self._lengths[field] = lengths, average or 1.0
        return self._lengths[field]


def _length_column() -> Any:
    from whoosh.codec.whoosh3 import LENGTHS_COLUMN

    return LENGTHS_COLUMN
