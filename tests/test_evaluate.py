"""What is measured of an answer."""

from __future__ import annotations

import pytest

from indexer import Archive
from indexer.evaluate import GoldQuestion, answer_scores
from indexer.models import Answer, Refusal

QUESTION = "夜校木工课报名的有多少人"


@pytest.mark.parametrize(("wanted", "held"), [("４５人", 1.0), ("900人", 0.0)])
def test_whether_the_nearest_of_a_refusal_hold_the_answer(
    archive: Archive, wanted: str, held: float
) -> None:
    item = GoldQuestion("1", QUESTION, ("江城晚报/2021-05-01/02#1",), (wanted,), "number")
    answered = archive.ask(QUESTION)
    assert "nearest" not in answer_scores(archive, item, answered)
    nearest = answered.claims[0].citations
    scores = answer_scores(archive, item, Answer(QUESTION, refusal=Refusal("", nearest)))
    assert (scores["unanswered"], scores["nearest"]) == (1.0, held)


def test_of_a_question_without_an_answer_only_the_refusal_counts(archive: Archive) -> None:
    item = GoldQuestion("1", "世界杯决赛哪支球队夺冠", (), (), "unanswerable")
    scores = answer_scores(archive, item, archive.ask(item.question))
    assert scores["refused"] == 1.0 and "nearest" not in scores
