"""Rank the archive's articles for a query: the two channels, their union, and the second stage.

terms -> words channel: BM25F and pairs of letters ─┐
                                                    ├→ candidates → second stage → order
query -> meaning channel: nearest stretches ────────┘
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.embedding import Encoder
from indexer.errors import QueryError
from indexer.language import letters
from indexer.language.questions import content_words
from indexer.search.fusion import fuse, scale_meaning, scale_words, trusted_weight
from indexer.search.matching import holding_words, matching
from indexer.search.query import CHANNELS, Query
from indexer.search.rerank import Candidate, rerank
from indexer.store import Filters, Generation
from indexer.store.bm25 import pair_rarity, rarity, score_pairs, score_passages
from indexer.store.words import pairs_of

FROM_WORDS = 100  # articles that the words channel puts before the second stage
FROM_MEANING = 60  # and the meaning channel
_PAIRS_WEIGHT = 0.5
_COVER = 0.6  # of the query's words, by rarity: an article that holds as much is a result

Mask = NDArray[np.bool_]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The whole result: article rows in order, and what the channels say of every passage.

    `order` (n,) holds article rows, best first; `scores` (n,) theirs, in the same order. `words`
    (passages,) is the words channel's score, `cosines` (stretches,) the meaning channel's; None
    where the channel was not asked. `terms` are the folded words that ranked.
    """

    order: NDArray[np.int64]
    scores: Floats
    words: Floats | None
    cosines: Floats | None
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class How:
    """How to rank: which channel, what the words channel is worth at most, second stage or not."""

    channel: str = "both"
    words_weight: float = 0.7
    rerank: bool = True

    def __post_init__(self) -> None:
        if self.channel not in CHANNELS:
            raise QueryError(
                f"没有 {self.channel!r} 这种查法 / channel must be one of {', '.join(CHANNELS)}"
            )


def rank(
    generation: Generation,
    load_encoder: Callable[[], Encoder],
    query: Query,
    *,
    how: How = How(),
    filters: Filters = Filters(),
    within: Mask | None = None,
) -> Ranking:
    """Return every article that answers to `query`, in order, ties by article id.

    Those are: with a condition in the query, all articles that satisfy it; else those that hold
    most of its words by rarity, and those the second stage looked at. `within` are the articles
    to choose from; `load_encoder` is called only where meaning is asked.
    """
    allowed = _allowed(generation, query, filters, within)
    terms = tuple(content_words(query.text)) if query.text else ()
    if not terms:  # only conditions: nothing to rank by
        order = np.flatnonzero(_everywhere(generation, allowed))
        return Ranking(order, np.zeros(len(order), np.float32), None, None, ())
    columns = generation.columns
    none = np.full(len(columns.articles), -np.inf, dtype=np.float32)
    words, cosines, cover = None, None, np.zeros(len(none), dtype=np.float32)
    by_words, by_pairs, by_meaning = none, np.zeros_like(cover), none
    if how.channel in ("both", "words"):
        words, cover = score_passages(generation.words, columns, terms)
        by_pairs = score_pairs(generation.words, columns, _pairs(query.text))
        by_words = np.maximum(columns.best(words, columns.first), 0)
        by_words[by_words == 0] = cover[by_words == 0]  # a headline without text
    if how.channel in ("both", "meaning"):
        cosines = generation.vectors.cosines(load_encoder().encode_query(query.text))
        by_meaning = columns.best(cosines, generation.vectors.starts[columns.first])
    first_stage = by_words + _PAIRS_WEIGHT * by_pairs
    if allowed is not None:
        first_stage, by_meaning = (np.where(allowed, s, -np.inf) for s in (first_stage, by_meaning))
    near = _best(by_meaning, FROM_MEANING)
    found = _best(np.where(first_stage > 0, first_stage, -np.inf), FROM_WORDS)
    candidates = np.union1d(found, near)
    scores = _scores(
        generation, query, terms, candidates, by_words, by_pairs, by_meaning, cosines, cover, how
    )
    if query.required is not None:
        rest = _everywhere(generation, allowed)
    else:
        rest = cover >= _COVER if allowed is None else (cover >= _COVER) & allowed
    rest[candidates] = False
    others = np.flatnonzero(rest)
    order = np.concatenate(
        [
            candidates[np.lexsort((columns.ranks[candidates], -scores))],
            others[np.lexsort((columns.ranks[others], -first_stage[others]))],
        ]
    )
    scored = np.concatenate([-np.sort(-scores), np.zeros(len(others), np.float32)])
    return Ranking(order, scored.astype(np.float32), words, cosines, terms)


