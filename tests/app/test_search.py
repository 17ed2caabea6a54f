"""查: what the address says is what is shown; each way to narrow, and what is said of nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from urllib.parse import unquote_plus

import pytest

from app.places import page_name
from app.views.search_address import Address, days_of, period
from app.views.search_answer import answer_html, before_html
from app.views.search_narrow import bars_html, chips_html, facets_html
from indexer import (
    Answer,
    Citation,
    Claim,
    Comparison,
    Facets,
    Figure,
    Item,
    Refusal,
    Report,
    Struck,
)
from tests.app.conftest import Page, html
from tests.conftest import write_page

QUOTE = "大桥全长1200米，昨日合龙。"


def cited(quote: str = QUOTE, start: int = 40) -> Citation:
    return Citation(
        "江城晚报/2021-05-01/01#1", "江城晚报", "2021-05-01", "01", "大桥合龙", "苏禾", quote, start,
        start + len(quote), "苏禾. 大桥合龙[N]. 江城晚报, 2021-05-01(1).",
    )  # fmt: skip


def read(**given: str | list[str]) -> Address:
    return Address.read({k: v if isinstance(v, list) else [v] for k, v in given.items()})


@pytest.mark.parametrize(
    "address",
    [
        Address(),
        Address("渡口"),
        Address("渡口", "ask", "words", ("甲报", "乙报"), "2021-05-01", "2021-05-31", "01", "要闻",
                "苏禾", ("合龙", "“通车”"), ("大桥多长",), "newest", 3),
    ],
    ids=["nothing", "words", "everything"],
)  # fmt: skip
def test_an_address_is_read_as_it_was_written(address: Address) -> None:
    written = {
        name: [str(item) for item in (value if isinstance(value, tuple) else [value])]
        for name, value in address.parameters().items()
    }
    assert Address.read(written) == address


def test_an_address_leaves_out_what_is_as_by_default() -> None:
    assert Address("渡口", p=1).parameters() == {"q": "渡口"}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"mode": "shout", "channel": "smell", "sort": "loudest"}, Address()),
        ({"p": "-3"}, Address()),
        ({"p": "٣"}, Address()),
        ({"p": "99999"}, Address(p=1000)),
        ({"since": "2021-99-99", "until": "soon"}, Address()),
        ({"author": '苏"禾'}, Address(author="苏 禾")),
        ({"author": '"——"'}, Address()),
        ({"column": "栏" * 999}, Address(column="栏" * 200)),
        ({"inside": ["", "合龙", "  "]}, Address(inside=("合龙",))),
        ({"q": ["前", "后"]}, Address("后")),
    ],
)
def test_what_an_address_cannot_be_is_passed_over(
    given: dict[str, str | list[str]], expected: Address
) -> None:
    assert read(**given) == expected


@pytest.mark.parametrize(
    ("address", "asks"),
    [
        (Address("大桥什么时候合龙"), True),
        (Address("大桥合龙"), False),
        (Address("大桥合龙", mode="ask"), True),
        (Address("大桥什么时候合龙", mode="find"), False),
    ],
)
def test_a_question_is_told_from_a_query_unless_told_otherwise(
    address: Address, asks: bool
) -> None:
    assert address.asks is asks


def test_a_change_goes_back_to_the_first_page() -> None:
    assert Address("渡口", p=4).but(sort="newest") == Address("渡口", sort="newest")
    assert Address("渡口", p=4).but(p=5).p == 5


def test_a_follow_up_keeps_what_was_asked_before_it() -> None:
    first = Address("大桥多长", paper=("甲报",), p=2)
    second = first.followed_by("那年的投资")
    assert second == Address("那年的投资", "ask", paper=("甲报",), before=("大桥多长",))
    assert second.asks
    last = first
    for number in range(9):
        last = last.followed_by(f"第{number}问")
    assert last.before == ("第4问", "第5问", "第6问", "第7问")


def test_what_was_asked_before_is_linked_to_its_answer() -> None:
    address = Address("后来呢", "ask", before=("大桥多长", "它<何时>通车"))
    shown = unquote_plus(before_html(address, "中文"))
    assert 'href="./?q=大桥多长&amp;mode=ask"' in shown
    assert 'href="./?q=它<何时>通车&amp;mode=ask&amp;before=大桥多长"' in shown
    assert ">它&lt;何时&gt;通车</a>" in shown


def test_conditions_and_earlier_queries_are_searched_within() -> None:
    address = Address("渡口", author="苏禾", inside=("合龙", "通车"))
    assert address.search()["query"] == "通车"
    assert address.search()["within"] == ('作者:"苏禾"', "渡口", "合龙")
    assert address.question()["question"] == "渡口"
    assert address.question()["within"] == ('作者:"苏禾"', "合龙", "通车")


@pytest.mark.parametrize(
    ("when", "since", "until"),
    [
        ("2019", "2019-01-01", "2019-12-31"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2020-02-03", "2020-02-03", "2020-02-03"),
    ],
)
def test_a_period_is_said_as_people_say_it(when: str, since: str, until: str) -> None:
    assert days_of(when) == (since, until)
    assert period(since, until) == when


def test_a_period_that_is_none_of_the_calendar() -> None:
    assert period("2020-02-01", "2020-02-28") == "2020-02-01 – 2020-02-28"
    assert period("", "2020-02-28") == "… – 2020-02-28"


def test_each_chip_leads_to_the_search_without_it() -> None:
    shown = unquote_plus(
        chips_html(Address("渡口", paper=("甲报", "乙报"), inside=("合龙",)), "中文")
    )
    assert 'href="./?q=渡口&amp;paper=乙报&amp;inside=合龙"' in shown
    assert 'href="./?q=渡口&amp;paper=甲报&amp;paper=乙报"' in shown
    assert 'href="./?q=渡口"' in shown  # all of them
    assert 'aria-label="去掉“报纸：甲报”"' in shown
    assert chips_html(Address("渡口"), "中文") == ""


def test_a_facet_narrows_and_the_chosen_one_lets_go() -> None:
    facets = Facets(newspapers=(("甲报", 3), ("<b>", 2), ("", 1)), authors=(("苏禾", 2), ("——", 1)))
    shown = unquote_plus(facets_html(facets, Address("渡口", author="苏禾"), "中文"))
    assert 'href="./?q=渡口&amp;paper=甲报&amp;author=苏禾"' in shown
    assert "<span>&lt;b&gt;</span>" in shown
    assert 'href="./?q=渡口" target="_self" aria-current="true"><span>苏禾' in shown
    assert '<span class="row"><span>报名未详</span>' in shown  # no condition can name it
    assert '<span class="row"><span>——</span>' in shown


def test_pages_come_in_their_order_and_what_has_none_last() -> None:
    facets = Facets(
        pages=(("02", 9), ("", 8), ("10", 3), ("A1", 2), ("01", 1)),
        columns=(("", 51), ("要闻", 2)), authors=(("", 7), ("苏禾", 1)),
    )  # fmt: skip
    shown = facets_html(facets, Address("渡口", number="02"), "中文")
    values = re.findall(r"<span>([^<]+)</span><span class", shown)
    assert values == [
        "第1版", "第2版", "第10版", "第A1版", "版次未详", "要闻", "无栏目", "苏禾", "未署名",
    ]  # fmt: skip
    assert "版次：第2版<" in chips_html(Address("渡口", number="02"), "中文")


def test_a_facet_of_one_value_says_nothing() -> None:
    assert "甲报" not in facets_html(Facets(newspapers=(("甲报", 3),)), Address("渡口"), "中文")


@pytest.mark.parametrize(
    ("facets", "links", "gaps"),
    [
        (Facets(days=(("2021-05-01", 2), ("2021-05-04", 1)), months=(("2021-05", 3),)), 2, 2),
        (Facets(months=(("", 9), ("2020-11", 2), ("2021-02", 1))), 2, 2),
        (Facets(months=(("2001-01", 2), ("2021-02", 1)),
                years=(("2001", 2), ("2021", 1))), 2, 19),
        (Facets(months=(("0201-01", 2), ("2021-02", 1)),
                years=(("0201", 2), ("2021", 1))), 2, 0),
        (Facets(months=(("2021-02", 1),), days=(("2021-02-01", 1),)), 0, 0),
        (Facets(), 0, 0),
        (Facets(days=(("9999-12-29", 1), ("9999-12-31", 2))), 2, 1),
    ],
    ids=[
        "days", "months", "years", "a year read wrongly", "one day", "nothing", "the last of days",
    ],
)  # fmt: skip
def test_bars_over_time(facets: Facets, links: int, gaps: int) -> None:
    shown = bars_html(facets, Address("渡口"), "中文")
    assert (shown.count("<a "), shown.count("<span></span>")) == (links, gaps)


def test_a_bar_narrows_to_its_time() -> None:
    shown = bars_html(Facets(months=(("2020-11", 2), ("2021-02", 1))), Address("渡口", p=3), "中文")
    assert 'href="./?q=%E6%B8%A1%E5%8F%A3&amp;since=2021-02-01&amp;until=2021-02-28"' in shown
    assert 'aria-label="2021-02：1 篇"' in shown
    assert "--share:0.500" in shown


def test_the_words_that_answer_are_emphasised() -> None:
    claim = Claim(QUOTE, (cited(), cited(start=90)), 0.82, (44, 49))
    shown = answer_html(Answer("大桥多长", (claim,)), "", "中文")
    assert "大桥全长<strong>1200米</strong>，昨日合龙。<sup>[1]</sup><sup>[2]</sup>" in shown
    assert "把握较大 0.82" in shown
    assert shown.count("[2]　《江城晚报》") == 1


@pytest.mark.parametrize(
    ("strength", "said"), [(0.7, "把握较大 0.70"), (0.69, "把握一般 0.69"), (0.1, "把握较小 0.10")]
)
def test_strength_is_said_in_words(strength: float, said: str) -> None:
    assert said in answer_html(Answer("", (Claim(QUOTE, (cited(),), strength),)), "", "中文")


@pytest.mark.parametrize(
    ("page", "lang", "shown"),
    [("03", "中文", "第3版"), ("03", "English", "page 3"), ("头版", "中文", "头版"), ("头版", "English", "头版"),
     ("", "中文", "")],
)  # fmt: skip
def test_a_page_goes_by_its_number_or_by_its_name(page: str, lang: str, shown: str) -> None:
    assert page_name(page, lang) == shown


def test_a_claim_in_other_words_shows_the_quote_that_carries_it() -> None:
    claim = Claim("大桥长1200米。", (cited(),), 0.5, (44, 49))
    shown = answer_html(Answer("大桥多长", (claim,)), "", "中文")
    assert "大桥长1200米。<sup>[1]</sup>" in shown
    assert "“大桥全长<strong>1200米</strong>，昨日合龙。”" in shown


def test_a_list_stands_above_its_quotes_by_number() -> None:
    claim = Claim(QUOTE, (cited(),), 0.82)
    elsewhere = cited(start=90)
    items = (
        Item("大<b>桥", (cited(), elsewhere), ((40, 42), (90, 92))),
        Item("全长", (elsewhere,), ((92, 94),)),
    )
    answer = Answer("有哪些桥", (claim,), items=items)
    shown, english = (answer_html(answer, "", lang) for lang in ("中文", "English"))
    assert "共 2 项" in shown and "2 items" in english
    assert "<li>大&lt;b&gt;桥<sup>[1][2]</sup></li><li>全长<sup>[2]</sup></li>" in shown
    assert shown.index("<li>全长") < shown.index('class="claim"')
    assert "[2]　《江城晚报》" in shown  # a quote that no claim shows is shown by itself


@pytest.mark.parametrize(
    ("comparison", "said"),
    [
        (Comparison(("甲桥", "乙桥"), (None, None), "甲桥", "3米"), "甲桥的数字较大，相差 3米（由引文中的数字算出）"),
        (Comparison(("甲桥", "乙桥"), (None, None), "甲桥", "3米", True, True), "乙桥的数字较小，相差约 3米（由引文中的数字算出）"),
        (Comparison(("甲桥", "乙桥"), (None, None), "", "0米"), "两个数字相同"),
        (Comparison(("甲桥", "乙桥"), (None, None), obstacle="单位不同 / other units"), "单位不同<"),
    ],
    ids=["greater", "smaller, about", "the same", "not compared"],
)  # fmt: skip
def test_what_comes_of_a_comparison_is_said(comparison: Comparison, said: str) -> None:
    answer = Answer("哪座桥更长", (Claim(QUOTE, (cited(),)),), comparison=comparison)
    assert said in answer_html(answer, "", "中文")


def test_compared_figures_are_shown_with_date_and_number() -> None:
    figure = Figure("大桥", "1200米", "1200", "米", cited(), (44, 49), "2021年")
    comparison = Comparison(("大桥", "小桥"), (figure, None), obstacle="没有 / none")
    answer = Answer("哪座桥更长", (Claim(QUOTE, (cited(),)),), comparison=comparison)
    dated = f"（2021年，{cited().date} 见报）"
    assert f"<li>大桥 1200米{dated}<sup>[1]</sup></li>" in answer_html(answer, "", "中文")
    assert f"(2021年, printed {cited().date})<sup>" in answer_html(answer, "", "English")


def test_what_could_not_be_shown_is_struck_out_with_its_reason() -> None:
    struck = Struck("大桥<明年>通车。", "引文里没有这句 / not in its citation")
    shown = answer_html(Answer("", (Claim(QUOTE, (cited(),)),), struck=(struck,)), "", "中文")
    assert "<s>大桥&lt;明年&gt;通车。</s> 引文里没有这句<" in shown


def test_notes_and_reasons_are_in_one_language() -> None:
    answer = Answer("", refusal=Refusal("没有 / nothing found", (cited(),)), notes=("注 / a note",))
    chinese, english = (answer_html(answer, "", lang) for lang in ("中文", "English"))
    assert "注<" in chinese and "没有<" in chinese and "nothing found" not in chinese
    assert "a note<" in english and "注" not in english
    assert QUOTE in chinese


def test_the_nearest_of_a_refusal_is_named_by_where_it_stands() -> None:
    shown = answer_html(Answer("", refusal=Refusal("没有 / none", (cited(),))), "", "中文")
    assert ">《江城晚报》　2021-05-01" in shown


def test_mode_of_the_address_decides(page: Page) -> None:
    assert 'id="answer"' not in html(page(q="柳林渡口加固工程投资多少钱", mode="find"))
    assert 'id="answer"' in html(page(q="柳林渡口加固工程投资", mode="ask"))


def test_a_chosen_mode_goes_into_the_address(page: Page) -> None:
    shown = page(q="柳林渡口", lang="English")
    shown.button_group(key="mode").set_value("ask")
    shown.button(key="go").click().run()
    assert 'id="answer"' in html(shown)
    assert shown.query_params == {"q": "柳林渡口", "mode": "ask", "lang": "English"}


def test_another_mode_alone_keeps_the_conditions(page: Page) -> None:
    shown = page(q="渡口", author="苏禾", inside="通航")
    shown.button_group(key="mode").set_value("ask")
    shown.button(key="go").click().run()
    assert shown.query_params == {"q": "渡口", "mode": "ask", "author": "苏禾", "inside": "通航"}


def test_searching_within_adds_to_what_is_within(page: Page) -> None:
    shown = page(q="“本报讯”")
    shown.text_input(key="within").set_value("“木工课”").run()
    assert "夜校" in html(shown)
    assert "结果中查：“木工课”" in html(shown)
    assert shown.text_input(key="within").value == ""


def test_an_author_of_the_address_narrows(page: Page) -> None:
    assert "恢复通航" in html(page(q="“昨日”"))
    narrowed = html(page(q="“昨日”", author="无此人"))
    assert "没有找到" in narrowed
    assert "不限“作者：无此人”</a>，有" in narrowed


def test_an_empty_result_says_which_condition_is_in_the_way(page: Page) -> None:
    shown = html(page(q="“恢复通航”", since="2022-01-01", channel="words"))
    assert "没有找到" in shown
    assert "不限“日期：2022-01-01 – …”</a>，有 1 篇" in shown
    assert "不限“查法：按词”" not in shown  # it is not in the way
    assert "什么都不限</a>，有" in shown


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"q": "“通航”"}, "找到 1 篇<"),
        ({"q": "停航 木工", "channel": "words"}, "没有正好合乎的，有 2 篇只含部分词语<"),
        ({"q": "渡口停航"}, "找到 1 篇，另有 3 篇意思相近<"),
        (
            {"q": "渡口停航", "sort": "newest"},
            "找到 1 篇；另有 3 篇意思相近，按“相关”排时才列出<",
        ),
        (
            {"q": "停航 木工", "channel": "words", "sort": "oldest"},
            "按“相关”排</a>，有 2 篇只含部分词语<",
        ),
    ],
    ids=["found", "near", "both", "by date", "none by date"],
)
def test_what_is_found_is_told_from_what_is_near(
    page: Page, asked: dict[str, str], said: str
) -> None:
    assert said in html(page(mode="find", **asked))


def test_a_refusal_within_conditions_offers_to_ask_without_them(page: Page) -> None:
    question = "世界杯决赛哪支球队夺冠"
    assert "什么都不限，再问一次" in html(page(q=question, paper="江城晚报"))
    assert "什么都不限，再问一次" not in html(page(q=question))


def test_a_follow_up_is_understood_by_what_was_asked_before(page: Page) -> None:
    shown = page(q="柳林渡口停航了多久", lang="中文")
    shown.text_input(key="follow").set_value("它的加固工程投资多少钱")
    shown.button(key="follow-go").click().run()
    said = html(shown)
    assert "3800万元" in said[said.index('id="answer"') :]
    assert "此前问的是：" in said
    assert shown.query_params == {
        "q": "它的加固工程投资多少钱", "mode": "ask", "before": "柳林渡口停航了多久",
    }  # fmt: skip


def test_an_empty_result_offers_the_words_alone(page: Page) -> None:
    shown = html(page(q="“渡口昨天通航”"))
    assert "只当词语查：渡口昨天通航</a>，有" in shown
    assert "只当词语查" not in html(page(q="“恢复通航”"))


def test_a_new_query_keeps_paper_and_period_and_drops_the_rest(page: Page) -> None:
    shown = page(
        q="“通航”", paper="江城晚报", since="2021-05-01", author="苏禾", inside="渡口", p="2"
    )
    shown.text_input(key="typed").set_value("木工课")
    shown.button(key="go").click().run()
    assert not shown.exception
    assert shown.query_params == {"q": "木工课", "paper": "江城晚报", "since": "2021-05-01"}


def test_a_day_of_the_first_and_the_last_year_can_be_typed(page: Page) -> None:
    shown = page(q="渡口")
    shown.date_input(key="since_day").set_value(date(2021, 1, 1)).run()
    assert not shown.exception
    assert shown.query_params == {"q": "渡口", "since": "2021-01-01"}
    first = shown.date_input(key="since_day")
    assert (first.min, first.max) == (date(2021, 1, 1), date(2021, 12, 31))


def test_a_period_the_wrong_way_round_is_said_to_be(page: Page) -> None:
    shown = page(q="渡口", since="2021-05-02", until="2021-05-01")
    assert not shown.exception
    assert "请对调" in shown.error[0].value


VISITS = """\
渡口来客

