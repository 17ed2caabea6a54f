"""The vectors of one generation: exact search over immutable segments of 8-bit embeddings.

A segment is two files: `<n>.vectors.npy`, int8 (rows, dimensions), and `<n>.rows.npy`, a row each
for the passage's key, the span of the stretch in its article's text, the scale that makes the
integers a vector of length 1 again, and the digest of the text that was embedded. Removed passages
stay in their segment until it is merged: the catalogue says which keys live. Small segments are merged
(merging.py), a part of a matrix at a time.

Exact, not approximate: the scan is bound by memory, and 560,000 stretches (65,000 articles) are
read in about 25 ms (docs/performance.md). 8 bits instead of 32 change a cosine by 0.0003.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.errors import ArchiveDamaged, ArchiveMismatch
from indexer.store.columns import Runs
from indexer.store.merging import to_merge

_AT_ONCE = 2**16  # vectors written
_ROW = np.dtype(
    [("key", "<i8"), ("start", "<i4"), ("end", "<i4"), ("scale", "<f4"), ("digest", "V16")]
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a passage that was embedded: whose, where in the article, and its text's digest."""

    key: int
    start: int
    end: int
    digest: bytes  # 16 bytes


class Rounded(NamedTuple):
    """A vector as it is stored: `numbers` (d,) of 8 bits, times `scale`."""

    numbers: NDArray[np.int8]
    scale: float


