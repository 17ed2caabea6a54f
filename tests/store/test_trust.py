"""An archive from elsewhere runs no code, leads nowhere else and ends in an error that says so."""

from __future__ import annotations

import io
import json
import os
import pickle
import sqlite3
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from whoosh import index
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from indexer import Archive, Report, Settings
from indexer.errors import ArchiveDamaged, ArchiveError, ArchiveMismatch
from indexer.store.building import build_words
from indexer.store.catalogue import Catalogue
from indexer.store.checking import check_archive
from indexer.store.embeddings import EmbeddingJournal, journal_damage
from indexer.store.generation import locked, open_current, roots_read
from indexer.store.segments import read_segments, schema_of
from indexer.store.words import WhooshWords
from tests.conftest import write_page
from tests.store.hostile import Payload, rewrite_manifest
from tests.store.test_words import DOCUMENTS


@pytest.fixture
def folder(archive: Archive, settings: Settings) -> Path:
    """The folder of an archive's only generation."""
    return settings.archive / "generations" / "000001"


def searched(settings: Settings) -> None:
    """Open an archive, search it and read what was found."""
    opened = Archive.open(settings)
    for hit in opened.search("渡口").articles:
        opened.page(opened.article(hit.article.id).page_id)


def files_below(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    )


def test_no_file_of_an_archive_is_unpickled(
    folder: Path, settings: Settings, run: Callable[..., Report], paper: Path, tmp_path: Path
) -> None:
    ran = tmp_path / "ran"
    payload = pickle.dumps(Payload(ran))
    names = files_below(folder)
    assert sum(name.endswith(".toc") for name in names) == 2
    for name in names:
        before = (folder / name).read_bytes()
        for data in (payload, before + payload, payload + before):
            (folder / name).write_bytes(data)
            rewrite_manifest(folder)
            with suppress(ArchiveError):
                searched(settings)
            assert not ran.exists(), name
        (folder / name).write_bytes(before)
    rewrite_manifest(folder)
    plant_segments(folder / "words", ran)
    rewrite_manifest(folder)
    searched(settings)  # with hits: Whoosh's own lists are not read
    write_page(
        paper, "江城晚报/2021-05-03/01", "新渡口开工\n本报讯 新渡口今天开工，街坊们都来看。\n"
    )
    assert not run(paper).failed
    assert not ran.exists()


def test_whoosh_itself_would_run_it(archive: Archive, folder: Path, tmp_path: Path) -> None:
    """The control: what the archive is not harmed by does harm."""
    plant_segments(folder / "words", tmp_path / "ran")
    with pytest.raises(TypeError):
        index.open_dir(folder / "words", indexname="PASSAGES").reader()
    assert (tmp_path / "ran").exists()


def plant_segments(words: Path, made: Path) -> None:
    """Write lists of segments as Whoosh does, that make a file when Whoosh reads them."""
    for path in words.glob("*.toc"):
        path.unlink()
    for name in ("PASSAGES", "ARTICLES"):
        TOC(schema_of(name), Payload(made), 7).write(FileStorage(words), name)


@pytest.mark.parametrize("text", ["../../x", "/etc/x", "００００１２", "000001/..", "0" * 2**20])
def test_a_pointer_leads_nowhere_else(archive: Archive, settings: Settings, text: str) -> None:
    (settings.archive / "CURRENT").write_text(text, encoding="utf-8")
    with pytest.raises(ArchiveDamaged, match="CURRENT"):
        open_current(settings.archive)


@pytest.mark.parametrize("name", ["/etc/hostname", "../../../outside", "words/../../x", "a\0b"])
def test_a_manifest_names_only_files_of_its_folder(
    folder: Path, settings: Settings, name: str
) -> None:
    rewrite_manifest(folder, files={name: (1, "0")})
    with pytest.raises(ArchiveDamaged):
        open_current(settings.archive)
    assert check_archive(settings.archive).findings


@pytest.mark.parametrize("text", ["[" * 100_000, "[]", '{"schema": 1e400}', " " * (65 * 2**20)])
def test_a_manifest_that_is_none(folder: Path, settings: Settings, text: str) -> None:
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises((ArchiveDamaged, ArchiveMismatch)):
        open_current(settings.archive)


@pytest.mark.parametrize(
    "name",
    ["CURRENT", "generations", "generations/000001", "generations/000001/manifest.json",
     "generations/000001/catalogue.sqlite", "generations/000001/words",
     "generations/000001/vectors", "generations/000001/words/PASSAGES.json"],
)  # fmt: skip
def test_links_are_refused(archive: Archive, settings: Settings, tmp_path: Path, name: str) -> None:
    path = settings.archive / name
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ArchiveDamaged, match="符号链接"):
        open_current(settings.archive)


def test_the_archive_itself_may_be_a_link(
    archive: Archive, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "linked").symlink_to(settings.archive)
    assert open_current(tmp_path / "linked").name == "000001"


