"""Characters in a row, near each other, and with a gap between."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.language import Folding
from indexer.search.phrases import holds, holds_near, near_spans, phrase_spans, wildcard_spans


@pytest.mark.parametrize(
    ("text", "phrase", "found"),
    [
        ("柳林渡口恢复通航", "恢复通航", ["恢复通航"]),
        ("柳林渡口恢復通航", "恢复通航", ["恢復通航"]),
        ("恢复\n通航，恢复、通航", "恢复通航", ["恢复\n通航", "恢复、通航"]),
        ("运送１２６０人次", "1260人次", ["１２６０人次"]),
        ("二〇一九年通航", "2019年", ["二〇一九年"]),
        ("2019年通航", "二〇一九年", ["2019年"]),
        ("面积三十㎡左右", "m2", ["㎡"]),
        ("江边一百○五号", "一百〇五号", ["一百○五号"]),
        ("夏天不再闷热了", "热了", ["热了"]),
        ("夏天不再闷热了", "了", ["了"]),
        ("夏天不再闷热了", "热的", []),
        ("渡口", "“。”", []),
        ("", "渡口", []),
    ],
)
def test_phrase_spans(text: str, phrase: str, found: list[str]) -> None:
    assert [text[a:b] for a, b in phrase_spans(text, phrase)] == found
    assert holds(text, [phrase]) == bool(found)


@pytest.mark.parametrize(
    ("text", "hits", "misses"),
    [
        ("楼高420米，重3,500公斤", "420米 420 500公斤", "20米 0米 42 50"),
        ("增长9.18%，到账13.5亿元", "9.18 13.5亿", "918 3.5亿 5亿元 135亿 13"),
        ("一共三十五亿元，订单35亿元", "三十五亿 35亿 五亿元", "3.5亿 5亿"),
        ("9·18事变，3.5亿，２．５万", "918 九一八 3.5 2.5万", "1.8 3 5亿"),
        ("2019.8.3雨，8.4级", "2019 8 8.4", "019 4级"),
        ("周五17时开会，她81岁", "周五 五 17 81岁 周5 周五17时", "五一 八一 51"),
        ("五一期间，八一建军节", "五一 八一 一期间", "51 81"),
        ("二〇一九年三月", "2019年 一九年 2019年3月 〇一九", "19年 201 13月"),
        ("2019年3月，第13届", "二〇一九 三月 三 第13届", "一九年 第三届 三届"),
        ("第二十三届，十一个人", "第二十三 三届 一个 二", "3届 1个 第2"),
        ("第三届，3个月，零点", "第3届 三个月 0点", "第30 33"),
        ("一九九八年，〇八年，一二〇", "1998 08年 120", "98年 199 12"),
        ("来自 Shanghai 的 Visa Inn，AI技术", "shanghai AI技术 inn visainn", "hai sain vis"),
        ("5G网与15g网，G20", "5G网 20 g20 15G", "2 0"),
        ("周五 17 时，20\n19年", "17时 2019年 五 17", "五1 7时"),
        ("30㎡的屋", "30 m2 30㎡", "0 30平"),
    ],
)
def test_figures_and_latin_words_are_whole(text: str, hits: str, misses: str) -> None:
    parts = [*hits.split(), *misses.split()]
    assert " ".join(part for part in parts if phrase_spans(text, part)) == hits
    assert " ".join(part for part in parts if holds(text, [part])) == hits


def test_a_figure_or_word_goes_on_where_a_star_stands() -> None:
    for parts, held in (
        (["AI", ""], "AI"), (["", "GC"], "GC"), (["A", "C"], "AIGC"), (["AI"], ""),
        (["", "19", "年"], "19年"), (["二〇", ""], "20"), (["2", "年"], "2019年"), (["0", "年"], ""),
    ):  # fmt: skip
        found = "".join("AIGC2019年"[a:b] for a, b in wildcard_spans("AIGC2019年", parts))
        assert found == held


@pytest.mark.parametrize(
    ("text", "phrase", "folding"),
    [
        ("恢復通航", "恢复", Folding(variants=False)),
        ("ＡＢＣ", "abc", Folding(width=False)),
        ("二〇一九年", "2019年", Folding(numbers=False)),
    ],
)
def test_a_folding_switched_off_keeps_forms_apart(text: str, phrase: str, folding: Folding) -> None:
    assert phrase_spans(text, phrase)
    assert not phrase_spans(text, phrase, folding)
    assert not holds(text, [phrase], folding)
    assert holds(text, [text], folding)


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        (["柳", "口"], ["柳林渡口"]),
        (["柳林"], ["柳林"]),
        (["柳", "通航"], ["柳林渡口恢复通航"]),
        (["口", "柳"], []),
    ],
)
def test_wildcards(parts: list[str], found: list[str]) -> None:
    text = "柳林渡口恢复通航"
    assert [text[a:b] for a, b in wildcard_spans(text, parts)] == found


def test_a_wildcard_stands_for_eight_letters_at_most() -> None:
    assert wildcard_spans("甲12345678乙", ["甲", "乙"])
    assert not wildcard_spans("甲123456789乙", ["甲", "乙"])


@pytest.mark.parametrize(
    ("parts", "gap", "found"),
    [
        (["渡口", "码头"], 4, ["渡口旁边的码头"]),
        (["码头", "渡口"], 4, ["渡口旁边的码头"]),
        (["渡口", "码头"], 2, []),
        (["渡口", "菜场"], 50, []),
        (["渡口", "渡口"], 50, []),
    ],
)
def test_near(parts: list[str], gap: int, found: list[str]) -> None:
    text = "在渡口旁边的码头上"
    assert [text[a:b] for a, b in near_spans(text, parts, gap)] == found


_LETTERS = st.text(alphabet="甲乙丙丁。", max_size=14)
_PARTS = st.lists(st.text(alphabet="甲乙丙", min_size=1, max_size=2), min_size=1, max_size=4)


@given(_LETTERS, _PARTS)
def test_wildcards_are_what_a_pattern_of_them_finds(text: str, parts: list[str]) -> None:
    pattern = ".{0,8}".join(parts)
    assert holds(text, parts) == bool(re.search(pattern, text.replace("。", "")))
    assert holds(text, parts) == bool(wildcard_spans(text, parts))


_SIGNS = st.text("12三〇aB八年亿十.．,，。 \n２Ｂ²㎡○-", max_size=14)


@given(_SIGNS, _SIGNS.map(lambda text: text[:4]), st.integers(0, 10))
def test_what_stands_as_typed_is_what_is_found(text: str, phrase: str, at: int) -> None:
    for wanted in (phrase, text[at : at + 3]):
        assert holds(text, [wanted]) == bool(phrase_spans(text, wanted))


@given(_LETTERS, _PARTS, st.integers(0, 3))
def test_near_is_any_choice_of_places(text: str, parts: list[str], gap: int) -> None:
    text = text.replace("。", "丁")
    places = ([m.span(1) for m in re.finditer(f"(?=({part}))", text)] for part in parts)
    chosen = {tuple(sorted(choice)) for choice in itertools.product(*places)}
    near = {
        (choice[0][0], choice[-1][1])
        for choice in chosen
        if all(0 <= b[0] - a[1] <= gap for a, b in itertools.pairwise(choice))
    }
    assert set(near_spans(text, parts, gap)) <= near
    assert holds_near(text, parts, gap) == bool(near)


def test_many_parts_take_no_longer_than_few() -> None:
    """A pattern of these would try every choice of places: it would not come to an end."""
    text = "江水1111111111涨，渡口的人都在看的门。" * 200
    assert not holds(text, ["1", "1", "1", "1", "1", "1", "1", "1", "行"])
    assert not holds_near(text, [*"江水涨渡口的人都", "桥"], 999)
    assert holds_near(text, [*"江水涨渡口的人都", "看的门"], 999)
