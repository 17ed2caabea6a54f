"""Rank the archive's articles for a query: the two channels, their union, and the second stage.

terms -> words channel: BM25F and pairs of letters ─┐
                                                    ├→ candidates → second stage (→ judge) → order
query -> meaning channel: nearest stretches ────────┘
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.embedding import Encoder, Judge
from indexer.errors import QueryError
from indexer.language import Folding, letters
from indexer.language.questions import content_words
from indexer.search.fusion import trusted_weight
from indexer.search.matching import keeping_apart, matching
from indexer.search.query import CHANNELS
from indexer.search.rerank import Candidate, describe, probabilities
from indexer.search.syntax import Query
from indexer.store import Filters, Generation
from indexer.store.bm25 import pair_rarity, rarity, score_pairs, score_passages
from indexer.store.words import pairs_of

FROM_WORDS = 100  # articles that the words channel puts before the second stage
FROM_MEANING = 60  # and the meaning channel
JUDGED = 20  # articles that a cross-encoder reads
_PAIRS_WEIGHT = 0.5
_COVER = 0.6  # of the query's words, by rarity: an article that holds as much is a result

Mask = NDArray[np.bool_]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The whole result: article rows in order, and what the channels say of every passage.

    `order` (n,) holds article rows, best first; `scores` (n,) theirs, in the same order. `words`
    (passages,) is the words channel's score, `cosines` (stretches,) the meaning channel's, `near`
    (passages,) the largest of each passage's; None where the channel was not asked. `terms` are the
    folded words that ranked.
    """

    order: NDArray[np.int64]
    scores: Floats
    words: Floats | None
    cosines: Floats | None
    near: Floats | None
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class How:
    """How to rank: which channel, what the words channel is worth at most, second stage or not.

    `judge`, a cross-encoder, puts the best of the second stage in order anew.
    """

    channel: str = "both"
    words_weight: float = 0.7
    rerank: bool = True
    judge: Judge | None = None

    def __post_init__(self) -> None:
        if self.channel not in CHANNELS:
            raise QueryError(
                f"没有 {self.channel!r} 这种查法 / channel must be one of {', '.join(CHANNELS)}"
            )


@dataclass(frozen=True, slots=True)
class FirstStage:
    """What the channels say of every article (a,): -inf where one says nothing of it.

    `first` is the words channel's score, words with pairs; `cover` the share of the query's words, by
    rarity, that the article holds. `passages` is Ranking's `words`; `cosines` and `near` are its own.
    `term_rarity` and `pair_rarity` are those of the query, in its order; empty without the words
    channel.
    """

    term_rarity: Mapping[str, float]
    pair_rarity: Mapping[str, float]
    words: Floats
    pairs: Floats
    first: Floats
    meaning: Floats
    cover: Floats
    passages: Floats | None
    cosines: Floats | None
    near: Floats | None


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
    columns = generation.columns
    allowed = _allowed(generation, query, filters, within)
    terms = content_words(query.text) if query.text else []
    if not terms:  # only conditions: nothing to rank by
        order = np.flatnonzero(allowed)
        return Ranking(order, np.zeros(len(order), np.float32), None, None, None, ())
    stage = first_stage(generation, load_encoder, query, terms, how.channel)
    candidates = choose(stage, allowed)
    if how.channel == "both" and how.rerank:
        scores = second_stage(generation, stage, candidates)
        if how.judge is not None:
            scores = judged(generation, stage, candidates, scores, query.text, how.judge)
    else:
        scores = _mixed(stage, candidates, how)
    rest = allowed.copy() if query.required is not None else allowed & (stage.cover >= _COVER)
    rest[candidates] = False
    others = np.flatnonzero(rest)
    by_score = np.lexsort((columns.ranks[candidates], -scores))
    by_words = np.lexsort((columns.ranks[others], -stage.first[others]))
    return Ranking(
        order=np.concatenate([candidates[by_score], others[by_words]]),
        scores=np.concatenate([scores[by_score], np.zeros(len(others), np.float32)]),
        words=stage.passages,
        cosines=stage.cosines,
        near=stage.near,
        terms=tuple(terms),
    )


def first_stage(
    generation: Generation,
    load_encoder: Callable[[], Encoder],
    query: Query,
    terms: Sequence[str],
    channel: str = "both",
) -> FirstStage:
    """Score every article of the archive by the channels asked."""
    columns = generation.columns
    count = len(columns.articles)
    by_words, by_pairs, cover = (np.zeros(count, np.float32) for _ in range(3))
    by_meaning = np.full(count, -np.inf, np.float32)
    known, known_pairs, passages, cosines, near = {}, {}, None, None, None
    if channel in ("both", "words"):
        known = rarity(generation.words, terms)
        known_pairs = pair_rarity(generation.words, pairs_of(letters(query.text))[:-1])
        passages, cover = score_passages(generation.words, columns, known)
        by_pairs = score_pairs(generation.words, columns, known_pairs)
        by_words = np.maximum(columns.runs.best(passages), 0)
    if channel in ("both", "meaning"):
        cosines = generation.vectors.cosines(load_encoder().encode_query(query.text))
        near = generation.vectors.runs.best(cosines)
        by_meaning = columns.runs.best(near)
    return FirstStage(
        term_rarity=known,
        pair_rarity=known_pairs,
        words=by_words,
        pairs=by_pairs,
        first=by_words + np.float32(_PAIRS_WEIGHT) * by_pairs,
        meaning=by_meaning,
        cover=cover,
        passages=passages,
        cosines=cosines,
        near=near,
    )


