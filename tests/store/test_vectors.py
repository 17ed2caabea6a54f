"""The contract of Vectors, held by every implementation (today: exact search in 8 bits)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer.errors import ArchiveDamaged
from indexer.store.vectors import (
    ExactVectors,
    Stretch,
    keys_embedded,
    known_vectors,
    merge_segments,
    rounded,
    row_files,
    write_segment,
)

EAST, NORTH = np.array([1, 0], np.float32), np.array([0, 1], np.float32)
BETWEEN = np.array([0.6, 0.8], np.float32)


def stretch(key: int, start: int, end: int) -> Stretch:
    return Stretch(key, start, end, f"{key:08d}{start:08d}".encode())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    stretches = [stretch(1, 5, 9), stretch(1, 0, 5), stretch(2, 0, 7)]
    write_segment(tmp_path, stretches, rounded(np.stack([BETWEEN, EAST, NORTH])))
    return tmp_path


def test_stretches_stand_in_order_of_passage_and_place(folder: Path) -> None:
    vectors = ExactVectors(folder, np.array([1, 2]))
    assert vectors.starts.tolist() == [0, 2, 3]
    assert vectors.spans.tolist() == [[0, 5], [5, 9], [0, 7]]
    assert vectors.cosines(NORTH) == pytest.approx([0, 0.8, 1], abs=0.005)


def test_removed_passages_are_not_found(folder: Path) -> None:
    vectors = ExactVectors(folder, np.array([2]))
    assert vectors.starts.tolist() == [0, 1]
    assert vectors.cosines(NORTH) == pytest.approx([1], abs=0.005)
    assert keys_embedded(folder, np.array([2])).tolist() == [2]


def test_equal_vectors_tie_wherever_they_stand(tmp_path: Path) -> None:
    random = np.random.default_rng(5).normal(size=64).astype(np.float32)
    random /= np.float32(np.linalg.norm(random))
    for first in (0, 100, 131):
        keys = range(first, first + 31)
        write_segment(
            tmp_path, [stretch(key, 0, 1) for key in keys], rounded(np.stack([random] * 31))
        )
    live = np.array([*range(31), *range(100, 162)])
    assert len(set(ExactVectors(tmp_path, live).cosines(random).tolist())) == 1


def test_a_cosine_is_that_of_the_full_vectors_to_three_places(tmp_path: Path) -> None:
    random = np.random.default_rng(7).normal(size=(200, 384)).astype(np.float32)
    random /= np.linalg.norm(random, axis=1, keepdims=True)
    write_segment(tmp_path, [stretch(key, 0, 1) for key in range(200)], rounded(random))
    found = ExactVectors(tmp_path, np.arange(200)).cosines(random[3])
    assert found == pytest.approx(random @ random[3], abs=0.003)


def test_the_mean_of_stretches(folder: Path) -> None:
    vectors = ExactVectors(folder, np.array([1, 2]))
    assert vectors.mean(np.array([0, 2])) == pytest.approx([0.7071, 0.7071], abs=0.005)


def test_known_vectors(folder: Path) -> None:
    wanted = stretch(1, 5, 9).digest
    found = known_vectors(row_files(folder), [wanted, bytes(16)])
    assert set(found) == {wanted}
    numbers, scale = found[wanted]
    assert numbers * scale == pytest.approx(BETWEEN, abs=0.005)


def test_a_known_vector_is_written_again_bit_for_bit(folder: Path, tmp_path: Path) -> None:
    digests = [stretch(1, 5, 9).digest, stretch(2, 0, 7).digest]
    first = known_vectors(row_files(folder), digests)
    write_segment(tmp_path / "other", [stretch(1, 5, 9), stretch(2, 0, 7)], list(first.values()))
    again = known_vectors(row_files(tmp_path / "other"), digests)
    assert {d: (v.numbers.tolist(), v.scale) for d, v in again.items()} == {
        d: (v.numbers.tolist(), v.scale) for d, v in first.items()
    }


def test_segments_add_up_and_are_merged(tmp_path: Path) -> None:
    for key in range(1, 20):
        write_segment(tmp_path, [stretch(key, 0, 1)], rounded(BETWEEN[None, :] * (-1) ** key))
    live = np.arange(2, 20)
    before = ExactVectors(tmp_path, live).cosines(NORTH)
    merge_segments(tmp_path, live)
    assert len(list(tmp_path.iterdir())) == 2
    assert ExactVectors(tmp_path, live).cosines(NORTH).tolist() == before.tolist()


def test_a_large_segment_is_not_written_again_for_a_small_one(tmp_path: Path) -> None:
    large = [stretch(key, 0, 1) for key in range(2000)]
    write_segment(tmp_path, large, rounded(np.stack([EAST] * 2000)))
    for key in range(2000, 2003):
        write_segment(tmp_path, [stretch(key, 0, 1)], rounded(NORTH[None, :]))
    merge_segments(tmp_path, np.arange(2003))
    assert [path.name for path in row_files(tmp_path)] == ["000001.rows.npy", "000005.rows.npy"]
    assert ExactVectors(tmp_path, np.arange(2003)).cosines(NORTH).tolist() == [0] * 2000 + [1] * 3


def test_a_segment_whose_passages_were_all_removed_goes(folder: Path) -> None:
    write_segment(folder, [stretch(3, 0, 1)], rounded(EAST[None, :]))
    merge_segments(folder, np.array([3]))
    assert [path.name for path in row_files(folder)] == ["000002.rows.npy"]
    merge_segments(folder, np.array([], dtype=np.int64))
    assert row_files(folder) == []


def test_passages_read_again_stand_in_their_order(tmp_path: Path) -> None:
    for keys in ((1, 3), (2, 4), (0,)):
        write_segment(
            tmp_path,
            [stretch(key, place, place + 1) for key in keys for place in (1, 0)],
            rounded(np.stack([vector for _ in keys for vector in (NORTH, EAST)])),
        )
    vectors = ExactVectors(tmp_path, np.arange(5))
    assert vectors.starts.tolist() == [0, 2, 4, 6, 8, 10]
    assert vectors.spans.tolist() == [[0, 1], [1, 2]] * 5
    assert vectors.cosines(NORTH).tolist() == [0, 1] * 5


def test_nothing_to_search(tmp_path: Path) -> None:
    vectors = ExactVectors(tmp_path, np.array([], dtype=np.int64))
    assert vectors.cosines(EAST).tolist() == []
    assert vectors.starts.tolist() == [0]
    assert keys_embedded(tmp_path, np.array([], dtype=np.int64)).tolist() == []


def test_a_passage_without_a_vector_is_damage(folder: Path) -> None:
    with pytest.raises(ArchiveDamaged, match="without an embedding"):
        ExactVectors(folder, np.array([1, 2, 3]))


@pytest.mark.parametrize("name", ["000001.vectors.npy", "000001.rows.npy"])
def test_a_damaged_segment_is_named(folder: Path, name: str) -> None:
    path = folder / name
    path.write_bytes(path.read_bytes()[:-2])
    with pytest.raises(ArchiveDamaged, match="000001"):
        ExactVectors(folder, np.array([1, 2]))


def test_a_pickle_is_not_loaded(folder: Path) -> None:
    np.save(folder / "000001.rows.npy", np.array([object()]), allow_pickle=True)
    with pytest.raises(ArchiveDamaged):
        ExactVectors(folder, np.array([1, 2]))
