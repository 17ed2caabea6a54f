"""A generation: catalogue, words and vectors bound together, and made current in one step.

    archive/
      CURRENT                  the name of the current generation and its manifest's digest
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

import os
import re
import shutil
import sqlite3
import threading
import weakref
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.errors import ArchiveBusy, ArchiveDamaged, ArchiveError, ArchiveMismatch, NoArchive
from indexer.store.catalogue import Catalogue, of_the_disk
from indexer.store.columns import read_columns, write_columns
from indexer.store.leases import take_lease
from indexer.store.manifest import (
    SCHEMA,
    Manifest,
    digest_of,
    find_damage,
    read_manifest,
    sync,
    write_manifest,
)
from indexer.store.trust import read_small, refuse_links, regular_size
from indexer.store.vectors import ExactVectors, keys_embedded, matrix_path, row_files
from indexer.store.words import WhooshWords

_NAME = re.compile(r"[0-9]{6}")
_VECTORS = "vectors/"
_NOWHERE = "none"  # in CURRENT, until the first run has ended


class Generation:
    """One generation, opened for reading; it is not removed while it is.

    Safe to share between threads.
    """

    def __init__(self, archive: Path, name: str, *, whole: bool = True) -> None:
        """Open it; without `whole`, its vectors are compared with the manifest when they are used.

        They are half of its bytes, and a search for words needs none. Raises ArchiveDamaged.
        """
        self.archive = archive
        self.folder = folder_of(archive, name)
        regular_size(self.folder / "manifest.json", archive)
        try:
            lease = take_lease(self.folder / "manifest.json")
        except OSError as error:
            raise ArchiveDamaged(str(self.folder / "manifest.json"), str(error)) from error
        self._give_up_lease = weakref.finalize(self, os.close, lease)
        self.manifest = read_manifest(self.folder)
        _verify_files(self.folder, self.manifest, apart_from="" if whole else _VECTORS)
        self.catalogue = Catalogue(self.folder / "catalogue.sqlite")
        self.columns = read_columns(self.folder / "columns.npz")
        self.words = WhooshWords(self.folder / "words")
        for why in _other_words(self.words, self.columns.articles, self.columns.passages):
            raise ArchiveDamaged(str(self.folder / "words"), why)
        self._lock = threading.Lock()
        self._vectors: ExactVectors | None = None
        self._whole = whole

    @property
    def name(self) -> str:
        return self.manifest.generation

    @property
    def vectors(self) -> ExactVectors:
        """The vectors, opened when they are first asked for; raises ArchiveDamaged."""
        with self._lock:
            if self._vectors is None:
                if not self._whole:
                    _verify_files(self.folder, self.manifest, _VECTORS)
                self._vectors = ExactVectors(self.folder / "vectors", self.columns.passages)
            return self._vectors

    def close(self) -> None:
        self.catalogue.close()
        self._give_up_lease()


def open_current(archive: Path, *, whole: bool = True) -> Generation:
    """Open the current generation of `archive`; for `whole` see Generation.

    Raises NoArchive, ArchiveDamaged (a file is missing or not what was written), ArchiveMismatch
    (another schema).
    """
    while True:
        pointer = read_pointer(archive)
        try:
            opened = Generation(archive, pointer.name, whole=whole)
        except ArchiveDamaged:
            if read_pointer(archive) == pointer:
                raise
            continue  # It was current when its name was read, and is old and removed by now.
        if opened.manifest.digest != pointer.digest:
            opened.close()
            raise ArchiveDamaged(str(archive / "CURRENT"), "not the generation that was current")
        return opened


def is_archive(archive: Path) -> bool:
    """Tell whether a folder holds an archive, be it a damaged one."""
    try:
        read_pointer(archive)
    except NoArchive:
        return False
    except ArchiveDamaged:
        pass
    return True


def current_name(archive: Path) -> str:
    """Return the name of the current generation; raises NoArchive or ArchiveDamaged."""
    return read_pointer(archive).name


def _known_current(archive: Path) -> str:
    """Return the name of the current generation, "" where there is none or CURRENT is damaged."""
    with suppress(ArchiveError):
        return current_name(archive)
    return ""


def pointed_at(archive: Path) -> str:
    """Return the generation that a damaged CURRENT most likely named, "" if it does not tell.

    Its digest is of 64 letters: one that fits a generation's says more than a name does.
    """
    try:
        text = (archive / "CURRENT").read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
    names = complete_names(archive)
    for name in names:
        with suppress(ArchiveError):
            if (digest := read_manifest(folder_of(archive, name)).digest) and digest in text:
                return name
    return next((name for name in names if text.startswith(name)), "")


def point_to(archive: Path, manifest: Manifest) -> None:
    """Make a generation that is all on disk the current one, in one step. Who calls holds the lock."""
    written = archive / "CURRENT.new"
    written.write_text(f"{manifest.generation} {manifest.digest}".strip(), encoding="ascii")
    sync(written)
    os.replace(written, archive / "CURRENT")
    sync(archive)


def complete_names(archive: Path) -> list[str]:
    """Return the names of the generations that were written to their end, the oldest first."""
    try:
        folders = list((archive / "generations").iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []
    return sorted(
        path.name for path in folders if _NAME.fullmatch(path.name) and _has_manifest(path)
    )


def folder_of(archive: Path, name: str) -> Path:
    """Return the folder of a generation."""
    return archive / "generations" / name


def names_held(archive: Path) -> list[str]:
    """Return the names of the generations on disk: the current one, if it is known, then the newest."""
    names = complete_names(archive)[::-1]
    current = _known_current(archive)
    return [current, *(name for name in names if name != current)] if current else names


def intact_vectors(archive: Path, model: str) -> list[Path]:
    """Return the undamaged segments of vectors that `model` made, of all generations: their row files."""
    found: dict[tuple[int, int], Path] = {}
    digests: dict[tuple[int, int], str] = {}
    for name in names_held(archive):
        folder = folder_of(archive, name)
        try:
            manifest = read_manifest(folder)
        except ArchiveError:
            continue
        if manifest.model != model:
            continue
        damaged = {path for path, _ in find_damage(folder, manifest, "vectors/", digests)}
        sound = {path for file in manifest.files if (path := folder / file) not in damaged}
        for path in row_files(folder / "vectors"):
            if {path, matrix_path(path)} <= sound:
                held = path.stat()
                found.setdefault((held.st_dev, held.st_ino), path)
    return list(found.values())


def roots_read(archive: Path, name: str) -> set[Path]:
    """Return the folders a generation was read from, or could not be, though other parts are damaged.

    Raises ArchiveDamaged where the catalogue itself cannot be read. What another release could not
    read is left out.
    """
    path = folder_of(archive, name) / "catalogue.sqlite"
    regular_size(path, archive)
    with closing(Catalogue(path, only="files")) as catalogue:
        roots = {file.root for file in catalogue.files()}
    with suppress(ArchiveDamaged), closing(Catalogue(path, only="failures")) as catalogue:
        roots |= {failure.root for failure in catalogue.failures()}
    return {Path(root) for root in roots if root}


def roots_ever_read(archive: Path) -> set[Path]:
    """Return the folders that any generation on disk was read from, as far as they can be known."""
    roots: set[Path] = set()
    for name in names_held(archive):
        with suppress(ArchiveDamaged):
            roots |= roots_read(archive, name)
    return roots


@contextmanager
def locked(archive: Path, wait: float = 0) -> Iterator[None]:
    """Hold the archive's writer lock, which the system releases if the process dies.

    Another holder is waited for, `wait` seconds at most. Raises ArchiveBusy naming the process that
    holds it, and turns an OSError in its block, such as a full disk, and what SQLite says then, into
    ArchiveError.
    """
    import filelock

    holder = archive / "LOCK.holder"
    try:
        archive.mkdir(parents=True, exist_ok=True)
        refuse_links(archive)
        lock = filelock.FileLock(archive / "LOCK", timeout=wait)
        with lock:
            holder.write_text(f"pid {os.getpid()}", encoding="ascii")
            yield
    except filelock.Timeout:
        who = holder.read_text(encoding="ascii", errors="replace") if holder.exists() else "pid ?"
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
    """Make the folder of the next generation, numbered above all others; return (name, folder).

    With `base`, it starts as its copy: the catalogue copied, index files hard-linked (copied where
    the file system has no links). What an interrupted run left behind is removed.
    """
    generations = archive / "generations"
    generations.mkdir(parents=True, exist_ok=True)
    done = complete_names(archive)
    current = _known_current(archive)
    for path in generations.iterdir():
        if path.name not in (*done, current):
            shutil.rmtree(path, ignore_errors=True)
    if not done:
        _point_nowhere(archive)
    name = f"{max(map(int, (*done, current or '0'))) + 1:06d}"
    folder = generations / name
    for part in ("words", "vectors"):
        (folder / part).mkdir(parents=True)
    if base is not None:
        shutil.copyfile(base.folder / "catalogue.sqlite", folder / "catalogue.sqlite")
        for path in sorted((base.folder).glob("*/*")):
            link_file(path, folder / path.parent.name / path.name)
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
    folder = folder_of(archive, name)
    catalogue = Catalogue(folder / "catalogue.sqlite")
    try:
        counts = catalogue.counts()
        write_columns(catalogue, folder / "columns.npz")
    finally:
        catalogue.close()
    columns = read_columns(folder / "columns.npz")
    for part in ("words", "vectors"):
        for why in disagreements(folder, part, columns.articles, columns.passages):
            raise ArchiveDamaged(str(folder / part), why)
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
            path.relative_to(folder).as_posix(): (path.stat().st_size, digest_of(path))
            for path in files
        },
        previous=_known_current(archive),
    )
    written = folder / "manifest.new"
    for path in files:
        sync(path)
    manifest = write_manifest(manifest, written)
    os.replace(written, folder / "manifest.json")  # what has a manifest is complete
    for path in (folder / "words", folder / "vectors", folder):
        sync(path)
    sync(folder.parent)
    sync(archive)
    point_to(archive, manifest)
    return manifest


def disagreements(
    folder: Path, part: str, articles: NDArray[np.int64], passages: NDArray[np.int64]
) -> Iterator[str]:
    """Yield why `part`, "words" or "vectors", holds others than the articles and passages given.

    Its files must be what was written: they are opened. Raises ArchiveDamaged.
    """
    if part == "words":
        yield from _other_words(WhooshWords(folder / "words"), articles, passages)
    elif len(embedded := keys_embedded(folder / "vectors", passages)) < len(passages):
        yield f"{len(embedded)} keys, not {len(passages)}"


def _other_words(
    words: WhooshWords, articles: NDArray[np.int64], passages: NDArray[np.int64]
) -> Iterator[str]:
    for held, keys in ((words.passage_keys, passages), (words.article_keys, articles)):
        if not np.array_equal(held, keys):
            yield f"{len(held)} keys, not {len(keys)}"


def check_built_with(manifest: Manifest, *, segmenter: str, model: str, passage_chars: int) -> None:
    """Raise ArchiveMismatch if the generation was built with something else."""
    for what, built_with, wanted in (
        ("分词与归并 segmenter", manifest.segmenter, segmenter),
        ("向量模型 model", manifest.model, model),
        ("段落长度 passage_chars", manifest.passage_chars, passage_chars),
    ):
        if built_with != wanted:
            raise ArchiveMismatch(what, str(built_with), str(wanted))


def check_model(manifest: Manifest, model: str) -> None:
    """Raise ArchiveMismatch if the generation's vectors are another model's."""
    check_built_with(
        manifest, segmenter=manifest.segmenter, model=model, passage_chars=manifest.passage_chars
    )


class Pointer(NamedTuple):
    """What CURRENT says: a generation, and its manifest's digest."""

    name: str
    digest: str


