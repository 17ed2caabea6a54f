"""Make an archive hostile, its manifest rewritten to match: whoever made the one made the other."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from indexer.store.generation import point_to
from indexer.store.manifest import NAME, Manifest, digest_of, write_manifest


class Payload:
    """Pickled, it makes a file when it is loaded."""

    def __init__(self, made: Path) -> None:
        self._made = made

    def __reduce__(self) -> tuple[Callable[..., None], tuple[Path]]:
        return Path.touch, (self._made,)


def rewrite_manifest(folder: Path, **changes: Any) -> None:
    """Let the manifest of the generation in `folder` name every file there is, as it is.

    Its digest and the archive's pointer follow, as one who wants to deceive would see to.
    """
    path = folder / NAME
    table = json.loads(path.read_text(encoding="utf-8"))
    held = [one for one in sorted(folder.rglob("*")) if one.is_file() and one != path]
    table["files"] = {
        one.relative_to(folder).as_posix(): (one.stat().st_size, digest_of(one)) for one in held
    }
    table["own_words"] = tuple(table["own_words"])
    manifest = write_manifest(Manifest(**table | changes), path)
    point_to(folder.parent.parent, manifest)
