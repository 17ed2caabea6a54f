from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.embedding.batches import Vectors, in_batches, readable


class Recorder:
    """Gives a text the vector (its length, its first character), and keeps the batches."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []

    def __call__(self, batch: list[str]) -> Vectors:
        self.batches.append(batch)
        return np.array([vector(text) for text in batch], dtype=np.float32)


def vector(text: str) -> tuple[int, int]:
    return len(text), ord(text[0]) if text else 0


@given(st.lists(st.text("渡口通航", max_size=5), max_size=30), st.integers(1, 7))
def test_every_text_gets_its_own_vector(texts: list[str], size: int) -> None:
    recorder = Recorder()
    done: list[int] = []
    found = in_batches(texts, size, 2, recorder, done.append)
    assert found.tolist() == [list(vector(text)) for text in texts]
    assert sum(done) == len(texts)
    encoded = [text for batch in recorder.batches for text in batch]
    assert sorted(encoded) == sorted(set(texts))
    assert [len(text) for text in encoded] == sorted(len(text) for text in encoded)
    assert all(len(batch) <= size for batch in recorder.batches)


def test_nothing_to_embed() -> None:
    recorder = Recorder()
    assert in_batches([], 4, 2, recorder).shape == (0, 2)
    assert recorder.batches == []


@pytest.mark.parametrize(
    ("text", "becomes"), [("渡口𠀀", "渡口𠀀"), ("渡\ud800口", "渡?口"), ("", "")]
)
def test_a_lone_surrogate_is_replaced(text: str, becomes: str) -> None:
    assert readable(text) == becomes
