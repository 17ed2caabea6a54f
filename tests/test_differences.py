"""Two prints of a story, told apart to the letter."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.differences import Piece, differences

BASE = "柳林渡口昨日恢复通航。首日运送旅客1260人次。站长罗启明介绍，两艘渡船每艘可载120人。"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("", "", []),
        (BASE, BASE, [Piece(BASE, BASE)]),
        ("甲。乙。", "甲。", [Piece("甲。", "甲。"), Piece("乙。", "")]),
        ("", "甲。", [Piece("", "甲。")]),
        (
            "首日运送旅客1260人次。",
            "首日运送旅客1280人次。",
            [Piece("首日运送旅客12", "首日运送旅客12"), Piece("6", "8"), Piece("0人次。", "0人次。")],
        ),
        ("春茶上市。", "大桥合龙！", [Piece("春茶上市。", "大桥合龙！")]),
    ],
    ids=["empty", "same", "left out", "put in", "a figure", "another sentence"],
)  # fmt: skip
def test_pieces(one: str, other: str, expected: list[Piece]) -> None:
    assert differences(one, other) == expected


def test_a_sentence_that_moved_does_not_blur_the_rest() -> None:
    first, second, third = BASE.split("。")[:3]
    found = differences(f"{first}。{second}。{third}。", f"{first}。{third}。")
    assert [piece.one for piece in found if not piece.is_same] == [f"{second}。"]


@given(st.text("渡口通航。，\n12", max_size=60), st.text("渡口通航。，\n12", max_size=60))
def test_pieces_make_up_both_texts(one: str, other: str) -> None:
    found = differences(one, other)
    assert "".join(piece.one for piece in found) == one
    assert "".join(piece.other for piece in found) == other
    kinds = [piece.is_same for piece in found]
    assert all(left != right for left, right in pairwise(kinds))


def test_texts_of_any_length_end_soon() -> None:
    one, other = "渡" * 50_000, "口" * 50_000
    assert differences(one, other) == [Piece(one, other)]
    one, other = f"{BASE}{'哈啊' * 490}。", f"{BASE}{'啊啊哈' * 330}。"
    assert differences(one, other) == [
        Piece(BASE, BASE),
        Piece(one[len(BASE) :], other[len(BASE) :]),
    ]
    lines = "渡口\n" * 20_000
    assert "".join(piece.one for piece in differences(lines, "口\n" + lines)) == lines
