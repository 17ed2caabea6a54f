from __future__ import annotations

import pytest

from indexer.search.fusion import fuse, scale_meaning, scale_words, trusted_weight


def test_scales() -> None:
    assert scale_words({1: 8.0, 2: 2.0}) == {1: 1.0, 2: 0.25}
    assert scale_meaning({1: 0.9, 2: 0.8, 3: 0.85}) == pytest.approx({1: 1.0, 2: 0.0, 3: 0.5})
    assert scale_meaning({1: 0.8}) == {1: 1.0}
    assert scale_words({}) == scale_meaning({}) == {}


def test_words_count_less_where_the_paper_uses_others() -> None:
    assert trusted_weight(0.7, 1.0) == trusted_weight(0.7, 0.6) == 0.7
    assert trusted_weight(0.7, 0.3) == pytest.approx(0.35)
    assert trusted_weight(0.7, 0.0) == 0.0


def test_a_channel_without_a_passage_gives_nothing() -> None:
    assert fuse({1: 1.0}, {1: 0.5, 2: 1.0}, 0.7) == pytest.approx({1: 0.85, 2: 0.3})
