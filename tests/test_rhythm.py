"""On which days a newspaper comes out: what is learned, and what is not concluded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.rhythm import learn_rhythm

THURSDAY = date(2019, 8, 1)


def missing(held: Iterable[date]) -> list[str]:
    days = sorted({day.toordinal() for day in held})
    expected = learn_rhythm(days).expected
    absent = (day for at, day in enumerate(range(days[0], days[-1] + 1)) if expected[at])
    return [date.fromordinal(day).isoformat() for day in absent if day not in days]


def weekdays(held: Iterable[date]) -> tuple[int, ...]:
    return learn_rhythm(sorted(day.toordinal() for day in held)).weekdays


def every(days: int, count: int, first: date = THURSDAY) -> list[date]:
    return [first + timedelta(days * at) for at in range(count)]


def on(weekdays: set[int], count: int, first: date = THURSDAY) -> list[date]:
    return [day for day in every(1, count, first) if day.weekday() in weekdays]


def without(held: list[date], *days: str) -> list[date]:
    return [day for day in held if day.isoformat() not in days]


@pytest.mark.parametrize(
    ("held", "lost"),
    [
        pytest.param(every(1, 31), ["2019-08-09"], id="daily, a month"),
        pytest.param(every(1, 31), ["2019-08-03", "2019-08-04", "2019-08-05"], id="daily, a run"),
        pytest.param(every(1, 14), ["2019-08-10"], id="daily, two weeks"),
        pytest.param(every(1, 400), ["2019-12-24", "2020-02-29"], id="daily, a year"),
        pytest.param(on({0, 1, 2, 3, 4}, 90), ["2019-08-09", "2019-08-12"], id="workdays"),
        pytest.param(on({1, 4}, 120), ["2019-09-06"], id="twice a week"),
        pytest.param(every(7, 20), ["2019-09-05", "2019-10-24"], id="weekly"),
        pytest.param(every(7, 6), ["2019-08-29"], id="weekly, the last but one"),
        pytest.param(every(1, 4, date(2019, 8, 5)), ["2019-08-07"], id="four days"),
    ],
)
def test_lost_issues_are_missed_and_nothing_else(held: list[date], lost: list[str]) -> None:
    assert missing(held) == []
    assert missing(without(held, *lost)) == lost


@pytest.mark.parametrize(
    "held",
    [
        pytest.param(every(14, 30), id="every second week"),
        pytest.param(every(10, 60), id="every ten days"),
        pytest.param([date(2000 + m // 12, m % 12 + 1, 1) for m in range(48)], id="monthly"),
        pytest.param([THURSDAY + timedelta(n * n % 367) for n in range(60)], id="no order"),
        pytest.param(on({0, 2, 4}, 11, date(2019, 8, 5)), id="three a week, two weeks"),
        pytest.param([*every(7, 2), THURSDAY + timedelta(8)], id="three issues"),
        pytest.param(every(1, 2), id="two issues"),
        pytest.param([THURSDAY], id="one issue"),
        pytest.param(on({0, 1, 2, 3, 4, 5}, 9, date(2019, 8, 5)), id="no Sundays, nine days"),
        pytest.param(on({0, 1, 2, 3, 4}, 9, date(2019, 8, 5)), id="workdays, nine days"),
    ],
)
def test_no_gap_is_invented(held: list[date]) -> None:
    assert missing(held) == []


def test_no_issue_at_all() -> None:
    assert learn_rhythm([]).expected.tolist() == []


def test_a_lost_year_is_missing_by_the_rhythm_on_both_sides() -> None:
    held = [*every(1, 365, date(2015, 1, 1)), *every(1, 365, date(2017, 1, 1))]
    assert len(missing(held)) == 366


def test_of_a_change_only_what_both_sides_share_is_missing() -> None:
    sundays = on({6}, 365, date(2015, 1, 1))
    daily = every(1, 365, date(2017, 1, 1))
    assert {date.fromisoformat(day).weekday() for day in missing(sundays + daily)} == {6}


def test_a_change_of_rhythm_leaves_no_gaps() -> None:
    weekly, daily = on({3}, 700), every(1, 500, THURSDAY + timedelta(700))
    assert missing(weekly + daily) == []


def test_years_before_the_first_run_are_not_missing() -> None:
    assert missing([date(1950, 1, 1), *every(1, 60)]) == []


@pytest.mark.parametrize(
    ("held", "days"),
    [
        pytest.param(every(1, 100), (0, 1, 2, 3, 4, 5, 6), id="daily"),
        pytest.param(on({0, 1, 2, 3, 4}, 100), (0, 1, 2, 3, 4), id="workdays"),
        pytest.param(every(7, 10), (3,), id="weekly"),
        pytest.param(every(14, 30), (), id="irregular"),
        pytest.param(every(1, 5), (), id="too few to name them"),
    ],
)
def test_publishing_days(held: list[date], days: tuple[int, ...]) -> None:
    assert weekdays(held) == days


@given(
    weekdays=st.sets(st.integers(0, 6), min_size=1),
    weeks=st.integers(6, 60),
    lost=st.integers(0, 10_000),
)
def test_one_lost_issue_of_a_regular_paper_is_missed(
    weekdays: set[int], weeks: int, lost: int
) -> None:
    held = on(weekdays, weeks * 7)
    inner = held[1:-1]
    day = inner[lost % len(inner)]
    assert missing(without(held, day.isoformat())) == [day.isoformat()]
