"""Compare two things by their figures, each cited, or say which of them is missing.

Only figures of one measure, unit and year are compared; their difference is the one thing in an
answer that stands in no quote, and it is computed from two that do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from indexer.answer.compared import Compared, compared
from indexer.answer.dated import Fit
from indexer.answer.evidence import Found
from indexer.answer.measured import SCALES, Read, names, read_figure
from indexer.answer.quantities import plain
from indexer.language import fold_text
from indexer.models import Comparison

_COMPARES = re.compile(r"(?<![占对环])比(?![例赛分值重])|超过|[多少高低长短大小]于|相差|同比|更")
_THE_YEAR_BEFORE = re.compile(r"(?:比|较)(?:去年|上年|前一年|上一年)|同比|去年同期|上年同期")


def compare(
    typed: str,
    whole: Sequence[Found],
    find: Callable[[str, Fit | None], Sequence[Found]],
    bound: float,
    today: date,
) -> tuple[Comparison | None, list[Found]]:
    """Return the comparison that a question asks for, and the sentences to show before all others.

    `whole` is what was found for the question itself: where one of its sentences compares, that is
    the answer and nothing is composed. `find` looks for a part of the question, in a time; only what
    is found with the strength `bound` counts. None where nothing is compared, or neither figure was
    found.
    """
    asked = compared(typed, today)
    if asked is None:
        return None, []
    strong = [one for one in whole if one.strength >= bound]
    if said := next((one for one in strong if _compares(asked, one)), None):
        return None, [said]
    first, second = (
        [
            read
            for found in find(asked.asks[which], period.fit if period else None)
            if found.strength >= bound and (read := read_figure(asked, which, found))
        ]
        for which, period in enumerate(asked.periods)
    )
    if not first and not second:
        return None, []
    if not first or not second:
        held = (first or second)[0]
        missing = asked.things[0] if not first else asked.things[1]
        pair = (None, held.figure) if not first else (held.figure, None)
        return (
            Comparison(asked.things, pair, obstacle=_missing(missing)), [held.found],
        )  # fmt: skip
    pairs = [(one, other) for one in first for other in second]
    one, other = next((pair for pair in pairs if not _obstacle(asked, *pair)), pairs[0])
    figures = (one.figure, other.figure)
    if obstacle := _obstacle(asked, one, other):
        return Comparison(asked.things, figures, obstacle=obstacle), [one.found, other.found]
    more = "" if one.number == other.number else asked.things[one.number < other.number]
    return (
        Comparison(
            asked.things,
            figures,
            more=more,
            difference=_difference(one, other),
            is_about=one.is_about or other.is_about,
            asks_less=asked.asks_less,
        ),
        [one.found, other.found],
    )


def _missing(thing: str) -> str:
    return (
        f"没有找到{thing}的这个数字，不能比较 / no such figure of {thing} was found, so nothing is "
        f"compared"
    )


def _obstacle(asked: Compared, one: Read, other: Read) -> str:
    """Return why two figures cannot be compared, "" where they can."""
    if one.unit != other.unit:
        return (
            "两个数字的单位不同，不能比较 / the figures have different units and are not compared"
        )
    if not asked.are_times and one.figure.period != other.figure.period:
        return "两个数字不是同一时间的，没有比较 / the figures are of different times and are not compared"
    return ""


def _compares(asked: Compared, found: Found) -> bool:
    """Tell whether a sentence compares by itself what the question compares."""
    sentence = found.sentence
    text = fold_text(sentence.text)
    named = all(word in text for word in asked.measure[-1:]) and re.search(asked.label, text)
    if not named or not _COMPARES.search(text):
        return False
    if not asked.are_times:
        return all(names(thing, text) for thing in asked.things)
    years = [int(one.since[:4]) for one in asked.periods if one]
    if abs(years[0] - years[1]) != 1 or not _THE_YEAR_BEFORE.search(text):
        return False
    told = re.findall(r"(?<!\d)(?:19|20)\d\d(?=年)", text)
    year = told[0] if told else sentence.article.date[:4]
    return year == str(max(years))


def _difference(one: Read, other: Read) -> str:
    """Return how far two numbers of one unit are apart, exactly, in the larger of their units.

    With 万 or 亿 where a figure is printed so.
    """
    apart = abs(one.number - other.number)
    if one.unit == "%":
        return f"{plain(apart)}个百分点"
    units = [read.figure.unit for read in (one, other)]
    unit = max(units, key=lambda unit: SCALES.get(unit, ("", Decimal(1)))[1])
    value = apart / SCALES.get(unit, ("", Decimal(1)))[1]
    printed = one.figure.text + other.figure.text
    for word, scale in (("亿", Decimal(100_000_000)), ("万", Decimal(10_000))):
        if re.search("[亿億]" if word == "亿" else "[万萬亿億]", printed) and value >= scale:
            return f"{plain(value / scale)}{word}{unit}"
    return f"{plain(value)}{unit}"
