"""Leases: shared among readers, seen by who removes, given up when a process dies."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.store.leases import take_lease, unread


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    path = tmp_path / "manifest.json"
    path.write_text("{}", encoding="ascii")
    return path


def is_unread(manifest: Path) -> bool:
    with unread(manifest) as free:
        return free


def test_many_may_read_and_the_last_gives_it_free(manifest: Path) -> None:
    assert is_unread(manifest)
    leases = [take_lease(manifest), take_lease(manifest)]
    for lease in leases:
        assert not is_unread(manifest)
        os.close(lease)
    assert is_unread(manifest)


def test_a_lease_ends_with_its_process(manifest: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from indexer.store.leases import take_lease\n"
        "take_lease(Path(sys.argv[1])); print('taken', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(manifest)], stdout=subprocess.PIPE
    ) as reader:
        try:
            assert reader.stdout is not None
            assert reader.stdout.readline() == b"taken\n"
            assert not is_unread(manifest)
        finally:
            reader.kill()
    assert is_unread(manifest)


def test_what_is_gone_cannot_be_read(manifest: Path) -> None:
    manifest.unlink()
    assert is_unread(manifest)
    with pytest.raises(FileNotFoundError):
        take_lease(manifest)


def test_no_lease_is_given_on_what_was_removed_while_it_was_waited_for(
    manifest: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fcntl.flock", lambda handle, how: manifest.unlink())
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    with pytest.raises(FileNotFoundError):
        take_lease(manifest)
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208


def test_without_locks_nobody_holds_a_lease(
    manifest: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(handle: int, how: int) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr("fcntl.flock", refuse)
    os.close(take_lease(manifest))
    assert is_unread(manifest)
