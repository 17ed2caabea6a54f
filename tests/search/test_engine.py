"""Search over a small archive: hits and misses, filters, order, highlights."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from indexer import Archive, Report, SearchResult, Settings
from indexer.errors import QueryError
from tests.conftest import write_articles


def titles(result: SearchResult) -> list[str]:
    return [found.article.title for found in result.articles]


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        pytest.param("“恢复通航”", ["柳林渡口昨日恢复通航"], id="phrase"),
        pytest.param("“的木工”", [], id="phrase that is nowhere"),
        pytest.param("“夏天不再闷热了”", ["城东菜场搬进新楼"], id="phrase with 了"),
        pytest.param("“恢復通航”", ["柳林渡口昨日恢复通航"], id="traditional query"),
        pytest.param("“１２６０人次”", ["柳林渡口昨日恢复通航"], id="full-width query"),
        pytest.param("闷热", ["城东菜场搬进新楼"], id="word"),
        pytest.param("“恢复通航” “罗启明”", ["柳林渡口昨日恢复通航"], id="two phrases"),
        pytest.param("“恢复通航” “郭敏”", [], id="two phrases never together"),
    ],
)
def test_words_channel(archive: Archive, query: str, hits: list[str]) -> None:
    assert titles(archive.search(query, channel="words")) == hits


def test_a_phrase_holds_for_every_channel(archive: Archive) -> None:
    for channel in ("words", "meaning", "both"):
        assert titles(archive.search("“恢复通航”", channel=channel)) == ["柳林渡口昨日恢复通航"]


def test_the_best_article_comes_first(archive: Archive) -> None:
    assert titles(archive.search("木工课报名"))[0] == "夜校开出木工课"


def test_highlights_are_slices_of_the_article(archive: Archive) -> None:
    (found,) = archive.search("“恢復通航”", channel="words").articles
    text = found.article.text
    for hit in found.hits:
        assert text[hit.passage.start : hit.passage.end] == hit.passage.text
        assert {text[a:b] for a, b in hit.highlights} == {"恢复通航"}
    assert [found.article.title[a:b] for a, b in found.hits[0].title_highlights] == ["恢复通航"]


def test_filters(run: Callable[..., Report], settings: Settings, tmp_path: Path) -> None:
    path = write_articles(
        tmp_path / "a.jsonl",
        {"id": "1", "newspaper": "甲报", "date": "2020-01-01", "page": "1", "title": "", "text": "春茶上市。"},
        {"id": "2", "newspaper": "乙报", "date": "2021-01-01", "page": "1", "title": "", "text": "春茶采摘。"},
        {"id": "3", "newspaper": "", "date": "", "page": "", "title": "", "text": "春茶飘香。"},
    )  # fmt: skip
    run(path)
    archive = Archive.open(settings)

    def ids(**filters: object) -> set[str]:
        found = archive.search("春茶", **filters)  # type: ignore[arg-type]
        return {item.article.id for item in found.articles}

    assert ids() == {"1", "2", "3"}
    assert ids(newspapers=["甲报"]) == {"1"}
    assert ids(newspapers=["甲报", "乙报"]) == {"1", "2"}
    assert ids(since="2020-06-01") == {"2"}
    assert ids(until="2020-06-01") == {"1"}
    assert ids(newspapers=["乙报"], until="2020-06-01") == set()


def test_ties_go_by_article_id(
    run: Callable[..., Report], settings: Settings, tmp_path: Path
) -> None:
    rows = (
        {"id": i, "newspaper": "", "date": "", "page": "", "title": "", "text": f"同样的话{i}。"}
        for i in "cab"
    )
    run(write_articles(tmp_path / "a.jsonl", *rows))
    found = Archive.open(settings).search("同样的话").articles
    assert [item.article.id for item in found] == ["a", "b", "c"]


def test_pages_of_results_follow_each_other(archive: Archive) -> None:
    whole = titles(archive.search("本报讯 渡口 菜场 夜校 小学"))
    parts = [
        titles(archive.search("本报讯 渡口 菜场 夜校 小学", limit=2, offset=n)) for n in (0, 2, 4)
    ]
    assert len(whole) == 4
    assert [*parts[0], *parts[1], *parts[2]] == whole


def test_keyword_search_asks_no_model(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "encoder", None)
    assert archive.search("渡口", channel="words").articles


def test_an_archive_whose_pages_were_all_removed(
    paper: Path, run: Callable[..., Report], settings: Settings
) -> None:
    run(paper)
    for page in paper.rglob("*.txt"):
        page.unlink()
    run(paper, full=True)  # on purpose: without, the drive may be away
    archive = Archive.open(settings)
    assert archive.manifest.articles == 0
    for channel in ("words", "meaning", "both"):
        assert archive.search("渡口", channel=channel).total == 0  # a warning of numpy's would fail


def test_an_unknown_channel(archive: Archive) -> None:
    with pytest.raises(QueryError, match="channel"):
        archive.search("渡口", channel="smell")


def test_many_at_once_agree_with_one_by_one(archive: Archive) -> None:
    queries = ["渡口", "“恢复通航”", "木工课 学员", "菜场", "气象台 为什么"] * 8
    one_by_one = [titles(archive.search(query)) for query in queries]
    with ThreadPoolExecutor(8) as pool:
        assert [titles(result) for result in pool.map(archive.search, queries)] == one_by_one


@pytest.mark.parametrize(
    ("since", "until", "says"),
    [
        ("2021-13-01", "", "不是日期"),
        ("20210501", "", "不是日期"),
        ("2021-02-01", "2021-01-01", "对调"),
    ],
)
def test_dates_that_cannot_be(archive: Archive, since: str, until: str, says: str) -> None:
    with pytest.raises(QueryError, match=says):
        archive.search("渡口", since=since, until=until)
