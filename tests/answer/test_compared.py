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
        ("太和殿和乾清宫哪个更高", ("太和殿", "干清宫"), "太和殿高多少米"),
        ("大同市和太原市的面积哪个大", ("大同市", "太原市"), "大同市的面积是多少"),
        ("呼和浩特和包头的人口哪个多", ("呼和浩特", "包头"), "呼和浩特的人口是多少"),
        ("雍和宫与和平寺哪座更高", ("雍和宫", "和平寺"), "雍和宫高多少米"),
        ("人民公园和和平公园哪个更大", ("人民公园", "和平公园"), "人民公园面积是多少"),
        ("甲桥和乙桥哪座更长", ("甲桥", "乙桥"), "甲桥全长多少米"),
        ("“水和石”和“渡船记”的票房哪个高", ("“水和石”", "“渡船记”"), "“水和石”的票房是多少"),
        ("北京和上海面积哪个大", ("北京", "上海"), "北京的面积是多少"),
        ("北京和上海人口哪个多", ("北京", "上海"), "北京的人口是多少"),
        (
            "白鹭镇和柳林镇的农业和水利投资哪个多",
            ("白鹭镇", "柳林镇"),
            "白鹭镇的农业和水利投资是多少",
        ),
        ("白鹭镇和柳林镇同比增速哪个高", ("白鹭镇", "柳林镇"), "白鹭镇的同比增速是多少"),
        (
            "2021年和2022年文化和旅游收入相差多少",
            ("2021年", "2022年"),
            "2021年文化和旅游收入是多少",
        ),
        (
            "2021年和2022年澜州失业率相差多少个百分点",
            ("2021年", "2022年"),
            "2021年澜州失业率是多少",
        ),
        ("3号线和13号线哪条更长", ("3号线", "13号线"), "3号线全长多少米"),
        (
            "白鹭镇的茶园和菜地面积哪个大",
            ("白鹭镇的茶园", "白鹭镇的菜地"),
            "白鹭镇的茶园的面积是多少",
        ),
        (
            "白鹭镇的茶园和柳林镇的产值哪个高",
            ("白鹭镇的茶园", "柳林镇"),
            "白鹭镇的茶园的产值是多少",
        ),
        ("甲桥的高和乙桥的高度哪个大", ("甲桥", "乙桥"), "甲桥的高度是多少"),
        ("北京的人口和上海人口哪个多", ("北京", "上海"), "北京的人口是多少"),
        ("甲桥和乙桥哪座最长", ("甲桥", "乙桥"), "甲桥全长多少米"),
        ("白鹭镇和柳林镇哪个镇户数最多", ("白鹭镇", "柳林镇"), "白鹭镇的户数是多少"),
        ("哪座桥最短，澜江大桥还是青石大桥", ("澜江大桥", "青石大桥"), "澜江大桥全长多少米"),
        ("澜江大桥还是青石大桥最长", ("澜江大桥", "青石大桥"), "澜江大桥全长多少米"),
        ("1号楼高度和11号楼高度哪个大", ("1号楼", "11号楼"), "1号楼的高度是多少"),
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
        "澜江大桥、青石大桥和白沙大桥哪座最长",
        "澜江大桥和青石大桥和白沙大桥的造价哪个高",
        "北京、上海和天津面积哪个大",
        "2021年、2022年和2023年粮食产量哪年高",
        "2022年澜州粮食产量比去年增加了多少",
        "2022年上半年澜州粮食产量比上年增加了多少",
        "人口和面积哪个大",
        "",
    ],
)
def test_what_figures_do_not_tell(question: str) -> None:
    assert compared(question, TODAY) is None


def test_the_lesser_is_asked_for() -> None:
    shorter, longer = (compared(f"甲桥和乙桥哪座更{word}", TODAY) for word in "短长")
    assert shorter and longer and (shorter.asks_less, longer.asks_less) == (True, False)


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("2022年澜州粮食产量比上年增加了多少", ("2022", "2021")),
        ("2019年澜州粮食产量比上年增加了多少", ("2019", "2018")),
        ("去年澜州粮食产量比上年增加了多少", ("2022", "2021")),
        ("今年澜州粮食产量比上年增加了多少", ("2023", "2022")),
        ("今年澜州粮食产量比去年增加了多少", ("2023", "2022")),
        ("2020年澜州粮食产量比去年增加了多少", ("2020", "2022")),
    ],
)
def test_the_year_before_is_that_before_the_year_named(
    question: str, years: tuple[str, str]
) -> None:
    found = compared(question, TODAY)
    assert found is not None
    assert tuple(one and one.since[:4] for one in found.periods) == years


@pytest.mark.parametrize(
    ("measure", "is_lasting"),
    [
        ("造价", True),
        ("总投资", True),
        ("面积", True),
        ("长度", True),
        ("固定资产投资", False),
        ("房地产开发投资", False),
        ("粮食播种面积", False),
        ("茶叶种植面积", False),
        ("受灾面积", False),
        ("收入增长", False),
        ("户数", False),
    ],
)
def test_what_is_told_for_a_year_is_not_lasting(measure: str, is_lasting: bool) -> None:
    found = compared(f"白鹭镇和柳林镇的{measure}哪个大", TODAY)
    assert found is not None
    assert found.is_lasting is is_lasting


@pytest.mark.parametrize(
    ("unit", "units"),
    [("个百分点", {"%"}), ("百分点", {"%"}), ("万吨", {"吨", "公斤", "克"}), ("户", {"户"})],
)
def test_the_units_that_figures_may_have(unit: str, units: set[str]) -> None:
    found = compared(f"2021年和2022年澜州数字相差多少{unit}", TODAY)
    assert found is not None
    assert found.units == units


@given(st.text("甲乙桥镇和与比哪个座更长多少相差的，2019年今去产量米？谁", max_size=30))
def test_whatever_is_typed_can_be_read(question: str) -> None:
    found = compared(question, TODAY)
    assert found is None or all(found.things)
