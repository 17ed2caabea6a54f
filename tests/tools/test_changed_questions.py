"""Questions with one detail changed, which teach what does not answer."""

from __future__ import annotations

import importlib
import random
from pathlib import Path
from typing import Any

import pytest

TOOLS = Path(__file__).parents[2] / "tools"


@pytest.fixture
def tool(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(TOOLS))
    return importlib.import_module("changed_questions")


def never(word: str) -> bool:
    return False


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("2019年新修了哪座桥", "年新修了哪座桥"),
        ("比赛第3轮谁得第一", "轮谁得第一"),
        ("龙舟赛女子组的教练是谁", "组的教练是谁"),
        ("李明建了哪座桥", "建了哪座桥"),
    ],
)
def test_one_detail_is_another(tool: Any, question: str, kept: str) -> None:
    names = tool.names_of(["王刚修了什么路"])
    for seed in range(20):
        found = tool.changed(question, names, random.Random(seed), never)
        assert found != question
        assert kept in found


def test_what_the_article_says_is_not_put_in(tool: Any) -> None:
    question = "龙舟赛女子组的教练是谁"
    chance = random.Random(0)
    assert tool.changed(question, {}, chance, lambda word: word == "男子") is None


def test_a_question_without_such_a_detail_stays(tool: Any) -> None:
    assert tool.changed("渡口为什么停航", {}, random.Random(0), never) is None


def test_names_by_their_kind(tool: Any) -> None:
    found = tool.names_of(["王刚在北京修了什么路", "李明去上海做什么"])
    assert set(found["nr"]) == {"王刚", "李明"}
    assert set(found["ns"]) == {"北京", "上海"}
