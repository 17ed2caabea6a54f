"""Lines out of characters: each taken once, wherever they stand."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.models import Box
from indexer.reading.glyph_lines import printed_lines
from indexer.reading.glyphs import Glyph


def run(text: str, x: float, y: float, *, dx: float = 10, dy: float = 0) -> list[Glyph]:
    """Characters of 10 points, each set off from the one before."""
    return [
        Glyph(char, x + dx * at, y + dy * at, x + dx * at + 10, y + dy * at + 10, 10)
        for at, char in enumerate(text)
    ]


@pytest.mark.parametrize(
    ("glyphs", "expected"),
    [
        (run("柳林渡口", 0, 0), [("柳林渡口", False)]),
        (run("柳林渡口", 0, 0, dx=0, dy=11), [("柳林渡口", True)]),
        (run("柳林", 0, 0) + run("渡口", 20, 0), [("柳林渡口", False)]),
        (run("左栏", 0, 0) + run("右栏", 32, 0), [("左栏", False), ("右栏", False)]),
        (run("疏排标题", 0, 0, dx=18), [("疏排标题", False)]),
        (run("末", 0, 0) + run("次行的字", 0, 14), [("末", False), ("次行的字", False)]),
        (run("表格表格", 0, 40) + run("人", 0, 0) + run("口", 0, 12),
         [("人", False), ("口", False), ("表格表格", False)]),
    ],
    ids=["level", "downwards", "two runs", "a gutter", "spaced out", "a last line of one", "a table"],
)  # fmt: skip
def test_lines(glyphs: list[Glyph], expected: list[tuple[str, bool]]) -> None:
    lines = printed_lines(glyphs, 400, 600)
    assert sorted((line.text, line.vertical) for line in lines) == sorted(expected)


def test_text_turned_by_a_quarter_runs_down_or_up() -> None:
    down = [
        Glyph(char, 100, 50 + 10 * at, 110, 60 + 10 * at, 10, 1) for at, char in enumerate("下行")
    ]
    up = [
        Glyph(char, 200, 90 - 10 * at, 210, 100 - 10 * at, 10, 3) for at, char in enumerate("上行")
    ]
    first, second = printed_lines([*down, *up], 400, 600)
    assert (first.text, first.vertical, first.box) == ("下行", True, Box(100, 50, 110, 70))
    assert (second.text, second.vertical, second.box) == ("上行", False, Box(200, 80, 210, 100))


any_glyph = st.builds(
    lambda char, x, y, size, turns, spaced: Glyph(
        char, x, y, x + size, y + size, size, turns, spaced
    ),
    st.sampled_from("柳林渡口ab1，"),
    st.sampled_from(range(0, 400, 5)),
    st.sampled_from(range(0, 600, 5)),
    st.sampled_from([5.0, 10.0, 11.0, 30.0]),
    st.sampled_from([0, 0, 0, 1, 2, 3]),
    st.booleans(),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(any_glyph, max_size=60, unique_by=lambda glyph: (glyph.x0, glyph.y0)))
def test_no_character_is_lost_or_doubled(glyphs: list[Glyph]) -> None:
    """Places are 5 points apart: only large characters can be taken for the same one twice."""
    lines = printed_lines(glyphs, 400, 600)
    found = Counter("".join(line.text for line in lines).replace(" ", ""))
    assert found <= Counter(glyph.char for glyph in glyphs)
    small = Counter(glyph.char for glyph in glyphs if glyph.size < 12)
    if len(small) and all(glyph.size < 12 for glyph in glyphs):
        assert found == small
