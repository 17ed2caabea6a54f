from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.answer.question import Question
from indexer.answer.spans import best_span
from indexer.answer.strength import fitted


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("柳林渡口管理站站长是谁", "柳林渡口管理站站长罗启明说，加固工程已经完工。", "罗启明"),
        ("夜校木工课报名的有多少人", "夜校木工课报名的有45人，比去年多一倍。", "45人"),
        ("澜江大桥主跨多少米", "瀾江大橋主跨４２０米，雙向六車道。", "４２０米"),
        ("修缮后的戏台哪天重新开放", "修缮后的戏台将于9月29日重新开放。", "9月29日"),
        ("图书馆收藏的是哪部县志", "图书馆收藏的是《云浦县志》，共十二卷。", "《云浦县志》"),
    ],
)
def test_the_words_that_answer(question: str, sentence: str, answer: str) -> None:
    start, end, _ = best_span(Question.of(question), sentence, fitted(read=False).spans)
    assert sentence[start:end] == answer


@given(st.text(max_size=80))
def test_a_span_lies_in_its_sentence(sentence: str) -> None:
    start, end, _ = best_span(Question.of("谁负责设计"), sentence, fitted(read=False).spans)
    assert 0 <= start <= end <= len(sentence)
    assert start < end or not sentence
