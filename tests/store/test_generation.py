from __future__ import annotations

import json
import pickle
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from indexer import Archive, Report, Settings
from indexer.errors import ArchiveBusy, ArchiveDamaged, ArchiveMismatch, NoArchive
from indexer.store import Generation
from indexer.store.catalogue import Catalogue
from indexer.store.generation import current_name, locked, open_current, point_to, read_pointer
from indexer.store.manifest import write_manifest
from tests.conftest import write_page

Run = Callable[..., Report]
ISSUE = "江城晚报/2021-05-02"
JUMPS = "老街改造开工\n\n本报讯 老街改造昨日开工，三百户居民将陆续搬迁安置。（下转第2版）\n"
GOES_ON = "老街改造开工\n\n（上接第1版）改造后的老街将保留原有的骑楼和石板路。\n"


def files_of(settings: Settings) -> list[str]:
    folder = settings.archive / "generations" / "000001"
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.*"))


def test_no_archive_says_what_to_run(settings: Settings) -> None:
    with pytest.raises(NoArchive, match="reindex"):
        open_current(settings.archive)


def test_every_file_of_a_generation_is_in_its_manifest(
    archive: Archive, settings: Settings
) -> None:
    listed = set(archive.manifest.files)
    assert set(files_of(settings)) - {"manifest.json"} <= listed


