"""What a person typed, read as the query language or as plain words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import QueryError
from indexer.language import Folding
from indexer.search.query import MAX_QUERY_CHARS, parse_query
from indexer.search.syntax import And, Field, Near, Node, Not, Or, Period, Term, Wildcard


def all_of(*nodes: Node) -> And:
    return And(nodes)


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("2021年5月，柳林渡口运送多少旅客？", id="a question"),
        pytest.param("比分是3:0吗", id="a score"),
        pytest.param("罗启明：夏天不再闷热了", id="a name before a colon"),
        pytest.param("C++ 和 C#", id="C++"),
        pytest.param("A-B 型渡船", id="a hyphen in a word"),
        pytest.param("-5度的天气", id="below zero"),
        pytest.param("+86 的号码", id="a telephone number"),
        pytest.param("http://paper.example/a?b=c", id="an address"),
        pytest.param("a.b@paper.example", id="a mail address"),
        pytest.param("10%~20% 的菜价", id="a range"),
        pytest.param("《渡口》读后", id="a title in marks"),
        pytest.param("渡口发布“夜航令”以后", id="quotation marks inside a sentence"),
        pytest.param("江城（柳林）渡口", id="brackets inside a sentence"),
        pytest.param("（记者）白露", id="brackets in front"),
        pytest.param("O'Brien and Company", id="an apostrophe"),
        pytest.param("并且 或者 不含", id="Chinese words of logic"),
        pytest.param("and or not", id="small letters"),
        pytest.param("通知：（一）报名时间", id="a numbered bracket after a colon"),
        pytest.param("声明“甲 AND 乙”之后（全文）", id="an operator inside quotation marks"),
        pytest.param("ANDROID NOTES", id="words that begin like operators"),
    ],
)
def test_plain_words_stay_plain(typed: str) -> None:
    query = parse_query(typed)
    assert (query.loose, query.required, query.notes) == (typed, None, ())
    assert query.text == typed


@pytest.mark.parametrize("quoted", ['"{}"', "“{}”", "「{}」", "『{}』", "＂{}＂"])
def test_phrases(quoted: str) -> None:
    query = parse_query(quoted.format("恢复通航") + " 渡口")
    assert query.required == all_of(Term("恢复通航"))
    assert (query.text, query.loose) == ("恢复通航 渡口", "渡口")


@pytest.mark.parametrize(
    ("typed", "required"),
    [
        pytest.param('"渡口 码头"~10', all_of(Near(("渡口", "码头"), 10)), id="near"),
        pytest.param("“渡口 码头”～3", all_of(Near(("渡口", "码头"), 3)), id="near, full width"),
        pytest.param("柳林*", all_of(Wildcard(("柳林", ""))), id="begins with"),
        pytest.param("柳*口", all_of(Wildcard(("柳", "口"))), id="wildcard inside"),
        pytest.param("*柳**口", all_of(Wildcard(("", "柳", "口"))), id="wildcards in a row"),
        pytest.param(
            '"渡口 码头 渡口"~3', all_of(Near(("渡口", "码头"), 3)), id="near, a part twice"
        ),
        pytest.param('"渡口 渡口"~3', all_of(Term("渡口")), id="near, one part"),
        pytest.param("标题:渡口", all_of(Term("渡口", Field.TITLE)), id="title"),
        pytest.param("title:渡口", all_of(Term("渡口", Field.TITLE)), id="title in English"),
        pytest.param("引题：春天", all_of(Term("春天", Field.KICKER)), id="kicker"),
        pytest.param("kicker:春天", all_of(Term("春天", Field.KICKER)), id="kicker in English"),
        pytest.param("作者:苏禾", all_of(Term("苏禾", Field.AUTHOR)), id="author"),
        pytest.param("author:苏禾", all_of(Term("苏禾", Field.AUTHOR)), id="author in English"),
        pytest.param("报纸:江城晚报", all_of(Term("江城晚报", Field.NEWSPAPER)), id="newspaper"),
        pytest.param("paper:江城晚报", all_of(Term("江城晚报", Field.NEWSPAPER)), id="paper"),
        pytest.param("版:01", all_of(Term("01", Field.PAGE)), id="page"),
        pytest.param("page:A3", all_of(Term("A3", Field.PAGE)), id="page in English"),
        pytest.param("栏目:街谈", all_of(Term("街谈", Field.COLUMN)), id="column"),
        pytest.param("column:街谈", all_of(Term("街谈", Field.COLUMN)), id="column in English"),
        pytest.param("地点:江城", all_of(Term("江城", Field.PLACE)), id="place"),
        pytest.param("place:江城", all_of(Term("江城", Field.PLACE)), id="place in English"),
        pytest.param('标题:"渡口 通航"', all_of(Term("渡口 通航", Field.TITLE)), id="title phrase"),
        pytest.param("日期:2019", all_of(Period("2019-01-01", "2019-12-31")), id="year"),
        pytest.param("date:2019-02", all_of(Period("2019-02-01", "2019-02-28")), id="month"),
        pytest.param(
            "日期：2019年8月", all_of(Period("2019-08-01", "2019-08-31")), id="Chinese month"
        ),
        pytest.param(
            "日期:2019-08-01..2019-08-31", all_of(Period("2019-08-01", "2019-08-31")), id="period"
        ),
        pytest.param("日期:2019..", all_of(Period("2019-01-01", "")), id="open period"),
        pytest.param('日期:"2019-02"', all_of(Period("2019-02-01", "2019-02-28")), id="quoted"),
        pytest.param(
            "日期:(2019-02 OR 2020)",
            Or((Period("2019-02-01", "2019-02-28"), Period("2020-01-01", "2020-12-31"))),
            id="dates in brackets",
        ),
        pytest.param('"A"标题:B', all_of(Term("A"), Term("B", Field.TITLE)), id="glued field"),
        pytest.param('"A"OR"B"', Or((Term("A"), Term("B"))), id="or between quotes"),
        pytest.param("“A”AND“B”", all_of(Term("A"), Term("B")), id="and between curly quotes"),
        pytest.param("A OR“B”", Or((Term("A"), Term("B"))), id="or before a quote"),
        pytest.param('"A"-"B"', all_of(Term("A"), Not(Term("B"))), id="minus between quotes"),
        pytest.param("A AND B", all_of(Term("A"), Term("B")), id="and"),
        pytest.param("A ＡＮＤ B", all_of(Term("A"), Term("B")), id="and, full width"),
        pytest.param("A OR B", Or((Term("A"), Term("B"))), id="or"),
        pytest.param("NOT A", Not(Term("A")), id="not"),
        pytest.param("A NOT B", all_of(Term("A"), Not(Term("B"))), id="and not"),
        pytest.param(
            "A OR B AND C", Or((Term("A"), all_of(Term("B"), Term("C")))), id="and before or"
        ),
        pytest.param(
            "(A OR B) AND C", all_of(Or((Term("A"), Term("B"))), Term("C")), id="brackets"
        ),
        pytest.param(
            "（A OR B） AND C", all_of(Or((Term("A"), Term("B"))), Term("C")), id="wide brackets"
        ),
        pytest.param(
            "A B OR C", Or((all_of(Term("A"), Term("B")), Term("C"))), id="side by side before or"
        ),
        pytest.param(
            "标题:(A OR B)",
            Or((Term("A", Field.TITLE), Term("B", Field.TITLE))),
            id="field, brackets",
        ),
    ],
)
def test_conditions(typed: str, required: Node) -> None:
    query = parse_query(typed)
    assert query.required == required
    assert (query.loose, query.notes) == ("", ())


@pytest.mark.parametrize(
    ("typed", "loose", "phrase"),
    [
        ('澜江大桥"主桥合龙"', "澜江大桥", "主桥合龙"),
        ('"主桥合龙"以后', "以后", "主桥合龙"),
        ('"bed AND breakfast" 江城（柳林）渡口', "江城（柳林）渡口", "bed AND breakfast"),
    ],
)
def test_straight_quotes_make_a_phrase_anywhere(typed: str, loose: str, phrase: str) -> None:
    query = parse_query(typed)
    assert (query.loose, query.required, query.notes) == (loose, all_of(Term(phrase)), ())


def test_plus_and_minus() -> None:
    query = parse_query("渡口 码头 -城东 +柳林")
    assert query.required == all_of(Not(Term("城东")), Term("柳林"))
    assert (query.loose, query.text) == ("渡口 码头", "渡口 码头 柳林")


def test_what_is_excluded_or_a_name_of_a_paper_is_not_looked_for() -> None:
    assert parse_query("渡口 NOT 码头").text == "渡口"
    assert parse_query("报纸:江城晚报 渡口").text == "渡口"


@pytest.mark.parametrize(
    ("typed", "place", "text"),
    [
        pytest.param("渡口 AND", 6, "渡口", id="and without its right side"),
        pytest.param("AND 渡口", 1, "渡口", id="and without its left side"),
        pytest.param("(渡口 OR 码头", 1, "渡口 码头", id="bracket never closed"),
        pytest.param("渡口 OR 码头)", 9, "渡口 码头", id="bracket never opened"),
        pytest.param("渡口 AND AND 码头", 8, "渡口 码头", id="and twice"),
        pytest.param("“渡口 码头”~1000", 1, "渡口 码头", id="too far apart to be near"),
        pytest.param("日期:(2019 OR 渡口)", 13, "2019 渡口", id="a word that is no date"),
        pytest.param("日期:2019-02-30 渡口", 4, "2019-02-30 渡口", id="a day that is none"),
        pytest.param("渡口 " + "口*" * 9 + "口", 4, "渡口 " + "口*" * 9 + "口", id="many stars"),
        pytest.param('"1 2 3 4 5 6 7 8 9 10"~5', 1, "1 2 3 4 5 6 7 8 9 10", id="near, many parts"),
        pytest.param(f"{'(' * 30}渡口{')' * 30} OR 码头", 21, "渡口 码头", id="deep brackets"),
    ],
)
def test_a_mistake_is_explained_with_its_place_and_read_as_plain_words(
    typed: str, place: int, text: str
) -> None:
    query = parse_query(typed)
    assert (query.text, query.loose, query.required) == (text, text, None)
    assert f"第 {place} 字处" in query.notes[0]
    assert "已按普通词语查找" in query.notes[0]


@pytest.mark.parametrize(
    ("typed", "place"),
    [("渡口 “恢复", 4), ('渡口 "恢复', 4), ("“恢复通航＂", 1), ('"恢复通航”', 1), ('渡口"恢复', 3)],
)
def test_an_unpaired_quotation_mark_is_noted(typed: str, place: int) -> None:
    query = parse_query(typed)
    assert query.required is None
    assert f"第 {place} 字处的引号" in query.notes[0]


@pytest.mark.parametrize(
    ("typed", "folding"),
    [
        ("!繁简 渡口", Folding(variants=False)),
        ("渡口 !width", Folding(width=False)),
        ("渡口 ！数字", Folding(numbers=False)),
        ("!数字 渡口 !繁简", Folding(variants=False, numbers=False)),
    ],
)
def test_foldings_are_switched_off(typed: str, folding: Folding) -> None:
    query = parse_query(typed)
    assert (query.text, query.folding) == ("渡口", folding)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "，。！",
        "“”",
        "AND",
        "AND OR NOT",
        "*",
        "** *",
        "()",
        "((()))",
        "\x00\x01",
        "-",
        "+-",
    ],
)
def test_nothing_to_look_for(typed: str) -> None:
    with pytest.raises(QueryError, match="没有可查的字"):
        parse_query(typed)


def test_too_long_and_too_many() -> None:
    with pytest.raises(QueryError, match="太长"):
        parse_query("渡" * (MAX_QUERY_CHARS + 1))
    with pytest.raises(QueryError, match="条件太多"):
        parse_query(" OR ".join(f"渡{n}" for n in range(200)))
    with pytest.raises(QueryError, match="条件太多"):
        parse_query(" ".join(f"渡*{n}" for n in range(33)))
    with pytest.raises(QueryError, match="条件太多"):
        parse_query(" ".join(f'"渡 口 {n} 船"~3' for n in range(17)))


@given(st.text(max_size=60))
def test_nothing_a_person_types_is_another_error(typed: str) -> None:
    try:
        query = parse_query(typed)
    except QueryError:
        return
    assert query.typed == typed


@given(st.text(alphabet='渡口 AB()"“”:*+-~ANDORT标题日期', max_size=60))
def test_no_heap_of_operators_is_another_error(typed: str) -> None:
    try:
        parse_query(typed)
    except QueryError:
        return
