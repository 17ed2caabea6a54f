"""From files to pages: identity, sidecars, what is skipped, and one clear line for what is wrong."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from indexer.models import Failure, Page
from indexer.reading import find_sources, read_file
from tests.conftest import write_page


def read(root: Path, *, max_bytes: int = 2**20) -> list[Page | Failure]:
    found = find_sources([root])
    pages = [page for source in found.sources for page in read_file(source, max_bytes=max_bytes)]
    return [*pages, *found.failed]


def only_page(root: Path) -> Page:
    (page,) = read(root)
    assert isinstance(page, Page), page
    return page


def only_reason(root: Path, **options: int) -> str:
    (failure,) = read(root, **options)
    assert isinstance(failure, Failure), failure
    assert "\n" not in failure.reason
    return failure.reason


@pytest.mark.parametrize(
    ("name", "identity", "page_id"),
    [
        ("江城晚报/2021-05-01/01", ("江城晚报", "2021-05-01", "01"), "江城晚报/2021-05-01/01"),
        ("江城晚报/20210501/A03", ("江城晚报", "2021-05-01", "A03"), "江城晚报/2021-05-01/A03"),
        ("江城晚报/2021-02-30/01", ("", "", ""), "江城晚报/2021-02-30/01.txt"),
        ("江城晚报/旧报/01", ("", "", ""), "江城晚报/旧报/01.txt"),
        (
            "江城晚报/2021-05-01/头版",
            ("江城晚报", "2021-05-01", ""),
            "江城晚报/2021-05-01/头版.txt",
        ),
        ("000_ab", ("", "", ""), "000_ab.txt"),
    ],
)
def test_a_path_says_which_page_it_is(
    tmp_path: Path, name: str, identity: tuple[str, str, str], page_id: str
) -> None:
    write_page(tmp_path, name, "渡口通航\n")
    page = only_page(tmp_path)
    assert (page.newspaper, page.date, page.number) == identity
    assert (page.id, page.text) == (page_id, "渡口通航\n")


def test_a_sidecar_goes_before_the_path_and_the_files_own_before_the_folders(
    tmp_path: Path,
) -> None:
    write_page(tmp_path, "江城晚报/2021-05-01/01", "渡口通航\n")
    folder = tmp_path / "江城晚报/2021-05-01"
    (folder / "page.toml").write_text(
        'newspaper = "江城日报"\nsection = "要闻"\n', encoding="utf-8"
    )
    (folder / "01.page.toml").write_text("date = 2021-05-02\npage = 3\n", encoding="utf-8")
    page = only_page(tmp_path)
    assert page.id == "江城日报/2021-05-02/3"
    assert page.section == "要闻"


@pytest.mark.parametrize(
    ("sidecar", "says"),
    [
        ('date = "2021-02-30"', "不是日期"),
        ("colour = 1", "colour"),
        ("date = [", "TOML"),
        ("newspaper = 1.5", "newspaper"),
        ('newspaper = "a\\nb"', "newspaper"),
    ],
)
def test_a_sidecar_that_cannot_be_used_is_named(tmp_path: Path, sidecar: str, says: str) -> None:
    write_page(tmp_path, "01", "渡口通航\n")
    (tmp_path / "01.page.toml").write_text(sidecar, encoding="utf-8")
    (failure,) = read(tmp_path)
    assert isinstance(failure, Failure)
    assert failure.path.endswith("01.page.toml")
    assert says in failure.reason


def test_a_changed_sidecar_changes_the_digest(tmp_path: Path) -> None:
    write_page(tmp_path, "01", "渡口通航\n")
    before = find_sources([tmp_path]).sources[0].digest
    (tmp_path / "01.page.toml").write_text('page = "2"', encoding="utf-8")
    assert find_sources([tmp_path]).sources[0].digest != before


def test_an_empty_file(tmp_path: Path) -> None:
    write_page(tmp_path, "01", " \n")
    assert "空白文件" in only_reason(tmp_path)


def test_a_page_that_is_too_large(tmp_path: Path) -> None:
    write_page(tmp_path, "01", "渡" * 2**20)
    assert "按版拆开" in only_reason(tmp_path)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert "没有这个文件夹" in only_reason(tmp_path / "无")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    write_page(tmp_path, "01", "渡口通航\n").chmod(0)
    assert "权限" in only_reason(tmp_path)


def test_what_is_no_page_is_skipped_with_its_reason(tmp_path: Path) -> None:
    write_page(tmp_path, "01", "渡口通航\n")
    (tmp_path / "README.md").write_text("#", encoding="utf-8")
    (tmp_path / "q.jsonl").write_text('{"qid": "1", "question": "?"}\n', encoding="utf-8")
    (tmp_path / ".hidden.txt").write_text("x", encoding="utf-8")
    found = find_sources([tmp_path])
    assert [source.path.name for source in found.sources] == ["01.txt"]
    assert [Path(item.path).name for item in found.skipped] == ["README.md", "q.jsonl"]


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("渡口\n", encoding="utf-8")
    folder = tmp_path / "报"
    folder.mkdir()
    (folder / "01.txt").symlink_to(tmp_path / "secret.txt")
    assert "符号链接" in only_reason(folder)


def test_overlapping_folders_give_each_file_once(tmp_path: Path) -> None:
    write_page(tmp_path, "报/01", "渡口通航\n")
    assert len(find_sources([tmp_path, tmp_path / "报"]).sources) == 1


def test_articles_already_cut(tmp_path: Path) -> None:
    row = {
        "id": 7,
        "newspaper": "甲报",
        "date": "2020-01-02T03:04:05",
        "page": 3,
        "title": "题",
        "text": "文。",
    }
    (tmp_path / "a.jsonl").write_text(json.dumps(row) + "\n\n", encoding="utf-8")
    page = only_page(tmp_path)
    assert (page.id, page.newspaper, page.date, page.number) == ("7", "甲报", "2020-01-02", "3")
    assert (page.headline, page.text, page.already_cut) == ("题", "文。", True)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "不是一篇文章"),
        ("[]", "对象"),
        ('{"id": "1"}', "text"),
        ('{"text": "文"}', "id"),
        ('{"id": "1", "text": "文", "date": "去年"}', "不是日期"),
        ('{"id": "1", "text": ["文"]}', "text"),
        ('{"id": "0", "text": "又是零号"}', "重复"),
        ("[" * 100_000, "不是一篇文章"),
    ],
)
def test_a_line_that_is_no_article_is_named_and_the_rest_goes_on(
    tmp_path: Path, line: str, says: str
) -> None:
    good = [json.dumps({"id": str(n), "text": "文。"}) for n in (0, 9)]
    (tmp_path / "a.jsonl").write_text("\n".join([good[0], line, good[1]]), encoding="utf-8")
    first, failure, last = read(tmp_path)
    assert isinstance(first, Page) and isinstance(last, Page)
    assert isinstance(failure, Failure)
    assert failure.path.endswith("a.jsonl:2")
    assert says in failure.reason
