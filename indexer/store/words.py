"""TEMP words index."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.errors import ArchiveDamaged

Postings = tuple[NDArray[np.int32], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class PassageWords:
    key: int
    body: Sequence[str]


@dataclass(frozen=True, slots=True)
class ArticleWords:
    key: int
    title: Sequence[str]
    kicker: Sequence[str]
    subtitle: Sequence[str]
    byline: Sequence[str]
    column: Sequence[str]
    texts: Sequence[str]


class FullText(Protocol):
    passage_keys: NDArray[np.int64]
    article_keys: NDArray[np.int64]

    def postings(self, field: str, term: str) -> Postings: ...
    def lengths(self, field: str) -> tuple[NDArray[np.float32], float]: ...
    def document_frequency(self, field: str, term: str) -> int: ...
    def holding(self, field: str, terms: Iterable[str]) -> NDArray[np.int32]: ...
    def starting_with(self, field: str, prefix: str, limit: int) -> list[str]: ...
    def lexicon(self, field: str) -> Iterator[tuple[str, int]]: ...


def pairs_of(letters: str) -> list[str]:
    """Return the adjacent pairs of `letters`, and the last letter alone."""
    return [*(a + b for a, b in pairwise(letters)), *letters[-1:]]


def build_words(
    folder: Path,
    documents: Iterable[tuple[ArticleWords, Sequence[PassageWords]]],
    removed_articles: Iterable[int] = (),
    removed_passages: Iterable[int] = (),
) -> None:
    from whoosh import fields, index

    folder.mkdir(parents=True, exist_ok=True)
    T = lambda: fields.TEXT(phrase=False)  # noqa
    K = lambda: fields.NUMERIC(int, bits=64, sortable=True, stored=False)  # noqa
    schemas = {
        "PASSAGES": fields.Schema(key=K(), body=T()),
        "ARTICLES": fields.Schema(
            key=K(), title=T(), kicker=T(), subtitle=T(), byline=T(), column=T(), pairs=T()
        ),
    }
    writers = {}
    for name, schema in schemas.items():
        if index.exists_in(folder, indexname=name):
            ix = index.open_dir(folder, indexname=name)
        else:
            ix = index.create_in(folder, schema, indexname=name)
        writers[name] = ix.writer(limitmb=256)
        gone = set(removed_articles if name == "ARTICLES" else removed_passages)
        if gone:
            with ix.reader() as reader:
                col = reader.column_reader("key") if reader.doc_count_all() else ()
                for n, key in enumerate(col):
                    if int(key) in gone:
                        writers[name].delete_document(n)
    for article, passages in documents:
        writers["ARTICLES"].add_document(
            key=article.key, title=list(article.title), kicker=list(article.kicker),
            subtitle=list(article.subtitle), byline=list(article.byline), column=list(article.column),
            pairs=sorted({p for t in article.texts for p in pairs_of(t)}),
        )  # fmt: skip
        for passage in passages:
            writers["PASSAGES"].add_document(key=passage.key, body=list(passage.body))
    for w in writers.values():
        w.commit()


class WhooshWords:
    def __init__(self, folder: Path) -> None:
        from whoosh import index

        self._lock = threading.Lock()
        try:
            self._readers = {
                n: index.open_dir(folder, indexname=n).reader() for n in ("PASSAGES", "ARTICLES")
            }
        except Exception as error:
            raise ArchiveDamaged(str(folder), f"Whoosh: {error!r}") from error
        self._rows = {}
        keys = {}
        for n, r in self._readers.items():
            k = np.array(list(r.column_reader("key")) if r.doc_count_all() else [], np.int64)
            live = np.array([not r.is_deleted(i) for i in range(len(k))], dtype=bool)
            keys[n] = np.sort(k[live])
            self._rows[n] = np.where(live, np.searchsorted(keys[n], k), -1).astype(np.int32)
        self.passage_keys, self.article_keys = keys["PASSAGES"], keys["ARTICLES"]
        self._cache: OrderedDict[tuple[str, str], Postings] = OrderedDict()
        self._len: dict[str, Any] = {}

    def close(self) -> None:
        for r in self._readers.values():
            r.close()

    def _name(self, field: str) -> str:
        return "PASSAGES" if field == "body" else "ARTICLES"

    def postings(self, field: str, term: str) -> Postings:
        with self._lock:
            if (field, term) not in self._cache:
                self._cache[field, term] = self._read(field, term)
            return self._cache[field, term]

    def _read(self, field: str, term: str) -> Postings:
        docs, freqs = [], []
        enc = term.encode()
        r = self._readers[self._name(field)]
        for leaf, offset in r.leaf_readers() if r.doc_count_all() else ():
            if (field, enc) not in leaf._terms:
                continue
            m = leaf._terms.matcher(field, enc, leaf.schema[field].format)
            while not m._atend:
                m._read_ids()
                m._read_weights()
                docs.append(np.array(m._ids, np.int32) + offset)
                freqs.append(np.array(m._weights, np.float32))
                m._next_block()
        if not docs:
            return np.empty(0, np.int32), np.empty(0, np.float32)
        d, f = self._rows[self._name(field)][np.concatenate(docs)], np.concatenate(freqs)
        d, f = d[d >= 0], f[d >= 0]
        o = np.argsort(d, kind="stable")
        return d[o], f[o]

    def lengths(self, field: str) -> tuple[NDArray[np.float32], float]:
        from whoosh.codec.whoosh3 import LENGTHS_COLUMN
        from whoosh.util.numeric import byte_to_length

        with self._lock:
            if field not in self._len:
                name = self._name(field)
                known = np.array([byte_to_length(b) for b in range(256)], np.float32)
                out = np.zeros(
                    len(self.passage_keys if field == "body" else self.article_keys), np.float32
                )
                r = self._readers[name]
                for leaf, offset in r.leaf_readers() if r.doc_count_all() else ():
                    c = leaf._perdoc._cached_reader(f"_{field}_len", LENGTHS_COLUMN)
                    if c is not None:
                        codes = np.fromiter(c, np.uint8, leaf.doc_count_all())
                        rows = self._rows[name][offset : offset + len(codes)]
                        out[rows[rows >= 0]] = np.where(codes, known[codes], 0)[rows >= 0]
                self._len[field] = out, float(out.mean()) or 1.0 if len(out) else 1.0
            return self._len[field]

    def document_frequency(self, field: str, term: str) -> int:
        return len(self.postings(field, term)[0])

    def holding(self, field: str, terms: Iterable[str]) -> NDArray[np.int32]:
        lists = sorted((self.postings(field, t)[0] for t in terms), key=len)
        found = lists[0] if lists else np.empty(0, np.int32)
        for l in lists[1:]:
            found = found[np.isin(found, l, assume_unique=True)]
        return found

    def starting_with(self, field: str, prefix: str, limit: int) -> list[str]:
        r = self._readers[self._name(field)]
        out = []
        with self._lock:
            for t in r.expand_prefix(field, prefix) if r.doc_count_all() else ():
                out.append(t.decode())
                if len(out) >= limit:
                    break
        return out

    def lexicon(self, field: str) -> Iterator[tuple[str, int]]:
        r = self._readers[self._name(field)]
        for (f, t), info in r:
            if f == field:
                yield t.decode(), int(info.doc_frequency())
