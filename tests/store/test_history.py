"""Generations on disk: listed, returned to, removed when they are old and nobody reads them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import Archive, Report, Settings
from indexer.errors import ArchiveBusy, ArchiveDamaged, NoArchive, NoGeneration
from indexer.store.generation import complete_names, current_name, locked
from indexer.store.history import list_generations, roll_back
from tests.conftest import write_page

Run = Callable[..., Report]
Days = Callable[..., list[str]]


@pytest.fixture
def add_days(archive: Archive, settings: Settings, run: Run, paper: Path) -> Days:
    """Add a page of each of some days in May by a run of its own; return what is on disk then."""
    archive.generation.close()

    def add(*days: int) -> list[str]:
        for day in days:
            name = f"江城晚报/2021-05-{day:02}/01"
            write_page(paper, name, f"第{day}天\n\n本报讯 春茶上市第{day}天。\n")
            run(paper)
        return complete_names(settings.archive)

    return add


def days_found(settings: Settings) -> list[str]:
    opened = Archive.open(settings)
    found = opened.search("“春茶上市”", sort="oldest").articles
    opened.generation.close()
    return [item.article.date[-2:] for item in found]


def test_the_last_three_are_kept(add_days: Days) -> None:
    assert add_days(2, 3) == ["000001", "000002", "000003"]
    assert add_days(4) == ["000002", "000003", "000004"]


def test_old_generations_are_removed_when_nobody_reads_them(
    add_days: Days, settings: Settings
) -> None:
    reader = Archive.open(settings)
    assert add_days(2, 3, 4, 5) == ["000001", "000003", "000004", "000005"]
    assert reader.search("渡口", channel="meaning").articles  # its vectors are opened only now
    reader.generation.close()
    assert add_days(6) == ["000004", "000005", "000006"]


def test_they_are_listed_the_newest_first(add_days: Days, settings: Settings) -> None:
    add_days(2, 3)
    held = list_generations(settings.archive)
    assert [(item.name, item.current) for item in held] == [
        ("000003", True), ("000002", False), ("000001", False),
    ]  # fmt: skip
    assert [item.manifest and item.manifest.pages for item in held] == [4, 3, 2]
    assert [item.manifest and item.manifest.previous for item in held] == ["000002", "000001", ""]
    assert all(0 < item.own_bytes <= item.bytes and item.damage == "" for item in held)
    assert held[1].own_bytes < held[1].bytes  # it added to the first; the third merged all there was


@pytest.mark.parametrize("how", ["cut", "removed", "manifest"])
def test_one_that_is_damaged_is_listed_as_such(
    add_days: Days, settings: Settings, how: str
) -> None:
    add_days(2)
    folder = settings.archive / "generations" / "000001"
    file = folder / ("manifest.json" if how == "manifest" else "catalogue.sqlite")
    if how == "removed":
        file.unlink()
    else:
        os.truncate(file, 100)
    sound, damaged = list_generations(settings.archive)
    assert (sound.name, sound.damage, damaged.name) == ("000002", "", "000001")
    assert file.name in damaged.damage


def test_no_archive_to_list_or_to_roll_back(settings: Settings) -> None:
    with pytest.raises(NoArchive):
        list_generations(settings.archive)
    with pytest.raises(NoArchive):
        roll_back(settings.archive)
    assert not settings.archive.exists()


def test_a_rollback_returns_to_the_generation_before(add_days: Days, settings: Settings) -> None:
    add_days(2, 3)
    reader = Archive.open(settings)
    assert roll_back(settings.archive).generation == "000002"
    assert days_found(settings) == ["02"]
    assert reader.refresh()
    assert reader.manifest.generation == "000002"
    assert roll_back(settings.archive).generation == "000001"
    assert days_found(settings) == []
    assert roll_back(settings.archive, "3").generation == "000003"  # forward again
    assert days_found(settings) == ["02", "03"]


def test_the_next_run_builds_upon_it_with_a_number_above_all(
    add_days: Days, settings: Settings, paper: Path
) -> None:
    add_days(2, 3, 4)
    roll_back(settings.archive, "000003")
    (paper / "江城晚报/2021-05-04/01.txt").unlink()
    assert add_days(5) == ["000002", "000003", "000005"]  # those it stands on; 000004 was left
    assert days_found(settings) == ["02", "03", "05"]
    assert roll_back(settings.archive).generation == "000003"


def test_what_it_stands_on_outlives_what_is_newer(add_days: Days, settings: Settings) -> None:
    add_days(2, 3, 4, 5)
    roll_back(settings.archive, "000003")
    assert add_days(6) == ["000003", "000005", "000006"]


@pytest.mark.parametrize("name", ["000009", "7", "../000001", "x"])
def test_what_is_not_on_disk_cannot_be_returned_to(
    add_days: Days, settings: Settings, name: str
) -> None:
    add_days(2)
    with pytest.raises(NoGeneration, match=r"jianbao generations.*000001, 000002"):
        roll_back(settings.archive, name)
    assert current_name(settings.archive) == "000002"


def test_the_first_has_none_before_it(archive: Archive, settings: Settings) -> None:
    with pytest.raises(NoGeneration, match="没有更早的一代"):
        roll_back(settings.archive)


def test_a_damaged_one_is_not_returned_to(add_days: Days, settings: Settings) -> None:
    add_days(2)
    (settings.archive / "generations/000001/columns.npz").write_bytes(b"")
    with pytest.raises(ArchiveDamaged, match=r"columns\.npz"):
        roll_back(settings.archive)
    assert current_name(settings.archive) == "000002"


def test_a_lost_pointer_is_replaced_by_a_rollback(add_days: Days, settings: Settings) -> None:
    add_days(2)
    (settings.archive / "CURRENT").unlink()
    with pytest.raises(ArchiveDamaged, match="CURRENT"):
        Archive.open(settings)
    assert not any(item.current for item in list_generations(settings.archive))
    assert roll_back(settings.archive).generation == "000002"
    assert days_found(settings) == ["02"]


def test_nobody_rolls_back_while_another_writes(add_days: Days, settings: Settings) -> None:
    add_days(2)
    with locked(settings.archive), pytest.raises(ArchiveBusy):
        roll_back(settings.archive)
