"""Watching folders: what makes a run, and when."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.watching import look, watch
from tests.conftest import write_page


class Stop(Exception):
    """Ends a watch that would go on."""


def runs(
    folder: Path, steps: list[Callable[[], object]], results: list[bool] | None = None
) -> list[int]:
    """Watch `folder`, doing a step at each wait; return after how many steps a run was made."""
    made: list[int] = []
    left, outcomes, waited = list(steps), list(results or []), 0

    def sleep(seconds: float) -> None:
        nonlocal waited
        waited += 1
        if not left:
            raise Stop
        left.pop(0)()

    def run() -> bool:
        made.append(waited)
        return outcomes.pop(0) if outcomes else True

    with pytest.raises(Stop):
        watch([folder], run, every=30, quiet=5, sleep=sleep)
    return made


def nothing() -> None:
    """Let time pass."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_page(tmp_path, "江城晚报/2021-05-01/01", "渡口\n\n本报讯 渡口通航。\n")
    return tmp_path


def add(
    folder: Path, name: str, text: str = "春茶上市\n\n本报讯 春茶上市。\n"
) -> Callable[[], object]:
    return lambda: write_page(folder, f"江城晚报/2021-05-02/{name}", text)


def test_it_runs_at_once_and_then_only_when_something_is_new(folder: Path) -> None:
    assert runs(folder, [nothing] * 4) == [1]
    assert runs(folder, [nothing, nothing, add(folder, "01"), nothing, nothing]) == [1, 4]


def test_it_waits_until_a_file_is_complete(folder: Path) -> None:
    growing = [add(folder, "02", "本报讯" * n) for n in range(1, 4)]
    assert runs(folder, [nothing, *growing, nothing, nothing, nothing]) == [1, 5]


def test_a_page_that_goes_is_a_change(folder: Path) -> None:
    page = folder / "江城晚报/2021-05-01/01.txt"
    assert runs(folder, [nothing, page.unlink, nothing, nothing]) == [1, 3]


def test_a_run_that_failed_is_tried_again(folder: Path) -> None:
    assert runs(folder, [nothing] * 6, [False, True]) == [1, 3]


def test_a_folder_that_cannot_be_looked_at_ends_no_watch(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a network drive that went: ESTALE. The run says so, and one follows when it is back."""

    def stale(path: object, *args: object, **options: object) -> None:
        raise OSError(116, "Stale file handle")

    def go() -> None:
        monkeypatch.setattr("os.stat", stale)

    assert runs(folder, [nothing, nothing, go, nothing, monkeypatch.undo, nothing, nothing]) == [
        1, 4, 6
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name", ["01.txt.part", ".01.txt", "~.tmp", ".hidden/01.txt", "notes.docx"]
)
def test_what_is_no_page_is_not_noticed(folder: Path, name: str) -> None:
    before = look([folder])
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("x", encoding="utf-8")
    assert look([folder]) == before


def test_sidecars_and_single_files_are_noticed(folder: Path) -> None:
    before = look([folder])
    (folder / "page.toml").write_text("", encoding="utf-8")
    assert len(look([folder])) == len(before) + 1
    page = folder / "江城晚报/2021-05-01/01.txt"
    assert list(look([page])) == [str(page)]
    assert look([folder / "nowhere"]) == {}
