"""A generation: catalogue, words and vectors bound together, and made current in one step.

    archive/
      CURRENT                  the name of the current generation
      generations/000007/
        manifest.json          what built it, its counts, and each file's size and SHA-256
        catalogue.sqlite  columns.npz  words/  vectors/
      embeddings.sqlite        what an interrupted run has embedded; gone when one ends well
      LOCK                     held by the one process that writes

A generation is built in a folder of its own, checked, synced, and made current by renaming a file
over CURRENT. It is never changed afterwards. Files that did not change are hard links into the
generation before it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from indexer.errors import ArchiveBusy, ArchiveDamaged, ArchiveError, ArchiveMismatch, NoArchive
from indexer.store.catalogue import Catalogue, StoredFile, of_the_disk
from indexer.store.columns import Columns, read_columns, write_columns
from indexer.store.leases import take_lease, unread
from indexer.store.trust import read_small, refuse_links, regular_size
from indexer.store.vectors import ExactVectors, keys_embedded
from indexer.store.words import WhooshWords

SCHEMA = 4
_KEPT = 2  # generations on disk at least: the current one and the one before


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is made of. `files` is path below its folder -> (size, SHA-256)."""

    generation: str
    schema: int
    segmenter: str
    model: str
    passage_chars: int
    pages: int
    articles: int
    passages: int
    created: str  # UTC, ISO 8601
    own_words: tuple[str, ...]  # the newsroom's, which jieba was told
    files: dict[str, tuple[int, str]]


class Generation:
    """One generation, opened for reading; it is not removed while it is. Safe to share between threads."""

    def __init__(self, archive: Path, name: str) -> None:
        self.archive = archive
        self.folder = archive / "generations" / name
        regular_size(self.folder / "manifest.json", archive)
        try:
            lease = take_lease(self.folder / "manifest.json")
        except OSError as error:
            raise ArchiveDamaged(str(self.folder / "manifest.json"), str(error)) from error
        self._give_up_lease = weakref.finalize(self, os.close, lease)
        self.manifest = _read_manifest(self.folder)
        _verify_files(self.folder, self.manifest)
        self.catalogue = Catalogue(self.folder / "catalogue.sqlite")
        self.columns = read_columns(self.folder / "columns.npz")
        self.words = WhooshWords(self.folder / "words")
        _check_same(self.folder / "words", self.words, self.columns)
        self._lock = threading.Lock()
        self._vectors: ExactVectors | None = None

    @property
    def name(self) -> str:
        return self.manifest.generation

    @property
    def vectors(self) -> ExactVectors:
        """The vectors, opened when they are first asked for: a search for words needs none."""
        with self._lock:
            if self._vectors is None:
                self._vectors = ExactVectors(self.folder / "vectors", self.columns.passages)
            return self._vectors

    def close(self) -> None:
        self.catalogue.close()
        self._give_up_lease()


def open_current(archive: Path) -> Generation:
    """Open the current generation of `archive`.

    Raises NoArchive, ArchiveDamaged (a file is missing or not what was written), ArchiveMismatch
    (another schema).
    """
    while True:
        name = current_name(archive)
        try:
            return Generation(archive, name)
        except ArchiveDamaged:
            if current_name(archive) == name:
                raise
            # It was current when its name was read, and is old and removed by now.


