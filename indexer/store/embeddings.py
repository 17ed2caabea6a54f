"""What a run has embedded so far: an interrupted one is resumed without computing it again.

A finished run's vectors are in its generation, and the journal is deleted.
"""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Collection, Iterable
from pathlib import Path

import numpy as np

from indexer.store.catalogue import of_the_disk
from indexer.store.trust import check_tables, harden
from indexer.store.vectors import Rounded

_SCHEMA = """
CREATE TABLE IF NOT EXISTS summed (
    model TEXT NOT NULL, digest BLOB NOT NULL, scale REAL NOT NULL, numbers BLOB NOT NULL,
    crc INTEGER NOT NULL, PRIMARY KEY (model, digest)
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
            "SELECT digest, scale, numbers, crc FROM summed WHERE model = ?", (self.model,)
        )
        wanted = set(digests)
        return {
            digest: Rounded(np.frombuffer(numbers, dtype=np.int8), scale)
            for digest, scale, numbers, crc in rows
            if digest in wanted and crc == _crc(self.model, digest, scale, numbers)
        }

    def put(self, digests: Iterable[bytes], vectors: Iterable[Rounded]) -> None:
        """Keep vectors for digests and commit: what was embedded stays embedded."""
        rows = (
            (self.model, digest, vector.scale, held := vector.numbers.tobytes(),
             _crc(self.model, digest, vector.scale, held))
            for digest, vector in zip(digests, vectors, strict=True)
        )  # fmt: skip
        with self._connection:
            self._connection.executemany(
                "INSERT OR REPLACE INTO summed VALUES (?, ?, ?, ?, ?)", rows
            )


def journal_damage(path: Path) -> str:
    """Return what is wrong with a journal, "" if nothing is, or there is none that could be read.

    One that a run is writing is not looked at, nor one it was killed at, which SQLite will mend.
    """
    if not path.exists():
        return ""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        harden(connection)
        result = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
        if result != "ok":
            return result
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'summed'").fetchone():
            return ""
        check_tables(connection, _SCHEMA, only="summed")
        rows = connection.execute("SELECT crc, model, digest, scale, numbers FROM summed")
        wrong = sum(crc != _crc(*held) for crc, *held in rows)
        return f"{wrong} vectors changed since they were written" if wrong else ""
    except sqlite3.DatabaseError as error:
        busy = getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
        return "" if busy or of_the_disk(error) else str(error)
    finally:
        connection.close()


def _crc(*held: object) -> int:
    return zlib.crc32(repr(held).encode())


def remove_journal(path: Path) -> None:
    """Delete a journal and what SQLite may have left beside it."""
    for name in (path, path.with_name(f"{path.name}-journal")):
        name.unlink(missing_ok=True)


def text_digest(text: str) -> bytes:
    """Return the key of a text: the first 16 bytes of its SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:16]
