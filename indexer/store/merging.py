"""Choose the segments to merge, so that adding costs what is added, and now and then a merge."""

from __future__ import annotations

from collections.abc import Sequence

_SMALL = 500  # rows: smaller segments are merged as if they were of this size


def to_merge(living: Sequence[int], removed: Sequence[int]) -> set[int]:
    """Return which of segments with so many rows to write anew as one; none if all is well.

    Those are segments of which most was removed, and small ones: afterwards each is at least as
    large as all smaller ones together. There are at most log2(rows / 500) + 2 of them, and a large
    one is rewritten only once as much was added.
    """
    mostly_removed = {at for at, gone in enumerate(removed) if gone > living[at]}
    return mostly_removed | _small(living)


def _small(living: Sequence[int]) -> set[int]:
    counted = [max(rows, _SMALL) for rows in living]
    by_size = sorted(range(len(living)), key=lambda at: -counted[at])
    smaller = sum(counted)
    for nth, at in enumerate(by_size):
        smaller -= counted[at]
        if counted[at] < smaller:
            return set(by_size[nth:])
    return set()
