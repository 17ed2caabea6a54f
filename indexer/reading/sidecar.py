"""Read what a person wrote beside a page about which page it is.

`01.page.toml` speaks for `01.txt`; `page.toml` for every file of its folder that has none of its
own. Keys: newspaper, date, page, section. What a sidecar says goes before what the path says.
"""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

from indexer.errors import ReadError

_KEYS = ("newspaper", "date", "page", "section")


def sidecars_of(path: Path) -> list[Path]:
    """Return the sidecars that speak for `path`, the weaker first."""
    candidates = (path.with_name("page.toml"), path.with_name(f"{path.stem}.page.toml"))
    return [candidate for candidate in candidates if candidate.is_file()]


def read_sidecars(path: Path) -> dict[str, str]:
    """Return what the sidecars of `path` say, by key; raises ReadError naming the sidecar."""
    said: dict[str, str] = {}
    for sidecar in sidecars_of(path):
        said |= _read(sidecar)
    return said


def _read(sidecar: Path) -> dict[str, str]:
    try:
        table = tomllib.loads(sidecar.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ReadError(str(sidecar), f"不是可读的 TOML：{error} / not readable TOML") from error
    said = {}
    for key, value in table.items():
        if key not in _KEYS:
            raise ReadError(
                str(sidecar), f"没有 {key!r} 这一项，可写 {'、'.join(_KEYS)} / unknown key"
            )
        if isinstance(value, date):
            value = value.isoformat()
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or "\n" in value or len(value) > 100:
            raise ReadError(str(sidecar), f"{key} 应是一行文字 / {key} must be a line of text")
        said[key] = value.strip()
    if said.get("date"):
        said["date"] = checked_date(said["date"]) or _no_date(sidecar, said["date"])
    return said


def checked_date(text: str) -> str:
    """Return a calendar date in ISO form, from 2019-08-01 or 20190801; "" for anything else."""
    try:
        return date.fromisoformat(text).isoformat() if len(text) in (8, 10) else ""
    except ValueError:
        return ""


def _no_date(sidecar: Path, text: str) -> str:
    raise ReadError(
        str(sidecar), f"{text!r} 不是日期，应写成 2019-08-01 / is no date: write 2019-08-01"
    )
