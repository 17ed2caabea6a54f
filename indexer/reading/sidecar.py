"""Read what a person wrote beside a page about which page it is.

`01.page.toml` speaks for `01.txt`; `page.toml` for every file of its folder, key by key where the
file's own sidecar is silent. Keys: newspaper, date, page, section.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from pathlib import Path

from indexer.errors import ReadError
from indexer.reading.corrections import corrections_file
from indexer.reading.dates import checked_date, date_part
from indexer.reading.fieldmap import map_files
from indexer.reading.names import is_fit, is_label, shown

_KEYS = ("newspaper", "date", "page", "section")
_LIMIT_BYTES = 2**16
_LIMIT_CHARS = {"newspaper": 100, "page": 20, "section": 100}


def is_sidecar(path: Path) -> bool:
    """Tell a sidecar by its name."""
    return path.name in ("page.toml", "fields.toml") or path.name.endswith(
        (".page.toml", ".layout.toml", ".fields.toml")
    )


def sidecars_of(path: Path) -> list[Path]:
    """Return the sidecars that speak for `path`, and its field maps; broken links among them."""
    return [*_page_sidecars(path), *_there(corrections_file(path)), *map_files(path)]


def _page_sidecars(path: Path) -> list[Path]:
    """Return the sidecars that say which page `path` is, the weaker first."""
    return _there(path.with_name("page.toml"), path.with_name(f"{path.stem}.page.toml"))


def _there(*candidates: Path) -> list[Path]:
    return [one for one in candidates if one.is_symlink() or one.is_file()]


def read_sidecars(path: Path) -> dict[str, str]:
    """Return what the sidecars of `path` say, by key.

    Raises ReadError with the sidecar and, where it is known, the line: `01.page.toml:2`.
    """
    said: dict[str, str] = {}
    for sidecar in _page_sidecars(path):
        try:
            said |= _read(sidecar)
        except _Unusable as error:
            line = f":{error.line}" if error.line else ""
            raise ReadError(
                shown(f"{sidecar}{line}"),
                f"{error.chinese}；{path.name} 未读入 / {error.english}; {path.name} was not read",
            ) from error
    return said


class _Unusable(Exception):
    """What is wrong in a sidecar, in which line (0: unknown), and what to write instead."""

    def __init__(self, chinese: str, english: str, line: int = 0) -> None:
        super().__init__(english)
        self.chinese, self.english, self.line = chinese, english, line


def _read(sidecar: Path) -> dict[str, str]:
    with sidecar.open("rb") as file:
        data = file.read(_LIMIT_BYTES + 1)
    if len(data) > _LIMIT_BYTES:
        raise _Unusable(
            "说明文件超过 64 KB：只写四项", "a sidecar over 64 KB: write four keys only"
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _Unusable("说明文件不是 UTF-8：请转成 UTF-8", "no UTF-8: convert it", line) from error
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        found = re.search(r"at line (\d+)", str(error))
        raise _Unusable(
            '不是 TOML：每行写成 newspaper = "报名" 的样子',
            'not TOML: write lines such as newspaper = "name"',
            int(found[1]) if found else 0,
        ) from error
    said = {}
    for key, value in table.items():
        try:
            said[key] = _checked(key, value)
        except _Unusable as error:
            error.line = _line_of(key, text)
            raise
    return said


def _checked(key: str, value: object) -> str:
    if key not in _KEYS:
        raise _Unusable(
            f"没有 {shown(key)[:40]!r} 这一项，可写 {'、'.join(_KEYS)}",
            f"unknown key: use {', '.join(_KEYS)}",
        )
    if key == "date":
        return _date(value)
    if key == "page" and isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not is_fit(value) or len(value) > _LIMIT_CHARS[key]:
        raise _Unusable(
            f"{key} 应是一行不超过 {_LIMIT_CHARS[key]} 字的文字，写在引号里",
            f"{key} must be one quoted line of at most {_LIMIT_CHARS[key]} characters",
        )
    value = value.strip()
    if key != "section" and not is_label(value):  # 国际/财经 is a section; no id has it
        raise _Unusable(f"{key} 里不能有路径：去掉斜线", f"{key} must be no path: no slashes")
    return value


def _date(value: object) -> str:
    """Return an ISO date from TOML's own dates, text or a number of eight digits; "" from ""."""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, int) and not isinstance(value, bool):
        date = checked_date(str(value))
    elif isinstance(value, str):
        date = date_part(value.strip())
        if not value.strip():
            return ""
    else:
        date = ""
    if not date:
        raise _Unusable(
            f"date {shown(str(value))[:40]!r} 不是日期，应写成 2019-08-01",
            "no calendar date: write it like 2019-08-01",
        )
    return date


def _line_of(key: str, text: str) -> int:
    r"""Return the line, from 1, that sets `key` (`key = …`, `"key" = …`, `[key]`); 0 if none."""
    found = re.search(rf"^[ \t]*\[*[ \t]*[\"']?{re.escape(key)}\b", text, re.MULTILINE)
    return text.count("\n", 0, found.start()) + 1 if found else 0
