"""Tell a model's folder by a digest of its files, read once while they stay as they are."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from pathlib import Path

from indexer.embedding.cache import digest_of_file

# What a model is loaded from: weights, configurations, tokenizers. Not read-mes and logs, nor the
# same model for other engines.
_SUFFIXES = {".safetensors", ".bin", ".json", ".txt", ".model"}
_DIGESTS = "digests"  # in the cache: a file for each folder


def folder_digest(folder: Path, cache_dir: Path) -> str:
    """Return a digest over the names and contents of a model's files, "" where none can be read.

    Weights take seconds to read: the digest is kept in `cache_dir`, by the files' sizes and times.
    """
    try:
        files = {path.relative_to(folder).as_posix(): path for path in _files(folder)}
        states = {name: [(held := path.stat()).st_size, held.st_mtime_ns] for name, path in files.items()}  # fmt: skip
        if not files:  # a drive that is not mounted leaves an empty folder
            return ""
        place = hashlib.sha256(os.fsencode(folder.absolute())).hexdigest()[:16]
        kept = cache_dir / _DIGESTS / f"{place}.json"
        if known := _known(kept, states):
            return known
        contents = sorted((name, digest_of_file(path)) for name, path in files.items())
    except OSError:
        return ""
    digest = hashlib.sha256(json.dumps(contents).encode()).hexdigest()[:16]
    with suppress(OSError):  # it is read again the next time
        kept.parent.mkdir(parents=True, exist_ok=True)
        unfinished = kept.with_suffix(f".{os.getpid()}")
        unfinished.write_text(json.dumps({"files": states, "digest": digest}), encoding="utf-8")
        unfinished.replace(kept)
    return digest


def _files(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix in _SUFFIXES
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and path.is_file()
    )


def _known(kept: Path, states: dict[str, list[int]]) -> str:
    """Return the digest kept for files in these states, "" if there is none."""
    try:
        table = json.loads(kept.read_text(encoding="utf-8"))
        return str(table["digest"]) if table["files"] == states else ""
    except (OSError, ValueError, KeyError, TypeError):
        return ""
