"""Export clippings as a table that Excel opens as it is: UTF-8 with its mark, no formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from indexer.desk.entries import STATES, Clipped, clean

HEADER = (
    "序号", "报纸", "日期", "版次", "题名", "署名", "引文", "备注", "参考文献", "变动", "文章编号",
    "起", "止", "剪存时间",
)  # fmt: skip
_FORMULA = tuple("=+-@\t\r＝＋－＠")


def to_csv(name: str, clipped: Sequence[Clipped]) -> bytes:
    """Return a row a clipping below HEADER; the folder's name is the file's, not in it."""
    table = io.StringIO()
    writer = csv.writer(table)  # lines end in CR LF: RFC 4180
    writer.writerow(HEADER)
    for number, (item, standing) in enumerate(clipped, start=1):
        texts = (
            item.newspaper, item.date, item.page, item.title, item.byline, item.quote, item.note,
            item.reference, STATES[standing.state], item.article_id,
        )  # fmt: skip
        writer.writerow([number, *map(_cell, texts), item.start, item.end, item.added])
    return table.getvalue().encode("utf-8-sig")


def _cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: those are led by an apostrophe."""
    cleaned = clean(text)
    return f"'{cleaned}" if cleaned.lstrip(" \n").startswith(_FORMULA) else cleaned