@pytest.mark.parametrize("damage", ["flip", "truncate", "remove"])
@pytest.mark.parametrize("kind", ["catalogue.sqlite", "words", "vectors", "manifest.json", ".toc"])
def test_damage_is_found_and_named(
    archive: Archive, settings: Settings, kind: str, damage: str
) -> None:
    name = next(name for name in files_of(settings) if kind in name)
    path = settings.archive / "generations" / "000001" / name
    data = path.read_bytes()
    if damage == "flip":
        path.write_bytes(
            data[: len(data) // 2]
            + bytes([data[len(data) // 2] ^ 255])
            + data[len(data) // 2 + 1 :]
        )
    elif damage == "truncate":
        path.write_bytes(data[:-1])
    else:
        path.unlink()
    with pytest.raises(ArchiveDamaged, match=r"reindex --full"):
        open_current(settings.archive)


def test_a_search_for_words_does_not_read_the_vectors(
    archive: Archive, settings: Settings, run: Run
) -> None:
    name = next(name for name in files_of(settings) if "vectors.npy" in name)
    path = settings.archive / "generations" / "000001" / name
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    opened = Archive(archive.settings, open_current(settings.archive, whole=False))
    assert opened.search("渡口", channel="words").total
    for _ in range(2):
        with pytest.raises(ArchiveDamaged, match="vectors"):
            _ = opened.generation.vectors
    with pytest.raises(ArchiveDamaged, match="vectors"):  # what is built upon is read
        run()


def test_a_planted_pickle_is_not_opened(
    archive: Archive, settings: Settings, tmp_path: Path
) -> None:
    class Hostile:
        def __reduce__(self) -> tuple[object, ...]:
            return (Path.touch, (tmp_path / "ran",))

    words = settings.archive / "generations" / "000001" / "words"
    (words / "_WORDS_99.toc").write_bytes(pickle.dumps(Hostile()))
    with pytest.raises(ArchiveDamaged, match="not in the manifest"):
        open_current(settings.archive)
    assert not (tmp_path / "ran").exists()


def test_a_manifest_cannot_name_files_elsewhere(archive: Archive, settings: Settings) -> None:
    path = settings.archive / "generations" / "000001" / "manifest.json"
    files = archive.manifest.files | {"../../../outside": (1, "0")}
    point_to(settings.archive, write_manifest(replace(archive.manifest, files=files), path))
    with pytest.raises(ArchiveDamaged, match="outside"):
        open_current(settings.archive)


@pytest.mark.parametrize("text", ["../000001", "", "x" * 99])
def test_a_bad_pointer(archive: Archive, settings: Settings, text: str) -> None:
    (settings.archive / "CURRENT").write_text(text, encoding="ascii")
    with pytest.raises(ArchiveDamaged, match="CURRENT"):
        open_current(settings.archive)


def test_another_schema_is_a_mismatch(archive: Archive, settings: Settings) -> None:
    path = settings.archive / "generations" / "000001" / "manifest.json"
    table = json.loads(path.read_text(encoding="utf-8"))
    table["schema"] = 99
    path.write_text(json.dumps(table), encoding="utf-8")
    with pytest.raises(ArchiveMismatch, match="schema 99"):
        open_current(settings.archive)


def test_another_model_is_a_mismatch(
    archive: Archive, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.archive.fingerprint_of", lambda *_, **__: "another")
    with pytest.raises(ArchiveMismatch, match=r"characters.*another.*reindex --full"):
        Archive.open(settings)


def test_only_one_process_writes(settings: Settings, run: Run, paper: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from indexer.store.generation import locked\n"
        "with locked(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(settings.archive)], stdout=subprocess.PIPE
    ) as holder:
        try:
            assert holder.stdout is not None
            assert holder.stdout.readline() == b"held\n"
            with pytest.raises(ArchiveBusy, match=f"pid {holder.pid}"):
                run(paper)
        finally:
            holder.kill()
    run(paper)  # the lock died with its process


def test_the_lock_can_be_taken_again(settings: Settings) -> None:
    for _ in range(2):
        with locked(settings.archive):
            pass


def test_what_an_interrupted_run_left_is_removed(
    archive: Archive, settings: Settings, run: Run, paper: Path
) -> None:
    half = settings.archive / "generations" / "000002"
    (half / "words").mkdir(parents=True)
    (half / "words" / "half.seg").write_bytes(b"half")
    write_page(paper, "江城晚报/2021-05-02/01", "新的一天\n\n本报讯 又是一天。\n")
    run(paper)
    assert current_name(settings.archive) == "000002"
    assert not (half / "words" / "half.seg").exists()
    open_current(settings.archive)


def test_an_open_archive_keeps_its_generation_until_it_refreshes(
    archive: Archive, run: Run, paper: Path
) -> None:
    write_page(paper, "江城晚报/2021-05-02/01", "春茶上市\n\n本报讯 春茶昨日上市。\n")
    run(paper)
    assert archive.search("春茶", channel="words").articles == ()
    assert archive.refresh()
    assert not archive.refresh()
    assert archive.search("春茶", channel="words").articles[0].article.title == "春茶上市"


def test_an_archive_at_rest_is_not_refreshed_by_others(
    archive: Archive, run: Run, paper: Path
) -> None:
    resting = archive.at_rest()
    write_page(paper, "江城晚报/2021-05-02/01", "春茶上市\n\n本报讯 春茶昨日上市。\n")
    run(paper)
    assert archive.refresh()
    assert archive.search("春茶", channel="words").total == 1
    assert resting.search("春茶", channel="words").total == 0
    assert archive.at_rest().search("春茶", channel="words").total == 1
    assert resting.encoder() is archive.encoder()


@pytest.mark.parametrize(
    ("ask", "step"),
    [
        (lambda archive: archive.other_halves(archive.article(f"{ISSUE}/01#1")), "pages_of_issue"),
        (lambda archive: archive.days("江城晚报"), "holdings"),
    ],
    ids=["halves", "days"],
)
def test_what_takes_several_steps_is_of_one_generation(
    paper: Path,
    run: Run,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    ask: Callable[[Archive], list[object]],
    step: str,
) -> None:
    write_page(paper, f"{ISSUE}/01", JUMPS)
    write_page(paper, f"{ISSUE}/02", GOES_ON)
    run(paper)
    archive = Archive.open(settings)
    before = ask(archive)
    assert before
    write_page(paper, f"{ISSUE}/02", "春茶上市\n\n本报讯 春茶昨日上市。\n")
    write_page(paper, f"{ISSUE}/03", "")  # cannot be read
    run(paper)
    whole = getattr(Catalogue, step)

    def refreshing(*arguments: object) -> object:
        archive.refresh()  # another thread's, meanwhile
        return whole(*arguments)

    monkeypatch.setattr(Catalogue, step, refreshing)
    assert ask(archive) == before
    assert archive.manifest.generation == "000002"
    assert ask(archive) != before


def test_who_refreshes_keeps_nobody_waiting(
    archive: Archive, run: Run, paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_page(paper, "江城晚报/2021-05-02/01", "春茶上市\n\n本报讯 春茶昨日上市。\n")
    run(paper)
    others: list[bool] = []

    def open_slowly(path: Path, *, whole: bool) -> Generation:
        others.append(archive.refresh())  # another reader, while this one opens
        return open_current(path, whole=whole)

    monkeypatch.setattr("indexer.archive.open_current", open_slowly)
    assert archive.refresh()
    assert others == [False]


def test_a_refresh_that_failed_is_tried_again(
    archive: Archive, run: Run, paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_page(paper, "江城晚报/2021-05-02/01", "春茶上市\n\n本报讯 春茶昨日上市。\n")
    run(paper)
    with monkeypatch.context() as patch:
        patch.setattr("indexer.archive.open_current", lambda path, **_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            archive.refresh()
    assert archive.refresh()


def test_opening_begins_anew_when_the_generation_was_removed_meanwhile(
    archive: Archive, settings: Settings, run: Run, paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.generation.close()
    before = read_pointer(settings.archive)
    for day in (2, 3, 4):
        write_page(paper, f"江城晚报/2021-05-{day:02}/01", f"第{day}天\n\n本报讯 第{day}天的事。\n")
        run(paper)
    read = [before]  # then came the runs
    monkeypatch.setattr(
        "indexer.store.generation.read_pointer",
        lambda archive: read.pop() if read else read_pointer(archive),
    )
    assert open_current(settings.archive).name == "000004"
    assert read == []


def test_a_wrong_statement_is_not_said_to_be_a_full_disk(settings: Settings) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"), locked(settings.archive):
        sqlite3.connect(":memory:").execute("SELECT 1 FROM nowhere")
