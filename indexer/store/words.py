"""The words index of one generation: Whoosh over jieba words and pairs of letters.

Two Whoosh indexes in one folder: PASSAGES, a document a passage, with its words; ARTICLES, a
document an article, with the words of its headline lines, byline and column, and the pairs of
letters of all of its texts. A pair is kept once an article, without positions: all pairs of a
phrase narrow the candidates and the stored text decides (search/matching.py), which is exact
whatever the segmentation, and smaller than positions. Pairs also score, so that a name that jieba
does not know is found.

Documents are inverted in numpy and written as whole segments through `codec.py`; Whoosh keeps what
an index is: schema, segments, deletions, lengths, keys.
"""

from __future__ import annotations

import heapq
import threading
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.errors import ArchiveDamaged

WORD_FIELDS = ("title", "kicker", "subtitle", "byline", "column")
"""Fields of an article that hold words; `body` is a passage's, `pairs` an article's letters."""

_BATCH = 32_000  # articles inverted at once, in about a gigabyte
_MOST_SEGMENTS = 8
_CACHE_BYTES = 64 * 2**20

Postings = tuple[NDArray[np.int32], NDArray[np.float32]]
"""Rows of documents, increasing, and how often the term stands in each."""


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


def build_words(
    folder: Path,
    documents: Iterable[tuple[ArticleWords, Sequence[PassageWords]]],
    removed_articles: Iterable[int] = (),
    removed_passages: Iterable[int] = (),
) -> None:
    """Write `documents` to the index in `folder` (made if missing) and take removed keys out.

    Files already there are not changed, only unlinked when a merge replaces them: they may be
    hard links into an older generation. New articles cost what they are, and now and then a merge.
    """
    articles = _Writer(folder, "ARTICLES", removed_articles)
    passages = _Writer(folder, "PASSAGES", removed_passages)
    for article, own in documents:
        words = {field: getattr(article, field) for field in WORD_FIELDS}
        articles.add(article.key, words, article.texts)
        for passage in own:
            passages.add(passage.key, {"body": passage.body})
        if articles.waiting >= _BATCH:
            articles.flush()
            passages.flush()
    articles.commit()
    passages.commit()


