"""Whether words have the shape of what is asked for."""

from __future__ import annotations

import pytest

from indexer.answer.question import Question
from indexer.answer.shapes import answer_fits, asks_itself, is_of_other_side


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


@pytest.mark.parametrize(
    ("asked", "said", "is_other"),
    [
        ("市运会男单冠军是谁", "李小禾夺得女单冠军", True),
        ("市运会女子500米冠军", "男子500米冠军是周远帆", True),
        ("市运会男单冠军是谁", "男女单打冠军都已产生", False),
        ("市运会男女单打冠军", "李小禾夺得女单冠军", False),
        ("冬奥会吉祥物叫什么", "冬残奥会吉祥物是一盏灯笼", True),
        ("冬残奥会的口号", "冬奥会的口号已经发布", True),
        ("冬奥会的口号", "冬奥会和冬残奥会的口号已经发布", False),
        ("澜州去年进口额", "全年出口额120亿元", True),
        ("澜州去年出口额", "全年进出口总额300亿元", False),
        ("开幕式在哪里举行", "闭幕式在体育馆举行", True),
    ],
)
def test_one_side_is_not_the_other(asked: str, said: str, is_other: bool) -> None:
    assert is_of_other_side(Question.of(asked), said, said) is is_other


def test_the_headline_says_which_side() -> None:
    asked = Question.of("女足决赛比分是多少")
    assert not is_of_other_side(asked, "男足同日2比1取胜", "女足夺冠\n男足同日2比1取胜")


@pytest.mark.parametrize(("said", "asks"), [("多少个", True), ("谁", True), ("几乎全部", False), ("任何人", False), ("420米", False)])  # fmt: skip
def test_words_that_only_ask(said: str, asks: bool) -> None:
    assert asks_itself(said) is asks
