"""Tell what the last run of reindex or of a repair logged."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import ArchiveDamaged
from indexer.store.trust import regular_size

_TAIL_BYTES = 64 * 2**10  # a run logs some kB, more where many files fail
_LINE = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d),\d+ (\d+) ([A-Z]+) (.*)")
_BEGINS = "看这些文件夹 "
_DONE, _NOT_DONE = "完成 done", "没有完成 not completed"


@dataclass(frozen=True, slots=True)
class LoggedRun:
    """The last run's lines as (local time, message), and how it ended.

    `state` is "done", "failed" (it was stopped, or an error ended it) or "running": it has not
    ended, or was killed. Lines before the last 64 kB of the log are left out.
    """

    lines: tuple[tuple[str, str], ...]
    state: str


def last_run(archive: Path) -> LoggedRun | None:
    """Return what the last run logged, None where there is no log. Raises ArchiveDamaged."""
    path = archive / "reindex.log"
    try:
        size = regular_size(path, archive)
        with path.open("rb") as file:
            file.seek(max(0, size - _TAIL_BYTES))
            tail = file.read(_TAIL_BYTES)
    except FileNotFoundError:
        return None
    except ArchiveDamaged:
        if not os.path.lexists(path):
            return None
        raise
    except OSError as error:
        raise ArchiveDamaged(str(path), str(error)) from error
    run: list[tuple[str, str]] = []
    process = ""
    for line in tail.decode("utf-8", "replace").split("\n"):
        if not (parsed := _LINE.fullmatch(line.rstrip("\r"))):
            continue  # of a traceback, or cut off
        if parsed[2] != process or parsed[4].startswith(_BEGINS):
            run, process = [], parsed[2]
        run.append((parsed[1], parsed[4]))
    if not run:
        return None
    last = run[-1][1]
    state = "done" if last.startswith(_DONE) else "failed"
    if not last.startswith((_DONE, _NOT_DONE)):
        state = "running"
    return LoggedRun(tuple(run), state)
