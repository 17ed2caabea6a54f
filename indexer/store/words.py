"""The words index of one generation: Whoosh over jieba words and pairs of letters.

Two Whoosh indexes in one folder: PASSAGES, a document a passage, with its words; ARTICLES, a
document an article, with the words of its headline lines, byline and column, and the pairs of
letters of all of its texts. A pair is kept once an article, without positions: all pairs of a
phrase narrow the candidates and the stored text decides (search/matching.py), which is exact
whatever the segmentation. Positions would take somewhat fewer bytes, but ten times as long in a large
archive: they are read for each letter, and 的 stands everywhere (bench/phrases.py). Pairs also
score, so that a name that jieba does not know is found.

`building.py` writes it: documents are inverted in numpy and become whole segments through `codec.py`.
Whoosh keeps what an index is: schema, segments, deletions, lengths, keys.
"""

from __future__ import annotations

import heapq
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice, pairwise
from operator import itemgetter
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.errors import ArchiveDamaged

WORD_FIELDS = ("title", "kicker", "subtitle", "byline", "column")
"""Fields of an article that hold words; `body` is a passage's, `pairs` an article's letters."""

_CACHE_BYTES = 64 * 2**20
_ENTRY_BYTES = 500  # beside its arrays: unknown terms are kept too, and must not fill the memory

Postings = tuple[NDArray[np.int32], NDArray[np.float32]]
"""Rows of documents, increasing, and how often the term stands in each."""

_NONE: Postings = np.empty(0, np.int32), np.empty(0, np.float32)


@dataclass(frozen=True, slots=True)
class PassageWords:
    """The words of one passage, folded, in order."""

    key: int
    body: Sequence[str]


@dataclass(frozen=True, slots=True)
class ArticleWords:
    """The words of an article's own lines, and the letters of each of its texts."""

    key: int
    title: Sequence[str]
    kicker: Sequence[str]
    subtitle: Sequence[str]
    byline: Sequence[str]
    column: Sequence[str]
    texts: Sequence[str]


class FullText(Protocol):
    """A full-text index: postings in terms of rows.

    A *row* is a document's place among the sorted keys of its kind: passages for the field `body`,
    articles for all others. Safe to ask from many threads.
    """

    passage_keys: NDArray[np.int64]
    article_keys: NDArray[np.int64]

    def postings(self, field: str, term: str) -> Postings:
        """Return the rows that hold `term` in `field` and how often; empty for an unknown term."""
        ...

    def lengths(self, field: str) -> tuple[NDArray[np.float32], float]:
        """Return each row's number of words in `field`, about, and the mean of those that have any."""
        ...

    def document_frequency(self, field: str, term: str) -> int:
        """Return how many documents hold `term`; removed ones may still count."""
        ...

    def holding(self, field: str, terms: Iterable[str]) -> NDArray[np.int32]:
        """Return the rows that hold all of `terms`, increasing."""
        ...

    def starting_with(self, field: str, prefix: str, limit: int) -> list[str]:
        """Return the first `limit` terms that start with `prefix`, in order."""
        ...

    def lexicon(self, field: str) -> Iterator[tuple[str, int]]:
        """Yield each term of `field`, in order, and how many documents hold it, removed ones too."""
        ...


def pairs_of(letters: str) -> list[str]:
    """Return the adjacent pairs of `letters`, then its last letter alone."""
    return [*(a + b for a, b in pairwise(letters)), *letters[-1:]]


