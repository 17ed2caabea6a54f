"""Times in questions over an archive of several years, through Archive.ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from indexer import Archive, Report, Settings
from indexer.answer.dated import in_time
from indexer.search.ranking import Ranking
from tests.conftest import write_articles

TODAY = date(2023, 4, 13)


@pytest.fixture
def years(run: Callable[..., Report], settings: Settings, tmp_path: Path) -> Archive:
    """An archive of one report a year, each on its own spring festival, none naming its year."""
    rows = (
        {
            "id": f"y{year}", "newspaper": "江城晚报", "date": f"{year}-02-{day}", "page": "1",
            "title": "渡口春节客流", "text": f"春节期间，柳林渡口共运送旅客{count}人次。",
        }
        for year, day, count in ((2019, 12, 5100), (2020, 10, 300), (2021, 20, 4200), (2022, 10, 6400))
    )  # fmt: skip
    run(write_articles(tmp_path / "a.jsonl", *rows))
    return Archive.open(settings)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("2019年春节期间柳林渡口运送旅客多少人次", "5100"),
        ("2020年春节期间柳林渡口运送旅客多少人次", "300"),
        ("2021年春节期间柳林渡口运送旅客多少人次", "4200"),
        ("去年春节期间柳林渡口运送旅客多少人次", "6400"),
        ("前年春节期间柳林渡口运送旅客多少人次", "4200"),
    ],
)
def test_the_report_of_the_time_asked_about_comes_first(
    years: Archive, question: str, first: str
) -> None:
    answer = years.ask(question, today=TODAY)
    assert first in answer.claims[0].text
    assert answer.question == question
    assert not any("报道不一" in note for note in answer.notes)  # other years contradict nothing


def test_a_first_quote_that_may_be_of_another_year_says_so(years: Archive) -> None:
    of_then = years.ask("2021年春节期间柳林渡口运送旅客多少人次", today=TODAY)
    of_another = years.ask("2016年春节期间柳林渡口运送旅客多少人次", today=TODAY)
    assert of_another.claims and "没有说到 2016 年" in of_another.notes[-1]
    assert not any("没有说到" in note for note in of_then.notes)


def test_a_time_of_the_reporting_is_a_filter(years: Archive) -> None:
    answer = years.ask("前年报道的春节期间柳林渡口运送旅客多少人次", today=TODAY)
    assert [claim.citations[0].date for claim in answer.claims] == ["2021-02-20"]
    assert "“前年”按2021年理解，只在" in answer.notes[0]


def test_where_nothing_answers_in_that_time_all_are_asked_and_that_is_said(years: Archive) -> None:
    answer = years.ask("2012年报道过的柳林渡口春节期间运送旅客多少人次", today=TODAY)
    assert answer.claims
    assert any("2012年的报纸里没有答案" in note for note in answer.notes)
    nothing = years.ask("2021年报道过的世界杯决赛是哪支球队夺冠", today=TODAY)
    assert nothing.refusal is not None
    assert any("其他日期的报纸里都没有" in note for note in nothing.notes)


def test_a_filter_given_holds_whatever_the_question_says(years: Archive) -> None:
    answer = years.ask(
        "2019年报道过的柳林渡口春节期间运送旅客多少人次", since="2021-01-01", today=TODAY
    )
    assert answer.claims
    assert all(claim.citations[0].date >= "2021-01-01" for claim in answer.claims)


def test_without_a_time_nothing_is_said_of_it(years: Archive) -> None:
    assert not any("理解" in note for note in years.ask("柳林渡口运送旅客多少人次").notes)


def test_a_day_that_suits_moves_an_article_up_but_not_past_a_much_better_one() -> None:
    scores = np.array([0.99, 0.30, 0.25], np.float32)
    ranking = Ranking(np.array([2, 0, 1]), scores, None, None, None, ("渡口",))
    dates = np.array([20190101, 20210601, 20190101], np.int32)
    found = in_time(ranking, dates, lambda day: float(day == "2021-06-01"))
    assert found.order.tolist() == [2, 1, 0]
    assert found.scores.tolist() == pytest.approx([0.99, 0.25, 0.30])
