from __future__ import annotations

import pytest

from indexer.language.questions import (
    Asked,
    asked_for,
    asked_unit,
    content_words,
    gap_of,
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
        ("木工课学些什么", Asked.WHAT, ""),
        ("哪家单位承建大桥", Asked.WHICH, ""),
        ("新设了哪三个站", Asked.LIST, ""),
        ("大桥是否收费？", Asked.YES_NO, ""),
        ("怎样申请新校车", Asked.MANNER, ""),
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


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("2021年春耕报名人数", Asked.NUMBER),
        ("青石水库竣工时间", Asked.DATE),
        ("《渡船记》的导演", Asked.PERSON),
        ("青石水库", Asked.OTHER),
    ],
)
def test_what_is_asked_for_without_a_word_of_asking(question: str, asked: Asked) -> None:
    assert asked_for(question) is asked


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("澜江大桥由哪家单位承建？", ("澜江大桥由", "哪家", "单位承建")),
        ("谁负责设计", ("", "谁", "负责设计")),
        ("柳林渡口站长", ("柳林渡口站长", "", "")),
    ],
)
def test_the_gap_of_a_question(question: str, parts: tuple[str, str, str]) -> None:
    assert gap_of(question) == parts
