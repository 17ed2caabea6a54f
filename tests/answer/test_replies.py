"""A model's reply taken apart: what is a mark, what is said, and that nothing holds it up."""

from __future__ import annotations

import pytest

from indexer.answer.replies import Statement, read_reply


@pytest.mark.parametrize(
    ("reply", "statements"),
    [
        pytest.param("渡口通航了。[1][2]", [("渡口通航了。", (1, 2))], id="marks"),
        pytest.param("渡口通航了。【1、2】", [("渡口通航了。", (1, 2))], id="one mark of two"),
        pytest.param(
            "渡口通航了。[1]\n又停航了。[2]",
            [("渡口通航了。", (1,)), ("又停航了。", (2,))],
            id="lines",
        ),
        pytest.param("渡口通航了。[2021]", None, id="a year is no mark"),
        pytest.param(
            '[{"text": "渡口通航", "cites": [1001]}]', [("渡口通航", ())], id="no such number"
        ),
        pytest.param(
            '[{"text": "鹭政发[2021]5号下发[1]", "cites": [1]}]',
            [("鹭政发[2021]5号下发", (1,))],
            id="the number of a document",
        ),
        pytest.param('[{"text": "- 渡口通航", "cites": 1}]', [("渡口通航", (1,))], id="a bullet"),
        pytest.param('[{"text": "-5℃是最低", "cites": 1}]', [("-5℃是最低", (1,))], id="a minus"),
        pytest.param(
            "渡口通航了。[1]<think>对吗</think>", [("渡口通航了。", (1,))], id="thinks after"
        ),
    ],
)
def test_statements(reply: str, statements: list[tuple[str, tuple[int, ...]]] | None) -> None:
    found = read_reply(reply)
    wanted = statements and tuple(Statement(text, cites) for text, cites in statements)
    assert found == wanted


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param("渡口恢复通航，" * 20_000, id="no mark at all"),
        pytest.param("渡口[" + "1" * 20_000, id="an open bracket"),
        pytest.param("渡口[" + "1," * 20_000, id="an open bracket with commas"),
        pytest.param("<think>" * 20_000, id="thoughts without an end"),
    ],
)
def test_what_is_no_reply_ends_soon(reply: str) -> None:
    assert not read_reply(reply)
