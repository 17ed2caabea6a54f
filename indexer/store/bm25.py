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
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.store.columns import Columns
from indexer.store.words import FullText

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
    words: FullText, columns: Columns, terms: Sequence[str]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return BM25F of every passage (p,), and what share of `terms`, by rarity, each article holds (a,).

    The passages of an article that holds a term only in its headline score by it too.
    """
    scores, whole = (np.zeros(len(words.passage_keys), dtype=np.float32) for _ in range(2))
    cover = np.zeros(len(words.article_keys), dtype=np.float32)
    idf = rarity(words, terms)
    lengths, average = words.lengths("body")
    for term in terms:
        rows, counts = words.postings("body", term)
        tf = counts / (1 - _B + _B * lengths[rows] / average)
        held = np.zeros(len(cover), dtype=bool)
        held[columns.owners[rows]] = True
        heading = _heading(words, term)
        if heading is not None:
            owners, values = heading
            held[owners] = True
            below, at = _passages_of(columns, owners)
            whole[rows] = tf
            whole[below] += values[at]
            rows = np.union1d(rows, below)
            tf = whole[rows]
            whole[rows] = 0
        scores[rows] += np.float32(idf[term] * (_K1 + 1)) * tf / (tf + np.float32(_K1))
        cover[held] += np.float32(idf[term])
    return scores, cover / np.float32(sum(idf.values()) or 1)


def score_pairs(words: FullText, columns: Columns, pairs: Sequence[str]) -> NDArray[np.float32]:
    """Return BM25 of every article (a,) by pairs of letters, each counted once an article.

    Pairs find the names that jieba cuts apart.
    """
    scores = np.zeros(len(words.article_keys), dtype=np.float32)
    average = float(columns.lengths.mean()) if len(columns.lengths) else 1.0
    norm = (_K1 * (1 - _B + _B * columns.lengths / max(average, 1.0))).astype(np.float32)
    factor = np.float32(_K1 + 1) / (1 + norm)
    for pair, idf in pair_rarity(words, pairs).items():
        if idf:
            scores[words.postings("pairs", pair)[0]] += np.float32(idf)
    return scores * factor


def _heading(words: FullText, term: str) -> tuple[NDArray[np.int64], NDArray[np.float32]] | None:
    """Return the articles that hold the term in their own fields, increasing, and its weighted,
    normalised frequency there; None where none does.
    """
    found: list[tuple[NDArray[np.int32], NDArray[np.float32]]] = []
    for field, weight in _WEIGHTS.items():
        rows, counts = words.postings(field, term)
        if len(rows):
            lengths, average = words.lengths(field)
            norm = 1 - _B + _B * lengths[rows] / average
            found.append((rows, np.float32(weight) * counts / norm))
    if not found:
        return None
    rows, inverse = np.unique(np.concatenate([rows for rows, _ in found]), return_inverse=True)
    values = np.bincount(inverse, np.concatenate([values for _, values in found]))
    return rows.astype(np.int64), values.astype(np.float32)


def _passages_of(
    columns: Columns, owners: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the passages of some articles, and each one's place in `owners`."""
    starts = columns.first[owners]
    counts = columns.first[owners + 1] - starts
    at = np.repeat(np.arange(len(owners)), counts)
    within = np.arange(len(at)) - np.repeat(np.cumsum(counts) - counts, counts)
    return starts[at] + within, at


def _frequencies(words: FullText, term: str) -> list[int]:
    return [words.document_frequency(field, term) for field in ("body", *_WEIGHTS)]