def _allowed(
    generation: Generation, query: Query, filters: Filters, within: Mask | None
) -> Mask | None:
    masks = [generation.columns.allowed(filters), within]
    if query.required is not None:
        masks.append(matching(generation, query.required, query.folding))
    if query.loose and query.folding != type(query.folding)():
        masks.append(holding_words(generation, content_words(query.loose), query.folding))
    given = [mask for mask in masks if mask is not None]
    return np.logical_and.reduce(given) if given else None


def _everywhere(generation: Generation, allowed: Mask | None) -> Mask:
    return np.ones(len(generation.columns.articles), bool) if allowed is None else allowed.copy()


def _best(scores: Floats, limit: int) -> NDArray[np.int64]:
    """Return the rows of the `limit` largest finite scores; ties with the last by row."""
    rows = np.flatnonzero(scores > -np.inf)
    if len(rows) > limit:
        least = np.partition(scores[rows], -limit)[-limit]
        above, level = rows[scores[rows] > least], rows[scores[rows] == least]
        rows = np.concatenate([above, level[: limit - len(above)]])
    return np.sort(rows)


def _scores(
    generation: Generation,
    query: Query,
    terms: tuple[str, ...],
    rows: NDArray[np.int64],
    by_words: Floats,
    by_pairs: Floats,
    by_meaning: Floats,
    cosines: Floats | None,
    cover: Floats,
    how: How,
) -> Floats:
    """Return the score of each candidate row: of the second stage, or of the channels mixed."""
    if how.channel == "both" and how.rerank and cosines is not None:
        keys = generation.columns.articles[rows]
        texts = generation.catalogue.texts(keys.tolist())
        starts = generation.vectors.starts[generation.columns.first]
        best_words, best_pairs = (
            max(by_words[rows].max(initial=0), 1e-9),
            max(by_pairs[rows].max(initial=0), 1e-9),
        )
        candidates = []
        for row, key in zip(rows.tolist(), keys.tolist(), strict=True):
            title, text = texts[key]
            low, high = int(starts[row]), int(starts[row + 1])
            spans = generation.vectors.spans[low:high].tolist()
            candidates.append(
                Candidate(
                    title=title,
                    stretches=[text[start:end] for start, end in spans],
                    cosines=cosines[low:high].tolist(),
                    words=float(by_words[row] / best_words),
                    pairs=float(by_pairs[row] / best_pairs),
                )
            )
        average = float(generation.columns.lengths.mean())
        pairs = pair_rarity(generation.words, _pairs(query.text))
        known = rarity(generation.words, terms)
        return rerank(known, pairs, candidates, average).astype(np.float32)
    first = dict(
        zip(rows.tolist(), (by_words + _PAIRS_WEIGHT * by_pairs)[rows].tolist(), strict=True)
    )
    words = scale_words(first) if how.channel != "meaning" else {}
    meaning = scale_meaning(
        {row: score for row, score in zip(rows.tolist(), by_meaning[rows].tolist(), strict=True)}
        if how.channel != "words"
        else {}
    )
    if how.channel == "both":
        known_share = float(cover[rows].max(initial=0))
        mixed = fuse(words, meaning, trusted_weight(how.words_weight, known_share))
    else:
        mixed = words or meaning
    return np.array([mixed[row] for row in rows.tolist()], dtype=np.float32)


def _pairs(text: str) -> list[str]:
    return list(dict.fromkeys(pairs_of(letters(text))[:-1]))
