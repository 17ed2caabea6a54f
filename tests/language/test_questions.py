from __future__ import annotations

import pytest

from indexer.language.questions import (
    Asked,
    asked_for,
    asked_unit,
    content_words,
    gap_of,
    is_question,
    says_something,
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


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("石桥老桥和澜江大桥哪个更长", Asked.COMPARISON),
        ("两座桥谁更长", Asked.COMPARISON),
        ("新渡船和旧渡船有什么区别", Asked.COMPARISON),
        ("澜江大桥与石桥老桥的区别", Asked.COMPARISON),
        ("澜江大桥比石桥老桥长多少米", Asked.NUMBER),  # the measure is the answer
        ("哪个季节最美", Asked.WHICH),
        ("张院士把奖金捐给了谁", Asked.PERSON),  # whom
        ("渡口交给谁管理", Asked.PERSON),
        ("夜校收不收学费", Asked.YES_NO),
        ("澜江大桥合龙了没有", Asked.YES_NO),
        ("哪几家公司参加承建", Asked.LIST),
        ("来了几家公司", Asked.NUMBER),
        ("造价几何", Asked.NUMBER),
        ("码头为啥停航", Asked.REASON),
        ("啥时候通车", Asked.DATE),
        ("校车咋申请", Asked.MANNER),
        ("青禾竹业的总经理", Asked.PERSON),
        ("几何图形", Asked.OTHER),
    ],
)
def test_kinds_that_say_it_another_way(question: str, asked: Asked) -> None:
    assert asked_for(question) is asked


@pytest.mark.parametrize(
    "question",
    [
        "请介绍澜江大桥",
        "谈谈夜校",
        "说说竹编传承",
        "列出大桥的参建单位",
        "有没有写过鹭汀村",
        "《渡船记》的导演",
        "青禾竹业的总经理",
        "澜江大桥的竣工时间",
        "澜江大桥与石桥老桥的区别",
        "夜校收不收学费",
        "大桥合龙了没有",
        "码头为啥停航",
        "造价几何",
    ],
)
def test_asking_without_the_usual_words(question: str) -> None:
    assert is_question(question)


@pytest.mark.parametrize(
    "query",
    [
        "介绍信",
        "介绍所",
        "总结会",
        "差不多",
        "对不起",
        "了不起的人",
        "几何图形",
        "奈何桥",
        "请假条",
        "导演",
    ],
)
def test_words_that_only_look_like_asking(query: str) -> None:
    assert not is_question(query)


def test_whether_anything_but_asking_is_said() -> None:
    assert says_something("夜校有多少学员")
    assert not says_something("有哪些是什么")
    assert not says_something("")
