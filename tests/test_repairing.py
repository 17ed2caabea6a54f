"""Damage to any file of an archive: it is found and named, never searched, and repaired."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from indexer import Archive, Settings
from indexer.errors import ArchiveDamaged, ArchiveError, ArchiveMismatch, NoArchive
from indexer.models import SearchResult
from indexer.reindex import reindex
from indexer.repairing import Repaired, repair
from indexer.store.checking import check_archive
from indexer.store.embeddings import EmbeddingJournal
from indexer.store.generation import current_name, folder_of, point_to
from indexer.store.history import roll_back
from indexer.store.manifest import digest_of, read_manifest, write_manifest
from indexer.store.vectors import rounded
from tests.conftest import TWO_ARTICLES, TWO_MORE, CharacterEncoder, use_encoder, write_page

QUERIES = ("渡口", "“恢复通航”", "木工课", "孩子们给气象台写信", "春茶", "报纸:江城晚报")
TEA = "春茶上市\n\n□本报记者 苏 禾\n\n本报讯 今年第一批春茶昨日上市，每斤80元，比去年便宜。\n"


@dataclass(frozen=True)
class Whole:
    """An archive of two generations in which nothing is damaged, to be copied."""

    folder: Path
    answers: list[SearchResult]


Damage = Callable[[Path], object]


def flip(path: Path, at: float) -> None:
    """Turn one bit of the byte at a share of the file's length."""
    data = bytearray(path.read_bytes())
    data[round(at * (len(data) - 1))] ^= 1
    replace_bytes(path, bytes(data))


def replace_bytes(path: Path, data: bytes) -> None:
    """Write in place: the links of other generations are damaged with it, as on a failing disk."""
    with path.open("r+b") as file:
        file.truncate(0)
        file.write(data)


DAMAGES: dict[str, Damage] = {
    "first": lambda path: flip(path, 0),
    "middle": lambda path: flip(path, 0.5),
    "last": lambda path: flip(path, 1),
    "shorter": lambda path: os.truncate(path, path.stat().st_size - 1),
    "empty": lambda path: os.truncate(path, 0),
    "longer": lambda path: replace_bytes(path, path.read_bytes() + b"\0"),
    "gone": lambda path: path.unlink(),
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    folder = tmp_path_factory.mktemp("whole")
    settings = Settings(archive=folder / "archive", words=folder / "words.txt")
    with pytest.MonkeyPatch.context() as patch:
        encoder = use_encoder(patch)
        write_page(folder / "报纸", "江城晚报/2021-05-01/01", TWO_ARTICLES)
        write_page(folder / "报纸", "江城晚报/2021-05-01/02", TWO_MORE)
        reindex([folder / "报纸"], settings, load_encoder=lambda: encoder)
        write_page(folder / "报纸", "江城晚报/2021-05-02/01", TEA)
        reindex([folder / "报纸"], settings, load_encoder=lambda: encoder)
        yield Whole(folder, answers(settings))


@pytest.fixture
def settings(whole: Whole, tmp_path: Path, encoder: CharacterEncoder) -> Settings:
    """Settings of a copy of the archive."""
    copy(whole.folder / "archive", tmp_path / "archive")
    return Settings(archive=tmp_path / "archive", words=tmp_path / "words.txt")


def copy(source: Path, target: Path) -> None:
    """Copy an archive; files that are links of one file become links of one copy."""
    made: dict[int, str] = {}

    def copied(file: str, to: str) -> None:
        number = Path(file).stat().st_ino
        if number in made:
            os.link(made[number], to)
        else:
            made[number] = shutil.copyfile(file, to)

    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target, copy_function=copied)


def answers(settings: Settings) -> list[SearchResult]:
    archive = Archive.open(settings)
    found = [replace(archive.search(query), seconds=0.0) for query in QUERIES]
    archive.generation.close()
    assert all(result.articles for result in found)
    return found


def mend(settings: Settings, encoder: CharacterEncoder) -> Repaired:
    return repair(settings, load_encoder=lambda: encoder)


def files_of(settings: Settings) -> list[Path]:
    """Return what an archive at rest holds, and the current generation its own."""
    folder = folder_of(settings.archive, current_name(settings.archive))
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    kinds = {".sqlite", ".npz", ".npy", ".json", ".jtm", ".jps"}
    assert kinds <= {path.suffix for path in found}
    return [settings.archive / "CURRENT", *found]


