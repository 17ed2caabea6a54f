"""The reading order of vertical sheets drawn here: registers, headlines, two pages of a sheet."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.models import Box
from indexer.reading.printed import Paragraph, PrintedLine
from indexer.reading.registers import split_sheet, vertical_order

EM = 20.0
PITCH = 26.0


def line(text: str, right: float, top: float, em: float = EM) -> PrintedLine:
    """A line whose right edge and top are given, of as many ems as it has characters."""
    return PrintedLine(
        text, Box(right - em, top, right, top + em * len(text)), 0.9, em, vertical=True
    )


def register(
    name: str, right: float, top: float, count: int, chars: int = 10, pitch: float = PITCH
) -> list[PrintedLine]:
    """Lines `name`0, `name`1, … of a register, the first at the right."""
    return [
        line(f"{name}{nth}".ljust(chars, "字"), right - nth * pitch, top) for nth in range(count)
    ]


def runs(paragraphs: list[Paragraph]) -> list[str]:
    """Each paragraph as the names of its lines: `甲0 甲1`."""
    return [" ".join(one.text.rstrip("字") for one in found.lines) for found in paragraphs]


def in_order(lines: list[PrintedLine]) -> list[str]:
    return runs(vertical_order(list(reversed(lines)), 1000, 1000))


def test_a_register_is_read_from_right_to_left_as_one_paragraph() -> None:
    assert in_order(register("甲", 500, 100, 4)) == ["甲0 甲1 甲2 甲3"]


def test_text_runs_on_in_the_register_below() -> None:
    lines = register("甲", 500, 100, 3) + register("乙", 500, 320, 3)
    assert in_order(lines) == ["甲0 甲1 甲2 乙0 乙1 乙2"]


def test_lines_of_two_registers_need_not_stand_under_each_other() -> None:
    lines = register("甲", 500, 100, 4) + register("乙", 490, 320, 4)
    assert in_order(lines) == ["甲0 甲1 甲2 甲3 乙0 乙1 乙2 乙3"]


def test_an_indented_line_begins_a_paragraph_and_a_short_one_ends_it() -> None:
    full = register("甲", 500, 100, 5)
    lines = [*full[:2], line("甲二字字", 448, 100), line("甲三字字字字字字字", 422, 120), full[4]]
    assert in_order(lines) == ["甲0 甲1 甲二", "甲三 甲4"]


def test_a_headline_through_two_registers_comes_before_both_at_its_left() -> None:
    right = register("甲", 700, 100, 3) + register("乙", 700, 320, 3)
    headline = line("大字标题", 610, 110, 90)
    left = register("丙", 510, 100, 3) + register("丁", 510, 320, 3)
    assert in_order([*right, headline, *left]) == [
        "甲0 甲1 甲2 乙0 乙1 乙2", "大字标题", "丙0 丙1 丙2 丁0 丁1 丁2",
    ]  # fmt: skip


def test_an_inset_headline_is_read_before_the_lines_under_it() -> None:
    tall = register("甲", 700, 100, 2, chars=16)
    headline = line("小题", 700 - 2 * PITCH - 6, 104, 40)
    under = register("乙", 700 - 2 * PITCH, 220, 2, chars=10)
    after = register("丙", 700 - 4 * PITCH, 100, 3, chars=16)
    assert in_order([*tall, headline, *under, *after]) == [
        "甲0 甲1", "小题", "乙0 乙1 丙0 丙1 丙2",
    ]  # fmt: skip


def test_a_wide_white_gap_parts_two_articles_side_by_side() -> None:
    right = register("甲", 700, 100, 4) + register("乙", 700, 320, 4)
    left = register("丙", 540, 100, 4) + register("丁", 540, 320, 4)
    assert in_order(right + left)[0].startswith("甲0 甲1 甲2 甲3 乙0")


def test_a_sheet_scanned_askew_is_read_all_the_same() -> None:
    lines = [
        PrintedLine(one.text, Box(b.x0, b.y0 + 0.02 * b.x0, b.x1, b.y1 + 0.02 * b.x0),
                    one.confidence, one.font_size, one.vertical)
        for one in register("甲", 900, 100, 30) + register("乙", 895, 306, 30)
        if (b := one.box)
    ]  # fmt: skip
    names = [f"{name}{nth}" for name in "甲乙" for nth in range(30)]
    assert " ".join(in_order(lines)).split() == names


def test_a_horizontal_headline_comes_before_the_lines_under_it() -> None:
    headline = PrintedLine("横题", Box(420, 60, 500, 90), 0.9, 30)
    assert in_order([headline, *register("甲", 500, 100, 3)]) == ["横题", "甲0 甲1 甲2"]


def test_lines_without_a_place_come_last() -> None:
    lost = PrintedLine("无处", None)
    nowhere = PrintedLine("无限", Box(0, 0, float("inf"), 1), vertical=True)
    assert in_order([lost, nowhere, *register("甲", 500, 100, 2)]) == ["甲0 甲1", "无限", "无处"]


def test_two_pages_of_a_sheet_the_right_one_first() -> None:
    right = register("甲", 1900, 100, 30) + register("乙", 1900, 560, 30, chars=30)
    left = register("丙", 1050, 100, 30, chars=22) + register("丁", 1050, 560, 30, chars=30)
    assert split_sheet([*left, *right], 2000, 600) == [right, left]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(register("甲", 900, 100, 30), id="one page wider than high"),
        pytest.param(
            [*register("甲", 900, 100, 8, chars=30), *register("乙", 600, 100, 8, chars=30)],
            id="higher than wide",
        ),
        pytest.param([PrintedLine("无处")], id="no place"),
        pytest.param([], id="nothing"),
    ],
)
def test_one_page_stays_one(lines: list[PrintedLine]) -> None:
    assert split_sheet(lines, 2000, 600) == [lines]


def test_a_sheet_higher_than_wide_is_one_page_however_little_is_on_it() -> None:
    lines = register("甲", 900, 100, 15, chars=25) + register("乙", 460, 100, 15, chars=25)
    assert len(split_sheet(lines, 1000, 600)) == 2
    assert split_sheet(lines, 1000, 1400) == [lines]


_AT = st.floats(-100, 2000) | st.sampled_from([0.0, 50.0, float("nan"), float("inf")])
_LINES = st.lists(
    st.builds(
        PrintedLine,
        text=st.text("报纸、 a", max_size=8),
        box=st.none() | st.builds(Box, _AT, _AT, _AT, _AT),
        confidence=st.none() | st.floats(0, 1),
        font_size=st.none() | st.floats(0, 100),
        vertical=st.booleans(),
    ),
    max_size=40,
)


def told_apart(lines: list[PrintedLine]) -> Counter[int]:
    return Counter(map(id, lines))


@settings(deadline=None, max_examples=200)
@given(_LINES)
def test_no_line_is_lost_or_doubled(lines: list[PrintedLine]) -> None:
    paragraphs = vertical_order(lines, 1000, 1000)
    assert told_apart([one for found in paragraphs for one in found.lines]) == told_apart(lines)
    assert all(found.lines for found in paragraphs)
    pages = split_sheet(lines, 2000, 1000)
    assert told_apart([one for page in pages for one in page]) == told_apart(lines)


@settings(deadline=None, max_examples=50)
@given(_LINES)
def test_the_order_is_the_same_every_time(lines: list[PrintedLine]) -> None:
    assert runs(vertical_order(lines, 1000, 1000)) == runs(vertical_order(lines, 1000, 1000))
