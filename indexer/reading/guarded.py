"""Run readers of binary formats in a process of their own, bounded in time and memory.

A crash in C code, a file that unpacks to terabytes or an endless loop then costs one file, and one
line says so. The child is started like any program, so it does not matter what the parent's main
module is, and it speaks JSON: nothing it sends can run here. It is kept for the next file, and dies
with its parent.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexer.errors import ReadError
from indexer.models import Block, Box, Failure, Page, Role
from indexer.reading.failures import failure
from indexer.reading.source import SourceFile

if TYPE_CHECKING:
    from indexer.reading.readers import PageReader

PAGE_S = 120.0
FILE_S = 3600.0
MEMORY_BYTES = 4 * 2**30
_LIMIT_ANSWER_BYTES = 2**28  # of one page
_START_S = 60.0  # on a cold disk
_AHEAD = 4  # pages the child may be ahead


def guarded(
    reader: PageReader, *, page_s: float = PAGE_S, file_s: float = FILE_S,
    memory_bytes: int = MEMORY_BYTES,
) -> PageReader:  # fmt: skip
    """Return a reader that runs `reader`, a function at the top of its module, in a child process.

    `page_s` begins anew with each page; `file_s` counts the waiting for all of them. A child that
    dies or exceeds them makes the file end with a Failure; pages it sent before that stand.
    """
    name = f"{reader.__module__}:{reader.__qualname__}"  # type: ignore[attr-defined]

    def read(source: SourceFile, *, max_bytes: int) -> Iterator[Page | Failure]:
        worker = _take(memory_bytes)
        is_fit = False
        try:
            request = {
                "reader": name,
                "source": [str(source.path), str(source.root), source.digest],
                "max_bytes": max_bytes,
                "deadline_s": page_s + 10,
            }
            worker.ask(request)
            for kind, content in worker.answers(page_s, file_s):
                if kind == "page":
                    yield _page(content)
                elif kind == "failure":
                    yield Failure(**content)
                else:
                    is_fit = kind not in ("memory", "bug")
                    _raise(kind, content, source.path)
        except _Lost as error:
            yield failure(source.path, error.args[0])
        finally:
            if is_fit:
                _idle.append(worker)
            else:
                worker.end()

    return read


def _raise(kind: str, content: Any, path: Path) -> None:
    """Raise what a reader raised in the child; nothing where it came to its end."""
    if kind == "unread":
        raise ReadError(*content)
    if kind == "system":
        raise OSError(content[0], content[1], str(path))
    if kind == "memory":
        raise _Lost(_MEMORY)
    if kind == "bug":
        raise _Lost(
            f"读不了（{content}），未读：请把文件和这一行报给我们 / "
            "could not be read, a bug of ours: report it with the file and this line"
        )


class _Lost(Exception):
    """The child died or was ended; the message is for the person."""


@dataclass(slots=True)
class _Worker:
    """A child process, and the thread that takes its answers."""

    process: subprocess.Popen[bytes]
    memory_bytes: int
    owner: int = field(default_factory=os.getpid)  # a forked copy of us must not use it
    answered: queue.Queue[bytes] = field(default_factory=lambda: queue.Queue(_AHEAD))
    thread: threading.Thread | None = None
    is_new: bool = True

    @classmethod
    def start(cls, memory_bytes: int) -> _Worker:
        """Start a child that imports what we would: our own sys.path, no main module."""
        program = (
            "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
            "from indexer.reading.worker import main; main(int(sys.argv[2]))"
        )
        path = json.dumps([str(Path(entry or ".").absolute()) for entry in sys.path])
        process = subprocess.Popen(
            [sys.executable, "-c", program, path, str(memory_bytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # libraries in C complain there of every odd file
        )
        worker = cls(process, memory_bytes)
        worker.thread = threading.Thread(target=worker.take_answers, daemon=True)
        worker.thread.start()
        return worker

    @property
    def is_usable(self) -> bool:
        return self.owner == os.getpid() and self.process.poll() is None

    def ask(self, request: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps(request).encode() + b"\n")
            self.process.stdin.flush()
        except OSError as error:
            raise _Lost(self._why_dead()) from error

    def answers(self, page_s: float, file_s: float) -> Iterator[tuple[str, Any]]:
        """Yield what the child says, to the last word on this file. Raises _Lost."""
        kind, number, waited = "page", 0, 0.0
        while kind in ("page", "failure"):
            number += 1
            patience = min(page_s, file_s - waited) + (_START_S if self.is_new else 0)
            start = time.monotonic()
            try:
                line = self.answered.get(timeout=max(patience, 0))
            except queue.Empty:
                whole = waited + page_s > file_s
                raise _Lost(
                    _too_long_file(file_s) if whole else _too_long(number, page_s)
                ) from None
            waited += time.monotonic() - start
            self.is_new = False
            if not line.endswith(b"\n"):
                raise _Lost(self._why_dead())
            kind, content = json.loads(line)
            yield kind, content

    def take_answers(self) -> None:
        """Pass the child's lines on, until it ends: then an empty one."""
        assert self.process.stdout is not None
        line = b"\n"
        while line.endswith(b"\n"):
            try:
                line = self.process.stdout.readline(_LIMIT_ANSWER_BYTES)
            except (OSError, ValueError):  # closed by end()
                line = b""
            self.answered.put(line)

    def end(self) -> None:
        """End the child and the thread; a forked copy of us only forgets them."""
        if self.owner != os.getpid():
            return
        self.process.kill()
        self.process.wait()
        while self.thread and self.thread.is_alive():
            with contextlib.suppress(queue.Empty):  # it may be waiting to put
                self.answered.get(timeout=0.01)
        for pipe in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):  # the last request is still in the buffer
                assert pipe is not None
                pipe.close()

    def _why_dead(self) -> str:
        try:
            code = self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return _crashed("?")
        with contextlib.suppress(ValueError):
            return _crashed(signal.Signals(-code).name)
        return _crashed(str(code))


