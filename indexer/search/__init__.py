"""From a query to hits: query, channels, fusion, highlights."""

from indexer.search.engine import Found, retrieve, search
from indexer.search.query import CHANNELS, Query, parse_query

__all__ = ["CHANNELS", "Found", "Query", "parse_query", "retrieve", "search"]
