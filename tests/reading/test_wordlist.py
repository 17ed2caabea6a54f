from __future__ import annotations

from pathlib import Path

import pytest

from indexer.errors import ReadError, SettingsError
from indexer.reading.wordlist import read_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("柳编社\n霍青舟\n", ("柳编社", "霍青舟"), id="one a line, in order"),
        pytest.param(
            "# 地名\n柳编社  # 老街上\n\n\t霍青舟\r\n", ("柳编社", "霍青舟"), id="remarks"
        ),
        pytest.param("柳编社\n霍青舟\n柳编社\n", ("柳编社", "霍青舟"), id="each once"),
        pytest.param("澜江", ("澜江",), id="two letters, no line end"),
        pytest.param("字" * 20, ("字" * 20,), id="twenty letters"),
        pytest.param("RCEP\n", ("RCEP",), id="Latin"),
        pytest.param("约翰·史密斯\n", ("约翰·史密斯",), id="a mark inside"),
        pytest.param("\n# 无\n", (), id="none"),
    ],
)
def test_reads_words(tmp_path: Path, text: str, words: tuple[str, ...]) -> None:
    path = tmp_path / "words.txt"
    path.write_bytes(text.encode("utf-8"))
    assert read_words(path) == words


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "words.txt"
    path.write_bytes("柳编社\n霍青舟\n澜江大桥\n".encode(encoding))
    assert read_words(path) == ("柳编社", "霍青舟", "澜江大桥")


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("舟", id="one letter"),
        pytest.param("字" * 21, id="twenty-one letters"),
        pytest.param("霍 青舟", id="a space inside"),
        pytest.param("霍\u3000青舟", id="a full-width space inside"),
        pytest.param("——", id="marks alone"),
    ],
)
def test_a_line_that_is_no_word_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "words.txt"
    path.write_text(f"柳编社\n\n{line}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"words\.txt 第 3 行.*words\.txt:3: not a word"):
        read_words(path)


def test_no_file_is_no_words(tmp_path: Path) -> None:
    assert read_words(tmp_path / "words.txt") == ()


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    with pytest.raises(ReadError, match="PNG"):
        read_words(path)
