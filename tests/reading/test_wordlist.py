from __future__ import annotations

from pathlib import Path

import pytest

from indexer.errors import ReadError, SettingsError
from indexer.language import fold_text, use_words, words
from indexer.reading.wordlist import read_words, words_without_effect


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
    assert words_without_effect(tmp_path / "words.txt") == ()


@pytest.mark.parametrize(
    ("word", "is_told"),
    [
        pytest.param("霍青舟", False, id="a name"),
        pytest.param("RCEP", False, id="Latin"),
        pytest.param("Ｃ９１９", False, id="full width"),
        pytest.param("貢布里亞鎮", False, id="traditional"),
        pytest.param("约翰·史密斯", True, id="a mark inside"),
        pytest.param("王㛃", True, id="a rare letter"),
        pytest.param("𠮷野家", True, id="a letter beyond 16 bits"),
    ],
)
def test_a_word_that_is_never_cut_as_one_is_told(tmp_path: Path, word: str, is_told: bool) -> None:
    path = tmp_path / "words.txt"
    path.write_text(f"柳编社\n\n{word}\n", encoding="utf-8")
    assert [one.path for one in words_without_effect(path)] == [f"{path}:3"] * is_told
    try:
        use_words(read_words(path))
        assert (fold_text(word) not in words(f"记者{word}报道")) is is_told
    finally:
        use_words(())


def test_a_folder_is_no_list(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"是文件夹.*`words`"):
        read_words(tmp_path)


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    with pytest.raises(ReadError, match="PNG"):
        read_words(path)
