"""Search: from what a person typed to articles with their hits.

parse -> narrow (filters, phrases) -> words channel, meaning channel -> fuse -> group -> mark
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from indexer.embedding import Encoder
from indexer.errors import QueryError
from indexer.language import fold_text, letters
from indexer.language.questions import content_words
from indexer.models import ArticleHits, Hit, SearchResult
from indexer.search.fusion import fuse, scale_meaning, scale_words, trusted_weight
from indexer.search.highlight import highlight_spans
from indexer.search.phrases import passages_with
from indexer.search.query import CHANNELS, Query, parse_query
from indexer.store import Filters, Generation
from indexer.store.vectors import Near
from indexer.store.words import pairs_of

CANDIDATES = 200  # passages taken from each channel
_HITS_AN_ARTICLE = 3
_COVER_LOOKED_AT = 5


@dataclass(frozen=True, slots=True)
class Found:
    """A passage found: its key, its fused score, and what each channel says of it.

    `words` is scaled to 0..1 within the query; `near` is the best stretch with its plain cosine,
    `meaning` the same scaled. None where the channel did not find it.
    """

    key: int
    score: float
    words: float | None
    meaning: float | None
    near: Near | None


def search(
    generation: Generation,
    load_encoder: Callable[[], Encoder],
    typed: str,
    *,
    channel: str = "both",
    filters: Filters = Filters(),
    words_weight: float = 0.7,
    limit: int = 10,
    offset: int = 0,
) -> SearchResult:
    """Return the articles that answer to `typed`, best first, ties by article id.

    Raises QueryError for a query with nothing to look for.
    """
    started = time.perf_counter()
    query = parse_query(typed)
    found = retrieve(
        generation, load_encoder, query, channel=channel, filters=filters, words_weight=words_weight
    )
    groups: dict[int, list[Found]] = {}
    owners = generation.article_keys([item.key for item in found])
    for owner, item in zip(owners, found, strict=True):
        groups.setdefault(owner, []).append(item)
    # Scores tie across articles: only ids can put them in order, and they are in the catalogue.
    articles = generation.catalogue.articles(groups)
    order = sorted(groups, key=lambda key: (-groups[key][0].score, articles[key].id))
    shown = order[offset : offset + limit]
    passages = generation.catalogue.passages(
        item.key for key in shown for item in groups[key][:_HITS_AN_ARTICLE]
    )
    terms = content_words(query.loose) if query.loose else []
    results = []
    for key in shown:
        article = articles[key]
        title_marks = highlight_spans(article.title, terms, query.phrases)
        hits = []
        for item in groups[key][:_HITS_AN_ARTICLE]:
            passage = passages[item.key].passage
            marks = highlight_spans(passage.text, terms, query.phrases)
            hits.append(
                Hit(
                    article=article,
                    passage=passage,
                    score=item.score,
                    words=item.words,
                    meaning=item.meaning,
                    highlights=tuple((passage.start + a, passage.start + b) for a, b in marks),
                    title_highlights=title_marks,
                    best_sentence=(item.near.start, item.near.end) if item.near else None,
                )
            )
        results.append(ArticleHits(article, hits[0].score, tuple(hits)))
    return SearchResult(
        query=typed,
        channel=channel,
        articles=tuple(results),
        total=len(groups),
        notes=query.notes,
        seconds=time.perf_counter() - started,
    )


def retrieve(
    generation: Generation,
    load_encoder: Callable[[], Encoder],
    query: Query,
    *,
    channel: str = "both",
    filters: Filters = Filters(),
    words_weight: float = 0.7,
) -> list[Found]:
    """Return passages found by the channel(s), best first, ties by key.

    At most CANDIDATES of each channel; `load_encoder` is called only for the meaning channel.
    """
    if channel not in CHANNELS:
        raise QueryError(
            f"没有 {channel!r} 这种查法 / channel must be one of {', '.join(CHANNELS)}"
        )
    allowed = generation.catalogue.passages_allowed(filters)
    holding = passages_with(generation, query.phrases)
    if holding is not None:
        allowed = holding if allowed is None else np.intersect1d(allowed, holding)
    near: dict[int, Near] = {}
    words: dict[int, float] = {}
    if channel in ("both", "words"):
        ranked = query.loose or query.text
        terms = content_words(ranked)
        hits = generation.words.search(terms, _pairs(ranked), allowed=allowed, limit=CANDIDATES)
        words = {hit.key: hit.score for hit in hits}
    if channel in ("both", "meaning"):
        vector = load_encoder().encode_query(query.text)
        found = generation.vectors.search(vector, allowed=allowed, limit=CANDIDATES)
        near = {item.key: item for item in found}
        near |= generation.vectors.best_of(vector, [key for key in words if key not in near])
    scaled_words = scale_words(words)
    scaled_meaning = scale_meaning({key: item.score for key, item in near.items()})
    if channel == "both":
        weight = trusted_weight(words_weight, _cover(generation, terms, words))
        scores = fuse(scaled_words, scaled_meaning, weight)
    else:
        scores = scaled_words or scaled_meaning
    return [
        Found(key, scores[key], scaled_words.get(key), scaled_meaning.get(key), near.get(key))
        for key in sorted(scores, key=lambda key: (-scores[key], key))
    ]


def _cover(generation: Generation, terms: Sequence[str], words: dict[int, float]) -> float:
    """Return the largest share of `terms`, by rarity, that one of the best passages holds."""
    rarity = generation.words.rarity(terms)
    best = sorted(words, key=lambda key: (-words[key], key))[:_COVER_LOOKED_AT]
    texts = [fold_text(item.passage.text) for item in generation.catalogue.passages(best).values()]
    total = sum(rarity.values()) or 1.0
    return (
        max((sum(r for t, r in rarity.items() if t in text) for text in texts), default=0) / total
    )


def _pairs(text: str) -> Sequence[str]:
    return list(dict.fromkeys(pairs_of(letters(text))))
