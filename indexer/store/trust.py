"""Look at the files of an archive before they are opened: it may come from elsewhere.

What is refused, and why, is told in docs/security.md.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from functools import cache
from pathlib import Path

from indexer.errors import ArchiveDamaged

_SMALL_BYTES = 64 * 2**20  # of a JSON file: a manifest has some kB, a list of deletions a few MB
_VALUE_BYTES = 256 * 2**20  # of a value in a database; a page file has 20 MB

_OUTSIDE = "符号链接，档案库里不能有 / a symbolic link leads outside the archive"
_NO_FILE = "不是普通文件 / no regular file"


def refuse_links(archive: Path) -> None:
    """Raise ArchiveDamaged if names of the archive are links or pipes: a run would write to them."""
    for folder in (archive, archive / "generations"):
        for path in folder.iterdir() if folder.is_dir() else ():
            if path.is_symlink():
                raise ArchiveDamaged(str(path), _OUTSIDE)
            if not (path.is_file() or path.is_dir()):
                raise ArchiveDamaged(str(path), _NO_FILE)


def regular_size(path: Path, home: Path) -> int:
    """Return the size of a file in bytes.

    Raises ArchiveDamaged unless it is a regular file below the folder `home`, no link between them.
    """
    if not path.is_relative_to(home) or ".." in path.parts[len(home.parts) :]:
        raise ArchiveDamaged(str(path), "outside the archive")
    for part in (path, *path.parents):
        if part == home:
            break
        if part.is_symlink():
            raise ArchiveDamaged(str(part), _OUTSIDE)
    try:
        found = path.lstat()
    except (OSError, ValueError) as error:
        raise ArchiveDamaged(str(path), str(error)) from error
    if not stat.S_ISREG(found.st_mode):
        raise ArchiveDamaged(str(path), _NO_FILE)
    return found.st_size


def read_small(path: Path) -> str:
    """Return the text of a small file in UTF-8; raises ArchiveDamaged where it is a link, or large.

    Raises FileNotFoundError as it is, and UnicodeDecodeError.
    """
    if not os.path.lexists(path):
        raise FileNotFoundError(path)
    size = regular_size(path, path.parent)
    if size > _SMALL_BYTES:
        raise ArchiveDamaged(str(path), f"{size} bytes")
    return path.read_text(encoding="utf-8")


def harden(connection: sqlite3.Connection) -> None:
    """Let what a database says about itself call nothing, and its values be of bounded size."""
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _VALUE_BYTES)


def check_tables(connection: sqlite3.Connection, schema: str, only: str = "") -> None:
    """Raise sqlite3.DatabaseError unless tables and indexes are those of `schema`, to the letter.

    With `only`, what belongs to that table: another release's catalogue may have other tables. So
    there is no trigger, view or virtual table, and no expression to evaluate but our own.
    """
    found, wanted = (
        [row for row in rows if not only or only in row[1:3]]
        for rows in (_described(connection), _tables_of(schema))
    )
    if found != wanted:
        raise sqlite3.DatabaseError(
            "其中的表不是本程序建的 / its tables are not those of this program"
        )


@cache
def _tables_of(schema: str) -> list[tuple[str, ...]]:
    connection = sqlite3.connect(":memory:")
    connection.executescript(schema)
    found = _described(connection)
    connection.close()
    return found


def _described(connection: sqlite3.Connection) -> list[tuple[str, ...]]:
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name")
    return rows.fetchall()
