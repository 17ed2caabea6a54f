"""Read how a newsroom's JSONL names its fields, and take ours out of a row.

`fields.toml` speaks for every JSONL file of its folder, `news.fields.toml` for `news.jsonl` instead.
A name of ours that the map leaves out is read from the field of that name.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from indexer.errors import ReadError
from indexer.reading.dates import date_part
from indexer.reading.htmltext import fragment_lines
from indexer.reading.names import is_fit, shown
from indexer.reading.printed import Paragraph, PrintedLine, compose

_NAMES = (
    "id", "newspaper", "date", "page", "section", "title", "kicker", "subtitle", "byline",
    "column", "text",
)  # fmt: skip
_ONE_LINE = frozenset(("id", "newspaper", "date", "page", "section"))
_OPTIONS = ("field", "value", "html", "format")
_LIMIT_BYTES = 2**16
_LIMIT_CHARS = 200
_LOCAL = dt.timezone(dt.timedelta(hours=8))  # epochs become dates of China's clock
_MILLISECONDS = 10**11  # seconds from here on would be the year 5138


class NotMapped(Exception):
    """Why a field of a row cannot be read by the map: Chinese and English."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """Where a field of ours comes from: a path of names, or a constant."""

    path: tuple[str, ...] = ()
    value: str = ""
    html: bool = False
    format: str = ""


@dataclass(frozen=True, slots=True)
class FieldMap:
    """A map and the SHA-256 of its file, which is part of the digest of each row it reads."""

    digest: bytes
    rules: Mapping[str, _Rule] = field(default_factory=dict)

    def row(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return `given` with our names. Raises NotMapped."""
        return {name: self._value(name, given) for name in _NAMES}

    def fits(self, given: Mapping[str, Any]) -> bool:
        """Tell whether a row has any of the fields that the map reads."""
        paths = [self.rules.get(name, _Rule((name,))).path for name in _NAMES]
        return any(path and (path[0] in given or ".".join(path) in given) for path in paths)

    def _value(self, name: str, given: Mapping[str, Any]) -> Any:
        rule = self.rules.get(name, _Rule((name,)))
        if not rule.path:
            return rule.value
        value = _at(given, rule.path)
        if isinstance(value, list) and all(isinstance(one, str | None) for one in value):
            texts = [_plain(one) if rule.html else one for one in value if one]
            value = (" " if name in _ONE_LINE else "\n").join(texts)
        elif rule.html and isinstance(value, str):
            value = _plain(value)
        if rule.format and value not in (None, ""):
            value = _formatted(name, value, rule.format)
        return value


def map_files(path: Path) -> list[Path]:
    """Return the maps that lie beside a JSONL file, the weaker first; broken links among them."""
    if path.suffix.lower() != ".jsonl":
        return []
    candidates = (path.with_name("fields.toml"), path.with_name(f"{path.stem}.fields.toml"))
    return [one for one in candidates if one.is_symlink() or one.is_file()]


def read_map(path: Path) -> FieldMap | None:
    """Return the map of a JSONL file, None where there is none.

    Raises ReadError with the map and, where it is known, the line: `fields.toml:2`.
    """
    files = map_files(path)
    if not files:
        return None
    with files[-1].open("rb") as file:
        data = file.read(_LIMIT_BYTES + 1)
    try:
        return FieldMap(hashlib.sha256(data).digest(), _rules(data))
    except _Unusable as error:
        line = f":{error.line}" if error.line else ""
        raise ReadError(
            shown(f"{files[-1]}{line}"),
            f"{error.chinese}；{path.name} 未读入 / {error.english}; {path.name} was not read",
        ) from error


class _Unusable(Exception):
    """What is wrong in a map, in which line (0: unknown), and what to write instead."""

    def __init__(self, chinese: str, english: str, line: int = 0) -> None:
        super().__init__(english)
        self.chinese, self.english, self.line = chinese, english, line


