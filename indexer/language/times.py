"""Tell which days the dates and periods are that a text names.

    2019年8月3日, 2008.5.12, 8月3日, 去年, 今年上半年, 前三季度, 2022年1-6月, 2015年到2019年, 2018年以来,
    最近三年, 上周三, 昨天, 五年前, 90年代, 春节期间, 去年国庆假期, 二〇一九年, 98年8月, 去年冬天, 今春,
    “十三五”期间, 双十一

Left alone is what says no time by which a report could be chosen: lengths (三个月大), comparisons
(比去年, 去年同期), plans (将于2030年), editions (2023年版) and what stands in 《》.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from indexer.language.festivals import festival
from indexer.language.normalise import CHINESE_FIGURES, fold
from indexer.language.time_words import BEFORE, JOINED, NAMED_YEARS, SINCE, time_words

_DAYS = {"大前": -3, "前": -2, "昨": -1, "今": 0}
_SOON = timedelta(31)  # what names no year may be to come: 4月18日, said on 13 April


@dataclass(frozen=True, slots=True)
class Period:
    """A time that `text[start:end]` names: its first and last ISO day, "" where it is open.

    `is_relative` tells that it goes by the day it is said on; `words` are as typed.
    """

    words: str
    start: int
    end: int
    since: str
    until: str
    is_relative: bool = False

    def fit(self, day: str) -> float:
        """Return how well a report printed on a day (ISO) suits, 0 to 1; 0.5 where that is unknown ("").

        1 within the period, then falling, slowly at first: what happened in a year is printed in it and in the months
        after, what happened on a day within a few weeks. 0 before it.
        """
        if not day:
            return 0.5
        if day < self.since:
            return 0.0
        if not self.until or day <= self.until:
            return 1.0
        last = date.fromisoformat(self.until)
        length = (last - date.fromisoformat(self.since)).days if self.since else 365
        late = (date.fromisoformat(day) - last).days
        return max(1.0 - (late / min(30 + length, 400)) ** 2, 0.0)


def periods_of(text: str, today: date, newest: date | None = None) -> list[Period]:
    """Return the times `text` names, in order, disjoint.

    去年 and the like go by `today`; what names no year (8月3日, 春节期间) is the last such that began,
    or soon will, by `newest`, the archive's last day, or by `today` where that comes first.
    """
    folded = fold(text)
    anchor = min(today, newest or today)
    found: list[Period] = []
    for (at, to), (first, last, is_relative) in _named(folded.text, today, anchor):
        start, end = folded.source_span(at, to)
        joined = found and JOINED.fullmatch(text[found[-1].end : start])
        if joined and found[-1].since <= last.isoformat():
            before = found.pop()
            found.append(
                Period(
                    text[before.start : end], before.start, end,
                    before.since, last.isoformat(), before.is_relative,
                )
            )  # fmt: skip
            continue
        since, until = first.isoformat(), last.isoformat()
        if after := SINCE.match(text, end):
            end, until = after.end(), ""
        elif after := BEFORE.match(text, end):
            end, since = after.end(), ""
        found.append(Period(text[start:end], start, end, since, until, is_relative))
    return found


def _named(
    text: str, today: date, anchor: date
) -> Iterator[tuple[tuple[int, int], tuple[date, date, bool]]]:
    """Yield the times of folded text and their places; a year said once holds for what is joined to it."""
    carried: date | None = None
    carried_end = -1
    for match, end in time_words(text):
        joined = carried is not None and JOINED.fullmatch(text[carried_end : match.start()])
        try:
            days = _days(match, today, anchor, carried if joined else None)
        except (ValueError, OverflowError):  # 2月30日; 900年前 is fine, year 0 is not
            continue
        if days is not None:
            yield (match.start(), end), days
            carried, carried_end = days[0], end


def _days(
    match: re.Match[str], today: date, anchor: date, carried: date | None
) -> tuple[date, date, bool] | None:
    """Return the first and last day of what was matched, and whether it goes by today."""
    if match["in_year"]:
        day = date(int(match["in_year"]), int(match["in_month"]), int(match["on_day"]))
        return day, day, False
    if (year := _year(match, today)) is not None:
        days = _within(match, year)
        is_to_come = days is not None and year == today.year and days[0] > today + _SOON
        if is_to_come and _season(match) == "冬":  # 今年冬天, in April: the one the year began with
            days = _within(match, year - 1)
        return days and (*days, not match["year"])
    if match["plan"] or match["early_plan"] or match["nth_plan"]:
        return (*_five_years(match), False)
    if match["decade"]:
        return (*_decade(match), False)
    if match["span"]:
        return _back(anchor, _figure(match["count"]), match["unit"]), anchor, True
    if match["ago"]:
        return (*_ago(today, _figure(match["ago_count"]), match["ago_unit"]), True)
    if match["a_month"]:
        day = _back(today, (match["months_back"] or "").count("上"), "个月")
        days = _month(day.year, day.month)
        return (*_part_of_month(*days, match["its_third"], match["its_edge"]), True)
    if match["week"]:
        monday = today - timedelta(today.weekday() + 7 * (match["weeks_back"] or "").count("上"))
        return (*_of_week(monday, match["weekday"]), True)
    if match["near"]:
        day = today + timedelta(_DAYS[match["near"][:-1]])
        return day, day, True
    if match["end"] or match["first"]:
        return None  # of no year: 月底, 前三个月
    if carried:
        days = _within(match, carried.year)
        return days and (*days, False)
    if match["season"]:
        return None  # 冬天供暖 is of every year
    is_sure = match["around"] or (match["festival"] or "").startswith(("春", "双"))
    if match["festival"] and not is_sure:
        return None  # 国庆 is a name too, 元宵 a dish
    return _last_such(match, anchor)


def _year(match: re.Match[str], today: date) -> int | None:
    """Return the year that was matched, by today where it is told in words or in two figures."""
    if match["year"]:
        return int(match["year"])
    if named := match["named"] or match["of_year"]:
        return today.year + NAMED_YEARS[named if match["named"] else f"{named}年"]
    if not match["short_year"]:
        return None
    year = today.year // 100 * 100 + int(match["short_year"].translate(CHINESE_FIGURES))
    return year if year <= today.year + 1 else year - 100


def _season(match: re.Match[str]) -> str:
    return match["season"] or match["its_season"] or ""


def _last_such(match: re.Match[str], anchor: date) -> tuple[date, date, bool] | None:
    """Return the last one, begun by or soon after `anchor`, of what names no year.

    Of halves, quarters and runs of months no report says how they were before they have begun:
    in June 下半年 is that of last year, in April 前三季度 and 1—9月 are, whose last part is to come.
    """
    for year in (anchor.year, anchor.year - 1):
        if not (days := _within(match, year)):
            continue
        first, last = days
        if match["quarters"] or match["from_quarter"] or match["to_month"]:
            first = _back(last.replace(day=1), 0 if match["to_month"] else 2, "个月")
        is_sum = any(match[part] for part in ("half", "quarters", "nth", "quarter", "to_month"))
        if first <= (anchor if is_sum else anchor + _SOON):
            return (*days, True)
    return None


def _within(match: re.Match[str], year: int) -> tuple[date, date] | None:
    """Return the days of the part of a year that was matched; of the year where it was none."""
    if match["month"] or match["cn_month"]:
        month = int(match["month"] or _figure(match["cn_month"]))
        first, last = _month(year, month)
        if match["day"]:
            day = first.replace(day=_figure(match["day"]))
            since = first.replace(day=_figure(match["from_day"])) if match["from_day"] else day
            return since, day if since <= day else _back(day, -1, "个月")  # 8月30日至2日
        return _part_of_month(first, last, match["third"], match["edge"])
    if match["from_month"]:
        months = (_figure(match["from_month"]), _figure(match["to_month"]))
    elif match["half"]:
        months = (1, 6) if match["half"] == "上" else (7, 12)
    elif match["first"]:
        months = (1, min(_figure(match["first"]), 12))
    elif match["quarters"]:
        months = (1, 3 * _figure(match["quarters"]))
    elif nth := match["nth"] or match["quarter"]:
        at = 3 * (1 if nth.startswith("首") else _figure(nth))
        months = ((3 * _figure(match["from_quarter"]) if match["from_quarter"] else at) - 2, at)
    elif match["end"]:
        months = (1, 2) if match["end"] == "初" else (11, 12)
    elif season := _season(match):
        begins = 3 * (1 + "春夏秋冬".index(season))
        months = (begins, (begins + 1) % 12 + 1)  # winter ends in the February after
    elif match["festival"]:
        return festival(match["festival"], year)
    else:
        months = (1, 12)
    runs_over = months[1] < months[0]  # 12-2月 ends in the next year
    return date(year, months[0], 1), _month(year + runs_over, months[1])[1]


def _five_years(match: re.Match[str]) -> tuple[date, date]:
    """Return the years of a five-year plan: 1953 to 1957, 1958 to 1962, and from 1966 on without a gap."""
    nth = _figure(match["nth_plan"] or (match["plan"] or match["early_plan"])[:-1])
    first = 1948 + 5 * nth if nth < 3 else 1951 + 5 * nth
    low, high = {"初": (0, 0), "末": (4, 4)}.get(match["plan_edge"] or "", (0, 4))
    return date(first + low, 1, 1), date(first + high, 12, 31)


def _decade(match: re.Match[str]) -> tuple[date, date]:
    if match["long_tens"]:
        first = int(match["long_tens"]) * 10
    else:
        tens = _figure(match["tens"])
        is_ours = match["century"] == "本世纪" or (not match["century"] and tens < 30)
        first = (2000 if is_ours else 1900) + tens
    years = {"初": (0, 2), "中期": (4, 6), "末": (7, 9), "后期": (6, 9)}
    low, high = years.get(match["decade_part"] or "", (0, 9))
    return date(first + low, 1, 1), date(first + high, 12, 31)


def _back(day: date, count: int, unit: str) -> date:
    """Return the day `count` units before, the day itself being the last of them."""
    if unit == "年":
        year, month = day.year - count, day.month
    elif "月" in unit:
        year, month = divmod(day.year * 12 + day.month - 1 - count, 12)
        month += 1
    else:
        return day - timedelta(count * (1 if unit in ("天", "日") else 7))
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _ago(today: date, count: int, unit: str) -> tuple[date, date]:
    """Return the year, the month, the week or the day so long ago, whole."""
    day = _back(today, count, unit)
    if unit == "年":
        return date(day.year, 1, 1), date(day.year, 12, 31)
    if unit == "个月":
        return _month(day.year, day.month)
    if unit == "天":
        return day, day
    return day - timedelta(day.weekday()), day - timedelta(day.weekday() - 6)


def _of_week(monday: date, weekday: str | None) -> tuple[date, date]:
    """Return the day of a week, its two last days for 末, or the whole of it."""
    if not weekday:
        return monday, monday + timedelta(6)
    if weekday == "末":
        return monday + timedelta(5), monday + timedelta(6)
    day = monday + timedelta("一二三四五六日".index(weekday.replace("天", "日")))
    return day, day


def _month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _part_of_month(
    first: date, last: date, third: str | None, edge: str | None
) -> tuple[date, date]:
    """Return the first and last day of 上旬, 中旬, 下旬, 初 or 底 of a month; else of all of it."""
    if third:
        at = "上中下".index(third) * 10
        return first + timedelta(at), last if at == 20 else first + timedelta(at + 9)
    if edge:
        return (first, first + timedelta(9)) if edge == "初" else (last - timedelta(9), last)
    return first, last


def _figure(text: str) -> int:
    """Return a number in figures or in Chinese; 几 is 3."""
    if text.isdecimal():
        return int(text)
    import cn2an  # takes 0.15 s

    return 3 if text == "几" else int(cn2an.cn2an(text, "smart"))
