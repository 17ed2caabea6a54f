"""Clippings: a person's folders of passages and articles, with notes, in an order of their own."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from indexer.anchors import Anchor, anchor_of, article_digest, mark_of
from indexer.citing import byline_line, cite_as, reference_of
from indexer.desk.database import Database, now
from indexer.desk.limits import FOLDERS, ITEMS, check_quote, check_room, clean_name, clean_note
from indexer.errors import DeskRefused
from indexer.models import Article


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder and how many items are in it; `created` is UTC, ISO 8601."""

    key: int
    name: str
    created: str
    items: int


@dataclass(frozen=True, slots=True)
class Item:
    """A passage, or with `whole` an article, as it stood in the archive when it was clipped.

    `article.text[start:end] == quote` held then; `digest` is the article's of then (see
    `indexer.anchors.article_digest`). An article without text has an empty quote.
    """

    key: int
    folder: int
    article_id: str
    whole: bool
    start: int
    end: int
    quote: str
    digest: str
    newspaper: str
    date: str
    page: str
    title: str
    byline: str
    reference: str
    note: str
    added: str

    @property
    def mark(self) -> str:
        """What finds the quote again, "" where it has no letters."""
        return mark_of(self.quote)

    @property
    def anchor(self) -> Anchor:
        """What `Archive.find` looks for."""
        if self.whole:
            return Anchor(self.article_id, mark=self.mark)
        return Anchor(self.article_id, self.start, self.end, self.mark)


_COLUMNS = (
    'i.key, i.folder, i.article, i.whole, i.start, i."end", i.quote, i.digest, i.newspaper,'
    " i.date, i.page, i.title, i.byline, i.reference, i.note, i.added"
)


