from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.language import characters, fold_text, tokens, words


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("危房改造316户", ["危房改造", "316", "户"], id="long words and numbers"),
        pytest.param("他来了的", ["的", "了"], id="particles are kept"),
        pytest.param("投资5656.35万元", ["5656.35"], id="decimal"),
        pytest.param("ＲＣＥＰ生效", ["rcep"], id="full-width Latin"),
        pytest.param("危房改造", ["危房", "改造"], id="short words inside long ones"),
    ],
)
def test_finds_words(text: str, wanted: list[str]) -> None:
    assert set(wanted) <= set(words(text))


def test_leaves_marks_and_space_out() -> None:
    assert words("，。“ ”！\n") == []


def test_traditional_and_simplified_give_the_same_words() -> None:
    assert words("圖書館開放時間") == words("图书馆开放时间")


def test_a_token_stands_where_it_says() -> None:
    text = "　圖書館ＡＢ"
    assert [(t.text, text[t.start : t.end]) for t in tokens(text)][-2:] == [
        ("图书馆", "圖書館"),
        ("ab", "ＡＢ"),
    ]


def test_characters_skip_what_a_phrase_is_found_across() -> None:
    assert [t.text for t in characters("人民/日 报")] == ["人", "民", "日", "报"]


@given(st.text(max_size=50))
def test_every_letter_and_digit_is_in_some_token(text: str) -> None:
    covered = {i for token in tokens(text) for i in range(token.start, token.end)}
    for index, char in enumerate(text):
        if any(c.isalnum() for c in fold_text(char)):
            assert index in covered
