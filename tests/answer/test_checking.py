"""A claim's names, titles, figures and denials stand in what it cites, or are named as missing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.answer.checking import reason, unsupported
from indexer.answer.quantities import quantities, stated, supports
from indexer.language import letters

FERRY = (
    "4月30日上午，停航两年的柳林渡口恢复通航，首日运送旅客1260人次。渡口管理站站长罗启明介绍，"
    "新添的两艘渡船每艘可载120人。渡口停航是因为码头受洪水冲刷，加固工程投资3800万元。"
)


@pytest.mark.parametrize(
    "claim",
    [
        "柳林渡口4月30日恢复通航。",
        "四月三十日，柳林渡口恢复通航",
        "渡口管理站站长是罗启明。",
        "渡口管理站站長是羅啟明",
        "首日运送旅客１２６０人次",
        "首日运送旅客一千二百六十人次",
        "首日运送旅客1,260人次",
        "加固工程投资三千八百万元",
        "加固工程投资0.38亿元",
        "柳林渡口停航2年后恢复通航",
        "渡口停航的原因是码头受洪水冲刷",
    ],
)
def test_a_claim_that_its_quote_carries(claim: str) -> None:
    assert unsupported(claim, [FERRY]) == ()


@pytest.mark.parametrize(
    ("claim", "missing"),
    [
        pytest.param("渡口管理站站长是罗启亮。", ("罗启亮",), id="another person"),
        pytest.param("渡口管理站站长是罗启。", ("罗启",), id="half a name"),
        pytest.param("渡口管理站副局长罗启明介绍", ("副局长",), id="another role"),
        pytest.param("首日运送旅客126人次", ("126人次",), id="126 is not found in 1260"),
        pytest.param("首日运送旅客1260万人次", ("1260万人次",), id="ten thousand times as many"),
        pytest.param("每艘可载12人", ("12人",), id="12 is not found in 120"),
        pytest.param("加固工程投资3800万美元", ("3800万美元",), id="another currency"),
        pytest.param("渡口4月20日恢复通航", ("4月20日",), id="another day"),
        pytest.param("渡口2019年4月30日恢复通航", ("2019年4月30日",), id="a year nobody gave"),
        pytest.param("柳林渡口昨日恢复通航", ("昨日",), id="a day by name"),
        pytest.param("柳林渡口没有恢复通航", ("没有…恢复", "没有…通航"), id="a denial"),
        pytest.param("蓝鲸集团投资3800万元", ("蓝鲸", "集团"), id="a body"),
        pytest.param("《渡口记》说柳林渡口恢复通航", ("渡口记",), id="a title"),
        pytest.param("罗启明说“柳林渡口很安全”", ("柳林渡口很安全",), id="words nobody said"),
        pytest.param("加固工程由BlueWhale投资3800万元", ("bluewhale",), id="Latin letters"),
    ],
)
def test_what_is_not_in_the_quote(claim: str, missing: tuple[str, ...]) -> None:
    assert unsupported(claim, [FERRY]) == missing


def test_another_matter_altogether_is_not_carried() -> None:
    claim = "夏天闷热，要多喝水、少出门"
    assert unsupported(claim, [FERRY]) == (claim,)


def test_a_figure_cut_into_a_word_is_no_name() -> None:
    assert unsupported("丝素粉一公斤卖1800元", ["丝素粉每公斤卖1800元，一两卖90元。"]) == (
        "一公斤",
    )
    assert unsupported("丝素粉一公斤卖1800元", ["一公斤丝素粉卖1800元。"]) == ()


def test_a_version_is_part_of_its_name() -> None:
    assert unsupported("星桥V2.1发布", ["星桥V2.0发布"]) == ("v2.1",)
    assert unsupported("星桥Ｖ2.0发布", ["星桥V2.0发布。"]) == ()


def test_a_shorter_name_is_another_person() -> None:
    assert unsupported("李明获奖", ["李明华获奖。"]) == ("李明",)
    assert unsupported("李明获奖", ["李明华和李明获奖。"]) == ()


def test_a_denial_in_the_quote_is_not_left_out() -> None:
    quote = "渡口没有按时恢复通航。"
    assert unsupported("渡口没有恢复通航", [quote]) == ()
    assert unsupported("渡口恢复通航", [quote]) == (
        "恢复（原文是“没有…恢复”）", "通航（原文是“没有…通航”）",
    )  # fmt: skip


def test_a_doubt_in_the_quote_is_not_left_out() -> None:
    quote = "渡口计划投资3800万元。"
    assert unsupported("渡口投资3800万元", [quote]) == ("投资（原文是“计划…投资”）",)
    assert unsupported("渡口计划投资3800万元", [quote]) == ()
    assert unsupported("渡口没有投资", [quote]) == ("没有…投资",)
    assert unsupported("渡口可能投资3800万元", ["渡口投资3800万元。"]) == ()


@pytest.mark.parametrize(
    ("issue", "missing"),
    [("2021-05-01", ()), ("2020-05-01", ("2021年4月30日",)), ("2021-01-05", ("2021年4月30日",))],
)
def test_a_date_without_a_year_is_of_its_issue(issue: str, missing: tuple[str, ...]) -> None:
    claim = "2021年4月30日柳林渡口恢复通航"
    assert unsupported(claim, [FERRY], issue=issue) == missing
    assert unsupported("2021年5月1日柳林渡口恢复通航", [FERRY], issue=issue)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("3万元", "30000元", True),
        ("３万元", "三万元", True),
        ("百分之三十", "30%", True),
        ("三成", "30%", True),
        ("一点九万户", "1.9万户", True),
        ("十九点六亿元", "19.6亿元", True),
        ("30个百分点", "30%", False),
        ("1.2万亿元", "12000亿元", True),
        ("二〇一九年", "2019年", True),
        ("8月3日", "2019年8月3日", True),
        ("8月5日", "8月3日至5日", True),
        ("8月5日", "8月3日、9月5日", False),
        ("2019年", "2019年8月3日", True),
        ("3人", "30人", False),
        ("3人", "13人", False),
        ("30人", "30多人", False),
        ("10人", "几十人", False),
        ("五六百人", "五六百人", True),
        ("第3届", "3届", False),
        ("三分之一", "三分之二", False),
        ("零下5℃", "5℃", False),
        ("45名学员", "45人", True),
        ("45米", "45公里", False),
        ("10公里", "10km", True),
        ("8:30", "8时30分", True),
        ("3年", "2003年", False),
    ],
)
def test_one_quantity_in_two_forms(one: str, other: str, same: bool) -> None:
    assert all(supports(quantities([other]), item) for item in stated(one)) is same
    assert stated(one)


@pytest.mark.parametrize("text", ["一直十分重视三农", "万一", "百姓", "5G和C919", "一个", ""])
def test_what_counts_nothing_is_no_number(text: str) -> None:
    assert stated(text) == []


def test_the_reason_is_said_in_two_languages() -> None:
    assert reason(["罗启亮"]) == "所引的原文里没有：罗启亮 / not in the words it cites: 罗启亮"


@given(st.text(max_size=60))
@settings(max_examples=200)
def test_words_carry_themselves(text: str) -> None:
    assert unsupported(text, [text]) == (() if letters(text) else (text,))


@given(
    st.text("〇零一二两三四五六七八九十百千万亿点分之余多几第0123456789.,%年月日元", max_size=30)
)
@settings(max_examples=300)
def test_any_figures_are_read_and_carry_themselves(text: str) -> None:
    held = quantities([text])
    assert all(supports(held, item) for item in stated(text))


def test_a_whole_quote_supports_itself_and_its_part_does_not() -> None:
    quote = "检查组采取“四不两直”方式，没有发现渡口超载。"
    assert unsupported(quote, [quote]) == ()
    assert unsupported("发现渡口超载", [quote]) != ()


@pytest.mark.parametrize(
    ("claim", "quote", "is_held"),
    [
        ("地铁3号线开通运营", "记者3日获悉，地铁5号线开通运营。", False),
        ("3号楼起火", "3日凌晨，小区5号楼起火。", False),
        ("3号线开通", "3人乘坐5号线，该线昨日开通。", False),
        ("三号线开通运营", "地铁3号线开通运营。", True),
        ("5号线开通运营", "地铁3、5号线开通运营。", True),
        ("3号上午，小区起火", "3日上午，小区起火。", True),
        ("3号文化馆开放", "3日文化馆开放。", True),
        ("小区8月3号上午起火", "8月3日上午，小区起火。", True),
    ],
)
def test_the_number_of_a_line_or_a_house_is_no_day(claim: str, quote: str, is_held: bool) -> None:
    assert (unsupported(claim, [quote], issue="2023-08-04") == ()) is is_held
