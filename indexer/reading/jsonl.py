"""Read articles that come already cut, one JSON object a line.

Fields: id, newspaper, date, page, title, text; id and text are needed, others are ignored. A field
map beside the file may name others, see `fieldmap`. A page's sidecar speaks for the lines that do
not say it themselves: a file may hold articles of many issues, so the line goes first here.
"""

from __future__ import annotations

import codecs
import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from indexer.errors import ReadError
from indexer.models import Failure, Page
from indexer.reading.dates import date_part
from indexer.reading.encoding import decode, line_reader
from indexer.reading.failures import failure, size
from indexer.reading.fieldmap import FieldMap, NotMapped, read_map
from indexer.reading.names import is_fit, shown
from indexer.reading.sidecar import read_sidecars
from indexer.reading.source import SourceFile

_FIELDS = frozenset(("id", "newspaper", "date", "page", "title", "text"))
_NUMBERS = frozenset(("id", "date", "page"))  # may be written as whole numbers
_HEADINGS = ("kicker", "subtitle", "byline", "column")  # only a field map gives them
_IN_ONE_LINE = ("kicker", "subtitle", "column")
_LIMIT_ID_CHARS = 200
_LOOK_BYTES, _LOOK_LINES = 2**20, 20
_ACTIONS = frozenset(("index", "create"))  # of Elasticsearch's bulk format
_MAY_BE = ""
_QUESTIONS = "是问题文件，不是文章，略过 / questions, not articles: skipped"
_OTHER = "没有 id、text 等文章字段，略过 / has none of an article's fields (id, text, …): skipped"


class _NoArticle(Exception):
    """Why a line is no article, and what to write: Chinese and English."""


def read_jsonl(source: SourceFile, *, max_bytes: int) -> Iterator[Page | Failure]:
    """Yield a page for each article, and a Failure `path:line` for each line that is none.

    Blank lines, and those that announce the next ({"index": {…}}), count as lines and are otherwise
    passed over. A page's digest is the SHA-256 of its line without the line end (of UTF-16: in
    UTF-8), of the field map where there is one, and of what a sidecar filled in. Raises ReadError
    where no line says anything, the file breaks off within a character of UTF-16, or a field map or
    sidecar cannot be used.
    """
    fields = read_map(source.path)
    said = read_sidecars(source.path)
    first_seen: dict[str, int] = {}
    blank = True
    with source.path.open("rb") as file:
        read_line = line_reader(file, str(source.path))
        number = 0
        while line := read_line(max_bytes + 1):
            number += 1
            if number == 1:
                line = line.removeprefix(codecs.BOM_UTF8)
            where = f"{source.path}:{number}"
            if len(line) > max_bytes:
                blank = False
                yield failure(where, _too_long(max_bytes))
                while line and not line.endswith(b"\n"):
                    line = read_line(max_bytes)
                continue
            line = line.strip()
            if not line:
                continue
            blank = False
            try:
                page = _article(line, source, fields, said)
                if page is not None and page.id in first_seen:
                    raise _NoArticle(_twice(page.id, first_seen[page.id]))
            except _NoArticle as error:
                yield failure(where, str(error))
            else:
                if page is not None:
                    first_seen[page.id] = number
                    yield page
    if blank:
        raise ReadError(
            str(source.path),
            "空白文件：没有文章，未编入；补上或删去 / an empty file: fill it or delete it",
        )


def why_no_articles(path: Path) -> str:
    """Return why the file is not meant as articles, by its first lines; "" where it may be.

    An export may begin with a line about itself: one line that may be an article is enough.
    """
    try:
        fields = read_map(path)
    except ReadError:
        return ""
    reasons = {_why_no_article(row, fields) for row in _first_rows(path)}
    return next((one for one in (_MAY_BE, _QUESTIONS, _OTHER) if one in reasons), _MAY_BE)


def _why_no_article(row: object, fields: FieldMap | None) -> str:
    if not isinstance(row, dict):
        return _MAY_BE
    if "qid" in row and ("text" not in row if fields is None else not fields.fits(row)):
        return _QUESTIONS
    return _MAY_BE if _fits(row, fields) else _OTHER


def _first_rows(path: Path) -> Iterator[Any]:
    """Yield what the first lines are that are JSON; None for one too long to be looked at whole."""
    left, count = _LOOK_BYTES, 0
    with path.open("rb") as file, suppress(ReadError):
        read_line = line_reader(file, str(path))
        while left > 0 and count < _LOOK_LINES and (line := read_line(left)):
            left -= len(line)
            if left <= 0 and not line.endswith(b"\n"):
                yield None
                return
            line = line.removeprefix(codecs.BOM_UTF8).strip()
            count += bool(line)
            with suppress(ValueError, RecursionError, ReadError):
                yield json.loads(_text(line, path))


