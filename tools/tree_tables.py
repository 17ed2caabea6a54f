"""Write the trees that scikit-learn fitted as plain numbers, which indexer/trees.py reads."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import GradientBoostingClassifier


def tree_table(model: GradientBoostingClassifier) -> dict[str, Any]:
    """Return {base, depth, trees}; values are in log odds."""
    trees, depth = [], 0
    for tree in (row[0].tree_ for row in model.estimators_):
        leaf = tree.children_left < 0
        own = np.arange(tree.node_count)
        depth = max(depth, tree.max_depth)
        trees.append(
            {
                "feature": np.where(leaf, 0, tree.feature).tolist(),
                "threshold": [float(f"{t:.7g}") for t in np.where(leaf, 0, tree.threshold)],
                "left": np.where(leaf, own, tree.children_left).tolist(),
                "right": np.where(leaf, own, tree.children_right).tolist(),
                "value": [float(f"{model.learning_rate * v:.5g}") for v in _values(tree)],
            }
        )
    share = float(model.init_.class_prior_[1])
    return {"base": float(np.log(share / (1 - share))), "depth": int(depth), "trees": trees}


def _values(tree: Any) -> NDArray[np.float64]:
    """Return the value of each node: of an inner one the mean of its leaves, weighted by samples."""
    values = tree.value[:, 0, 0].copy()
    for node in range(tree.node_count - 1, -1, -1):  # children come after their parent
        if tree.children_left[node] >= 0:
            both = [tree.children_left[node], tree.children_right[node]]
            values[node] = np.average(values[both], weights=tree.weighted_n_node_samples[both])
    return np.asarray(values)
