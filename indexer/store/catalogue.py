"""The catalogue of one generation: pages, articles and passages in SQLite.

Keys are integers handed out in increasing order and never reused, so that the words index and the
vectors of an older generation can be shared with a newer one.
"""

from __future__ import annotations

import json
import re
import sqlite3
import threading
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.errors import ArchiveDamaged, UnknownId
from indexer.language import letters
from indexer.models import (
    Article,
    ArticleHead,
    Block,
    Box,
    Byline,
    Dateline,
    Failure,
    Page,
    PageHead,
    PaperHeld,
    Part,
    Passage,
    Print,
    Role,
)  # fmt: skip
from indexer.store import names, stories
from indexer.store.trust import check_tables, harden

_SCHEMA = """
CREATE TABLE files (
    path TEXT PRIMARY KEY, root TEXT NOT NULL, digest TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE pages (
    key INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, file TEXT NOT NULL,
    newspaper TEXT NOT NULL, date TEXT NOT NULL, number TEXT NOT NULL, section TEXT NOT NULL,
    digest TEXT NOT NULL, already_cut INTEGER NOT NULL, given TEXT NOT NULL,
    text BLOB NOT NULL, blocks TEXT NOT NULL,
    image TEXT NOT NULL, sheet INTEGER NOT NULL, width REAL NOT NULL, height REAL NOT NULL
);
CREATE INDEX pages_by_file ON pages (file);
CREATE INDEX pages_by_issue ON pages (newspaper, date, number);
CREATE TABLE articles (
    key INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL,
    page INTEGER NOT NULL REFERENCES pages (key) ON DELETE CASCADE,
    title TEXT NOT NULL, text BLOB NOT NULL, details TEXT NOT NULL,
    col TEXT NOT NULL, authors TEXT NOT NULL, place TEXT NOT NULL, length INTEGER NOT NULL,
    story INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX articles_by_page ON articles (page);
CREATE TABLE passages (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    article INTEGER NOT NULL REFERENCES articles (key) ON DELETE CASCADE,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, sentences TEXT NOT NULL
);
CREATE INDEX passages_by_article ON passages (article);
CREATE TABLE failures (
    file TEXT NOT NULL, root TEXT NOT NULL, digest TEXT NOT NULL, readers TEXT NOT NULL,
    place TEXT NOT NULL, reason TEXT NOT NULL
);
"""
_TABLES = _SCHEMA + stories.SCHEMA + names.SCHEMA