def _text(line: bytes, path: Path) -> str:
    """Return the text of a line, of UTF-8 or GB18030 (no character of it ends in a line end)."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return decode(line, str(path))


def _fits(row: dict[str, Any], fields: FieldMap | None) -> bool:
    """Tell whether a row has any field of an article."""
    return bool(_FIELDS & row.keys()) if fields is None else fields.fits(row)


def _is_action(row: dict[str, Any], fields: FieldMap | None) -> bool:
    """Tell a line of an Elasticsearch export that says where the next one goes: {"index": {…}}."""
    (name, value), *more = row.items() or [("", None)]
    return name in _ACTIONS and isinstance(value, dict) and not more and not _fits(row, fields)


def _article(
    line: bytes, source: SourceFile, fields: FieldMap | None, said: Mapping[str, str]
) -> Page | None:
    """Return the article of a line, None where it only announces one. Raises _NoArticle.

    `said` is which page the sidecars say that it is.
    """
    try:
        row = json.loads(_text(line, source.path))
    except ReadError as error:
        raise _NoArticle(
            "这一行不是 UTF-8 或 GB18030 编码，或有损坏：请转成 UTF-8 / "
            "not text in UTF-8 or GB18030, or damaged: convert it to UTF-8"
        ) from error
    except (ValueError, RecursionError) as error:
        raise _NoArticle("这一行不是 JSON：改正或删去 / not JSON: mend or delete it") from error
    if not isinstance(row, dict):
        raise _NoArticle(
            '每行应是一个对象 {"id": …, "text": …} / each line must be an object with id and text'
        )
    if _is_action(row, fields):
        return None
    headings = dict.fromkeys(_HEADINGS, "")
    digest = hashlib.sha256(line)
    if fields is not None:
        try:
            row = fields.row(row)
        except NotMapped as error:
            raise _NoArticle(str(error)) from error
        headings = {name: _body(_field(row, name)).strip() for name in _HEADINGS}
        headings |= {name: " ".join(headings[name].split("\n")) for name in _IN_ONE_LINE}
        digest.update(fields.digest)
    article_id = _field(row, "id").strip()
    if not article_id:
        raise _NoArticle(
            "缺少 id：每篇文章写上不同的 id / id is missing: give each article its own"
        )
    if not is_fit(article_id) or len(article_id) > _LIMIT_ID_CHARS:
        raise _NoArticle(
            f"id 里有控制字符，或超过 {_LIMIT_ID_CHARS} 字：改短、改净 / "
            f"id holds control characters or is over {_LIMIT_ID_CHARS} characters: change it"
        )
    text = _body(_field(row, "text"))
    if not text.strip():
        raise _NoArticle("text 缺少或是空的：补上正文 / text is missing or empty: fill it in")
    if "\0" in text:
        raise _NoArticle("text 里有 NUL 字符：去掉再来 / text holds a NUL character: remove it")
    place = {
        "newspaper": _label(row, "newspaper"),
        "date": _date(row),
        "page": _label(row, "page"),
        "section": _label(row, "section") if fields is not None else "",
    }
    filled_in = {name: said[name] for name in place if not place[name] and said.get(name)}
    if filled_in:
        place |= filled_in
        digest.update(repr(filled_in).encode())
    return Page(
        id=article_id,
        text=text,
        newspaper=place["newspaper"],
        date=place["date"],
        number=place["page"],
        section=place["section"],
        source=str(source.path),
        digest=digest.hexdigest(),
        already_cut=True,
        headline=_body(_field(row, "title")).strip(),
        kicker=headings["kicker"],
        subtitle=headings["subtitle"],
        byline=headings["byline"],
        column=headings["column"],
    )


def _date(row: dict[str, Any]) -> str:
    written = _field(row, "date").strip()
    date = date_part(written)
    if written and not date:
        raise _NoArticle(
            f"date {shown(written)[:40]!r} 不是日期，应写成 2019-08-01 / "
            "no calendar date: write it like 2019-08-01, or leave it empty"
        )
    return date


def _label(row: dict[str, Any], name: str) -> str:
    text = _field(row, name).strip()
    if not is_fit(text):
        raise _NoArticle(
            f"{name} 应是一行文字：去掉控制字符 / {name} must be one line: remove control characters"
        )
    return text


def _field(row: dict[str, Any], name: str) -> str:
    """Return a field as text: missing and null are "", whole numbers are written out."""
    value = row.get(name)
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and name in _NUMBERS:
        return str(value)
    raise _NoArticle(f"{name} 应是文字：写在引号里 / {name} must be text: put it in quotes")


def _body(text: str) -> str:
    r"""Return text as it can be stored: line ends are \n, half a surrogate pair is U+FFFD."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _too_long(max_bytes: int) -> str:
    return (
        f"这一行超过上限 {size(max_bytes)}，未编入：拆成几篇，或调高 max_page_mb / "
        f"a line over {size(max_bytes)}: split the article, or raise max_page_mb"
    )


def _twice(article_id: str, line: int) -> str:
    return (
        f"id {article_id!r} 重复，第 {line} 行已有：改一个 id 或删去 / "
        f"the same id as in line {line}: change one or delete it"
    )
