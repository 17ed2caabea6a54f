"""Read calendar dates as folders, sidecars and records write them."""

from __future__ import annotations

import re
from datetime import date, datetime

# `date.fromisoformat` alone also takes 2023-W15-1, a week date no newspaper means.
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})|([0-9]{4})([0-9]{2})([0-9]{2})")
_CHINESE = re.compile(r"([0-9]{4})\s*[年./-]\s*([0-9]{1,2})\s*[月./-]\s*([0-9]{1,2})(?![0-9])")
_MOMENT = re.compile(r"([0-9-]{8,10})[T ][0-9].*", re.DOTALL)


def checked_date(text: str) -> str:
    """Return a calendar date in ISO form, from 2019-08-01 or 20190801; "" for anything else."""
    match = _DAY.fullmatch(text)
    if match is None:
        return ""
    try:
        return date(*(int(part) for part in match.groups() if part)).isoformat()
    except ValueError:
        return ""


def date_part(text: str) -> str:
    """Return the date of an ISO date or moment such as 2019-08-01T06:30:00+08:00, else "".

    The date is the one written: it is not moved to another time zone.
    """
    match = _MOMENT.fullmatch(text)
    if match is None:
        return checked_date(text)
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return ""
    return checked_date(match[1])


def loose_date(text: str) -> str:
    """Return the date that `text` begins with, as pages print it: 2019年8月1日, 2019-8-1 06:30; or ""."""
    text = text.strip()
    if date := date_part(text):
        return date
    match = _CHINESE.match(text)
    if match is None:
        return ""
    return checked_date(f"{match[1]}-{match[2]:0>2}-{match[3]:0>2}")