@pytest.mark.parametrize(
    "name", ["LOCK.holder", "CURRENT.new", "embeddings.sqlite", "generations/9"]
)
def test_nothing_is_written_through_a_link(
    archive: Archive, settings: Settings, tmp_path: Path, name: str
) -> None:
    target = tmp_path / "precious"
    target.write_text("as it was", encoding="utf-8")
    (settings.archive / name).unlink(missing_ok=True)
    (settings.archive / name).symlink_to(target)
    with pytest.raises(ArchiveDamaged, match="符号链接"), locked(settings.archive):
        pass
    assert target.read_text(encoding="utf-8") == "as it was"


def test_a_writer_does_not_wait_for_a_pipe(archive: Archive, settings: Settings) -> None:
    (settings.archive / "LOCK.holder").unlink(missing_ok=True)
    os.mkfifo(settings.archive / "LOCK.holder")
    with pytest.raises(ArchiveDamaged, match="普通文件"), locked(settings.archive):
        pass


@pytest.mark.parametrize("name", ["CURRENT", "generations/000001/manifest.json"])
def test_a_pipe_is_not_waited_for(archive: Archive, settings: Settings, name: str) -> None:
    (settings.archive / name).unlink()
    os.mkfifo(settings.archive / name)
    with pytest.raises(ArchiveDamaged, match="普通文件"):
        open_current(settings.archive)


@pytest.mark.parametrize(
    "statement",
    ["CREATE TRIGGER t AFTER INSERT ON files BEGIN DELETE FROM pages; END",
     "CREATE VIEW v AS SELECT load_extension('x')",
     "DROP TABLE files; CREATE VIEW files AS SELECT 1, 2, 3",
     "CREATE TABLE more (y, x GENERATED ALWAYS AS (hex(y)))",
     "CREATE INDEX more ON articles (zeroblob(length(title)))",
     "CREATE VIRTUAL TABLE more USING fts5(x)",
     "DROP TABLE names"],
)  # fmt: skip
def test_a_catalogue_has_only_our_tables(folder: Path, settings: Settings, statement: str) -> None:
    connection = sqlite3.connect(folder / "catalogue.sqlite")
    connection.executescript(statement)
    connection.close()
    rewrite_manifest(folder)
    with pytest.raises(ArchiveDamaged, match="不是本程序建的"):
        open_current(settings.archive)
    with pytest.raises(ArchiveDamaged), locked(settings.archive):
        Catalogue(folder / "catalogue.sqlite", writable=True)


def test_only_the_folders_of_another_releases_catalogue_are_asked_for(
    folder: Path, settings: Settings
) -> None:
    wanted = roots_read(settings.archive, "000001")
    connection = sqlite3.connect(folder / "catalogue.sqlite")
    connection.executescript("DROP TABLE names; CREATE VIEW v AS SELECT 1")
    assert roots_read(settings.archive, "000001") == wanted != set()
    connection.executescript(
        "ALTER TABLE files RENAME TO f; CREATE VIEW files AS SELECT path, '/', digest FROM f"
    )
    connection.close()
    with pytest.raises(ArchiveDamaged, match="不是本程序建的"):
        roots_read(settings.archive, "000001")


def test_a_journal_with_a_trigger_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "embeddings.sqlite"
    EmbeddingJournal(path, "m").close()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TRIGGER t AFTER INSERT ON summed BEGIN DELETE FROM summed; END")
    connection.close()
    assert "不是本程序建的" in journal_damage(path)
    EmbeddingJournal(path, "m").close()
    assert (
        not sqlite3.connect(path)
        .execute("SELECT * FROM sqlite_master WHERE type = 'trigger'")
        .fetchall()
    )


@pytest.mark.parametrize(
    ("column", "value"),
    [("text", zlib.compress(bytes(300 * 2**20))), ("text", "no bytes"), ("text", b"\x78\x9c"),
     ("details", "[" * 100_000), ("details", "[]"), ("details", '{"parts": [["x"]]}'),
     ("details", b"\xff"), ("details", None)],
    ids=["bomb", "str", "short", "deep", "list", "parts", "bytes", "empty"],
)  # fmt: skip
def test_values_that_are_none_of_ours(
    folder: Path, settings: Settings, column: str, value: str | bytes | None
) -> None:
    connection = sqlite3.connect(folder / "catalogue.sqlite")
    with connection:
        connection.execute(f"UPDATE articles SET {column} = ?", (value or "",))
    connection.close()
    rewrite_manifest(folder)
    with pytest.raises(ArchiveDamaged):
        searched(settings)


def damaged_columns(folder: Path, **arrays: np.ndarray) -> None:
    with np.load(folder / "columns.npz") as table:
        held = {name: table[name] for name in table.files}
    np.savez(folder / "columns.npz", **held | arrays)
    rewrite_manifest(folder)


