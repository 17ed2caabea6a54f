"""A file that kills, hangs or bloats its reader costs one line, and the next file is read."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from indexer.errors import ReadError
from indexer.models import Failure, Page
from indexer.reading import PageReader, SourceFile, find_sources, read_file
from indexer.reading.guarded import end_workers, guarded
from indexer.reading.pdf import read_pdf
from tests.reading import odd_readers
from tests.reading.pdfs import bomb, make_pdf, with_content, write

ROOT = Path(__file__).parent.parent.parent
SOURCE = SourceFile(Path("/报/01.pdf"), Path("/报"), "d1")


@pytest.fixture(autouse=True, scope="module")
def _no_child_is_left() -> Iterator[None]:
    yield
    end_workers()


def run(reader: PageReader, **limits: float) -> list[Page | Failure]:
    read = guarded(reader, **limits)  # type: ignore[arg-type]
    return list(read(SOURCE, max_bytes=7))


def worker_pid() -> int:
    (item,) = run(odd_readers.read_pid)
    assert isinstance(item, Failure)
    return int(item.reason)


def test_pages_and_failures_come_whole() -> None:
    assert run(odd_readers.read_well) == [odd_readers.page(1), Failure("/报/01.pdf#2", "d1 7")]


def test_one_child_reads_all_files() -> None:
    first = worker_pid()
    with pytest.raises(ReadError):
        run(odd_readers.refuse)
    assert first == worker_pid() != os.getpid()


@pytest.mark.parametrize(
    ("reader", "limits", "reason"),
    [
        (odd_readers.crash, {}, "读它的进程崩溃了（SIGSEGV）"),
        (odd_readers.leave, {}, "读它的进程崩溃了（3）"),
        (odd_readers.hang, {"page_s": 0.5}, "第 2 页超过 0.5 秒"),
        (odd_readers.hang_holding_the_lock, {"page_s": 0.5}, "第 2 页超过 0.5 秒"),
        (odd_readers.ignore_signals, {"page_s": 0.5}, "第 2 页超过 0.5 秒"),
        (odd_readers.stumble, {}, "读不了（KeyError: '没有的键'"),
        pytest.param(
            odd_readers.hoard, {"memory_bytes": 2**29}, "内存不够",
            marks=pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds memory"),
        ),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)  # fmt: skip
def test_one_line_and_the_next_file_is_read(
    reader: PageReader, limits: dict[str, float], reason: str
) -> None:
    worker_pid()  # it is running: its start is no part of the limits
    if "memory_bytes" in limits:
        end_workers()
    first, last = run(reader, **limits)
    assert first == odd_readers.page(1)
    assert isinstance(last, Failure)
    assert last.path == str(SOURCE.path)
    assert last.reason.startswith(reason) and "\n" not in last.reason
    assert len(run(odd_readers.read_well)) == 2


def test_the_limit_of_a_file_counts_all_pages() -> None:
    worker_pid()
    *pages, last = run(odd_readers.dawdle, page_s=5, file_s=1)
    assert 2 <= len(pages) <= 6
    assert isinstance(last, Failure) and last.reason.startswith("整个文件超过 1 秒")


def test_errors_of_the_file_are_raised_here() -> None:
    with pytest.raises(ReadError, match="坏了") as caught:
        run(odd_readers.refuse)
    assert caught.value.path == str(SOURCE.path)
    with pytest.raises(FileNotFoundError):
        run(odd_readers.lose)


def test_who_reads_slowly_is_not_out_of_time() -> None:
    worker_pid()
    read = guarded(odd_readers.endless, page_s=0.5)(SOURCE, max_bytes=7)
    for item in islice(read, 12):
        assert isinstance(item, Page)
        time.sleep(0.1)


def test_a_reading_given_up_leaves_nothing_behind() -> None:
    pid = worker_pid()
    read = guarded(odd_readers.endless)(SOURCE, max_bytes=7)
    assert isinstance(next(read), Page)
    read.close()  # type: ignore[attr-defined]
    assert not is_running(pid)
    assert worker_pid() != pid


def test_two_readings_at_once() -> None:
    pairs = zip(
        guarded(odd_readers.dawdle)(SOURCE, max_bytes=7),
        guarded(odd_readers.endless)(SOURCE, max_bytes=7),
        strict=False,
    )
    assert [one.id for one, _ in islice(pairs, 3) if isinstance(one, Page)] == ["p0", "p1", "p2"]


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
@pytest.mark.parametrize("reader", ["read_pid", "hang"])
def test_the_child_dies_with_its_parent(tmp_path: Path, reader: str) -> None:
    program = (
        "import os, time\n"
        "from tests.reading import odd_readers, test_guarded as t\n"
        "from indexer.reading.guarded import guarded\n"
        "print(t.worker_pid(), flush=True)\n"
        f"read = guarded(odd_readers.{reader})(t.SOURCE, max_bytes=7)\n"
        "next(read)\n"
        "print('reading', flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert parent.stdout.readline() == "reading\n"
        assert is_running(pid)
        parent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 10
    while is_running(pid):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_folder_with_a_bad_file_among_good_ones(tmp_path: Path) -> None:
    for name in ("01", "03"):
        make_pdf(tmp_path / f"{name}.pdf", lambda canvas: write(canvas, 50, 500, 10, "渡口通航"))
    (tmp_path / "02.pdf").write_bytes(b"%PDF-1.7 cut off")
    items = [item for source in find_sources([tmp_path]).sources for item in read_file(source)]
    assert [type(item) for item in items] == [Page, Failure, Page]


@pytest.mark.timeout(120)  # to unpack it all takes minutes, or more memory than there is
@pytest.mark.parametrize("filters", [b"/FlateDecode", b"[/FlateDecode /FlateDecode]"])
def test_a_file_that_unpacks_to_gigabytes(tmp_path: Path, filters: bytes) -> None:
    path = tmp_path / "01.pdf"
    stream = bomb(6)
    path.write_bytes(with_content(zlib.compress(stream) if b"[" in filters else stream, filters))
    source = SourceFile(path, tmp_path, "d")
    read = guarded(read_pdf, page_s=20, memory_bytes=2**30)
    (item,) = read(source, max_bytes=2**20)
    assert isinstance(item, Failure)
    make_pdf(path, lambda canvas: write(canvas, 50, 500, 10, "渡口通航"))
    (item,) = read(source, max_bytes=2**20)
    assert isinstance(item, Page)


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
