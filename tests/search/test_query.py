from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import QueryError
from indexer.search import parse_query
from indexer.search.query import MAX_QUERY_CHARS


@pytest.mark.parametrize(
    ("typed", "loose", "phrases"),
    [
        pytest.param("柳林 渡口", "柳林 渡口", (), id="plain"),
        pytest.param("“恢复通航” 渡口", "渡口", ("恢复通航",), id="Chinese quotes"),
        pytest.param('"恢复通航"', "", ("恢复通航",), id="straight quotes"),
        pytest.param("「恢复」『通航』", "", ("恢复", "通航"), id="corner quotes"),
        pytest.param("＂通航＂", "", ("通航",), id="full-width quotes"),
        pytest.param("“” 渡口", "渡口", (), id="empty quotes"),
        pytest.param("“，。” 渡口", "渡口", (), id="marks in quotes"),
    ],
)
def test_takes_a_query_apart(typed: str, loose: str, phrases: tuple[str, ...]) -> None:
    query = parse_query(typed)
    assert (query.loose, query.phrases, query.notes) == (loose, phrases, ())


def test_an_unpaired_mark_is_said_and_ignored() -> None:
    query = parse_query("“恢复通航 渡口")
    assert query.loose == "恢复通航 渡口"
    assert "引号" in query.notes[0]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "没有可查的字"),
        ("  \n", "没有可查的字"),
        ("++--&&||()*~^:", "没有可查的字"),
        ("“”", "没有可查的字"),
        ("渡" * 10_000, f"{MAX_QUERY_CHARS} 字以内"),
    ],
)
def test_says_why_it_cannot_look(typed: str, says: str) -> None:
    with pytest.raises(QueryError, match=says):
        parse_query(typed)


@given(st.text(max_size=80))
def test_anything_typed_is_a_query_or_a_clear_refusal(typed: str) -> None:
    try:
        query = parse_query(typed)
    except QueryError:
        return
    assert query.loose or query.phrases
