"""Search: from what a person typed to articles with their hits.

parse -> require (phrases, fields, dates) -> rank (words, meaning, second stage) -> sort -> group
reprints -> count facets -> mark
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from indexer.embedding import Encoder
from indexer.errors import QueryError
from indexer.language import Folding
from indexer.language.questions import content_words
from indexer.models import ArticleHits, Hit, Print, SearchResult
from indexer.search.facets import count_facets
from indexer.search.highlight import highlight_spans, merge_spans, phrase_spans_of, word_spans
from indexer.search.matches import rows_found
from indexer.search.passages import PASSAGES, Channels
from indexer.search.query import parse_query
from indexer.search.ranking import How, Ranking, rank
from indexer.search.suggest import suggest
from indexer.search.syntax import Query
from indexer.store import Filters, Generation
from indexer.store.bm25 import rarity, score_passages

SORTS = ("relevance", "newest", "oldest")
_HITS_AN_ARTICLE = 3
_KEY_TERMS = 25  # an article's rarest words, that say what it is about


def search(
    generation: Generation,
    load_encoder: Callable[[], Encoder],
    typed: str,
    *,
    how: How = How(),
    filters: Filters = Filters(),
    folding: Folding = Folding(),
    within: Sequence[str] = (),
    sort: str = "relevance",
    limit: int = 10,
    offset: int = 0,
) -> SearchResult:
    """Return the articles that answer to `typed`, and counts over all of them.

    Articles are grouped by story: the best of its prints stands for it. `within` are earlier
    queries, whose results are searched. Raises QueryError for a query with nothing to look for,
    and for a negative `limit` or `offset`.
    """
    started = time.perf_counter()
    _refuse_negative(limit=limit, offset=offset)
    if sort not in SORTS:
        raise QueryError(f"没有 {sort!r} 这种排序 / sort must be one of {', '.join(SORTS)}")
    query = parse_query(typed, folding=folding)
    inside = rows_within(
        generation, load_encoder, within, how=how, filters=filters, folding=folding
    )
    ranking = rank(generation, load_encoder, query, how=how, filters=filters, within=inside)
    matched = rows_found(generation, ranking, query, how)
    rows = _sorted(generation, ranking, matched, query, sort)
    leads = _leads(generation, rows)
    shown = leads[offset : offset + limit]
    channels = Channels(generation, ranking, how)
    scores = dict(zip(ranking.order.tolist(), ranking.scores.tolist(), strict=True))
    return SearchResult(
        query=typed,
        channel=how.channel,
        articles=tuple(_article_hits(generation, channels, query, shown.tolist(), scores)),
        total=len(rows),
        stories=len(leads),
        matched=len(matched),
        near=len(ranking.order) - len(matched),
        facets=count_facets(generation.columns, rows),
        notes=query.notes,
        suggestions=suggest(generation, query),
        sort=sort,
        seconds=time.perf_counter() - started,
    )


def rows_within(
    generation: Generation,
    load_encoder: Callable[[], Encoder],
    within: Sequence[str],
    *,
    how: How = How(),
    filters: Filters = Filters(),
    folding: Folding = Folding(),
) -> NDArray[np.bool_] | None:
    """Return which articles (a,) are results of all the queries `within`, each in those before.

    None where there is no such query. Raises QueryError.
    """
    inside: NDArray[np.bool_] | None = None
    for earlier in within:
        ranking = rank(
            generation, load_encoder, parse_query(earlier, folding=folding),
            how=how, filters=filters, within=inside,
        )  # fmt: skip
        inside = np.zeros(len(generation.columns.articles), dtype=bool)
        inside[ranking.order] = True
    return inside


def similar(
    generation: Generation, article_id: str, *, limit: int = 10, filters: Filters = Filters()
) -> tuple[ArticleHits, ...]:
    """Return the stories nearest to an article, best first, its own left out.

    Near are those that share its rarest words and lie in the direction of its text, half and half.
    Raises UnknownId, and QueryError for a negative `limit`.
    """
    _refuse_negative(limit=limit)
    article = generation.catalogue.article(article_id)
    columns = generation.columns
    row = int(np.searchsorted(columns.articles, generation.catalogue.article_key(article_id)))
    first, last = columns.first[row : row + 2].tolist()
    known = rarity(generation.words, content_words(f"{article.title} {article.text}"))
    rarest = sorted(known.items(), key=lambda item: (-item[1], item[0]))[:_KEY_TERMS]
    scores, _ = score_passages(generation.words, columns, dict(rarest))
    by_words = np.maximum(columns.runs.best(scores), 0)
    likeness = by_words / max(float(by_words.max()), 1e-9)
    if first < last:
        starts = generation.vectors.starts
        middle = generation.vectors.mean(np.arange(starts[first], starts[last]))
        near = columns.runs.best(generation.vectors.runs.best(generation.vectors.cosines(middle)))
        held = near[np.isfinite(near)]
        width = max(float(held.max() - held.mean()), 1e-9)
        likeness = (likeness + np.clip((near - held.mean()) / width, 0, 1)) / 2
    allowed = columns.stories != columns.stories[row]
    if (kept := columns.allowed(filters)) is not None:
        allowed &= kept
    rows = np.flatnonzero(allowed & (likeness > 0))
    order = rows[np.lexsort((columns.ranks[rows], -likeness[rows]))]
    leads = _leads(generation, order)[:limit]
    keys = columns.articles[leads].tolist()
    found = generation.catalogue.articles(keys)
    return tuple(
        ArticleHits(found[key], float(likeness[at]), (), _prints(generation, at))
        for at, key in zip(leads.tolist(), keys, strict=True)
    )


def _refuse_negative(**counts: int) -> None:
    for name, count in counts.items():
        if count < 0:  # a slice would count it from the end
            raise QueryError(f"{name} 不能小于 0，现为 {count} / must not be negative")


def _sorted(
    generation: Generation,
    ranking: Ranking,
    matched: NDArray[np.int64],
    query: Query,
    sort: str,
) -> NDArray[np.int64]:
    """Return the result's article rows in the order asked for; articles without a date are last.

    By date only what `matched` is listed: what merely stands near it may be the newest.
    """
    columns = generation.columns
    if sort == "relevance" and (ranking.terms or query.required is None):
        return ranking.order
    dates = columns.dates[matched].astype(np.int64)
    dated = np.where(dates > 0, -dates if sort != "oldest" else dates, np.iinfo(np.int64).max)
    return matched[np.lexsort((columns.ranks[matched], dated))]


def _leads(generation: Generation, order: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the first row of each story, in order."""
    _, first = np.unique(generation.columns.stories[order], return_index=True)
    return order[np.sort(first)]