_idle: list[_Worker] = []  # one, unless files are read in several threads at once


def _take(memory_bytes: int) -> _Worker:
    while _idle:
        worker = _idle.pop()
        if worker.is_usable and worker.memory_bytes == memory_bytes:
            return worker
        worker.end()
    return _Worker.start(memory_bytes)


@atexit.register
def end_workers() -> None:
    """End the children that wait for work."""
    while _idle:
        _idle.pop().end()


def _page(content: dict[str, Any]) -> Page:
    blocks = tuple(
        Block(
            **block
            | {
                "box": Box(**block["box"]) if block["box"] else None,
                "role": Role(block["role"]) if block["role"] else None,
            }
        )
        for block in content["blocks"]
    )
    # Corrections are read in the parent, after the file: none can come from the child.
    return Page(**content | {"blocks": blocks, "corrections": ()})


def _crashed(code: str) -> str:
    return (
        f"读它的进程崩溃了（{code}），其余未读：文件多半损坏，或展开后太大；"
        "换一份，或用别的软件另存后再试 / "
        f"the process that read it crashed ({code}): the file is damaged or unpacks to too much; "
        "replace it, or save it anew from another program"
    )


def _too_long(page: int, limit_s: float) -> str:
    return (
        f"第 {page} 页超过 {limit_s:g} 秒还没读完，停下，其余未读：用别的软件另存后再试 / "
        f"sheet {page} took over {limit_s:g} s, the rest was not read: save it anew and try again"
    )


def _too_long_file(limit_s: float) -> str:
    return (
        f"整个文件超过 {limit_s:g} 秒还没读完，停下，其余未读：拆成几个文件 / "
        f"the file took over {limit_s:g} s, the rest was not read: split it"
    )


_MEMORY = (
    "内存不够，其余未读：文件展开后太大，缩小或拆开后再试 / "
    "unpacks to more memory than a file may use, the rest was not read: reduce or split it"
)
