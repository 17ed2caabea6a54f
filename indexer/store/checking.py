"""Check an archive: every file is what was written, and its parts hold the same passages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from indexer.errors import ArchiveDamaged, ArchiveMismatch
from indexer.store.catalogue import Catalogue
from indexer.store.columns import read_columns
from indexer.store.embeddings import journal_damage
from indexer.store.generation import disagreements, folder_of, names_held, pointed_at, read_pointer
from indexer.store.leases import reading
from indexer.store.manifest import NAME, Manifest, find_damage, read_manifest

_PARTS = {
    NAME: "manifest", "catalogue.sqlite": "catalogue", "columns.npz": "columns",
    "words": "words", "vectors": "vectors",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """What is damaged: which part of which generation, what file or folder, and why.

    `part` is manifest, catalogue, columns, words, vectors, or other: a file that is in no manifest.
    Of the archive itself, whose `generation` is "", it is pointer or journal.
    """

    generation: str
    part: str
    path: str
    why: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found. `generation` is the current one, "" where CURRENT does not say."""

    generation: str
    manifest: Manifest | None  # the current one's, where it can be read
    held: tuple[str, ...]  # the generations that were checked: the current one, then the newest
    findings: tuple[Finding, ...]

    def damaged(self, generation: str) -> set[str]:
        """Return the parts of a generation that are damaged."""
        return {item.part for item in self.findings if item.generation == generation}


def check_archive(archive: Path) -> Checked:
    """Read every file of every generation; of the current one, compare the parts too.

    A generation that is removed meanwhile is left out. Raises NoArchive, and ArchiveMismatch where
    the current generation has a schema that cannot be read.
    """
    findings: list[Finding] = []
    current, manifest, held = "", None, []
    try:
        pointer = read_pointer(archive)
        if pointer.digest and pointed_at(archive) not in ("", pointer.name):
            raise ArchiveDamaged(str(archive / "CURRENT"), "changed since it was written")
        current = pointer.name
    except ArchiveDamaged as error:
        findings.append(Finding("", "pointer", error.path, error.why))
    digests: dict[tuple[int, int], str] = {}
    for name in names_held(archive):
        path = folder_of(archive, name) / NAME
        with reading(path) as is_there:
            if is_there or name == current:
                held.append(name)
                findings += check_generation(archive, name, deep=name == current, digests=digests)
            if name == current and not any(item.part == "manifest" for item in findings):
                manifest = read_manifest(path.parent)
    if manifest is not None and manifest.digest != pointer.digest:
        why = "not the generation that was current"
        findings.append(Finding("", "pointer", str(archive / "CURRENT"), why))
    if why := journal_damage(archive / "embeddings.sqlite"):
        findings.append(Finding("", "journal", str(archive / "embeddings.sqlite"), why))
    return Checked(current, manifest, tuple(held), tuple(findings))


def check_generation(
    archive: Path, name: str, *, deep: bool, digests: dict[tuple[int, int], str] | None = None
) -> list[Finding]:
    """Return what is damaged of one generation; with `deep`, also where its parts disagree.

    `digests` is that of `find_damage`. With `deep` a schema that cannot be read is an
    ArchiveMismatch; without, there is nothing to be said of it.
    """
    folder = folder_of(archive, name)
    try:
        manifest = read_manifest(folder)
    except ArchiveDamaged as error:
        return [Finding(name, "manifest", error.path, error.why)]
    except ArchiveMismatch:
        if deep:
            raise
        return []
    findings = [
        Finding(name, _part_of(path, folder, manifest), str(path), why)
        for path, why in find_damage(folder, manifest, digests=digests)
    ]
    if deep:
        parts = {item.part for item in findings}
        findings += (
            Finding(name, part, str(folder / file), why)
            for part, file, why in _disagreements(folder, manifest, parts)
        )
    return findings


def _part_of(path: Path, folder: Path, manifest: Manifest) -> str:
    name = path.relative_to(folder).as_posix()
    return _PARTS.get(name.split("/")[0], "other") if name in manifest.files else "other"


def _disagreements(
    folder: Path, manifest: Manifest, damaged: set[str]
) -> Iterator[tuple[str, str, str]]:
    """Yield (part, file, why) where parts disagree whose files are what was written."""
    if "catalogue" in damaged:
        return
    catalogue = None
    try:
        catalogue = Catalogue(folder / "catalogue.sqlite")
        catalogue.check()
        counts = catalogue.counts()
        passages, owners = catalogue.passage_articles()
        articles = catalogue.article_keys()
    except ArchiveDamaged as error:
        yield "catalogue", "catalogue.sqlite", error.why
        return
    finally:
        if catalogue is not None:
            catalogue.close()
    for table, count in counts.items():
        if count != getattr(manifest, table):
            yield (
                "catalogue",
                "catalogue.sqlite",
                f"{count} {table}, not {getattr(manifest, table)}",
            )
    if "columns" in damaged:
        return
    try:
        columns = read_columns(folder / "columns.npz")
    except ArchiveDamaged as error:
        yield "columns", "columns.npz", error.why
        return
    for what, held, keys in (
        ("articles", columns.articles, articles),
        ("passages", columns.passages, passages),
        ("owners", columns.articles[columns.owners], owners),
    ):
        if not np.array_equal(held, keys):
            yield "columns", "columns.npz", f"other {what} than the catalogue's"
    for part in ("words", "vectors"):
        if not {part, "other"} & damaged:  # what nobody wrote here is not opened
            try:
                for why in disagreements(folder, part, articles, passages):
                    yield part, part, why
            except ArchiveDamaged as error:
                yield part, part, error.why
