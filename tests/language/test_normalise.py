from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.language import fold, fold_text


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("３０万吨", "30万吨", id="full-width digits"),
        pytest.param("ＲＣＥＰ成員國", "rcep成员国", id="full-width letters, case, traditional"),
        pytest.param("村裏與羣山", "村里与群山", id="old variants"),
        pytest.param("發見頭髮", "发见头发", id="two traditional for one simplified"),
        pytest.param("卽將啓程", "即将启程", id="forms OpenCC leaves or takes"),
        pytest.param(
            "人⺠、⻓江、⽤⼾、⻑橋", "人民、长江、用户、长桥", id="radicals, as pasted from a PDF"
        ),
        pytest.param("面積30㎡", "面积30m2", id="longer after folding"),
        pytest.param("已经简化", "已经简化", id="nothing to fold"),
        pytest.param("一百○五号，二万○三百", "一百〇五号,二万〇三百", id="a circle for a nought"),
        pytest.param("甲○乙，十○", "甲○乙,十○", id="a circle that is a mark"),
        pytest.param("", "", id="empty"),
    ],
)
def test_folds_to_one_form(text: str, folded: str) -> None:
    assert fold_text(text) == folded
    assert fold(text).text == folded


def test_leads_back_to_the_pages_own_glyphs() -> None:
    text = "裏面積３０㎡的屋"
    folded = fold(text)
    start = folded.text.index("30m2")
    assert text[slice(*folded.source_span(start, start + 4))] == "３０㎡"


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold_text(text)
    assert fold_text(once) == once


@given(st.text(max_size=60), st.data())
def test_every_span_leads_back_into_the_text(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    start = data.draw(st.integers(0, len(folded.text)))
    end = data.draw(st.integers(start, len(folded.text)))
    low, high = folded.source_span(start, end)
    assert 0 <= low <= high <= len(text)
    assert folded.text[start:end] in fold_text(text[low:high])
