"""Tell when a festival or a season of the Chinese year is, by the lunar calendar where it goes by it."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

# Name -> the festival it is reckoned from, days from that to the first and to the last day. Those
# of the public holidays have theirs; 春运 lasts 40 days, from 15 before New Year's Day.
_SPANS = {
    "春运": ("春节", -15, 24),
    "春节": ("春节", -1, 6),
    "过年": ("春节", -1, 6),
    "除夕": ("除夕", 0, 0),
    "元宵": ("元宵节", 0, 0),
    "清明": ("清明", -1, 1),
    "五一": ("劳动节", 0, 4),
    "劳动节": ("劳动节", 0, 4),
    "端午": ("端午节", -1, 1),
    "七夕": ("七夕", 0, 0),
    "中元": ("中元节", 0, 0),
    "中秋": ("中秋节", -1, 1),
    "国庆": ("国庆节", 0, 6),
    "十一": ("国庆节", 0, 6),
    "重阳": ("重阳节", 0, 0),
    "腊八": ("腊八节", 0, 0),
    "元旦": ("元旦", 0, 2),
    "六一": ("儿童节", 0, 0),
    "儿童节": ("儿童节", 0, 0),
    "妇女节": ("妇女节", 0, 0),
    "植树节": ("植树节", 0, 0),
    "教师节": ("教师节", 0, 0),
    "双十一": ("国庆节", 41, 41),  # 11 November and 12 December, reckoned from 1 October
    "双11": ("国庆节", 41, 41),
    "双十二": ("国庆节", 72, 72),
    "双12": ("国庆节", 72, 72),
    "暑假": ("建军节", -31, 30),  # July and August, reckoned from 1 August
    "暑期": ("建军节", -31, 30),
}  # fmt: skip

NAMES = tuple(sorted(_SPANS, key=len, reverse=True))
"""What may stand in a question, without 节, 假期, 期间; a longer name before one that begins it."""

FIRST_YEAR, LAST_YEAR = 1901, 2099  # that the lunar calendar's table covers whole


def festival(name: str, year: int) -> tuple[date, date] | None:
    """Return the first and last day of `name`, one of NAMES, in a year; None for years not known.

    腊八 and 除夕 are those before the New Year of `year`: "2023年除夕" is 21 January 2023.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    reckoned, first, last = _SPANS[name]
    lunar_year = year - 1 if reckoned in ("除夕", "腊八节") else year
    day: Any = _library().get_festival(reckoned).at(lunar_year)
    solar: date = day if isinstance(day, date) else day.to_solar_date()
    return solar + timedelta(first), solar + timedelta(last)


@cache
def _library() -> Any:
    from borax.calendars.festivals2 import FestivalLibrary

    return FestivalLibrary.load_builtin()
