from __future__ import annotations

from datetime import date

import pytest

from indexer.language.when import notes_of, shown, understand

TODAY = date(2023, 4, 13)


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("去年我们报道过的澜江大桥由谁承建", "澜江大桥由谁承建"),
        ("2019年8月刊登的大桥文章", "大桥文章"),
        ("2018年以来报道过哪些水库", "哪些水库"),
        ("2022年1-6月报道过的大桥有哪些", "大桥有哪些"),
        ("上周三报道的火灾", "火灾"),
        ("最近三年的报道里大桥造价多少", "大桥造价多少"),
        ("上周有哪些关于夜校的报道", "有哪些关于夜校"),
        ("去年报道的2019年春耕面积多少", "2019年春耕面积多少"),  # only the time of the reporting
        ("上周报道了什么", "上周报道了什么"),  # nothing else to look for
        ("去年我们写过的鹭汀村", "鹭汀村"),
        ("去年本报发表的评论有哪些", "评论有哪些"),
        ("去年在报纸上报道过的大桥", "大桥"),
        ("在2019年8月刊登的大桥文章", "大桥文章"),
        ("我们在2019年报道过的大桥", "大桥"),
        ("去年的本报报道过哪些桥", "哪些桥"),
        # 在 and 的 that begin a word stay, and so does 的 at the end.
        ("去年报道过的在建大桥有几座", "在建大桥有几座"),
        ("去年报道过在校生人数多少", "在校生人数多少"),
        ("2019年报道的的士涨价", "的士涨价"),
        ("去年报道过的大桥是谁建的", "大桥是谁建的"),
        # Of several times, the one of the reporting.
        ("有哪些关于夜校的文章是去年刊登的", "有哪些关于夜校的文章是"),
        ("本报刊登于2019年8月的大桥文章由谁写", "大桥文章由谁写"),
        ("去年的消息里大桥造价多少", "大桥造价多少"),
        ("关于2019年的报道里大桥造价多少", "关于大桥造价多少"),
        # Traditional characters are understood, and stay.
        ("去年報道過的澜江大橋由誰承建", "澜江大橋由誰承建"),
        ("2018年以來我們刊登過哪些水庫，", "哪些水庫"),
        ("去年报道过的㎡单价", "㎡单价"),  # folds to m2
    ],
)
def test_speaking_of_the_reporting_its_time_is_a_filter(question: str, rest: str) -> None:
    found = understand(question, TODAY)
    assert found.is_strict
    assert found.rest == rest


@pytest.mark.parametrize(
    "question",
    [
        "2019年8月澜江大桥合龙了吗",
        "去年澜州粮食产量是多少",
        "《自然》杂志2019年刊登的论文谈什么",
        "2022年交通局在新闻发布会上说了什么",
        "报道称大桥造价多少",
        "澜江大桥多长",
        "去年我们发展了多少会员",
        "2021年我们发现了哪些新物种",
        "2020年本报发起的募捐筹了多少钱",
        "2019年报纸发行量是多少",
        "去年我们登上了哪座山",
        "本报报道过的1998年洪水死亡多少人",  # the year of the flood
        "我们报道过的在2019年合龙的大桥多长",
        "2019年大桥停工的消息是谁发布的",
        "2019年澜州的新闻中心建在哪里",
        "2022年征求的意见报告了几次",
        "《自然》雜誌2019年刊登的論文談什麼",
    ],
)
def test_a_time_of_the_event_is_a_preference(question: str) -> None:
    found = understand(question, TODAY)
    assert not found.is_strict
    assert found.rest == question


def test_the_reporting_of_several_months() -> None:
    found = understand("2022年1-6月报道过的大桥有哪些", TODAY)
    assert (found.since, found.until) == ("2022-01-01", "2022-06-30")


def test_the_days_of_several_times() -> None:
    found = understand("2019年和2021年的春耕", TODAY)
    assert (found.since, found.until) == ("2019-01-01", "2021-12-31")
    assert found.fit("2021-05-01") == 1
    assert understand("2018年以来的春耕", TODAY).until == ""
    assert understand("春耕", TODAY).fit("2021-05-01") == 0
    assert understand("2018年以來的春耕", TODAY).until == ""


def test_a_time_is_told_as_typed() -> None:
    (one,) = understand("㎡單價2018年以來", TODAY).periods
    assert (one.words, one.start, one.end) == ("2018年以來", 3, 10)


@pytest.mark.parametrize(
    ("since", "until", "meant"),
    [
        ("2022-01-01", "2022-12-31", "2022年"),
        ("2015-01-01", "2019-12-31", "2015年至2019年"),
        ("2019-08-01", "2019-08-31", "2019年8月"),
        ("2020-02-01", "2020-02-29", "2020年2月"),
        ("2019-08-03", "2019-08-03", "2019年8月3日"),
        ("2019-08-03", "2019-08-05", "2019年8月3日至2019年8月5日"),
        # Months of different length: 去年底, 2月至3月, 1月至2月
        ("2022-11-01", "2022-12-31", "2022年11月1日至2022年12月31日"),
        ("2023-02-01", "2023-03-31", "2023年2月1日至2023年3月31日"),
        ("2022-01-01", "2022-02-28", "2022年1月1日至2022年2月28日"),
        ("2021-11-01", "2022-11-30", "2021年11月1日至2022年11月30日"),
        ("2018-01-01", "", "2018年1月1日以来"),
        ("", "2020-12-31", "2020年12月31日以前"),
    ],
)
def test_a_period_as_it_is_written(since: str, until: str, meant: str) -> None:
    assert shown(since, until) == meant


def test_says_how_a_relative_time_was_understood() -> None:
    (note,) = notes_of(understand("去年的春耕面积", TODAY), "2023-04-13")
    assert note.startswith("“去年”按2022年理解，")
    (late,) = notes_of(understand("去年的春耕面积", date(2026, 11, 25)), "2023-04-13")
    assert "“去年”按2025年理解，馆藏最新一期是 2023-04-13" in late
    (ended,) = notes_of(understand("去年底的大桥", TODAY))
    assert "“去年底”按2022年11月1日至2022年12月31日理解" in ended
    assert notes_of(understand("2019年的春耕面积", TODAY)) == ()
    (strict,) = notes_of(understand("2019年刊登的春耕报道", TODAY))
    assert strict.startswith("“2019年”，只在")
