from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.answer.compared import compared

TODAY = date(2023, 4, 13)


@pytest.mark.parametrize(
    ("question", "things", "asks"),
    [
        ("澜江大桥和青石大桥哪座更长", ("澜江大桥", "青石大桥"), "澜江大桥全长多少米"),
        ("瀾江大橋和青石大橋哪座更長？", ("澜江大桥", "青石大桥"), "澜江大桥全长多少米"),
        ("哪座桥更短，澜江大桥还是青石大桥", ("澜江大桥", "青石大桥"), "澜江大桥全长多少米"),
        ("澜江大桥还是青石大桥更长", ("澜江大桥", "青石大桥"), "澜江大桥全长多少米"),
        ("澜江大桥比青石大桥长多少米", ("澜江大桥", "青石大桥"), "澜江大桥全长多少米"),
        ("澜江大桥和青石大桥的造价哪个更高", ("澜江大桥", "青石大桥"), "澜江大桥的造价是多少"),
        ("澜江大桥与青石大桥相比，造价高多少", ("澜江大桥", "青石大桥"), "澜江大桥的造价是多少"),
        ("澜江大桥主跨和青石大桥主跨哪个长", ("澜江大桥", "青石大桥"), "澜江大桥的主跨是多少"),
        ("白鹭镇和柳林镇哪个镇户数更多", ("白鹭镇", "柳林镇"), "白鹭镇的户数是多少"),
        ("2021年白鹭镇和柳林镇的户数相差多少", ("白鹭镇", "柳林镇"), "2021年白鹭镇的户数是多少"),
        (
            "《渡船记》和《水和石》的票房哪个高",
            ("《渡船记》", "《水和石》"),
            "《渡船记》的票房是多少",
        ),
        ("2018年和2019年粮食产量相差多少", ("2018年", "2019年"), "2018年粮食产量是多少"),
        ("今年春耕面积比去年多多少亩", ("今年", "去年"), "2023年春耕面积是多少亩"),
        ("澜州2019年粮食产量比2018年增加了多少", ("2019年", "2018年"), "2019年澜州粮食产量是多少"),
    ],
)
def test_what_is_compared(question: str, things: tuple[str, str], asks: str) -> None:
    found = compared(question, TODAY)
    assert found is not None
    assert (found.things, found.asks[0]) == (things, asks)


@pytest.mark.parametrize(
    "question",
    [
        "澜江大桥主跨多少米",
        "渡口和大桥有什么区别",
        "渡口运送旅客同比增长了多少",
        "夜校木工课的比例是多少",
        "比赛中谁得了第一",
        "罗启明和孙巧云分别是谁",
        "2018年的产量比柳林镇多多少",
        "",
    ],
)
def test_what_figures_do_not_tell(question: str) -> None:
    assert compared(question, TODAY) is None


def test_the_lesser_is_asked_for() -> None:
    shorter, longer = (compared(f"甲桥和乙桥哪座更{word}", TODAY) for word in "短长")
    assert shorter and longer and (shorter.asks_less, longer.asks_less) == (True, False)


@given(st.text("甲乙桥镇和与比哪个座更长多少相差的，2019年今去产量米？谁", max_size=30))
def test_whatever_is_typed_can_be_read(question: str) -> None:
    found = compared(question, TODAY)
    assert found is None or all(found.things)
