from __future__ import annotations

import pytest

from indexer.search.highlight import highlight_spans, merge_spans
from indexer.search.phrases import phrase_spans


@pytest.mark.parametrize(
    ("text", "phrase", "shown"),
    [
        pytest.param("圖書館開放了。", "图书馆开放", ["圖書館開放"], id="traditional page"),
        pytest.param("產量３０萬吨", "30万吨", ["３０萬吨"], id="full width"),
        pytest.param(
            "人民\n日报、人民日报", "人民日报", ["人民\n日报", "人民日报"], id="line break"
        ),
        pytest.param("“好”的了", "的了", ["的了"], id="particles"),
        pytest.param("面积３０㎡", "0m2", ["０㎡"], id="one glyph, two characters"),
        pytest.param("书馆图", "图书馆", [], id="other order"),
        pytest.param("图书馆", "", [], id="empty phrase"),
    ],
)
def test_finds_a_phrase_in_the_pages_own_glyphs(text: str, phrase: str, shown: list[str]) -> None:
    assert [text[start:end] for start, end in phrase_spans(text, phrase)] == shown


def test_marks_words_and_joins_what_touches() -> None:
    text = "圖書館的開放時間，有圖書。"
    marked = [text[a:b] for a, b in highlight_spans(text, ["图书馆", "图书", "开放", "有"], [])]
    assert marked == ["圖書館", "開放", "圖書"]


def test_single_characters_are_marked_where_nothing_is_longer() -> None:
    assert highlight_spans("茶与茶", ["茶"]) == ((0, 1), (2, 3))


def test_merge_spans() -> None:
    assert merge_spans([(5, 7), (0, 2), (1, 3), (3, 4)]) == ((0, 4), (5, 7))
