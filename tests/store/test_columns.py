"""Columns come back from their file as they were written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from indexer import Archive
from indexer.errors import ArchiveDamaged
from indexer.store import Filters
from indexer.store.columns import Runs, read_columns


def test_filters(archive: Archive) -> None:
    columns = archive.generation.columns
    assert columns.allowed(Filters()) is None
    for filters, count in (
        (Filters(("江城晚报",)), 4),
        (Filters(("别报",)), 0),
        (Filters(since="2021-05-01"), 4),
        (Filters(since="2021-05-02"), 0),
        (Filters(until="2021-05-01"), 4),
        (Filters(until="2021-04-30"), 0),
    ):
        allowed = columns.allowed(filters)
        assert allowed is not None
        assert allowed.sum() == count


@pytest.mark.parametrize(
    ("edges", "best"),
    [
        ([0, 2, 2, 3, 4], [3, -np.inf, 2, 5]),
        ([0, 0, 1, 4], [-np.inf, 3, 5]),
        ([0, 4, 4], [5, -np.inf]),
        ([0, 0], [-np.inf]),
        ([0], []),
    ],
)
def test_the_best_of_each_run(edges: list[int], best: list[float]) -> None:
    values = np.array([3, 1, 2, 5], dtype=np.float32)
    assert Runs(np.array(edges)).best(values).tolist() == best


def test_the_prints_of_a_story(archive: Archive) -> None:
    columns = archive.generation.columns
    stories = np.arange(len(columns.stories), dtype=np.int64)[::-1].copy()
    stories[[0, 2]] = 100
    columns = replace(columns, stories=stories)
    assert columns.prints_of(0).tolist() == columns.prints_of(2).tolist() == [0, 2]
    assert columns.prints_of(1).tolist() == [1]


@pytest.mark.parametrize("left", [0, 10, 500])
def test_a_truncated_file_is_damage(archive: Archive, tmp_path: Path, left: int) -> None:
    whole = (archive.generation.folder / "columns.npz").read_bytes()
    (tmp_path / "columns.npz").write_bytes(whole[:left])
    with pytest.raises(ArchiveDamaged):
        read_columns(tmp_path / "columns.npz")
