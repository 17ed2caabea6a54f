"""What could not be read is kept in the archive: it is said again, and costs nothing while it is unchanged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import indexer.comparing
from indexer import Archive, Report, Settings
from indexer.models import Failure, Page
from indexer.reading import SourceFile, read_file
from tests.conftest import TWO_ARTICLES, write_page

Run = Callable[..., Report]


@pytest.fixture
def damaged(paper: Path) -> Path:
    """A PDF that is none, beside the pages of `paper`."""
    path = paper / "江城晚报/2021-05-01/03.pdf"
    path.write_bytes(b"%PDF-1.7 and nothing more")
    return path


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read."""
    names: list[str] = []

    def counted(source: SourceFile, **options: Any) -> Iterator[Page | Failure]:
        names.append(source.path.name)
        return read_file(source, **options)

    monkeypatch.setattr(indexer.comparing, "read_file", counted)
    return names


def failed(report: Report) -> list[str]:
    return [Path(item.path).name for item in report.failed]


def test_a_pdf_that_failed_is_not_read_again(
    run: Run, paper: Path, damaged: Path, read: list[str]
) -> None:
    first = run(paper)
    assert failed(first) == ["03.pdf"]
    read.clear()
    again = run(paper)
    assert again.failed == first.failed
    assert again.generation == first.generation
    assert read == []


def test_it_is_when_it_changed_or_when_all_is_read(
    run: Run, paper: Path, damaged: Path, read: list[str]
) -> None:
    run(paper)
    read.clear()
    run(paper, full=True)
    assert "03.pdf" in read
    read.clear()
    damaged.write_bytes(b"%PDF-1.7 and something else")
    assert failed(run(paper)) == ["03.pdf"]
    assert read == ["03.pdf"]


def test_it_is_when_another_version_reads(
    run: Run, paper: Path, damaged: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(paper)
    read.clear()
    monkeypatch.setattr(indexer.comparing, "readers_of", lambda path: "with ocr")
    assert failed(run(paper)) == ["03.pdf"]
    assert read == ["03.pdf"]


def test_a_page_that_was_readable_once_is_kept(run: Run, paper: Path, read: list[str]) -> None:
    page = paper / "江城晚报/2021-05-01/01.txt"
    run(paper)
    page.write_bytes(b"\xff\xfe\x00")
    for _ in range(2):
        read.clear()
        report = run(paper)
        assert failed(report) == ["01.txt"]
        assert report.removed == ()
        assert read == ["01.txt"]  # a text is soon read: no need to remember


def test_coverage_says_what_failed_until_it_is_mended(
    run: Run, paper: Path, damaged: Path, settings: Settings
) -> None:
    report = run(paper)
    assert Archive.open(settings).coverage().failed == report.failed
    damaged.unlink()
    mended = run(paper)
    assert (mended.failed, mended.generation) == ((), "000002")
    assert Archive.open(settings).coverage().failed == ()


def test_other_folders_keep_their_failures(
    run: Run, paper: Path, damaged: Path, tmp_path: Path, settings: Settings
) -> None:
    run(paper)
    write_page(tmp_path / "另一处", "山城日报/2021-06-01/01", TWO_ARTICLES)
    assert run(tmp_path / "另一处").failed == ()
    (item,) = Archive.open(settings).coverage().failed
    assert item.path == str(damaged)


def test_a_page_that_stands_twice_is_compared_again(run: Run, paper: Path, read: list[str]) -> None:
    write_page(paper / "副本", "江城晚报/2021-05-01/01", TWO_ARTICLES)
    assert len(run(paper).failed) == 1
    read.clear()
    assert len(run(paper).failed) == 1
    assert read


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every file be one that takes long to read, as a scan."""
    monkeypatch.setattr(indexer.comparing, "readers_of", lambda path: "a recogniser")


@pytest.mark.usefixtures("slow")
def test_a_copy_of_a_scan_is_read_again_once_a_page_may_be_free(
    run: Run, paper: Path, read: list[str]
) -> None:
    name = "江城晚报/2021-05-01/01"
    write_page(paper / "重复", name, TWO_ARTICLES)
    first = run(paper)
    assert len(first.failed) == 1
    for also in ([], ["04.txt"]):  # what is new frees no page
        for new in also:
            (paper / "江城晚报/2021-05-01" / new).write_text(TWO_ARTICLES, encoding="utf-8")
        read.clear()
        report = run(paper)
        assert (report.failed, read) == (first.failed, also)
    write_page(paper, "江城晚报/2021-05-01/02", TWO_ARTICLES)
    read.clear()
    assert run(paper).failed == first.failed
    assert read == ["02.txt", "01.txt"]
    (paper / f"{name}.txt").unlink()
    read.clear()
    report = run(paper)
    assert (report.failed, report.removed, read) == ((), (), ["01.txt"])
    read.clear()
    assert (run(paper).failed, read) == ((), [])


@pytest.mark.usefixtures("slow")
@pytest.mark.parametrize("there", [True, False], ids=["there", "away"])
def test_a_copy_of_a_scan_in_another_folder(
    run: Run, paper: Path, read: list[str], there: bool
) -> None:
    run(paper)
    copy = paper.with_name("副本")
    write_page(copy, "江城晚报/2021-05-01/01", TWO_ARTICLES)
    assert len(run(copy).failed) == 1
    if not there:
        paper.rename(paper.with_name("盘"))
    read.clear()
    assert len(run(copy).failed) == there
    assert read == ([] if there else ["01.txt"])


def test_an_archive_is_not_made_of_failures(run: Run, tmp_path: Path, settings: Settings) -> None:
    folder = tmp_path / "报纸"
    folder.mkdir()
    (folder / "1.pdf").write_bytes(b"%PDF-1.7")
    assert len(run(folder).failed) == 1
    assert not (settings.archive / "CURRENT").exists()
