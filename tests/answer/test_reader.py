"""The network that reads sentences beside a question: what it prefers, and where it does not read."""

from __future__ import annotations

import numpy as np
import pytest

from indexer import Settings
from indexer.answer.question import Question
from indexer.answer.reader import (
    FILE,
    SENTENCE,
    Passage,
    encode,
    is_said_twice,
    read,
    reader_of,
)
from indexer.answer.spans import best_span
from indexer.answer.strength import fitted
from indexer.embedding import TokenEncoder, load_encoder
from tests.conftest import CharacterEncoder
from tests.marks import needs_8_bits

pytestmark = needs_8_bits

QUESTION = "候船楼的展览哪天开幕"
TELLS = Passage("", "", "候船楼的展览定于5月18日开幕，为期三周。")
REPEATS = Passage("", "", "候船楼的展览由市美术馆主办，开幕时免费参观。")
ELSEWHERE = Passage("", "", "昨日大雾，早班渡轮停航两小时。")


@pytest.fixture(scope="module")
def encoder() -> TokenEncoder:
    found = reader_of(load_encoder(cache_dir=Settings().cache))
    assert found is not None
    return found


def test_a_sentence_that_tells_is_worth_more_than_one_that_does_not(encoder: TokenEncoder) -> None:
    scores = read(encoder, QUESTION, [ELSEWHERE, TELLS, REPEATS]).scores
    assert scores.argmax() == 1


def test_it_says_at_which_words_the_answer_begins_and_ends(encoder: TokenEncoder) -> None:
    reading = read(encoder, "展览哪天开幕", [Passage("", "", "展览定于5月18日开幕，为期三周。")])
    sentence = "展览定于5月18日开幕，为期三周。"
    spans, places = reading.words[0]
    assert [sentence[a:b] for a, b in spans.tolist()][-1].endswith("。")
    assert np.allclose(np.exp(places).sum(axis=0), 1, atol=1e-6)
    begin, end = spans[places[:, 0].argmax()], spans[places[:, 1].argmax()]
    assert "5月18日" in sentence[begin[0] : end[1]]


def test_what_it_reads_moves_the_words_that_answer(encoder: TokenEncoder) -> None:
    question, sentence = Question.of("屋顶是谁设计的"), "屋顶由林巧云设计，施工花了四个月。"
    weights = dict.fromkeys(fitted(read=True).spans, 0.0) | {"read": 1.0}
    reading = read(encoder, question.text, [Passage("", "", sentence)])
    start, end, _ = best_span(question, sentence, weights, reading.words[0])
    assert "林巧云" in sentence[start:end] and "四个月" not in sentence[start:end]
    other = Question.of("施工花了多久")
    reading = read(encoder, other.text, [Passage("", "", sentence)])
    start, end, _ = best_span(other, sentence, weights, reading.words[0])
    assert "四个月" in sentence[start:end] and "林巧云" not in sentence[start:end]


def test_a_sentence_is_read_alike_whatever_stands_beside_it(encoder: TokenEncoder) -> None:
    alone = read(encoder, QUESTION, [TELLS]).scores[0]
    among = read(encoder, QUESTION, [Passage("", "", "大" * 400), TELLS, ELSEWHERE]).scores[1]
    assert among == pytest.approx(alone, abs=1e-3)


def test_traditional_characters_are_read_as_simplified_ones(encoder: TokenEncoder) -> None:
    printed = Passage("", "", "候船樓的展覽定於5月18日開幕，爲期三周。")
    reading = read(encoder, QUESTION, [printed, TELLS])
    assert reading.scores[0] == pytest.approx(reading.scores[1], abs=1e-6)
    assert np.array_equal(reading.spans[0], reading.spans[1])


@pytest.mark.parametrize("text", ["", "。", "𠀀\ud800", "报名的有四十五人，" * 200])
def test_whatever_a_page_holds_can_be_read(encoder: TokenEncoder, text: str) -> None:
    reading = read(encoder, QUESTION, [Passage(text, text, text), TELLS])
    assert np.isfinite(reading.scores).all()
    assert reading.scores[0] < reading.scores[1]
    question = Question.of(QUESTION)
    best_span(question, text, fitted(read=True).spans, reading.words[0])


def test_only_a_sentences_own_tokens_can_be_its_answer(encoder: TokenEncoder) -> None:
    _, text = encode(encoder, ["问"], [Passage("青浦老码头", "昨日大雾。", "渡轮停航。")])
    own = text.parts == SENTENCE
    assert {at for a, b in text.spans[own].tolist() for at in range(a, b)} == set(range(5))
    assert not text.spans[~own].any()
    assert text.states.shape == (len(text.ids), encoder.dimensions)


def test_it_is_told_which_words_both_have(encoder: TokenEncoder) -> None:
    asked, text = encode(encoder, ["渡轮几点开"], [Passage("", "", "渡轮停航。")])
    twice = is_said_twice(asked, text)
    ids = np.concatenate([asked.ids, text.ids])
    both = set(encoder.pieces("渡轮几点开")[0]) & set(encoder.pieces("渡轮停航。")[0])
    assert both and set(ids[twice].tolist()) == both


def test_32_bit_floats_read_nearly_the_same(encoder: TokenEncoder) -> None:
    exact = reader_of(load_encoder(cache_dir=Settings().cache, backend="torch-fp32"))
    assert exact is not None
    passages = [ELSEWHERE, TELLS, REPEATS]
    ours, theirs = (read(one, QUESTION, passages) for one in (encoder, exact))
    assert ours.scores == pytest.approx(theirs.scores, abs=1.0)
    assert ours.scores.argsort().tolist() == theirs.scores.argsort().tolist()
    for one, other in zip(ours.places, theirs.places, strict=True):
        assert one.argmax(axis=0).tolist() == other.argmax(axis=0).tolist()


def test_another_encoder_is_not_read() -> None:
    assert reader_of(CharacterEncoder()) is None
    assert reader_of(None) is None


def test_the_file_is_small() -> None:
    assert FILE.stat().st_size < 1_000_000
