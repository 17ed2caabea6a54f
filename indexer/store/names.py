"""The names that stand in the archive and in no dictionary, by their sound: for misspelt queries."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from functools import cache

from indexer.language import fold_text

SCHEMA = """
CREATE TABLE names (
    name TEXT PRIMARY KEY, backwards TEXT NOT NULL, sound TEXT NOT NULL, count INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX names_by_end ON names (backwards);
CREATE INDEX names_by_sound ON names (sound);
"""

SHORTEST, _LONGEST, _LONGEST_LATIN = 2, 8, 20  # letters
_SHORTEST_LATIN = 4  # letters of a Latin word, and
_SHORTEST_EDITED = 3  # of a Chinese one, that one letter off is still the same
_MOST = 10
_UNITS = re.compile(r"[^\W\d_]+")


def may_be_name(word: str) -> bool:
    """Tell whether a folded word has the letters and the length of a name."""
    longest = _LONGEST_LATIN if word.isascii() else _LONGEST
    return word.isalpha() and SHORTEST <= len(word) <= longest


def name_units(text: str) -> list[str]:
    """Return the folded stretches of letters in `text` that may be names: 约翰·史密斯 are two."""
    return list(filter(may_be_name, _UNITS.findall(fold_text(text))))


def fill_names(connection: sqlite3.Connection, names: Iterable[tuple[str, int]]) -> None:
    """Replace the names by `names`, folded, with how often each stands; sounds are kept."""
    sounds = dict(connection.execute("SELECT name, sound FROM names"))
    connection.execute("DELETE FROM names")
    connection.executemany(
        "INSERT OR REPLACE INTO names VALUES (?, ?, ?, ?)",
        ((name, name[::-1], sounds.get(name) or sound_of(name), count) for name, count in names),
    )


def names_like(connection: sqlite3.Connection, typed: str) -> list[tuple[str, int]]:
    """Return (name, count) of the names that sound like `typed` or differ by one letter.

    Those that sound alike come first, then those of the same length, then the frequent ones; at
    most ten. A slip of the keyboard leaves one half of a word as it was: that half is looked up.
    """
    half = len(typed) // 2
    start, end = typed[:half], typed[half:][::-1]
    sound = sound_of(typed)
    across = typed[: half - 1] + typed[half] + typed[half - 1] + typed[half + 1 :]
    rows = connection.execute(
        "SELECT name, count, sound FROM names WHERE name >= ? AND name < ?"
        " UNION SELECT name, count, sound FROM names WHERE backwards >= ? AND backwards < ?"
        " UNION SELECT name, count, sound FROM names WHERE sound = ? OR name = ?",
        (*_beginning(start), *_beginning(end), sound, across),
    )
    found = [
        ((alike != sound, len(name) != len(typed), -count, name), name, count)
        for name, count, alike in rows
        if name != typed and (_sounds(name, typed, alike == sound) or _is_slip(name, typed))
    ]
    return [(name, count) for _, name, count in sorted(found)[:_MOST]]


def homophones(letter: str) -> str:
    """Return the other letters in use that sound like a Chinese one, in code order."""
    if letter.isascii():
        return ""
    return _by_sound().get(sound_of(letter), "").replace(letter, "")


@cache
def _by_sound() -> dict[str, str]:
    """Return sound -> letters, of the 6,763 of GB 2312."""
    found: dict[str, str] = {}
    for code in range(0x4E00, 0xA000):
        if chr(code).encode("gb2312", "ignore"):
            sound = sound_of(chr(code))
            found[sound] = found.get(sound, "") + chr(code)
    return found


def sound_of(name: str) -> str:
    """Return a name's pinyin without tones: 罗启明 and 罗起明 are "luo qi ming"."""
    if name.isascii():
        return name
    from pypinyin import lazy_pinyin

    return " ".join(lazy_pinyin(name))


def _beginning(text: str) -> Iterator[str]:
    """Yield the bounds of the strings that begin with `text`."""
    yield text
    yield text + "\U0010ffff"


def _sounds(name: str, typed: str, alike: bool) -> bool:
    """Tell whether two spellings of one sound may be one name: 白鹭, 白露; not 读典, 堵点."""
    return alike and (len(name) > SHORTEST or bool(set(name) & set(typed)))


def _is_slip(name: str, typed: str) -> bool:
    """Tell whether `name` and `typed` differ by a letter wrong, missing or too much, or swapped."""
    if typed.isascii():
        if min(len(name), len(typed)) < _SHORTEST_LATIN:
            return False
    elif len(name) < _SHORTEST_EDITED:
        return False
    short, long = sorted((name, typed), key=len)
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) == len(long):
        swapped = (
            short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
        )
        return swapped or short[at + 1 :] == long[at + 1 :]
    return short[at:] == long[at + 1 :]
