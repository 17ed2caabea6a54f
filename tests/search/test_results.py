"""What a whole result says: counts, order, pages, reprints, suggestions, articles alike."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import Archive, Report, Settings
from indexer.errors import QueryError, UnknownId
from indexer.models import Facets, Print
from tests.conftest import write_articles

AGENCY = (
    "新江社石桥五月三日电 石桥镇柳林渡口三日恢复通航，首日运送旅客1260人次。渡口管理站站长罗启明介绍，"
    "新添的两艘渡船每艘可载120人，早晚各加开两班，方便对岸的学生和菜农。停航的两年里，两岸的人要绕行十四公里的石桥。"
)
ROWS = (
    {"id": "a", "newspaper": "甲报", "date": "2019-05-04", "page": "2", "title": "柳林渡口恢复通航", "text": AGENCY},
    {"id": "b", "newspaper": "乙报", "date": "2019-05-03", "page": "1", "title": "渡口通航了",
     "text": AGENCY.replace("新江社石桥五月三日电 ", "本报讯 ")},
    {"id": "c", "newspaper": "甲报", "date": "2020-01-07", "page": "1", "title": "",
     "text": "柳林渡口昨日因大雾停航半天，旅客改走石桥。站长罗启明说，雾散以后再开船，请旅客留意广播。"},
    {"id": "d", "newspaper": "", "date": "", "page": "", "title": "", "text": "夜校的木工课开到第三期，木匠师傅也来听课。"},
    {"id": "e", "newspaper": "乙报", "date": "2020-01-08", "page": "1", "title": "木工课里的渡船模型", "text": "学员们合力做成。"},
)  # fmt: skip


@pytest.fixture
def small(run: Callable[..., Report], settings: Settings, tmp_path: Path) -> Archive:
    report = run(write_articles(tmp_path / "a.jsonl", *ROWS))
    assert not report.failed
    return Archive.open(settings)


def ids(archive: Archive, query: str, **options: object) -> list[str]:
    found = archive.search(query, channel="words", **options)  # type: ignore[arg-type]
    return [item.article.id for item in found.articles]


def test_prints_of_a_story_are_one_result(small: Archive) -> None:
    found = small.search("“运送旅客”", channel="words")
    assert (found.total, found.stories, len(found.articles)) == (2, 1, 1)
    assert found.articles[0].prints == (
        Print("b", "乙报", "2019-05-03", "1", "渡口通航了"),
        Print("a", "甲报", "2019-05-04", "2", "柳林渡口恢复通航"),
    )
    (other,) = small.search("大雾", channel="words").articles
    assert other.prints == ()


def test_facets_count_the_whole_result_and_not_the_page(small: Archive) -> None:
    found = small.search("“渡”", channel="words", limit=1)
    assert found.facets == Facets(
        newspapers=(("乙报", 2), ("甲报", 2)),
        years=(("2019", 2), ("2020", 2)),
        months=(("2019-05", 2), ("2020-01", 2)),
        days=(("2019-05-03", 1), ("2019-05-04", 1), ("2020-01-07", 1), ("2020-01-08", 1)),
        pages=(("1", 3), ("2", 1)),
        columns=(("", 4),),
    )


@pytest.mark.parametrize(
    ("sort", "order"), [("newest", ["e", "c", "a"]), ("oldest", ["b", "c", "e"])]
)
def test_sort_by_date(small: Archive, sort: str, order: list[str]) -> None:
    assert ids(small, "“渡”", sort=sort) == order


@pytest.mark.parametrize("channel", ["words", "both"])
def test_by_date_only_what_the_query_finds_is_listed(small: Archive, channel: str) -> None:
    found = small.search("大雾停航", channel=channel)
    assert found.near > 0  # others say 停航 alone
    assert (found.matched, found.total) == (1, 1 + found.near)
    by_date = small.search("大雾停航", channel=channel, sort="newest")
    assert (by_date.matched, by_date.near) == (1, found.near)
    assert [item.article.id for item in by_date.articles] == ["c"]
    assert (by_date.total, by_date.facets.years) == (1, (("2020", 1),))
    assert small.search("大雾停航", channel="meaning", sort="newest").total == 5
    assert small.search("“渡”", channel=channel).near == 0


def test_conditions_alone_come_newest_first(small: Archive) -> None:
    assert ids(small, "NOT 大雾") == ["e", "a", "d"]  # without a date last


def test_an_unknown_order(small: Archive) -> None:
    with pytest.raises(QueryError, match="排序"):
        small.search("渡口", sort="loudest")


def test_search_within_results(small: Archive) -> None:
    assert set(ids(small, "罗启明")) == {"a", "c"} or set(ids(small, "罗启明")) == {"b", "c"}
    assert ids(small, "罗启明", within=["大雾"]) == ["c"]
    assert ids(small, "罗启明", within=["“渡口”", "“大雾”"]) == ["c"]
    assert ids(small, "木工", within=["“渡口”"]) == []


def test_one_string_is_one_newspaper_and_one_query(small: Archive) -> None:
    assert ids(small, "渡口", newspapers="甲报") == ids(small, "渡口", newspapers=["甲报"]) != []
    assert ids(small, "罗启明", within="大雾") == ["c"]
    assert ids(small, "渡口", newspapers="", within="") == ids(small, "渡口")
    assert [found.article.id for found in small.similar("a", newspapers="甲报")] == ["c"]
    asked = small.ask("渡口停航是什么原因", channel="words", newspapers="甲报", within="大雾")
    assert {one.article_id for claim in asked.claims for one in claim.citations} <= {"c"}
    assert small.coverage(newspapers="甲报") == small.coverage(newspapers=["甲报"])
    assert small.coverage(within="报纸:甲报") == small.coverage(within=["报纸:甲报"])


def test_a_negative_count_is_refused(small: Archive) -> None:
    for options in ({"limit": -1}, {"offset": -2}):
        with pytest.raises(QueryError, match="不能小于 0"):
            ids(small, "渡口", **options)
    with pytest.raises(QueryError, match="limit 不能小于 0"):
        small.similar("a", limit=-1)
    assert ids(small, "渡口", limit=0) == []


def test_a_name_that_is_not_there_is_asked_about(archive: Archive) -> None:
    (suggestion,) = archive.search("白鹭 渡口", channel="words").suggestions
    assert (suggestion.typed, suggestion.meant) == ("白鹭", "白露")
    assert archive.search("白露 渡口", channel="words").suggestions == ()


def test_articles_alike(small: Archive) -> None:
    alike = [found.article.id for found in small.similar("a")]
    assert alike[0] == "c"
    assert "a" not in alike
    assert "b" not in alike  # another print of it
    assert [found.article.id for found in small.similar("a", newspapers=["甲报"])] == ["c"]
    with pytest.raises(UnknownId):
        small.similar("nobody")


@pytest.mark.parametrize("channel", ["words", "meaning", "both"])
def test_pages_follow_each_other_in_every_channel(small: Archive, channel: str) -> None:
    whole = [item.article.id for item in small.search("渡口 木工", channel=channel).articles]
    parts = [
        item.article.id
        for offset in range(len(whole))
        for item in small.search("渡口 木工", channel=channel, limit=1, offset=offset).articles
    ]
    assert parts == whole


def test_the_second_stage_gives_probabilities(small: Archive) -> None:
    found = small.search("柳林渡口什么时候恢复通航")
    assert 0 < sum(item.score for item in found.articles) <= 1.001
    assert found.articles[0].article.id in "ab"
    plain = small.search("柳林渡口什么时候恢复通航", rerank=False)
    assert plain.articles[0].article.id in "ab"
