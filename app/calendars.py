"""Draw what is held of a newspaper as tables: years of months, and months of days."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Callable, Sequence

from app.marks import escape
from app.texts import text
from indexer import DayHeld
from indexer.citing import page_number

Link = Callable[..., str]
"""(label as HTML, year, month, day, what it is called) -> a link to that part of the paper."""


def years_table(days: Sequence[DayHeld], lang: str, to: Link) -> str:
    """Return a table of how many issues each month of each year has, and how many are missing."""
    months: dict[tuple[int, int], list[DayHeld]] = defaultdict(list)
    for day in days:
        months[int(day.date[:4]), int(day.date[5:7])].append(day)
    names = text("months", lang).split("|")
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    rows = []
    for year in sorted({year for year, _ in months}, reverse=True):
        cells = "".join(
            f"<td>{_month_cell(months.get((year, month), []), year, month, lang, to)}</td>"
            for month in range(1, 13)
        )
        rows.append(f'<tr><th scope="row">{to(str(year), year)}</th>{cells}</tr>')
    return (
        f'<table class="years"><caption>{escape(text("years_of", lang))}</caption>'
        f'<thead><tr><th scope="col">{escape(text("year", lang))}</th>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def month_table(
    days: Sequence[DayHeld], year: int, month: int, lang: str, to: Link, *, is_big: bool = False
) -> str:
    """Return one month as a table of weeks, Monday first; what a day has is said in words too."""
    by_day = {int(day.date[8:10]): day for day in days}
    short, long = (text(key, lang).split("|") for key in ("weekdays", "weekdays_long"))
    head = "".join(
        f'<th scope="col" abbr="{name}">{brief}</th>'
        for brief, name in zip(short, long, strict=True)
    )
    weeks = []
    for week in calendar.Calendar().monthdayscalendar(year, month):
        cells = "".join(
            _day_cell(by_day.get(number), year, month, number, lang, to, is_big) for number in week
        )
        weeks.append(f"<tr>{cells}</tr>")
    title = text("year_n", lang, n=year) + text("month_n", lang, n=month)
    if lang == "English":
        title = f"{text('months', lang).split('|')[month - 1]} {year}"
    # The big one stands below a heading that says the same.
    caption = (
        f'<span class="unseen">{escape(title)}</span>' if is_big else to(escape(title), year, month)
    )
    return (
        f'<table class="month{" big" * is_big}"><caption>{caption}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(weeks)}</tbody></table>"
    )


def legend(days: Sequence[DayHeld], lang: str) -> str:
    """Return what the signs mean that `days` have."""
    kinds = {_kind(day) for day in days}
    rows = "".join(
        f"<li>{escape(text(f'legend_{kind}', lang))}</li>"
        for kind in ("held", "partial", "missing", "failed")
        if kind in kinds
    )
    return f'<ul class="legend" aria-label="{escape(text("legend", lang))}">{rows}</ul>'


def is_held(day: DayHeld) -> bool:
    """Tell whether anything of the day is held."""
    return bool(day.pages or day.unnumbered)


def size_of(day: DayHeld, lang: str) -> str:
    """Return how much is held of a day: 4版, 12篇."""
    sizes = [
        text(key, lang, n=count)
        for key, count in (("pages_n", day.pages), ("articles_n", day.unnumbered))
        if count
    ]
    return " ".join(sizes)


def _kind(day: DayHeld) -> str:
    if day.failed:
        return "failed"
    if is_held(day):
        return "partial" if day.lacking else "held"
    return "missing" if day.missing else ""


def _month_cell(days: Sequence[DayHeld], year: int, month: int, lang: str, to: Link) -> str:
    held = sum(map(is_held, days))
    counts = [
        (key, sum(map(counted, days)))
        for key, counted in (("lack", lambda d: d.missing), ("failed", lambda d: len(d.failed)))
    ]
    notes = [(key, count) for key, count in counts if count]
    if not held and not notes:
        return ""
    said = [text("issues_n", lang, n=held)]
    said += [text(f"{key}_long", lang, n=count) for key, count in notes]
    small = "".join(
        f'<span class="lack">{escape(text(f"{key}_n", lang, n=count))}</span>'
        for key, count in notes
    )
    return to(f"{held}{small}", year, month, called="，".join(said))


def _day_cell(
    day: DayHeld | None, year: int, month: int, number: int, lang: str, to: Link, is_big: bool
) -> str:
    if not number:
        return "<td></td>"
    if day is None or not (kind := _kind(day)):
        return f'<td class="none"><span>{number}</span></td>'
    said = [size_of(day, lang)] if is_held(day) else []
    if day.lacking:
        said.append(text("lacks_pages", lang, pages="、".join(map(page_number, day.lacking))))
    if kind in ("missing", "failed"):
        said.append(text(f"day_{kind}", lang))
    small = said[0] if kind in ("held", "partial") and is_big else ""
    if kind in ("missing", "failed"):
        small = text(f"day_{kind}", lang)
    inner = f"{number}<small>{escape(small)}</small>" if small else str(number)
    css = f"{kind} held" if is_held(day) else kind
    if kind == "missing":
        return f'<td class="{css}"><span>{inner}</span></td>'
    return f'<td class="{css}">{to(inner, year, month, number, called="，".join(said))}</td>'
