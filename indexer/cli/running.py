"""What surrounds a long run: its log, and how it is stopped."""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click

_LOG_BYTES = 1_000_000


class _Log(RotatingFileHandler):
    """A log beside the lock of an archive; that it cannot be written must not stop its run."""

    def _open(self) -> TextIOWrapper:
        folder = Path(self.baseFilename).parent
        if not (folder / "LOCK.holder").exists():
            raise FileNotFoundError(f"no run has taken {folder} for an archive")
        return super()._open()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Say nothing."""

    def close(self) -> None:
        with suppress(OSError):  # what could not be written is tried once more, and is lost
            super().close()


@contextmanager
def running(archive: Path) -> Iterator[None]:
    """Surround runs: they are logged, and stop in good order when they are told to."""
    with _stoppable(), _logged(archive):
        yield


@contextmanager
def completing() -> Iterator[None]:
    """Log what keeps the run in the block from its end, also that it was told to stop."""
    try:
        yield
    except (Exception, KeyboardInterrupt) as error:
        logging.getLogger("indexer").error("没有完成 not completed: %r", error)
        raise


@contextmanager
def _logged(archive: Path) -> Iterator[None]:
    """Keep a log in `archive`/reindex.log while the block lasts; it is begun anew at 1 MB, three are kept.

    It begins when a run has the lock: a folder that is no archive, and becomes none, gets no file.
    """
    log = logging.getLogger("indexer")
    handler = _Log(
        archive / "reindex.log", maxBytes=_LOG_BYTES, backupCount=2, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(process)d %(levelname)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        yield
    finally:
        log.removeHandler(handler)
        handler.close()


class _Stopped(KeyboardInterrupt):
    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.number = number


@contextmanager
def _stoppable() -> Iterator[None]:
    """End the program in good order when it is told to: status 130 for SIGINT, 143 for SIGTERM."""

    def stop(number: int, frame: FrameType | None) -> NoReturn:
        signal.signal(number, signal.SIG_IGN)  # once is enough
        raise _Stopped(number)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    except _Stopped as stopped:
        click.echo(
            "已停下：没做完的一代不算数，档案库是完好的；算好的向量都留着，下次运行接着做 / "
            "stopped: the archive is whole, without what was not finished; "
            "what was embedded is kept for the next run",
            err=True,
        )
        sys.exit(128 + stopped.number)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
