"""A run from the command line: its log, watching, waiting for another run, being told to stop."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click
import click.testing
import pytest

import indexer.cli.keeping
from indexer import Archive, Settings
from indexer.cli import reindex
from indexer.cli.check import check
from indexer.errors import ArchiveError
from indexer.lastrun import last_run
from indexer.store.generation import locked, make_current
from indexer.watching import watch
from tests.conftest import CharacterEncoder, write_page

Invoke = Callable[..., click.testing.Result]


@pytest.fixture
def invoke(
    settings: Settings, encoder: CharacterEncoder, monkeypatch: pytest.MonkeyPatch
) -> Invoke:
    monkeypatch.setenv("JIANBAO_ARCHIVE", str(settings.archive))
    monkeypatch.setenv("JIANBAO_CACHE", str(settings.cache))

    def call(*arguments: object) -> click.testing.Result:
        return click.testing.CliRunner().invoke(reindex, [str(one) for one in arguments])

    return call


def log_of(settings: Settings) -> str:
    return (settings.archive / "reindex.log").read_text(encoding="utf-8")


def test_a_run_is_logged(invoke: Invoke, paper: Path, settings: Settings) -> None:
    (paper / "江城晚报/2021-05-01/03.txt").write_bytes(b"\xff\xfe\x00")
    assert invoke(paper).exit_code == 1
    log = log_of(settings)
    assert f"looking at {paper}" in log
    assert "index: 2" in log
    assert "WARNING 失败 failed" in log and "03.txt" in log
    assert "第 000001 代；新增 added 2" in log
    assert invoke().exit_code == 1
    assert log_of(settings).startswith(log)  # one run after another


def test_a_run_that_cannot_go_on_is_logged(
    invoke: Invoke, paper: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **options: object) -> None:
        raise ArchiveError("no room")

    monkeypatch.setattr("indexer.reindex.make_current", broken)
    assert invoke(paper).exit_code == 2
    assert "ERROR 没有完成 not completed: ArchiveError('no room')" in log_of(settings)


def test_a_log_that_cannot_be_written_stops_nothing(
    invoke: Invoke, paper: Path, settings: Settings
) -> None:
    (settings.archive / "reindex.log").mkdir(parents=True)
    assert invoke(paper).exit_code == 0


def test_watching_takes_in_what_comes(
    invoke: Invoke, paper: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def come() -> None:
        write_page(paper, "江城晚报/2021-05-02/01", "春茶上市\n\n本报讯 春茶昨日上市。\n")

    steps: list[Callable[[], None]] = [
        lambda: None, come, lambda: None, partial(os.kill, os.getpid(), signal.SIGTERM)
    ]  # fmt: skip
    monkeypatch.setattr(
        indexer.cli.keeping, "watch", partial(watch, sleep=lambda seconds: steps.pop(0)())
    )
    result = invoke("--watch", paper)
    assert result.exit_code == 128 + signal.SIGTERM
    assert result.output.count("完成 done") == 2
    assert "已停下" in result.output
    found = Archive.open(settings).search("春茶", channel="words").articles
    assert [item.article.title for item in found] == ["春茶上市"]


def test_watching_survives_a_run_that_fails(
    invoke: Invoke, paper: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = [1]

    def sometimes(*args: object, **options: object) -> object:
        if calls:
            calls.pop()
            raise ArchiveError("磁盘满了 no room")
        return make_current(*args, **options)  # type: ignore[arg-type]

    steps: list[Callable[[], None]] = [
        lambda: None, lambda: None, lambda: None, partial(os.kill, os.getpid(), signal.SIGINT)
    ]  # fmt: skip
    monkeypatch.setattr("indexer.reindex.make_current", sometimes)
    monkeypatch.setattr(
        indexer.cli.keeping, "watch", partial(watch, sleep=lambda seconds: steps.pop(0)())
    )
    result = invoke("--watch", paper)
    assert "错误 error: 磁盘满了" in result.output
    assert "完成 done" in result.output
    assert result.exit_code == 128 + signal.SIGINT


@pytest.mark.parametrize("breaks", [False, True], ids=["idle", "after a run that failed"])
def test_what_a_watch_logged_last_is_how_its_last_run_ended(
    invoke: Invoke,
    paper: Path,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    breaks: bool,
) -> None:
    def broken(*args: object, **options: object) -> None:
        raise ArchiveError("no room")

    states: list[str] = []

    def look() -> None:
        run = last_run(settings.archive)
        states.append(run.state if run else "")

    steps: list[Callable[[], None]] = [
        lambda: None,
        look,
        partial(os.kill, os.getpid(), signal.SIGTERM),
    ]
    if breaks:
        monkeypatch.setattr("indexer.reindex.make_current", broken)
    monkeypatch.setattr(
        indexer.cli.keeping, "watch", partial(watch, sleep=lambda seconds: steps.pop(0)())
    )
    assert invoke("--watch", paper).exit_code == 128 + signal.SIGTERM
    look()
    assert states == (["failed", "failed"] if breaks else ["done", "done"])


@pytest.mark.parametrize("option", ["--full", "--dry-run", "--rollback"])
def test_watching_goes_without_some_options(invoke: Invoke, paper: Path, option: str) -> None:
    result = invoke("--watch", option, paper)
    assert result.exit_code == 2
    assert "--watch" in result.output or "--rollback" in result.output


def test_waiting_for_another_run(invoke: Invoke, paper: Path, settings: Settings) -> None:
    with locked(settings.archive):
        result = invoke(paper, "--wait", "0.1")
        assert result.exit_code == 2
        assert f"pid {os.getpid()}" in result.output
    held, free = threading.Event(), threading.Event()

    def hold() -> None:
        with locked(settings.archive):
            held.set()
            free.wait(30)

    other = threading.Thread(target=hold)
    other.start()
    held.wait(30)
    threading.Timer(0.3, free.set).start()
    result = invoke(paper, "--wait", "30")
    other.join()
    assert result.exit_code == 0, result.output


def test_a_repair_that_is_stopped_is_logged_as_not_completed(
    invoke: Invoke, paper: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert invoke(paper).exit_code == 0

    def stopped(*args: object, **options: object) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    # By its module's name: indexer.cli.check is the command.
    monkeypatch.setattr(sys.modules["indexer.cli.check"], "repair_archive", stopped)
    result = click.testing.CliRunner().invoke(check, ["--repair"])
    assert result.exit_code == 128 + signal.SIGTERM
    assert "已停下" in result.output
    assert "没有完成 not completed: _Stopped('SIGTERM')" in log_of(settings)


def test_how_runs_are_stopped_is_restored(invoke: Invoke, paper: Path) -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    invoke(paper)
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before
