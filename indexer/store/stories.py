"""Tell which articles are prints of one story: reprints, and agency copy cut to another length.

An article is sketched by the hashes of its runs of eight letters that divide by 64, so that a text
and a piece of it choose the same ones (Manber, Finding Similar Files in a Large File System, 1994).
Articles that share hashes are compared letter by letter. New articles are looked up, old ones are
not touched: the cost does not grow with the archive.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from indexer.language import letters

SCHEMA = """
CREATE TABLE sketches (
    hash INTEGER NOT NULL, article INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
    PRIMARY KEY (hash, article)
) WITHOUT ROWID;
CREATE INDEX sketches_by_article ON sketches (article);
"""

_RUN = 8
_ONE_IN = 64
_FEWEST, _MOST = 4, 24  # hashes an article
_SHORTEST = 60  # letters: below that, only equal texts are one story
_SHARED = 0.6  # of the shorter text's runs that must stand in the longer one
_LENGTHS = 0.4  # shorter by longer: a digest that holds a brief is another story
_NUMBERS = 0.6  # of the shorter text's numbers: bulletins share all words but these
_SHARED_HASHES = 0.3  # of the text's hashes: fewer are not worth a comparison
_COMPARED = 8  # candidates, those that share most hashes
_COMMON = 200  # articles with one hash: a formula printed every day, that tells nothing


def sketch(text: str) -> list[int]:
    """Return the hashes that stand for a text's folded letters, sorted, _MOST at most."""
    hashes = np.unique(_hashes(letters(text)))
    chosen = hashes[hashes % _ONE_IN == 0]
    if len(chosen) < _FEWEST:
        chosen = hashes[:_FEWEST]
    return [int(number) for number in chosen[:_MOST]]


def is_same_story(one: str, other: str) -> bool:
    """Tell whether two texts are prints of one story."""
    short, long = sorted((letters(one), letters(other)), key=len)
    if len(short) < _SHORTEST:
        return short == long
    if len(short) < _LENGTHS * len(long):
        return False
    runs, held = _hashes(short), _hashes(long)
    if np.isin(runs, held).mean() < _SHARED:
        return False
    numbers, known = (Counter(re.findall(r"\d+", text)) for text in (short, long))
    shared = sum((numbers & known).values())
    return shared >= _NUMBERS * sum(numbers.values())


def find_story(
    connection: sqlite3.Connection, hashes: list[int], text: str, read: Callable[[int], str]
) -> int | None:
    """Return the story that `text` is another print of, None if it is the first.

    `read` returns the text of the article with a key.
    """
    shared: Counter[int] = Counter()
    for number in hashes:
        found = connection.execute(
            "SELECT article FROM sketches WHERE hash = ? LIMIT ?", (number, _COMMON + 1)
        ).fetchall()
        if len(found) <= _COMMON:
            shared.update(key for (key,) in found)
    needed = _SHARED_HASHES * len(hashes)
    likely = [key for key in shared if shared[key] >= needed]
    likely.sort(key=lambda key: (-shared[key], key))
    for key in likely[:_COMPARED]:
        if is_same_story(text, read(key)):
            story = connection.execute("SELECT story FROM articles WHERE key = ?", (key,))
            return int(story.fetchone()[0])
    return None


def keep_sketch(connection: sqlite3.Connection, key: int, hashes: list[int]) -> None:
    """Store the sketch of the article with `key`."""
    connection.executemany("INSERT INTO sketches VALUES (?, ?)", [(n, key) for n in hashes])


def _hashes(text: str) -> NDArray[np.int64]:
    """Return a hash of every run of _RUN letters; of a shorter text, one of all."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    count = max(len(points) - _RUN + 1, min(len(points), 1))
    total = np.zeros(count, dtype=np.uint64)
    for at in range(min(_RUN, len(points))):
        total = total * np.uint64(0x100000001B3) + points[at : at + count]
    total = (total ^ (total >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    return (total ^ (total >> np.uint64(32))).astype(np.int64) & np.int64(2**47 - 1)
