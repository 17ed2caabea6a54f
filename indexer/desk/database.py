"""The desk's database: one SQLite file of its own, for several processes and threads.

A connection lasts as long as one piece of work. Readers do not wait (WAL), writers wait for each
other, and a reindex knows nothing of it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from indexer.errors import DeskError
from indexer.store.catalogue import of_the_disk
from indexer.store.trust import check_tables, harden

SCHEMA = 1
_APPLICATION = 0x4A424453  # "JBDS": the file is ours
_WAIT_S = 10.0
_TABLES = """
CREATE TABLE folders (
    key INTEGER PRIMARY KEY AUTOINCREMENT, user TEXT NOT NULL, name TEXT NOT NULL,
    created TEXT NOT NULL, UNIQUE (user, name)
);
CREATE TABLE items (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    folder INTEGER NOT NULL REFERENCES folders (key) ON DELETE CASCADE,
    place INTEGER NOT NULL, article TEXT NOT NULL, whole INTEGER NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, quote TEXT NOT NULL,
    digest TEXT NOT NULL, newspaper TEXT NOT NULL, date TEXT NOT NULL, page TEXT NOT NULL,
    title TEXT NOT NULL, byline TEXT NOT NULL, reference TEXT NOT NULL, note TEXT NOT NULL,
    added TEXT NOT NULL
);
CREATE INDEX items_by_folder ON items (folder, place);
CREATE TABLE watches (
    key INTEGER PRIMARY KEY AUTOINCREMENT, user TEXT NOT NULL, name TEXT NOT NULL,
    query TEXT NOT NULL, channel TEXT NOT NULL, newspapers TEXT NOT NULL, since TEXT NOT NULL,
    until TEXT NOT NULL, within TEXT NOT NULL, created TEXT NOT NULL, looked TEXT NOT NULL,
    generation TEXT NOT NULL, seen BLOB NOT NULL, UNIQUE (user, name)
);
"""


class Database:
    """The file at `path`; it is made when something is first written to it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give a connection that sees one state of the file. Raises DeskError."""
        with self._errors():
            if not self.path.exists():  # nothing kept yet: looking makes no file
                connection = sqlite3.connect(":memory:", isolation_level=None)
                connection.executescript(_TABLES)
            else:
                connection = self._open()
            try:
                connection.execute("BEGIN")
                yield connection
            finally:
                connection.close()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give a connection that alone may write; kept when the block ends well. Raises DeskError."""
        with self._errors():
            connection = self._open()
            try:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
            finally:
                connection.close()  # rolls back what was not committed

    def _open(self) -> sqlite3.Connection:
        # Autocommit: a transaction begins where it is said to.
        connection = sqlite3.connect(self.path, timeout=_WAIT_S, isolation_level=None)
        try:
            harden(connection)
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("BEGIN")  # one state: another may be making the tables right now
            is_ours = self._is_ours(connection)
            connection.execute("COMMIT")
            if not is_ours:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("BEGIN IMMEDIATE")
                if not self._is_ours(connection):  # another may have made it meanwhile
                    for statement in filter(str.strip, _TABLES.split(";")):
                        connection.execute(statement)
                    connection.execute(f"PRAGMA application_id = {_APPLICATION}")
                    connection.execute(f"PRAGMA user_version = {SCHEMA}")
                connection.execute("COMMIT")
            check_tables(connection, _TABLES)
        except BaseException:
            connection.close()
            raise
        return connection

    def _is_ours(self, connection: sqlite3.Connection) -> bool:
        """Tell whether the tables are there; raises DeskError for a file of another program."""
        ours, schema = (
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("application_id", "user_version")
        )
        if ours == _APPLICATION and schema == SCHEMA:
            return True
        if ours == _APPLICATION and schema > SCHEMA:
            raise DeskError(
                str(self.path),
                f"剪报夹由更新的版本写成（格式 {schema}，本版只认 {SCHEMA}）：升级程序，或用 desk 另指一个文件 / "
                f"written by a newer release (schema {schema}, this one knows {SCHEMA}): upgrade, "
                f"or name another file with the setting `desk`",
            )
        if ours or connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise DeskError(
                str(self.path),
                "不是剪报夹的数据库：用 desk 另指一个文件 / "
                "not a file of clippings: name another one with the setting `desk`",
            )
        return False

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise DeskError(str(self.path), _reason(error)) from error


def _reason(error: sqlite3.Error) -> str:
    if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return (
            f"等了 {_WAIT_S:.0f} 秒，另一个程序还占着它：稍后再试 / "
            f"another program held it for {_WAIT_S:.0f} s: try again"
        )
    if of_the_disk(error):
        return (
            f"读写不了（{error}）：看磁盘是否已满、文件夹是否可写 / "
            f"cannot be read or written: is the disk full, may the folder be written to?"
        )
    return (
        f"剪报夹的数据库已损坏（{error}）：从备份恢复，或把它移开重新开始 / "
        f"damaged: restore it from a backup, or move it away to begin anew"
    )


def now() -> str:
    """Return this moment as it is kept: UTC, ISO 8601, whole seconds."""
    return datetime.now(UTC).isoformat(timespec="seconds")