def test_an_archive_that_is_sound(settings: Settings, encoder: CharacterEncoder) -> None:
    checked = check_archive(settings.archive)
    assert checked.findings == ()
    assert (checked.generation, checked.held) == ("000002", ("000002", "000001"))
    assert mend(settings, encoder) == Repaired((), (), None)
    assert current_name(settings.archive) == "000002"


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_damage_to_any_file_is_found_and_not_searched(
    whole: Whole, settings: Settings, damage: Damage
) -> None:
    for number in range(len(files_of(settings))):
        copy(whole.folder / "archive", settings.archive)
        path = files_of(settings)[number]
        damage(path)
        assert str(path) in {item.path for item in check_archive(settings.archive).findings}
        with pytest.raises(ArchiveDamaged, match="jianbao check --repair"):
            _ = Archive.open(settings).generation.vectors  # read when they are asked for


@pytest.mark.parametrize("damage", ["middle", "gone"])
def test_damage_to_any_file_is_repaired(
    whole: Whole, settings: Settings, encoder: CharacterEncoder, damage: str
) -> None:
    for number in range(len(files_of(settings))):
        copy(whole.folder / "archive", settings.archive)
        path = files_of(settings)[number]
        DAMAGES[damage](path)
        repaired = mend(settings, encoder)
        assert str(path) in {item.path for item in repaired.findings}
        assert repaired.steps, path
        assert check_archive(settings.archive).findings == (), path
        assert answers(settings) == whole.answers, path


def part_of(settings: Settings, pattern: str, generation: str = "000002") -> Path:
    """Return the newest file of a generation that fits."""
    return sorted(folder_of(settings.archive, generation).glob(pattern))[-1]


def test_every_damaged_part_is_named_and_repaired(
    whole: Whole, settings: Settings, encoder: CharacterEncoder
) -> None:
    for pattern in ("columns.npz", "words/*.jps", "words/*.jtm", "vectors/*.rows.npy"):
        flip(part_of(settings, pattern), 0.5)
    checked = check_archive(settings.archive)
    assert checked.damaged("000002") == {"columns", "words", "vectors"}
    assert len([item for item in checked.findings if item.generation == "000002"]) == 4
    repaired = mend(settings, encoder)
    assert repaired.report is None  # no page was read
    assert current_name(settings.archive) == "000003"
    assert answers(settings) == whole.answers


def test_only_vectors_that_no_generation_holds_are_computed_again(
    settings: Settings, encoder: CharacterEncoder
) -> None:
    flip(part_of(settings, "words/*.jps"), 0.5)
    mend(settings, encoder)
    assert encoder.encoded == []
    assert len(list(folder_of(settings.archive, "000003").glob("vectors/*"))) == 4  # linked
    flip(part_of(settings, "vectors/*.vectors.npy", "000003"), 1)
    assert "新算 1 " in "".join(mend(settings, encoder).steps)
    assert [text.splitlines()[0] for text in encoder.encoded] == ["春茶上市"]


def test_a_damaged_catalogue_is_made_up_from_the_generation_before(
    whole: Whole, settings: Settings, encoder: CharacterEncoder
) -> None:
    part_of(settings, "catalogue.sqlite").unlink()
    repaired = mend(settings, encoder)
    assert repaired.report is not None and repaired.report.added == ("江城晚报/2021-05-02/01",)
    assert answers(settings) == whole.answers
    assert [path.name for path in (settings.archive / "generations").iterdir()] != []
    assert check_archive(settings.archive).held == ("000003", "000001")


def test_without_an_intact_generation_all_pages_are_read_again(
    whole: Whole, settings: Settings, encoder: CharacterEncoder
) -> None:
    os.truncate(part_of(settings, "catalogue.sqlite"), 0)
    flip(part_of(settings, "columns.npz", "000001"), 0)  # its catalogue says which folders
    repaired = mend(settings, encoder)
    assert repaired.report is not None and len(repaired.report.added) == 3
    assert encoder.encoded == []
    assert answers(settings) == whole.answers
    assert check_archive(settings.archive).held == ("000003",)


def test_where_no_folder_is_known_it_says_what_to_run(
    settings: Settings, encoder: CharacterEncoder
) -> None:
    for generation in ("000001", "000002"):
        os.truncate(part_of(settings, "catalogue.sqlite", generation), 0)
    with pytest.raises(ArchiveError, match="运行 reindex --full 报纸文件夹"):
        mend(settings, encoder)
    assert current_name(settings.archive) == "000002"


