"""Characters in a row, near each other, and with a gap between."""

from __future__ import annotations

import pytest

from indexer.language import Folding
from indexer.search.phrases import holds, near_spans, phrase_spans, wildcard_spans


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
