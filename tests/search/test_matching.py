"""What a query requires, over a small archive: hits and misses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import Archive, Folding, Report, Settings
from tests.conftest import write_articles

ROWS = (
    {"id": "a", "newspaper": "江城晚报", "date": "2019-08-03", "page": "01", "title": "柳林渡口通航",
     "kicker": "七月的喜讯", "subtitle": "两岸少走十里路", "byline": "本报记者 罗启明", "column": "街谈巷议",
     "text": "石桥镇柳林渡口三日恢复通航。二〇一七年停航时，码头正在招商，有三个项目。ＲＣＥＰ带来了客商。"},
    {"id": "b", "newspaper": "江城日报", "date": "2019-12-31", "page": "A3", "title": "菜場搬進新樓",
     "byline": "记者 白露", "text": "石桥镇菜場搬進新樓，攤主說夏天涼快了。2017年的旧棚拆了，花了３０万元。"},
    {"id": "c", "newspaper": "江城晚报", "date": "", "page": "2", "title": "",
     "text": "石桥镇夜校开出木工课。项目很多，离招商局很远很远很远的地方也有人来。"},
)  # fmt: skip


@pytest.fixture
def small(run: Callable[..., Report], settings: Settings, tmp_path: Path) -> Archive:
    fields = tmp_path / "papers" / "fields.toml"
    fields.parent.mkdir()
    fields.write_text(
        "\n".join(f'{name} = "{name}"' for name in ("kicker", "subtitle", "byline", "column")),
        encoding="utf-8",
    )
    report = run(write_articles(tmp_path / "papers" / "a.jsonl", *ROWS).parent)
    assert not report.failed
    return Archive.open(settings)


def ids(archive: Archive, query: str, **options: object) -> set[str]:
    found = archive.search(query, channel="words", **options)  # type: ignore[arg-type]
    assert not found.notes
    assert found.total == len(found.articles)
    return {item.article.id for item in found.articles}


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        pytest.param("“恢复通航”", "a", id="phrase"),
        pytest.param("“通航。二〇一七”", "a", id="phrase over a full stop"),
        pytest.param("“2017年”", "ab", id="figures in both scripts"),
        pytest.param("“二〇一七年”", "ab", id="Chinese figures"),
        pytest.param("“30万元”", "b", id="full-width figures"),
        pytest.param("“rcep”", "a", id="full-width Latin"),
        pytest.param("“菜场搬进”", "b", id="simplified finds traditional"),
        pytest.param("“菜場搬進”", "b", id="traditional"),
        pytest.param("“柳”", "a", id="one character"),
        pytest.param("“涼”", "b", id="one character, traditional"),
        pytest.param("“快了”", "b", id="with 了"),
        pytest.param("“镇柳”", "a", id="across words"),
        pytest.param("“罗启明”", "a", id="a name in the byline"),
        pytest.param("“街谈巷议”", "a", id="the column"),
        pytest.param("“航通”", "", id="the wrong order"),
        pytest.param("“柳林渡口菜场”", "", id="pairs here and there"),
        pytest.param("“招商 项目”~5", "ac", id="near"),
        pytest.param("“项目 招商”~5", "ac", id="near, either order"),
        pytest.param("“项目 木工”~0", "", id="not near enough"),
        pytest.param("招商 AND 木工", "c", id="and"),
        pytest.param("渡口 OR 木工", "ac", id="or"),
        pytest.param("石桥 NOT 招商", "b", id="and not"),
        pytest.param("NOT 招商", "b", id="not alone"),
        pytest.param("石桥 -招商", "b", id="minus"),
        pytest.param("+木工 渡口", "c", id="plus"),
        pytest.param("(渡口 OR 菜场) AND 石桥 NOT 涼快", "a", id="brackets"),
        pytest.param("标题:渡口", "a", id="title"),
        pytest.param("title:菜场", "b", id="title in English"),
        pytest.param("标题:石桥", "", id="not in a title"),
        pytest.param("引题:喜讯", "a", id="kicker"),
        pytest.param("subtitle:十里路", "a", id="subtitle"),
        pytest.param("正文:喜讯", "", id="not in the body"),
        pytest.param("body:招商", "ac", id="body"),
        pytest.param("作者:罗启明", "a", id="author"),
        pytest.param("author:白露", "b", id="author in English"),
        pytest.param("作者:石桥", "", id="not an author"),
        pytest.param("报纸:晚报", "ac", id="part of a paper's name"),
        pytest.param("paper:江城日报", "b", id="paper"),
        pytest.param("版:1", "a", id="page without its zero"),
        pytest.param("page:a3", "b", id="page with a letter"),
        pytest.param("栏目:街谈", "a", id="column"),
        pytest.param("日期:2019", "ab", id="year"),
        pytest.param("日期:2019-08", "a", id="month"),
        pytest.param("date:2019-08-04..2019-12-31", "b", id="period"),
        pytest.param("日期:..2019-08-02", "", id="before the first"),
        pytest.param("柳林*", "a", id="wildcard at the end"),
        pytest.param("柳*通航", "a", id="wildcard inside"),
        pytest.param("木*厂", "", id="wildcard that is nowhere"),
        pytest.param("2017*停", "a", id="wildcard after a figure in the other script"),
        pytest.param("“一七年”", "a", id="part of a year, in its script"),
        pytest.param("“17年”", "", id="part of a figure"),
        pytest.param("“RC”", "", id="part of a Latin word"),
        pytest.param("rc*", "a", id="wildcard at the end of a Latin word"),
        pytest.param("“0万”", "", id="two letters that end a figure"),
        pytest.param("版:A*", "b", id="pages that begin with a letter"),
        pytest.param("版:0*", "a", id="pages that begin with a nought"),
        pytest.param("版:*3", "b", id="pages that end with a figure"),
        pytest.param('报纸:"日报 江城"~3', "b", id="near in a paper's name"),
        pytest.param('报纸:"渡口 码头"~9', "", id="near, not in a paper's name"),
        pytest.param('作者:"启 罗"~3', "a", id="near in an author's name"),
        pytest.param('作者:"石桥 招商"~99', "", id="near, not in an author's name"),
        pytest.param("标题:(渡口 OR 菜场) 日期:2019-12", "b", id="fields together"),
    ],
)
def test_conditions(small: Archive, query: str, hits: str) -> None:
    assert ids(small, query) == set(hits)


@pytest.mark.parametrize(
    ("query", "folding", "hits"),
    [
        ("“菜场搬进”", Folding(variants=False), ""),
        ("“菜場搬進”", Folding(variants=False), "b"),
        ("“30万元”", Folding(width=False), ""),
        ("“2017年”", Folding(numbers=False), "b"),
        ("菜场", Folding(variants=False), ""),
        ("菜場", Folding(variants=False), "b"),
        ("2017年停航", Folding(numbers=False), "b"),
        ("2017年旧棚", Folding(numbers=False), "b"),
        ("二〇一七年停航", Folding(numbers=False), "a"),
        ("石桥镇 菜場 新楼", Folding(variants=False), ""),
        ("石桥镇 菜場 新樓", Folding(variants=False), "b"),
        ("柳林渡口", Folding(width=False, numbers=False), "a"),
        ("RCEP 渡口", Folding(width=False), ""),
    ],
)
def test_foldings_off(small: Archive, query: str, folding: Folding, hits: str) -> None:
    assert ids(small, query, folding=folding) == set(hits)


def test_a_phrase_over_the_end_of_a_passage(
    run: Callable[..., Report], settings: Settings, tmp_path: Path
) -> None:
    sentence = "江水一天天涨起来，渡口的人都在看。"
    run(write_articles(tmp_path / "a.jsonl", {
        "id": "1", "newspaper": "", "date": "", "page": "", "title": "",
        "text": sentence * 30,
    }))  # fmt: skip
    archive = Archive.open(settings)
    assert archive.manifest.passages > 1
    (found,) = archive.search("“都在看江水一天天”").articles
    assert found.article.id == "1"


@pytest.mark.parametrize("channel", ["words", "meaning", "both"])
def test_the_required_phrase_of_a_long_article_is_shown(
    run: Callable[..., Report], settings: Settings, tmp_path: Path, channel: str
) -> None:
    around = "江水一天天涨起来，渡口的人都在看。" * 150
    run(write_articles(tmp_path / "a.jsonl", {
        "id": "1", "newspaper": "", "date": "", "page": "", "title": "",
        "text": f"{around}江鸥掠过桅杆。{around}",
    }))  # fmt: skip
    archive = Archive.open(settings)
    assert archive.manifest.passages > 10
    for query in ("江水 渡口 “鸥掠”", "江水 AND 渡口 AND 鸥*桅"):  # no words of jieba's
        (found,) = archive.search(query, channel=channel).articles
        marked = [found.article.text[a:b] for a, b in found.hits[0].highlights]
        assert any(text.startswith("鸥掠") for text in marked)
        assert len(found.hits) == 3


def test_highlights_are_the_pages_own_glyphs(small: Archive) -> None:
    (found,) = small.search("“菜场搬进新楼”").articles
    text = found.article.text
    assert [text[a:b] for hit in found.hits for a, b in hit.highlights] == ["菜場搬進新樓"]
