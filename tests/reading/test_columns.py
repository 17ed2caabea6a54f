"""The reading order of sheets drawn here: a headline, then its columns; nothing lost or doubled."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.models import Box
from indexer.reading.columns import column_order
from indexer.reading.printed import PrintedLine

EM = 10.0
LEADING = 16.0


def line(
    text: str, x: float, y: float, size: float = EM, *, width: float = 0, vertical: bool = False
) -> PrintedLine:
    wide, high = (size, size * len(text)) if vertical else (width or size * len(text), size)
    return PrintedLine(text, Box(x, y, x + wide, y + high), None, size, vertical)


def column(
    name: str, x: float, y: float, rows: int, *, chars: int = 12, every: int = 4
) -> list[PrintedLine]:
    """Lines `name`0, `name`1, …; each `every`-th begins a paragraph, and the one before is short."""
    lines = []
    for row in range(rows):
        first, last = row % every == 0, row % every == every - 1
        text = f"{name}{row}".ljust((5 if last else chars) - 2 * first, "文")
        lines.append(line(text, x + 2 * EM * first, y + row * LEADING))
    return lines


def names(lines: list[PrintedLine], **sheet: float) -> list[list[str]]:
    paragraphs = column_order(lines, sheet.get("width", 600), sheet.get("height", 800))
    return [[one.text.rstrip("文") for one in paragraph.lines] for paragraph in paragraphs]


def order(lines: list[PrintedLine], **sheet: float) -> str:
    """Return the order as the runs of names: `题 a b` for a headline, then columns a and b."""
    found: list[str] = []
    for paragraph in names(lines, **sheet):
        for text in paragraph:
            name = text.rstrip("0123456789")
            if not found or found[-1] != name:
                found.append(name)
    return " ".join(found)


def grid(*tops: float, prefix: str = "", rows: int = 8) -> list[PrintedLine]:
    """Columns a, b, c … at the given heights, with a gutter of an em and a half."""
    return [
        one
        for at, top in enumerate(tops)
        for one in column(f"{prefix}{'abcdef'[at]}", 40 + at * 135, top, rows)
    ]


CASES = {
    "a headline over its columns": (
        [line("渡口通航", 120, 60, 30), *grid(110, 110, 110)],
        "渡口通航 a b c",
    ),
    "off the common grid": (
        [line("渡口通航", 120, 60, 30), *grid(110, 115, 121)],
        "渡口通航 a b c",
    ),
    "a headline whose ink stands over the middle column": (
        [line("通航", 200, 60, 30), *grid(110, 110, 110)],
        "通航 a b c",
    ),
    "kicker, title, subtitle and byline": (
        [
            line("停航两年之后", 180, 40, 14), line("柳林渡口通航", 130, 64, 30),
            line("首日运客千人", 220, 104, 14), line("□苏禾", 215, 130), *grid(160, 160, 160),
        ],
        "停航两年之后 柳林渡口通航 首日运客千人 □苏禾 a b c",
    ),
    "two articles one above the other": (
        [
            line("柳林渡口通航", 130, 60, 30), *grid(110, 110, 110),
            line("菜场搬进新楼", 130, 270, 30), *grid(320, 320, 320, prefix="下"),
        ],
        "柳林渡口通航 a b c 菜场搬进新楼 下a 下b 下c",
    ),
    "two articles side by side": (
        [
            line("渡口通航", 80, 60, 30), *grid(110, 110),
            line("菜场搬家", 360, 90, 30),
            *(replace(one, box=Box(one.box.x0 + 290, one.box.y0, one.box.x1 + 290, one.box.y1))
              for one in grid(140, 140, prefix="右") if one.box),
        ],
        "渡口通航 a b 菜场搬家 右a 右b",
    ),
    "a headline over the right columns beside a long left one": (
        [*column("a", 40, 60, 20), line("菜场搬进新楼", 190, 60, 30),
         *column("b", 175, 110, 8), *column("c", 310, 110, 8)],
        "a 菜场搬进新楼 b c",
    ),
    "the lower article has other columns": (
        [line("柳林渡口恢复通航", 60, 60, 30), *grid(110, 110, 110),
         line("菜场", 60, 260, 24),
         *column("左", 40, 300, 8, chars=18), *column("右", 240, 300, 8, chars=18)],
        "柳林渡口恢复通航 a b c 菜场 左 右",
    ),
    "a picture above the first column": (
        [line("柳林渡口恢复通航", 60, 60, 30), *grid(200, 110, 110)],
        "柳林渡口恢复通航 a b c",
    ),
    "a page's head": (
        [line("星期一", 40, 15, 8), line("二版", 300, 15, 8), line("要闻", 420, 15, 8),
         *grid(60, 60, 60)],
        "星期一 二版 要闻 a b c",
    ),
    "a long column beside a headline that is shorter than its article": (
        [*column("a", 40, 60, 20), line("菜场", 360, 60, 30),
         *column("b", 175, 110, 8), *column("c", 310, 110, 8), *column("d", 445, 110, 8)],
        "a 菜场 b c d",
    ),
    "below one article two side by side": (
        [line("柳林渡口通航", 250, 60, 30), *grid(110, 110, 110, 110),
         line("菜场", 40, 270, 24), line("夜校开课", 330, 272, 20),
         *grid(310, 310, 310, 310, prefix="下")],
        "柳林渡口通航 a b c d 菜场 下a 下b 夜校开课 下c 下d",
    ),
    "a vertical headline": (
        [line("竖题在右", 445, 60, 24, vertical=True),
         line("副题靠左", 410, 60, 14, vertical=True), *grid(60, 60)],
        "a b 竖题在右 副题靠左",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "expected"), CASES.values(), ids=CASES)
def test_order(lines: list[PrintedLine], expected: str) -> None:
    shuffled = random.Random(7).sample(lines, len(lines))
    assert order(lines) == expected
    assert order(shuffled) == expected


@pytest.mark.parametrize(("lines", "expected"), CASES.values(), ids=CASES)
def test_order_where_only_loose_boxes_are_known(lines: list[PrintedLine], expected: str) -> None:
    """A recogniser gives no sizes, and boxes a little too large and not quite straight."""
    noise = random.Random(11)
    loose = []
    for one in lines:
        assert one.box is not None
        grow, shift = noise.uniform(0, 1.2), noise.uniform(-0.6, 0.6)
        box = Box(
            one.box.x0 - grow, one.box.y0 - grow + shift, one.box.x1 + grow, one.box.y1 + grow
        )
        loose.append(PrintedLine(one.text, box, 0.9, None, one.vertical))
    assert order(loose) == expected


def test_paragraphs() -> None:
    lines = [line("渡口通航", 120, 60, 30), *column("a", 40, 110, 6), *column("b", 175, 110, 3)]
    assert names(lines) == [
        ["渡口通航"], ["a0", "a1", "a2", "a3"], ["a4", "a5"], ["b0", "b1", "b2"],
    ]  # fmt: skip


def test_a_paragraph_ends_at_a_short_line_a_gap_and_another_size() -> None:
    lines = [
        line("全" * 12, 40, 100), line("短" * 5, 40, 116), line("不缩进" * 4, 40, 132),
        line("隔一行" * 4, 40, 170), line("小一号" * 5, 40, 186, 8),
    ]  # fmt: skip
    paragraphs = column_order(lines, 200, 400)
    assert [[one.text[:2] for one in some.lines] for some in paragraphs] == [
        ["全全", "短短"], ["不缩"], ["隔一"], ["小一"],
    ]  # fmt: skip


def test_lines_beside_a_picture_run_on() -> None:
    lines = [line("字" * 12, 40, 100 + row * LEADING) for row in range(3)]
    lines += [line("字" * 7, 40, 148 + row * LEADING) for row in range(3)]
    lines += [line("字" * 12, 40, 196 + row * LEADING) for row in range(3)]
    assert len(column_order(lines, 200, 400)) == 1


def test_lines_without_a_place_come_last() -> None:
    lines = [
        PrintedLine("无框"),
        line("有框", 10, 10),
        PrintedLine("坏框", Box(float("nan"), 0, 1, 1)),
    ]
    assert names(lines) == [["有框"], ["无框"], ["坏框"]]
    assert column_order([], 0, 0) == []


coordinate = st.one_of(
    st.floats(-50, 650), st.sampled_from([0.0, 40.0, 160.0, 175.0]), st.floats(width=32)
)
any_line = st.builds(
    PrintedLine,
    st.text("渡口通航a1 ", max_size=8),
    st.one_of(st.none(), st.builds(Box, coordinate, coordinate, coordinate, coordinate)),
    st.none(),
    st.one_of(st.none(), st.sampled_from([8.0, 10.0, 30.0]), st.floats()),
    st.booleans(),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(any_line, max_size=40))
def test_no_line_is_lost_or_doubled(lines: list[PrintedLine]) -> None:
    paragraphs = column_order(lines, 600, 800)
    found = Counter(id(one) for paragraph in paragraphs for one in paragraph.lines)
    assert found == Counter(map(id, lines))
    assert all(paragraph.lines for paragraph in paragraphs)
    assert column_order(lines, 600, 800) == paragraphs


def staircase(count: int) -> list[PrintedLine]:
    return [line("阶", at * 9, at * 9) for at in range(count)]


def spiral(count: int) -> list[PrintedLine]:
    """Boxes that can only be peeled off one by one."""
    lines, x0, y0, x1, y1 = [], 0.0, 0.0, 9e4, 9e4
    for at in range(count):
        box = [
            (x0, y0, x1, y0 + 9),
            (x1 - 9, y0, x1, y1),
            (x0, y1 - 9, x1, y1),
            (x0, y0, x0 + 9, y1),
        ]
        lines.append(PrintedLine("旋", Box(*box[at % 4]), font_size=9))
        x0, y0, x1, y1 = (
            x0 + 11 * (at % 4 == 3), y0 + 11 * (at % 4 == 0),
            x1 - 11 * (at % 4 == 1), y1 - 11 * (at % 4 == 2),
        )  # fmt: skip
    return lines


def scattered(count: int) -> list[PrintedLine]:
    noise = random.Random(3)
    return [line("散" * 6, noise.uniform(0, 3000), noise.uniform(0, 4000)) for _ in range(count)]


@pytest.mark.timeout(60)
@pytest.mark.parametrize("make", [staircase, spiral, scattered])
def test_a_hostile_sheet_is_put_in_order(make: object) -> None:
    assert callable(make)
    lines = make(5000)
    paragraphs = column_order(lines, 600, 800)
    assert sum(len(paragraph.lines) for paragraph in paragraphs) == 5000
