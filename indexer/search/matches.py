"""Which articles a query finds: all of them, without what only stands near it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.embedding import Encoder
from indexer.language.questions import content_words
from indexer.search.query import parse_query
from indexer.search.ranking import How, Ranking, rank
from indexer.search.syntax import Query
from indexer.store import Filters, Generation
from indexer.store.bm25 import rarity, score_passages

_COVER = 0.6  # of the query's words, by rarity: as much as a result by words must hold
_LIKELY = 0.1  # the second stage's probability that an article is the one looked for


def matching_rows(
    generation: Generation,
    load_encoder: Callable[[], Encoder],
    typed: str,
    *,
    how: How = How(),
    filters: Filters = Filters(),
    within: Sequence[str] = (),
) -> NDArray[np.int64]:
    """Return the rows of the articles that a query finds (n,), best first.

    Those satisfy its conditions, and hold most of its words or are likely what is looked for. A
    search lists more: it always looks at the nearest ones and lets the reader judge. By meaning
    alone there is nothing else to go by, and they are the nearest. Raises QueryError.
    """
    inside = None
    for earlier in within:
        ranking = rank(
            generation, load_encoder, parse_query(earlier), how=how, filters=filters, within=inside
        )
        inside = np.zeros(len(generation.columns.articles), dtype=bool)
        inside[ranking.order] = True
    query = parse_query(typed)
    ranking = rank(generation, load_encoder, query, how=how, filters=filters, within=inside)
    return rows_found(generation, ranking, query, how)


def rows_found(
    generation: Generation, ranking: Ranking, query: Query, how: How
) -> NDArray[np.int64]:
    """Return those rows of a ranking that its query finds (n,), best first; see `matching_rows`."""
    terms = content_words(query.loose)
    if how.channel == "meaning" or not terms:
        return ranking.order
    known = rarity(generation.words, terms)
    _, cover = score_passages(generation.words, generation.columns, known)
    found = cover[ranking.order] >= _COVER
    if how.channel == "both" and how.rerank:
        found |= ranking.scores >= _LIKELY
    return ranking.order[found]
