"""The contract of Vectors, held by every implementation (today: exact search in numpy)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from indexer.errors import ArchiveDamaged
from indexer.store.vectors import ExactVectors, Near, merge_segments, write_segment

EAST, NORTH = np.array([1, 0], np.float32), np.array([0, 1], np.float32)
BETWEEN = np.array([0.6, 0.8], np.float32)


def rows(*items: tuple[int, int, int]) -> NDArray[np.int64]:
    return np.array(items, dtype=np.int64)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_segment(tmp_path, rows((1, 0, 5), (1, 5, 9), (2, 0, 7)), np.stack([EAST, BETWEEN, NORTH]))
    return tmp_path


def test_each_passage_once_by_its_best_stretch(folder: Path) -> None:
    found = ExactVectors(folder, np.array([1, 2])).search(NORTH)
    assert found == [Near(2, 1.0, 0, 7), Near(1, 0.7998, 5, 9)]


def test_limit_and_allowed(folder: Path) -> None:
    vectors = ExactVectors(folder, np.array([1, 2]))
    assert [near.key for near in vectors.search(EAST, limit=1)] == [1]
    assert [near.key for near in vectors.search(EAST, allowed=np.array([2]))] == [2]
    assert vectors.search(EAST, allowed=np.array([], dtype=np.int64)) == []


def test_ties_go_by_key(tmp_path: Path) -> None:
    write_segment(tmp_path, rows((7, 0, 1), (3, 0, 1), (5, 0, 1)), np.stack([EAST] * 3))
    vectors = ExactVectors(tmp_path, np.array([3, 5, 7]))
    assert [near.key for near in vectors.search(EAST)] == [3, 5, 7]


def test_finds_enough_passages_though_one_has_many_stretches(tmp_path: Path) -> None:
    many = rows(*((1, i, i + 1) for i in range(200)), (2, 0, 1), (3, 0, 1))
    write_segment(tmp_path, many, np.stack([EAST] * 200 + [BETWEEN, NORTH]))
    vectors = ExactVectors(tmp_path, np.array([1, 2, 3]))
    assert [near.key for near in vectors.search(EAST, limit=3)] == [1, 2, 3]


def test_best_of_given_passages(folder: Path) -> None:
    vectors = ExactVectors(folder, np.array([1, 2]))
    assert vectors.best_of(EAST, [1, 99]) == {1: Near(1, 1.0, 0, 5)}


def test_removed_passages_are_not_found(folder: Path) -> None:
    vectors = ExactVectors(folder, np.array([2]))
    assert [near.key for near in vectors.search(EAST)] == [2]
    assert vectors.keys().tolist() == [2]


def test_segments_add_up_and_are_merged(tmp_path: Path) -> None:
    for key in range(1, 20):
        write_segment(tmp_path, rows((key, 0, 1)), BETWEEN[None, :])
    live = np.arange(2, 20)
    before = ExactVectors(tmp_path, live).search(NORTH)
    merge_segments(tmp_path, live)
    assert len(list(tmp_path.iterdir())) == 2
    assert ExactVectors(tmp_path, live).search(NORTH) == before


def test_nothing_to_search(tmp_path: Path) -> None:
    vectors = ExactVectors(tmp_path, np.array([], dtype=np.int64))
    assert vectors.search(EAST) == []
    assert vectors.best_of(EAST, [1]) == {}


@pytest.mark.parametrize("name", ["000001.vectors.npy", "000001.rows.npy"])
def test_a_damaged_segment_is_named(folder: Path, name: str) -> None:
    path = folder / name
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(ArchiveDamaged, match="000001"):
        ExactVectors(folder, np.array([1, 2]))


def test_a_pickle_is_not_loaded(folder: Path) -> None:
    np.save(folder / "000001.rows.npy", np.array([object()]), allow_pickle=True)
    with pytest.raises(ArchiveDamaged):
        ExactVectors(folder, np.array([1, 2]))
