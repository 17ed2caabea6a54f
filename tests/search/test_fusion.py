from __future__ import annotations

import pytest

from indexer.search.fusion import trusted_weight


@pytest.mark.parametrize(("cover", "weight"), [(1.0, 0.7), (0.6, 0.7), (0.3, 0.35), (0.0, 0.0)])
def test_words_are_worth_less_where_the_paper_has_few_of_them(cover: float, weight: float) -> None:
    assert trusted_weight(0.7, cover) == pytest.approx(weight)
