"""The columns of one generation: what filters, counts, orders and groups articles, as arrays.

A *row* is an article's or a passage's place in the sorted keys. Masks, scores and counts over the
whole archive are then arrays of one length, and take milliseconds.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.errors import ArchiveDamaged
from indexer.store.catalogue import Catalogue
from indexer.store.filters import Filters

CODED = ("newspaper", "page", "section", "column", "place")
"""Columns that hold one value an article, kept as codes into their sorted values."""


class Runs:
    """Runs of an array, one after another: run r is `values[edges[r] : edges[r + 1]]`.

    The largest of each is found by the runs' first values, their second ones and so on, the long
    runs first: two to five times as fast as numpy's reduceat where runs are short.
    """

    def __init__(self, edges: NDArray[np.int64]) -> None:
        sizes = np.diff(edges)
        self._order = np.argsort(-sizes, kind="stable")
        self._starts = edges[:-1][self._order]
        longest = int(sizes.max(initial=0))
        # How many runs have more than 0, 1, 2, ... values.
        self._longer = np.searchsorted(-sizes[self._order], -np.arange(longest)).tolist()

    def best(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the largest of `values` of each run; -inf where it has none."""
        largest = np.full(len(self._order), -np.inf, dtype=np.float32)
        for at, count in enumerate(self._longer):
            next_ones = values[self._starts[:count] + at]
            np.maximum(largest[:count], next_ones, out=largest[:count])
        found = np.empty_like(largest)
        found[self._order] = largest
        return found


@dataclass(frozen=True)
class Columns:
    """Arrays over articles (a,), passages (p,), and articles by their authors (n,)."""

    articles: NDArray[np.int64]  # (a,) keys, increasing
    passages: NDArray[np.int64]  # (p,) keys, increasing
    owners: NDArray[np.int64]  # (p,) each passage's article row, never decreasing
    dates: NDArray[np.int32]  # (a,) 20190831; 0 where unknown
    lengths: NDArray[np.int32]  # (a,) characters of text
    stories: NDArray[np.int64]  # (a,) articles of one number are prints of one story
    ranks: NDArray[np.int32]  # (a,) place of the article's id among all ids: breaks ties
    codes: NDArray[np.int32]  # (a, len(CODED))
    values: tuple[NDArray[np.str_], ...]  # of each coded column, sorted; "" is unknown
    authored: NDArray[np.int64]  # (n,) article rows
    author_codes: NDArray[np.int32]  # (n,)
    authors: NDArray[np.str_]  # sorted

    @cached_property
    def first(self) -> NDArray[np.int64]:
        """Return where each article's passages begin (a + 1,): passages of one stand together."""
        return np.searchsorted(self.owners, np.arange(len(self.articles) + 1))

    @cached_property
    def runs(self) -> Runs:
        """Return the passages of each article."""
        return Runs(self.first)

    @cached_property
    def _by_story(self) -> NDArray[np.int64]:
        return np.argsort(self.stories, kind="stable")

    def prints_of(self, row: int) -> NDArray[np.int64]:
        """Return the rows of the articles that are prints of one story with article `row`, increasing."""
        low, high = np.searchsorted(
            self.stories, [self.stories[row], self.stories[row] + 1], sorter=self._by_story
        )
        return self._by_story[low:high]

    def coded(self, name: str) -> tuple[NDArray[np.int32], NDArray[np.str_]]:
        """Return a column's codes (a,) and its values."""
        at = CODED.index(name)
        return self.codes[:, at], self.values[at]

    def allowed(self, filters: Filters) -> NDArray[np.bool_] | None:
        """Return which articles `filters` let through (a,); None for all."""
        if not filters:
            return None
        kept = np.ones(len(self.articles), dtype=bool)
        if filters.newspapers:
            codes, names = self.coded("newspaper")
            kept &= np.isin(names, filters.newspapers)[codes]
        if filters.since or filters.until:
            kept &= self.dated(filters.since, filters.until)
        return kept

    def dated(self, since: str, until: str) -> NDArray[np.bool_]:
        """Return which articles were printed from `since` to `until` (ISO days, "" is open)."""
        low, high = (int(day.replace("-", "") or 0) for day in (since, until))
        return (self.dates > 0) & (self.dates >= low) & (self.dates <= (high or 99999999))


