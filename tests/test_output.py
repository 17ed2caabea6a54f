"""What is printed: all letters of the page, nothing that steers the terminal."""

from __future__ import annotations

import pytest

from indexer.models import Article
from indexer.output import printable, source_line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("李明\n\t二版", "李明\n\t二版", id="lines and tabs"),
        pytest.param("李\ue123明", "李\ue123明", id="a letter of the paper's own"),
        pytest.param("李\U00031350", "李\U00031350", id="a letter that this Python may not know"),
        pytest.param("\x1b[31m李明\x07", "[31m李明", id="escapes"),
        pytest.param("李\u202e明\u200b", "李明", id="turned round, without width"),
        pytest.param("李\ud800", "李", id="half a sign"),
    ],
)
def test_printable(text: str, shown: str) -> None:
    assert printable(text) == shown


@pytest.mark.parametrize(
    ("page", "shown"),
    [("03", "《江城晚报》 2021-05-01 第3版"), ("头版", "《江城晚报》 2021-05-01 头版"),
     ("", "《江城晚报》 2021-05-01 版次未详")],
)  # fmt: skip
def test_where_it_was_printed(page: str, shown: str) -> None:
    item = Article(id="a", page_id="a", text="", newspaper="江城晚报", date="2021-05-01", page=page)
    assert source_line(item, titled=False).strip() == shown
