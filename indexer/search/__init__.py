"""From a query to hits: query, channels, second stage, facets, highlights."""

from indexer.search.engine import SORTS, prints_of, rows_within, search, similar
from indexer.search.query import CHANNELS, parse_query
from indexer.search.ranking import How
from indexer.search.syntax import Query

__all__ = [
    "CHANNELS",
    "SORTS",
    "How",
    "Query",
    "parse_query",
    "prints_of",
    "rows_within",
    "search",
    "similar",
]
