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
        ("最近三年的报道里大桥造价多少", "大桥造价多少"),
        ("上周有哪些关于夜校的报道", "有哪些关于夜校"),
        ("去年报道的2019年春耕面积多少", "2019年春耕面积多少"),  # only the time of the reporting
        ("上周报道了什么", "上周报道了什么"),  # nothing else to look for
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
    ],
)
def test_a_time_of_the_event_is_a_preference(question: str) -> None:
    found = understand(question, TODAY)
    assert not found.is_strict
    assert found.rest == question


def test_the_days_of_several_times() -> None:
    found = understand("2019年和2021年的春耕", TODAY)
    assert (found.since, found.until) == ("2019-01-01", "2021-12-31")
    assert found.fit("2021-05-01") == 1
    assert understand("2018年以来的春耕", TODAY).until == ""
    assert understand("春耕", TODAY).fit("2021-05-01") == 0


@pytest.mark.parametrize(
    ("since", "until", "meant"),
    [
        ("2022-01-01", "2022-12-31", "2022年"),
        ("2015-01-01", "2019-12-31", "2015年至2019年"),
        ("2019-08-01", "2019-08-31", "2019年8月"),
        ("2020-02-01", "2020-02-29", "2020年2月"),
        ("2019-08-03", "2019-08-03", "2019年8月3日"),
        ("2019-08-03", "2019-08-05", "2019年8月3日至2019年8月5日"),
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
    assert notes_of(understand("2019年的春耕面积", TODAY)) == ()
    (strict,) = notes_of(understand("2019年刊登的春耕报道", TODAY))
    assert strict.startswith("“2019年”，只在")
