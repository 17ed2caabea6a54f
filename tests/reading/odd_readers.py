"""Readers that misbehave in every way a file could make them; they run in the child."""

from __future__ import annotations

import ctypes
import os
import signal
import time
from collections.abc import Iterator

from indexer.errors import ReadError
from indexer.models import Block, Box, Failure, Page, Role
from indexer.reading.source import SourceFile


def page(number: int) -> Page:
    block = Block(0, 2, Box(0.1, 1 / 3, 2, 3), 0.5, 9.5, Role.TITLE, "a1")
    return Page(
        f"p{number}", f"渡口\u2028\ud800{number}", blocks=(block, Block(2, 3)), sheet=number
    )


def read_well(source: SourceFile, *, max_bytes: int) -> Iterator[Page | Failure]:
    print("something printed")  # noqa: T201
    os.write(1, b"from C\n")
    yield page(1)
    yield Failure(f"{source.path}#2", f"{source.digest} {max_bytes}")


def read_pid(source: SourceFile, *, max_bytes: int) -> Iterator[Page | Failure]:
    yield Failure("pid", str(os.getpid()))


def crash(source: SourceFile, *, max_bytes: int) -> Iterator[Page | Failure]:
    yield page(1)
    ctypes.string_at(0)


def leave(source: SourceFile, *, max_bytes: int) -> Iterator[Page | Failure]:
    yield page(1)
    os._exit(3)


def hang(source: SourceFile, *, max_bytes: int) -> Iterator[Page | Failure]:
    yield page(1)
    while True:
        pass


def hang_holding_the_lock(source: SourceFile, *, max_bytes: int) -> Iterator[Page | Failure]:
    yield page(1)
    ctypes.PyDLL(None).sleep(60)


def dawdle(source: SourceFile, *, max_bytes: int) -> Iterator[Page | Failure]:
    for number in range(100):
        time.sleep(0.2)
        yield page(number)


def hoard(source: SourceFile, *, max_bytes: int) -> Iterator[Page | Failure]:
    yield page(1)
    kept = []
    while True:
        kept.append(bytearray(2**24))


def refuse(source: SourceFile, *, max_bytes: int) -> Iterator[Page | Failure]:
    yield page(1)
    raise ReadError(str(source.path), "坏了")


def lose(source: SourceFile, *, max_bytes: int) -> Iterator[Page | Failure]:
    yield from ()
    (source.path / "没有").read_bytes()


def stumble(source: SourceFile, *, max_bytes: int) -> Iterator[Page | Failure]:
    yield page(1)
    os.environ["没有的键"]


def endless(source: SourceFile, *, max_bytes: int) -> Iterator[Page | Failure]:
    number = 0
    while True:
        number += 1
        yield page(number)


def ignore_signals(source: SourceFile, *, max_bytes: int) -> Iterator[Page | Failure]:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    yield from hang(source, max_bytes=max_bytes)
