"""How likely it is that a sentence answers, and that any does."""

from __future__ import annotations

import numpy as np
import pytest

from indexer.answer.strength import fitted, judged, likely_any


def test_several_that_may_answer_are_surer_than_one() -> None:
    trees = np.array([0.0, 0.0, 0.0])
    alone = likely_any(np.array([0.3, 0.0, 0.0]), trees)
    assert likely_any(np.array([0.3, 0.3, 0.3]), trees) > alone > 0


def test_log_odds_are_averaged() -> None:
    assert likely_any(np.array([0.2, 0.3]), np.array([-5.0, 0.0])) == pytest.approx(0.5)


@pytest.mark.parametrize("read", [True, False])
def test_a_sentence_without_credit_counts_for_little(read: bool) -> None:
    numbers = fitted(read=read)
    names = {*numbers.close_look, *numbers.features} - {"share"}
    table = {name: np.full(3, 0.5) for name in names}
    strength, likely = judged(table, numbers)
    less, hardly = judged(table, numbers, credit=np.array([1.0, 0.2, 0.2]))
    assert less == pytest.approx(strength * [1.0, 0.2, 0.2])
    assert 0 < hardly < likely < 1
