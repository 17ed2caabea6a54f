"""The names that stand in the archive and in no dictionary, by their sound: for misspelt queries."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

SCHEMA = """
CREATE TABLE names (name TEXT PRIMARY KEY, sound TEXT NOT NULL, articles INTEGER NOT NULL)
WITHOUT ROWID;
CREATE INDEX names_by_sound ON names (sound);
"""

SHORTEST, LONGEST = 2, 8  # letters


def fill_names(connection: sqlite3.Connection, names: Iterable[tuple[str, int]]) -> None:
    """Replace the names by `names`, folded, with how many passages hold each; sounds are kept."""
    sounds = dict(connection.execute("SELECT name, sound FROM names"))
    connection.execute("DELETE FROM names")
    connection.executemany(
        "INSERT OR REPLACE INTO names VALUES (?, ?, ?)",
        ((name, sounds.get(name) or sound_of(name), count) for name, count in names),
    )


def names_like(connection: sqlite3.Connection, typed: str) -> list[tuple[str, int]]:
    """Return (name, passages) of the names that sound like `typed` or differ by one letter.

    Those that sound alike come first, then the frequent ones; at most ten.
    """
    letters = [f"[{letter}]" for letter in typed]  # GLOB's own marks are letters here
    patterns = {"".join([*letters[:at], "?", *letters[at + 1 :]]) for at in range(len(letters))}
    patterns |= {"".join([*letters[:at], "?", *letters[at:]]) for at in range(len(letters) + 1)}
    shorter = (
        {typed[:at] + typed[at + 1 :] for at in range(len(typed))} if len(typed) > 2 else set()
    )
    glob = " OR ".join(["name GLOB ?"] * len(patterns))
    exact = ",".join("?" * len(shorter))
    sound = sound_of(typed)
    rows = connection.execute(
        f"SELECT name, articles FROM names WHERE name <> ? AND (sound = ? OR {glob}"
        f" OR name IN ({exact})) ORDER BY sound <> ?, articles DESC, name LIMIT 10",
        (typed, sound, *sorted(patterns), *sorted(shorter), sound),
    )
    return [(name, count) for name, count in rows]


def sound_of(name: str) -> str:
    """Return a name's pinyin without tones: 罗启明 and 罗起明 are "luo qi ming"."""
    from pypinyin import lazy_pinyin

    return " ".join(lazy_pinyin(name))