class _Writer:
    """Adds segments to one Whoosh index."""

    def __init__(self, folder: Path, name: str, removed: Iterable[int]) -> None:
        from whoosh import index

        from indexer.store.codec import PackedCodec

        folder.mkdir(parents=True, exist_ok=True)
        if index.exists_in(folder, indexname=name):
            self._index = index.open_dir(folder, indexname=name)
        else:
            self._index = index.create_in(folder, _schema(name), indexname=name)
        self._codec = PackedCodec()
        self._segments: list[Any] = list(self._index._segments())
        self._clear()
        gone = set(removed)
        for segment in self._segments if gone else ():
            for number, key in enumerate(_keys(folder, segment).tolist()):
                if key in gone:
                    segment.delete_document(number)

    def add(self, key: int, words: Mapping[str, Sequence[str]], texts: Sequence[str] = ()) -> None:
        number = len(self._added)
        self._added.append(key)
        for field, found in words.items():
            self._lengths[field].append(len(found))
            vocabulary = self._vocabulary[field]
            self._codes[field] += [vocabulary.setdefault(word, len(vocabulary)) for word in found]
            self._documents[field].append((number, len(found)))
        if texts:
            self._pairs.append((number, _pair_codes(texts)))

    @property
    def waiting(self) -> int:
        """How many documents are not in a segment yet."""
        return len(self._added)

    def flush(self) -> None:
        """Write what was added as a segment."""
        from indexer.store.codec import Inverted, invert

        if not self._added:
            return
        inverted: dict[str, Inverted] = {}
        for field, vocabulary in self._vocabulary.items():
            owners = np.array(self._documents[field], dtype=np.int64).reshape(-1, 2)
            inverted[field] = invert(
                [word.encode() for word in vocabulary],
                np.array(self._codes[field], dtype=np.int64),
                np.repeat(owners[:, 0], owners[:, 1]),
            )
        if self._pairs:
            inverted["pairs"] = _invert_pairs(self._pairs)
        self._segments.append(self._write(inverted, self._added, self._lengths))
        self._clear()

    def commit(self) -> None:
        """Write what waits, merge small segments if there are many, and make them the index.

        The last step is that of Whoosh's own writers: a new table of contents, and files that it
        does not name are unlinked. Who calls holds the archive's lock.
        """
        from whoosh.index import TOC, clean_files

        self.flush()
        while len(self._segments) > _MOST_SEGMENTS:
            smallest = heapq.nsmallest(
                len(self._segments) - _MOST_SEGMENTS // 2, self._segments,
                key=lambda segment: segment.doc_count_all(),
            )  # fmt: skip
            self._segments = [s for s in self._segments if s not in smallest]
            self._segments.append(self._merged(smallest))
        storage, name = self._index.storage, self._index.indexname
        generation = self._index.latest_generation() + 1
        TOC(self._index.schema, self._segments, generation).write(storage, name)
        clean_files(storage, name, generation, self._segments)
        self._index.close()

    def _clear(self) -> None:
        self._added: list[int] = []
        self._vocabulary: dict[str, dict[str, int]] = defaultdict(dict)
        self._codes: dict[str, list[int]] = defaultdict(list)
        self._documents: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._lengths: dict[str, list[int]] = defaultdict(list)
        self._pairs: list[tuple[int, NDArray[np.int64]]] = []

    def _write(
        self, inverted: Mapping[str, Any], keys: Sequence[int], lengths: Mapping[str, Sequence[int]]
    ) -> Any:
        """Write a segment of documents with these keys, and lengths by field."""
        from whoosh.util.numeric import length_to_byte

        from indexer.store.codec import write_terms

        storage = self._index.storage
        segment = self._codec.new_segment(storage, self._index.indexname)
        columns = {"key": np.array(keys, dtype=">i8")}
        for field, counts in lengths.items():
            codes = [length_to_byte(count) if count else 0 for count in counts]
            columns[f"_{field}_len"] = np.array(codes, dtype="u1")
        for name, values in columns.items():
            with storage.create_file(self._codec.column_filename(segment, name)) as file:
                file.write(values.tobytes())
        segment._fieldlengths = {field: sum(counts) for field, counts in lengths.items()}
        segment.set_doc_count(len(keys))
        folder = Path(storage.folder)
        write_terms(
            folder / segment.make_filename(self._codec.TERMS_EXT),
            folder / segment.make_filename(self._codec.POSTS_EXT),
            inverted,
        )
        return segment

    def _merged(self, segments: Sequence[Any]) -> Any:
        """Write the living documents of `segments` as one segment."""
        from indexer.store.codec import invert

        storage, schema = self._index.storage, self._index.schema
        folder = Path(storage.folder)
        terms = [self._codec.terms_reader(storage, segment) for segment in segments]
        keys: list[int] = []
        lengths: dict[str, list[int]] = defaultdict(list)
        numbers = []  # of each segment's documents in the new one, -1 for the dead
        scored = [name for name in schema.names() if name not in ("key", "pairs")]
        for segment in segments:
            alive = _alive(segment)
            table = np.where(alive, np.cumsum(alive) - 1 + len(keys), -1)
            numbers.append(table)
            keys += _keys(folder, segment)[alive].tolist()
            for name in scored:
                lengths[name] += _lengths(folder, segment, name)[alive].astype(int).tolist()
        inverted = {}
        for name in (*scored, *(name for name in schema.names() if name == "pairs")):
            parts = [reader.inverted(name) for reader in terms]
            vocabulary = sorted({term for part in parts for term in part.terms})
            place = {term: at for at, term in enumerate(vocabulary)}
            codes, documents, frequencies = [], [], []
            for part, table in zip(parts, numbers, strict=True):
                own_codes = np.array([place[term] for term in part.terms], dtype=np.int64)
                moved = table[part.documents]
                codes.append(np.repeat(own_codes, part.counts)[moved >= 0])
                documents.append(moved[moved >= 0])
                frequencies.append(part.frequencies[moved >= 0])
            inverted[name] = invert(
                vocabulary, np.concatenate(codes), np.concatenate(documents),
                np.concatenate(frequencies),
            )  # fmt: skip
        return self._write(inverted, keys, lengths)


