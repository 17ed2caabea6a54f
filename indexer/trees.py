"""Boosted decision trees that were fitted by a tool and are kept as plain numbers: read and applied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Trees:
    """Decision trees, their nodes one after the other, arrays (nodes,); a leaf leads to itself.

    `value` is in log odds; that of an inner node is the mean of its leaves.
    """

    roots: NDArray[np.intp]
    feature: NDArray[np.intp]
    threshold: NDArray[np.float64]
    left: NDArray[np.intp]
    right: NDArray[np.intp]
    value: NDArray[np.float64]
    base: float
    depth: int

    def step(
        self, flat: NDArray[np.float64], row: NDArray[np.intp], at: NDArray[np.intp]
    ) -> NDArray[np.intp]:
        """Return the nodes after `at` (n, trees) for features laid flat, row by row from `row`."""
        goes_left = flat.take(row + self.feature.take(at)) <= self.threshold.take(at)
        return np.where(goes_left, self.left.take(at), self.right.take(at))


def predict(trees: Trees, rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the log odds (n,) for the features (n, width)."""
    flat, row = rows.ravel(), np.arange(len(rows))[:, None] * rows.shape[1]
    at = np.tile(trees.roots, (len(rows), 1))
    for _ in range(trees.depth):
        at = trees.step(flat, row, at)
    return np.asarray(trees.base + trees.value.take(at).sum(axis=1))


def trees_of(table: Mapping[str, Any]) -> Trees:
    """Return the trees of a table {base, depth, trees}, as `tools/tree_tables.py` makes it."""
    trees = table["trees"]
    sizes = [len(tree["feature"]) for tree in trees]
    roots = np.cumsum([0, *sizes[:-1]])

    def joined(name: str) -> NDArray[np.float64]:
        return np.concatenate([np.array(tree[name], dtype=float) for tree in trees])

    def nodes(name: str) -> NDArray[np.intp]:
        return np.asarray(joined(name) + np.repeat(roots, sizes), dtype=np.intp)

    return Trees(
        roots=roots.astype(np.intp),
        feature=joined("feature").astype(np.intp),
        threshold=joined("threshold"),
        left=nodes("left"),
        right=nodes("right"),
        value=joined("value"),
        base=float(table["base"]),
        depth=int(table["depth"]),
    )
