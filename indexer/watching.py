"""Notice new issues in folders, once their files are complete.

By looking again and again: a system tells of changes on its own disks only, and newsrooms put pages
on network drives. A look at 65,000 files takes a fraction of a second.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from indexer.reading import READERS

Seen = dict[str, tuple[int, int]]
"""Path -> size in bytes, time of the last change in nanoseconds."""


def watch(
    roots: Iterable[Path],
    run: Callable[[], bool],
    *,
    every: float,
    quiet: float,
    sleep: Callable[[float], object] = time.sleep,
) -> None:
    """Call `run` at once, and again whenever pages below `roots` came, changed or went. Never ends.

    It is called when nothing has changed for `quiet` seconds: a file that is still being copied
    grows. Looks `every` so many seconds; a run that returned False is tried again then.
    """
    folders = list(roots)
    done: Seen | None = None
    while True:
        seen = look(folders)
        if seen == done:
            sleep(every)
            continue
        sleep(quiet)
        if look(folders) != seen:
            continue
        if run():
            done = seen
        else:
            sleep(every)


def look(roots: Iterable[Path]) -> Seen:
    """Return the pages and sidecars below `roots`, or the roots that are such files themselves."""
    return {
        str(path): (state.st_size, state.st_mtime_ns)
        for root in roots
        # A folder that cannot be looked at has no pages here; the run says why.
        for path in (_below(root) if os.path.isdir(root) else [root])  # noqa: PTH112
        if path.suffix.lower() in (".toml", *READERS) and (state := _state(path))
    }


def _below(folder: Path) -> Iterator[Path]:
    for at, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(at, name) for name in names if not name.startswith("."))


def _state(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:  # it went between two looks
        return None
