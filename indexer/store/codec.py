"""A codec for Whoosh: terms and postings packed into arrays, written and read without a loop.

Whoosh keeps the index (schema, segments, deletions, lengths, stored keys); this says how a segment's
terms lie on disk. Its own codec pickles each block of 128 postings, which makes an index of pairs of
letters four times as large and its reading a matter of Python; here a segment has two files:

    .jtm   a field after the other: its terms in order, one after another as UTF-8; where each ends;
           how many documents hold it; where its postings end in .jps
    .jps   a term after the other, as LEB128 numbers (varints.py): the gaps between document numbers,
           then, for each document that holds it more than once, the gap between their places in
           the list and the frequency less 2

Document numbers are a segment's own, from 0.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec import base
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo, TermNotFound

from indexer.store.varints import pack, unpack

_HEAD = 8  # bytes: the length of the table of contents of .jtm
_ALIGNED = 8
_PLACES_KEPT = 20_000  # of terms looked up


@dataclass(frozen=True, slots=True)
class Inverted:
    """A field's postings: `terms` in order (t,), how many documents hold each (t,), and all their
    documents (n,) and frequencies (n,), term after term, documents increasing.
    """

    terms: list[bytes]
    counts: NDArray[np.int64]
    documents: NDArray[np.int64]
    frequencies: NDArray[np.int64]


def invert(
    terms: Sequence[bytes], codes: NDArray[np.int64], documents: NDArray[np.int64],
    frequencies: NDArray[np.int64] | None = None,
) -> Inverted:  # fmt: skip
    """Sort postings by term and document.

    `terms` need not be in order; posting i says that document `documents[i]` holds
    `terms[codes[i]]`. The same posting given more than once adds up.
    """
    order = sorted(range(len(terms)), key=terms.__getitem__)
    places = np.empty(len(terms), dtype=np.int64)
    places[order] = np.arange(len(terms))
    most = int(documents.max(initial=0)) + 1
    keys = places[codes] * most + documents
    if frequencies is None:
        keys, found = np.unique(keys, return_counts=True)
    else:
        keys, inverse = np.unique(keys, return_inverse=True)
        found = np.bincount(inverse, frequencies, len(keys)).astype(np.int64)
    counts = np.bincount(keys // most, minlength=len(terms))
    return Inverted([terms[at] for at in order], counts, keys % most, found)


class PackedCodec(W3Codec):  # type: ignore[misc]  # Whoosh has no annotations
    """Whoosh's third codec with the packed terms and postings in place of its own."""

    TERMS_EXT = ".jtm"
    POSTS_EXT = ".jps"

    def terms_reader(self, storage: Any, segment: Any) -> PackedTerms:
        folder = Path(storage.folder)
        return PackedTerms(
            folder / segment.make_filename(self.TERMS_EXT),
            folder / segment.make_filename(self.POSTS_EXT),
        )

    def new_segment(self, storage: Any, indexname: str) -> Any:
        return W3Segment(self, indexname)


def write_terms(terms_path: Path, postings_path: Path, fields: Mapping[str, Inverted]) -> None:
    """Write the two files of a segment."""
    contents: dict[str, Any] = {}
    parts: list[bytes] = []
    at = 0
    with postings_path.open("wb") as postings:
        for name, field in fields.items():
            packed, ends = _pack_postings(field)
            start = postings.tell()
            postings.write(packed.tobytes())
            blob = b"".join(field.terms)
            arrays = (
                np.cumsum([0, *map(len, field.terms)]).astype("<u4"),
                field.counts.astype("<u4"),
                np.concatenate([[0], ends]).astype("<u4"),
            )
            contents[name] = {"terms": len(field.terms), "start": start, "places": []}
            for part in (*(array.tobytes() for array in arrays), blob):
                contents[name]["places"].append((at, len(part)))
                parts.append(part + bytes(-len(part) % _ALIGNED))
                at += len(parts[-1])
    head = json.dumps(contents).encode()
    head += b" " * (-len(head) % _ALIGNED)
    with terms_path.open("wb") as file:
        file.write(len(head).to_bytes(_HEAD, "little") + head)
        file.writelines(parts)


def _pack_postings(field: Inverted) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return the bytes of all postings, and where each term's end (t,)."""
    edges = np.concatenate([[0], np.cumsum(field.counts)])
    gaps = np.diff(field.documents, prepend=0)
    firsts = edges[:-1][field.counts > 0]
    gaps[firsts] = field.documents[firsts]
    often = np.flatnonzero(field.frequencies > 1)
    owners = np.searchsorted(edges, often, side="right") - 1
    places = often - edges[owners]
    place_gaps = np.diff(places, prepend=0)
    begins = np.diff(owners, prepend=-1) != 0
    place_gaps[begins] = places[begins]
    # All numbers in their order on disk: a term's gaps, then its pairs of place and frequency.
    per_term = np.bincount(owners, minlength=len(field.counts))
    base_at = np.concatenate([[0], np.cumsum(field.counts + 2 * per_term)])
    numbers = np.empty(int(base_at[-1]), dtype=np.int64)
    term_of = np.repeat(np.arange(len(field.counts)), field.counts)
    numbers[np.arange(len(gaps)) + (base_at[:-1] - edges[:-1])[term_of]] = gaps
    nth = np.arange(len(often)) - np.concatenate([[0], np.cumsum(per_term)])[owners]
    pairs_at = base_at[owners] + field.counts[owners] + 2 * nth
    numbers[pairs_at] = place_gaps
    numbers[pairs_at + 1] = field.frequencies[often] - 2
    packed, sizes = pack(numbers)
    return packed, np.concatenate([[0], np.cumsum(sizes)])[base_at[1:]]