def current_name(archive: Path) -> str:
    """Return the name of the current generation; raises NoArchive or ArchiveDamaged."""
    try:
        name = read_small(archive / "CURRENT").strip()
    except FileNotFoundError:
        raise NoArchive(str(archive)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ArchiveDamaged(str(archive / "CURRENT"), str(error)) from error
    if not (name.isascii() and name.isdigit() and len(name) == 6):
        raise ArchiveDamaged(str(archive / "CURRENT"), f"{name[:40]!r}")
    return name


def intact_vectors(archive: Path, model: str) -> Path | None:
    """Return the vectors folder of the current generation if `model` made it and it is undamaged."""
    try:
        folder = archive / "generations" / current_name(archive)
        manifest = _read_manifest(folder)
        if manifest.model != model:
            return None
        _verify_files(folder, manifest, "vectors/")
    except (ArchiveError, OSError):
        return None
    return folder / "vectors"


def known_files(archive: Path, name: str) -> list[StoredFile]:
    """Return the files a generation was read from, though its other parts may be damaged.

    Raises ArchiveDamaged where the catalogue itself cannot be read.
    """
    catalogue = Catalogue(archive / "generations" / name / "catalogue.sqlite")
    try:
        return catalogue.files()
    finally:
        catalogue.close()


@contextmanager
def locked(archive: Path) -> Iterator[None]:
    """Hold the archive's writer lock, which the system releases if the process dies.

    Raises ArchiveBusy naming the process that holds it, and turns an OSError in its block, such as
    a full disk, and what SQLite says then, into ArchiveError.
    """
    import filelock

    holder = archive / "LOCK.holder"
    try:
        archive.mkdir(parents=True, exist_ok=True)
        refuse_links(archive)
        lock = filelock.FileLock(archive / "LOCK", timeout=0)
        with lock:
            holder.write_text(f"pid {os.getpid()}", encoding="ascii")
            yield
    except filelock.Timeout:
        who = holder.read_text(encoding="ascii") if holder.exists() else "pid ?"
        raise ArchiveBusy(str(archive), who) from None
    except (OSError, sqlite3.OperationalError) as error:
        # What is read is reported page by page; this is about the archive.
        if isinstance(error, sqlite3.Error) and not of_the_disk(error):
            raise
        raise ArchiveError(
            f"写不进 {archive}（{getattr(error, 'strerror', None) or error}）：看磁盘空间和权限，或换一个 --archive；"
            f"原来的档案库没有变 / cannot write to {archive}: look at its disk space and permissions, "
            f"or choose another --archive; the archive is what it was"
        ) from error


def start_next(archive: Path, base: Generation | None) -> tuple[str, Path]:
    """Make the folder of the next generation and return (name, folder).

    With `base`, it starts as its copy: the catalogue copied, index files hard-linked (copied where
    the file system has no links). What an interrupted run left behind is removed.
    """
    generations = archive / "generations"
    generations.mkdir(parents=True, exist_ok=True)
    done = [int(path.name) for path in generations.iterdir() if _is_complete(path)]
    for path in generations.iterdir():
        if not _is_complete(path):
            shutil.rmtree(path, ignore_errors=True)
    name = f"{max(done, default=0) + 1:06d}"
    folder = generations / name
    for part in ("words", "vectors"):
        (folder / part).mkdir(parents=True)
    if base is not None:
        shutil.copyfile(base.folder / "catalogue.sqlite", folder / "catalogue.sqlite")
        for path in sorted((base.folder).glob("*/*")):
            _link(path, folder / path.parent.name / path.name)
    return name, folder


def make_current(
    archive: Path,
    name: str,
    *,
    segmenter: str,
    model: str,
    passage_chars: int,
    own_words: tuple[str, ...] = (),
) -> Manifest:
    """Check the built generation, write its manifest, sync it, and make it current.

    Raises ArchiveDamaged if catalogue, words and vectors do not hold the same passages; the
    archive then stays what it was.
    """
    folder = archive / "generations" / name
    catalogue = Catalogue(folder / "catalogue.sqlite")
    try:
        counts = catalogue.counts()
        write_columns(catalogue, folder / "columns.npz")
    finally:
        catalogue.close()
    columns = read_columns(folder / "columns.npz")
    _check_same(folder / "words", WhooshWords(folder / "words"), columns)
    embedded = keys_embedded(folder / "vectors", columns.passages)
    if not np.array_equal(embedded, columns.passages):
        raise ArchiveDamaged(
            str(folder / "vectors"), f"{len(embedded)} keys, not {len(columns.passages)}"
        )
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    manifest = Manifest(
        generation=name,
        schema=SCHEMA,
        segmenter=segmenter,
        model=model,
        passage_chars=passage_chars,
        pages=counts["pages"],
        articles=counts["articles"],
        passages=counts["passages"],
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        own_words=own_words,
        files={
            path.relative_to(folder).as_posix(): (path.stat().st_size, _digest(path))
            for path in files
        },
    )
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
    written = folder / "manifest.new"
    written.write_text(text, encoding="utf-8")
    for path in [*files, written]:
        _sync(path)
    os.replace(written, folder / "manifest.json")  # what has a manifest is complete
    for path in (folder / "words", folder / "vectors", folder):
        _sync(path)
    _sync(folder.parent)
    _sync(archive)
    temporary = archive / "CURRENT.new"
    temporary.write_text(name, encoding="ascii")
    _sync(temporary)
    os.replace(temporary, archive / "CURRENT")
    _sync(archive)
    return manifest


def remove_old(archive: Path) -> None:
    """Remove all generations but the newest, and those that somebody has open."""
    kept = current_name(archive)
    older = sorted(p for p in (archive / "generations").iterdir() if p.name < kept)
    for path in older[: len(older) - (_KEPT - 1)]:
        with unread(path / "manifest.json") as free, suppress(OSError):
            if free:
                # First what makes it complete: if this is interrupted, the next run removes the rest.
                (path / "manifest.json").unlink(missing_ok=True)
                shutil.rmtree(path)


def check_built_with(manifest: Manifest, *, segmenter: str, model: str, passage_chars: int) -> None:
    """Raise ArchiveMismatch if the generation was built with something else."""
    for what, built_with, wanted in (
        ("分词与归并 segmenter", manifest.segmenter, segmenter),
        ("向量模型 model", manifest.model, model),
        ("段落长度 passage_chars", manifest.passage_chars, passage_chars),
    ):
        if built_with != wanted:
            raise ArchiveMismatch(what, str(built_with), str(wanted))


def _check_same(path: Path, words: WhooshWords, columns: Columns) -> None:
    """Raise ArchiveDamaged unless the words index holds the articles and passages of `columns`."""
    for held, keys in (
        (words.passage_keys, columns.passages),
        (words.article_keys, columns.articles),
    ):
        if not np.array_equal(held, keys):
            raise ArchiveDamaged(str(path), f"{len(held)} keys, not {len(keys)}")


def _read_manifest(folder: Path) -> Manifest:
    path = folder / "manifest.json"
    try:
        table = json.loads(read_small(path))
        if table["schema"] != SCHEMA:
            raise ArchiveMismatch("格式 schema", str(table["schema"]), str(SCHEMA))
        table["own_words"] = tuple(map(str, table["own_words"]))
        table["files"] = {str(key): (int(s), str(d)) for key, (s, d) in table["files"].items()}
        return Manifest(**{field.name: table[field.name] for field in fields(Manifest)})
    except (
        OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError
    ) as error:  # fmt: skip
        raise ArchiveDamaged(str(path), repr(error)) from error


def _verify_files(folder: Path, manifest: Manifest, part: str = "") -> None:
    """Raise ArchiveDamaged unless every file is there and is, byte for byte, what was written.

    With `part`, only the files whose names begin with it.

    This finds damage. It does not make a file trusted: who made the archive made the manifest.
    """
    for name, (size, digest) in manifest.files.items():
        if not name.startswith(part):
            continue
        path = folder / name
        if regular_size(path, folder) != size or _digest(path) != digest:
            raise ArchiveDamaged(str(path), "changed since it was written")
    for path in folder.glob("*/*"):
        if path.relative_to(folder).as_posix() not in manifest.files:
            raise ArchiveDamaged(str(path), "not in the manifest")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_complete(folder: Path) -> bool:
    return folder.name.isdigit() and (folder / "manifest.json").exists()


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
