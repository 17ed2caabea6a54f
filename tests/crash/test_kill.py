"""Whenever a run is killed, the archive is the old one or the new one, and the next run completes."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.errors import ArchiveBusy
from indexer.reindex import reindex
from tests.conftest import CharacterEncoder
from tests.crash.dying import Job, Runs, command, environment
from tests.crash.scenes import Scene, assert_next_runs_complete, assert_old_or_new, pointer_of

Scenes = Callable[[str], Scene]
STRIDE = 23  # of the events of a run; bench/crash.py kills at every one


@pytest.mark.parametrize("name", ["first", "update", "full", "rollback"])
def test_killed_between_two_steps(
    name: str, scene: Scenes, runs: Runs, tmp_path: Path, encoder: CharacterEncoder
) -> None:
    chosen = scene(name)
    events = chosen.whole.events
    pointer = pointer_of(chosen.whole.events)
    states = []
    for at in sorted({*range(2, len(events) + 1, STRIDE), pointer, pointer + 1}):
        settings = chosen.copy(tmp_path)
        outcome = runs.run(settings.archive, *chosen.argv, die_at=at, seed=chosen.seed)
        assert outcome.killed and outcome.events[-1].what == events[at - 1].what
        states.append(assert_old_or_new(chosen, settings))
        assert (states[-1] == "new") == (at > pointer)
        assert_next_runs_complete(chosen, settings)
    assert set(states) == {"old", "new"}


def test_killed_again_and_again(
    scene: Scenes, runs: Runs, tmp_path: Path, encoder: CharacterEncoder
) -> None:
    """What a killed run left does not disturb the next, which is killed too."""
    chosen = scene("update")
    settings = chosen.copy(tmp_path)
    for at in range(pointer_of(chosen.whole.events), 9, -STRIDE):
        assert runs.run(settings.archive, *chosen.argv, die_at=at, seed=at).killed
        assert assert_old_or_new(chosen, settings) == "old"
    assert_next_runs_complete(chosen, settings)


def test_killed_at_any_time_with_processes(
    scene: Scenes, runs: Runs, tmp_path: Path, encoder: CharacterEncoder
) -> None:
    """Processes that prepare pages end with the run that started them."""
    chosen = scene("update")
    for after in (0.2, 0.5):  # it takes longer to start them
        settings = chosen.copy(tmp_path)
        outcome = runs.run(settings.archive, *chosen.argv, after=after, threads=2, seed=chosen.seed)
        assert outcome.killed
        assert_old_or_new(chosen, settings)
        assert_next_runs_complete(chosen, settings)
        assert_none_left(outcome.pid)


def test_the_lock_is_held_while_a_run_lives_and_released_when_it_is_killed(
    scene: Scenes, tmp_path: Path, encoder: CharacterEncoder
) -> None:
    chosen = scene("update")
    settings = chosen.copy(tmp_path)
    job = Job(str(settings.archive), list(chosen.argv), str(tmp_path / "notes"), stop_at=30)
    with subprocess.Popen(command(job), env=environment(), cwd=Path.cwd()) as writer:
        try:
            os.waitid(os.P_PID, writer.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
            with pytest.raises(ArchiveBusy, match=f"pid {writer.pid}"):
                reindex([], settings, load_encoder=lambda: encoder)
            assert assert_old_or_new(chosen, settings) == "old"  # readers do not wait
        finally:
            writer.kill()
    assert_next_runs_complete(chosen, settings)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_told_to_stop_ends_in_good_order(
    scene: Scenes, tmp_path: Path, encoder: CharacterEncoder, sent: signal.Signals
) -> None:
    chosen = scene("update")
    settings = chosen.copy(tmp_path)
    # Not in a callback of SQLite, which would swallow what a signal raises.
    at = next(
        n for n, event in enumerate(chosen.whole.events, 1) if n > 20 and event.what == "open"
    )
    job = Job(str(settings.archive), list(chosen.argv), str(tmp_path / "notes"), stop_at=at)
    with subprocess.Popen(
        command(job), env=environment(), cwd=Path.cwd(), text=True, stderr=subprocess.PIPE
    ) as run:
        try:
            os.waitid(os.P_PID, run.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)
            run.send_signal(sent)
            run.send_signal(signal.SIGCONT)
            said = run.communicate(timeout=60)[1]
        finally:
            run.kill()
    assert "已停下" in said and "Traceback" not in said
    assert f"没有完成 not completed: _Stopped('{sent.name}')" in (
        settings.archive / "reindex.log"
    ).read_text(encoding="utf-8")
    assert assert_old_or_new(chosen, settings) == "old"
    assert_next_runs_complete(chosen, settings)
    assert run.returncode == 128 + sent


def assert_none_left(group: int) -> None:
    """Wait until no process of the group lives, ten seconds at most."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    os.killpg(group, signal.SIGKILL)
    pytest.fail("processes went on after their run was killed")
