"""Read the newsroom's own words: names and terms that jieba's dictionary does not have."""

from __future__ import annotations

from pathlib import Path

from indexer.errors import SettingsError
from indexer.language import letters
from indexer.reading.encoding import decode
from indexer.reading.whole import read_bytes

_MAX_BYTES = 20 * 2**20
_LONGEST = 20


def read_words(path: Path) -> tuple[str, ...]:
    """Return the words of a list, one a line, in order, each once; none if there is no such file.

    What follows a # is a remark. Raises SettingsError naming the line that is no word, and
    ReadError for a file that is no text.
    """
    if not path.exists():
        return ()
    words = []
    for number, line in enumerate(decode(read_bytes(path, _MAX_BYTES), str(path)).split("\n"), 1):
        word = line.partition("#")[0].strip().lstrip("\ufeff")
        if not word:
            continue
        if len(word.split()) > 1 or not 2 <= len(letters(word)) <= _LONGEST:
            raise SettingsError(
                f"{path} 第 {number} 行“{word[:40]}”不是词：每行一个词，2 到 {_LONGEST} 个字，中间不空格 / "
                f"{path}:{number}: not a word: one a line, 2 to {_LONGEST} characters, no spaces"
            )
        words.append(word)
    return tuple(dict.fromkeys(words))
