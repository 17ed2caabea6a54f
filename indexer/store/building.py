"""Write the words index: documents become segments, small segments become larger ones.

Memory stays bounded however many documents come: a batch of postings becomes a segment, and segments
are merged a range of terms at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.filedb.filestore import FileStorage
from whoosh.util.numeric import length_to_byte

from indexer.store.codec import PackedCodec, PackedTerms, write_terms
from indexer.store.inverting import Inverted, PairsOf, WordsOf, invert
from indexer.store.merging import to_merge
from indexer.store.segments import (
    KEY_TYPE,
    LENGTHS,
    alive,
    indexed_fields,
    keys_of,
    length_bytes,
    length_column,
    read_segments,
    schema_of,
    scored_fields,
    write_segments,
)
from indexer.store.words import WORD_FIELDS, ArticleWords, PassageWords

_BATCH = 2_000_000  # postings inverted at once, in about 200 MB
_MERGED = 1_000_000  # bytes of postings merged at once: about as many postings


def build_words(
    folder: Path,
    documents: Iterable[tuple[ArticleWords, Sequence[PassageWords]]],
    removed_articles: Iterable[int] = (),
    removed_passages: Iterable[int] = (),
) -> None:
    """Write `documents` to the index in `folder` (made if missing) and take removed keys out.

    Files already there are not changed, only unlinked when a merge replaces them: they may be
    hard links into an older generation. Adding costs what is added, and now and then a merge: a
    document is written again some log2(documents / 500) times in all.
    """
    articles = _Writer(folder, "ARTICLES", removed_articles)
    passages = _Writer(folder, "PASSAGES", removed_passages)
    for article, own in documents:
        words = {field: getattr(article, field) for field in WORD_FIELDS}
        articles.add(article.key, words, article.texts)
        for passage in own:
            passages.add(passage.key, {"body": passage.body})
    articles.commit()
    passages.commit()


class _Writer:
    """Adds segments to one Whoosh index."""

    def __init__(self, folder: Path, name: str, removed: Iterable[int]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._name = folder, name
        self._schema = schema_of(name)
        self._storage = FileStorage(folder)
        self._codec = PackedCodec()
        self._segments = read_segments(folder, name)
        self._clear()
        gone = np.array(sorted(removed), dtype=np.int64)
        for segment in self._segments if len(gone) else ():
            for number in np.flatnonzero(np.isin(keys_of(folder, segment), gone)).tolist():
                segment.delete_document(number)

    def add(self, key: int, words: Mapping[str, Sequence[str]], texts: Sequence[str] = ()) -> None:
        """Add a document: the words of its fields, and the texts whose pairs it holds."""
        self._keys.append(key)
        for field, found in words.items():
            self._words[field].add(found)
        pairs = self._pairs.add(texts)
        self._waiting += 1 + pairs + sum(map(len, words.values()))
        if self._waiting >= _BATCH:
            self._flush()

    def commit(self) -> None:
        """Write what waits, merge what is small, and make the segments the index."""
        self._flush()
        self._segments = [s for s in self._segments if s.doc_count()]
        living = [s.doc_count() for s in self._segments]
        if chosen := to_merge(living, [s.deleted_count() for s in self._segments]):
            merged = self._merged([s for at, s in enumerate(self._segments) if at in chosen])
            kept = [s for at, s in enumerate(self._segments) if at not in chosen]
            self._segments = [*kept, merged]
        write_segments(self._folder, self._name, self._segments)

    def _clear(self) -> None:
        self._keys: list[int] = []
        self._words = {field: WordsOf() for field in scored_fields(self._schema)}
        self._pairs = PairsOf()
        self._waiting = 0

    def _flush(self) -> None:
        if not self._keys:
            return
        lengths = {
            field: np.array([length_to_byte(n) for n in words.lengths], dtype=np.uint8)
            for field, words in self._words.items()
        }
        made = {field: [words.inverted()] for field, words in self._words.items()}
        if "pairs" in self._schema:
            made["pairs"] = [self._pairs.inverted()]
        keys = np.array(self._keys, dtype=np.int64)
        self._segments.append(self._write(keys, lengths, made))
        self._clear()

    def _merged(self, segments: Sequence[Any]) -> Any:
        """Write the living documents of `segments` as one segment, in the order of their keys."""
        living = [alive(segment) for segment in segments]
        chosen = np.concatenate(living)
        keys = np.concatenate([keys_of(self._folder, segment) for segment in segments])
        order = np.argsort(np.where(chosen, keys, np.iinfo(np.int64).max), kind="stable")
        order = order[: int(chosen.sum())]
        places = np.full(len(keys), -1, dtype=np.int64)
        places[order] = np.arange(len(order))
        numbers = np.split(places, np.cumsum([len(own) for own in living])[:-1])
        lengths = {
            field: np.concatenate([length_bytes(self._folder, s, field) for s in segments])[order]
            for field in scored_fields(self._schema)
        }
        terms = [self._codec.terms_reader(self._storage, segment) for segment in segments]
        merged = {
            field: _merged_pieces(terms, numbers, field) for field in indexed_fields(self._schema)
        }
        return self._write(keys[order], lengths, merged)

    def _write(
        self,
        keys: NDArray[np.int64],
        lengths: Mapping[str, NDArray[np.uint8]],
        postings: Mapping[str, Iterable[Inverted]],
    ) -> Any:
        """Write a segment of documents with these keys, and lengths and postings by field."""
        segment = self._codec.new_segment(self._storage, self._name)
        columns = {"key": keys.astype(KEY_TYPE)}
        columns |= {length_column(field): held for field, held in lengths.items()}
        for name, values in columns.items():
            (self._folder / self._codec.column_filename(segment, name)).write_bytes(
                values.tobytes()
            )
        segment._fieldlengths = {
            field: int(LENGTHS[held].sum(dtype=np.float64)) for field, held in lengths.items()
        }
        segment.set_doc_count(len(keys))
        write_terms(
            self._folder / segment.make_filename(self._codec.TERMS_EXT),
            self._folder / segment.make_filename(self._codec.POSTS_EXT),
            postings,
        )
        return segment


def _merged_pieces(
    readers: Sequence[PackedTerms], numbers: Sequence[NDArray[np.int64]], field: str
) -> Iterator[Inverted]:
    """Yield the postings of `field` in all readers, a range of terms at a time.

    `numbers[i]` gives reader i's documents their new numbers, -1 to the dead.
    """
    size = _MERGED // len(readers)
    cuts = sorted({cut for reader in readers for cut in reader.cuts(field, size)})
    for low, high in zip([b"", *cuts], [*cuts, None], strict=True):
        parts = [reader.between(field, low, high) for reader in readers]
        vocabulary = sorted({term for part in parts for term in part.terms})
        place = {term: at for at, term in enumerate(vocabulary)}
        codes, documents, frequencies = [], [], []
        for part, table in zip(parts, numbers, strict=True):
            own = np.array([place[term] for term in part.terms], dtype=np.int64)
            moved = table[part.documents]
            codes.append(np.repeat(own, part.counts)[moved >= 0])
            documents.append(moved[moved >= 0])
            frequencies.append(part.frequencies[moved >= 0])
        yield invert(
            vocabulary,
            np.concatenate(codes),
            np.concatenate(documents),
            np.concatenate(frequencies),
        )
