"""Turn documents into postings: from what stands in each, to where each term stands.

Sorting whole arrays takes the place of a dictionary of lists: a posting is one number, its term's
place times the documents there are, plus its document, and a sort of those numbers is the index.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray

_POINT = 21  # bits of a code point; two of them and a document's number fill an int64
_LOW = (1 << _POINT) - 1


@dataclass(frozen=True, slots=True)
class Inverted:
    """Postings of some terms of a field.

    `terms` in order (t,), how many documents hold each (t,), at least one; and all their documents
    (n,) and frequencies (n,), term after term, documents increasing.
    """

    terms: list[bytes]
    counts: NDArray[np.int64]
    documents: NDArray[np.int64]
    frequencies: NDArray[np.int64]


def invert(
    terms: Sequence[bytes],
    codes: NDArray[np.int64],
    documents: NDArray[np.int64],
    frequencies: NDArray[np.int64] | None = None,
) -> Inverted:
    """Sort postings by term and document.

    `terms` need not be in order; posting i says that document `documents[i]` holds
    `terms[codes[i]]`. Without `frequencies` a posting given more than once adds up; with them each
    is given once. Terms without postings are left out.
    """
    order = sorted(range(len(terms)), key=terms.__getitem__)
    places = np.empty(len(terms), dtype=np.int64)
    places[order] = np.arange(len(terms))
    most = int(documents.max(initial=0)) + 1
    keys = places[codes] * most + documents
    if frequencies is None:
        keys, frequencies = np.unique(keys, return_counts=True)
    else:
        sorting = np.argsort(keys, kind="stable")  # merges runs, which is what a merge brings
        keys, frequencies = keys[sorting], frequencies[sorting]
    counts = np.bincount(keys // most, minlength=len(terms))
    held = [terms[at] for at, holders in zip(order, counts.tolist(), strict=True) if holders]
    return Inverted(held, counts[counts > 0], keys % most, frequencies)


class WordsOf:
    """The words of one field, document after document."""

    def __init__(self) -> None:
        self._places: defaultdict[str, int] = defaultdict(count().__next__)
        self._codes = array("i")
        self.lengths: list[int] = []

    def add(self, words: Sequence[str]) -> None:
        """Add the next document's words."""
        self._codes.extend(map(self._places.__getitem__, words))
        self.lengths.append(len(words))

    def inverted(self) -> Inverted:
        owners = np.repeat(np.arange(len(self.lengths)), self.lengths)
        codes = np.array(self._codes, dtype=np.int64)
        return invert([word.encode() for word in self._places], codes, owners)


class PairsOf:
    """The pairs of letters of documents, each pair once a document."""

    def __init__(self) -> None:
        self._codes: list[NDArray[np.int64]] = []

    def add(self, texts: Sequence[str]) -> int:
        """Add the next document's texts; return how many pairs and last letters they hold."""
        found = [np.empty(0, dtype=np.int64)]
        for text in texts:
            points = np.frombuffer(text.encode("utf-32-le"), dtype="<u4").astype(np.int64)
            codes = points << _POINT
            codes[:-1] |= points[1:]
            found.append(codes)
        self._codes.append(np.unique(np.concatenate(found)))
        return len(self._codes[-1])

    def inverted(self) -> Inverted:
        owners = np.repeat(np.arange(len(self._codes)), [len(codes) for codes in self._codes])
        if not len(owners):
            return invert([], owners, owners)
        # A pair's code sorts as its UTF-8 does. Fewer than 2**21 documents are ever added at once.
        keys = np.concatenate(self._codes) << _POINT
        keys |= owners
        keys.sort()
        codes, counts = np.unique(keys >> _POINT, return_counts=True)
        terms = [_spelt(code).encode() for code in codes.tolist()]
        return Inverted(terms, counts, keys & _LOW, np.ones(len(keys), dtype=np.int64))


def _spelt(code: int) -> str:
    last = code & _LOW
    return chr(code >> _POINT) + chr(last) if last else chr(code >> _POINT)
