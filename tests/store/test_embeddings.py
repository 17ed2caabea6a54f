"""The journal of embeddings: kept as it was, by model; begun anew when it was torn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer.store.embeddings import EmbeddingJournal
from indexer.store.vectors import Rounded, rounded

FIRST, SECOND = b"a" * 16, b"b" * 16


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "embeddings.sqlite"


def kept(path: Path, model: str = "m") -> dict[bytes, tuple[float, list[int]]]:
    journal = EmbeddingJournal(path, model)
    found = journal.get([FIRST, SECOND])
    journal.close()
    return {digest: (vector.scale, vector.numbers.tolist()) for digest, vector in found.items()}


def put(path: Path, *vectors: Rounded) -> None:
    journal = EmbeddingJournal(path, "m")
    journal.put([FIRST, SECOND], vectors)
    journal.close()


def test_a_vector_is_kept_bit_for_bit(path: Path) -> None:
    vectors = rounded(np.random.default_rng(1).normal(size=(2, 8)).astype(np.float32))
    put(path, *vectors)
    assert kept(path) == {
        digest: (vector.scale, vector.numbers.tolist())
        for digest, vector in zip([FIRST, SECOND], vectors, strict=True)
    }


def test_another_model_knows_nothing(path: Path) -> None:
    put(path, *rounded(np.eye(2, dtype=np.float32)))
    assert kept(path, "another") == {}


@pytest.mark.parametrize("damage", ["begin", "end", "empty", "other"])
def test_a_torn_journal_is_begun_anew(path: Path, damage: str) -> None:
    vectors = rounded(np.eye(2, dtype=np.float32))
    put(path, *vectors)
    held = path.read_bytes()
    path.write_bytes(
        {
            "begin": bytes(100) + held[100:],
            "end": held[:-4096] + bytes(4096),
            "empty": b"",
            "other": b"not a database" * 1000,
        }[damage]
    )
    assert kept(path) == {}
    put(path, *vectors)
    assert len(kept(path)) == 2
