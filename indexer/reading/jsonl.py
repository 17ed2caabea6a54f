"""Read articles that come already cut, one JSON object a line.

Fields: id, newspaper, date, page, title, text; id and text are needed, others are ignored.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from indexer.models import Failure, Page
from indexer.reading.discover import SourceFile
from indexer.reading.sidecar import checked_date


def read_jsonl(source: SourceFile, *, max_bytes: int) -> Iterator[Page | Failure]:
    """Yield a page for each article, and a Failure `path:line` for each line that is none."""
    seen: set[str] = set()
    with source.path.open("rb") as file:
        number = 0
        while line := file.readline(max_bytes + 1):
            number += 1
            where = f"{source.path}:{number}"
            if len(line) > max_bytes:
                yield Failure(where, "这一行太长，未编入 / the line is too long")
                while line and not line.endswith(b"\n"):
                    line = file.readline(max_bytes)
                continue
            if not line.strip():
                continue
            try:
                page = _article(line, source, first=number == 1)
                if page.id in seen:
                    raise ValueError(f"id {page.id!r} 在本文件中重复 / stands twice in this file")
                seen.add(page.id)
                yield page
            except (ValueError, RecursionError) as error:
                yield Failure(where, f"不是一篇文章：{error} / not an article")


def _article(line: bytes, source: SourceFile, *, first: bool) -> Page:
    row = json.loads(line.decode("utf-8-sig" if first else "utf-8"))
    if not isinstance(row, dict):
        raise ValueError("每行应是一个对象 / a line must be an object")
    text = _field(row, "text")
    if not text.strip():
        raise ValueError("text 是空的 / text is empty")
    article_id = _field(row, "id").strip()
    if not article_id or "\n" in article_id:
        raise ValueError("缺少 id / id is missing")
    day = _field(row, "date").strip()
    date = checked_date(day[:10])
    if day and not date:
        raise ValueError(f"date {day[:40]!r} 不是日期，应写成 2019-08-01 / is no date")
    return Page(
        id=article_id,
        text=text,
        newspaper=_field(row, "newspaper").strip(),
        date=date,
        number=_field(row, "page").strip(),
        source=str(source.path),
        digest=hashlib.sha256(line.strip()).hexdigest(),
        already_cut=True,
        headline=_field(row, "title").strip(),
    )


def _field(row: dict[str, Any], name: str) -> str:
    """Return a field as text: missing and null are "", whole numbers are written out."""
    value = row.get(name)
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise ValueError(f"{name} 应是文字 / {name} must be text")
    return value.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate cannot be stored
