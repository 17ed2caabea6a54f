"""A program that runs one of jianbao's commands, notes what it does to files, and dies where it is told.

    python -m tests.crash.dying            # a Job as JSON a line in, its Outcome a line out
    python -m tests.crash.dying --once JOB

In the first form everything is imported once and each job runs in a fork, so that hundreds of kills
take a minute. `start_runs` is the other end of it. An *event* is a step that changes the archive's
folder, seen before it is done: a file opened for writing, a rename, a link, an unlink, a folder made
or removed, an fsync, the begin and the commit of a transaction of SQLite. What is written between
two events is seen only from outside, by strace (bench/crash.py).
"""

from __future__ import annotations

import functools
import hashlib
import io
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Job:
    """A command to run, and its end. Events count from 1; 0 is never."""

    archive: str
    argv: list[str]  # of `jianbao`
    notes: str = ""  # the file of events
    output: str = ""  # the file of standard output and standard error
    die_at: int = 0  # SIGKILL before this event
    stop_at: int = 0  # SIGSTOP before this event
    after: float | None = None  # SIGKILL after so many seconds
    threads: int = 1  # more: pages are prepared in processes
    seed: int = 1  # of the names of Whoosh's segments: the same run writes the same bytes


@dataclass(frozen=True, slots=True)
class Event:
    """A step about to be done. `path` is below the archive; `held` what is synced, as `held_by`."""

    what: str
    path: str
    held: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended: its exit status, or the negative of the signal; its events; what it said."""

    status: int
    pid: int
    seconds: float
    events: tuple[Event, ...]
    output: str

    @property
    def killed(self) -> bool:
        return self.status == -signal.SIGKILL


class Runs:
    """The program, running, from outside."""

    def __init__(self, process: subprocess.Popen[str], scratch: Path) -> None:
        self._process, self._scratch = process, scratch

    def run(self, archive: Path, *argv: str, **options: Any) -> Outcome:
        """Run `jianbao argv` on an archive; `options` are those of a Job."""
        notes, output = self._scratch / "notes", self._scratch / "output"
        job = Job(str(archive), list(argv), str(notes), str(output), **options)
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(asdict(job)) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "the program that runs the jobs has ended"
        return Outcome(
            **json.loads(answer),
            events=tuple(read_events(notes)),
            output=output.read_text(encoding="utf-8", errors="replace"),
        )


@contextmanager
def start_runs() -> Iterator[Runs]:
    """Start the program; it ends with the block."""
    with (
        tempfile.TemporaryDirectory() as scratch,
        subprocess.Popen(
            command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            cwd=ROOT, env=environment(),
        ) as process,
    ):  # fmt: skip
        yield Runs(process, Path(scratch))
        assert process.stdin is not None
        process.stdin.close()


def command(job: Job | None = None) -> list[str]:
    """Return what starts the program, for one job or for many."""
    once = ["--once", json.dumps(asdict(job))] if job else []
    return [sys.executable, "-m", "tests.crash.dying", *once]


def environment() -> dict[str, str]:
    """Return an environment in which the same run makes the same calls in the same order."""
    fixed = {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JIANBAO_")}
    return kept | fixed | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}


def read_events(notes: Path) -> Iterator[Event]:
    """Yield the events of a run, in order."""
    for line in notes.read_text(encoding="utf-8").splitlines():
        yield Event(*json.loads(line))


def stages(events: Sequence[Event]) -> list[str]:
    """Return which part of a run each of its events belongs to."""
    found, current = [], False
    for event in events:
        top, *rest = event.path.split("/")
        current = current or (event.what, event.path) == ("os.rename", "CURRENT")
        if top != "generations":
            kinds = {"LOCK": "lock", "CURRENT": "pointer", "embeddings": "embed"}
            found.append(kinds.get(top.split(".")[0], "archive folder"))
        elif current:
            found.append("remove old")
        elif event.what == "fsync":
            found.append("sync")
        elif event.what in ("os.link", "os.mkdir", "os.rmdir") or len(rest) < 2:
            found.append("start")
        else:
            found.append(rest[1].split(".")[0])
    return found


def held_by(path: Path) -> str:
    """Name what a file holds by its digest, a folder by its entries."""
    if path.is_dir():
        return "\n".join(sorted(item.name for item in path.iterdir()))
    return hashlib.sha256(path.read_bytes()).hexdigest()


class _Recorder:
    """Writes down each event of this process, and ends it at the chosen one."""

    def __init__(self, job: Job) -> None:
        self._archive = os.path.abspath(job.archive)  # noqa: PTH100
        self._job = job
        self._notes = os.open(job.notes, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        self._pid = os.getpid()
        self._count = 0

    def start(self) -> None:
        sys.addaudithook(self._audit)
        connect, fsync = sqlite3.connect, os.fsync
        recorder = self

        def watched(database: Any, *args: Any, **options: Any) -> Any:
            connection = connect(database, *args, **options)
            name = str(database).removeprefix("file://").split("?")[0]
            connection.set_trace_callback(functools.partial(recorder._statement, name))
            return connection

        def noted(handle: int) -> None:
            path = Path(f"/proc/self/fd/{handle}").readlink()
            recorder._note("fsync", str(path), held_by(path))
            fsync(handle)

        sqlite3.connect, os.fsync = watched, noted  # type: ignore[assignment]

    def _audit(self, what: str, args: tuple[Any, ...]) -> None:
        if what == "open":
            path, _, flags = args
            if isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
                self._note(what, path)
        elif what in ("os.rename", "os.link"):
            self._note(what, args[1], directory=args[3])
        elif what in ("os.remove", "os.rmdir"):
            self._note(what, args[0], directory=args[1])
        elif what == "os.mkdir":
            self._note(what, args[0], directory=args[2])
        elif what == "os.truncate":
            self._note(what, args[0])

    def _statement(self, path: str, statement: str) -> None:
        if statement.startswith(("BEGIN", "COMMIT")):
            self._note(statement.split()[0], path)

    def _note(self, what: str, path: Any, held: str = "", directory: int = -1) -> None:
        if isinstance(path, int) or os.getpid() != self._pid:
            return
        name = os.fsdecode(path)
        if directory != -1:
            name = f"{os.readlink(f'/proc/self/fd/{directory}')}/{name}"  # noqa: PTH115
        name = os.path.abspath(name)  # noqa: PTH100
        if name != self._archive and not name.startswith(self._archive + "/"):
            return
        self._count += 1
        event = [what, name[len(self._archive) + 1 :], held]
        os.write(self._notes, (json.dumps(event) + "\n").encode())
        if self._count == self._job.die_at:
            os.kill(self._pid, signal.SIGKILL)
            signal.pause()  # a kernel may come back from kill before the signal does its work
        if self._count == self._job.stop_at:
            os.kill(self._pid, signal.SIGSTOP)


def _all_of_several(living: Sequence[int]) -> set[int]:
    return set(range(len(living))) if len(living) > 1 else set()


def _run(job: Job) -> int:
    """Run a job in this process and return its exit status."""
    import indexer.preparing
    import indexer.store.merging
    from indexer.cli import main

    # A small archive takes the ways of a large one: segments are merged, processes are started.
    indexer.store.merging._small = _all_of_several
    indexer.preparing._FEW_CHARS = 0
    os.environ.update(
        JIANBAO_ARCHIVE=job.archive, JIANBAO_CACHE=f"{job.archive}.cache",
        JIANBAO_THREADS=str(job.threads), JIANBAO_WORDS=f"{job.archive}.words",
    )  # fmt: skip
    random.seed(job.seed)
    if job.notes:
        _Recorder(job).start()
    try:
        main(job.argv, prog_name="jianbao")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    return 0


def _run_apart(job: Job) -> tuple[int, int, float]:
    """Run a job in a fork; return (its pid, its exit status or minus its signal, seconds)."""
    Path(job.notes).write_bytes(b"")
    began = time.perf_counter()
    pid = os.fork()
    if not pid:
        status = 70  # should it end in an error that no command catches
        try:
            os.setpgid(0, 0)
            os.dup2(os.open(job.output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
            os.dup2(1, 2)
            with _traceback_shown():
                status = _run(job)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)
    ended = 0
    while job.after is not None and not ended and time.perf_counter() - began < job.after:
        time.sleep(0.001)
        ended, status = os.waitpid(pid, os.WNOHANG)
    if not ended:
        if job.after is not None:
            os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
    return pid, os.waitstatus_to_exitcode(status), time.perf_counter() - began


@contextmanager
def _traceback_shown() -> Iterator[None]:
    try:
        yield
    finally:
        if sys.exc_info()[0]:
            traceback.print_exc()


def _serve() -> None:
    """Run jobs until standard input ends."""
    with tempfile.TemporaryDirectory() as folder:  # everything imported and loaded, once
        page = Path(folder) / "报" / "2021-01-01" / "01.txt"
        page.parent.mkdir(parents=True)
        page.write_text("先跑一次\n\n本报讯 先跑一次，好让后面的快些。\n", encoding="utf-8")
        with redirect_stdout(io.StringIO()):
            status = _run(Job(f"{folder}/archive", ["reindex", str(page.parent)]))
        assert status == 0, status
    for line in sys.stdin:
        pid, status, seconds = _run_apart(Job(**json.loads(line)))
        os.write(
            1, (json.dumps({"pid": pid, "status": status, "seconds": seconds}) + "\n").encode()
        )


def _without_model() -> None:
    """Let archives be built and opened with the tests' encoder, until this process ends."""
    import pytest

    from tests.conftest import use_encoder

    use_encoder(pytest.MonkeyPatch())


if __name__ == "__main__":
    _without_model()
    if sys.argv[1:2] == ["--once"]:
        sys.exit(_run(Job(**json.loads(sys.argv[2]))))
    _serve()
