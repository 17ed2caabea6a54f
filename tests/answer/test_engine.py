"""Answers over a small archive: cited sentences, refusals, and quotes that hold."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from indexer import Archive, Report, Settings
from indexer.answer import engine
from indexer.answer.evidence import Found, Sentence, nearest_in_meaning
from indexer.answer.reader import cosines, reader_of
from indexer.embedding import load_encoder
from indexer.errors import QueryError
from indexer.models import Article
from tests.conftest import write_articles


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("柳林渡口加固工程投资多少钱", "3800万元"),
        ("夜校木工课报名的有多少人", "45人"),
        ("柳林渡口管理站站长是谁", "罗启明"),
        ("柳林渡口停航是什么原因", "洪水冲刷"),
    ],
)
def test_the_first_quote_answers(archive: Archive, question: str, holds: str) -> None:
    answer = archive.ask(question)
    assert answer.refusal is None
    assert holds in answer.claims[0].citations[0].quote


def test_every_quote_is_the_articles_own_words(archive: Archive) -> None:
    for claim in archive.ask("柳林渡口首日运送旅客多少人次").claims:
        for citation in claim.citations:
            text = archive.article(citation.article_id).text
            assert text[citation.start : citation.end] == citation.quote
            assert citation.reference.endswith("江城晚报，2021-05-01（1）.")


def test_where_reports_differ_the_newest_comes_first_and_both_are_said(
    run: Callable[..., Report], settings: Settings, tmp_path: Path
) -> None:
    rows = (
        {
            "id": day, "newspaper": "江城晚报", "date": f"2021-{day}", "page": "1", "title": "青石渡口加固",
            "text": f"青石渡口加固工程总投资{cost}，计划年内完工。",
        }
        for day, cost in (("05-02", "3800万元"), ("06-11", "4200万元"))
    )  # fmt: skip
    run(write_articles(tmp_path / "a.jsonl", *rows))
    answer = Archive.open(settings).ask("青石渡口加固工程总投资多少钱", channel="words")
    assert [claim.citations[0].date for claim in answer.claims] == ["2021-06-11", "2021-05-02"]
    assert any("2021-06-11 4200万元；2021-05-02 3800万元" in note for note in answer.notes)


def test_words_to_be_found_are_sure_and_words_that_ask_are_not(
    run: Callable[..., Report], settings: Settings, tmp_path: Path
) -> None:
    row = {
        "id": "a", "newspaper": "江城晚报", "date": "2021-05-02", "page": "1", "title": "春茶",
        "text": "2021年夜校报名人数将于近日公布。柳林夜校，去年报名的共有320人。",
    }  # fmt: skip
    run(write_articles(tmp_path / "a.jsonl", row))
    archive = Archive.open(settings)
    looked_for = archive.ask("夜校报名", channel="words").claims[0]
    assert (looked_for.strength, looked_for.answer_text) == (1.0, "夜校报名")
    claims = archive.ask("2021年夜校报名人数", channel="words").claims
    assert all(claim.answer_text != "2021年夜校报名人数" for claim in claims)
    assert all(claim.strength < 1.0 for claim in claims)


def test_the_days_of_two_parts_are_no_contradiction(corpus_archive: Archive) -> None:
    answer = corpus_archive.ask("谁设计了澜江大桥，什么时候合龙？")
    assert len({claim.answer_text for claim in answer.claims}) > 1
    assert not any("报道不一" in note for note in answer.notes)
    assert any("没有找到“谁设计了澜江大桥”的答案" in note for note in answer.notes)
    assert (
        "合龙" in answer.claims[0].text
    )  # what answers a part, before what hardly answers the whole


@pytest.mark.parametrize(
    ("whole", "parts", "is_answered"),
    [
        (0.1, (0.45, 0.45), True),  # both, on average
        (0.1, (0.45, 0.1), False),  # one by chance
        (0.1, (0.6, 0.0), True),  # one for sure
        (0.5, (0.0, 0.0), True),
    ],
)
def test_parts_answer_together_or_one_for_sure(
    archive: Archive,
    monkeypatch: pytest.MonkeyPatch,
    whole: float,
    parts: tuple[float, float],
    is_answered: bool,
) -> None:
    likely = {
        "柳林渡口的船长和站长是谁": whole,
        "柳林渡口的船长是谁": parts[0],
        "柳林渡口的站长是谁": parts[1],
    }
    weigh = engine.weigh

    def told(question: str, *args: Any) -> tuple[list[Found], float]:
        return weigh(question, *args)[0], likely[question]

    monkeypatch.setattr(engine, "weigh", told)
    answer = archive.ask("柳林渡口的船长和站长是谁", channel="words")
    assert (answer.refusal is None) is is_answered


def test_refuses_and_shows_the_nearest(archive: Archive) -> None:
    answer = archive.ask("世界杯决赛哪支球队夺冠")
    assert answer.claims == ()
    assert answer.refusal is not None
    assert "世界杯" in answer.refusal.reason


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("自来水管道更新后，每年能省下多少水？", "96万立方米"),
        ("新鲜果蔬采收后多久之内必须降温？", "两小时"),
    ],
)
def test_a_refusal_shows_what_is_nearest_in_meaning_too(
    corpus_archive: Archive, question: str, holds: str
) -> None:
    refusal = corpus_archive.ask(question).refusal
    assert refusal is not None and len(refusal.nearest) <= 5
    quotes = [one.quote for one in refusal.nearest]
    assert any(holds in quote for quote in quotes)
    assert len(set(quotes)) == len(quotes)
    for one in refusal.nearest:
        assert corpus_archive.article(one.article_id).text[one.start : one.end] == one.quote
    by_words = corpus_archive.ask(question, channel="words").refusal
    assert by_words is not None and len(by_words.nearest) <= 3


def test_sentences_nearest_in_meaning_are_told_apart_within_a_stretch() -> None:
    encoder = reader_of(load_encoder(cache_dir=Settings().cache))
    assert encoder is not None
    article = Article("甲报/1#1", "甲报/1", "大雾停航。渡口复航。大雾停航。")
    spans = [(0, 5), (5, 10), (10, 15)]
    sentences = [
        Sentence(article, start, end, start, number, 0, 0.5, 0.9)
        for number, (start, end) in enumerate(spans)
    ]
    found = nearest_in_meaning(encoder, "渡口何时复航", sentences)
    assert [(one.start, one.text) for one in found] == [(5, "渡口复航。"), (0, "大雾停航。")]
    assert nearest_in_meaning(encoder, "渡口", []) == []
    texts = ["渡口复航。", "大雾停航。"]
    vectors = encoder.encode_passages(texts) @ encoder.encode_query("渡口何时复航")
    assert np.allclose(cosines(encoder, "渡口何时复航", texts), vectors, atol=0.02)  # framed apart


def test_filters_narrow_the_answer(archive: Archive) -> None:
    assert archive.ask("夜校木工课报名的有多少人", since="2022-01-01").refusal is not None


def test_an_answer_is_looked_for_within_earlier_queries(archive: Archive) -> None:
    question = "夜校木工课报名的有多少人"
    assert archive.ask(question, within=["“木工课”"]).claims[0].answer_text == "45人"
    assert archive.ask(question, within=["“恢复通航”"]).refusal is not None
    assert archive.ask(question, within=["“木工课”", "“恢复通航”"]).refusal is not None


def test_a_reprint_is_one_claim_with_two_citations(
    run: Callable[..., Report], settings: Settings, tmp_path: Path
) -> None:
    text = "青石水库蓄水量达到4200万立方米。"
    rows = (
        {"id": i, "newspaper": "甲报", "date": d, "page": "1", "title": "水库蓄水", "text": text}
        for i, d in (("a", "2020-01-01"), ("b", "2020-01-02"))
    )
    run(write_articles(tmp_path / "a.jsonl", *rows))
    (claim,) = Archive.open(settings).ask("青石水库蓄水量是多少").claims
    assert [citation.article_id for citation in claim.citations] == ["a", "b"]


def test_a_sentence_that_answers_the_whole_and_a_part_is_cited_once(archive: Archive) -> None:
    answer = archive.ask("夜校木工课报名的有多少人，最大的学员多少岁？")
    for claim in answer.claims:
        places = [(one.article_id, one.start) for one in claim.citations]
        assert len(places) == len(set(places))
    assert "45人" in answer.claims[0].text


@pytest.mark.parametrize("question", ["", "？？？", "谁" * 10_000])
def test_no_question(archive: Archive, question: str) -> None:
    with pytest.raises(QueryError):
        archive.ask(question)
