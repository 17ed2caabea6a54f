"""Saved searches: a person's queries by name, and which articles they have seen of each."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.desk.database import Database, now
from indexer.desk.limits import MATCHES, WATCHES, check_room, clean_name, clean_query
from indexer.desk.news import NOTHING_SEEN, Look, Pairs
from indexer.errors import DeskError, DeskRefused


@dataclass(frozen=True, slots=True)
class Watch:
    """A saved search: arguments of `Archive.search`, and when its owner last looked (UTC).

    `generation` is the digest of the generation's manifest that was looked at then.
    """

    key: int
    name: str
    query: str
    channel: str
    newspapers: tuple[str, ...]
    since: str
    until: str
    within: tuple[str, ...]
    created: str
    looked: str
    generation: str


_COLUMNS = (
    "key, name, query, channel, newspapers, since, until, within, created, looked, generation"
)


class Watches:
    """The saved searches of one user; "" is everybody where nobody signs in.

    Every method raises DeskError where the file cannot be used, DeskRefused for a key or a name
    that is not this user's.
    """

    def __init__(self, database: Database, user: str = "") -> None:
        self._database = database
        self._user = user

    def all(self) -> list[Watch]:
        """Return the saved searches, the oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                f"SELECT {_COLUMNS} FROM watches WHERE user = ? ORDER BY key", (self._user,)
            ).fetchall()
        return [self._watch(row) for row in rows]

    def named(self, name: str) -> Watch:
        """Return the saved search of that name; raises DeskRefused."""
        for watch in self.all():
            if watch.name == " ".join(name.split()):
                return watch
        raise DeskRefused(
            f"没有名为“{name}”的订阅：jianbao watch list 列出全部 / "
            f"no saved search {name}: `jianbao watch list` lists them"
        )

    def add(
        self,
        name: str,
        look: Look,
        query: str,
        *,
        channel: str = "both",
        newspapers: Sequence[str] = (),
        since: str = "",
        until: str = "",
        within: Sequence[str] = (),
    ) -> int:
        """Save a search and return its key; what it finds now (`look`) counts as seen.

        Raises DeskRefused where the name is taken or something is too long or too much.
        """
        name, query = clean_name(name), clean_query(query)
        within = [clean_query(earlier) for earlier in within]
        with self._database.writing() as connection:
            held = connection.execute(
                "SELECT count(*) FROM watches WHERE user = ?", (self._user,)
            ).fetchone()[0]
            check_room(held, WATCHES, "订阅", "saved searches")
            if connection.execute(
                "SELECT 1 FROM watches WHERE user = ? AND name = ?", (self._user, name)
            ).fetchone():
                raise DeskRefused(
                    f"已有名为“{name}”的订阅 / there is a saved search {name} already"
                )
            moment = now()
            cursor = connection.execute(
                f"INSERT INTO watches VALUES (NULL{', ?' * 12})",
                (
                    self._user, name, query, channel, _list(newspapers), since, until,
                    _list(within), moment, moment, look.generation, _blob(look.pairs),
                ),
            )  # fmt: skip
            return int(cursor.lastrowid or 0)

    def remove(self, key: int) -> None:
        with self._database.writing() as connection:
            self._row(connection, key, "key")
            connection.execute("DELETE FROM watches WHERE key = ?", (key,))

    def seen(self, key: int) -> Pairs:
        """Return what was seen of a saved search."""
        with self._database.reading() as connection:
            return self._pairs(self._row(connection, key, "seen")[0])

    def mark_seen(self, key: int, look: Look) -> None:
        """Count what `look` found as seen, and nothing that came since.

        What was seen before stays so though it is not found now: a page taken out and put back is
        no news. Only when that has grown to twice what a search may find is it forgotten.
        """
        with self._database.writing() as connection:
            before = self._pairs(self._row(connection, key, "seen")[0])
            others = before[~np.isin(before[:, 0], look.pairs[:, 0])]
            kept = np.concatenate([look.pairs, others])
            if len(kept) > 2 * MATCHES:
                kept = look.pairs
            connection.execute(
                "UPDATE watches SET seen = ?, looked = ?, generation = ? WHERE key = ?",
                (_blob(kept), now(), look.generation, key),
            )

    def _row(self, connection: sqlite3.Connection, key: int, column: str) -> tuple[bytes]:
        row: tuple[bytes] | None = connection.execute(
            f"SELECT {column} FROM watches WHERE key = ? AND user = ?", (key, self._user)
        ).fetchone()
        if not row:
            raise DeskRefused("这个订阅已经没有了 / this saved search is gone")
        return row

    def _watch(self, row: tuple[object, ...]) -> Watch:
        values = dict(zip(_COLUMNS.split(", "), row, strict=True))
        try:
            for name in ("newspapers", "within"):
                values[name] = tuple(map(str, json.loads(str(values[name]))))
        except (ValueError, TypeError) as error:
            raise self._damaged(error) from error
        return Watch(**values)  # type: ignore[arg-type]  # the columns are those of the fields

    def _pairs(self, blob: bytes) -> Pairs:
        try:
            return np.frombuffer(blob, dtype="<u8").reshape(-1, 2)
        except (ValueError, TypeError) as error:
            raise self._damaged(error) from error

    def _damaged(self, error: Exception) -> DeskError:
        return DeskError(
            str(self._database.path),
            f"剪报夹的数据库已损坏（{error}）：从备份恢复 / damaged: restore it from a backup",
        )


def _list(values: Sequence[str]) -> str:
    return json.dumps(list(values))


def _blob(pairs: Pairs) -> bytes:
    return pairs.astype("<u8").tobytes() if len(pairs) else NOTHING_SEEN.tobytes()
