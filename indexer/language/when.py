"""Understand when a question is about: days within which to look, or near which to prefer.

A date in a question is mostly part of the event and printed in the report, which came out on that day
or some time after: it is a preference. Only where a question speaks of the reporting itself (去年我们
报道过的大桥, 2019年8月刊登的文章) does its time say when to look.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from indexer.language.questions import says_something
from indexer.language.times import Period, periods_of

_WE = r"(?:我们|咱们|本报|我报|贵报|报纸|报上|哪家报纸|哪些报纸)"
_PRINT = r"(?:报道|报导|刊登|刊发|登载)"
# Speaking of the reporting; what is taken out with it says nothing of what was reported.
_REPORTED = re.compile(
    rf"{_WE}?(?:上|都|曾经?|当时)*{_PRINT}(?:过的?|了的?|的)"
    rf"|{_WE}(?:上|都|曾经?|当时)*(?:{_PRINT}|登|写|发)(?:过|了)?的?"
    r"|(?<=的)(?:(?:报道|报导|消息|稿件|稿子)[里中]?|新闻(?=[里中有]|$))|见报(?:的|了)?|见诸报端的?|登报的?"
)
_ELSEWHERE = re.compile(r"杂志|期刊|学报|论文")  # 《自然》2019年刊登的论文


@dataclass(frozen=True, slots=True)
class Asking:
    """A question and the times it names.

    Where `is_strict`, `periods` is the one time of the reporting, only reports of it are meant, and
    `rest` is the question without the words that said so; else they are preferred and `rest` is the
    question.
    """

    question: str
    rest: str
    periods: tuple[Period, ...] = ()
    is_strict: bool = False

    @property
    def since(self) -> str:
        """The first day of all periods, "" where one is open."""
        return min((one.since for one in self.periods), default="")

    @property
    def until(self) -> str:
        """The last day of all periods, "" where one is open."""
        ends = [one.until for one in self.periods]
        return "" if "" in ends else max(ends, default="")

    def fit(self, day: str) -> float:
        """Return how well a report printed on `day` suits the best of the periods, 0 to 1."""
        return max((one.fit(day) for one in self.periods), default=0.0)


def understand(question: str, today: date, newest: date | None = None) -> Asking:
    """Return what `question` says of its time; `newest` is the archive's last day, where known."""
    periods = tuple(periods_of(question, today, newest))
    reported = _REPORTED.search(question)
    if not periods or reported is None or _ELSEWHERE.search(question):
        return Asking(question, question, periods)
    before = [one for one in periods if one.end <= reported.start()]
    when = before[-1] if before else periods[0]
    rest = _REPORTED.sub("", question[: when.start] + question[when.end :]).strip("的在，, ")
    if not says_something(rest):
        rest = question  # 上周报道了什么: there is nothing else to look for
    return Asking(question, rest, (when,), is_strict=True)


def notes_of(asking: Asking, newest: str = "") -> tuple[str, ...]:
    """Return how the times were understood, for the person who asked; absolute dates say it themselves.

    `newest` is the archive's last day (ISO): that it ends before a time asked for is said too.
    """
    notes = []
    for one in asking.periods:
        if not (one.is_relative or asking.is_strict):
            continue
        way = "只在这段时间的报纸里找" if asking.is_strict else "那时和稍后的报道优先"
        if newest and one.since > newest:
            way = f"馆藏最新一期是 {newest}，那时还没有报纸"
        meant = shown(one.since, one.until)
        said = f"“{one.words}”" if one.words == meant else f"“{one.words}”按{meant}理解"
        notes.append(f"{said}，{way} / read as {one.since or '…'} to {one.until or '…'}")
    return tuple(notes)


def shown(since: str, until: str) -> str:
    """Return a period as a reader of Chinese writes it: 2022年, 2019年8月, 2019年8月3日, A至B."""
    if not since:
        return f"{_day(until)}以前"
    if not until:
        return f"{_day(since)}以来"
    if since == until:
        return _day(since)
    first, last = date.fromisoformat(since), date.fromisoformat(until)
    if (first.day, last.day) == (1, calendar.monthrange(last.year, last.month)[1]):
        if (first.month, last.month) == (1, 12):
            years = (first.year,) if first.year == last.year else (first.year, last.year)
            return "至".join(f"{year}年" for year in years)
        if first.replace(day=last.day) == last:
            return f"{first.year}年{first.month}月"
    return f"{_day(since)}至{_day(until)}"


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.year}年{day.month}月{day.day}日"
