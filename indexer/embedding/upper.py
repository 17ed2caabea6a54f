"""The upper layers of an encoder, their weights changed: what another task makes of the first ones' states."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.embedding.rounding import Range

# Takes of each text the states of its tokens (tokens, dimensions), none empty, and returns what the
# layers make of them, in the same order.
Layers = Callable[[Sequence[NDArray[np.float32]]], list[NDArray[np.float32]]]


@dataclass(frozen=True, slots=True)
class Changes:
    """What is added to the bundled model's weights from layer `first` on, counted from 0.

    `added` is by the names of the packed file (l6.q.w), of each what is added (outputs, inputs) or
    (outputs,); `ranges` are those of the changed layers. Files made of it are known by `name`.
    """

    name: str
    first: int
    added: Mapping[str, NDArray[np.float32]]
    ranges: Sequence[Mapping[str, Range]]

    def to(self, name: str, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return a tensor with what is added to it, in its own shape."""
        if (more := self.added.get(name)) is None:
            return values
        return (values + more.reshape(values.shape)).astype(np.float32)
