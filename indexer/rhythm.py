"""Learn on which days a newspaper comes out, from the days of which issues are held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_BREAK_DAYS = 14  # from one issue to the next: nothing between is evidence of how often it came out
_NEAR_WEEKS = 6  # before and after a week, from which its rhythm is learned
_MOST = 0.7
_FEWEST_ISSUES = 4
_FEWEST_DAILY = 3  # where they come day after day
_PRIOR_DAYS = 3  # that a weekday's share is worth before it is counted


@dataclass(frozen=True)
class Rhythm:
    """When a newspaper came out, judged by the issues held.

    `expected` tells of each day from the first issue held to the last whether one came out; of a
    time in which the paper has no rhythm it tells of no day. `weekdays` (0 is Monday) are those of
    most weeks, empty where there is no rhythm or too little to name one.
    """

    expected: NDArray[np.bool_]
    weekdays: tuple[int, ...] = ()


def learn_rhythm(days: Sequence[int]) -> Rhythm:
    """Return the rhythm of a newspaper of which the issues of `days` are held.

    `days` are proleptic ordinals (`date.toordinal()`), increasing, each once.

    Around each week, six weeks before and six after, every weekday's share of issues held is
    counted. A weekday is a publishing day if that share comes near (0.7) the share of all
    publishing days together, and there is a rhythm at all if that one is 0.7 or more, of four
    issues or more (three, where they come day after day): daily, on workdays, on Sundays and
    Thursdays, weekly. Less is irregular, and nothing is said to be missing.

    Where two weeks and more pass without an issue, whatever was lost or never printed there is no
    evidence: on those days an issue is expected if it was by the rhythm before and after. So a lost
    year of a daily is a gap, and a paper of every second week, or every month, is irregular.

    In the first days of an archive a weekday that was met once may be missing by chance: it counts
    as held if an earlier and a later day of the week are (Tuesday and Thursday, but not Wednesday),
    and no weekday was left out twice.
    """
    held_days = np.asarray(days, dtype=np.int64)
    span = int(held_days[-1] - held_days[0]) + 1 if len(held_days) else 0
    if len(held_days) < _FEWEST_DAILY:
        return Rhythm(np.zeros(span, dtype=bool))
    skipped = int(held_days[0] - 1) % 7  # ordinal 1 was a Monday
    places = held_days - held_days[0] + skipped
    weeks = (skipped + span + 6) // 7
    covered = _covered(places, weeks * 7)
    held = np.zeros(weeks * 7, dtype=np.int64)
    held[places] = 1
    issues = _near_sums((held * covered).reshape(weeks, 7))
    counted = _near_sums(covered.reshape(weeks, 7))
    publishing = _publishing(issues, counted)
    well_known: NDArray[np.bool_] = np.all(counted >= 2, axis=1)
    known = ((covered + held) > 0).reshape(weeks, 7)
    if np.any(well_known):
        known &= well_known[:, None]
    expected = _bridged(publishing, known.reshape(-1))
    return Rhythm(expected[skipped : skipped + span], _usual(publishing[well_known]))


def _covered(places: NDArray[np.int64], length: int) -> NDArray[np.int64]:
    """Return which days (length,) lie in a run of two issues or more without a break: 1 or 0."""
    breaks = np.flatnonzero(np.diff(places) >= _BREAK_DAYS)
    first = np.concatenate([[0], breaks + 1])
    last = np.concatenate([breaks, [len(places) - 1]])
    steps = np.zeros(length + 1, dtype=np.int64)
    runs = first < last
    steps[places[first[runs]]] += 1
    steps[places[last[runs]] + 1] -= 1
    return np.cumsum(steps)[:length]


def _near_sums(table: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return of each week and weekday (weeks, 7) the sum over the weeks near it."""
    weeks = np.arange(len(table))
    sums = np.concatenate([np.zeros((1, 7), dtype=np.int64), np.cumsum(table, axis=0)])
    high = np.minimum(weeks + _NEAR_WEEKS + 1, len(table))
    low = np.maximum(weeks - _NEAR_WEEKS, 0)
    near: NDArray[np.int64] = sums[high] - sums[low]
    return near


def _publishing(issues: NDArray[np.int64], counted: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return on which weekdays (weeks, 7) of a week the paper comes out, by issues of days counted.

    Beginning with all weekdays that have an issue, the poorest is left out until none is poor.
    """
    has = issues > 0
    between = np.logical_or.accumulate(has, axis=1)
    between &= np.logical_or.accumulate(has[:, ::-1], axis=1)[:, ::-1]
    skips = ((counted > 1) & ~has).any(axis=1, keepdims=True)  # a day is left out by habit
    kept = has | ((counted == 1) & between & ~skips)
    weeks = np.arange(len(kept))
    while True:
        shares = (issues * kept).sum(axis=1) / np.maximum((counted * kept).sum(axis=1), 1)
        own = (issues + _PRIOR_DAYS * shares[:, None]) / (counted + _PRIOR_DAYS)
        own[~kept] = np.inf
        poorest = own.argmin(axis=1)
        poor = own[weeks, poorest] < _MOST * shares
        if not poor.any():
            break
        kept[weeks[poor], poorest[poor]] = False
    enough = (issues * kept).sum(axis=1)
    daily = (issues.sum(axis=1) >= _MOST * counted.sum(axis=1)) & (enough >= _FEWEST_DAILY)
    regular = (shares >= _MOST) & ((enough >= _FEWEST_ISSUES) | daily)
    found: NDArray[np.bool_] = kept & regular[:, None]
    return found


def _bridged(publishing: NDArray[np.bool_], known: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which days (d,) an issue is expected.

    `publishing` (weeks, 7) holds on days that are `known` (d,); on others what it says of their
    weekday at the last known day before and at the first after, if both say so.
    """
    days = np.arange(len(known))
    before = np.maximum.accumulate(np.where(known, days, -1))
    after = np.minimum.accumulate(np.where(known, days, len(days))[::-1])[::-1]
    inside = (before >= 0) & (after < len(days))
    expected = np.zeros(len(days), dtype=bool)
    weekdays = days[inside] % 7
    expected[inside] = (
        publishing[before[inside] // 7, weekdays] & publishing[after[inside] // 7, weekdays]
    )
    return expected


def _usual(publishing: NDArray[np.bool_]) -> tuple[int, ...]:
    """Return the weekdays of most weeks; of two as common, the fewer days."""
    if not len(publishing):
        return ()
    kinds, counts = np.unique(publishing, axis=0, return_counts=True)
    return tuple(np.flatnonzero(kinds[counts.argmax()]).tolist())