@pytest.mark.parametrize(
    ("name", "change"),
    [("owners", lambda old: old + 10**6), ("owners", lambda old: -1 - old),
     ("owners", lambda old: old[::-1]), ("codes", lambda old: old + 99),
     ("codes", lambda old: old[:, :2]), ("dates", lambda old: old[:-1]),
     ("ranks", lambda old: old - 1), ("articles", lambda old: old[::-1]),
     ("passages", lambda old: old.astype(float)), ("authors", lambda old: np.arange(3)),
     ("lengths", lambda old: old[None])],
)  # fmt: skip
def test_columns_point_into_one_another(
    folder: Path, settings: Settings, name: str, change: Callable[[np.ndarray], np.ndarray]
) -> None:
    with np.load(folder / "columns.npz") as table:
        old = table[name]
    damaged_columns(folder, **{name: change(old)})
    with pytest.raises(ArchiveDamaged, match=r"columns\.npz"):
        open_current(settings.archive)


def test_columns_are_not_unpacked_beyond_their_size(folder: Path, settings: Settings) -> None:
    for compression, claimed in ((zipfile.ZIP_DEFLATED, 2**26), (zipfile.ZIP_STORED, 2**40)):
        head = io.BytesIO()
        np.lib.format.write_array_header_1_0(
            head, {"descr": "|u1", "fortran_order": False, "shape": (claimed,)}
        )
        with zipfile.ZipFile(folder / "columns.npz", "w", compression) as file:
            file.writestr("articles.npy", head.getvalue() + bytes(2**26 * (compression > 0)))
        rewrite_manifest(folder)
        with pytest.raises(ArchiveDamaged, match=r"columns\.npz"):
            open_current(settings.archive)


@pytest.mark.parametrize("shape", [(2**40, 8), (2**62, 2**62), (3,), ()])
def test_vectors_are_no_larger_than_their_file(
    archive: Archive, folder: Path, settings: Settings, shape: tuple[int, ...]
) -> None:
    for path in (folder / "vectors").glob("*.npy"):
        with path.open("r+b") as file:
            old = np.load(file)
            file.seek(0)
            np.lib.format.write_array_header_1_0(
                file,
                {
                    "descr": np.lib.format.dtype_to_descr(old.dtype),
                    "fortran_order": False,
                    "shape": shape,
                },
            )
    rewrite_manifest(folder)
    with pytest.raises(ArchiveDamaged, match="vectors"):
        _ = open_current(settings.archive).vectors


@pytest.mark.parametrize(
    "row",
    [{"id": "../../x"}, {"id": "x/y"}, {"documents": 10**12}, {"documents": -1},
     {"documents": "x"}, {"deleted": [99]}, {"deleted": [-1]}, {"deleted": 5}, {"lengths": []},
     {"lengths": {"body": 1e400}}],
)  # fmt: skip
def test_a_list_of_segments_names_what_is_there(tmp_path: Path, row: dict[str, object]) -> None:
    build_words(tmp_path, DOCUMENTS)
    path = tmp_path / "PASSAGES.json"
    held = json.loads(path.read_text(encoding="utf-8"))
    assert len(read_segments(tmp_path, "PASSAGES")) == len(held) == 1
    for rows in ([held[0] | row], [held[0], held[0]]):
        path.write_text(json.dumps(rows), encoding="utf-8")
        with pytest.raises(ArchiveDamaged, match=r"PASSAGES\.json"):
            WhooshWords(tmp_path)


def test_any_bytes_of_postings_end_in_an_error_or_in_rows(tmp_path: Path) -> None:
    build_words(tmp_path, DOCUMENTS)
    chance = np.random.default_rng(5)
    for path in sorted(tmp_path.glob("*.j*")):
        if path.suffix not in (".jtm", ".jps"):
            continue
        before = path.read_bytes()
        for _ in range(150):
            data = bytearray(before)
            for at in chance.integers(0, len(data), 4):
                data[at] = chance.choice([0, 1, 0x7F, 0x80, 0xFF, int(chance.integers(256))])
            path.write_bytes(data[: len(data) - int(chance.choice([0, 0, 1, 9]))])
            _read_all(tmp_path)
        path.write_bytes(before)


def _read_all(folder: Path) -> None:
    """Ask for every term, and merge; whatever is answered lies within the documents."""
    try:
        found = WhooshWords(folder)
        for field, keys in (("body", found.passage_keys), ("pairs", found.article_keys)):
            for term, _ in list(found.lexicon(field)):
                rows, counts = found.postings(field, term)
                assert len(rows) == len(counts)
                assert not len(rows) or 0 <= rows.min() <= rows.max() < len(keys)
        for kind in found._kinds.values():
            for terms in kind.terms:
                for field in terms.indexed_field_names():
                    terms.between(field, b"", None)
                    terms.cuts(field, 3)
    except ArchiveDamaged:
        pass