def write_columns(catalogue: Catalogue, path: Path) -> None:
    """Write the columns of what `catalogue` holds, to a file without pickles."""
    rows = catalogue.article_rows()
    passages, owners = catalogue.passage_articles()
    articles = np.array([row.key for row in rows], dtype=np.int64)
    order = sorted(range(len(rows)), key=lambda at: rows[at].id)
    ranks = np.empty(len(rows), dtype=np.int32)
    ranks[order] = np.arange(len(rows), dtype=np.int32)
    coded = [_coded([getattr(row, name) for row in rows]) for name in CODED]
    values: dict[str, Any] = {
        f"values_{name}": found for name, (_, found) in zip(CODED, coded, strict=True)
    }
    pairs = [(at, name) for at, row in enumerate(rows) for name in row.authors]
    author_codes, authors = _coded([name for _, name in pairs])
    np.savez(
        path,
        articles=articles,
        passages=passages,
        owners=np.searchsorted(articles, owners),
        dates=np.array([int(row.date.replace("-", "") or 0) for row in rows], dtype=np.int32),
        lengths=np.array([row.length for row in rows], dtype=np.int32),
        stories=np.array([row.story for row in rows], dtype=np.int64),
        ranks=ranks,
        codes=np.stack([codes for codes, _ in coded], axis=1),
        **values,
        authored=np.array([at for at, _ in pairs], dtype=np.int64),
        author_codes=author_codes,
        authors=authors,
    )


def read_columns(path: Path) -> Columns:
    """Read what `write_columns` wrote; raises ArchiveDamaged."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as table:
            _check_members(table.zip.infolist(), path.stat().st_size)
            arrays: dict[str, Any] = {
                field.name: table[field.name] for field in fields(Columns) if field.name != "values"
            }
            values = tuple(table[f"values_{name}"] for name in CODED)
        found = Columns(**arrays, values=values)
        _check_columns(found)
    except (
        OSError, ValueError, TypeError, LookupError, AttributeError, EOFError, MemoryError,
        OverflowError, NotImplementedError, RuntimeError, zipfile.BadZipFile,
    ) as error:  # fmt: skip  # what zipfile and numpy raise for what they cannot read
        raise ArchiveDamaged(str(path), str(error)) from error
    return found


def _check_members(members: Sequence[zipfile.ZipInfo], size: int) -> None:
    """Raise ValueError if what is in the file would be larger than the file: we compress nothing."""
    if any(one.compress_type != zipfile.ZIP_STORED for one in members):
        raise ValueError("compressed")
    if sum(one.file_size for one in members) > size:
        raise ValueError("larger than its file")


def _check_columns(columns: Columns) -> None:
    """Raise ValueError unless rows and codes lie within the arrays that they point into."""
    articles, passages = len(columns.articles), len(columns.passages)
    coded = [columns.coded(name) for name in CODED]
    for kind, shape, arrays in (
        ("i", (articles,), (columns.articles, columns.dates, columns.lengths, columns.stories)),
        ("i", (articles,), (columns.ranks, *(codes for codes, _ in coded))),
        ("i", (passages,), (columns.passages, columns.owners)),
        ("i", (len(columns.authored),), (columns.authored, columns.author_codes)),
        ("U", None, (columns.authors, *(values for _, values in coded))),
    ):
        for array in arrays:
            if array.dtype.kind != kind or array.ndim != 1 or shape not in (None, array.shape):
                raise ValueError(f"an array of {array.dtype} {array.shape}")
    pointing: list[tuple[NDArray[Any], int]] = [
        (columns.owners, articles),
        (columns.authored, articles),
        (columns.ranks, articles),
        (columns.author_codes, len(columns.authors)),
        *((codes, len(values)) for codes, values in coded),
    ]
    for rows, held in pointing:
        if len(rows) and not 0 <= rows.min() <= rows.max() < held:
            raise ValueError(f"rows from {rows.min()} to {rows.max()} of {held}")
    for keys in (columns.articles, columns.passages):
        if np.any(keys[1:] <= keys[:-1]):
            raise ValueError("keys out of order")
    if np.any(columns.owners[1:] < columns.owners[:-1]):
        raise ValueError("passages out of order")


def _coded(names: Sequence[str]) -> tuple[NDArray[np.int32], NDArray[np.str_]]:
    values, codes = np.unique(np.array(names, dtype=np.str_), return_inverse=True)
    return codes.astype(np.int32), values
