"""Tell the size in which the text of a page is set, for reading and layout alike."""

from __future__ import annotations

from collections.abc import Iterable


def middle_size(counted: Iterable[tuple[float, int]]) -> float:
    """Return the size that half of all characters have or less, of (size, characters); 0 for none."""
    weighed = sorted(counted)
    half = sum(count for _, count in weighed) / 2
    for size, count in weighed:
        half -= count
        if half <= 0:
            return size
    return 0.0
