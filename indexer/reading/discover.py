"""Find the files that hold pages below the folders a person named."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from indexer.models import Failure
from indexer.reading.failures import failure, unreadable
from indexer.reading.names import is_fit
from indexer.reading.nopage import why_no_page
from indexer.reading.pictures import PICTURED, images_beside
from indexer.reading.readers import READERS, not_a_format
from indexer.reading.sidecar import is_sidecar, sidecars_of
from indexer.reading.source import SourceFile, is_file_in
from indexer.reading.xmlfile import companions


@dataclass(slots=True)
class Found:
    """What was found, each list in the order of the walk. `skipped` files are no pages.

    The walk takes roots as given, and in a folder first its files, then its folders, both by name.
    """

    sources: list[SourceFile] = field(default_factory=list)
    skipped: list[Failure] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)


def find_sources(roots: Sequence[Path]) -> Found:
    """Return the files below `roots`, each once, with what was skipped or could not be read.

    Hidden files and folders, sidecars and what belongs to another file are passed over in silence.
    A link that leads out of its root is refused: a corpus from elsewhere must not read the rest of
    the disk. A root itself may be a link: a person named it.
    """
    found = Found()
    seen: set[Path] = set()
    claimed: set[Path] = set()
    for given in roots:
        root = given.absolute()
        try:
            home = root.resolve(strict=True)
            is_folder = stat.S_ISDIR(home.stat().st_mode)
        except FileNotFoundError:
            found.failed.append(
                failure(root, "没有这个文件夹或文件：检查路径 / does not exist: check the path")
            )
        except RuntimeError:  # how Python up to 3.12 says that links go in a circle
            found.failed.append(failure(root, _BROKEN_LINK))
        except OSError as error:
            found.failed.append(unreadable(root, error))
        else:
            inside = home if is_folder else home.parent
            for paths in _walk(root, home, found) if is_folder else [[root]]:
                belongs, pictures = _companions(paths, inside, claimed)
                for path in paths:
                    place = home / path.relative_to(root)
                    if place not in seen and path not in claimed:
                        seen.add(place)
                        with_it = belongs.get(path, []), pictures.get(path, [])
                        _look_at(path, root, inside, *with_it, found)
    return found


def _companions(
    paths: Sequence[Path], home: Path, claimed: set[Path]
) -> tuple[dict[Path, list[Path]], dict[Path, list[Path]]]:
    """Return the files that are read with each of a folder's, and its pictures; all are claimed.

    They stand in the same folder or below it, so that they are claimed before they are looked at.
    """
    belongs: dict[Path, list[Path]] = {}
    pictures: dict[Path, list[Path]] = {}
    for path in paths:
        if path.suffix.lower() == ".xml" and is_file_in(path, home):
            belongs[path], pictures[path] = companions(path, home)
        elif path.suffix.lower() in PICTURED:
            pictures[path] = images_beside(path, (), home)
        claimed.update(belongs.get(path, ()), pictures.get(path, ()))
        if belongs.get(path):
            del pictures[path]  # of METS: its pages have digests of their own
    return belongs, pictures


def _walk(root: Path, home: Path, found: Found) -> Iterator[list[Path]]:
    def unlistable(error: OSError) -> None:
        found.failed.append(unreadable(Path(error.filename), error))

    for folder, folders, files in os.walk(root, onerror=unlistable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield [Path(folder, name) for name in sorted(files) if not name.startswith(".")]
        for path in (Path(folder, name) for name in folders):
            if path.is_symlink():  # os.walk does not follow it
                if problem := _link_problem(path, home):
                    found.failed.append(failure(path, problem))
                else:
                    found.skipped.append(failure(path, _LINKED_FOLDER))


def _look_at(
    path: Path,
    root: Path,
    home: Path,
    read_with: Sequence[Path],
    pictures: Sequence[Path],
    found: Found,
) -> None:
    """Put `path` into the list it belongs to. `home` is the folder that links may not leave."""
    if is_sidecar(path):
        return
    if path.suffix.lower() not in READERS:
        found.skipped.append(failure(path, not_a_format()))
        return
    if not is_fit(str(path)):
        found.failed.append(failure(path, _UNFIT_NAME))
        return
    try:
        sidecars = sidecars_of(path)
        for one in sidecars if path == root else [path, *sidecars]:
            if one.is_symlink() and (problem := _link_problem(one, home)):
                found.failed.append(failure(one, problem))
                return
        if not path.is_file():
            found.skipped.append(failure(path, _NO_REGULAR_FILE))
        elif reason := why_no_page(path):
            found.skipped.append(failure(path, reason))
        else:
            digest = _digest(path, sidecars, read_with, pictures)
            found.sources.append(SourceFile(path, root, digest))
    except OSError as error:
        found.failed.append(unreadable(Path(error.filename or path), error))


def _link_problem(link: Path, home: Path) -> str:
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError):
        return _BROKEN_LINK
    return "" if target.is_relative_to(home) else _LINK_OUT


def _digest(
    path: Path, sidecars: Sequence[Path], read_with: Sequence[Path], pictures: Sequence[Path]
) -> str:
    """Return the SHA-256 of the file and its sidecars, so that a corrected sidecar is a change.

    So it is with the files read with it, and their sidecars; one that cannot be read says nothing.
    Of its pictures it is the names: one that comes or goes is a change.
    """
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    for sidecar in sidecars:
        with sidecar.open("rb") as file:
            digest.update(file.read())
    for other in read_with:
        with suppress(OSError):
            for one in (other, *sidecars_of(other)):
                digest.update(hashlib.sha256(one.read_bytes()).digest())
    for picture in pictures:
        digest.update(b"\0" + os.fsencode(picture.relative_to(path.parent)))
    return digest.hexdigest()


_LINK_OUT = (
    "符号链接指到文件夹之外，未读：把文件本身放进来 / "
    "a link out of the folder is not followed: put the file itself there"
)
_BROKEN_LINK = (
    "符号链接断了或绕成圈，未读：改正或删去 / a broken or circular link: mend or delete it"
)
_LINKED_FOLDER = (
    "链接的文件夹不跟随，略过：它所指的文件夹已在原处读入 / "
    "a linked folder is not followed, skipped: the folder itself is read where it stands"
)
_UNFIT_NAME = (
    "文件名或文件夹名里有控制字符，或不是 UTF-8，未读：请改名 / "
    "its name holds control characters or is not UTF-8: rename it"
)
_NO_REGULAR_FILE = "不是普通文件（管道或设备），略过 / a pipe or a device, not a file: skipped"
