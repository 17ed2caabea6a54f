"""The embeddings computed so far, by model and text: a rebuild computes none of them again."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.errors import ArchiveDamaged

_SCHEMA = """
CREATE TABLE IF NOT EXISTS embeddings (
    model TEXT NOT NULL, digest BLOB NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (model, digest)
) WITHOUT ROWID
"""


class EmbeddingCache:
    """A SQLite file of float16 vectors. Only the process that holds the archive's lock writes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._connection = sqlite3.connect(path)
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = NORMAL")
            self._connection.execute(_SCHEMA)
        except sqlite3.Error as error:
            raise ArchiveDamaged(str(path), f"{error}; 可以删掉 / it may be deleted") from error

    def close(self) -> None:
        self._connection.close()

    def get(self, model: str, digests: Sequence[bytes]) -> dict[bytes, NDArray[np.float16]]:
        """Return digest -> vector for those that are known."""
        found: dict[bytes, NDArray[np.float16]] = {}
        for start in range(0, len(digests), 500):
            part = digests[start : start + 500]
            rows = self._connection.execute(
                "SELECT digest, vector FROM embeddings WHERE model = ?"
                f" AND digest IN ({','.join('?' * len(part))})",
                (model, *part),
            )
            found |= {digest: np.frombuffer(vector, dtype=np.float16) for digest, vector in rows}
        return found

    def put(
        self, model: str, digests: Iterable[bytes], vectors: Iterable[NDArray[np.floating]]
    ) -> None:
        """Keep vectors (d,) for digests and commit: what was embedded stays embedded."""
        rows = (
            (model, digest, vector.astype(np.float16).tobytes())
            for digest, vector in zip(digests, vectors, strict=True)
        )
        with self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO embeddings VALUES (?, ?, ?)", rows)


def text_digest(text: str) -> bytes:
    """Return the key of a text: the first 16 bytes of its SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:16]