class Vectors(Protocol):
    """Embeddings of stretches, in the order of their passages' keys, then of their places.

    A *stretch number* is a place in that order. `starts` (passages + 1,) are the stretch numbers
    where each passage's stretches begin, in the order of the keys; every passage has one at least.
    `spans` (stretches, 2) are their offsets in their article's text.
    """

    starts: NDArray[np.int64]
    spans: NDArray[np.int32]
    runs: Runs  # the stretches of each passage

    def cosines(self, query: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the cosine of `query` (d,) to every stretch (stretches,)."""
        ...

    def mean(self, stretches: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the mean direction (d,), of length 1, of some stretches."""
        ...


def rounded(vectors: NDArray[np.floating[Any]]) -> list[Rounded]:
    """Return `vectors` (n, d) in 8 bits: a quarter of the memory while a run holds them."""
    scales = np.maximum(np.abs(vectors).max(axis=1), 1e-9) / 127
    numbers = np.round(vectors / scales[:, None]).astype(np.int8)
    return [Rounded(row, scale) for row, scale in zip(numbers, scales.tolist(), strict=True)]


def write_segment(folder: Path, stretches: Sequence[Stretch], vectors: Sequence[Rounded]) -> None:
    """Add a segment of `stretches` and their `vectors` to `folder`; nothing if there are none."""
    folder.mkdir(parents=True, exist_ok=True)
    if not stretches:
        return
    rows = np.array(
        [
            (item.key, item.start, item.end, vector.scale, item.digest)
            for item, vector in zip(stretches, vectors, strict=True)
        ],
        dtype=_ROW,
    )
    _write(folder, rows, _stacked(vectors))


def _stacked(vectors: Sequence[Rounded]) -> Iterator[NDArray[np.int8]]:
    for at in range(0, len(vectors), _AT_ONCE):
        yield np.stack([vector.numbers for vector in vectors[at : at + _AT_ONCE]])


def merge_segments(folder: Path, live: NDArray[np.int64]) -> None:
    """Write small segments as one, without the rows of keys not in `live`, which is sorted.

    The old files are unlinked, not changed: they may be hard links into an older generation.
    """
    paths = row_files(folder)
    segments = [_load(path) for path in paths]
    kept = [_among(rows["key"], live) for rows, _ in segments]
    living = [int(those.sum()) for those in kept]
    removed = [len(those) - count for those, count in zip(kept, living, strict=True)]
    chosen = sorted(to_merge(living, removed))
    if any(living[at] for at in chosen):
        rows = np.concatenate([segments[at][0][kept[at]] for at in chosen])
        _write(folder, rows, _kept_vectors([(segments[at][1], kept[at]) for at in chosen]))
    for at in chosen:
        paths[at].unlink()
        matrix_path(paths[at]).unlink()


def _kept_vectors(
    parts: Sequence[tuple[NDArray[np.int8], NDArray[np.bool_]]],
) -> Iterator[NDArray[np.int8]]:
    for matrix, kept in parts:
        for at in range(0, len(matrix), _AT_ONCE):
            yield matrix[at : at + _AT_ONCE][kept[at : at + _AT_ONCE]]


def _order_of(keys: NDArray[np.int64], starts: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return the order by key, then by start: without sorting, where they stand so, as most do."""
    same, later = keys[1:] == keys[:-1], keys[1:] > keys[:-1]
    if np.all(later | (same & (starts[1:] > starts[:-1]))):
        return np.arange(len(keys))
    return np.lexsort((starts, keys))


def _among(keys: NDArray[np.int64], live: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which of `keys` (n,) are in `live`, which is sorted: soon, as most keys stand in order."""
    if not len(live):
        return np.zeros(len(keys), dtype=bool)
    found: NDArray[np.bool_] = live[np.searchsorted(live[:-1], keys)] == keys
    return found


def keys_embedded(folder: Path, live: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return which of the sorted keys `live` have a stretch in `folder`, sorted."""
    found = np.zeros(len(live), dtype=bool)
    for path in row_files(folder):
        keys = _load(path)[0]["key"]
        found[np.searchsorted(live, keys[_among(keys, live)])] = True
    return live[found]


def known_vectors(segments: Iterable[Path], digests: Iterable[bytes]) -> dict[bytes, Rounded]:
    """Return digest -> vector for the texts that were embedded before, by the segments' row files."""
    wanted = set(digests)
    found: dict[bytes, Rounded] = {}
    for path in segments if wanted else ():
        rows, matrix = _load(path)
        for at, digest in enumerate(rows["digest"].tolist()):
            if digest in wanted and digest not in found:
                found[digest] = Rounded(np.array(matrix[at]), float(rows["scale"][at]))
    return found


def lengths_of(segments: Iterable[Path]) -> set[int]:
    """Return how long the vectors of segments are, given by their row files."""
    return {_load(path)[1].shape[1] for path in segments}


class ExactVectors:
    """Vectors that compares with every stretch. `live` are the catalogue's passages, sorted."""

    def __init__(self, folder: Path, live: NDArray[np.int64]) -> None:
        parts = [_load(path) for path in row_files(folder)]
        if len({matrix.shape[1] for _, matrix in parts}) > 1:
            raise ArchiveDamaged(str(folder), "vectors of several lengths")
        self._matrices = [matrix for _, matrix in parts]
        kept = [_among(rows["key"], live) for rows, _ in parts]
        keys, starts, ends, scales = (
            np.concatenate(
                [
                    np.empty(0, _ROW[name]),
                    *(rows[name][those] for (rows, _), those in zip(parts, kept, strict=True)),
                ]
            )
            for name in ("key", "start", "end", "scale")
        )
        # Which rows of all segments are stretches, and in what order.
        order = _order_of(keys, starts)
        self._order = np.flatnonzero(np.concatenate([np.empty(0, bool), *kept]))[order]
        self._scales = scales[order]
        self.spans = np.stack([starts[order], ends[order]], axis=1)
        self.starts = np.searchsorted(keys[order], np.append(live, np.iinfo(np.int64).max))
        if not np.all(np.diff(self.starts)):
            raise ArchiveDamaged(str(folder), "passages without an embedding")
        self.runs = Runs(self.starts)

    def cosines(self, query: NDArray[np.float32]) -> NDArray[np.float32]:
        if not len(self._order):
            return np.empty(0, np.float32)
        import simsimd

        if (wanted := self._matrices[0].shape[1]) != len(query):
            raise ArchiveMismatch("向量长度 dimensions", str(wanted), str(len(query)))
        scale = max(float(np.abs(query).max()), 1e-9) / 127
        whole = np.round(query / scale).astype(np.int8)[None]
        # Sums of products of integers: equal vectors have equal cosines wherever they stand.
        # By one thread: two finish together only where nothing else runs, and reindex may.
        edges = self._edges()
        dots = np.empty((1, int(edges[-1])), np.float32)
        for low, high, matrix in zip(edges, edges[1:], self._matrices, strict=False):
            simsimd.cdist(whole, matrix, "dot", out=dots[:, low:high], out_dtype="float32")
        found: NDArray[np.float32] = dots[0][self._order]
        found *= self._scales * np.float32(scale)
        return found

    def mean(self, stretches: NDArray[np.int64]) -> NDArray[np.float32]:
        edges = self._edges()
        total = np.zeros(self._matrices[0].shape[1], np.float32)
        for at in stretches.tolist():
            row = int(self._order[at])
            segment = int(np.searchsorted(edges, row, side="right")) - 1
            total += self._matrices[segment][row - edges[segment]] * self._scales[at]
        return total / max(float(np.linalg.norm(total)), 1e-9)

    def _edges(self) -> NDArray[np.int64]:
        """Return where each segment's rows begin among all rows, and where the last ones end."""
        return np.cumsum([0, *map(len, self._matrices)])


def _write(folder: Path, rows: NDArray[Any], matrices: Iterable[NDArray[np.int8]]) -> None:
    """Write a segment; its vectors come in parts, which need not be in memory together."""
    numbers = (int(path.name.split(".")[0]) for path in row_files(folder))
    path = folder / f"{max(numbers, default=0) + 1:06d}.rows.npy"
    np.save(path, rows, allow_pickle=False)
    with matrix_path(path).open("wb") as file:
        for nth, part in enumerate(matrices):
            if not nth:
                shape = (len(rows), part.shape[1])
                head = {"descr": "|i1", "fortran_order": False, "shape": shape}
                np.lib.format.write_array_header_1_0(file, head)
            file.write(part.tobytes())


def row_files(folder: Path) -> list[Path]:
    """Return the row files of the segments in `folder`, in order."""
    return sorted(folder.glob("*.rows.npy"))


def matrix_path(rows_path: Path) -> Path:
    """Return the file of the vectors that belong to a row file."""
    return rows_path.with_name(rows_path.name.replace(".rows.", ".vectors."))


def _load(path: Path) -> tuple[NDArray[Any], NDArray[np.int8]]:
    """Return a segment's rows and its vectors, mapped into memory."""
    try:
        # Mapped, an array cannot be larger than its file, whatever its head says.
        with np.errstate(over="ignore"):  # of the product of a shape, which is refused then
            rows = np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
            matrix = np.load(matrix_path(path), mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError, OverflowError) as error:
        raise ArchiveDamaged(str(path), str(error)) from error
    well_formed = matrix.ndim == 2 and matrix.flags.c_contiguous and rows.shape == matrix.shape[:1]
    if rows.dtype != _ROW or matrix.dtype != np.int8 or not well_formed:
        raise ArchiveDamaged(str(path), f"{rows.dtype} {rows.shape}, {matrix.shape}")
    return rows, matrix
