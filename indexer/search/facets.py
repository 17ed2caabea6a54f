"""Count a whole result by newspaper, year, month, day, page, column and author."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from indexer.models import Counts, Facets
from indexer.store.columns import Columns

_MOST_VALUES = 200  # of each facet, the most frequent first; months are all given
_DAYS_OF_MONTHS = 2  # in which a result has to lie for its days to be counted


def count_facets(columns: Columns, rows: NDArray[np.int64]) -> Facets:
    """Count the articles `rows`; what is unknown is counted under ""."""
    dates = columns.dates[rows]
    months = _periods(dates // 100, 6)
    few = sum(bool(month) for month, _ in months) <= _DAYS_OF_MONTHS
    counted = np.zeros(len(columns.articles), dtype=bool)
    counted[rows] = True
    named = counted[columns.authored]
    return Facets(
        newspapers=_coded(columns, "newspaper", rows),
        years=_periods(dates // 10000, 4),
        months=months,
        days=_periods(dates, 8) if few else (),
        pages=_coded(columns, "page", rows),
        columns=_coded(columns, "column", rows),
        authors=_most(columns.author_codes[named], columns.authors),
    )


def _coded(columns: Columns, name: str, rows: NDArray[np.int64]) -> Counts:
    codes, values = columns.coded(name)
    return _most(codes[rows], values)


def _most(codes: NDArray[np.int32], values: NDArray[np.str_]) -> Counts:
    counts = np.bincount(codes, minlength=len(values))
    held = np.flatnonzero(counts)
    order = held[np.argsort(-counts[held], kind="stable")][:_MOST_VALUES]
    return tuple(zip(values[order].tolist(), counts[order].tolist(), strict=True))


def _periods(numbers: NDArray[np.int32], digits: int) -> Counts:
    """Return 201908 as ("2019-08", n), 20190817 as a day, in time's order; 0 is ""."""
    found, counts = np.unique(numbers, return_counts=True)
    names = (f"{number:0{digits}d}" if number else "" for number in found.tolist())
    return tuple(
        ("-".join(filter(None, (name[:4], name[4:6], name[6:]))), int(count))
        for name, count in zip(names, counts, strict=True)
    )
