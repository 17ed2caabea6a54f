"""Whether words have the shape of what is asked for."""

from __future__ import annotations

import pytest

from indexer.answer.question import Question
from indexer.answer.shapes import answer_fits


@pytest.mark.parametrize(
    ("question", "fitting", "other"),
    [
        ("青禾竹业去年收入是多少", "1.2亿元", "同比增长18.2%"),
        ("渡口去年收入多少", "320万", "两成"),
        ("澜州去年的绿化率是多少", "42.5%", "12万亩"),
        ("春茶产量占比是多少", "百分之三十", "320吨"),
        ("夜校有多少学员", "320名", "百分之六十"),
    ],
)
def test_a_share_is_no_amount(question: str, fitting: str, other: str) -> None:
    asked = Question.of(question)
    assert answer_fits(asked, fitting) > answer_fits(asked, other) > 0


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("春茶价格上涨了多少", "18%"),
        ("春茶价格上涨了多少", "40元"),
        ("产量是往年的多少倍", "3倍"),
        ("老街的功率是多少", "30千瓦"),
        ("谁率领多少人到场", "30人"),
    ],
)
def test_either_may_answer(question: str, said: str) -> None:
    assert answer_fits(Question.of(question), said) >= 0.7
