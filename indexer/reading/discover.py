"""Find the files that hold pages below the folders a person named."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from indexer.models import Failure
from indexer.reading.sidecar import sidecars_of

SUFFIXES = (".txt", ".jsonl")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file with pages. `digest` is the SHA-256 of its bytes and its sidecars'.

    `root` is the folder (or the file itself) that was named, absolute.
    """

    path: Path
    root: Path
    digest: str

    @property
    def name(self) -> str:
        """The path below the root, with /; the file's name where it was named itself."""
        return (
            self.path.name
            if self.path == self.root
            else self.path.relative_to(self.root).as_posix()
        )


@dataclass(slots=True)
class Found:
    """What was found, each list in the order of the paths. `skipped` files are no pages."""

    sources: list[SourceFile] = field(default_factory=list)
    skipped: list[Failure] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)


def find_sources(roots: Sequence[Path]) -> Found:
    """Return the files below `roots`, each once, with what was skipped or could not be read.

    Hidden files and folders are passed over. A link that leads out of its root is refused: a
    corpus from elsewhere must not read the rest of the disk.
    """
    found = Found()
    seen: set[Path] = set()
    for root in roots:
        root = root.absolute()
        if not root.exists():
            found.failed.append(
                Failure(
                    str(root), "没有这个文件夹或文件：检查路径 / does not exist: check the path"
                )
            )
            continue
        for path in [root] if root.is_file() else _walk(root, found):
            if path not in seen:
                seen.add(path)
                _look_at(path, root, found)
    return found


def _walk(root: Path, found: Found) -> Iterator[Path]:
    def unreadable(error: OSError) -> None:
        found.failed.append(_unreadable(Path(error.filename), error))

    for folder, folders, files in os.walk(root, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(folder, name) for name in sorted(files) if not name.startswith("."))


def _look_at(path: Path, root: Path, found: Found) -> None:
    name = path.name
    if name == "page.toml" or name.endswith(".page.toml"):
        return
    if path.suffix.lower() not in SUFFIXES:
        found.skipped.append(
            Failure(
                str(path), f"不是能读的格式（{'、'.join(SUFFIXES)}）/ not a format that is read"
            )
        )
        return
    if path.is_symlink() and not path.resolve().is_relative_to(root.resolve()):
        found.failed.append(
            Failure(
                str(path),
                "符号链接指到文件夹之外，未读：把文件本身放进来 / "
                "a link out of the folder is not followed: put the file itself there",
            )
        )
        return
    try:
        if path.suffix.lower() == ".jsonl" and _holds_questions(path):
            found.skipped.append(
                Failure(str(path), "是问题文件，不是文章 / questions, not articles")
            )
            return
        found.sources.append(SourceFile(path, root, _digest(path)))
    except OSError as error:
        found.failed.append(_unreadable(path, error))


def _unreadable(path: Path, error: OSError) -> Failure:
    return Failure(
        str(path), f"读不了（{error.strerror}）：检查权限 / cannot be read: check its permissions"
    )


def _holds_questions(path: Path) -> bool:
    with path.open("rb") as file:
        line = file.readline(65536)
    try:
        row = json.loads(line)
    except ValueError:
        return False
    return isinstance(row, dict) and "qid" in row and "text" not in row


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    for sidecar in sidecars_of(path):
        digest.update(sidecar.read_bytes())
    return digest.hexdigest()
