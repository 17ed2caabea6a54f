"""Read the newsroom's own words: names and terms that jieba's dictionary does not have."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from indexer.errors import SettingsError
from indexer.language import fold_text, letters, may_be_word
from indexer.models import Failure
from indexer.reading.encoding import decode
from indexer.reading.whole import read_bytes

_MAX_BYTES = 20 * 2**20
_LONGEST = 20


def read_words(path: Path) -> tuple[str, ...]:
    """Return the words of a list, one a line, in order, each once; none if there is no such file.

    What follows a # is a remark. Raises SettingsError naming the line that is no word, and
    ReadError for a file that is no text.
    """
    words = []
    for number, word in _lines(path):
        if len(word.split()) > 1 or not 2 <= len(letters(word)) <= _LONGEST:
            raise SettingsError(
                f"{path} 第 {number} 行“{word[:40]}”不是词：每行一个词，2 到 {_LONGEST} 个字，中间不空格 / "
                f"{path}:{number}: not a word: one a line, 2 to {_LONGEST} characters, no spaces"
            )
        words.append(word)
    return tuple(dict.fromkeys(words))


def words_without_effect(path: Path) -> tuple[Failure, ...]:
    """Return the lines of a list that teach the segmenter nothing, and why."""
    return tuple(
        Failure(
            f"{path}:{number}",
            f"“{word}”里有分词器必断开的字符（· 或生僻字），列了也不成一个词，查得到的是它的各部分 / "
            f"has a mark or a rare letter at which the segmenter cuts: it stays several words, "
            f"which are found",
        )
        for number, word in _lines(path)
        if not may_be_word(fold_text(word))
    )


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines that are no remarks, with their numbers; none if there is no such file."""
    if not path.exists():
        return
    if path.is_dir():
        raise SettingsError(
            f"自有词表 {path} 是文件夹：words 应指一个文本文件 / "
            f"the list of own words is a folder: the setting `words` names a text file"
        )
    for number, line in enumerate(decode(read_bytes(path, _MAX_BYTES), str(path)).split("\n"), 1):
        if word := line.partition("#")[0].strip().lstrip("\ufeff"):
            yield number, word