def read_pointer(archive: Path) -> Pointer:
    """Read CURRENT; raises NoArchive or ArchiveDamaged."""
    path = archive / "CURRENT"
    try:
        text = read_small(path)
        name, _, digest = text.partition(" ")
        if text != _NOWHERE and not _NAME.fullmatch(name):
            raise ValueError(repr(text[:40]))
    except (FileNotFoundError, ValueError) as error:
        if complete_names(archive):
            raise ArchiveDamaged(str(path), str(error)) from error
        raise NoArchive(str(archive)) from None
    except OSError as error:
        raise ArchiveDamaged(str(path), str(error)) from error
    if text == _NOWHERE:
        raise NoArchive(str(archive))
    return Pointer(name, digest)


def _point_nowhere(archive: Path) -> None:
    """Say in CURRENT that no run has ended yet: where there is none, it was lost."""
    (archive / "CURRENT").write_text(_NOWHERE, encoding="ascii")
    sync(archive / "CURRENT")
    sync(archive)


def _verify_files(
    folder: Path, manifest: Manifest, part: str = "", *, apart_from: str = ""
) -> None:
    """Raise ArchiveDamaged unless every file whose name begins with `part` is what was written.

    Those whose names begin with `apart_from`, if that is given, are not looked at.
    """
    for path, why in find_damage(folder, manifest, part, apart_from=apart_from):
        raise ArchiveDamaged(str(path), why)


def _has_manifest(folder: Path) -> bool:
    return (folder / "manifest.json").exists()


def link_file(source: Path, target: Path) -> None:
    """Link a file that nobody will change into another generation, or copy it."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
