"""The words index of one generation: Whoosh over jieba words and character pairs.

One Whoosh document a passage. `body`, `title` and `byline` hold words and rank. `chars` holds the
passage's characters and adjacent pairs of characters, without positions: a phrase's pairs narrow
the candidates, the caller compares the order with the stored text. That is exact whatever the
segmentation, smaller than positions, and reads no pickle from a posting (Whoosh's positions are
pickled). Pairs also score, so that a name that jieba does not know is found.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.errors import ArchiveDamaged
from indexer.store.postings import PostingScorer

_NAME = "WORDS"
_TITLE_BOOST = 1.5
_BYLINE_BOOST = 0.5
_PAIR_BOOST = 0.5


@dataclass(frozen=True, slots=True)
class WordsDocument:
    """What is indexed of one passage: word lists and character lists, folded, in order."""

    key: int
    body: Sequence[str]
    title: Sequence[str]
    byline: Sequence[str]
    body_chars: Sequence[str]
    title_chars: Sequence[str]


@dataclass(frozen=True, slots=True)
class Scored:
    """A passage's key and its score in one channel; higher is better."""

    key: int
    score: float


class FullText(Protocol):
    """A full-text index in terms of passages, token lists and keys."""

    def search(
        self,
        terms: Sequence[str],
        pairs: Sequence[str] = (),
        *,
        allowed: NDArray[np.int64] | None = None,
        limit: int = 100,
    ) -> list[Scored]:
        """Return the passages that hold any of `terms` or `pairs`, best first, ties by key.

        `terms` are folded words, `pairs` folded characters by twos. With `allowed` (sorted keys),
        only those.
        """
        ...

    def candidates(self, phrase: Sequence[str]) -> NDArray[np.int64]:
        """Return the sorted keys of the passages that may hold `phrase`, a list of characters.

        They hold all its adjacent pairs, in the body or in the title; for up to two characters that
        is the phrase, for more the caller checks that the pairs stand in a row.
        """
        ...

    def keys(self) -> NDArray[np.int64]:
        """Return the keys of the passages in the index, sorted."""
        ...

    def rarity(self, terms: Iterable[str]) -> dict[str, float]:
        """Return term -> ln((N + 1) / (n + 0.5)), N passages of which n hold it in their body."""
        ...


def pairs_of(characters: Sequence[str]) -> list[str]:
    """Return the adjacent pairs of `characters`; of a single one, itself."""
    if len(characters) < 2:
        return list(characters)
    return [a + b for a, b in pairwise(characters)]


def build_words(folder: Path, added: Iterable[WordsDocument], removed: Iterable[int] = ()) -> None:
    """Write `added` to the index in `folder` (made if missing) and take `removed` keys out.

    Files already there are not changed, only unlinked when a merge replaces them: they may be
    hard links into an older generation.
    """
    from whoosh import index

    folder.mkdir(parents=True, exist_ok=True)
    if index.exists_in(folder, indexname=_NAME):
        ix = index.open_dir(folder, indexname=_NAME)
    else:
        ix = index.create_in(folder, _schema(), indexname=_NAME)
    writer = ix.writer(limitmb=256)
    try:
        gone = set(removed)
        if gone:
            with ix.reader() as reader:
                for docnum, key in enumerate(_key_column(reader)):
                    if int(key) in gone:
                        writer.delete_document(docnum)
        for document in added:
            writer.add_document(
                key=document.key,
                body=list(document.body),
                title=list(document.title),
                byline=list(document.byline),
                chars=[*document.body_chars, *pairs_of(document.body_chars)],
                title_chars=[*document.title_chars, *pairs_of(document.title_chars)],
            )
    except BaseException:
        writer.cancel()
        raise
    writer.commit()
    ix.close()


class WhooshWords:
    """FullText over a Whoosh index folder, opened once and shared by threads behind a lock."""

    def __init__(self, folder: Path) -> None:
        from whoosh import index

        self.folder = folder
        self._lock = threading.Lock()
        try:
            self._index = index.open_dir(folder, indexname=_NAME)
            self._reader = self._index.reader()
            self._scorer = PostingScorer(self._reader)
        except Exception as error:  # Whoosh raises whatever its parsing runs into
            raise ArchiveDamaged(str(folder), f"Whoosh: {error!r}") from error

    def close(self) -> None:
        self._reader.close()
        self._index.close()

    def search(
        self,
        terms: Sequence[str],
        pairs: Sequence[str] = (),
        *,
        allowed: NDArray[np.int64] | None = None,
        limit: int = 100,
    ) -> list[Scored]:
        with self._lock:
            scores = self._scorer.scores(_weighted(terms, pairs))
        if allowed is not None:
            scores[~np.isin(self._keys_by_document, allowed)] = 0
        documents = np.flatnonzero(scores)
        if len(documents) > limit:  # all that tie with the last are kept: ties go by key, below
            least = np.partition(scores[documents], -limit)[-limit]
            documents = documents[scores[documents] >= least]
        keys = self._keys_by_document[documents]
        order = np.lexsort((keys, -scores[documents]))[:limit]
        return [Scored(int(keys[at]), float(scores[documents[at]])) for at in order]

    def candidates(self, phrase: Sequence[str]) -> NDArray[np.int64]:
        pairs = list(dict.fromkeys(pairs_of(phrase)))
        with self._lock:
            documents = [self._scorer.holding(field, pairs) for field in ("chars", "title_chars")]
        return np.unique(self._keys_by_document[np.concatenate(documents)])

    def keys(self) -> NDArray[np.int64]:
        reader = self._reader
        live = [n for n in range(reader.doc_count_all()) if not reader.is_deleted(n)]
        return np.sort(self._keys_by_document[live])

    def rarity(self, terms: Iterable[str]) -> dict[str, float]:
        with self._lock:
            held = {term: len(self._scorer.postings("body", term)[0]) for term in terms}
        total = max(1, len(self._keys_by_document))
        return {term: math.log((total + 1) / (count + 0.5)) for term, count in held.items()}

    @cached_property
    def _keys_by_document(self) -> NDArray[np.int64]:
        """Document number -> passage key, deleted documents too."""
        return np.array(list(_key_column(self._reader)), dtype=np.int64)


def _schema() -> Any:
    from whoosh import fields

    def words() -> Any:  # lists of words: the analyzer is never asked
        return fields.TEXT(phrase=False)

    return fields.Schema(
        key=fields.NUMERIC(int, bits=64, sortable=True, stored=False),
        body=words(),
        title=words(),
        byline=words(),
        chars=words(),
        title_chars=words(),
    )


def _weighted(terms: Sequence[str], pairs: Sequence[str]) -> Iterator[tuple[str, str, float]]:
    """Yield (field, term, weight) for everything a query is scored by."""
    for term in terms:
        yield "body", term, 1.0
        yield "title", term, _TITLE_BOOST
        yield "byline", term, _BYLINE_BOOST
    for pair in pairs:
        yield "chars", pair, _PAIR_BOOST


def _key_column(reader: Any) -> Iterable[Any]:
    return reader.column_reader("key") if reader.doc_count_all() else ()
