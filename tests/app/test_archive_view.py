"""馆藏: what is shown of the archive; nothing on it can be changed."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path

import pytest
import streamlit as st

from indexer import Archive, Report, Settings
from tests.app.conftest import Page, html
from tests.conftest import write_page


@pytest.fixture(autouse=True)
def fresh() -> None:
    st.cache_data.clear()


def test_what_is_held_and_what_built_it(page: Page, archive: Archive) -> None:
    shown = page("archive")
    body = html(shown)
    assert "2 版，4 篇，4 段；2021-05-01 至 2021-05-01" in body
    assert 'href="browse?paper=%E6%B1%9F%E5%9F%8E%E6%99%9A%E6%8A%A5"' in body
    assert "2021-05-01 – 2021-05-01</td><td>1</td><td>2</td>" in body
    assert archive.manifest.digest in body
    assert archive.manifest.segmenter in body
    assert "词索引</th><td>" in body
    assert "没有读不了的文件" in body
    assert not shown.button


def test_generations_are_listed(page: Page, run: Callable[..., Report], paper: Path) -> None:
    write_page(paper, "江城晚报/2021-05-03/01", "春茶上市\n\n本报讯 昨日春茶上市。\n")
    run(paper)
    body = html(page("archive"))
    assert body.index('"row">000002') < body.index('"row">000001')
    assert body.count("<td>当前</td>") == 1


def test_what_could_not_be_read_is_listed_and_escaped(
    open_page: Page, run: Callable[..., Report], paper: Path, settings: Settings
) -> None:
    bad = paper / "江城晚报" / "2021-05-04" / "<b>01.txt"
    bad.parent.mkdir(parents=True)
    bad.write_bytes(b"\xff\xfe\x00\xd8" * 50)
    run(paper)
    body = html(open_page("archive"))
    assert "&lt;b&gt;01.txt" in body
    assert "<b>01" not in body
    assert ">江城晚报/2021-05-04/&lt;b&gt;01.txt<" in body  # not where on the server
    (failed,) = Archive.open(settings).coverage().failed
    chinese, _, english = failed.reason.rpartition(" / ")
    assert escape(chinese) in body and escape(english) not in body
    assert escape(english) in html(open_page("archive", lang="English"))


def test_the_log_of_a_run_is_for_who_may_write(
    page: Page, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = "2026-01-01 10:00:00,000 7 INFO 看这些文件夹 looking at /srv/papers\n"
    (settings.archive / "reindex.log").write_text(log, encoding="utf-8")
    assert "/srv/papers" in html(page("archive"))
    monkeypatch.setattr("app.views.archive.may_write", lambda: False)
    shown = html(page("archive"))
    assert 'data-state="running"' in shown and "/srv/papers" not in shown


@pytest.mark.parametrize(
    ("log", "state", "seen", "unseen"),
    [
        (
            "2026-01-01 10:00:00,000 7 INFO 看这些文件夹 looking at /old\n"
            "2026-01-01 10:00:01,000 7 INFO 完成 done: 第 000001 代\n"
            "2026-01-02 10:00:00,000 7 INFO 看这些文件夹 looking at /<i>new\n"
            "2026-01-02 10:00:01,000 7 INFO 完成 done: 第 000002 代\n",
            "done", "/&lt;i&gt;new", "/old",
        ),
        (
            "2026-01-01 10:00:01,000 7 INFO 完成 done: 第 000001 代\n"
            "2026-01-02 10:00:01,000 8 ERROR 没有完成 not completed: ArchiveBusy()\n",
            "failed", "ArchiveBusy", "000001",
        ),
        ("2026-01-02 10:00:01,000 8 INFO 向量 embed: 1 / 9\n", "running", "1 / 9", "done"),
    ],
)  # fmt: skip
def test_the_last_run_is_told(
    page: Page, settings: Settings, log: str, state: str, seen: str, unseen: str
) -> None:
    (settings.archive / "reindex.log").write_text("x" * 70_000 + "\n" + log, encoding="utf-8")
    body = html(page("archive"))
    told = body[body.index("最近一次编入") : body.index("现存各代")]
    assert f'data-state="{state}"' in told
    assert seen in told
    assert unseen not in told


def test_without_a_log_it_says_so(page: Page) -> None:
    assert "没有运行记录" in html(page("archive"))


def test_a_log_that_leads_elsewhere_is_not_read(
    page: Page, settings: Settings, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("2026-01-01 10:00:00,000 7 INFO secret\n", encoding="utf-8")
    (settings.archive / "reindex.log").symlink_to(secret)
    shown = page("archive")
    assert not shown.exception
    assert "符号链接" in shown.error[0].value
