"""jianbao watch and jianbao clippings: what they print, and how they end."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from docx import Document

from indexer import Archive, Report, Settings
from indexer.cli import main
from indexer.desk import Clippings, Database
from tests.conftest import write_page

Call = Callable[..., Result]
NEWER = "渡口添船\n\n□本报记者 苏 禾\n\n本报讯 昨日渡口又添了两艘新船。\n"


@pytest.fixture
def call(
    archive: Archive, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Call:
    monkeypatch.setenv("JIANBAO_ARCHIVE", str(settings.archive))
    monkeypatch.setenv("JIANBAO_DESK", str(tmp_path / "desk.sqlite"))
    monkeypatch.chdir(tmp_path)

    def run_command(*arguments: str) -> Result:
        return CliRunner().invoke(main, list(arguments), catch_exceptions=False)

    return run_command


@pytest.fixture
def add_page(paper: Path, run: Callable[..., Report]) -> Callable[[], Report]:
    def call() -> Report:
        write_page(paper, "江城晚报/2021-05-02/01", NEWER)
        return run(paper)

    return call


def test_what_is_new_is_printed_once(call: Call, add_page: Callable[[], Report]) -> None:
    added = call("watch", "add", "渡口", "“渡口”", "--newspaper", "江城晚报")
    assert (added.exit_code, added.stdout) == (0, "")
    assert "现有 1 篇" in added.stderr
    assert call("watch", "list").stdout == "渡口  “渡口” --newspaper 江城晚报\n"
    quiet = call("watch", "check")
    assert (quiet.exit_code, quiet.stdout) == (0, "")
    add_page()
    kept = call("watch", "check", "--keep")
    assert kept.stdout == (
        "渡口（1 篇 articles）\n"
        "  [新 new] 《江城晚报》 2021-05-02 第1版 《渡口添船》 苏禾\n"
        "      江城晚报/2021-05-02/01#1\n"
    )
    assert call("watch", "check", "渡口").stdout == kept.stdout
    again = call("watch", "check")
    assert (again.exit_code, again.stdout) == (0, "")


def test_json_has_the_search_and_its_news(call: Call, add_page: Callable[[], Report]) -> None:
    call("watch", "add", "渡口", "“渡口”", "--channel", "words")
    call("watch", "add", "木工", "“木工”")
    assert json.loads(call("watch", "check", "--json").stdout) == []
    add_page()
    (found,) = json.loads(call("watch", "check", "--json").stdout)
    assert (found["name"], found["query"], found["channel"]) == ("渡口", "“渡口”", "words")
    assert found["articles"] == [
        {
            "kind": "new", "article": "江城晚报/2021-05-02/01#1", "newspaper": "江城晚报",
            "date": "2021-05-02", "page": "01", "title": "渡口添船", "byline": "苏禾",
        }
    ]  # fmt: skip
    listed = json.loads(call("watch", "list", "--json").stdout)
    assert [item["name"] for item in listed] == ["渡口", "木工"]


def test_a_search_is_removed(call: Call) -> None:
    call("watch", "add", "渡口", "渡口")
    removed = call("watch", "remove", "渡口")
    assert (removed.exit_code, removed.stdout) == (0, "")
    assert call("watch", "list").stdout == ""


def test_users_have_their_own(call: Call) -> None:
    call("watch", "add", "渡口", "渡口", "--user", "a@news.example")
    assert call("watch", "list").stdout == ""
    assert call("watch", "list", "--user", "a@news.example").stdout == "渡口  渡口\n"


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("watch", "remove", "没有"), "没有名为“没有”的订阅"),
        (("watch", "check", "没有"), "没有名为“没有”的订阅"),
        (("watch", "add", " ", "渡口"), "请写一个名称"),
        (("watch", "add", "空", ""), "错误 error"),
        (("watch", "check", "--desk", "没有/desk.sqlite", "--archive", "没有"), "还没有档案库"),
        (("watch", "list", "--desk", "."), "错误 error"),
        (("clippings", "export", "没有", "-o", "a.docx"), "没有名为“没有”的剪报夹"),
        (("clippings", "export", "渡口", "-o", "a.html"), "--format"),
        (("clippings", "export", "渡口", "-o", "a.txt"), "docx、markdown、csv"),
    ],
)
def test_what_cannot_be_done_ends_with_2(call: Call, arguments: tuple[str, ...], why: str) -> None:
    result = call(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert why in result.stderr


def test_one_search_that_cannot_be_made_stops_no_other(
    call: Call, add_page: Callable[[], Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    call("watch", "add", "全部", "报纸:江城晚报")
    call("watch", "add", "渡口", "“渡口”")
    add_page()
    monkeypatch.setattr("indexer.desk.news.MATCHES", 4)
    result = call("watch", "check")
    assert result.exit_code == 1
    assert result.stdout.startswith("渡口（1 篇")
    assert "全部: 错误 error: 这个查询找到 5 篇" in result.stderr
    assert call("watch", "check", "全部").exit_code == 2


def test_a_folder_is_exported(call: Call, archive: Archive, tmp_path: Path) -> None:
    kept = Clippings(Database(tmp_path / "desk.sqlite"))
    kept.add(kept.make_folder("渡口"), archive.article("江城晚报/2021-05-01/01#1"))
    assert call("clippings", "list").stdout == "渡口  1 条 clippings\n"
    assert json.loads(call("clippings", "list", "--json").stdout)[0]["items"] == 1
    result = call("clippings", "export", "渡口", "-o", "渡口.docx")
    assert (result.exit_code, result.stdout) == (0, "")
    assert Document(str(tmp_path / "渡口.docx")).paragraphs[0].text == "渡口"
    call("clippings", "export", "渡口", "-o", "渡口.md")
    assert (tmp_path / "渡口.md").read_text(encoding="utf-8").startswith("# 渡口\n")
    call("clippings", "export", "渡口", "-o", "渡口.markdown")
    assert (tmp_path / "渡口.markdown").read_bytes() == (tmp_path / "渡口.md").read_bytes()
    call("clippings", "export", "渡口", "--format", "csv", "-o", "渡口.txt")
    call("clippings", "export", "渡口", "-o", "渡口.CSV")
    assert (tmp_path / "渡口.txt").read_bytes() == (tmp_path / "渡口.CSV").read_bytes()
    shown = call("clippings", "export", "渡口", "--format", "csv", "-o", "-")
    assert shown.stdout_bytes.startswith(b"\xef\xbb\xbf")
    refused = call("clippings", "export", "渡口", "-o", "没有/渡口.docx")
    assert refused.exit_code == 2
    assert "写不了" in refused.stderr
