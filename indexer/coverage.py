"""Tell which issues and pages an archive holds, and which are missing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from indexer.layout import plain_number
from indexer.models import Coverage, DayHeld, Failure, IssueGap, PageGap, PaperCoverage
from indexer.rhythm import Rhythm, learn_rhythm

_NUMBER = re.compile(r"([A-Z]{0,2})(\d{1,4})(?:[-~～—、,/]([A-Z]{0,2})(\d{1,4}))?")
_DIGITS = re.compile(r"\d+")
_MOST_PAGES = 200  # of an issue; a higher number counts through a year, not an issue

Holding = tuple[str, str, str, int, int]
"""Newspaper, ISO date, page number ("" each where unknown), pages, how many of them came cut."""


def coverage_of(
    holdings: Iterable[Holding],
    *,
    failed: Sequence[Failure] = (),
    is_wanted: Callable[[str], bool] = lambda newspaper: True,
    since: str = "",
    until: str = "",
) -> Coverage:
    """Return what `holdings` hold of the wanted newspapers from `since` to `until`.

    Days are ISO and inclusive, "" is open; newspapers come by name. A newspaper's rhythm is learned
    from all its issues (see `learn_rhythm`), so a day on which it did not come out for another
    reason, such as a holiday, counts as missing too. What has no newspaper, date or page number
    takes no part: it is counted, and no gap is concluded from it. Articles that came cut and have
    no page number are clippings: a day without any may have had an issue or not.
    """
    papers: dict[str, dict[str, list[Holding]]] = defaultdict(lambda: defaultdict(list))
    for holding in holdings:
        if is_wanted(holding[0]):
            papers[holding[0]][holding[1]].append(holding)
    return Coverage(
        since=since,
        until=until,
        papers=tuple(_paper(name, papers[name], since, until) for name in sorted(papers)),
        failed=tuple(dict.fromkeys(failed)),
    )


def _paper(
    name: str, held: Mapping[str, Sequence[Holding]], since: str, until: str
) -> PaperCoverage:
    """Return the coverage of one newspaper of which `held` is held, by day."""
    days = sorted(filter(None, held))
    all_held = [date.fromisoformat(day).toordinal() for day in days]
    rhythm, expected = _expected(name, held)
    low, high = _bounds(since, until)
    within = expected[(low <= expected) & (expected <= high)]
    is_regular = np.any((low - 7 < expected) & (expected < high + 7))
    missing = _issue_gaps(np.setdiff1d(within, all_held), all_held)
    inside = [day for day in days if since <= day and (not until or day <= until)]
    printed = {
        day: _printed_pages(tuple(number for _, _, number, *_ in held[day])) for day in inside
    }
    return PaperCoverage(
        newspaper=name,
        first=days[0] if days else "",
        last=days[-1] if days else "",
        issues=len(inside),
        pages=sum(pages for pages, _ in printed.values()),
        weekdays=rhythm.weekdays,
        is_regular=bool(is_regular),
        missing=missing,
        missing_issues=sum(gap.issues for gap in missing),
        missing_pages=_page_gaps({day: pages for day, (_, pages) in printed.items() if name}),
        unnumbered=sum(
            count for day in inside for _, _, number, count, _ in held[day] if not number
        ),
        undated=sum(count for *_, count, _ in held.get("", ())),
    )


def days_of(
    name: str,
    holdings: Iterable[Holding],
    failed: Mapping[str, Sequence[Failure]],
) -> list[DayHeld]:
    """Return the days of which anything of a newspaper is held, missing, or failed, in order.

    `holdings` are all of that newspaper, `failed` by ISO day. What is missing is told as
    `coverage_of` tells it.
    """
    held: dict[str, list[Holding]] = defaultdict(list)
    for holding in holdings:
        if holding[1]:
            held[holding[1]].append(holding)
    expected = {_iso(day) for day in _expected(name, held)[1].tolist()}
    days = []
    for day in sorted({*held, *expected, *filter(None, failed)}):
        there = held.get(day, [])
        pages, lacking = _printed_pages(tuple(number for _, _, number, *_ in there))
        days.append(
            DayHeld(
                date=day,
                pages=pages,
                unnumbered=sum(count for _, _, number, count, _ in there if not number),
                lacking=lacking if name else (),
                missing=not there and day in expected,
                failed=tuple(failed.get(day, ())),
            )
        )
    return days


def _expected(name: str, held: Mapping[str, Sequence[Holding]]) -> tuple[Rhythm, NDArray[np.int64]]:
    """Return a newspaper's rhythm, and the days (ordinals) on which an issue is expected by it."""
    issues = [
        date.fromisoformat(day).toordinal()
        for day in sorted(filter(None, held))
        if name and not _are_clippings(held[day])
    ]
    rhythm = learn_rhythm(issues)
    return rhythm, np.flatnonzero(rhythm.expected) + (issues[0] if issues else 0)


