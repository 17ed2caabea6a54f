"""Name a file that holds pages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


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
        return self.name_of(self.path)

    def name_of(self, path: Path) -> str:
        """Return the same for a file that belongs to this one."""
        root = self.root.parent if self.path == self.root else self.root
        return path.relative_to(root).as_posix()

    @property
    def home(self) -> Path:
        """The folder, resolved, that what belongs to the file may not lie outside of."""
        home = self.root.resolve()
        return home.parent if self.path == self.root else home


def is_inside(path: Path, home: Path) -> bool:
    """Tell whether a path, links followed, is in the folder `home`, itself without links."""
    try:
        return path.resolve().is_relative_to(home)
    except (OSError, RuntimeError, ValueError):  # too long, or links that go in a circle
        return False


def is_file_in(path: Path, home: Path) -> bool:
    """Tell whether it is also a file there is, and no pipe or device."""
    try:
        return path.is_file() and is_inside(path, home)
    except (OSError, ValueError):
        return False