def _article_hits(
    generation: Generation,
    channels: Channels,
    query: Query,
    rows: Sequence[int],
    scores: Mapping[int, float],
) -> Iterator[ArticleHits]:
    """Yield the articles `rows` with their best passages, those first that meet most of its conditions."""
    keys = generation.columns.articles[list(rows)].tolist()
    articles = generation.catalogue.articles(keys)
    most = PASSAGES if query.required is None else None  # what it requires may stand in any
    found = {row: channels.passages_of(row, most=most) for row in rows}
    stored = generation.catalogue.passages(item.key for hits in found.values() for item in hits)
    for row, key in zip(rows, keys, strict=True):
        article = articles[key]
        title_marks = highlight_spans(article.title, channels.terms, query)
        exact = {item: phrase_spans_of(stored[item.key].passage.text, query) for item in found[row]}
        hits = []
        for item in sorted(exact, key=lambda item: -len(exact[item]))[:_HITS_AN_ARTICLE]:  # stable
            passage = stored[item.key].passage
            words = word_spans(passage.text, channels.terms, query)
            marks = merge_spans(chain(*exact[item], words))
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
        yield ArticleHits(article, scores[row], tuple(hits), _prints(generation, row))


def prints_of(generation: Generation, article_id: str) -> tuple[Print, ...]:
    """Return all prints of an article's story, the first first; none where it is the only one.

    Raises UnknownId.
    """
    key = generation.catalogue.article_key(article_id)
    return _prints(generation, int(np.searchsorted(generation.columns.articles, key)))


def _prints(generation: Generation, row: int) -> tuple[Print, ...]:
    """Return all prints of the article's story, the first first; none where it has one print."""
    columns = generation.columns
    same = columns.prints_of(row)
    if len(same) < 2:
        return ()
    return tuple(generation.catalogue.prints(columns.articles[same].tolist()))
