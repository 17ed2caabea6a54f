"""A full disk, a limit or a read-only folder leaves the archive as it was and says what to do."""

from __future__ import annotations

import gc
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import Result

from indexer import Settings
from tests.conftest import CharacterEncoder
from tests.crash.scenes import (
    QUERIES,
    Scene,
    assert_next_runs_complete,
    assert_old_or_new,
    jianbao,
    state,
)

Scenes = Callable[[str], Scene]
PAGE = 4096


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 4 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    with mounted("-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)):
        yield folder


@pytest.mark.parametrize("name", ["first", "update"])
def test_a_full_disk(name: str, scene: Scenes, small_disk: Path, encoder: CharacterEncoder) -> None:
    chosen = scene(name)
    settings = chosen.copy(small_disk)
    before = shutil.disk_usage(small_disk).free
    assert jianbao(settings, *chosen.argv).exit_code == 0
    needed = before - shutil.disk_usage(small_disk).free
    filler = small_disk / "filler"
    for free in range(0, needed - PAGE, 5 * PAGE):
        settings = chosen.copy(small_disk)
        gc.collect()  # readers of earlier turns hold files that are gone
        with filler.open("wb") as file:
            left = shutil.disk_usage(small_disk).free - free
            file.write(bytes(left))
        assert_refused(jianbao(settings, *chosen.argv), settings)
        assert assert_old_or_new(chosen, settings) == "old"
        filler.unlink()
        assert_next_runs_complete(chosen, settings)


@pytest.mark.parametrize("name", ["first", "update"])
def test_a_limit_on_the_size_of_files(
    name: str, scene: Scenes, tmp_path: Path, encoder: CharacterEncoder
) -> None:
    chosen = scene(name)
    largest = max(size for _, (size, _) in chosen.after.files)
    for limit in (1, 200, 1000, 3000, largest // 2, largest - 1):
        settings = chosen.copy(tmp_path)
        with limited(limit):
            result = jianbao(settings, *chosen.argv)
        assert_refused(result, settings)
        assert assert_old_or_new(chosen, settings) == "old"
        assert_next_runs_complete(chosen, settings)


def test_a_read_only_folder_can_be_searched_and_not_written(
    scene: Scenes, tmp_path: Path, encoder: CharacterEncoder
) -> None:
    chosen = scene("update")
    settings = chosen.copy(tmp_path)
    archive = str(settings.archive)
    with mounted("--bind", archive, archive), mounted("-o", "remount,bind,ro", archive, keep=True):
        assert_refused(jianbao(settings, *chosen.argv), settings)
        assert assert_old_or_new(chosen, settings) == "old"
        assert jianbao(settings, "search", QUERIES[0]).exit_code == 0
    assert_next_runs_complete(chosen, settings)


def test_a_read_only_disk_without_an_archive(
    scene: Scenes, tmp_path: Path, encoder: CharacterEncoder
) -> None:
    chosen = scene("first")
    settings = chosen.copy(tmp_path / "disk")
    disk = str(tmp_path / "disk")
    with mounted("--bind", disk, disk), mounted("-o", "remount,bind,ro", disk, keep=True):
        assert_refused(jianbao(settings, *chosen.argv), settings)
    assert state(settings) == chosen.before
    assert_next_runs_complete(chosen, settings)


def assert_refused(result: Result, settings: Settings) -> None:
    """Check that a run said in one line where it could not write and what to do."""
    assert result.exit_code == 2, result.output
    (line,) = result.stderr.splitlines()
    assert str(settings.archive) in line
    assert "磁盘空间" in line and "disk space" in line and "the archive is what it was" in line


@contextmanager
def limited(size: int) -> Iterator[None]:
    """Let no file grow above `size` bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def mounted(*how: str, keep: bool = False) -> Iterator[None]:
    """Mount, and unmount at the end but for `keep`; skips the test where that is not allowed."""
    done = subprocess.run(["mount", *how], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"needs leave to mount, which root has: {done.stderr.strip()}")
    try:
        yield
    finally:
        if not keep:
            subprocess.run(["umount", "--lazy", how[-1]], check=True)