def choose(stage: FirstStage, allowed: Mask) -> NDArray[np.int64]:
    """Return the rows of the articles to look at closely: the best of each channel, sorted."""
    return np.union1d(
        _best(stage.first, allowed & (stage.first > 0), FROM_WORDS),
        _best(stage.meaning, allowed & (stage.meaning > -np.inf), FROM_MEANING),
    )


def second_stage(generation: Generation, stage: FirstStage, rows: NDArray[np.int64]) -> Floats:
    """Return the probability of each of `rows` (n,)."""
    table = described(generation, stage, rows)
    return probabilities(table) if table else np.empty(0, np.float32)


def described(
    generation: Generation, stage: FirstStage, rows: NDArray[np.int64]
) -> dict[str, NDArray[np.float64]]:
    """Return the features of the articles `rows`, each (n,)."""
    columns, vectors = generation.columns, generation.vectors
    keys = columns.articles[rows].tolist()
    texts = generation.catalogue.texts(keys)
    edges = vectors.starts[columns.first]
    words = _shares(stage.words[rows])
    pairs = _shares(stage.pairs[rows])
    candidates = []
    for at, (row, key) in enumerate(zip(rows.tolist(), keys, strict=True)):
        title, text = texts[key]
        own = slice(int(edges[row]), int(edges[row + 1]))
        candidates.append(
            Candidate(
                title=title,
                stretches=[text[start:end] for start, end in vectors.spans[own].tolist()],
                cosines=[] if stage.cosines is None else stage.cosines[own],
                words=float(words[at]),
                pairs=float(pairs[at]),
            )
        )
    average = float(columns.lengths.sum()) / max(len(columns.lengths), 1)
    return describe(stage.term_rarity, stage.pair_rarity, candidates, average)


def judged(
    generation: Generation,
    stage: FirstStage,
    rows: NDArray[np.int64],
    scores: Floats,
    query: str,
    judge: Judge,
) -> Floats:
    """Return the second stage's `scores` of `rows`, of which the best change places among each other.

    The cross-encoder reads each article's headline and the passage nearest in meaning.
    """
    best = np.argsort(-scores, kind="stable")[:JUDGED]
    columns, near = generation.columns, stage.near
    assert near is not None  # the second stage asks both channels
    keys = columns.articles[rows[best]].tolist()
    nearest = [
        int(columns.passages[first + int(near[first:last].argmax())])
        for first, last in zip(
            columns.first[rows[best]], columns.first[rows[best] + 1], strict=True
        )
        if first < last
    ]
    passages = generation.catalogue.passages(nearest).values()
    texts = {item.article_key: item.passage.text for item in passages}
    titles = {key: title for key, (title, _) in generation.catalogue.texts(keys).items()}
    read = ["\n".join(filter(None, (titles[key], texts.get(key, "")))) for key in keys]
    found = scores.copy()
    found[best[np.argsort(-judge(query, read), kind="stable")]] = scores[best]
    return found


def _shares(scores: Floats) -> Floats:
    return scores / max(float(scores.max(initial=0)), 1e-9)


def _mixed(stage: FirstStage, rows: NDArray[np.int64], how: How) -> Floats:
    """Return the channels' scores (n,), scaled and added."""
    words = _shares(stage.first[rows])
    near = stage.meaning[rows]
    low = float(near.min(initial=np.inf, where=np.isfinite(near)))
    meaning = _shares(np.maximum(near - np.float32(low), 0))
    weight = {"words": 1.0, "meaning": 0.0}.get(
        how.channel, trusted_weight(how.words_weight, float(stage.cover[rows].max(initial=0)))
    )
    return (weight * words + (1 - weight) * meaning).astype(np.float32)


def _allowed(generation: Generation, query: Query, filters: Filters, within: Mask | None) -> Mask:
    masks = [np.ones(len(generation.columns.articles), bool), within]
    masks.append(generation.columns.allowed(filters))
    if query.required is not None:
        masks.append(matching(generation, query.required, query.folding))
    if query.loose and query.folding != Folding():
        masks.append(keeping_apart(generation, query.loose, query.folding))
    allowed: Mask = np.logical_and.reduce([mask for mask in masks if mask is not None])
    return allowed


def _best(scores: Floats, among: Mask, limit: int) -> NDArray[np.int64]:
    """Return the rows of the `limit` largest scores `among` all; ties with the last by row."""
    rows = np.flatnonzero(among)
    if len(rows) > limit:
        held = scores[rows]
        least = np.partition(held, -limit)[-limit]
        above, level = rows[held > least], rows[held == least]
        rows = np.concatenate([above, level[: limit - len(above)]])
    return rows
