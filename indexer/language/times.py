"""Find the dates and periods that a text names, and tell which days they are.

    2019年8月3日, 8月3日, 去年, 今年上半年, 2022年第三季度, 2015年到2019年, 2018年以来, 最近三年, 上周,
    昨天, 五年前, 90年代, 春节期间, 去年国庆假期, 二〇一九年

Left alone is what says no time by which a report could be chosen: lengths (三个月大), comparisons
(比去年, 去年同期), plans (将于2030年), editions (2023年版) and what stands in 《》.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import cn2an

from indexer.language.festivals import NAMES, festival
from indexer.language.normalise import fold

_NUMBER = r"(?:\d{1,3}|[一二两三四五六七八九十]{1,3}|几)"
_NAMED_YEARS = {"大前年": -3, "前年": -2, "去年": -1, "上年": -1, "今年": 0, "本年": 0, "明年": 1}
_DAYS = {"大前": -3, "前": -2, "昨": -1, "今": 0}
_NEXT_YEAR = r"\s*[到至~—–-]+\s*(?:1[89]|20)\d\d\s*年"
_FESTIVALS = "|".join(NAMES)
_AROUND = r"(?:节?(?:小?长假|假期|黄金周|假日|期间|前后|当[天日])|节)"

_YEAR = (
    rf"(?:(?<!\d)(?P<year>(?:1[89]|20)\d\d)(?:\s*年(?![代级龄])度?|(?={_NEXT_YEAR})|(?={_FESTIVALS}))"
    rf"|(?P<named>{'|'.join(_NAMED_YEARS)})(?![级纪]))"
)
_MONTH = (
    r"(?<![\d一二三四五六七八九十])(?:(?P<month>1[0-2]|0?[1-9])\s*月(?!龄)|(?P<cn_month>十[一二]?|[一二三四五六七八九])月(?=份|初|底|末|[上中下]旬|\d|[一二三四五六七八九十]+[日号]))份?"
    r"(?:\s*(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})[日号](?!线)|(?P<third>[上中下])旬|(?P<edge>[初底末]))?"
)
_PART = (
    rf"(?:{_MONTH}|(?P<half>[上下])半年|前(?P<first>{_NUMBER})个?月"
    r"|第?(?P<quarter>[一二三四1-4首])个?季度|年?(?P<end>[初底末])(?![中一])"
    rf"|(?P<festival>{_FESTIVALS})(?!上河)(?P<around>{_AROUND})?)"
)
_TIME = re.compile(
    rf"(?:(?:{_YEAR})\s*的?)?(?:{_PART})?"
    r"|(?<=[到至])\s*(?P<last_day>\d{1,2})[日号]"
    rf"|(?P<span>(?:最近|近|过去)(?:的?这?)?(?P<count>{_NUMBER})(?P<unit>年|个?月|个?星期|周|天|日)(?![份报])(?:以来|来|间|里|内)?)"
    rf"|(?P<ago>(?<!\d)(?<!第)(?P<ago_count>{_NUMBER})(?P<ago_unit>年|个月|个?星期|周|天)(?:以|之)?前(?!后))"
    r"|(?P<this_month>本月|这个月)|(?P<last_month>上个月|上月(?!球))"
    r"|(?P<last_week>上个?(?:周(?![边围长])|星期|礼拜))|(?P<this_week>(?:本|这个?)(?:周(?![边围长])|星期|礼拜))"
    r"|(?P<near>(?:(?:大前|前|昨|今)天|(?:昨|今)日(?!头条|俄罗斯)))"
    r"|(?P<decade>(?:(?P<century>上世纪|(?:二十|20)世纪|本世纪)?(?P<tens>[1-9]0|[一二三四五六七八九]?十)年代|(?P<long_tens>(?:1[89]|20)\d)0年代)(?P<decade_part>初|中期|末|后期)?)"
)
_COMPARED = re.compile(r"(?:比|较|[高低多少大小]于|超过)$")
_PLANNED = re.compile(r"(?:将[于在]?|预计[于在到]?|计划[于在到]?|拟[于在]?|有望[于在]?|力争|到)$")
_BESIDE = re.compile(r"\s*(?:相比|同期|同[一比]|[一二三四两]?版|的?水平)")
_JOINED = re.compile(r"\s*(?:到|至|~|—+|–|-)\s*$")
_SINCE = re.compile(r"\s*(?:以来|至今|以后|之后|后(?![期备续勤人果半]))")
_BEFORE = re.compile(r"\s*(?:以前|之前|前(?![后期几往来\d一二三四五六七八九十]))")
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
    for match, (first, last, is_relative) in _named(folded.text, today, anchor):
        start, end = folded.source_span(match.start(), match.start() + len(match[0].rstrip(" 的")))
        joined = found and _JOINED.fullmatch(text[found[-1].end : start])
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
        if after := _SINCE.match(text, end):
            end, until = after.end(), ""
        elif after := _BEFORE.match(text, end):
            end, since = after.end(), ""
        found.append(Period(text[start:end], start, end, since, until, is_relative))
    return found


def _named(
    text: str, today: date, anchor: date
) -> Iterator[tuple[re.Match[str], tuple[date, date, bool]]]:
    """Yield the times of folded text; a year said once holds for what is joined to it."""
    carried: date | None = None
    carried_end = -1
    for match in _TIME.finditer(text):
        if not match[0].strip(" 的") or _is_no_time(text, match):
            continue
        joined = carried is not None and _JOINED.fullmatch(text[carried_end : match.start()])
        try:
            days = _days(match, today, anchor, carried if joined else None)
        except (ValueError, OverflowError):  # 2月30日; 900年前 is fine, year 0 is not
            continue
        if days is not None:
            yield match, days
            carried, carried_end = days[0], match.start() + len(match[0].rstrip(" 的"))


def _is_no_time(text: str, match: re.Match[str]) -> bool:
    before, after = text[: match.start()], text[match.start() + len(match[0].rstrip(" 的")) :]
    return bool(
        _COMPARED.search(before)
        or (_PLANNED.search(before) and not _JOINED.search(before))
        or _BESIDE.match(after)
        or before.rfind("《") > before.rfind("》")
        or before.endswith((":", ".."))  # a condition of the query language: 日期:2019年8月
    )


def _days(
    match: re.Match[str], today: date, anchor: date, carried: date | None
) -> tuple[date, date, bool] | None:
    """Return the first and last day of what was matched, and whether it goes by today."""
    if match["year"] or match["named"]:
        year = int(match["year"]) if match["year"] else today.year + _NAMED_YEARS[match["named"]]
        days = _within(match, year)
        return days and (*days, not match["year"])
    if carried and match["last_day"]:
        day = carried.replace(day=int(match["last_day"]))
        return day, day, False
    if match["last_day"]:
        return None
    if match["decade"]:
        return (*_decade(match), False)
    if match["span"]:
        return _back(anchor, _figure(match["count"]), match["unit"]), anchor, True
    if match["ago"]:
        return (*_ago(today, _figure(match["ago_count"]), match["ago_unit"]), True)
    if match["this_month"]:
        return (*_month(today.year, today.month), True)
    if match["last_month"]:
        before = today.replace(day=1) - timedelta(1)
        return (*_month(before.year, before.month), True)
    if match["last_week"] or match["this_week"]:
        monday = today - timedelta(today.weekday() + (7 if match["last_week"] else 0))
        return monday, monday + timedelta(6), True
    if match["near"]:
        day = today + timedelta(_DAYS[match["near"][:-1]])
        return day, day, True
    if match["end"] or match["first"]:
        return None  # of no year: 月底, 前三个月
    if carried:
        days = _within(match, carried.year)
        return days and (*days, False)
    if match["festival"] and not (match["around"] or match["festival"] in ("春节", "春运")):
        return None  # 国庆 is a name too, 元宵 a dish
    return _last_such(match, anchor)


def _last_such(match: re.Match[str], anchor: date) -> tuple[date, date, bool] | None:
    """Return the last one, begun by or soon after `anchor`, of what names no year."""
    for year in (anchor.year, anchor.year - 1):
        days = _within(match, year)
        if days and days[0] <= anchor + _SOON:
            return (*days, True)
    return None


def _within(match: re.Match[str], year: int) -> tuple[date, date] | None:
    """Return the days of the part of a year that was matched; of the year where it was none."""
    if match["month"] or match["cn_month"]:
        month = int(match["month"] or _figure(match["cn_month"]))
        first, last = _month(year, month)
        if match["day"]:
            day = first.replace(day=_figure(match["day"]))
            return day, day
        if match["third"]:
            at = "上中下".index(match["third"]) * 10
            return first + timedelta(at), last if at == 20 else first + timedelta(at + 9)
        if match["edge"]:
            is_first = match["edge"] == "初"
            return (first, first + timedelta(9)) if is_first else (last - timedelta(9), last)
        return first, last
    if match["half"]:
        months = (1, 6) if match["half"] == "上" else (7, 12)
    elif match["first"]:
        months = (1, min(_figure(match["first"]), 12))
    elif match["quarter"]:
        at = 3 * (1 if match["quarter"] == "首" else _figure(match["quarter"]))
        months = (at - 2, at)
    elif match["end"]:
        months = (1, 2) if match["end"] == "初" else (11, 12)
    elif match["festival"]:
        return festival(match["festival"], year)
    else:
        months = (1, 12)
    return date(year, months[0], 1), _month(year, months[1])[1]


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


def _month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _figure(text: str) -> int:
    """Return a number in figures or in Chinese; 几 is 3."""
    if text.isdecimal():
        return int(text)
    return 3 if text == "几" else int(cn2an.cn2an(text, "smart"))
