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
        pytest.param("《怎么办？》的江城译本出版了。他读了。", ["《怎么办？》的江城译本出版了。", "他读了。"], id="title"),
        pytest.param("电影《你好！老井》上映。好看！", ["电影《你好！老井》上映。", "好看！"], id="mark in a title"),
        pytest.param("他读了《怎么办？》\n她没有。", ["他读了《怎么办？》", "她没有。"], id="title at a line's end"),
        pytest.param("《江城！他走了。路通了。", ["《江城！", "他走了。", "路通了。"], id="title left open"),
        pytest.param("高喊“江城加油！”、“渡口必胜！”的口号。走了。", ["高喊“江城加油！”、“渡口必胜！”的口号。", "走了。"], id="slogans"),
        pytest.param("“真的吗？”，他问道。", ["“真的吗？”，他问道。"], id="comma after a quote"),
        pytest.param("“真的吗？”的确如此。", ["“真的吗？”", "的确如此。"], id="的确"),
        pytest.param("要“抓落实。”；要“促发展。”", ["要“抓落实。”；要“促发展。”"], id="semicolon"),
        pytest.param("新增5例(其中输入3例!)，均已治愈。", ["新增5例(其中输入3例!)，均已治愈。"], id="brackets"),
        pytest.param("他说“走吧！”。她走了。", ["他说“走吧！”。", "她走了。"], id="stop after a quote"),
        pytest.param("1.加强领导。2.落实责任。", ["1.加强领导。", "2.落实责任。"], id="numbered"),
        pytest.param("1. 加强领导。2. 落实责任。", ["1. 加强领导。", "2. 落实责任。"], id="numbered, a space"),
        pytest.param("Mr. Smith came. He left.", ["Mr. Smith came.", "He left."], id="Mr."),
        pytest.param("The U.S. team won. OK.", ["The U.S. team won.", "OK."], id="U.S."),
        pytest.param("今年是2008. 路通了。", ["今年是2008.", "路通了。"], id="a number at the end"),
        pytest.param('他来了。"路通了。"他说。', ["他来了。", '"路通了。"', "他说。"], id="straight"),
        pytest.param('他说:"雨停了。"大家说:"好。"走。', ['他说:"雨停了。"', '大家说:"好。"', "走。"], id="straight, two"),
        pytest.param('一英寸(1")。\n"路通了。"他说。', ['一英寸(1")。', '"路通了。"', "他说。"], id="each line anew"),
        pytest.param("It's here! 'Go!' he said.", ["It's here!", "'Go!'", "he said."], id="apostrophe"),
    ],
)  # fmt: skip
def test_cuts_sentences(text: str, sentences: list[str]) -> None:
    assert cut(text) == sentences


def test_bounds_text_without_marks() -> None:
    pieces = cut("甲" * 1000)
    assert "".join(pieces) == "甲" * 1000
    assert max(map(len, pieces)) <= MAX_SENTENCE_CHARS


@given(st.text(alphabet="甲乙。！？“”《》\"'…\n 　，.;a1", max_size=300))
def test_every_character_is_in_one_sentence(text: str) -> None:
    spans = sentence_spans(text)
    assert spans == sorted(spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert "".join("".join(cut(text)).split()) == "".join(text.split())
