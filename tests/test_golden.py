"""Golden queries over corpus/ with the real model: what a newsroom would ask, and what it must get."""

from __future__ import annotations

import pytest

from indexer import Archive
from indexer.evaluate import evaluate_file
from indexer.language import letters
from tests.conftest import CORPUS


@pytest.mark.parametrize(
    ("query", "article"),
    [
        pytest.param("“主桥合龙”", "2023-04-11/01#2", id="phrase"),
        pytest.param("“渡口的灯”", "2023-04-11/04#1", id="simplified finds the traditional page"),
        pytest.param("“主跨420米”", "2023-04-10/01#1", id="half width finds full width"),
        pytest.param("“影人怕潮，人怕冷清”", "2023-04-13/04#1", id="phrase over a mark"),
        pytest.param("“每户停气不超过十小时”", "2023-04-13/02#1", id="phrase over a column's end"),
        pytest.param("杨长河", "2023-04-13/03#2", id="a name"),
        pytest.param("公积金新规", "2023-04-12/02#4", id="words of a headline"),
    ],
)
def test_the_first_hit(corpus_archive: Archive, query: str, article: str) -> None:
    assert corpus_archive.search(query).articles[0].article.id == f"澜州日报/{article}"


@pytest.mark.parametrize("query", ["“合龙主桥”", "“澜江大桥竣工”"])
def test_a_phrase_that_is_nowhere(corpus_archive: Archive, query: str) -> None:
    assert corpus_archive.search(query).articles == ()


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("澜江大桥主跨多少米？", "420米"),
        ("桂香里加装电梯总价多少钱？", "万元"),
        ("助浴车已经服务多少人次", "1384人次"),
        ("育秧工厂第一批秧什么时候下田", "4月18日"),
        ("青禾竹业的总经理是谁", "黄维嘉"),
    ],
)
def test_the_first_quote_answers(corpus_archive: Archive, question: str, holds: str) -> None:
    answer = corpus_archive.ask(question)
    citation = answer.claims[0].citations[0]
    assert letters(holds) in letters(citation.quote)
    text = corpus_archive.article(citation.article_id).text
    assert text[citation.start : citation.end] == citation.quote


def test_the_corpuss_questions_as_a_whole(corpus_archive: Archive) -> None:
    """Floors well below docs/quality.md: a change that costs a tenth of the answers is noticed."""
    table = evaluate_file(corpus_archive, CORPUS / "questions.jsonl")
    assert table["all"]["R@5"] >= 0.85
    assert table["all"]["answer@3"] >= 0.6
    assert table["by_kind"]["unanswerable"]["refused"] >= 0.9
    assert table["by_kind"]["phrase"]["R@1"] == 1.0
