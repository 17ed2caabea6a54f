from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.answer.enumerations import enumerations


def told(text: str, near: str = "", count: int = 0) -> list[list[str]]:
    """Return the items of each enumeration; `near` are words of `text`."""
    span = (text.index(near), text.index(near) + len(near)) if near else None
    return [[text[low:high] for low, high in one.items] for one in enumerations(text, span, count)]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        pytest.param("来自青州、云浦、白沙等地的学员报了名。", ["青州", "云浦", "白沙"], id="and so on"),
        pytest.param("展厅里摆着犁、耙和水车。", ["犁", "耙", "水车"], id="和 before the last"),
        pytest.param("展厅裡擺著犁頭、鐵耙與水車。", ["犁頭", "鐵耙", "水車"], id="traditional"),
        pytest.param("活动在青州、云浦、白沙三地开展。", ["青州", "云浦", "白沙"], id="a number after"),
        pytest.param("停水的有船厂新村、沙湾三村、渡口里三个小区。",
                     ["船厂新村", "沙湾三村", "渡口里"], id="how many they are"),
        pytest.param("他读过《水、风与石》《渡船记》和《老井》三本书。",
                     ["《水、风与石》", "《渡船记》", "《老井》"], id="a mark and 与 in a title"),
        pytest.param("公交新设“桐花路”“文昌巷”“西门”3个站。", ["“桐花路”", "“文昌巷”", "“西门”"], id="no marks between"),
        pytest.param("参加检查的有财政局、教育局、人力资源和社会保障局。",
                     ["财政局", "教育局", "人力资源和社会保障局"], id="和 in the name of a body"),
        pytest.param("参加检查的有财政局、教育局、商务和投资促进局。",
                     ["财政局", "教育局", "商务和投资促进局"], id="和 in a name, as the others end"),
        pytest.param("三项任务，一是修复码头；二是疏浚航道；三是新建候船室。",
                     ["修复码头", "疏浚航道", "新建候船室"], id="numbered"),
        pytest.param("三项任务，（１）修复码头；（２）疏浚航道。", ["修复码头", "疏浚航道"], id="figures in brackets"),
        pytest.param(" ".join(f"{at}.第{at}项。" for at in range(1, 13)),
                     [f"第{at}项" for at in range(1, 13)], id="twelve"),
        pytest.param("".join(f"（{at}）甲{at}；" for at in range(1, 12)),
                     [f"甲{at}" for at in range(1, 12)], id="eleven in brackets"),
        pytest.param("1.修复码头，长10.5米；2.疏浚航道，深10米。",
                     ["修复码头，长10.5米", "疏浚航道，深10米"], id="10.5 is no number of an item"),
        pytest.param("首先修复码头，其次是疏浚航道，最後新建候船室。",
                     ["修复码头", "疏浚航道", "新建候船室"], id="numbered in words"),
        pytest.param("一是修复码头。先修北岸。二是解决“谁来管？”的难题。三是新建候船室。",
                     ["修复码头", "解决“谁来管？”的难题", "新建候船室"], id="numbered sentences"),
        pytest.param("办法：首先登记；量体温；最后领号。", ["首先登记", "量体温", "最后领号"], id="semicolons, 首先"),
        pytest.param("今年的任务：修复码头；疏浚航道；新建候船室。",
                     ["修复码头", "疏浚航道", "新建候船室"], id="semicolons"),
        pytest.param("他说：“我们种了水稻、油菜、花生，还养鱼。”", ["水稻", "油菜", "花生"], id="in a speech"),
        pytest.param("获奖的有罗启明（柳林、白沙两岸）、孙巧云和郭敏。",
                     ["罗启明（柳林、白沙两岸）", "孙巧云", "郭敏"], id="a mark in brackets"),
    ],
)  # fmt: skip
def test_the_items_are_told_apart(text: str, items: list[str]) -> None:
    assert items in told(text)


def test_two_things_are_told_only_where_an_answer_stands() -> None:
    text = "渡口和码头都已修好，参加验收的是罗启明和孙巧云。"
    assert told(text) == []
    assert told(text, "罗启明和孙巧云") == [["罗启明", "孙巧云"]]


def test_how_many_there_are_decides_what_is_one_name() -> None:
    text = "参加的有水利站、渔业和农机站。"
    assert told(text, count=2) == [["水利站", "渔业和农机站"]]
    assert told(text, count=3) == [["水利站", "渔业", "农机站"]]


@pytest.mark.parametrize(
    "text", ["渡口恢复通航。", "", "、、、", "《水、风与石》出版了。", "一是修码头。"]
)
def test_what_tells_one_thing_is_no_enumeration(text: str) -> None:
    assert told(text) == []


@given(
    st.text("甲乙丙和、与；：，。《》“”（）一二是等、 \n柳林渡口", max_size=40), st.integers(0, 40)
)
@settings(max_examples=200)
def test_items_are_disjoint_spans_in_order(text: str, at: int) -> None:
    for one in enumerations(text, (at, at + 3)):
        assert all(0 <= low < high <= len(text) for low, high in one.items)
        assert all(before[1] <= after[0] for before, after in pairwise(one.items))
