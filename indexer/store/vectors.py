"""The vectors of one generation: exact search over immutable segments of embeddings.

A segment is two files: `<n>.vectors.npy`, float16 (rows, dimensions), unit rows, and `<n>.rows.npy`,
int64 (rows, 3): the passage's key and the span of the stretch in its article's text. A passage has
a row for each stretch that was embedded. Removed passages stay in their segment until it is merged:
the catalogue says which keys live.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.errors import ArchiveDamaged

_MOST_SEGMENTS = 16
# Equal vectors must tie: the last bits of a product depend on where in the matrix a row stands.
_DECIMALS = 5


@dataclass(frozen=True, slots=True)
class Near:
    """A passage's key, its best stretch's cosine to the query, and that stretch's span."""

    key: int
    score: float
    start: int
    end: int


class Vectors(Protocol):
    """A store of embeddings in terms of passages and keys."""

    def search(
        self,
        query: NDArray[np.float32],
        *,
        allowed: NDArray[np.int64] | None = None,
        limit: int = 100,
    ) -> list[Near]:
        """Return the passages nearest to `query` (d,), best first, ties by key, each once.

        With `allowed` (sorted keys), only those.
        """
        ...

    def best_of(self, query: NDArray[np.float32], keys: Sequence[int]) -> dict[int, Near]:
        """Return key -> Near for those of `keys` that have an embedding."""
        ...

    def keys(self) -> NDArray[np.int64]:
        """Return the keys of the passages with an embedding, sorted."""
        ...


def write_segment(folder: Path, rows: NDArray[np.int64], vectors: NDArray[np.floating]) -> None:
    """Add a segment of `rows` (n, 3) and `vectors` (n, d) to `folder`; nothing if n is 0."""
    folder.mkdir(parents=True, exist_ok=True)
    if not len(rows):
        return
    number = 1 + max(
        (int(path.name.split(".")[0]) for path in folder.glob("*.rows.npy")), default=0
    )
    np.save(folder / f"{number:06d}.vectors.npy", vectors.astype(np.float16), allow_pickle=False)
    np.save(folder / f"{number:06d}.rows.npy", rows.astype(np.int64), allow_pickle=False)


def merge_segments(folder: Path, live: NDArray[np.int64]) -> None:
    """Write all segments as one without the rows of keys not in `live`, if there are many.

    The old files are unlinked, not changed: they may be hard links into an older generation.
    """
    segments = sorted(folder.glob("*.rows.npy"))
    if len(segments) <= _MOST_SEGMENTS:
        return
    rows, vectors = _load(folder, live)
    write_segment(folder, rows, vectors)
    for path in segments:
        path.unlink()
        path.with_name(path.name.replace(".rows.", ".vectors.")).unlink()


class ExactVectors:
    """Vectors held in memory as float32 and compared one by one.

    `live` are the sorted keys of the catalogue's passages; rows of other keys are left out.
    """

    def __init__(self, folder: Path, live: NDArray[np.int64]) -> None:
        rows, vectors = _load(folder, live)
        order = np.argsort(rows[:, 0], kind="stable")
        self._rows = rows[order]
        self._matrix = vectors[order].astype(np.float32)

    def search(
        self,
        query: NDArray[np.float32],
        *,
        allowed: NDArray[np.int64] | None = None,
        limit: int = 100,
    ) -> list[Near]:
        if not len(self._rows):
            return []
        scores = self._matrix @ query
        if allowed is not None:
            scores[~np.isin(self._rows[:, 0], allowed)] = -np.inf
        # A passage has a few rows at most: ten times the limit holds enough passages, and where it
        # does not, all rows are looked at.
        wanted = min(len(scores), limit * 10)
        near = self._best(scores, np.argpartition(-scores, wanted - 1)[:wanted])
        if len(near) < limit and wanted < len(scores):
            near = self._best(scores, np.arange(len(scores)))
        return near[:limit]

    def best_of(self, query: NDArray[np.float32], keys: Sequence[int]) -> dict[int, Near]:
        if not len(self._rows):
            return {}
        rows = np.flatnonzero(np.isin(self._rows[:, 0], np.array(list(keys), dtype=np.int64)))
        scores = np.full(len(self._rows), -np.inf, dtype=np.float32)
        scores[rows] = self._matrix[rows] @ query
        return {near.key: near for near in self._best(scores, rows)}

    def keys(self) -> NDArray[np.int64]:
        return np.unique(self._rows[:, 0])

    def _best(self, scores: NDArray[np.float32], rows: NDArray[np.intp]) -> list[Near]:
        """Return the best row of each passage among `rows`, best first, ties by key."""
        rows = rows[np.isfinite(scores[rows])]
        rounded = np.round(scores[rows].astype(np.float64), _DECIMALS)
        order = rows[np.lexsort((self._rows[rows, 0], -rounded))]
        _, first = np.unique(self._rows[order, 0], return_index=True)
        return [
            Near(int(key), round(float(scores[row]), _DECIMALS), int(start), int(end))
            for row in order[np.sort(first)]
            for key, start, end in [self._rows[row]]
        ]


def _load(folder: Path, live: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float16]]:
    """Return the live rows (n, 3) and vectors (n, d) of all segments."""
    rows, vectors = [], []
    for path in sorted(folder.glob("*.rows.npy")):
        try:
            segment = np.load(path, allow_pickle=False)
            matrix = np.load(
                path.with_name(path.name.replace(".rows.", ".vectors.")), allow_pickle=False
            )
        except (OSError, ValueError, EOFError) as error:
            raise ArchiveDamaged(str(path), str(error)) from error
        if segment.ndim != 2 or segment.shape[1] != 3 or len(segment) != len(matrix):
            raise ArchiveDamaged(str(path), f"shapes {segment.shape}, {matrix.shape}")
        keep = np.isin(segment[:, 0], live)
        rows.append(segment[keep])
        vectors.append(matrix[keep])
    if not rows:
        return np.empty((0, 3), np.int64), np.empty((0, 0), np.float16)
    return np.concatenate(rows), np.concatenate(vectors)
