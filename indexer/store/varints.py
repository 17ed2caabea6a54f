"""Whole numbers as few bytes, an array at a time.

LEB128: seven bits a byte, the lowest first, the eighth bit set where another byte follows.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_LONGEST = 5  # bytes of a number below 2**35


def pack(numbers: NDArray[np.int64]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return the bytes of `numbers` (n,), none negative, and how many bytes each takes (n,)."""
    sizes = np.ones(len(numbers), dtype=np.int64)
    for more in range(1, _LONGEST):
        sizes += numbers >= 1 << (7 * more)
    ends = np.cumsum(sizes)
    packed = np.empty(int(ends[-1]) if len(ends) else 0, dtype=np.uint8)
    starts = ends - sizes
    for at in range(_LONGEST):
        held = sizes > at
        if not held.any():
            break
        low = (numbers[held] >> (7 * at)) & 0x7F
        packed[starts[held] + at] = low | np.where(sizes[held] > at + 1, 0x80, 0)
    return packed, sizes


def unpack(packed: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return the numbers whose bytes are `packed`."""
    last = packed < 0x80
    if last.all():
        return packed.astype(np.int64)
    ends = np.flatnonzero(last)
    starts = np.concatenate([[0], ends[:-1] + 1])
    found: NDArray[np.int64] = packed[starts].astype(np.int64) & 0x7F
    for at in range(1, _LONGEST):
        longer = np.flatnonzero(ends >= starts + at)
        if not len(longer):
            break
        found[longer] |= (packed[starts[longer] + at].astype(np.int64) & 0x7F) << (7 * at)
    return found
