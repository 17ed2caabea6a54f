"""The manifest of one generation: what built it, what it holds, and each file's size and SHA-256.

It ends with the SHA-256 of itself, so that no byte of it can change unnoticed. This guards against
a failing disk, not against a person: who can write the files can write the manifest.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, NamedTuple

from indexer.errors import ArchiveDamaged, ArchiveMismatch
from indexer.store.trust import read_small, regular_size

SCHEMA = 5
NAME = "manifest.json"


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
    previous: str  # the generation that was current when this one was made; "" for none
    digest: str = ""  # SHA-256 of all the rest as it is written


class Damage(NamedTuple):
    """A file that is not what was written, and why."""

    path: Path
    why: str


def write_manifest(manifest: Manifest, path: Path) -> Manifest:
    """Write a manifest with its own digest, sync it, and return it so."""
    sealed = _sealed(manifest)
    path.write_text(_text(sealed), encoding="utf-8")
    sync(path)
    return sealed


def read_manifest(folder: Path) -> Manifest:
    """Read a generation's manifest.

    Raises ArchiveDamaged where it is not as it was written, ArchiveMismatch where its schema is
    another than those that can be read.
    """
    path = folder / NAME
    try:
        text = read_small(path)
        table = json.loads(text)
        schema = table["schema"]
        if schema != SCHEMA:
            raise ArchiveMismatch("格式 schema", str(schema)[:40], str(SCHEMA))
        manifest = _from_table(table)
    except (
        OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError
    ) as error:  # fmt: skip
        raise ArchiveDamaged(str(path), repr(error)[:200]) from error
    if _text(manifest) != text or _sealed(manifest) != manifest:
        raise ArchiveDamaged(str(path), "changed since it was written")
    if manifest.generation != folder.name:
        raise ArchiveDamaged(str(path), f"of generation {manifest.generation[:40]!r}")
    return manifest


def find_damage(
    folder: Path,
    manifest: Manifest,
    part: str = "",
    digests: dict[tuple[int, int], str] | None = None,
    *,
    apart_from: str = "",
) -> Iterator[Damage]:
    """Yield each file that is missing, is not byte for byte what was written, or was added.

    With `part`, only files whose names begin with it; with `apart_from`, only the others. `digests`, by (device, inode), is filled, and
    spares the reading of a file that is linked into several generations. A file
    that is what was written may still be hostile (docs/security.md): what opens it checks its values.
    """
    digests = {} if digests is None else digests

    def is_asked(name: str) -> bool:
        return name.startswith(part) and not (apart_from and name.startswith(apart_from))

    for name, (size, digest) in manifest.files.items():
        if not is_asked(name):
            continue
        path = folder / name
        try:
            regular_size(path, folder)
            found = path.stat()
            identity = found.st_dev, found.st_ino
            if found.st_size == size and identity not in digests:
                digests[identity] = digest_of(path)
        except ArchiveDamaged as error:
            yield Damage(Path(error.path), error.why)
            continue
        except OSError as error:
            yield Damage(path, str(error.strerror))
            continue
        if found.st_size != size or digests[identity] != digest:
            yield Damage(path, "changed since it was written")
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        listed = name in manifest.files or name == NAME or (path.is_dir() and not path.is_symlink())
        if is_asked(name) and not listed:
            yield Damage(path, "not in the manifest")


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync(path: Path) -> None:
    """Wait until a file or a folder is on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sealed(manifest: Manifest) -> Manifest:
    text = _text(replace(manifest, digest=""))
    return replace(manifest, digest=hashlib.sha256(text.encode()).hexdigest())


def _text(manifest: Manifest) -> str:
    return json.dumps(asdict(manifest), ensure_ascii=False, indent=1)


def _from_table(table: dict[str, Any]) -> Manifest:
    table["own_words"] = tuple(map(str, table["own_words"]))
    if any(name.startswith("/") or ".." in name.split("/") for name in table["files"]):
        raise ValueError("it names a file outside the archive")
    table["files"] = {str(key): (int(s), str(d)) for key, (s, d) in table["files"].items()}
    return Manifest(**{field.name: table[field.name] for field in fields(Manifest)})