def test_pages_that_cannot_be_read_again_are_not_forgotten(
    whole: Whole, settings: Settings, encoder: CharacterEncoder
) -> None:
    paper = whole.folder / "报纸"
    flip(part_of(settings, "catalogue.sqlite"), 0.5)
    try:
        paper.rename(paper.with_name("away"))
        repaired = mend(settings, encoder)
    finally:
        paper.with_name("away").rename(paper)
    assert repaired.report is not None and repaired.report.failed
    archive = Archive.open(settings)
    assert archive.search("渡口").articles  # what the generation before holds
    # What is damaged stays until the rest is there.
    assert "000002" in check_archive(settings.archive).held
    reindex([paper], settings, load_encoder=lambda: encoder)
    assert not mend(settings, encoder).report
    assert check_archive(settings.archive).findings == ()
    assert answers(settings) == whole.answers


def test_a_drive_that_is_away_during_repairs_is_read_when_it_is_back(
    settings: Settings, encoder: CharacterEncoder, tmp_path: Path
) -> None:
    """The generations left know nothing of it, and must not take the damaged one's place for good."""
    drive = tmp_path / "盘"
    write_page(drive, "山城日报/2021-06-01/01", "缆车检修\n\n本报讯 缆车明日检修。\n")
    reindex([drive], settings, load_encoder=lambda: encoder)
    flip(part_of(settings, "columns.npz", "000003"), 0.5)
    flip(part_of(settings, "catalogue.sqlite", "000003"), 1)
    drive.rename(tmp_path / "away")
    for _ in range(2):
        repaired = mend(settings, encoder)
        assert repaired.report is not None
        assert [item.path for item in repaired.report.failed] == [str(drive)]
        assert "000003" in check_archive(settings.archive).held
    assert [item.path for item in reindex([], settings, load_encoder=lambda: encoder).failed] == [
        str(drive)
    ]
    (tmp_path / "away").rename(drive)
    repaired = mend(settings, encoder)
    assert repaired.report is not None and repaired.report.failed == ()
    assert Archive.open(settings).search("缆车").articles
    assert check_archive(settings.archive).findings == ()


def test_a_damaged_pointer_is_set_again_to_what_was_current(
    settings: Settings, encoder: CharacterEncoder
) -> None:
    roll_back(settings.archive)
    pointer = settings.archive / "CURRENT"
    sound = pointer.read_text(encoding="ascii")
    for damaged in (sound[:5] + "2" + sound[6:], sound[1:], sound[:40], "000002", "~"):
        pointer.write_text(damaged, encoding="ascii")
        assert check_archive(settings.archive).findings[0].part == "pointer"
        with pytest.raises(ArchiveDamaged):
            Archive.open(settings)
        mend(settings, encoder)
        told = damaged[:6] == "000001" or damaged[-64:] == sound[-64:]
        assert current_name(settings.archive) == ("000001" if told else "000002")


def test_a_damaged_generation_that_is_not_current_is_removed(
    settings: Settings, encoder: CharacterEncoder
) -> None:
    flip(part_of(settings, "catalogue.sqlite", "000001"), 0.5)
    assert len(mend(settings, encoder).steps) == 1
    assert check_archive(settings.archive).held == ("000002",)
    assert current_name(settings.archive) == "000002"


def test_a_file_that_nobody_wrote_is_left_behind(
    settings: Settings, encoder: CharacterEncoder
) -> None:
    for name in ("words/_PASSAGES_9.toc", "vectors/9.rows.npy", "more"):
        (folder_of(settings.archive, "000002") / name).write_bytes(b"?")
    assert check_archive(settings.archive).damaged("000002") == {"other"}
    with pytest.raises(ArchiveDamaged, match="not in the manifest"):
        Archive.open(settings)
    mend(settings, encoder)
    assert check_archive(settings.archive).findings == ()


def resealed(settings: Settings) -> None:
    """Make a manifest of the current generation's files as they are, as if they had been written so."""
    folder = folder_of(settings.archive, "000002")
    manifest = read_manifest(folder)
    files = {
        name: ((folder / name).stat().st_size, digest_of(folder / name)) for name in manifest.files
    }
    point_to(
        settings.archive, write_manifest(replace(manifest, files=files), folder / "manifest.json")
    )


