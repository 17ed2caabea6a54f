from __future__ import annotations

import numpy as np
import pytest

from indexer.embedding.rounding import ZERO, Range, _product, _rounded, read_ranges


def test_the_ranges_are_those_of_the_bundled_model() -> None:
    ranges = read_ranges()
    assert len(ranges) == 12
    for layer in ranges:
        assert {name: len(found.loud) for name, found in layer.items()} == {
            "qkv": 4, "ao": 0, "fi": 4, "fo": 4,
        }  # fmt: skip
        for found in layer.values():
            assert found.peak > 0 and all(value >= found.peak for value in found.loud.values())


def test_a_row_is_rounded_by_its_own_scale() -> None:
    matrix = np.array([[1, -127, 64], [0, 0, 0], [0.001, 0.002, -0.0005]], dtype=np.float32)
    values, scales = _rounded(matrix)
    assert values.tolist() == [[1, -127, 64], [0, 0, 0], [64, 127, -32]]
    assert np.allclose(values * scales, matrix, atol=1e-5)


def test_two_neighbours_of_a_product_fit_16_bits() -> None:
    chance = np.random.default_rng(7)
    matrix = chance.normal(size=(200, 384)).astype(np.float32)
    matrix[0] = 1  # the most that a pair comes to
    matrix[1] = -1
    values, scales = _rounded(matrix, in_pairs=True)
    sums = values[:, 0::2].astype(int) + values[:, 1::2]
    assert np.abs(sums).max() <= 128
    assert 255 * 128 < 2**15
    assert np.abs(values * scales - matrix).max() <= scales.max() / 2 + 1e-6
    alone, _ = _rounded(
        np.array([[1, 0, 0, -1], [127, -127, 0, 0]]).astype(np.float32), in_pairs=True
    )
    assert alone.tolist() == [[127, 0, 0, -127], [127, -127, 0, 0]]  # these need no wider steps


@pytest.mark.parametrize("loud", [{}, {3: 40.0}, {0: 9.0, 7: 80.0}], ids=["none", "one", "two"])
def test_a_product_in_whole_numbers_is_nearly_the_product(loud: dict[int, float]) -> None:
    chance = np.random.default_rng(7)
    weight = chance.normal(size=(6, 16)).astype(np.float32)
    bias = chance.normal(size=6).astype(np.float32)
    inputs = chance.uniform(-2, 2, size=(50, 16)).astype(np.float32)
    for channel, value in loud.items():
        inputs[:, channel] *= value / 2
    tensors = _product("p", weight, bias, Range(2.0, loud))
    whole = np.floor(inputs * tensors["p.steps"] + ZERO + 0.5)
    assert whole.min() >= 0 and whole.max() <= 255
    products = (whole - ZERO) @ tensors["p.weight"].astype(np.float32).T
    found = products * tensors["p.scale"] + tensors["p.bias"]
    exact = inputs @ weight.T + bias
    assert np.abs(found - exact).max() < 0.02 * np.abs(exact).max()
