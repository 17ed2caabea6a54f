"""What a run has embedded so far: an interrupted one is resumed without computing it again.

A finished run's vectors are in its generation, and the journal is deleted.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Collection, Iterable
from pathlib import Path

import numpy as np

from indexer.store.catalogue import of_the_disk
from indexer.store.trust import check_tables, harden
from indexer.store.vectors import Rounded

_SCHEMA = """
CREATE TABLE IF NOT EXISTS rounded (
    model TEXT NOT NULL, digest BLOB NOT NULL, scale REAL NOT NULL, numbers BLOB NOT NULL,
    PRIMARY KEY (model, digest)
) WITHOUT ROWID
"""


class EmbeddingJournal:
    """A SQLite file of vectors of one model, bit for bit as a generation will hold them.

    Only who holds the archive's lock writes. A damaged one is begun anew. Raises
    sqlite3.OperationalError where the disk fails.
    """

    def __init__(self, path: Path, model: str) -> None:
        self.path, self.model = path, model
        self._connection = sqlite3.connect(path)
        try:
            damaged = self._prepare() != "ok"
        except sqlite3.DatabaseError as error:
            if of_the_disk(error):
                raise
            damaged = True
        if damaged:  # a power cut may tear it; it only saves work
            self._connection.close()
            remove_journal(path)
            self._connection = sqlite3.connect(path)
            self._prepare()

    def _prepare(self) -> str:
        """Make the table if there is none; return "ok", or what is wrong with the file."""
        harden(self._connection)
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.execute(_SCHEMA)
        check_tables(self._connection, _SCHEMA)
        return str(self._connection.execute("PRAGMA quick_check(1)").fetchone()[0])

    def close(self) -> None:
        self._connection.close()

    def get(self, digests: Collection[bytes]) -> dict[bytes, Rounded]:
        """Return digest -> vector for those that are known."""
        rows = self._connection.execute(
            "SELECT digest, scale, numbers FROM rounded WHERE model = ?", (self.model,)
        )
        wanted = set(digests)
        return {
            digest: Rounded(np.frombuffer(numbers, dtype=np.int8), scale)
            for digest, scale, numbers in rows
            if digest in wanted
        }

    def put(self, digests: Iterable[bytes], vectors: Iterable[Rounded]) -> None:
        """Keep vectors for digests and commit: what was embedded stays embedded."""
        rows = (
            (self.model, digest, vector.scale, vector.numbers.tobytes())
            for digest, vector in zip(digests, vectors, strict=True)
        )
        with self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO rounded VALUES (?, ?, ?, ?)", rows)


def remove_journal(path: Path) -> None:
    """Delete a journal and what SQLite may have left beside it."""
    for name in (path, path.with_name(f"{path.name}-journal")):
        name.unlink(missing_ok=True)


def text_digest(text: str) -> bytes:
    """Return the key of a text: the first 16 bytes of its SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:16]