def _unpack_postings(
    packed: NDArray[np.uint8], count: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the documents and frequencies of one term."""
    numbers = unpack(packed)
    documents = np.cumsum(numbers[:count])
    frequencies = np.ones(count, dtype=np.int64)
    if len(numbers) > count:
        frequencies[np.cumsum(numbers[count::2])] = numbers[count + 1 :: 2] + 2
    return documents, frequencies


@dataclass(frozen=True, slots=True)
class _Field:
    """The arrays of one field, mapped into memory."""

    ends: memoryview  # (t + 1,) of the terms, in `blob`; Python reads one number of it at a time
    counts: NDArray[np.uint32]  # (t,)
    places: NDArray[np.uint32]  # (t + 1,) of the postings, from `start`
    blob: memoryview
    start: int

    def term(self, at: int) -> bytes:
        return bytes(self.blob[self.ends[at] : self.ends[at + 1]])

    def find(self, term: bytes) -> int:
        """Return the place of the first term that is not before `term`."""
        return bisect_left(range(len(self.counts)), term, key=self.term)


class PackedTerms(base.TermsReader):  # type: ignore[misc]
    """A segment's terms and postings, as Whoosh's searchers and ours read them."""

    def __init__(self, terms_path: Path, postings_path: Path) -> None:
        self._postings = _mapped(postings_path)
        whole = _mapped(terms_path)
        size = int.from_bytes(whole[:_HEAD].tobytes(), "little")
        contents = json.loads(whole[_HEAD : _HEAD + size].tobytes())
        self._fields: dict[str, _Field] = {}
        for name, field in contents.items():
            parts = [
                whole[_HEAD + size + at : _HEAD + size + at + length]
                for at, length in field["places"]
            ]
            ends, counts, places = (part.view("<u4") for part in parts[:3])
            ends_read = np.ascontiguousarray(ends, dtype=np.uint32).data
            self._fields[name] = _Field(ends_read, counts, places, parts[3].data, field["start"])
        # A query asks for its words several times: to count, to score, to suggest.
        self._at = lru_cache(_PLACES_KEPT)(self._find)

    def postings(self, fieldname: str, term: bytes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return a term's documents and frequencies, deleted documents too; empty if unknown."""
        found = self._at(fieldname, term)
        if found is None:
            return np.empty(0, np.int64), np.empty(0, np.int64)
        field, at = found
        low, high = (field.start + int(place) for place in field.places[at : at + 2])
        return _unpack_postings(self._postings[low:high], int(field.counts[at]))

    def inverted(self, fieldname: str) -> Inverted:
        """Return everything of a field, to be merged."""
        nothing = np.empty(0, np.int64)
        field = self._fields.get(fieldname)
        if field is None or not len(field.counts):
            return Inverted([], nothing, nothing, nothing)
        terms = [field.term(at) for at in range(len(field.counts))]
        pieces = [self.postings(fieldname, term) for term in terms]
        return Inverted(
            terms,
            field.counts.astype(np.int64),
            np.concatenate([documents for documents, _ in pieces]),
            np.concatenate([frequencies for _, frequencies in pieces]),
        )

    def count(self, fieldname: str, term: bytes) -> int:
        """Return how many documents hold a term, deleted ones too."""
        found = self._at(fieldname, term)
        return int(found[0].counts[found[1]]) if found else 0

    def starting(self, fieldname: str, prefix: bytes) -> Iterator[tuple[bytes, int]]:
        """Yield the terms that start with `prefix` and how many documents hold each, in order."""
        field = self._fields.get(fieldname)
        at = field.find(prefix) if field else 0
        while field and at < len(field.counts):
            term = field.term(at)
            if not term.startswith(prefix):
                return
            yield term, int(field.counts[at])
            at += 1

    def _find(self, fieldname: str, term: bytes) -> tuple[_Field, int] | None:
        field = self._fields.get(fieldname)
        if field is None:
            return None
        at = field.find(term)
        return (field, at) if at < len(field.counts) and field.term(at) == term else None

    # -- what Whoosh asks -------------------------------------------------------------------------

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._at(*term) is not None

    def indexed_field_names(self) -> list[str]:
        return list(self._fields)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return (
            (name, term) for name in sorted(self._fields) for term, _ in self.starting(name, b"")
        )

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        field = self._fields[fieldname]
        return ((fieldname, field.term(at)) for at in range(field.find(prefix), len(field.counts)))

    def items(self) -> Iterator[tuple[tuple[str, bytes], Any]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], Any]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> Any:
        documents, frequencies = self.postings(fieldname, text)
        if not len(documents):
            raise TermNotFound(f"{fieldname}:{text!r}")
        return TermInfo(
            weight=float(frequencies.sum()),
            df=len(documents),
            minlength=1,
            maxlength=2**16,
            maxweight=float(frequencies.max()),
            minid=int(documents[0]),
            maxid=int(documents[-1]),
        )

    def frequency(self, fieldname: str, text: bytes) -> float:
        return float(self.postings(fieldname, text)[1].sum())

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        return self.count(fieldname, text)

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> Any:
        documents, frequencies = self.postings(fieldname, text)
        return ListMatcher(
            documents.tolist(), [float(f) for f in frequencies], format=format_, scorer=scorer,
            term=(fieldname, text), terminfo=self.term_info(fieldname, text),
        )  # fmt: skip

    def cursor(self, fieldname: str, fieldobj: Any) -> Any:
        raise NotImplementedError("spelling graphs are not kept")

    def close(self) -> None:
        pass


def _mapped(path: Path) -> NDArray[np.uint8]:
    if not path.stat().st_size:
        return np.empty(0, np.uint8)
    return np.asarray(np.memmap(path, dtype=np.uint8, mode="r"))  # plain: a memmap's slices cost
