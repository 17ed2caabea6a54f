"""Embed many texts in batches of like length, each different text once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


def in_batches(
    texts: Sequence[str],
    size: int,
    dimensions: int,
    encode: Callable[[list[str]], Vectors],
    progress: Callable[[int], None] | None = None,
) -> Vectors:
    """Return (texts, dimensions), rows in the order of `texts`.

    `encode` is given at most `size` different texts at a time, shortest first, so that little is
    computed for padding; texts that are equal are encoded once. `progress` is called after each
    batch with the number of `texts` it has served.
    """
    times = Counter(texts)
    different = sorted(times, key=lambda text: (len(text), text))
    vectors = np.empty((len(different), dimensions), dtype=np.float32)
    for start in range(0, len(different), size):
        batch = different[start : start + size]
        vectors[start : start + size] = encode([readable(text) for text in batch])
        if progress:
            progress(sum(times[text] for text in batch))
    rows = {text: row for row, text in enumerate(different)}
    return vectors[[rows[text] for text in texts]]


def readable(text: str) -> str:
    """Return `text` as a tokenizer takes it: a damaged page may hold a lone surrogate."""
    return text.encode("utf-8", "replace").decode("utf-8")
