from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from safetensors import SafetensorError
from safetensors.numpy import save_file

from indexer.embedding import int8_encoder
from indexer.embedding.cache import ensure_folder, is_whole
from indexer.errors import ModelError


class Writer:
    """Stands for a conversion, and counts how often it ran."""

    def __init__(self) -> None:
        self.runs = 0

    def __call__(self, folder: Path) -> None:
        self.runs += 1
        (folder / "weights").write_bytes(b"weights" * 1000)
        (folder / "inner").mkdir()
        (folder / "inner" / "config").write_text("{}")


def test_a_folder_is_made_once(tmp_path: Path) -> None:
    write = Writer()
    folder = ensure_folder(tmp_path / "cache", "model", write)
    assert ensure_folder(tmp_path / "cache", "model", write) == folder
    assert write.runs == 1 and is_whole(folder)
    assert {path.name for path in folder.parent.iterdir()} == {"model", "LOCK"}


def test_what_it_replaces_goes_when_it_is_made(tmp_path: Path) -> None:
    for name in ("model-1", "model-1-read", "other-1"):
        ensure_folder(tmp_path, name, Writer())
    ensure_folder(tmp_path, "model-2", Writer(), outdated="model-1*")
    assert {path.name for path in tmp_path.iterdir()} == {"model-2", "other-1", "LOCK"}
    ensure_folder(tmp_path, "model-1", Writer())  # of an older program beside this one
    ensure_folder(tmp_path, "model-2", Writer(), outdated="model-1*")
    assert (tmp_path / "model-1").is_dir()


@pytest.mark.parametrize("name", ["weights", "inner/config", "jianbao.json"])
@pytest.mark.parametrize("damage", ["truncate", "flip", "remove"])
def test_a_damaged_folder_is_made_anew(tmp_path: Path, name: str, damage: str) -> None:
    write = Writer()
    folder = ensure_folder(tmp_path, "model", write)
    file = folder / name
    data = file.read_bytes()
    if damage == "remove":
        file.unlink()
    else:
        file.write_bytes(data[:-1] if damage == "truncate" else b"\0" + data[1:])
    assert not is_whole(folder)
    ensure_folder(tmp_path, "model", write)
    assert write.runs == 2 and file.read_bytes() == data


@pytest.mark.parametrize("table", ["{}", "[]", '{"weights": 3}', '{"weights": [7000, "0"]}'])
def test_a_table_that_proves_nothing_is_not_believed(tmp_path: Path, table: str) -> None:
    folder = ensure_folder(tmp_path, "model", Writer())
    (folder / "jianbao.json").write_text(table)
    assert not is_whole(folder)


@pytest.mark.skipif(os.name != "posix", reason="modes are of POSIX")
@pytest.mark.parametrize("mask", [0o022, 0o077])
def test_others_may_read_it_where_they_may_read_what_this_user_writes(
    tmp_path: Path, mask: int
) -> None:
    before = os.umask(mask)
    try:
        folder = ensure_folder(tmp_path, "model", Writer())
    finally:
        os.umask(before)
    for path in (folder, folder / "inner"):
        assert path.stat().st_mode & 0o777 == 0o777 & ~mask
    assert (folder / "weights").stat().st_mode & 0o777 == 0o666 & ~mask


def test_a_failed_conversion_leaves_nothing(tmp_path: Path) -> None:
    def fail(folder: Path) -> None:
        (folder / "half").write_text("half")
        raise ModelError("no package")

    with pytest.raises(ModelError, match="no package"):
        ensure_folder(tmp_path, "model", fail)
    assert [path.name for path in tmp_path.iterdir()] == ["LOCK"]


def test_what_a_killed_process_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / ".converting-abc").mkdir()
    ensure_folder(tmp_path, "model", Writer())
    assert not (tmp_path / ".converting-abc").exists()


def test_several_at_once_make_one(tmp_path: Path) -> None:
    write = Writer()
    threads = [
        threading.Thread(target=ensure_folder, args=(tmp_path, "model", write)) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert write.runs == 1 and is_whole(tmp_path / "model")


@pytest.fixture
def full() -> Iterator[None]:
    """Let no file grow over 64 KB, which the system refuses as it refuses to fill a disk."""
    resource = pytest.importorskip("resource", reason="of POSIX")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**16, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def save_by_library(folder: Path) -> None:
    save_file({"weights": np.zeros(2**16, np.float32)}, folder / "model.safetensors")


def save_upper_layers(folder: Path) -> None:
    packed = mock.Mock(heads=1, epsilon=0.1)
    int8_encoder._save(folder, packed, {"weights": np.zeros(2**16, np.float32)})


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("write", [save_by_library, save_upper_layers])
def test_a_full_disk_is_an_error_of_ours(tmp_path: Path, write: Callable[[Path], None]) -> None:
    with pytest.raises(ModelError, match=r"写不进模型缓存.*(?i:file too large).*JIANBAO_CACHE"):
        ensure_folder(tmp_path, "model", write)
    assert [path.name for path in tmp_path.iterdir()] == ["LOCK"]


def test_what_is_no_fault_of_the_disk_keeps_its_name(tmp_path: Path) -> None:
    def write(folder: Path) -> None:
        raise SafetensorError("no weights")

    with pytest.raises(SafetensorError, match="no weights"):
        ensure_folder(tmp_path, "model", write)


def test_a_cache_that_cannot_be_written_to_says_where_to_put_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ModelError, match="JIANBAO_CACHE"):
        ensure_folder(tmp_path / "file", "model", Writer())