def test_parts_that_hold_other_passages_are_found_and_made_again(
    settings: Settings, encoder: CharacterEncoder
) -> None:
    older = part_of(settings, "catalogue.sqlite", "000001")
    replace_bytes(part_of(settings, "catalogue.sqlite"), older.read_bytes())
    resealed(settings)
    checked = check_archive(settings.archive)
    assert checked.damaged("000002") == {"catalogue", "columns", "words"}
    assert any("2 pages, not 3" in item.why for item in checked.findings)
    mend(settings, encoder)
    assert check_archive(settings.archive).findings == ()
    assert Archive.open(settings).search("“春茶上市”").articles


@pytest.mark.parametrize("part", ["words", "vectors", "columns"])
def test_a_part_of_another_generation_is_found_and_made_again(
    whole: Whole, settings: Settings, encoder: CharacterEncoder, part: str
) -> None:
    if part == "columns":
        older = part_of(settings, "columns.npz", "000001")
        replace_bytes(part_of(settings, "columns.npz"), older.read_bytes())
        resealed(settings)
    else:
        _take_part_of_older(settings, part)
    assert check_archive(settings.archive).damaged("000002") == {part}
    mend(settings, encoder)
    assert check_archive(settings.archive).findings == ()
    assert answers(settings) == whole.answers


def _take_part_of_older(settings: Settings, part: str) -> None:
    """Give the current generation the words or vectors of the one before, in its manifest too."""
    folder, older = (folder_of(settings.archive, name) for name in ("000002", "000001"))
    shutil.rmtree(folder / part)
    shutil.copytree(older / part, folder / part)
    manifest, before = read_manifest(folder), read_manifest(older)
    files = {name: held for name, held in manifest.files.items() if not name.startswith(part)}
    files |= {name: held for name, held in before.files.items() if name.startswith(part)}
    made = write_manifest(replace(manifest, files=files), folder / "manifest.json")
    point_to(settings.archive, made)


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("DELETE FROM pages WHERE key = 1", "no parent of articles"),
        ("UPDATE sqlite_master SET rootpage = 3 WHERE name = 'articles_by_page'", "reference"),
    ],
    ids=["references", "index"],
)
def test_a_catalogue_that_was_written_wrong_is_found(
    settings: Settings, encoder: CharacterEncoder, statement: str, why: str
) -> None:
    connection = sqlite3.connect(part_of(settings, "catalogue.sqlite"))
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute(statement)
    connection.commit()
    connection.close()
    resealed(settings)
    (first, *_) = check_archive(settings.archive).findings
    assert first.part == "catalogue" and why in first.why


def test_a_damaged_journal_is_found_and_removed_and_not_used(
    settings: Settings, encoder: CharacterEncoder
) -> None:
    path = settings.archive / "embeddings.sqlite"
    vectors = rounded(np.random.default_rng(1).normal(size=(2, 64)).astype(np.float32))
    journal = EmbeddingJournal(path, "characters")
    journal.put([b"a" * 16, b"b" * 16], vectors)
    journal.close()
    assert check_archive(settings.archive).findings == ()
    at = path.read_bytes().index(vectors[1].numbers.tobytes())
    flip(path, (at + 5) / (path.stat().st_size - 1))
    assert [item.part for item in check_archive(settings.archive).findings] == ["journal"]
    journal = EmbeddingJournal(path, "characters")
    assert journal.get([b"a" * 16, b"b" * 16]).keys() == {b"a" * 16}
    journal.close()
    mend(settings, encoder)
    assert not path.exists()
    assert current_name(settings.archive) == "000002"


def test_a_damaged_generation_that_is_read_stays(
    settings: Settings, encoder: CharacterEncoder
) -> None:
    reader = Archive.open(settings)
    flip(part_of(settings, "columns.npz"), 0.5)
    mend(settings, encoder)
    assert reader.search("渡口", channel="meaning").articles
    assert reader.refresh()
    del reader
    assert mend(settings, encoder).steps
    assert check_archive(settings.archive).findings == ()


def test_nothing_to_check(settings: Settings, encoder: CharacterEncoder, tmp_path: Path) -> None:
    with pytest.raises(NoArchive):
        check_archive(tmp_path / "none")


def test_words_of_another_segmenter_are_not_mixed_in(
    settings: Settings, encoder: CharacterEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    flip(part_of(settings, "words/*.jps"), 0.5)
    monkeypatch.setattr("indexer.repairing.segmenter_version", lambda: "another")
    with pytest.raises(ArchiveMismatch, match="reindex --full"):
        mend(settings, encoder)
    assert current_name(settings.archive) == "000002"
