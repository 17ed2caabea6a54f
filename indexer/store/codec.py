"""A codec for Whoosh: terms and postings packed into arrays, written and read without a loop.

Whoosh keeps the index (schema, segments, deletions, lengths, stored keys); this says how a segment's
terms lie on disk. Its own codec pickles each block of 128 postings, which makes an index of pairs of
letters four times as large and its reading a matter of Python; here a segment has two files:

    .jtm   a field after the other: its terms in order, one after another as UTF-8; where each ends;
           how many documents hold it; where its postings end in .jps
    .jps   a term after the other: its postings as packing.py writes them

Document numbers are a segment's own, from 0.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec import base
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo, TermNotFound

from indexer.errors import ArchiveDamaged
from indexer.store.inverting import Inverted
from indexer.store.packing import pack_postings, unpack_postings, unpack_term

_HEAD = 8  # bytes: the length of the table of contents of .jtm
_ALIGNED = 8
_AT_ONCE = 4096  # terms read one after the other
_PLACES_KEPT = 20_000  # of terms looked up
_AFTER = b"\xff"  # sorts after whatever follows a prefix: UTF-8 has no such byte


class PackedCodec(W3Codec):  # type: ignore[misc]  # Whoosh has no annotations
    """Whoosh's third codec with the packed terms and postings in place of its own."""

    TERMS_EXT = ".jtm"
    POSTS_EXT = ".jps"

    def terms_reader(self, storage: Any, segment: Any) -> PackedTerms:
        folder = Path(storage.folder)
        return PackedTerms(
            folder / segment.make_filename(self.TERMS_EXT),
            folder / segment.make_filename(self.POSTS_EXT),
            segment.doc_count_all(),
        )

    def new_segment(self, storage: Any, indexname: str) -> Any:
        return W3Segment(self, indexname)


def write_terms(
    terms_path: Path, postings_path: Path, fields: Mapping[str, Iterable[Inverted]]
) -> None:
    """Write the two files of a segment.

    A field's postings come in pieces, each with the terms after those of the piece before, so that
    they need not be in memory together. Raises OverflowError for a field of 4 GiB or more, which
    is some millions of articles.
    """
    contents: dict[str, Any] = {}
    parts: list[bytes] = []
    at = 0
    with postings_path.open("wb") as postings:
        for name, pieces in fields.items():
            start = postings.tell()
            blobs, sizes, counts, held = [], [_NONE], [_NONE], [_NONE]
            for piece in pieces:
                packed, lengths = pack_postings(piece)
                postings.write(packed.tobytes())
                blobs.append(b"".join(piece.terms))
                sizes.append(np.array([len(term) for term in piece.terms], dtype=np.int64))
                counts.append(piece.counts)
                held.append(lengths)
            arrays = (
                edges_as_u4(np.concatenate(sizes)),
                np.concatenate(counts).astype("<u4"),
                edges_as_u4(np.concatenate(held)),
            )
            contents[name] = {"start": start, "places": []}
            for part in (*(values.tobytes() for values in arrays), b"".join(blobs)):
                contents[name]["places"].append((at, len(part)))
                parts.append(part + bytes(-len(part) % _ALIGNED))
                at += len(parts[-1])
    head = json.dumps(contents).encode()
    head += b" " * (-len(head) % _ALIGNED)
    with terms_path.open("wb") as file:
        file.write(len(head).to_bytes(_HEAD, "little") + head)
        file.writelines(parts)


_NONE = np.empty(0, dtype=np.int64)


def edges_as_u4(sizes: NDArray[np.int64]) -> NDArray[np.uint32]:
    """Return where things of these sizes (n,) begin and end (n + 1,), one behind the other."""
    edges = np.concatenate([[0], np.cumsum(sizes)])
    if edges[-1] >= 2**32:
        raise OverflowError(f"{edges[-1]} bytes in one field of a segment, at most 4 GiB fit")
    return edges.astype("<u4")


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

    def terms(self, first: int, last: int) -> list[bytes]:
        ends = self.ends[first : last + 1].tolist()
        return [bytes(self.blob[low:high]) for low, high in pairwise(ends)]

    def find(self, term: bytes) -> int:
        """Return the place of the first term that is not before `term`."""
        return bisect_left(range(len(self.counts)), term, key=self.term)


