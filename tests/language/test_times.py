from __future__ import annotations

from datetime import date

import pytest

from indexer.language.festivals import NAMES, festival
from indexer.language.times import Period, periods_of

TODAY = date(2023, 4, 13)  # a Thursday


@pytest.mark.parametrize(
    ("text", "words", "since", "until"),
    [
        ("2019年8月澜江大桥合龙了吗", "2019年8月", "2019-08-01", "2019-08-31"),
        ("2019年8月3日的渡口", "2019年8月3日", "2019-08-03", "2019-08-03"),
        ("１９９８年抗洪", "１９９８年", "1998-01-01", "1998-12-31"),
        ("一九九八年抗洪", "一九九八年", "1998-01-01", "1998-12-31"),
        ("二〇一九年的大桥", "二〇一九年", "2019-01-01", "2019-12-31"),
        ("2022年第三季度", "2022年第三季度", "2022-07-01", "2022-09-30"),
        ("2021年上半年", "2021年上半年", "2021-01-01", "2021-06-30"),
        ("2021年前7个月", "2021年前7个月", "2021-01-01", "2021-07-31"),
        ("2023年4月上旬", "2023年4月上旬", "2023-04-01", "2023-04-10"),
        ("2015年到2019年", "2015年到2019年", "2015-01-01", "2019-12-31"),
        ("2015-2019年", "2015-2019年", "2015-01-01", "2019-12-31"),
        ("2022年1月至6月利润", "2022年1月至6月", "2022-01-01", "2022-06-30"),
        ("2019年8月30日至9月2日", "2019年8月30日至9月2日", "2019-08-30", "2019-09-02"),
        ("2018年以来", "2018年以来", "2018-01-01", ""),
        ("2020年后建了几座桥", "2020年后", "2020-01-01", ""),
        ("2020年以前", "2020年以前", "", "2020-12-31"),
        ("90年代的渡船", "90年代", "1990-01-01", "1999-12-31"),
        ("上世纪九十年代末", "上世纪九十年代末", "1997-01-01", "1999-12-31"),
        ("2022年春节期间客流", "2022年春节期间", "2022-01-31", "2022-02-07"),
        ("2023年春运", "2023年春运", "2023-01-07", "2023-02-15"),
        ("2019国庆", "2019国庆", "2019-10-01", "2019-10-07"),
        ("2022年中秋夜", "2022年中秋", "2022-09-09", "2022-09-11"),
    ],
)
def test_a_time_that_says_its_year(text: str, words: str, since: str, until: str) -> None:
    (found,) = periods_of(text, TODAY)
    assert found == Period(words, text.index(words), text.index(words) + len(words), since, until)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("今年", "2023-01-01", "2023-12-31"),
        ("去年", "2022-01-01", "2022-12-31"),
        ("前年", "2021-01-01", "2021-12-31"),
        ("今年上半年", "2023-01-01", "2023-06-30"),
        ("去年国庆假期", "2022-10-01", "2022-10-07"),
        ("今年3月", "2023-03-01", "2023-03-31"),
        ("上个月", "2023-03-01", "2023-03-31"),
        ("本月", "2023-04-01", "2023-04-30"),
        ("上周", "2023-04-03", "2023-04-09"),
        ("本周", "2023-04-10", "2023-04-16"),
        ("昨天", "2023-04-12", "2023-04-12"),
        ("前天", "2023-04-11", "2023-04-11"),
        ("今日", "2023-04-13", "2023-04-13"),
        ("最近三年", "2020-04-13", "2023-04-13"),
        ("近两周", "2023-03-30", "2023-04-13"),
        ("五年前", "2018-01-01", "2018-12-31"),
        ("三个月前", "2023-01-01", "2023-01-31"),
        ("8月3日", "2022-08-03", "2022-08-03"),  # the last one
        ("4月18日", "2023-04-18", "2023-04-18"),  # soon to come
        ("十一月三日", "2022-11-03", "2022-11-03"),
        ("第三季度", "2022-07-01", "2022-09-30"),
        ("春节期间", "2023-01-21", "2023-01-28"),
        ("国庆假期", "2022-10-01", "2022-10-07"),
    ],
)
def test_a_time_that_goes_by_the_day(text: str, since: str, until: str) -> None:
    (found,) = periods_of(text, TODAY)
    assert (found.words, found.since, found.until) == (text, since, until)
    assert found.is_relative


@pytest.mark.parametrize(
    "text",
    [
        "比去年增长多少",
        "与去年相比如何",
        "去年同期",
        "将于2030年建成",
        "预计2025年通车",
        "《纲要（2019年版）》",
        "张国庆是谁",
        "清明上河图",
        "一碗元宵多少钱",
        "三个月的孩子",
        "建社一周年",
        "2月30日",
        "3号线",
        "今日头条",
        "十一个人",
        "120年",
        "日期:2019年8月 大桥",
        "哪一年",
        "几月几日",
        "",
    ],
)
def test_what_names_no_time(text: str) -> None:
    assert periods_of(text, TODAY) == []


def test_what_names_no_year_goes_by_the_archives_last_day() -> None:
    (found,) = periods_of("国庆假期", date(2026, 11, 25), newest=date(2019, 12, 31))
    assert found.since == "2019-10-01"
    (year,) = periods_of("去年", date(2026, 11, 25), newest=date(2019, 12, 31))
    assert year.since == "2025-01-01"


def test_several_times_in_order() -> None:
    found = periods_of("2019年和2021年的春耕，以及昨天", TODAY)
    assert [one.words for one in found] == ["2019年", "2021年", "昨天"]


def test_suits_within_and_less_and_less_after() -> None:
    (day,) = periods_of("2019年8月3日", TODAY)
    fits = [
        day.fit(printed)
        for printed in ("", "2019-08-02", "2019-08-03", "2019-08-04", "2019-08-20", "2019-10-01")
    ]
    assert fits[:3] == [0.5, 0, 1]
    assert 1 > fits[3] > fits[4] > 0 == fits[5]
    (year,) = periods_of("2021年", TODAY)
    assert year.fit("2022-02-01") > 0.9  # the year's results are printed in the next
    assert year.fit("2024-01-01") == 0


@pytest.mark.parametrize("name", NAMES)
def test_every_festival_has_its_days_in_every_year(name: str) -> None:
    for year in (1901, 1960, 2023, 2099):
        days = festival(name, year)
        assert days is not None
        assert days[0] <= days[1]
    assert festival(name, 1900) is None


def test_lunar_new_year() -> None:
    assert festival("春节", 2023) == (date(2023, 1, 21), date(2023, 1, 28))
    assert festival("除夕", 2023) == (date(2023, 1, 21), date(2023, 1, 21))
    assert festival("端午", 2023) == (date(2023, 6, 21), date(2023, 6, 23))
