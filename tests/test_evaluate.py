"""What is measured of an answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from indexer import Archive, Report, Settings
from indexer.errors import ReadError
from indexer.evaluate import GoldQuestion, answer_scores, evaluate_file, read_questions
from indexer.models import Answer, Refusal
from tests.conftest import TWO_MORE, write_page

QUESTION = "夜校木工课报名的有多少人"
FOUND = "江城晚报/2021-05-01/02#1"


def write_questions(path: Path, *rows: dict[str, Any]) -> Path:
    """Write a question file; a row without them has QUESTION and its right article and answer."""
    usual = {"question": QUESTION, "gold_ids": [FOUND], "answers": ["45人"], "kind": "number"}
    lines = (
        json.dumps({"qid": str(at), **usual, **row}, ensure_ascii=False)
        for at, row in enumerate(rows, start=1)
    )
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_question_file_is_read_in_any_encoding_of_a_page(tmp_path: Path, encoding: str) -> None:
    question = "木工课\u2028有多少人"  # a line ends with a line feed alone
    path = write_questions(tmp_path / "q.jsonl", {"question": question}, {})
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    assert [item.question for item in read_questions(path)] == [question, QUESTION]


def test_brackets_without_end_are_no_question(tmp_path: Path) -> None:
    path = write_questions(tmp_path / "q.jsonl", {})
    path.write_text(path.read_text(encoding="utf-8") + "\n" + 100_000 * "[", encoding="utf-8")
    with pytest.raises(ReadError) as caught:
        read_questions(path)
    assert caught.value.path == f"{path}:2"


def test_questions_are_read(tmp_path: Path) -> None:
    path = write_questions(tmp_path / "q.jsonl", {"answer_parts": [["45"], ["71", "七十一"]]}, {})
    assert read_questions(path) == [
        GoldQuestion(
            "1", QUESTION, (FOUND,), ("45人",), "number", answer_parts=(("45",), ("71", "七十一"))
        ),
        GoldQuestion("2", QUESTION, (FOUND,), ("45人",), "number"),
    ]


@pytest.mark.parametrize(
    "row",
    [
        pytest.param({"answers": "45人"}, id="answers are a string"),
        pytest.param({"answers": [45]}, id="an answer is a number"),
        pytest.param({"answers": None}, id="answers are null"),
        pytest.param({"gold_ids": FOUND}, id="ids are a string"),
        pytest.param({"gold_ids": [None]}, id="an id is null"),
        pytest.param({"negative_ids": FOUND}, id="negatives are a string"),
        pytest.param({"answer_parts": ["45"]}, id="a part is a string"),
        pytest.param({"question": None}, id="the question is null"),
    ],
)
def test_what_is_no_list_of_strings_is_named_with_its_line(
    tmp_path: Path, row: dict[str, Any]
) -> None:
    path = write_questions(tmp_path / "q.jsonl", {}, row)
    with pytest.raises(ReadError) as caught:
        read_questions(path)
    assert caught.value.path == f"{path}:2"


@pytest.mark.parametrize(("wanted", "held"), [("４５人", 1.0), ("900人", 0.0)])
def test_whether_the_nearest_of_a_refusal_hold_the_answer(
    archive: Archive, wanted: str, held: float
) -> None:
    item = GoldQuestion("1", QUESTION, (FOUND,), (wanted,), "number")
    answered = archive.ask(QUESTION)
    assert "nearest" not in answer_scores(archive, item, answered)
    nearest = answered.claims[0].citations
    scores = answer_scores(archive, item, Answer(QUESTION, refusal=Refusal("", nearest)))
    assert (scores["unanswered"], scores["nearest"]) == (1.0, held)


def test_of_a_question_without_an_answer_only_the_refusal_counts(archive: Archive) -> None:
    item = GoldQuestion("1", "世界杯决赛哪支球队夺冠", (), (), "unanswerable")
    scores = answer_scores(archive, item, archive.ask(item.question))
    assert scores["refused"] == 1.0 and "nearest" not in scores


def test_a_negative_that_the_archive_lacks_is_refused_by_nobody(
    archive: Archive, tmp_path: Path
) -> None:
    path = write_questions(
        tmp_path / "q.jsonl",
        {"negative_ids": ["他报/2021-05-01/02#1"], "kind": "none"},
        {"negative_ids": ["他报/2021-05-01/02#1", FOUND], "kind": "one"},
        {"gold_ids": ["他报/2021-05-01/01#1"], "kind": "right"},
    )
    table = evaluate_file(archive, path)
    assert "refused" not in table["by_kind"]["none"]
    assert table["by_kind"]["one"]["refused"] == 0.0
    assert table["by_kind"]["right"]["R@10"] == 0.0
    assert table["unknown"] == ["他报/2021-05-01/02#1", "他报/2021-05-01/01#1"]


def test_an_article_is_found_by_any_of_its_prints(
    paper: Path, run: Callable[..., Report], settings: Settings, tmp_path: Path
) -> None:
    for name in ("江城晚报/2021-05-03/01", "柳林周报/2021-05-07/01"):
        write_page(paper, name, TWO_MORE)
    run(paper)
    prints = [FOUND, "江城晚报/2021-05-03/01#1", "柳林周报/2021-05-07/01#1"]
    rows = [{"gold_ids": [one]} for one in prints]
    path = write_questions(tmp_path / "q.jsonl", *rows, {"gold_ids": prints})
    table = evaluate_file(Archive.open(settings), path, answers=False)
    assert (table["all"]["R@1"], table["all"]["nDCG@10"]) == (1.0, 1.0)
