"""Read files in a process of their own: the child's side of `guarded`.

Requests come as JSON lines on standard input, answers go as JSON lines to the former standard
output: nothing a reader prints can get among them. The child ends when its input closes.
"""

from __future__ import annotations

import contextlib
import faulthandler
import importlib
import json
import os
import queue
import signal
import sys
import threading
import traceback
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from indexer.errors import ReadError
from indexer.models import Failure
from indexer.reading.source import SourceFile


def main(memory_bytes: int) -> None:
    """Answer requests until standard input closes."""
    answers = _private_output()
    _bound_memory(memory_bytes)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    requests: queue.Queue[bytes] = queue.Queue()
    threading.Thread(target=_take_requests, args=(requests,), daemon=True).start()
    while True:
        _answer(json.loads(requests.get()), answers)


def _take_requests(requests: queue.Queue[bytes]) -> None:
    for line in sys.stdin.buffer:
        requests.put(line)
    os._exit(0)  # the parent is gone, or done with us; a reader may hang in C


def _answer(request: dict[str, Any], answers: BinaryIO) -> None:
    module, _, name = request["reader"].partition(":")
    deadline_s = request["deadline_s"]

    def send(kind: str, content: object) -> None:
        faulthandler.cancel_dump_traceback_later()  # the parent may take its time
        answers.write(json.dumps([kind, content]).encode() + b"\n")
        answers.flush()
        _watch(deadline_s)

    path, root, digest = request["source"]
    source = SourceFile(Path(path), Path(root), digest)
    _watch(deadline_s)
    try:
        reader = getattr(importlib.import_module(module), name)
        for item in reader(source, max_bytes=request["max_bytes"]):
            send("failure" if isinstance(item, Failure) else "page", asdict(item))
    except ReadError as error:
        send("unread", [error.path, error.reason])
    except MemoryError:
        send("memory", None)
    except OSError as error:
        send("system", [error.errno, error.strerror])
    except Exception as error:  # noqa: BLE001  # a reader's bug ends no run; the parent reports it
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(frame.filename).name}:{frame.lineno}"
        send("bug", f"{type(error).__name__}: {str(error)[:200]} ({place})")
    else:
        send("done", None)
    faulthandler.cancel_dump_traceback_later()


def _watch(deadline_s: float) -> None:
    """End this process, should a page take too long and the parent not be there to end it.

    The watch is a thread in C: a reader that never gives up the interpreter's lock cannot stop it.
    """
    faulthandler.dump_traceback_later(deadline_s, exit=True, file=sys.__stderr__ or sys.stderr)


def _private_output() -> BinaryIO:
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _bound_memory(limit_bytes: int) -> None:
    """Bound what this process may allocate, where the system can.

    RLIMIT_DATA counts memory that can be written; RLIMIT_AS also counts the address space that
    onnxruntime and its threads reserve and never touch. Windows has neither.
    """
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_DATA, (limit_bytes, limit_bytes))
