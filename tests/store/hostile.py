"""Make an archive hostile, its manifest rewritten to match: whoever made the one made the other."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path


class Payload:
    """Pickled, it makes a file when it is loaded."""

    def __init__(self, made: Path) -> None:
        self._made = made

    def __reduce__(self) -> tuple[Callable[..., None], tuple[Path]]:
        return Path.touch, (self._made,)


def rewrite_manifest(folder: Path) -> None:
    """Let the manifest of the generation in `folder` name every file there is, as it is."""
    path = folder / "manifest.json"
    table = json.loads(path.read_text(encoding="utf-8"))
    table["files"] = {
        one.relative_to(folder).as_posix(): [
            one.stat().st_size,
            hashlib.sha256(one.read_bytes()).hexdigest(),
        ]
        for one in sorted(folder.rglob("*"))
        if one.is_file() and one != path
    }
    path.write_text(json.dumps(table), encoding="utf-8")
