"""What is marked in a text: the page's own glyphs."""

from __future__ import annotations

import pytest

from indexer.language.questions import content_words
from indexer.search.highlight import highlight_spans, merge_spans
from indexer.search.query import parse_query


def marked(text: str, typed: str) -> list[str]:
    query = parse_query(typed)
    spans = highlight_spans(text, content_words(query.text), query)
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        pytest.param("渡口", ["渡口"], id="a word"),
        pytest.param("恢復", ["恢复"], id="a traditional query"),
        pytest.param("“恢复通航”", ["恢复通航"], id="a phrase"),
        pytest.param("渡口 AND 通航", ["渡口", "通航"], id="conditions"),
        pytest.param("渡口 -通航", ["渡口"], id="not what is excluded"),
        pytest.param("报纸:恢复", [], id="not the name of a paper"),
        pytest.param("“柳林 恢复”~3", ["柳林", "恢复"], id="near: its words, not what is between"),
        pytest.param("“柳林 恢复”~1", [], id="not near enough"),
        pytest.param("柳*口", ["柳林渡口"], id="wildcard"),
        pytest.param("了 渡口", ["渡口"], id="no single characters beside a word"),
        pytest.param("菜场", [], id="not there"),
    ],
)
def test_highlights(typed: str, found: list[str]) -> None:
    assert marked("柳林渡口恢复通航了", typed) == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("2019年通航", ["2019", "二〇一九", "通航"]),
        ("!数字 2019年通航", ["2019", "通航"]),
        ("!数字 二〇一九年通航", ["二〇一九", "通航"]),
        ("!繁简 渡口恢復", ["渡口恢復"]),
        ("!繁简 渡口恢复", ["渡口"]),
    ],
)
def test_forms_kept_apart_are_not_marked(typed: str, found: list[str]) -> None:
    assert marked("2019、二〇一九，渡口恢復了，通航", typed) == found


def test_spans_are_joined() -> None:
    assert merge_spans([(4, 6), (0, 2), (1, 3), (3, 4)]) == ((0, 6),)
    assert merge_spans([]) == ()
