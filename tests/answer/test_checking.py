"""A claim's names, titles, figures and denials stand in what it cites, or are named as missing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.answer.checking import reason, unsupported
from indexer.answer.contradictions import contradicted
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


PRINTED = "2021-05-02"


def _rows(text: str) -> list[tuple[str, ...]]:
    """Return the rows of a table: claim | quote, and what is missing where it is told."""
    return [tuple(cell.strip() for cell in row.split("|")) for row in text.strip().splitlines()]


@pytest.mark.parametrize(
    ("claim", "quote", "missing"),
    _rows(
        """
        全市粮食产量比上年增加2万吨 | 全市粮食产量比上年减少2万吨。 | 增加
        同比下降5% | 同比增长5%。 | 下降
        参赛选手超过300人 | 参赛选手不足300人。 | 超过
        参赛选手不足300人 | 参赛选手逾三百人。 | 不足
        市民反对建厂 | 市民支持建厂。 | 反对
        法院支持上诉 | 法院驳回上诉。 | 支持
        3月5日下午开会 | 3月5日上午开会。 | 下午
        该厂去年盈利 | 该厂去年亏损3万元。 | 盈利
        柳林渡口恢复通航，首日运送旅客1260人次，但渡船严重超载。 | 4月30日上午，停航两年的柳林渡口恢复通航，首日运送旅客1260人次。 | 但渡船严重超载
        柳林渡口恢复通航；附近商户普遍欢迎 | 柳林渡口4月30日上午恢复通航。 | 附近商户普遍欢迎
        大桥坍塌 | 网传大桥坍塌系谣言。 | 坍塌（原文是“网传…坍塌”）
        大桥坍塌 | 有人说大桥坍塌，该消息不实。 | 坍塌（原文是“息不实…坍塌”）
        大桥坍塌 | 警方辟谣：大桥坍塌的视频是旧闻。 | 坍塌（原文是“辟谣…坍塌”）
        大桥坍塌 | 大桥坍塌了吗？ | 坍塌（原文是“吗?…坍塌”）
        大桥坍塌 | 网上流传大桥坍塌的视频。 | 坍塌（原文是“网上流传…坍塌”）
        大桥通车 | 大桥即将通车。 | 通车（原文是“即将…通车”）
        大桥通车 | 大桥将通车。 | 通车（原文是“将…通车”）
        工程完工 | 工程将于年底完工。 | 完工（原文是“将…完工”）
        工程完工 | 工程力争年底完工。 | 完工（原文是“力争…完工”）
        柳林渡口2021年4月30日恢复通航 | 去年4月30日，柳林渡口恢复通航。 | 2021年4月30日
        工程2021年3月开工 | 工程明年3月开工。 | 2021年3月
        工程2019年5月完工 | 工程2019年开工，今年5月完工。 | 2019年5月
        王建国任董事长 | 王建国任副董事长。 | 董事长
        王建国任董事 | 王建国任董事长。 | 董事
        陈德明任局长 | 陈德明任副局长。 | 局长
        陈德明任局长 | 陈德明任原局长。 | 局长
        陈德明当选市长 | 陈德明当选副市长。 | 市长
        王建国是公司经理 | 王建国是公司前经理。 | 经理
        王建国任公司董事长 | 王建国任公司总经理。 | 董事长
        王建国任该国总统 | 王建国任该国总理。 | 总统
        王建国任秘书长 | 王建国任检察长。 | 秘书长
        最低气温5℃ | 最低气温-5℃。 | 5℃
        最低气温5℃ | 最低气温－5℃。 | 5℃
        全国增长2.3% | 全国增长-2.3%。 | 2.3%
        投资1.2亿元 | 投资12亿元。 | 1.2亿元
        12个村受灾 | 12人受灾，3个村停电。 | 12个
        12个学生受灾 | 12个村受灾，3名学生获救。 | 12个
        """
    ),
)
def test_what_the_quote_says_otherwise(claim: str, quote: str, missing: str) -> None:
    assert missing in unsupported(claim, [quote], issue=PRINTED)


@pytest.mark.parametrize(
    ("claim", "quote"),
    _rows(
        """
        同比增加5% | 同比增长5%。
        棉花产量增加 | 棉花产量提升，成本下降。
        参赛选手超过300人 | 参赛选手逾300人。
        参赛选手不超过300人 | 参赛选手不足300人，不超过300人。
        3月5日上午开会 | 3月5日早上开会，下午参观。
        据悉，柳林渡口恢复通航 | 柳林渡口恢复通航。
        据记者了解，柳林渡口恢复通航 | 柳林渡口恢复通航。
        另一方面，柳林渡口恢复通航 | 柳林渡口恢复通航。
        值得注意的是，柳林渡口恢复通航，首日运送旅客1,260人次 | 柳林渡口恢复通航，首日运送旅客1260人次。
        2021年4月28日至30日，柳林渡口恢复通航 | 4月28日至30日柳林渡口恢复通航。
        大桥没有坍塌 | 警方辟谣：大桥没有坍塌。
        警方称大桥没有坍塌 | 警方辟谣称大桥没有坍塌。
        大桥没有坍塌 | 网传消息不实，大桥没有坍塌。
        王某被行政拘留5日 | 王某散布谣言，被行政拘留5日。
        作风不实的干部被通报批评 | 对作风不实的干部，县里通报批评。
        柳林镇有龙舟习俗 | 柳林镇流传着龙舟习俗。
        运动会的地点是市体育馆 | 运动会将于5月1日在市体育馆举行。
        该项目得到资金3000万元 | 该项目争取到资金3000万元，得到支持。
        大桥即将通车 | 大桥将于年底通车。
        柳林渡口2020年4月30日恢复通航 | 去年4月30日，柳林渡口恢复通航。
        柳林渡口2020年4月30日恢复通航 | 去年四月三十日，柳林渡口恢复通航。
        工程2020年3月开工 | 工程去年3月开工。
        工程2021年5月完工 | 工程2019年开工，今年5月完工。
        工程2019年8月5日完工 | 工程2019年8月3日开工，5日完工。
        陈德明任副局长 | 会上，陈德明任副局长。
        陈德明当选副市长 | 会上，陈德明当选副市长。
        王建国任公司副经理 | 董事会决定，聘任王建国为公司副经理。
        王建国是公司前经理 | 王建国是该公司原经理。
        检方起诉前总统王建国 | 检方5日起诉前总统王建国。
        李大明是太原市长 | 太原市长李大明昨日调研。
        市长李大明讲话 | 目前市长李大明讲话。
        市长李大明讲话 | 副市长王建国和市长李大明讲话。
        国务委员长李大明讲话 | 总书记、国务委员长李大明昨日讲话。
        最低气温5℃ | 最低气温5摄氏度。
        最低气温-5℃ | 最低气温零下5℃。
        气温-5至3℃ | 气温-5℃至3℃。
        3-5人受伤 | 3-5人受伤，已送医。
        5人受伤 | 3-5人受伤，已送医。
        水温8℃ | 水温5℃-8℃，适合放鱼。
        8月5日开会 | 8月3日-5日开会三天。
        运12首飞 | 运-12首飞成功。
        12个人受灾 | 12人受灾。
        12个学生受灾 | 12名学生受灾。
        3个部门联合检查 | 3部门联合检查。
        3个项目开工 | 3项工程项目开工。
        """
    ),
)
def test_what_the_quote_says_in_other_words(claim: str, quote: str) -> None:
    assert unsupported(claim, [quote], issue=PRINTED) == ()


def test_a_context_holds_names_and_nothing_told() -> None:
    headline = "青石水库蓄水量创新高"
    assert unsupported("青石水库蓄水量3万立方米", ["蓄水量3万立方米。"], context=[headline]) == ()
    told = "澜江大桥连环车祸致3人死亡"
    assert unsupported(told, ["交警提醒市民注意防滑。"], context=[told]) == (told,)
    assert unsupported("澜江大桥坍塌", ["澜江大桥没有坍塌。"], context=["澜江大桥坍塌？假的"])


def test_what_is_contradicted_is_more_than_not_there() -> None:
    assert contradicted("罗启亮说产量增加", ["产量减少。"]) == ("增加",)
    assert contradicted("罗启亮说产量增加", ["渡口恢复通航。"]) == ()


def test_a_year_told_by_the_day_of_print_is_unknown_without_one() -> None:
    dates = [item.date for item in quantities(["2019年开工，今年5月完工"])]
    assert dates == [("2019", "", ""), ("", "5", "")]


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
        ("地铁3号、5号线开通运营", "地铁3号线、5号线开通运营。", True),
        ("3号线开通运营", "地铁3号、5号线开通运营。", True),
        ("1号、2号机组检修", "1日，电厂检修2号机组。", False),
        ("3号上午，小区起火", "3日上午，小区起火。", True),
        ("3号文化馆开放", "3日文化馆开放。", True),
        ("小区8月3号上午起火", "8月3日上午，小区起火。", True),
    ],
)
def test_the_number_of_a_line_or_a_house_is_no_day(claim: str, quote: str, is_held: bool) -> None:
    assert (unsupported(claim, [quote], issue="2023-08-04") == ()) is is_held
