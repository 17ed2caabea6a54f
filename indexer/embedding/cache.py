"""Make a folder of the model cache once, whole or not at all, and know it again.

A folder holds a table of its files' sizes and digests, written last; one whose files are not what
the table says is made anew. A lock keeps two processes from making the same folder.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path

from indexer.errors import ModelError

_TABLE = "jianbao.json"  # file -> [size, SHA-256]
_LOCK = "LOCK"
_UNFINISHED = ".converting-"
_WAIT_S = 600.0  # for another process's conversion, which takes a few seconds


def ensure_folder(
    cache_dir: Path, name: str, write: Callable[[Path], None], *, outdated: str = ""
) -> Path:
    """Return the folder `name` of `cache_dir`, made by `write` where it is missing or damaged.

    `write` fills an empty folder given to it; that becomes the one returned in one step. When it is
    made, folders that match `outdated` go: earlier versions' of the program. Raises ModelError where
    `cache_dir` cannot be written to, and whatever else `write` raises.
    """
    import filelock
    import safetensors

    target = cache_dir / name
    if is_whole(target):
        return target
    try:
        cache_dir.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(cache_dir / _LOCK, timeout=_WAIT_S):
            if not is_whole(target):  # another process may have made it while this one waited
                _replace(target, write)
                for left in cache_dir.glob(outdated) if outdated else ():
                    shutil.rmtree(left, ignore_errors=True)
    except (OSError, safetensors.SafetensorError) as error:
        # A library that saves a model tells what the disk said in words: "... (os error 28)".
        if not isinstance(error, OSError) and "os error" not in str(error):
            raise
        why = getattr(error, "strerror", None) or error
        raise ModelError(
            f"写不进模型缓存 {cache_dir}（{why}）：用 JIANBAO_CACHE 另指一处 / "
            f"cannot write to the model cache: name another place with JIANBAO_CACHE"
        ) from error
    return target


def is_whole(folder: Path) -> bool:
    """Tell whether every file is there with the size and the digest it was written with."""
    try:
        table = json.loads((folder / _TABLE).read_text(encoding="utf-8"))
        return bool(table) and all(
            (folder / name).stat().st_size == size and digest_of_file(folder / name) == digest
            for name, (size, digest) in table.items()
        )
    except (OSError, ValueError, AttributeError, TypeError):
        return False


def _replace(target: Path, write: Callable[[Path], None]) -> None:
    """Make `target`. The lock is held, so unfinished folders are those of killed processes."""
    for left in target.parent.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(left, ignore_errors=True)
    # Not by tempfile, whose folders are their maker's alone: a cache may serve several users.
    temporary = target.parent / f"{_UNFINISHED}{secrets.token_hex(8)}"
    temporary.mkdir()
    try:
        write(temporary)
        _seal(temporary)
        if target.exists():
            shutil.rmtree(target)
        os.rename(temporary, target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _seal(folder: Path) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    table = {
        path.relative_to(folder).as_posix(): (path.stat().st_size, digest_of_file(path))
        for path in files
    }
    (folder / _TABLE).write_text(json.dumps(table), encoding="utf-8")


def digest_of_file(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
