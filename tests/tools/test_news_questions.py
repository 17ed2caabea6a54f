"""The questions that teach the network: well formed, ours alone, and a tenth of them kept from it."""

from __future__ import annotations

import gzip
import importlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

TOOLS = Path(__file__).parents[2] / "tools"
ANSWERED, REFUSED = {"plain", "short", "paraphrase"}, {"absent", "near"}


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    with gzip.open(TOOLS / "news_questions.jsonl.gz", "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


@pytest.fixture
def tool(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(TOOLS))
    return importlib.import_module("answer_examples")


def test_they_hold_our_questions_and_no_words_of_an_article(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        assert set(row) == {"question", "article", "answer", "kind"}
        assert row["kind"] in (REFUSED if row["answer"] is None else ANSWERED)
        if row["answer"]:
            start, end = row["answer"]
            assert 0 <= start < end <= start + 40
    assert len({row["question"] for row in rows}) == len(rows)


def test_a_tenth_of_the_articles_is_kept_from_the_network(
    tool: Any, rows: list[dict[str, Any]]
) -> None:
    articles = {row["article"] for row in rows}
    kept = Counter(tool.is_kept(article) for article in articles)
    assert 0.08 < kept[True] / len(articles) < 0.12