□本报记者 何守田

本报讯 霍青舟昨日到渡口，看了澜江大桥的图纸。

柳林来信

□本报记者 何守田

本报讯 霍青舟说，渡口和澜江大桥都要修。
"""


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ({"q": "渡口 霍青州"}, "./?q=渡口 霍青舟"),
        ({"q": "瀾江大喬"}, "./?q=澜江大桥"),
        ({"q": "瀾江大喬 渡口"}, "./?q=澜江大桥 渡口"),
        ({"q": "渡口", "inside": "“霍青州”"}, "./?q=渡口&amp;inside=“霍青舟”"),
        ({"q": "霍青州", "inside": "霍青州"}, "./?q=霍青州&amp;inside=霍青舟"),
    ],
    ids=["one of two words", "traditional", "beside another", "within", "within the same"],
)
def test_what_was_meant_leads_to_a_search_for_it(
    open_page: Page, run: Callable[..., Report], paper: Path, asked: dict[str, str], meant: str
) -> None:
    write_page(paper, "江城晚报/2021-05-03/01", VISITS)
    run(paper)
    shown = unquote_plus(html(open_page(channel="words", mode="find", **asked)))
    said = shown[shown.index("是不是要查") :]
    href = said[said.index('href="') + 6 :].partition('"')[0]
    assert href.replace("&amp;mode=find&amp;channel=words", "") == meant


def test_past_the_last_page_the_last_is_shown(
    open_page: Page, run: Callable[..., Report], paper: Path
) -> None:
    for day, letter in enumerate("甲乙丙丁戊己庚辛壬癸子丑", start=1):
        text = f"{letter * 4}添船\n\n本报讯 {letter * 9}渡口添船。\n"
        write_page(paper, f"江城晚报/2021-06-{day:02d}/01", text)
    run(paper)

    def days(number: str) -> list[str]:
        shown = html(open_page(q="“添船”", sort="oldest", p=number))
        return re.findall(r"　2021-06-(\d\d)　", shown)

    assert days("1") == [f"{day:02d}" for day in range(1, 11)]
    assert days("2") == days("50") == ["11", "12"]


def test_english_says_all_in_english(page: Page) -> None:
    shown = html(page(q="“无此句” 日期:2021-06", lang="English"))
    assert "Nothing found." in shown
    assert "没有" not in shown