def _are_clippings(holdings: Sequence[Holding]) -> bool:
    return all(not number and cut == count for _, _, number, count, cut in holdings)


def _bounds(since: str, until: str) -> tuple[int, int]:
    """Return the ordinals of a period's first and last day."""
    low = date.fromisoformat(since) if since else date.min
    high = date.fromisoformat(until) if until else date.max
    return low.toordinal(), high.toordinal()


def _issue_gaps(missing: NDArray[np.int64], held: Sequence[int]) -> tuple[IssueGap, ...]:
    """Return the missing days in gaps: those between two days held are one."""
    edges = np.flatnonzero(np.diff(np.searchsorted(held, missing))) + 1
    gaps = [days.tolist() for days in np.split(missing, edges) if len(days)]
    return tuple(IssueGap(_iso(days[0]), _iso(days[-1]), len(days)) for days in gaps)


def _page_gaps(missing: Mapping[str, tuple[str, ...]]) -> tuple[PageGap, ...]:
    """Return the missing pages, by day; issues in a row that lack the same pages are one gap."""
    gaps = []
    for pages, days in groupby(missing, key=lambda day: missing[day]):
        if pages:
            lacking = list(days)
            gaps.append(PageGap(lacking[0], lacking[-1], len(lacking), pages))
    return tuple(gaps)


@lru_cache(maxsize=4096)  # issues after issues have the same pages
def _printed_pages(numbers: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
    """Return how many numbered pages an issue has, and the numbers it lacks.

    A section (A1, B1) begins with 1, or goes on where another ended (A1-A4, B5-B8), and where it
    begins later still, what is between is missing; 02-03 is two pages. Nothing is said to be missing of an issue with a page without number, or whose number
    is none.
    """
    pages = [_pages_of(number) for number in numbers if number]
    held = {page for printed in pages for page in printed}
    unread = pages.count(())
    if unread or "" in numbers:
        return len(held) + unread, ()
    sections: dict[str, set[int]] = defaultdict(set)
    widths: dict[str, int] = {}  # of a section's shortest number: as its pages are written
    for number, named in zip(numbers, pages, strict=True):
        for section, page in named:
            sections[section].add(page)
            if digits := _DIGITS.search(number):
                widths[section] = min(len(digits[0]), widths.get(section, len(digits[0])))
    missing, highest = [], 0
    for section, there in sorted(sections.items()):
        first = highest + 1 if highest < min(there) else 1
        highest = max(highest, *there)
        lacking = sorted(set(range(first, max(there))) - there)
        missing += [f"{section}{number:0{widths.get(section, 1)}}" for number in lacking]
    return len(held), tuple(missing)


def _pages_of(number: str) -> tuple[tuple[str, int], ...]:
    """Return the pages, as section and number, that a page number names; () where it names none."""
    plain = plain_number(number)
    named = _NUMBER.fullmatch(plain)
    if not named:
        return ()
    section, first, other, last = named.groups()
    low, high = int(first), int(last or first)
    if not low <= high <= _MOST_PAGES or high - low > 3 or other not in (None, "", section):
        return ()
    return tuple((section, page) for page in range(low, high + 1))


def _iso(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()