_TEXT_BYTES = 256 * 2**20  # of a text unpacked; a page file has 20 MB
_KEYS_AT_ONCE = 500  # bound to one statement
_COUNTED = re.compile(r"([^0-9]*)([0-9]*)")
_BEGINNING_CHARS = 60  # of a text, in a list
_ARTICLE = """
SELECT a.id, p.id, a.title, a.text, a.details, p.newspaper, p.date, p.number, p.section
FROM articles a JOIN pages p ON p.key = a.page
"""


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with its own key and its article's."""

    key: int
    article_key: int
    passage: Passage


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """What filters, counts, orders and groups an article; `length` in characters of its text."""

    key: int
    id: str
    newspaper: str
    date: str
    page: str
    section: str
    column: str
    place: str
    authors: tuple[str, ...]
    length: int
    story: int  # articles of one number are prints of one story


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as it was when it was read."""

    path: str
    root: str
    digest: str


@dataclass(frozen=True, slots=True)
class StoredFailure:
    """What could not be read of a file as it was then, and what read it.

    `readers` is "" where nothing read it, or another file has the page that was read.
    `place` is the file, or a line or a sheet of it.
    """

    file: str
    root: str
    digest: str
    readers: str
    place: str
    reason: str

    @property
    def failure(self) -> Failure:
        """What a report says of it."""
        return Failure(self.place, self.reason)


def of_the_disk(error: sqlite3.Error) -> bool:
    """Tell whether SQLite could not write, as on a full disk: no file is damaged, no code wrong."""
    codes = (
        sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN,
    )  # fmt: skip
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in codes


class Catalogue:
    """A catalogue file, opened for reading (`immutable`) or for building the next generation.

    One connection is shared by all threads behind a lock: SQLite answers in microseconds here, and
    the web page's threads come and go.
    """

    def __init__(self, path: Path, *, writable: bool = False, only: str = "") -> None:
        """Open it; with `only`, to ask for nothing but that table, whatever release made it."""
        self.path = path
        mode = "mode=rwc" if writable else "mode=ro&immutable=1"
        self._lock = threading.Lock()
        try:
            self._connection = sqlite3.connect(
                f"{path.absolute().as_uri()}?{mode}", uri=True, check_same_thread=False
            )
            harden(self._connection)
            self._connection.execute("PRAGMA foreign_keys = ON")
            if writable:
                # The file is new and nobody's until its generation is made current: no journal.
                self._connection.execute("PRAGMA journal_mode = OFF")
                self._connection.execute("PRAGMA synchronous = OFF")
                if not self._rows("SELECT 1 FROM sqlite_master LIMIT 1"):
                    self._connection.executescript(_TABLES)
            check_tables(self._connection, _TABLES, only)
        except sqlite3.Error as error:
            if writable and of_the_disk(error):
                raise
            raise ArchiveDamaged(str(path), str(error)) from error

    def close(self) -> None:
        self._connection.close()

    def commit(self) -> None:
        self._connection.commit()

    # -- writing ---------------------------------------------------------------------------------

    def put_file(self, path: str, root: str, digest: str) -> None:
        """Record that `path`, found under `root`, was read and had `digest`."""
        self._connection.execute(
            "INSERT OR REPLACE INTO files VALUES (?, ?, ?)", (path, root, digest)
        )

    def forget_file(self, path: str) -> None:
        self._connection.execute("DELETE FROM files WHERE path = ?", (path,))

    def put_failures(self, failures: Iterable[StoredFailure]) -> None:
        """Record what could not be read, in place of what was recorded before."""
        self._connection.execute("DELETE FROM failures")
        self._connection.executemany(
            "INSERT INTO failures VALUES (?, ?, ?, ?, ?, ?)", map(astuple, failures)
        )

    def add_page(self, page: Page, file: str) -> int:
        """Store `page` as read from `file` and return its key. Its id must not be there yet."""
        # The text of an article that came already cut is stored once, with the article.
        text = "" if page.already_cut else page.text
        cursor = self._connection.execute(
            f"INSERT INTO pages VALUES (NULL{', ?' * 15})",
            (
                page.id, file, page.newspaper, page.date, page.number, page.section, page.digest,
                page.already_cut, _dump_given(page), _pack(text), _dump_blocks(page.blocks),
                page.image, page.sheet, page.width, page.height,
            ),
        )  # fmt: skip
        return int(cursor.lastrowid or 0)

    def add_article(self, article: Article, page_key: int) -> int:
        """Store an article and return its key; a print of a story known joins that story."""
        cursor = self._connection.execute(
            f"INSERT INTO articles VALUES (NULL{', ?' * 9}, 0)",
            (
                article.id, page_key, article.title, _pack(article.text), _dump_details(article),
                article.column, "\n".join(article.byline.names), article.dateline.place,
                len(article.text),
            ),
        )  # fmt: skip
        key = int(cursor.lastrowid or 0)
        folded = letters(article.text)
        hashes = stories.sketch(folded)
        story = stories.find_story(self._connection, hashes, folded, self._letters)
        stories.keep_sketch(self._connection, key, hashes)
        self._connection.execute("UPDATE articles SET story = ? WHERE key = ?", (story or key, key))
        return key

    def add_passage(self, passage: Passage, article_key: int) -> int:
        cursor = self._connection.execute(
            "INSERT INTO passages VALUES (NULL, ?, ?, ?, ?)",
            (article_key, passage.start, passage.end, _dump_spans(passage)),
        )
        return int(cursor.lastrowid or 0)

    def remove_page(self, page_id: str) -> tuple[list[int], list[int]]:
        """Remove a page with its articles and passages; return the articles' keys, the passages'."""
        found = "FROM articles a JOIN pages p ON p.key = a.page"
        articles = self._rows(f"SELECT a.key {found} WHERE p.id = ?", (page_id,))
        passages = self._rows(
            f"SELECT s.key {found} JOIN passages s ON s.article = a.key WHERE p.id = ?", (page_id,)
        )
        for (key,) in articles:
            stories.forget_sketch(self._connection, key, stories.sketch(self._letters(key)))
        self._connection.execute("DELETE FROM pages WHERE id = ?", (page_id,))
        return [key for (key,) in articles], [key for (key,) in passages]

    def move_page(self, page_id: str, file: str, image: str) -> None:
        """Record that an unchanged page is now read from another file, and its picture."""
        self._connection.execute(
            "UPDATE pages SET file = ?, image = ? WHERE id = ?", (file, image, page_id)
        )

    # -- what was read ---------------------------------------------------------------------------

    def files(self) -> list[StoredFile]:
        return [StoredFile(*row) for row in self._rows("SELECT * FROM files ORDER BY path")]

    def file_digest(self, path: str) -> str:
        """Return the digest of a file when it was read; "" for a file never read."""
        rows = self._rows("SELECT digest FROM files WHERE path = ?", (path,))
        return str(rows[0][0]) if rows else ""

    def page_digests(self) -> dict[str, tuple[str, str]]:
        """Return page id -> (digest, file)."""
        rows = self._rows("SELECT id, digest, file FROM pages")
        return {page_id: (digest, file) for page_id, digest, file in rows}

    def counts(self) -> dict[str, int]:
        """Return how many pages, articles and passages there are."""
        return {
            table: int(self._rows(f"SELECT count(*) FROM {table}")[0][0])
            for table in ("pages", "articles", "passages")
        }

    # -- reading ---------------------------------------------------------------------------------

    def page(self, page_id: str) -> Page:
        """Return a page; raises UnknownId."""
        rows = self._rows("SELECT * FROM pages WHERE id = ?", (page_id,))
        if not rows:
            raise UnknownId(page_id)
        (
            key, id_, file, newspaper, date, number, section, digest, cut, given, text, blocks,
            image, sheet, width, height,
        ) = rows[0]  # fmt: skip
        if cut:
            text = self._rows("SELECT text FROM articles WHERE page = ?", (key,))[0][0]
        with _as_stored():
            return Page(
                id=id_, text=_unpack(text), newspaper=newspaper, date=date, number=number, section=section,
                source=file, digest=digest, blocks=_load_blocks(blocks), already_cut=bool(cut),
                image=image, sheet=sheet, width=width, height=height, **json.loads(given),
            )  # fmt: skip

    def article(self, article_id: str) -> Article:
        """Return an article; raises UnknownId."""
        rows = self._rows(f"{_ARTICLE} WHERE a.id = ?", (article_id,))
        if not rows:
            raise UnknownId(article_id)
        return _load_article(rows[0])

    def article_key(self, article_id: str) -> int:
        """Return the key of an article; raises UnknownId."""
        rows = self._rows("SELECT key FROM articles WHERE id = ?", (article_id,))
        if not rows:
            raise UnknownId(article_id)
        return int(rows[0][0])

    def page_of(self, article_id: str) -> str:
        """Return the id of the page that an article is on, "" where there is no such article."""
        statement = "SELECT p.id FROM articles a JOIN pages p ON p.key = a.page WHERE a.id = ?"
        rows = self._rows(statement, (article_id,))
        return str(rows[0][0]) if rows else ""

    def articles_of_page(self, page_id: str) -> list[Article]:
        """Return the articles of a page in page order; raises UnknownId."""
        rows = self._rows(f"{_ARTICLE} WHERE p.id = ? ORDER BY a.key", (page_id,))
        if not rows and not self._rows("SELECT 1 FROM pages WHERE id = ?", (page_id,)):
            raise UnknownId(page_id)
        return [_load_article(row) for row in rows]

    def articles(self, keys: Iterable[int]) -> dict[int, Article]:
        """Return article key -> article, for the keys that exist."""
        statement = f"{_ARTICLE.replace('SELECT', 'SELECT a.key,', 1)} WHERE a.key"
        return {row[0]: _load_article(row[1:]) for row in self._rows_in(statement, keys)}

    def passages(self, keys: Iterable[int]) -> dict[int, StoredPassage]:
        """Return passage key -> passage, for the keys that exist."""
        statement = 'SELECT key, article, start, "end", sentences FROM passages WHERE key'
        rows = list(self._rows_in(statement, keys))
        texts = self._texts({row[1] for row in rows})
        found: dict[int, StoredPassage] = {}
        for key, article_key, start, end, sentences in rows:
            article_id, _, text = texts[article_key]
            with _as_stored():
                spans = _load_spans(sentences, start)
                found[key] = StoredPassage(
                    key, article_key, Passage(article_id, start, end, text[start:end], spans)
                )
        return found

    def texts(self, keys: Iterable[int]) -> dict[int, tuple[str, str]]:
        """Return article key -> (title, text), for the keys that exist: less work than articles."""
        return {key: (title, text) for key, (_, title, text) in self._texts(keys).items()}

    def _texts(self, keys: Iterable[int]) -> dict[int, tuple[str, str, str]]:
        """Return article key -> (id, title, text)."""
        rows = self._rows_in("SELECT key, id, title, text FROM articles WHERE key", keys)
        return {key: (id_, title, _unpack(text)) for key, id_, title, text in rows}

    def _letters(self, key: int) -> str:
        """Return the folded letters of an article's text."""
        rows = self._rows("SELECT text FROM articles WHERE key = ?", (key,))
        return letters(_unpack(rows[0][0]))

    def passage_articles(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return two arrays (n,): passage keys in increasing order, and their articles' keys."""
        rows = self._rows("SELECT key, article FROM passages ORDER BY key")
        table = np.array(rows, dtype=np.int64).reshape(-1, 2)
        return table[:, 0].copy(), table[:, 1].copy()

    def article_rows(self) -> list[ArticleRow]:
        """Return what filters, counts and orders each article, by key."""
        rows: list[Any] = self._rows(
            "SELECT a.key, a.id, p.newspaper, p.date, p.number, p.section, a.col, a.place,"
            " a.authors, a.length, a.story FROM articles a JOIN pages p ON p.key = a.page"
            " ORDER BY a.key"
        )
        return [
            ArticleRow(
                key, id_, newspaper, date, page, section, column, place,
                tuple(filter(None, names.split("\n"))), length, story,
            )
            for key, id_, newspaper, date, page, section, column, place, names, length, story in rows
        ]  # fmt: skip

    def fill_names(self, lexicon: Iterable[tuple[str, int]]) -> None:
        """Keep the names of bylines and newspapers, and the words given with how often each stands."""
        counts = Counter(dict(lexicon))
        rows = self._rows(
            "SELECT authors, count(*) FROM articles GROUP BY authors"
            " UNION ALL SELECT newspaper, count(*) FROM pages GROUP BY newspaper"
        )
        for line, count in rows:
            for name in names.name_units(line):
                counts[name] += count
        with self._lock:
            names.fill_names(self._connection, counts.items())

    def names_like(self, typed: str) -> list[tuple[str, int]]:
        """Return names that sound like `typed` or differ by one letter, the likeliest first."""
        with self._lock, _as_stored():
            return names.names_like(self._connection, typed)

    def article_keys(self) -> NDArray[np.int64]:
        """Return the keys of the articles (n,), increasing."""
        rows = self._rows("SELECT key FROM articles ORDER BY key")
        return np.array(rows, dtype=np.int64).reshape(-1)

    def check(self) -> None:
        """Let SQLite check the file, its indexes and its references; raises ArchiveDamaged."""
        found = [f"{row[0]}" for row in self._rows("PRAGMA integrity_check(1)") if row[0] != "ok"]
        found += [f"no parent of {row[0]}" for row in self._rows("PRAGMA foreign_key_check")]
        if found:
            raise ArchiveDamaged(str(self.path), found[0])

    def article_ids(self) -> list[str]:
        """Return the articles' ids, in the order of their keys."""
        return [id_ for (id_,) in self._rows("SELECT id FROM articles ORDER BY key")]

    def newspapers(self) -> list[tuple[str, int]]:
        """Return (newspaper, articles) by name; "" stands for unknown."""
        return self._rows(
            "SELECT p.newspaper, count(*) FROM pages p JOIN articles a ON a.page = p.key"
            " GROUP BY p.newspaper ORDER BY p.newspaper"
        )

    def dates(self) -> tuple[str, str]:
        """Return the first and the last date, "" where no page has one."""
        first, last = self._rows("SELECT min(date), max(date) FROM pages WHERE date <> ''")[0]
        return first or "", last or ""

    def failures(self) -> list[StoredFailure]:
        """Return what could not be read when its folder was last looked at, in that order."""
        return [StoredFailure(*row) for row in self._rows("SELECT * FROM failures ORDER BY rowid")]

    def holdings(self, newspaper: str | None = None) -> list[tuple[str, str, str, int, int]]:
        """Return (newspaper, date, page number, pages, how many are articles that came cut).

        They come in that order, of one newspaper or of all; "" is unknown.
        """
        where, values = ("", ()) if newspaper is None else ("WHERE newspaper = ?", (newspaper,))
        return self._rows(
            f"SELECT newspaper, date, number, count(*), sum(already_cut) FROM pages {where}"
            " GROUP BY newspaper, date, number ORDER BY newspaper, date, number",
            values,
        )

    def papers(self) -> list[PaperHeld]:
        """Return what is held of each newspaper, by name; failures are not counted."""
        rows = self._rows(
            "SELECT newspaper, count(DISTINCT nullif(date, '')), sum(date <> ''),"
            " coalesce(min(nullif(date, '')), ''), max(date), sum(date = '')"
            " FROM pages GROUP BY newspaper ORDER BY newspaper"
        )
        return [PaperHeld(*row) for row in rows]

    def days_beside(self, newspaper: str, date: str) -> tuple[str, str]:
        """Return the days before and after `date` of which anything of a newspaper is held."""
        rows = self._rows(
            "SELECT (SELECT max(date) FROM pages WHERE newspaper = ?1 AND date < ?2 AND date <> ''),"
            " (SELECT min(date) FROM pages WHERE newspaper = ?1 AND date > ?2)",
            (newspaper, date),
        )
        before, after = rows[0]
        return before or "", after or ""

    def issue_size(self, newspaper: str, date: str) -> int:
        """Return how many pages, or articles that came cut, a newspaper has of one day."""
        rows = self._rows(
            "SELECT count(*) FROM pages WHERE newspaper = ? AND date = ?", (newspaper, date)
        )
        return int(rows[0][0])

    def issue(self, newspaper: str, date: str, limit: int, offset: int = 0) -> list[PageHead]:
        """Return `limit` pages of one day by number, with the heads of their articles."""
        pages = self._rows(
            "SELECT key, id, number, section, image <> '' FROM pages"
            " WHERE newspaper = ? AND date = ? ORDER BY number, key LIMIT ? OFFSET ?",
            (newspaper, date, limit, offset),
        )
        heads: dict[int, list[ArticleHead]] = {key: [] for key, *_ in pages}
        statement = "SELECT page, key, id, title, text FROM articles WHERE page"
        for page, _, id_, title, text in sorted(self._rows_in(statement, heads), key=_page_order):
            begins = _unpack(text)[:_BEGINNING_CHARS]
            heads[page].append(ArticleHead(id_, title, begins))
        found = [
            PageHead(id_, number, section, bool(pictured), tuple(heads[key]))
            for key, id_, number, section, pictured in pages
        ]
        return sorted(found, key=lambda page: number_order(page.number))

    def prints(self, keys: Iterable[int]) -> list[Print]:
        """Return where the articles with `keys` were printed, the first print first."""
        statement = (
            "SELECT a.id, p.newspaper, p.date, p.number, a.title"
            " FROM articles a JOIN pages p ON p.key = a.page WHERE a.key"
        )
        found = [Print(*row) for row in self._rows_in(statement, keys)]
        return sorted(
            found, key=lambda one: (one.date or "9999", one.newspaper, one.page, one.article_id)
        )

    def headlines(self, limit: int) -> list[str]:
        """Return headlines, the newest issue's first."""
        rows = self._rows(
            "SELECT a.title FROM articles a JOIN pages p ON p.key = a.page WHERE a.title <> ''"
            " ORDER BY p.date DESC, a.key LIMIT ?",
            (limit,),
        )
        return [title for (title,) in rows]

    def pages_of_issue(self, newspaper: str, date: str) -> list[tuple[str, str]]:
        """Return (number, page id) of the pages of one issue, by number; not articles cut before."""
        rows: list[tuple[str, str]] = self._rows(
            "SELECT number, id FROM pages WHERE newspaper = ? AND date = ? AND NOT already_cut"
            " ORDER BY number, key",
            (newspaper, date),
        )
        return sorted(rows, key=lambda row: number_order(row[0]))

    def _rows_in(self, statement: str, keys: Iterable[int]) -> Iterator[Any]:
        """Yield the rows of `statement`, which ends with a column, where that is one of `keys`."""
        left = list(keys)
        for start in range(0, len(left), _KEYS_AT_ONCE):
            part = left[start : start + _KEYS_AT_ONCE]
            yield from self._rows(f"{statement} IN ({','.join('?' * len(part))})", part)

    def _rows(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        try:
            with self._lock:
                return self._connection.execute(statement, values).fetchall()
        except UnicodeEncodeError:
            # A lone surrogate, as in an argument that is not UTF-8: no text here has one. Bytes,
            # which SQLite does take, are equal to no text.
            as_bytes = [
                value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
                for value in values
            ]
            return self._rows(statement, as_bytes)
        except sqlite3.DatabaseError as error:
            raise ArchiveDamaged(str(self.path), str(error)) from error


def number_order(number: str) -> tuple[tuple[str, int], ...]:
    """Return what orders page numbers as people count: 2 before 10, A10 before B1."""
    return tuple((letters_, int(digits or 0)) for letters_, digits in _COUNTED.findall(number))


def _page_order(row: Sequence[Any]) -> tuple[int, int]:
    """Return what orders articles as their pages do: the page's key, then their own."""
    return row[0], row[1]


@contextmanager
def _as_stored() -> Iterator[None]:
    """Turn what a value raises that is not of the kind that was stored into ArchiveDamaged."""
    try:
        yield
    except (
        ValueError, TypeError, LookupError, AttributeError, RecursionError, sqlite3.DatabaseError
    ) as error:  # fmt: skip
        raise ArchiveDamaged("catalogue.sqlite", repr(error)) from error


def _pack(text: str) -> bytes:
    """Compress a text: GB18030 writes every character, and a Chinese one in two bytes, not three."""
    return zlib.compress(text.encode("gb18030"))


def _unpack(packed: bytes) -> str:
    try:
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(packed, _TEXT_BYTES)
        if not unpacker.eof:
            raise ValueError(f"not whole, or more than {_TEXT_BYTES} bytes")
        return text.decode("gb18030")
    except (zlib.error, ValueError, TypeError) as error:
        raise ArchiveDamaged("catalogue.sqlite", str(error)) from error


def _dump_spans(passage: Passage) -> str:
    """Return the passage's sentences as gaps and lengths by turns: "0 35 1 52"."""
    numbers, at = [], passage.start
    for start, end in passage.sentences:
        numbers += [start - at, end - start]
        at = end
    return " ".join(map(str, numbers))


def _load_spans(dumped: str, at: int) -> tuple[tuple[int, int], ...]:
    numbers = [int(number) for number in dumped.split()]
    spans = []
    for gap, length in zip(numbers[::2], numbers[1::2], strict=True):
        spans.append((at + gap, at + gap + length))
        at += gap + length
    return tuple(spans)


def _dump_details(article: Article) -> str:
    details = {
        "kicker": article.kicker,
        "subtitle": article.subtitle,
        "column": article.column,
        "byline": _without_empty(asdict(article.byline)),
        "dateline": _without_empty(asdict(article.dateline)),
        "parts": [
            (part.role, part.start, part.end, part.text_start, part.cue, part.close)
            for part in article.parts
        ],
    }
    return json.dumps(_without_empty(details), ensure_ascii=False, separators=(",", ":"))


def _without_empty(table: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is the default anyway: most articles have little of it."""
    return {name: value for name, value in table.items() if value}


def _load_article(row: Sequence[Any]) -> Article:
    id_, page_id, title, text, details, newspaper, date, page, section = row
    with _as_stored():
        more = json.loads(details)
        byline = more.get("byline", {})
        return Article(
            id=id_, page_id=page_id, text=_unpack(text), title=title, kicker=more.get("kicker", ""),
            subtitle=more.get("subtitle", ""), column=more.get("column", ""),
            byline=Byline(**byline | {"names": tuple(byline.get("names", ()))}),
            dateline=Dateline(**more.get("dateline", {})),
            newspaper=newspaper, date=date, page=page, section=section,
            parts=tuple(Part(Role(role), *rest) for role, *rest in more.get("parts", ())),
        )  # fmt: skip


def _dump_given(page: Page) -> str:
    """Return what came with an article already cut, as JSON: most pages have nothing of it."""
    names = ("headline", "kicker", "subtitle", "byline", "column")
    given = {name: getattr(page, name) for name in names if getattr(page, name)}
    return json.dumps(given, ensure_ascii=False, separators=(",", ":"))


def _dump_blocks(blocks: Sequence[Block]) -> str:
    return json.dumps(
        [
            (b.start, b.end, b.box and astuple(b.box), b.confidence, b.font_size, b.role, b.article)
            for b in blocks
        ],
        separators=(",", ":"),
    )


def _load_blocks(text: str) -> tuple[Block, ...]:
    return tuple(
        Block(start, end, Box(*box) if box else None, sure, size, Role(role) if role else None, of)
        for start, end, box, sure, size, role, of in json.loads(text)
    )
