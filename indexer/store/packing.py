"""Postings as few bytes, and back, many terms at a time.

A term's postings are LEB128 numbers (varints.py): the gaps between its document numbers, then, for
each document that holds it more than once, the gap between their places in the list and the
frequency less 2. Most terms stand once in a document, and many in one document alone: a byte or two.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from indexer.store.inverting import Inverted
from indexer.store.varints import pack, unpack


def pack_postings(field: Inverted) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return the bytes of all postings, and how many are each term's (t,)."""
    edges = np.concatenate([[0], np.cumsum(field.counts)])
    gaps = _gaps(field.documents, edges[:-1])
    often = np.flatnonzero(field.frequencies > 1)
    owners = np.searchsorted(edges, often, side="right") - 1
    places = often - edges[owners]
    place_gaps = _gaps(places, np.flatnonzero(np.diff(owners, prepend=-1)))
    # All numbers in their order on disk: a term's gaps, then its pairs of place and frequency.
    per_term = np.bincount(owners, minlength=len(field.counts))
    held = field.counts + 2 * per_term
    begins = np.cumsum(held) - held
    numbers = np.empty(int(held.sum()), dtype=np.int64)
    numbers[_spread(begins, field.counts)] = gaps
    pairs_at = _spread(begins + field.counts, per_term, step=2)
    numbers[pairs_at] = place_gaps
    numbers[pairs_at + 1] = field.frequencies[often] - 2
    packed, sizes = pack(numbers)
    ends = np.concatenate([[0], np.cumsum(sizes)])
    return packed, ends[begins + held] - ends[begins]


def unpack_term(
    packed: NDArray[np.uint8], count: int, documents: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the documents and frequencies of one term, which `count` of `documents` hold.

    What `unpack_postings` returns of it, a few times as fast: a query waits for this. Raises
    ValueError where the bytes are not those of such a term.
    """
    numbers = unpack(packed)
    if not 0 < count <= len(numbers) or (len(numbers) - count) % 2:
        raise ValueError(f"{len(numbers)} numbers, not the postings of {count} documents")
    frequencies = np.ones(count, dtype=np.int64)
    if len(numbers) > count:
        places = np.cumsum(numbers[count::2])
        if places[-1] >= count:  # the largest: no number is negative
            raise ValueError(f"a frequency of document {places[-1]} of {count}")
        frequencies[places] = numbers[count + 1 :: 2] + 2
    found = np.cumsum(numbers[:count])
    if found[-1] >= documents:
        raise ValueError(f"document {found[-1]} of {documents}")
    return found, frequencies


def unpack_postings(
    packed: NDArray[np.uint8], edges: NDArray[np.int64], counts: NDArray[np.int64], documents: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the documents and frequencies of terms one after the other.

    Term i has the bytes from `edges[i]` to `edges[i + 1]` (t + 1,) and `counts[i]` documents (t,)
    of `documents`. Raises ValueError where the bytes are not those of such terms.
    """
    if edges[-1] != len(packed) or np.any(np.diff(edges) < 0):
        raise ValueError(f"{len(packed)} bytes of postings, not {edges[-1]}")
    numbers = unpack(packed)
    ends = np.concatenate([[0], np.cumsum(packed < 0x80)])[edges]  # of each term's numbers
    left = np.diff(ends) - counts
    if np.any(left < 0) or np.any(left % 2) or ends[-1] != len(numbers):
        raise ValueError("fewer or more postings than documents that hold a term")
    begins, per_term = ends[:-1], left // 2
    firsts = np.cumsum(counts) - counts
    found = _running(numbers[_spread(begins, counts)], counts)
    frequencies = np.ones(len(found), dtype=np.int64)
    pairs_at = _spread(begins + counts, per_term, step=2)
    places = _running(numbers[pairs_at], per_term)
    if np.any(found >= documents) or np.any(places >= np.repeat(counts, per_term)):
        raise ValueError(f"a document beyond {documents}, or a frequency of one that is not there")
    frequencies[np.repeat(firsts, per_term) + places] = numbers[pairs_at + 1] + 2
    return found, frequencies


def _spread(
    begins: NDArray[np.int64], counts: NDArray[np.int64], *, step: int = 1
) -> NDArray[np.int64]:
    """Return `counts[i]` places from `begins[i]` on, `step` apart, for every i in turn."""
    firsts = np.cumsum(counts) - counts
    nth = np.arange(int(counts.sum())) - np.repeat(firsts, counts)
    return np.repeat(begins, counts) + step * nth


def _gaps(values: NDArray[np.int64], firsts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return each value less the one before it; those at `firsts`, where a term begins, whole."""
    gaps = np.diff(values, prepend=0)
    gaps[firsts] = values[firsts]
    return gaps


def _running(gaps: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the sums of gaps so far, begun anew after each `counts[i]` of them."""
    sums = np.concatenate([[0], np.cumsum(gaps)])
    firsts = np.cumsum(counts) - counts
    found: NDArray[np.int64] = sums[1:] - np.repeat(sums[firsts], counts)
    return found
