from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.answer.question import Question
from indexer.language.questions import Asked


@pytest.mark.parametrize(
    ("typed", "before", "after", "head"),
    [
        ("青禾竹业应当加强什么？", "加强", "", ""),
        ("哪种药物能治稻瘟病", "", "药物", "药物"),
        ("澜江大桥由哪家单位承建？", "大桥", "承建", "单位"),
        ("柳林渡口站长", "站长", "", ""),
    ],
)
def test_the_words_beside_the_gap(typed: str, before: str, after: str, head: str) -> None:
    found = Question.of(typed)
    assert (found.before, found.after, found.head) == (before, after, head)


def test_the_weights_sum_to_one_and_rare_words_weigh_most() -> None:
    found = Question.of("咏霓台的工作由谁负责")
    assert sum(found.weights.values()) == pytest.approx(1)
    assert found.weights["咏霓台"] > found.weights["工作"] if "咏霓台" in found.weights else True


def test_traditional_characters_ask_the_same() -> None:
    one, other = Question.of("澜江大桥主跨多少米"), Question.of("瀾江大橋主跨多少米？")
    assert (one.asked, one.unit, one.weights) == (other.asked, other.unit, other.weights)
    assert one.asked is Asked.NUMBER


def test_a_word_that_only_names_a_kind_need_not_be_found() -> None:
    assert "单位" not in Question.of("澜江大桥由哪家单位承建？").weights
    assert "单位" in Question.of("扩建单位食堂花了多少钱").weights


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("哪个国家公园面积最大", "国家"),
        ("哪种银行卡免年费", "银行卡"),
        ("哪家公司债违约", "公司债"),
        ("哪些企业家当选", "企业家"),
        ("哪个城市群发展最快", "城市群"),
        ("哪些医院院长被查", "医院"),
        ("哪支国家队夺冠", "国家队"),
    ],
)
def test_the_front_of_a_longer_word_is_no_kind(typed: str, kind: str) -> None:
    assert kind in Question.of(typed).weights


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("哪个国家人口最多", "国家"),  # what is said of one is no part of its name
        ("哪家公司员工最多", "公司"),
        ("哪个地区增长最快", "地区"),
        ("哪家公司设计了大桥", "公司"),
        ("哪家企业投资建设夜校", "企业"),
        ("大桥出自哪家公司", "公司"),
    ],
)
def test_a_kind_before_what_is_said_of_it(typed: str, kind: str) -> None:
    assert kind not in Question.of(typed).weights


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_question(typed: str) -> None:
    assert 0 <= sum(Question.of(typed).weights.values()) <= 1 + 1e-9
