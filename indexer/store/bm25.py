"""Score passages and articles by BM25F over the words index, all of them at once.

Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009), 3.6: a term's
frequencies in the fields are weighted, normalised by the fields' lengths and added before they
saturate, so that a word in headline and body does not count as two words:

    tf = sum over fields of weight * f / (1 - b + b * length / average length)
    score = sum over terms of idf * tf * (k1 + 1) / (k1 + tf),  idf = ln((N + 1) / (n + 0.5))

The headline lines and the byline are the article's, and count for each of its passages.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.store.columns import Columns
from indexer.store.words import FullText, Postings

_K1 = 1.2
_B = 0.75
_WEIGHTS = {"title": 2.0, "kicker": 1.5, "subtitle": 1.5, "byline": 1.0, "column": 0.5}


def rarity(words: FullText, terms: Iterable[str]) -> dict[str, float]:
    """Return term -> idf over passages; a term that only headlines hold counts by those."""
    total = len(words.passage_keys)
    return {term: math.log((total + 1) / (max(_frequencies(words, term)) + 0.5)) for term in terms}


def pair_rarity(words: FullText, pairs: Iterable[str]) -> dict[str, float]:
    """Return pair -> idf over articles; 0 for one that no article holds: it tells nothing."""
    total = len(words.article_keys)
    return {
        pair: math.log((total + 1) / (count + 0.5)) if count else 0.0
        for pair in pairs
        for count in [words.document_frequency("pairs", pair)]
    }


def score_passages(
    words: FullText, columns: Columns, idf: Mapping[str, float]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return BM25F of every passage (p,), and what share of the terms, by rarity, each article holds (a,).

    `idf` is what `rarity` says of the terms. The passages of an article that holds a term only in its headline score by it too.
    """
    scores, whole = (np.zeros(len(words.passage_keys), dtype=np.float32) for _ in range(2))
    cover = np.zeros(len(words.article_keys), dtype=np.float32)
    for term, rare in idf.items():
        weight = np.float32(rare * (_K1 + 1))
        found, counts = words.postings("body", term)
        rows = found.astype(np.intp)  # what numpy indexes by: converted once, not at each use
        tf = _normalised(words, "body", rows, counts)
        np.add.at(scores, rows, weight * _saturated(tf))  # no row is there twice
        holders: list[NDArray[np.integer[Any]]] = [columns.owners[rows]]
        raised: list[NDArray[np.int64]] = []
        # Field by field, each adds what it raises the saturated frequency by.
        for articles, more in _headings(words, term):
            if not raised:
                whole[rows] = tf
                raised.append(rows)
            below, at = _passages_of(columns, articles)
            before = whole[below]
            after = before + more[at]
            scores[below] += weight * (_saturated(after) - _saturated(before))
            whole[below] = after
            raised.append(below)
            holders.append(articles)
        for places in raised:
            whole[places] = 0
        cover[np.concatenate(holders)] += np.float32(rare)  # once, however often one is there
    return scores, cover / np.float32(sum(idf.values()) or 1)


def score_pairs(words: FullText, columns: Columns, idf: Mapping[str, float]) -> NDArray[np.float32]:
    """Return BM25 of every article (a,) by pairs of letters, each counted once an article.

    `idf` is what `pair_rarity` says of the pairs. Pairs find the names that jieba cuts apart.
    """
    scores = np.zeros(len(words.article_keys), dtype=np.float32)
    average = float(columns.lengths.mean()) if len(columns.lengths) else 1.0
    norm = (_K1 * (1 - _B + _B * columns.lengths / max(average, 1.0))).astype(np.float32)
    factor = np.float32(_K1 + 1) / (1 + norm)
    for pair, rare in idf.items():
        if rare:
            # Three times as fast as scores[rows] += rare, and the same: no row is there twice.
            np.add.at(scores, words.postings("pairs", pair)[0], np.float32(rare))
    return scores * factor


def _headings(words: FullText, term: str) -> Iterator[Postings]:
    """Yield, for each field of an article that holds the term anywhere, the articles' rows and its
    weighted, normalised frequency there.
    """
    for field, weight in _WEIGHTS.items():
        rows, counts = words.postings(field, term)
        if len(rows):
            yield rows, np.float32(weight) * _normalised(words, field, rows, counts)


def _normalised(
    words: FullText, field: str, rows: NDArray[np.integer[Any]], counts: NDArray[np.float32]
) -> NDArray[np.float32]:
    lengths, average = words.lengths(field)
    found: NDArray[np.float32] = counts / (
        np.float32(1 - _B) + lengths[rows] * np.float32(_B / average)
    )
    return found


def _saturated(tf: NDArray[np.float32]) -> NDArray[np.float32]:
    return tf / (tf + np.float32(_K1))


def _passages_of(
    columns: Columns, articles: NDArray[np.integer[Any]]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the passages of `articles`, and of each its article's place there."""
    starts = columns.first[articles]
    counts = columns.first[articles + 1] - starts
    at = np.repeat(np.arange(len(articles)), counts)
    within = np.arange(len(at)) - np.repeat(np.cumsum(counts) - counts, counts)
    return starts[at] + within, at


def _frequencies(words: FullText, term: str) -> list[int]:
    return [words.document_frequency(field, term) for field in ("body", *_WEIGHTS)]