class WhooshWords:
    """FullText over a Whoosh index folder, opened once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._cache: OrderedDict[tuple[str, str], Postings] = OrderedDict()
        self._cached_bytes = 0
        try:
            self._kinds = {name: _Kind(folder, name) for name in ("PASSAGES", "ARTICLES")}
        except (OSError, ValueError) as error:
            raise ArchiveDamaged(str(folder), str(error)) from error
        self.passage_keys = self._kinds["PASSAGES"].keys
        self.article_keys = self._kinds["ARTICLES"].keys

    def postings(self, field: str, term: str) -> Postings:
        with self._lock:
            if found := self._cache.get((field, term)):
                self._cache.move_to_end((field, term))
                return found
        made = self._kind(field).postings(field, term.encode())
        with self._lock:
            if (field, term) not in self._cache:
                self._cache[field, term] = made
                self._cached_bytes += _size(made)
            while self._cached_bytes > _CACHE_BYTES:
                self._cached_bytes -= _size(self._cache.popitem(last=False)[1])
        return made

    def lengths(self, field: str) -> tuple[NDArray[np.float32], float]:
        with self._lock:
            return self._kind(field).lengths(field)

    def document_frequency(self, field: str, term: str) -> int:
        encoded = term.encode()
        return sum(terms.count(field, encoded) for terms in self._kind(field).terms)

    def holding(self, field: str, terms: Iterable[str]) -> NDArray[np.int32]:
        by_rarity = sorted(terms, key=lambda term: self.document_frequency(field, term))
        found: NDArray[np.int32] | None = None
        for term in by_rarity:
            rows = self.postings(field, term)[0]
            if found is None:
                found = rows
            else:  # few are looked up among many
                at = np.searchsorted(rows, found)
                found = (
                    found[(at < len(rows)) & (rows[np.minimum(at, len(rows) - 1)] == found)]
                    if len(rows)
                    else rows
                )
            if not len(found):
                break
        return np.empty(0, np.int32) if found is None else found

    def starting_with(self, field: str, prefix: str, limit: int) -> list[str]:
        return [term for term, _ in islice(self._from(field, prefix), limit)]

    def lexicon(self, field: str) -> Iterator[tuple[str, int]]:
        return self._from(field, "")

    def _from(self, field: str, prefix: str) -> Iterator[tuple[str, int]]:
        lists = [terms.starting(field, prefix.encode()) for terms in self._kind(field).terms]
        for term, held in groupby(heapq.merge(*lists), key=itemgetter(0)):
            yield term.decode(errors="replace"), sum(count for _, count in held)

    def _kind(self, field: str) -> _Kind:
        return self._kinds["PASSAGES" if field == "body" else "ARTICLES"]


def _size(postings: Postings) -> int:
    return _ENTRY_BYTES + postings[0].nbytes + postings[1].nbytes


class _Kind:
    """One of the two Whoosh indexes, opened: its segments' terms, and its documents' rows."""

    def __init__(self, folder: Path, name: str) -> None:
        from whoosh.filedb.filestore import FileStorage

        from indexer.store.segments import alive, keys_of, read_segments

        self._folder = folder
        owned = [(segment, keys_of(folder, segment)) for segment in read_segments(folder, name)]
        owned.sort(key=lambda pair: int(pair[1][0]))  # rows of one after another, if they can be
        self._segments = [segment for segment, _ in owned]
        storage = FileStorage(folder)
        self.terms = [segment.codec().terms_reader(storage, segment) for segment in self._segments]
        living = [alive(segment) for segment in self._segments]
        held = [keys[those] for (_, keys), those in zip(owned, living, strict=True)]
        in_turn = np.concatenate([np.empty(0, np.int64), *held])
        self.keys = np.sort(in_turn)
        # Document number of each segment -> row, -1 for a removed document.
        self._rows = [
            np.where(those, np.searchsorted(self.keys, keys), -1).astype(np.int32)
            for (_, keys), those in zip(owned, living, strict=True)
        ]
        self._sorted = np.array_equal(in_turn, self.keys)
        self._lengths: dict[str, tuple[NDArray[np.float32], float]] = {}

    def postings(self, field: str, term: bytes) -> Postings:
        rows, frequencies = [], []
        for terms, table in zip(self.terms, self._rows, strict=True):
            documents, counts = terms.postings(field, term)
            if len(documents):
                rows.append(table[documents])
                frequencies.append(counts)
        if not rows:
            return _NONE
        found, counts = np.concatenate(rows), np.concatenate(frequencies).astype(np.float32)
        living = found >= 0
        if not living.all():
            found, counts = found[living], counts[living]
        if not self._sorted:
            order = np.argsort(found, kind="stable")  # fast on runs in order, which these are
            found, counts = found[order], counts[order]
        found.flags.writeable = counts.flags.writeable = False  # they are kept for others
        return found, counts

    def lengths(self, field: str) -> tuple[NDArray[np.float32], float]:
        from indexer.store.segments import LENGTHS, length_bytes

        if field not in self._lengths:
            found = np.zeros(len(self.keys), dtype=np.float32)
            for segment, table in zip(self._segments, self._rows, strict=True):
                known = LENGTHS[length_bytes(self._folder, segment, field)]
                found[table[table >= 0]] = known[table >= 0]
            found.flags.writeable = False
            held = found[found > 0]
            self._lengths[field] = found, float(held.mean()) if len(held) else 1.0
        return self._lengths[field]
