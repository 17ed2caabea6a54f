from __future__ import annotations

import pytest

from indexer.language.questions import (
    Asked,
    asked_for,
    asked_unit,
    content_words,
    is_question,
)


@pytest.mark.parametrize(
    ("question", "asked", "unit"),
    [
        ("养老院一个床位多少钱", Asked.MONEY, ""),
        ("累计完成改造多少户", Asked.NUMBER, "户"),
        ("项目预计几月投产", Asked.DATE, ""),
        ("大桥什么时候合龙", Asked.DATE, ""),
        ("哪位院士来投资", Asked.PERSON, ""),
        ("码头为什么停航", Asked.REASON, ""),
        ("新馆建在哪里", Asked.PLACE, ""),
        ("木工课学些什么", Asked.OTHER, ""),
    ],
)
def test_what_a_question_asks_for(question: str, asked: Asked, unit: str) -> None:
    assert asked_for(question) is asked
    assert asked_unit(question) == unit
    assert is_question(question)


@pytest.mark.parametrize("query", ["柳林渡口", "“恢复通航”", "苏禾", "2019年8月"])
def test_a_query_is_no_question(query: str) -> None:
    assert not is_question(query)


def test_content_words_leave_the_asking_out() -> None:
    assert "多少" not in content_words("夜校有多少学员")
    assert "学员" in content_words("夜校有多少学员")


def test_where_all_is_asking_all_is_kept() -> None:
    assert content_words("多少") == ["多少"]
