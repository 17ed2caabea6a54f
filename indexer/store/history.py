"""Which generations are on disk: list them, return to one of them, remove the old ones."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import ArchiveDamaged, ArchiveError, NoArchive, NoGeneration
from indexer.store.generation import (
    Generation,
    complete_names,
    current_name,
    folder_of,
    locked,
    point_to,
)
from indexer.store.leases import unread
from indexer.store.manifest import Manifest, read_manifest

KEPT = 3
"""Generations that stay on disk: the current one and those before it. Others go when unread."""


@dataclass(frozen=True, slots=True)
class HeldGeneration:
    """A generation on disk as its manifest tells it, or why that cannot be read.

    `manifest` is None and `bytes` 0 where it cannot. `damage` is "" where all files are there in
    their sizes: only `check` reads them.
    """

    name: str
    current: bool
    manifest: Manifest | None
    bytes: int
    own_bytes: int  # of them, not shared with another generation
    damage: str


def list_generations(archive: Path) -> list[HeldGeneration]:
    """Return what generations there are, the newest first. Raises NoArchive.

    Where CURRENT is damaged, none is current.
    """
    try:
        current = current_name(archive)
    except ArchiveDamaged:
        current = ""
    return [_held(archive, name, name == current) for name in reversed(complete_names(archive))]


def roll_back(archive: Path, name: str = "", *, wait: float = 0) -> Manifest:
    """Make a generation current again, by default the one that was before this one.

    The next run builds upon it, and gets a number above all on disk. Waits up to `wait` seconds for
    a run that writes. Raises ArchiveBusy, ArchiveDamaged (it is not as it was written), NoArchive,
    NoGeneration.
    """
    if not (archive / "generations").is_dir():
        raise NoArchive(str(archive))
    with locked(archive, wait):
        held = complete_names(archive)
        wanted = name.zfill(6) if name else _previous(archive, held)
        if wanted not in held:
            raise NoGeneration(str(archive), wanted or name, held)
        opened = Generation(archive, wanted)  # reads every file
        try:
            point_to(archive, opened.manifest)
        finally:
            opened.close()
        return opened.manifest


def remove_old(archive: Path, *, also: Collection[str] = ()) -> None:
    """Remove all generations but the last ones, and those that somebody has open.

    The last are the current one, the one that was current before it and so on, then the newest.
    `also` are names of ones that are damaged. Who calls holds the lock.
    """
    held = complete_names(archive)
    kept = [current_name(archive)]
    while previous := _before(archive, kept[-1]):
        if previous not in held or previous in kept or previous in also:
            break
        kept.append(previous)
    kept += [name for name in reversed(held) if name not in (*kept, *also)]
    for name in sorted({*held, *also}):
        if name not in kept[:KEPT]:
            _remove(folder_of(archive, name))


def _remove(folder: Path) -> None:
    with unread(folder / "manifest.json") as free, suppress(OSError):
        if free:
            # First what makes it complete: if this is interrupted, the next run removes the rest.
            (folder / "manifest.json").unlink(missing_ok=True)
            shutil.rmtree(folder)


def _previous(archive: Path, held: list[str]) -> str:
    """Return the generation to return to from the current one, "" if there is none."""
    try:
        current = current_name(archive)
    except ArchiveDamaged:
        return held[-1]  # the newest; which was current is not known
    before = _before(archive, current)
    return before if before in held else max((name for name in held if name < current), default="")


def _before(archive: Path, name: str) -> str:
    """Return the generation that was current when `name` was made, "" if that is not known."""
    try:
        return read_manifest(folder_of(archive, name)).previous
    except ArchiveError:
        return ""


def _held(archive: Path, name: str, current: bool) -> HeldGeneration:
    folder = folder_of(archive, name)
    try:
        manifest = read_manifest(folder)
    except ArchiveError as error:
        return HeldGeneration(name, current, None, 0, 0, str(error))
    size = own = 0
    damage = ""
    for file, (expected, _) in manifest.files.items():
        try:
            found = (folder / file).stat()
        except OSError as error:
            damage = damage or f"{file}: {error.strerror}"
            continue
        if found.st_size != expected:
            damage = damage or f"{file}: {found.st_size} bytes, not {expected}"
        size += found.st_size
        own += found.st_size if found.st_nlink == 1 else 0
    return HeldGeneration(name, current, manifest, size, own, damage)
