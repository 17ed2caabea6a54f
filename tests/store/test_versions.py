"""Archives that earlier releases wrote: they open, or it is said what to run, and that works.

`tools/pack_archive.py` made them: 1 with release 0.1.0, 5 with the next.
"""

from __future__ import annotations

import sqlite3
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import Archive, Report, Settings
from indexer.errors import ArchiveMismatch
from indexer.store.checking import check_archive
from indexer.store.generation import current_name
from indexer.store.history import list_generations, roll_back
from indexer.store.manifest import SCHEMA
from tests.conftest import CharacterEncoder

FIXTURES = Path(__file__).parent / "fixtures"
OLDER = (1,)
READ = (5,)

Run = Callable[..., Report]


@pytest.fixture
def unpacked(
    settings: Settings, encoder: CharacterEncoder, monkeypatch: pytest.MonkeyPatch
) -> Callable[[int], Settings]:
    """Unpack the archive of a schema, and take whatever cut its words for today's segmenter."""

    def unpack(schema: int) -> Settings:
        with tarfile.open(FIXTURES / f"schema-{schema}.tar.xz") as packed:
            packed.extractall(settings.archive, filter="data")
        if schema in READ:
            (held,) = list_generations(settings.archive)
            assert held.manifest is not None
            segmenter = held.manifest.segmenter
            for module in ("archive", "reindex"):
                monkeypatch.setattr(f"indexer.{module}.segmenter_version", lambda: segmenter)
        return settings

    return unpack


def titles(settings: Settings, query: str, channel: str = "words") -> list[str]:
    archive = Archive.open(settings)
    found = archive.search(query, channel=channel).articles
    archive.generation.close()
    return [item.article.title for item in found]


def test_there_is_an_archive_of_every_schema() -> None:
    held = {path.name for path in FIXTURES.iterdir()}
    assert held == {f"schema-{number}.tar.xz" for number in (*OLDER, *READ)}
    assert max(READ) == SCHEMA


@pytest.mark.parametrize("schema", READ)
def test_it_opens_and_finds_and_grows(
    unpacked: Callable[[int], Settings], schema: int, run: Run, paper: Path
) -> None:
    settings = unpacked(schema)
    checked = check_archive(settings.archive)
    assert checked.findings == ()
    assert checked.manifest is not None and checked.manifest.schema == schema
    for channel in ("words", "meaning", "both"):
        assert titles(settings, "修钟的钟表匠", channel)[0] == "渡口的钟修好了"
    assert titles(settings, "“一百六十個零件”") == ["渡口的钟修好了"]
    assert Archive.open(settings).coverage().papers
    run(paper)
    assert check_archive(settings.archive).findings == ()
    assert sorted(titles(settings, "木匠 OR 木工课")) == ["夜校开出木工课", "木匠开班"]
    assert roll_back(settings.archive).schema == schema
    assert titles(settings, "木匠 OR 木工课") == ["木匠开班"]


@pytest.mark.parametrize("schema", READ)
def test_words_cut_otherwise_are_said_to_be(
    unpacked: Callable[[int], Settings], schema: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = unpacked(schema)
    monkeypatch.setattr("indexer.archive.segmenter_version", lambda: "another")
    with pytest.raises(ArchiveMismatch, match=r"segmenter.*reindex --full"):
        Archive.open(settings)


@pytest.mark.parametrize("schema", OLDER)
def test_it_says_what_to_run_and_that_works(
    unpacked: Callable[[int], Settings], schema: int, run: Run, paper: Path
) -> None:
    settings = unpacked(schema)
    for refused in (
        lambda: Archive.open(settings),
        lambda: check_archive(settings.archive),
        lambda: run(paper),
    ):
        with pytest.raises(ArchiveMismatch, match=f"schema {schema}.*run `reindex --full`"):
            refused()
    (held,) = list_generations(settings.archive)
    assert held.current and f"schema {schema}" in held.damage
    _was_read_from(settings, paper)
    report = run(full=True)  # it knows the folders
    assert (report.failed, len(report.added)) == ((), 2)
    assert titles(settings, "木工课") == ["夜校开出木工课"]
    assert check_archive(settings.archive).findings == ()
    with pytest.raises(ArchiveMismatch, match="reindex --full"):
        roll_back(settings.archive)
    assert current_name(settings.archive) == "000002"


def _was_read_from(settings: Settings, folder: Path) -> None:
    """Let the archive's pages have come from `folder`: theirs is on another machine."""
    connection = sqlite3.connect(settings.archive / "generations/000001/catalogue.sqlite")
    with connection:
        connection.execute("UPDATE files SET root = ?", (str(folder),))
    connection.close()
