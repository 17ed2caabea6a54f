from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.language import sentence_spans
from indexer.language.sentences import MAX_SENTENCE_CHARS


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        pytest.param("雨停了。路通了！", ["雨停了。", "路通了！"], id="two"),
        pytest.param("“快走。”他说。", ["“快走。”", "他说。"], id="closing mark stays"),
        pytest.param("首句\n次句", ["首句", "次句"], id="a line feed ends one"),
        pytest.param("比例是3.5比1。", ["比例是3.5比1。"], id="decimal point"),
        pytest.param("他想了想……走了。", ["他想了想……", "走了。"], id="dots"),
        pytest.param("真的？！好。", ["真的？！", "好。"], id="two marks"),
        pytest.param(" \n ", [], id="nothing"),
    ],
)
def test_cuts_sentences(text: str, sentences: list[str]) -> None:
    assert cut(text) == sentences


def test_bounds_text_without_marks() -> None:
    pieces = cut("甲" * 1000)
    assert "".join(pieces) == "甲" * 1000
    assert max(map(len, pieces)) <= MAX_SENTENCE_CHARS


@given(st.text(alphabet="甲乙。！？”…\n 　，.;a1", max_size=300))
def test_every_character_is_in_one_sentence(text: str) -> None:
    spans = sentence_spans(text)
    assert spans == sorted(spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert "".join("".join(cut(text)).split()) == "".join(text.split())
