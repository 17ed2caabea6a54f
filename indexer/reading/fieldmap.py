"""Read how a newsroom's system names the fields of an article.

`fields.toml` speaks for the JSONL files of its folder, `export.fields.toml` for `export.jsonl`:

    text = { field = "content.body", html = true }      # of an object within the row; tags taken away
    title = "headline"
    newspaper = { value = "澜州日报" }                   # the same for all
    date = { field = "pubTime", format = "epoch" }      # or as strptime has it: "%Y年%m月%d日"
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from indexer.errors import ReadError
from indexer.reading.markup import NotReadable, text_lines
from indexer.reading.names import shown

FIELDS = (
    "id", "newspaper", "date", "page", "section", "title", "kicker", "subtitle", "byline", "column",
    "text",
)  # fmt: skip
_KEYS = ("field", "value", "html", "format")
_LIMIT_BYTES = 2**16
_CHINA = timezone(timedelta(hours=8))  # a moment in seconds is taken as that day there
_MILLISECONDS = 10**11  # more seconds than that are milliseconds


@dataclass(frozen=True, slots=True)
class Rule:
    """Where a field of ours comes from: a path into the row, or a constant."""

    path: tuple[str, ...] = ()
    value: str | None = None
    html: bool = False
    format: str = ""


def field_maps_of(path: Path) -> list[Path]:
    """Return the files that say how the fields of `path` are named, the weaker first."""
    if path.suffix.lower() != ".jsonl":
        return []
    candidates = (path.with_name("fields.toml"), path.with_name(f"{path.stem}.fields.toml"))
    return [one for one in candidates if one.is_symlink() or one.is_file()]


def read_field_map(path: Path) -> dict[str, Rule]:
    """Return the rules for the JSONL file `path`, by our names; empty without a map.

    Raises ReadError, naming the map, where it cannot be used.
    """
    rules: dict[str, Rule] = {}
    for file in field_maps_of(path):
        rules |= _read(file)
    return rules


def applied(rules: Mapping[str, Rule], row: Mapping[str, Any]) -> dict[str, Any]:
    """Return `row` under our names; a field without a rule keeps the name it has.

    Raises ValueError for a date that is not written as its format says.
    """
    renamed = {name: row.get(name) for name in FIELDS if name not in rules}
    return renamed | {name: _value(rule, row) for name, rule in rules.items()}


def _value(rule: Rule, row: Mapping[str, Any]) -> Any:
    if rule.value is not None:
        return rule.value
    value: Any = row
    for key in rule.path:
        value = value.get(key) if isinstance(value, Mapping) else None
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        value = "\n".join(value)
    if rule.html and isinstance(value, str):
        try:
            value = "\n".join(text_lines(value))
        except NotReadable as error:
            raise ValueError("html") from error
    if rule.format and value not in (None, ""):
        value = _day(value, rule.format)
    return value


def _day(value: Any, form: str) -> str:
    try:
        if form == "epoch":
            seconds = float(value)
            seconds = seconds / 1000 if abs(seconds) > _MILLISECONDS else seconds
            return datetime.fromtimestamp(seconds, _CHINA).date().isoformat()
        return datetime.strptime(str(value).strip(), form).date().isoformat()  # noqa: DTZ007 -- a day
    except (TypeError, ValueError, OverflowError, OSError, re.error) as error:
        raise ValueError(shown(str(value))[:40]) from error


def _read(file: Path) -> dict[str, Rule]:
    with file.open("rb") as opened:
        data = opened.read(_LIMIT_BYTES + 1)
    try:
        if len(data) > _LIMIT_BYTES:
            raise ValueError("over 64 KB")
        table = tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        found = re.search(r"at line (\d+)", str(error))
        raise _unusable(
            file, '不是 UTF-8 的 TOML：每行写成 title = "headline" 的样子',
            'not TOML in UTF-8: write lines such as title = "headline"',
            f":{found[1]}" if found else "",
        ) from error  # fmt: skip
    return {name: _rule(file, name, given) for name, given in table.items()}


def _rule(file: Path, name: str, given: Any) -> Rule:
    where = f" {shown(name)[:40]}"
    if name not in FIELDS:
        raise _unusable(file, f"没有这一项，可写 {'、'.join(FIELDS)}", "unknown field", where)
    if isinstance(given, str):
        given = {"field": given}
    if not isinstance(given, Mapping) or not given.keys() <= set(_KEYS):
        raise _unusable(
            file,
            '写成 "字段名" 或 { field = "字段名" }',
            'write "name" or { field = "name" }',
            where,
        )
    field, value = given.get("field", ""), given.get("value")
    html, form = given.get("html", False), given.get("format", "")
    if not isinstance(field, str) or not isinstance(form, str) or not isinstance(html, bool):
        raise _unusable(
            file, "field 和 format 是文字，html 是 true 或 false",
            "field and format are text, html is true or false", where,
        )  # fmt: skip
    if (value is None) == (not field) or (value is not None and not isinstance(value, str)):
        raise _unusable(file, "field 和 value 写一个", "write either field or value", where)
    if form and name != "date":
        raise _unusable(file, "只有 date 有 format", "only date has a format", where)
    return Rule(tuple(field.split(".")) if field else (), value, html, form)


def _unusable(file: Path, chinese: str, english: str, where: str) -> ReadError:
    return ReadError(
        shown(f"{file}{where}"), f"字段表用不了：{chinese}；未读入 / {english}; nothing was read"
    )
