from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import platformdirs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.language import (
    background_rarity,
    characters,
    fold_text,
    in_dictionary,
    letter_codes,
    letters,
    segment,
    segmenter_version,
    tagged_words,
    tokens,
    use_words,
    words,
)


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


@pytest.fixture
def own() -> Iterator[None]:
    """Leave jieba without words of ours, whatever a test told it."""
    yield
    use_words(())


@pytest.mark.usefixtures("own")
def test_own_words_are_words_until_they_are_taken_back() -> None:
    text = "他在贡布里亚镇开店"
    assert "贡布里亚镇" not in words(text)
    use_words(["貢布里亞鎮"])
    assert "贡布里亚镇" in words(text)
    use_words(["柳编社"])  # the last list counts
    assert "贡布里亚镇" not in words(text)
    use_words(())
    assert "柳编社" not in words("柳编社开张")


@pytest.mark.parametrize(
    ("word", "flag"),
    [
        pytest.param("罗启明", "nr", id="surname and two letters"),
        pytest.param("阚青舟", "nz", id="no surname of the list"),
        pytest.param("柳林渡口", "ns", id="a place by its end"),
        pytest.param("石桥村", "ns", id="a place that begins with a surname"),
        pytest.param("金穗合作社", "nt", id="a body by its end"),
        pytest.param("柳编戏", "nz", id="another name"),
        pytest.param("RCEP", "eng", id="Latin"),
        pytest.param("渡口", "n", id="in jieba's dictionary: its own"),
    ],
)
@pytest.mark.usefixtures("own")
def test_own_words_have_a_part_of_speech(word: str, flag: str) -> None:
    text = f"他说{word}不错"
    before = tagged_words(text)
    use_words([word])
    assert (word, flag) in [(one, kind) for one, kind, *_ in tagged_words(text)]
    use_words(())
    assert tagged_words(text) == before


@pytest.mark.usefixtures("own")
def test_own_words_are_in_the_version() -> None:
    plain = segmenter_version()
    use_words(["柳编社"])
    one = segmenter_version()
    use_words(["柳编社", "贡布里亚镇"])
    assert len({plain, one, segmenter_version()}) == 3
    use_words(["柳编社"])
    assert segmenter_version() == one
    use_words(())
    assert segmenter_version() == plain


def test_without_a_place_for_its_cache_jieba_loads_its_dictionary(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda _: tmp_path / "file" / "jianbao")
    segment._load.cache_clear()
    assert words("渡口通航") == ["渡口", "通航"]
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("word", "known"),
    [
        pytest.param("渡口", True, id="word"),
        pytest.param("霍青舟", False, id="a name that is nobody's"),
        pytest.param("渡口恢", False, id="the beginning of no word"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_in_dictionary(word: str, known: bool) -> None:
    assert in_dictionary(word) is known


@pytest.mark.usefixtures("own")
def test_own_words_are_not_in_the_dictionary() -> None:
    use_words(["柳编社"])
    assert not in_dictionary("柳编社")
    assert in_dictionary("渡口")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "。",
        "柳林渡口，恢复通航！",
        "面积３０㎡，１０㎏",
        "二○一九年○圈",
        "裏外不一",
        "a😀b",
        "x\ud800y",
        "𠀀𠀁",
    ],
)
def test_letters_as_numbers_are_the_same_letters(text: str) -> None:
    codes, places = letter_codes(text)
    assert "".join(map(chr, codes.tolist())) == letters(text)
    for code, place in zip(codes.tolist(), places.tolist(), strict=True):
        assert chr(code) in letters(text[place]) or text[place] == "○"


def test_no_letter_stands_beyond_the_table() -> None:
    last = sys.maxunicode + 1
    assert not any(chr(code).isalnum() for code in range(segment._CODES - 1, last))


def test_tagged_words_are_the_texts_own_and_leave_nothing_out() -> None:
    text = "罗启明任柳林渡口站長，投資３０萬元。"
    found = tagged_words(text)
    assert "".join(word for word, *_ in found) == text
    assert all(text[start:end] == word for word, _, start, end in found)
    assert ("，", "x") in [(word, flag) for word, flag, *_ in found]


def test_tagged_words_of_a_fold_that_lengthens() -> None:
    text = "占地３０㎡的岗亭"
    assert all(text[start:end] == word for word, _, start, end in tagged_words(text))


@pytest.mark.parametrize(
    ("rarer", "commoner"), [("澜江", "中国"), ("合龙", "工作"), ("澜江", "江")]
)
def test_background_rarity(rarer: str, commoner: str) -> None:
    assert background_rarity(rarer) > background_rarity(commoner)
