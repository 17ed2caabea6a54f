"""Find the picture of a page beside the file that holds its text."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from indexer.reading.names import is_fit
from indexer.reading.source import is_file_in

IMAGES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".jp2")
PICTURED = (".txt", ".md", ".markdown")  # files of text whose page a picture of their name shows


def images_beside(path: Path, names: Iterable[str], home: Path) -> list[Path]:
    """Return the pictures of a page: those of `names`, then those of the file's own stem.

    A name may be a path of another machine: then its last part counts. Nothing outside `home`.
    """
    # Asked for every file of a run: text is joined and looked up several times as fast as paths.
    stem = os.path.splitext(path)[0]  # noqa: PTH122
    endings = (one for suffix in IMAGES for one in (suffix, suffix.upper()))
    stems = [Path(stem + one) for one in endings if os.path.isfile(stem + one)]  # noqa: PTH113
    candidates = dict.fromkeys((*_candidates(path, names), *stems))
    return [one for one in candidates if is_file_in(one, home)]


def image_beside(path: Path, names: Iterable[str], home: Path) -> str:
    """Return the first of them, "" for none."""
    return next((str(one) for one in images_beside(path, names, home)), "")


def _candidates(path: Path, names: Iterable[str]) -> Iterator[Path]:
    for name in names:
        parts = [part for part in re.split(r"[/\\]", name) if part not in ("", ".")]
        if not parts or not is_fit(name) or len(name) > 1000:
            continue
        for own in (parts, parts[-1:]):
            if ".." not in own and Path(own[-1]).suffix.lower() in IMAGES:
                yield path.parent.joinpath(*own)
