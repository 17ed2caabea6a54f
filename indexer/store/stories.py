"""Tell which articles are prints of one story: reprints, and agency copy cut to another length.

An article is sketched by the smallest hashes of its runs of eight letters; the more of their runs
two texts share, the more of these (Broder, On the resemblance and containment of documents, 1997).
Articles that share some are compared letter by letter. New articles are looked up, old ones are not
touched: the cost does not grow with the archive. Texts come here as `indexer.language.letters`
folds them. The bounds were chosen by reading pairs that `bench/stories.py` prints.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

# Rows go with their article by `forget_sketch`: a key to `articles` would need an index as large
# as the table.
SCHEMA = """
CREATE TABLE sketches (hash INTEGER NOT NULL, article INTEGER NOT NULL, PRIMARY KEY (hash, article))
WITHOUT ROWID;
"""

_RUN = 8
_HASHES = 12  # an article
_SHORTEST = 60  # letters: below that, only equal texts are one story
_SHARED = 0.65  # of the shorter text's runs that must stand in the longer one
_LENGTHS = 0.4  # shorter by longer: a digest that holds a brief is another story
_FIGURES = 0.05  # of the runs that differ in figures alone: bulletins share all else
_SHARED_HASHES = 2  # fewer are not worth a comparison
_COMPARED = 8  # candidates, those that share most hashes
_COMMON = 200  # articles with one hash: a formula printed every day, that tells nothing
_NUMBER = re.compile(r"\d+")


def sketch(folded: str) -> list[int]:
    """Return the hashes that stand for a text, increasing, _HASHES at most."""
    return [int(number) for number in np.unique(_hashes(folded))[:_HASHES]]


def is_same_story(one: str, other: str) -> bool:
    """Tell whether two texts are prints of one story."""
    short, long = sorted((one, other), key=len)
    if len(short) < _SHORTEST:
        return short == long
    if len(short) < _LENGTHS * len(long):
        return False
    shared = _contained(short, long)
    if shared < _SHARED:
        return False
    # "收于 7.79 元，下跌 0.26%" and "收于 8.1 元，下跌 0.25%" are alike but for their figures; a
    # copy that was cut or corrected is not much more alike without them.
    return _contained(_NUMBER.sub("0", short), _NUMBER.sub("0", long)) - shared <= _FIGURES


def find_story(
    connection: sqlite3.Connection, hashes: list[int], folded: str, read: Callable[[int], str]
) -> int | None:
    """Return the story that a text with the sketch `hashes` is a print of, None if it is the first.

    `read` returns the folded text of the article with a key. Of several stories, that of the article with
    most hashes in common counts; stories are never merged.
    """
    shared: Counter[int] = Counter()
    for number in hashes:
        found = connection.execute(
            "SELECT article FROM sketches WHERE hash = ? LIMIT ?", (number, _COMMON + 1)
        ).fetchall()
        if len(found) <= _COMMON:
            shared.update(key for (key,) in found)
    needed = min(_SHARED_HASHES, len(hashes))
    likely = [key for key in shared if shared[key] >= needed]
    likely.sort(key=lambda key: (-shared[key], key))
    for key in likely[:_COMPARED]:
        if is_same_story(folded, read(key)):
            story = connection.execute("SELECT story FROM articles WHERE key = ?", (key,))
            return int(story.fetchone()[0])
    return None


def keep_sketch(connection: sqlite3.Connection, key: int, hashes: list[int]) -> None:
    """Store the sketch of the article with `key`."""
    connection.executemany("INSERT INTO sketches VALUES (?, ?)", [(n, key) for n in hashes])


def forget_sketch(connection: sqlite3.Connection, key: int, hashes: Iterable[int]) -> None:
    """Remove the sketch of the article with `key`, which was `hashes`."""
    connection.executemany(
        "DELETE FROM sketches WHERE hash = ? AND article = ?", [(n, key) for n in hashes]
    )


def _contained(short: str, long: str) -> float:
    """Return the share of the runs of `short` that stand in `long`."""
    return float(np.isin(_hashes(short), _hashes(long)).mean())


def _hashes(text: str) -> NDArray[np.int64]:
    """Return a hash of every run of _RUN letters; of a shorter text, one of all."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    count = max(len(points) - _RUN + 1, min(len(points), 1))
    total = np.zeros(count, dtype=np.uint64)
    for at in range(min(_RUN, len(points))):
        total = total * np.uint64(0x100000001B3) + points[at : at + count]
    total = (total ^ (total >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    return (total ^ (total >> np.uint64(32))).astype(np.int64) & np.int64(2**31 - 1)