class WhooshWords:
    """FullText over a Whoosh index folder, opened once."""

    def __init__(self, folder: Path) -> None:
        from whoosh import index

        self.folder = folder
        self._lock = threading.Lock()
        self._cache: OrderedDict[tuple[str, str], Postings] = OrderedDict()
        self._cached_bytes = 0
        try:
            self._kinds = {
                name: _Kind(index.open_dir(folder, indexname=name))
                for name in ("PASSAGES", "ARTICLES")
            }
        except Exception as error:  # Whoosh raises whatever its parsing runs into
            raise ArchiveDamaged(str(folder), f"Whoosh: {error!r}") from error
        self.passage_keys = self._kinds["PASSAGES"].keys
        self.article_keys = self._kinds["ARTICLES"].keys

    def close(self) -> None:
        for kind in self._kinds.values():
            kind.close()

    def postings(self, field: str, term: str) -> Postings:
        with self._lock:
            if found := self._cache.get((field, term)):
                self._cache.move_to_end((field, term))
                return found
        made = self._kind(field).postings(field, term.encode())
        with self._lock:
            if (field, term) not in self._cache:
                self._cache[field, term] = made
                self._cached_bytes += made[0].nbytes + made[1].nbytes
            while self._cached_bytes > _CACHE_BYTES:
                _, old = self._cache.popitem(last=False)
                self._cached_bytes -= old[0].nbytes + old[1].nbytes
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
        return [term for term, _ in zip(self._from(field, prefix), range(limit), strict=False)]

    def lexicon(self, field: str) -> Iterator[tuple[str, int]]:
        return ((term, self.document_frequency(field, term)) for term in self._from(field, ""))

    def _from(self, field: str, prefix: str) -> Iterator[str]:
        lists = [terms.starting(field, prefix.encode()) for terms in self._kind(field).terms]
        last = None
        for term, _ in heapq.merge(*lists):
            if term != last:
                yield term.decode()
                last = term

    def _kind(self, field: str) -> _Kind:
        return self._kinds["PASSAGES" if field == "body" else "ARTICLES"]


class _Kind:
    """One of the two Whoosh indexes, opened: its segments' terms, and its documents' rows."""

    def __init__(self, index: Any) -> None:
        self._index = index
        self._folder = Path(index.storage.folder)
        self._segments = list(index._segments())
        self.terms = [
            segment.codec().terms_reader(index.storage, segment) for segment in self._segments
        ]
        owned = [_keys(self._folder, segment) for segment in self._segments]
        living = [_alive(segment) for segment in self._segments]
        nothing = np.empty(0, np.int64)
        self.keys = np.sort(
            np.concatenate([nothing, *(k[a] for k, a in zip(owned, living, strict=True))])
        )
        # Document number of each segment -> row, -1 for a removed document.
        self._rows = [
            np.where(alive, np.searchsorted(self.keys, keys), -1).astype(np.int32)
            for keys, alive in zip(owned, living, strict=True)
        ]
        self._sorted = bool(np.all(np.diff(np.concatenate([nothing, *owned])) > 0))
        self._lengths: dict[str, tuple[NDArray[np.float32], float]] = {}

    def close(self) -> None:
        self._index.close()

    def postings(self, field: str, term: bytes) -> Postings:
        rows, frequencies = [], []
        for terms, table in zip(self.terms, self._rows, strict=True):
            documents, counts = terms.postings(field, term)
            if len(documents):
                rows.append(table[documents])
                frequencies.append(counts)
        if not rows:
            return np.empty(0, np.int32), np.empty(0, np.float32)
        found, counts = np.concatenate(rows), np.concatenate(frequencies).astype(np.float32)
        alive = found >= 0
        if not alive.all():
            found, counts = found[alive], counts[alive]
        if not self._sorted:
            order = np.argsort(found)
            found, counts = found[order], counts[order]
        return found, counts

    def lengths(self, field: str) -> tuple[NDArray[np.float32], float]:
        if field not in self._lengths:
            found = np.zeros(len(self.keys), dtype=np.float32)
            for segment, table in zip(self._segments, self._rows, strict=True):
                known = _lengths(self._folder, segment, field)
                found[table[table >= 0]] = known[table >= 0]
            held = found[found > 0]
            self._lengths[field] = found, float(held.mean()) if len(held) else 1.0
        return self._lengths[field]


