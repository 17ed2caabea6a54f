from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.store.varints import pack, unpack


@given(st.lists(st.integers(0, 2**35 - 1)))
def test_numbers_come_back(numbers: list[int]) -> None:
    packed, sizes = pack(np.array(numbers, dtype=np.int64))
    assert unpack(packed).tolist() == numbers
    assert sizes.sum() == len(packed)


def test_small_numbers_take_one_byte() -> None:
    packed, sizes = pack(np.array([0, 127, 128, 16383, 16384]))
    assert sizes.tolist() == [1, 1, 2, 2, 3]
    assert packed[:4].tolist() == [0, 127, 0x80, 1]