class Clippings:
    """What one user has clipped; "" is everybody where nobody signs in.

    Every method raises DeskError where the file cannot be used, and DeskRefused for a key that is
    not this user's or is gone by now.
    """

    def __init__(self, database: Database, user: str = "") -> None:
        self._database = database
        self._user = user

    def folders(self) -> list[Folder]:
        """Return the folders, the oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT f.key, f.name, f.created, count(i.key) FROM folders f"
                " LEFT JOIN items i ON i.folder = f.key WHERE f.user = ?"
                " GROUP BY f.key ORDER BY f.key",
                (self._user,),
            ).fetchall()
        return [Folder(*row) for row in rows]

    def make_folder(self, name: str) -> int:
        """Make a folder and return its key. Raises DeskRefused where the name is taken or bad."""
        name = clean_name(name)
        with self._database.writing() as connection:
            held = connection.execute(
                "SELECT count(*) FROM folders WHERE user = ?", (self._user,)
            ).fetchone()[0]
            check_room(held, FOLDERS, "剪报夹", "folders")
            self._check_free(connection, name, 0)
            cursor = connection.execute(
                "INSERT INTO folders VALUES (NULL, ?, ?, ?)", (self._user, name, now())
            )
            return int(cursor.lastrowid or 0)

    def rename_folder(self, key: int, name: str) -> None:
        name = clean_name(name)
        with self._database.writing() as connection:
            self._check_folder(connection, key)
            self._check_free(connection, name, key)
            connection.execute("UPDATE folders SET name = ? WHERE key = ?", (name, key))

    def delete_folder(self, key: int) -> None:
        """Delete a folder with all that is in it."""
        with self._database.writing() as connection:
            self._check_folder(connection, key)
            connection.execute("DELETE FROM folders WHERE key = ?", (key,))

    def items(self, folder: int) -> list[Item]:
        """Return what is in a folder, in its order."""
        with self._database.reading() as connection:
            self._check_folder(connection, folder)
            rows = connection.execute(
                f"SELECT {_COLUMNS} FROM items i WHERE i.folder = ? ORDER BY i.place", (folder,)
            ).fetchall()
        return [_item(row) for row in rows]

    def add(
        self, folder: int, article: Article, start: int = 0, end: int = 0, note: str = ""
    ) -> int:
        """Put `article.text[start:end]`, or without a span the article, last; return its key.

        Raises ValueError where the span is not in the text, DeskRefused where it is too long or in
        the folder already.
        """
        whole = (start, end) == (0, 0)
        anchor_of(article, start, end)  # raises for a span that is not in the text
        start, end = (0, len(article.text)) if whole else (start, end)
        quote = article.text[start:end]
        check_quote(quote)
        note = clean_note(note)
        with self._database.writing() as connection:
            self._check_folder(connection, folder)
            held, last = connection.execute(
                "SELECT count(*), coalesce(max(place), 0) FROM items WHERE folder = ?", (folder,)
            ).fetchone()
            check_room(held, ITEMS, "一个剪报夹里的剪报", "clippings in a folder")
            if connection.execute(
                "SELECT 1 FROM items WHERE folder = ? AND article = ? AND whole = ? AND quote = ?"
                " AND start = ?",
                (folder, article.id, whole, quote, start),
            ).fetchone():
                raise DeskRefused("这个剪报夹里已有这一条 / it is in this folder already")
            cursor = connection.execute(
                f"INSERT INTO items VALUES (NULL{', ?' * 16})",
                (
                    folder, last + 1, article.id, whole, start, end, quote,
                    article_digest(article), article.newspaper, article.date, article.page,
                    article.title, byline_line(article), cite_as(reference_of(article)), note, now(),
                ),
            )  # fmt: skip
            return int(cursor.lastrowid or 0)

    def set_note(self, key: int, note: str, expected: str) -> None:
        """Put `note` in the place of the note `expected`.

        Raises DeskRefused where another stands there by now: somebody wrote it meanwhile.
        """
        note = clean_note(note)
        with self._database.writing() as connection:
            self._place_of(connection, key)
            (held,) = connection.execute("SELECT note FROM items WHERE key = ?", (key,)).fetchone()
            if held not in (expected, note):
                raise DeskRefused(
                    "备注没有保存：它刚在别处改过，看过现在的备注再改 / "
                    "the note was not kept: it was changed elsewhere meanwhile; read it, then change it"
                )
            connection.execute("UPDATE items SET note = ? WHERE key = ?", (note, key))

    def move(self, key: int, *, up: bool) -> None:
        """Let an item change places with its neighbour; the first stays first, the last last."""
        with self._database.writing() as connection:
            folder, place = self._place_of(connection, key)
            way, order = ("<", "DESC") if up else (">", "ASC")
            row = connection.execute(
                f"SELECT key, place FROM items WHERE folder = ? AND place {way} ?"
                f" ORDER BY place {order} LIMIT 1",
                (folder, place),
            ).fetchone()
            if row:
                connection.executemany(
                    "UPDATE items SET place = ? WHERE key = ?", [(row[1], key), (place, row[0])]
                )

    def delete(self, key: int) -> None:
        with self._database.writing() as connection:
            self._place_of(connection, key)
            connection.execute("DELETE FROM items WHERE key = ?", (key,))

    def _check_folder(self, connection: sqlite3.Connection, key: int) -> None:
        if not connection.execute(
            "SELECT 1 FROM folders WHERE key = ? AND user = ?", (key, self._user)
        ).fetchone():
            raise DeskRefused("这个剪报夹已经没有了 / this folder is gone")

    def _check_free(self, connection: sqlite3.Connection, name: str, but: int) -> None:
        if connection.execute(
            "SELECT 1 FROM folders WHERE user = ? AND name = ? AND key <> ?",
            (self._user, name, but),
        ).fetchone():
            raise DeskRefused(f"已有名为“{name}”的剪报夹 / there is a folder {name} already")

    def _place_of(self, connection: sqlite3.Connection, key: int) -> tuple[int, int]:
        row = connection.execute(
            "SELECT i.folder, i.place FROM items i JOIN folders f ON f.key = i.folder"
            " WHERE i.key = ? AND f.user = ?",
            (key, self._user),
        ).fetchone()
        if not row:
            raise DeskRefused("这一条已经没有了 / this clipping is gone")
        return int(row[0]), int(row[1])


def _item(row: tuple[object, ...]) -> Item:
    values = list(row)
    values[3] = bool(values[3])
    return Item(*values)  # type: ignore[arg-type]  # the columns are those of the fields
