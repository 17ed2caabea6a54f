"""Articles already cut under a newsroom's own field names."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.layout import split_articles
from indexer.models import Failure, Page
from indexer.reading import find_sources, read_file

MAP = """
id = "guid"
newspaper = { value = "澜州日报" }
date = { field = "pubTime", format = "%Y年%m月%d日" }
page = "print.page"
section = "print.name"
title = "headline"
kicker = "over"
subtitle = "under"
byline = "authors"
column = "rubric"
text = { field = "content.body", html = true }
"""
ROW: dict[str, Any] = {
    "guid": 41,
    "pubTime": "2019年8月1日",
    "print": {"page": 3, "name": "要闻"},
    "headline": "青石渡口复航",
    "over": "停航八个月后",
    "under": "每日往返二十四班",
    "authors": ["本报记者 苏禾", "通讯员 江宁"],
    "rubric": "民生",
    "content": {
        "body": "<p>本报讯 昨日清晨，渡船\n靠岸。</p><p>新船可载<b>六十</b>人。<br>完。</p>"
    },
    "text": "不读这里",
}


def read(folder: Path, row: object, fields: str | None, name: str = "fields.toml") -> Any:
    (folder / "a.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    if fields is not None:
        (folder / name).write_text(fields, encoding="utf-8")
    found = find_sources([folder])
    assert not found.skipped and not found.failed
    (item,) = read_file(found.sources[0])
    return item


def page(folder: Path, row: object, fields: str | None) -> Page:
    item = read(folder, row, fields)
    assert isinstance(item, Page), item
    return item


def test_every_field_under_another_name(tmp_path: Path) -> None:
    item = page(tmp_path, ROW, MAP)
    assert (item.id, item.newspaper, item.date) == ("41", "澜州日报", "2019-08-01")
    assert (item.number, item.section) == ("3", "要闻")
    assert item.text == "本报讯 昨日清晨，渡船靠岸。\n新船可载六十人。\n完。"
    (article,) = split_articles(item)
    assert article.id == "41"
    assert (article.kicker, article.title) == ("停航八个月后", "青石渡口复航")
    assert (article.subtitle, article.column) == ("每日往返二十四班", "民生")
    assert article.byline.text == "本报记者 苏禾\n通讯员 江宁"
    assert article.byline.names == ("苏禾", "江宁")
    assert article.section == "要闻"


def test_without_a_map_nothing_changes(tmp_path: Path) -> None:
    row = {"id": "1", "text": "文。", "byline": ["x"], "section": {}, "kicker": 5}
    item = page(tmp_path, row, None)
    assert (item.byline, item.section, item.kicker) == ("", "", "")
    assert item.digest == hashlib.sha256(json.dumps(row).encode()).hexdigest()


def test_what_the_map_leaves_out_is_read_under_our_names(tmp_path: Path) -> None:
    item = page(tmp_path, {"id": "1", "body": "文。", "byline": "苏禾"}, 'text = "body"')
    assert (item.id, item.text, item.byline) == ("1", "文。", "苏禾")


def test_the_files_own_map_stands_in_for_the_folders(tmp_path: Path) -> None:
    (tmp_path / "fields.toml").write_text('text = "no"', encoding="utf-8")
    item = read(tmp_path, {"id": "1", "body": "文。"}, 'text = "body"', "a.fields.toml")
    assert isinstance(item, Page)


def test_a_changed_map_changes_the_digests(tmp_path: Path) -> None:
    row = {"id": "1", "a": "甲。", "b": "乙。"}
    first = page(tmp_path, row, 'text = "a"')
    source = find_sources([tmp_path]).sources[0].digest
    second = page(tmp_path, row, 'text = "b"')
    assert (first.text, second.text) == ("甲。", "乙。")
    assert first.digest != second.digest
    assert find_sources([tmp_path]).sources[0].digest != source


@pytest.mark.parametrize(
    ("value", "form", "date"),
    [
        ("2019年08月01日", "%Y年%m月%d日", "2019-08-01"),
        ("01/08/2019 06:30", "%d/%m/%Y %H:%M", "2019-08-01"),
        (1564588800, "epoch", "2019-08-01"),  # 2019-07-31 16:00 UTC
        (1564588799, "epoch", "2019-07-31"),
        (1564588800000, "epoch", "2019-08-01"),
        ("1564588800.5", "epoch", "2019-08-01"),
        (-1, "epoch", "1970-01-01"),
        (None, "epoch", ""),
        ("", "%Y年%m月%d日", ""),
    ],
)
def test_dates_as_they_are_written(tmp_path: Path, value: object, form: str, date: str) -> None:
    row = {"id": "1", "text": "文。", "t": value}
    assert page(tmp_path, row, f'date = {{ field = "t", format = "{form}" }}').date == date


@pytest.mark.parametrize(
    ("value", "form"),
    [
        ("2019-08-01", "%Y年%m月%d日"),
        ("2019年02月30日", "%Y年%m月%d日"),
        ("昨天", "epoch"),
        (True, "epoch"),
        ([1], "epoch"),
        (1e300, "epoch"),
        ("nan", "epoch"),
        ("inf", "epoch"),
        ({}, "%Y-%m-%d"),
    ],
)
def test_dates_that_are_none(tmp_path: Path, value: object, form: str) -> None:
    row = {"id": "1", "text": "文。", "t": value}
    item = read(tmp_path, row, f'date = {{ field = "t", format = "{form}" }}')
    assert isinstance(item, Failure)
    assert item.path.endswith("a.jsonl:1")
    assert "date" in item.reason and " / " in item.reason


@pytest.mark.parametrize(
    ("row", "fields", "says"),
    [
        pytest.param({"id": "1", "b": {"c": 1}}, 'text = "b.c"', "text", id="a number"),
        pytest.param({"id": "1", "b": "x"}, 'text = "b.c"', "text", id="no object there"),
        pytest.param({"id": "1", "b": ["x", {}]}, 'text = "b"', "text", id="a mixed list"),
        pytest.param({"id": "1", "b": "<p> </p>"}, 'text = {field="b", html=true}', "text", id="tags"),
        pytest.param({"b": "x"}, 'text = "b"\nid = "n"', "id", id="no id"),
        pytest.param({"id": "1", "text": "x", "k": 1}, 'kicker = "k"', "kicker", id="kicker"),
    ],
)  # fmt: skip
def test_rows_that_do_not_fit_the_map(tmp_path: Path, row: object, fields: str, says: str) -> None:
    item = read(tmp_path, row, fields)
    assert isinstance(item, Failure)
    assert says in item.reason


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (["甲。", "", None, "乙。"], "甲。\n乙。"),
        (["<p>甲。</p>", "乙。"], "甲。\n乙。"),
        ("1 &lt; 2<script>x</script>", "1 < 2"),
        ("<div>" * 100_000 + "甲。", "甲。"),
        ("<aside>甲。</aside><footer>乙。</footer>", "甲。\n乙。"),
    ],
    ids=["list", "list of HTML", "entities", "deep", "boxes"],
)
def test_text_in_tags(tmp_path: Path, value: object, text: str) -> None:
    row = {"id": "1", "b": value}
    assert page(tmp_path, row, 'text = { field = "b", html = true }').text == text


def test_a_field_whose_own_name_has_dots(tmp_path: Path) -> None:
    assert page(tmp_path, {"id": "1", "a.b": "文。"}, 'text = "a.b"').text == "文。"


@pytest.mark.parametrize(
    ("fields", "line", "says"),
    [
        pytest.param('title = "a"\nbody = "x"', ":2", "body", id="unknown field"),
        pytest.param("title = 5", ":1", "title", id="a number"),
        pytest.param('title = ""', ":1", "title", id="empty"),
        pytest.param('title = "a..b"', ":1", "层级", id="empty level"),
        pytest.param('[title]\nfield = "a"\nhtm = true', ":1", "htm", id="unknown option"),
        pytest.param('text = { field = "a", html = 1 }', ":1", "html", id="html"),
        pytest.param('id = { field = "a", html = true }', ":1", "html", id="html of an id"),
        pytest.param('date = { field = "a", format = "%Y" }', ":1", "format", id="half a date"),
        pytest.param('date = { field = "a", format = "%" }', ":1", "format", id="bad format"),
        pytest.param('title = { field = "a", format = "epoch" }', ":1", "format", id="no date"),
        pytest.param('title = { field = "a", value = "b" }', ":1", "title", id="both"),
        pytest.param("title = {}", ":1", "title", id="neither"),
        pytest.param('text = { value = "b" }', ":1", "固定", id="constant text"),
        pytest.param('newspaper = { value = "a\\nb" }', ":1", "固定", id="two lines"),
        pytest.param('date = { value = "去年" }', ":1", "2019-08-01", id="constant date"),
        pytest.param('a = "b\n', ":1", "TOML", id="no TOML"),
        pytest.param("a = " + "[" * 9000, "", "TOML", id="too deep"),
        pytest.param("#" * 70_000, "", "64 KB", id="too large"),
    ],
)
def test_a_bad_map_is_named_with_its_line(
    tmp_path: Path, fields: str, line: str, says: str
) -> None:
    item = read(tmp_path, {"id": "1", "text": "文。"}, fields)
    assert isinstance(item, Failure)
    assert item.path.endswith(f"fields.toml{line}")
    assert says in item.reason and "a.jsonl" in item.reason and " / " in item.reason


@pytest.mark.parametrize(
    ("row", "fields", "place"),
    [
        pytest.param({}, None, ("澜州日报", "2019-08-01", "3", "要闻"), id="the sidecar's"),
        pytest.param(
            {"newspaper": "江城晚报", "date": "2020-01-02", "page": 1, "section": "副刊"},
            "",
            ("江城晚报", "2020-01-02", "1", "副刊"),
            id="the line's own",
        ),
        pytest.param(
            {"date": None, "page": " "},
            'newspaper = { value = "江城晚报" }',
            ("江城晚报", "2019-08-01", "3", "要闻"),
            id="the map's",
        ),
        pytest.param(
            {"section": {}}, None, ("澜州日报", "2019-08-01", "3", "要闻"), id="not a field"
        ),
    ],
)
def test_a_sidecar_says_what_a_line_does_not(
    tmp_path: Path, row: dict[str, Any], fields: str | None, place: tuple[str, ...]
) -> None:
    (tmp_path / "page.toml").write_text(
        'newspaper = "澜州日报"\ndate = 2019-08-01\npage = 1\nsection = "要闻"\n', encoding="utf-8"
    )
    (tmp_path / "a.page.toml").write_text("page = 3\n", encoding="utf-8")
    item = page(tmp_path, {"id": "1", "text": "文。"} | row, fields)
    assert (item.newspaper, item.date, item.number, item.section) == place


def test_a_changed_sidecar_changes_the_lines_that_it_fills_in(tmp_path: Path) -> None:
    rows = [{"id": "1", "text": "甲。", "date": "2020-01-02"}, {"id": "2", "text": "乙。"}]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    digests = []
    for date in ("2019-08-01", "2019-08-02"):
        (tmp_path / "a.page.toml").write_text(f"date = {date}\n", encoding="utf-8")
        source = find_sources([tmp_path]).sources[0]
        digests.append([item.digest for item in read_file(source) if isinstance(item, Page)])
    (own, filled), (own_now, filled_now) = digests
    assert own == own_now == hashlib.sha256(json.dumps(rows[0]).encode()).hexdigest()
    assert filled != filled_now


def test_a_sidecar_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    item = read(tmp_path, {"id": "1", "text": "文。"}, "titel = 5\n", "a.page.toml")
    assert isinstance(item, Failure)
    assert item.path.endswith("a.page.toml:1") and "a.jsonl" in item.reason


def test_a_map_of_another_encoding(tmp_path: Path) -> None:
    (tmp_path / "fields.toml").write_bytes('title = "题"'.encode("gb18030"))
    item = read(tmp_path, {"id": "1", "text": "文。"}, None)
    assert isinstance(item, Failure) and "UTF-8" in item.reason


@pytest.mark.parametrize(
    ("row", "skipped"),
    [
        pytest.param({"guid": "1"}, False, id="articles"),
        pytest.param({"qid": "1", "question": "?"}, True, id="questions"),
        pytest.param({"path": "x"}, True, id="other records"),
    ],
)
def test_what_the_map_does_not_fit_is_skipped(tmp_path: Path, row: object, skipped: bool) -> None:
    (tmp_path / "fields.toml").write_text(MAP, encoding="utf-8")
    (tmp_path / "a.jsonl").write_text(json.dumps(row), encoding="utf-8")
    found = find_sources([tmp_path])
    assert (len(found.skipped), len(found.sources)) == ((1, 0) if skipped else (0, 1))


def test_a_map_that_is_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "m").write_text(MAP, encoding="utf-8")
    folder = tmp_path / "报"
    folder.mkdir()
    (folder / "fields.toml").symlink_to(tmp_path / "m")
    (folder / "a.jsonl").write_text(json.dumps(ROW), encoding="utf-8")
    (failure,) = find_sources([folder]).failed
    assert "符号链接" in failure.reason


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 300), st.integers(0, 9), st.text(max_size=3)), max_size=3),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["body", "page", "x"]), inner, max_size=3)
        ),
        max_leaves=5,
    ),
    st.sampled_from([*ROW]),
)
def test_any_map_and_row_give_pages_or_failures(
    tmp_path_factory: pytest.TempPathFactory,
    changes: list[tuple[int, int, str]],
    value: object,
    name: str,
) -> None:
    fields = MAP
    for at, length, new in changes:
        fields = fields[:at] + new + fields[at + length :]
    folder = tmp_path_factory.mktemp("any")
    (folder / "fields.toml").write_bytes(fields.encode("utf-8", "surrogatepass"))
    (folder / "a.jsonl").write_text(json.dumps(ROW | {name: value}), encoding="utf-8")
    for source in find_sources([folder]).sources:
        for item in read_file(source):
            assert isinstance(item, Page) or " / " in item.reason
