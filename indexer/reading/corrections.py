"""Read what a person wrote beside a page about its articles.

`01.layout.toml` speaks for `01.txt` (or `01.pdf`, `01.jpg`, …), a table for each line it corrects:

    [[line]]
    text = "码头加固花了两年"     # how the line begins, as `jianbao show PAGE --layout` prints it
    begins = false                # it begins no article
    role = "subhead"
    # belongs_to = "停航两年"     # it is part of the article with a line that begins so
    # page = "02"                 # in a file of several pages: the page it stands on
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from indexer.errors import CorrectionError
from indexer.models import Correction, Role
from indexer.reading.names import is_fit, shown

_KEYS = ("text", "begins", "role", "belongs_to", "page")
_LIMIT_BYTES = 2**18
_ROLES = tuple(role.value for role in Role if role is not Role.LOOP)


def corrections_file(path: Path) -> Path:
    """Return where corrections of the page file `path` stand, if there are any."""
    return path.with_name(f"{path.stem}.layout.toml")


def read_corrections(path: Path) -> tuple[tuple[str, Correction], ...]:
    """Return (page number or "", correction) for the page file `path`; none without the sidecar.

    Raises CorrectionError with the sidecar, and its entry, for one that cannot be used.
    """
    file = corrections_file(path)
    if not file.is_file():
        return ()
    with file.open("rb") as opened:
        data = opened.read(_LIMIT_BYTES + 1)
    if len(data) > _LIMIT_BYTES:
        raise _unusable(file, "超过 256 KB：只写要更正的行", "over 256 KB: write lines only")
    try:
        table = tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        found = re.search(r"at line (\d+)", str(error))
        raise _unusable(
            file, "不是 UTF-8 的 TOML：每条以 [[line]] 开头", "not TOML in UTF-8: begin with [[line]]",
            f":{found[1]}" if found else "",
        ) from error  # fmt: skip
    entries = table.pop("line", [])
    if table or not isinstance(entries, list):
        raise _unusable(file, "每条更正以 [[line]] 开头", "each correction begins with [[line]]")
    return tuple(_entry(file, number, entry) for number, entry in enumerate(entries, start=1))


def _entry(file: Path, number: int, entry: Any) -> tuple[str, Correction]:
    where = f" [[line]] {number}"
    if not isinstance(entry, Mapping) or not entry.keys() <= set(_KEYS):
        raise _unusable(file, f"只能写 {'、'.join(_KEYS)}", f"write {', '.join(_KEYS)} only", where)
    for key in ("text", "belongs_to", "page", "role"):
        value = entry.get(key, "")
        if not isinstance(value, str) or not is_fit(value):
            raise _unusable(
                file, f"{key} 应是一行引号里的文字", f"{key} must be one quoted line", where
            )
    begins, role = entry.get("begins"), entry.get("role", "")
    if begins is not None and not isinstance(begins, bool):
        raise _unusable(file, "begins 应是 true 或 false", "begins must be true or false", where)
    if role and role not in _ROLES:
        raise _unusable(file, f"role 应是 {'、'.join(_ROLES)} 之一", "no such role", where)
    if not entry.get("text", "").strip():
        raise _unusable(file, "缺少 text：写上那一行的开头", "text is missing", where)
    if begins is None and not role and not entry.get("belongs_to"):
        raise _unusable(
            file, "没有说更正什么：写 begins、role 或 belongs_to",
            "says nothing: write begins, role or belongs_to", where,
        )  # fmt: skip
    return entry.get("page", ""), Correction(
        text=entry["text"].strip(),
        begins=begins,
        role=Role(role) if role else None,
        belongs_to=entry.get("belongs_to", "").strip(),
        file=f"{file}{where}",
    )


def _unusable(file: Path, chinese: str, english: str, where: str = "") -> CorrectionError:
    return CorrectionError(
        shown(f"{file}{where}"), f"版面更正用不了：{chinese}；这一版未读入 / {english}; not read"
    )
