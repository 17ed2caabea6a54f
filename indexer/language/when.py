"""Understand when a question is about: days within which to look, or near which to prefer.

A date in a question is mostly part of the event and printed in the report, which came out on that day
or some time after: it is a preference. Only where a question speaks of the reporting itself (去年我们
报道过的大桥, 2019年8月刊登的文章) does its time say when to look.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from indexer.language.normalise import Folded, fold
from indexer.language.questions import says_something
from indexer.language.times import Period, periods_of

# Patterns are for folded text.
_WE = r"(?:(?<![现正])在)?(?:我们|咱们|本报|我报|贵报|报纸|报上|哪家报纸|哪些报纸)"
_PRINT = r"(?:报道|报导|刊登|刊发|登载)"
_IN = r"(?:里|中(?![心国学]))"
# Speaking of the reporting; what is taken out with it says nothing of what was reported.
_REPORTED = re.compile(
    rf"{_WE}?(?:上|都|曾经?|当时)*{_PRINT}(?:过的?|了的?|的)"
    # 我们写过的, not 我们发展了, 报纸发行量
    rf"|{_WE}(?:上|都|曾经?|当时)*(?:{_PRINT}(?:过|了)?的?|(?:[登写发]|发表)(?:过的?|了的?|的))"
    rf"|的(?:(?:报道|报导|稿件|稿子)(?![员团组]){_IN}?|消息{_IN}|新闻(?:{_IN}|(?=有|[?。]?$)))"
    r"|(?<!意)见报(?![告送])(?:的|了)?|见诸报端的?|(?<!刊)登报的?"
)
_AT = re.compile(r"(?:(?<![现正存所实])在|(?<=[道导登发载])于)$")  # goes with the time after it
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
    folded = fold(question)
    text = folded.text
    found = periods_of(text, today, newest)
    when = None if _ELSEWHERE.search(text) else _time_of_reporting(text, found)
    if when is None:
        return Asking(question, question, tuple(_as_typed(one, question, folded) for one in found))
    kept = _without_reporting(text, when)
    places = dict.fromkeys(folded.source_span(at, at + 1)[0] for at in kept)
    rest = "".join(question[at] for at in places).strip("，, ")
    if not says_something(rest):
        rest = question  # 上周报道了什么: there is nothing else to look for
    return Asking(question, rest, (_as_typed(when, question, folded),), is_strict=True)


def _as_typed(one: Period, question: str, folded: Folded) -> Period:
    start, end = folded.source_span(one.start, one.end)
    return replace(one, words=question[start:end], start=start, end=end)


def _time_of_reporting(text: str, periods: Sequence[Period]) -> Period | None:
    """Return the period in which a report was printed, by what folded `text` says; None for no such.

    It stands before the reporting (去年报道过的), or after 于 (本报刊登于2019年的); else what comes
    after is of the event: 本报报道过的1998年洪水, unless it speaks of reporting again.
    """
    for nth, reported in enumerate(_REPORTED.finditer(text)):
        before = [one for one in periods if one.end <= reported.start()]
        if before and (nth == 0 or before[-1].end == reported.start()):
            return before[-1]
        for one in periods:
            if text[reported.end() : one.start] == "于":
                return one
    return None


def _without_reporting(text: str, when: Period) -> list[int]:
    """Return the places of `text` but those that say it was printed, and when."""
    at = _AT.search(text, 0, when.start)
    places = [*range(at.start() if at else when.start), *range(when.end, len(text))]
    left = "".join(text[place] for place in places)
    for reported in reversed(list(_REPORTED.finditer(left))):
        del places[reported.start() : reported.end()]
    if text.startswith("的", when.end) and not text.startswith(("的士", "的哥"), when.end):
        places = [place for place in places if place != when.end]  # 去年的本报报道过哪些桥
    return places


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
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.year}年{first.month}月"
    return f"{_day(since)}至{_day(until)}"


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.year}年{day.month}月{day.day}日"
