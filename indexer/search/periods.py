"""Read the dates of a query: 2019, 2019-08, 2019年8月1日, 2019-08-01..2019-08-31."""

from __future__ import annotations

import calendar
import re
from datetime import date

from indexer.language import fold_text

_DAY = re.compile(
    r"(?P<year>\d{4})(?:(?:[-./年])(?P<month>\d{1,2})(?:[-./月](?P<day>\d{1,2})日?|月)?|年)?"
    r"|(?P<whole>\d{8})"
)


def read_period(text: str) -> tuple[str, str] | None:
    """Return the first and the last ISO day of a period, "" where it is open; None if it is none.

    A period whose end comes first is turned round.
    """
    first, dots, last = fold_text(text).strip().partition("..")
    if not dots:
        last = first
    if not first and not last:
        return None
    since, until = _bounds(first) if first else ("", ""), _bounds(last) if last else ("", "")
    if since is None or until is None:
        return None
    if since[0] and until[1] and since[0] > until[1]:
        since, until = until, since
    return since[0], until[1]


def _bounds(text: str) -> tuple[str, str] | None:
    """Return the first and the last day of a year, a month or a day."""
    found = _DAY.fullmatch(text)
    if not found:
        return None
    year, month, day = found["year"], found["month"], found["day"]
    if whole := found["whole"]:
        year, month, day = whole[:4], whole[4:6], whole[6:]
    try:
        first = date(int(year), int(month or 1), int(day or 1))
        last_month = int(month or 12)
        last_day = int(day or calendar.monthrange(int(year), last_month)[1])
        return first.isoformat(), date(int(year), last_month, last_day).isoformat()
    except ValueError:
        return None