class PackedTerms(base.TermsReader):  # type: ignore[misc]
    """A segment's terms and postings, as Whoosh's searchers and ours read them.

    Raises ArchiveDamaged, at once or when a term is asked for, where the files cannot be those of
    a segment of `documents`. Numbers in them are only trusted to lie within an array once checked;
    a slice stays within it anyway.
    """

    def __init__(self, terms_path: Path, postings_path: Path, documents: int) -> None:
        self._path, self._documents = terms_path, documents
        try:
            self._open(terms_path, postings_path)
        except (
            OSError,
            ValueError,
            TypeError,
            LookupError,
            AttributeError,
            RecursionError,
        ) as error:
            raise ArchiveDamaged(str(terms_path), repr(error)) from error

    def _open(self, terms_path: Path, postings_path: Path) -> None:
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
            if not len(ends) == len(places) == len(counts) + 1 or field["start"] < 0:
                raise ValueError(f"{name}: {len(counts)} terms")
            ends_read = np.ascontiguousarray(ends, dtype=np.uint32).data
            self._fields[name] = _Field(
                ends_read, counts, places, parts[3].data, int(field["start"])
            )
        # A query asks for its words several times: to count, to score, to suggest.
        # Of the fields, not of self: a cycle would keep files mapped that nobody reads any more.
        self._at = lru_cache(_PLACES_KEPT)(partial(_find, self._fields))

    def postings(self, fieldname: str, term: bytes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return a term's documents and frequencies, deleted documents too; empty if unknown."""
        found = self._at(fieldname, term)
        if found is None:
            return _NONE, _NONE
        field, at = found
        low, high = field.places[at : at + 2].tolist()
        packed = self._postings[field.start + low : field.start + high]
        try:
            return unpack_term(packed, int(field.counts[at]), self._documents)
        except ValueError as error:
            raise ArchiveDamaged(str(self._path), str(error)) from error

    def between(self, fieldname: str, low: bytes, high: bytes | None) -> Inverted:
        """Return the postings of all terms from `low` to before `high`, or to the last for None."""
        field = self._fields.get(fieldname)
        if field is None:
            return Inverted([], _NONE, _NONE, _NONE)
        first = field.find(low)
        last = len(field.counts) if high is None else max(first, field.find(high))
        counts = field.counts[first:last].astype(np.int64)
        edges = field.places[first : last + 1].astype(np.int64)
        packed = self._postings[field.start + int(edges[0]) : field.start + int(edges[-1])]
        try:
            documents, frequencies = unpack_postings(
                packed, edges - edges[0], counts, self._documents
            )
        except ValueError as error:
            raise ArchiveDamaged(str(self._path), str(error)) from error
        return Inverted(field.terms(first, last), counts, documents, frequencies)

    def cuts(self, fieldname: str, size: int) -> list[bytes]:
        """Return terms that cut a field's postings into pieces of about `size` bytes."""
        field = self._fields.get(fieldname)
        if field is None:
            return []
        at = np.searchsorted(field.places[:-1], np.arange(size, int(field.places[-1]), size))
        return [field.term(place) for place in at.tolist() if place < len(field.counts)]

    def count(self, fieldname: str, term: bytes) -> int:
        """Return how many documents hold a term, deleted ones too."""
        found = self._at(fieldname, term)
        return int(found[0].counts[found[1]]) if found else 0

    def starting(self, fieldname: str, prefix: bytes) -> Iterator[tuple[bytes, int]]:
        """Yield the terms that start with `prefix` and how many documents hold each, in order."""
        field = self._fields.get(fieldname)
        if field is None:
            return
        last = field.find(prefix + _AFTER)
        for at in range(field.find(prefix), last, _AT_ONCE):
            end = min(at + _AT_ONCE, last)
            yield from zip(field.terms(at, end), field.counts[at:end].tolist(), strict=True)

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
        if (field := self._fields.get(fieldname)) is None:
            return iter(())
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


def _find(fields: Mapping[str, _Field], fieldname: str, term: bytes) -> tuple[_Field, int] | None:
    """Return the field and the term's place in it."""
    field = fields.get(fieldname)
    if field is None:
        return None
    at = field.find(term)
    return (field, at) if at < len(field.counts) and field.term(at) == term else None


def _mapped(path: Path) -> NDArray[np.uint8]:
    if not path.stat().st_size:
        return np.empty(0, np.uint8)
    return np.asarray(np.memmap(path, dtype=np.uint8, mode="r"))  # plain: a memmap's slices cost
