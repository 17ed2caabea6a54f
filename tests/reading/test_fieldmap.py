"""A newsroom's own names for the fields of its articles."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from indexer.layout import split_articles
from indexer.models import Failure, Page
from indexer.reading import find_sources, read_file

ROW = {
    "docId": 7, "headline": "柳林渡口昨日恢复通航", "lead": "停航两年", "deck": "首日一千二百人",
    "reporter": "本报记者 苏禾", "pubTime": 1619820000000, "col": "民生",
    "content": {"body": "<p>停航两年的渡口昨日<b>恢复</b>通航。</p><p>旅客很多。</p>"},
}  # fmt: skip
MAP = """id = "docId"
title = "headline"
kicker = "lead"
subtitle = "deck"
byline = "reporter"
column = "col"
newspaper = { value = "江城晚报" }
date = { field = "pubTime", format = "epoch" }
text = { field = "content.body", html = true }
"""


def read(
    folder: Path, table: str, *rows: dict[str, Any], name: str = "fields.toml"
) -> list[Page | Failure]:
    (folder / name).write_text(table, encoding="utf-8")
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / "export.jsonl").write_text(lines, encoding="utf-8")
    found = find_sources([folder])
    assert [source.path.name for source in found.sources] == ["export.jsonl"] and not found.skipped
    return list(read_file(found.sources[0]))


@pytest.mark.parametrize("name", ["fields.toml", "export.fields.toml"])
def test_fields_are_found_under_their_names(tmp_path: Path, name: str) -> None:
    (page,) = read(tmp_path, MAP, ROW, name=name)
    assert isinstance(page, Page)
    (article,) = split_articles(page)
    assert (article.id, article.newspaper, article.date) == ("7", "江城晚报", "2021-05-01")
    assert (article.kicker, article.title, article.subtitle, article.column) == (
        "停航两年", "柳林渡口昨日恢复通航", "首日一千二百人", "民生",
    )  # fmt: skip
    assert article.byline.names == ("苏禾",)
    assert article.text == "停航两年的渡口昨日恢复通航。\n旅客很多。"


def test_paragraphs_and_written_dates(tmp_path: Path) -> None:
    table = 'id = "n"\ndate = { field = "d", format = "%Y年%m月%d日" }\ntext = "paragraphs"\n'
    row = {"n": "a", "d": "2021年5月1日", "paragraphs": ["开船。", "旅客很多。"], "title": "渡口"}
    (page,) = read(tmp_path, table, row)
    assert isinstance(page, Page)
    assert (page.date, page.text, page.headline) == ("2021-05-01", "开船。\n旅客很多。", "渡口")


def test_a_row_that_does_not_fit_is_named(tmp_path: Path) -> None:
    good, odd = ROW, ROW | {"docId": 8, "pubTime": "昨天"}
    first, second, third = read(tmp_path, MAP, good, odd, ROW | {"docId": 9, "content": "x"})
    assert isinstance(first, Page)
    assert isinstance(second, Failure) and "昨天 与字段表的写法不符" in second.reason
    assert isinstance(third, Failure) and "text 缺少" in third.reason


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ("title = ", "不是 UTF-8 的 TOML"),
        ('headline = "title"', "没有这一项"),
        ("title = 3", "写成"),
        ('title = { field = "a", value = "b" }', "field 和 value 写一个"),
        ('title = { field = "a", format = "epoch" }', "只有 date 有 format"),
        ('text = { field = "a", html = "yes" }', "html 是 true 或 false"),
        ('text = { name = "a" }', "写成"),
    ],
)
def test_a_bad_map_is_one_clear_line(tmp_path: Path, table: str, why: str) -> None:
    (failed,) = read(tmp_path, table, ROW)
    assert isinstance(failed, Failure)
    assert "fields.toml" in failed.path and why in failed.reason and "\n" not in failed.reason


def test_a_changed_map_is_a_change(tmp_path: Path) -> None:
    read(tmp_path, MAP, ROW)
    (before,) = find_sources([tmp_path]).sources
    read(tmp_path, MAP.replace("江城晚报", "江城日报"), ROW)
    (after,) = find_sources([tmp_path]).sources
    assert before.digest != after.digest