def _rules(data: bytes) -> dict[str, _Rule]:
    if len(data) > _LIMIT_BYTES:
        raise _Unusable(
            "字段对照表超过 64 KB：只写字段", "a field map over 64 KB: write fields only"
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _Unusable(
            "字段对照表不是 UTF-8：请转成 UTF-8", "no UTF-8: convert it", line
        ) from error
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        found = re.search(r"at line (\d+)", str(error))
        raise _Unusable(
            '不是 TOML：每行写成 title = "headline" 的样子',
            'not TOML: write lines such as title = "headline"',
            int(found[1]) if found else 0,
        ) from error
    rules = {}
    for name, value in table.items():
        try:
            rules[name] = _rule(name, value)
        except _Unusable as error:
            found = re.search(rf"^[ \t]*\[*[ \t]*[\"']?{re.escape(name)}\b", text, re.MULTILINE)
            error.line = text.count("\n", 0, found.start()) + 1 if found else 0
            raise
    return rules


def _rule(name: str, value: object) -> _Rule:
    if name not in _NAMES:
        raise _Unusable(
            f"没有 {shown(name)[:40]!r} 这个字段，等号左边可写 {'、'.join(_NAMES)}",
            f"unknown field: left of = write {', '.join(_NAMES)}",
        )
    if isinstance(value, str):
        return _Rule(_path(name, value))
    if not isinstance(value, dict) or ("field" in value) == ("value" in value):
        raise _Unusable(
            f'{name} 应写成 "字段名"、{{ field = "字段名" }} 或 {{ value = "固定文字" }}',
            f'{name} must be "field", {{ field = "name" }} or {{ value = "text" }}',
        )
    if unknown := [option for option in value if option not in _OPTIONS]:
        raise _Unusable(
            f"{name} 里没有 {shown(unknown[0])[:40]!r} 这一项，可写 {'、'.join(_OPTIONS)}",
            f"unknown option of {name}: use {', '.join(_OPTIONS)}",
        )
    if "value" in value:
        return _Rule(value=_constant(name, value))
    html, form = value.get("html", False), value.get("format", "")
    if not isinstance(html, bool) or (html and name in _ONE_LINE):
        raise _Unusable(
            f"{name} 的 html 只能是 true 或 false，且只用于标题和正文",
            f"html of {name} must be true or false, and is for headings and text",
        )
    if not isinstance(form, str) or (form and (name != "date" or not _is_format(form))):
        raise _Unusable(
            f'{name} 的 format 只用于 date，写成 "%Y年%m月%d日" 或 "epoch"',
            f'format of {name}: only for date, "%Y-%m-%d" with year, month and day, or "epoch"',
        )
    return _Rule(_path(name, value["field"]), html=html, format=form)


def _path(name: str, value: object) -> tuple[str, ...]:
    path = tuple(value.split(".")) if isinstance(value, str) else ()
    if not path or not all(path) or len(path) > 20 or len(str(value)) > _LIMIT_CHARS:
        raise _Unusable(
            f'{name} 的字段名应是文字，层级之间用点，如 "content.body"',
            f'the field of {name} must be text, with dots between levels, such as "content.body"',
        )
    return path


def _constant(name: str, value: Mapping[str, object]) -> str:
    text = value["value"]
    if isinstance(text, dt.date):
        text = text.isoformat()
    if (
        not isinstance(text, str)
        or name in ("id", "text")
        or set(value) != {"value"}
        or not is_fit(text)
        or len(text) > _LIMIT_CHARS
    ):
        raise _Unusable(
            f"{name} 的固定文字应是一行不超过 {_LIMIT_CHARS} 字、不带别的项，id 和 text 不能固定",
            f"the value of {name} must be one line of at most {_LIMIT_CHARS} characters and "
            "alone; id and text cannot be constant",
        )
    if name == "date" and text and not date_part(text):
        raise _Unusable("固定的 date 应写成 2019-08-01", "a constant date is like 2019-08-01")
    return text


def _is_format(form: str) -> bool:
    """Tell a format that gives a whole date back."""
    if form == "epoch":
        return True
    day = dt.datetime(2019, 8, 21, tzinfo=_LOCAL)
    try:
        return dt.datetime.strptime(day.strftime(form), form).date() == day.date()  # noqa: DTZ007
    except (ValueError, re.error):
        return False


def _at(given: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    """Return what stands at a path; a field whose own name has dots goes first."""
    if ".".join(path) in given:
        return given[".".join(path)]
    value: Any = given
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _plain(text: str) -> str:
    """Return what a reader sees of HTML: a paragraph is a line."""
    return compose(
        Paragraph(tuple(PrintedLine(piece) for piece in line.split("\n")))
        for line in fragment_lines(text)
    )[0]


def _formatted(name: str, value: object, form: str) -> str:
    """Return an ISO date from a date as the newsroom writes it."""
    try:
        if form == "epoch":
            is_number = isinstance(value, int | float | str) and not isinstance(value, bool)
            seconds = float(str(value)) if is_number else float("nan")
            seconds /= 1000 if abs(seconds) >= _MILLISECONDS else 1
            moment = dt.datetime.fromtimestamp(0, _LOCAL) + dt.timedelta(seconds=seconds)
            return moment.date().isoformat()
        return dt.datetime.strptime(str(value).strip(), form).date().isoformat()  # noqa: DTZ007
    except (ValueError, OverflowError) as error:
        raise NotMapped(
            f"{name} {shown(str(value))[:40]!r} 不合字段对照表里的格式 {form}：改正其中之一 / "
            f"not as the format in the field map says: correct one of them"
        ) from error