def _schema(name: str) -> Any:
    from whoosh import columns
    from whoosh import fields as whoosh_fields

    def words() -> Any:  # inverted here: Whoosh's analyzer is never asked
        return whoosh_fields.TEXT(phrase=False)

    key = whoosh_fields.COLUMN(columns.NumericColumn("q"))
    if name == "PASSAGES":
        return whoosh_fields.Schema(key=key, body=words())
    pairs = whoosh_fields.KEYWORD(scorable=False)
    return whoosh_fields.Schema(key=key, pairs=pairs, **{field: words() for field in WORD_FIELDS})


def _keys(folder: Path, segment: Any) -> NDArray[np.int64]:
    """Return the keys of a segment's documents, in the order of their numbers."""
    return _column(folder, segment, "key", ">i8").astype(np.int64)


def _alive(segment: Any) -> NDArray[np.bool_]:
    alive = np.ones(segment.doc_count_all(), dtype=bool)
    alive[list(segment.deleted_docs())] = False
    return alive


def _lengths(folder: Path, segment: Any, field: str) -> NDArray[np.float32]:
    """Return how many words each document has in `field`, as Whoosh rounds it; 0 for none."""
    from whoosh.util.numeric import byte_to_length

    known = np.array([0, *(byte_to_length(byte) for byte in range(1, 256))], dtype=np.float32)
    found: NDArray[np.float32] = known[_column(folder, segment, f"_{field}_len", "u1")]
    return found


def _column(folder: Path, segment: Any, name: str, kind: str) -> NDArray[Any]:
    """Return a column as Whoosh's NumericColumn writes it: zeros at its end are left out."""
    path = folder / segment.codec().column_filename(segment, name)
    found = np.zeros(segment.doc_count_all(), dtype=kind)
    if path.exists():
        held = np.frombuffer(path.read_bytes(), dtype=kind)
        found[: len(held)] = held
    return found


def _pair_codes(texts: Sequence[str]) -> NDArray[np.int64]:
    """Return a number for each pair and last letter of `texts`, each once: it sorts as its UTF-8."""
    codes = []
    for text in texts:
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(
            np.int64
        )
        codes.append(points << 21)
        codes[-1][:-1] |= points[1:]
    return np.unique(np.concatenate(codes)) if codes else np.empty(0, np.int64)


def _invert_pairs(found: Sequence[tuple[int, NDArray[np.int64]]]) -> Any:
    from indexer.store.codec import Inverted

    numbers = np.repeat([number for number, _ in found], [len(codes) for _, codes in found])
    codes = np.concatenate([codes for _, codes in found])
    order = np.argsort(codes, kind="stable")
    terms, counts = np.unique(codes, return_counts=True)
    written = [
        (chr(code >> 21) + (chr(code & 0x1FFFFF) if code & 0x1FFFFF else "")).encode(
            "utf-8", "replace"
        )
        for code in terms.tolist()
    ]
    return Inverted(written, counts, numbers[order], np.ones(len(order), dtype=np.int64))
