"""Saved searches: what is new in them after a reindex, and what is not."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from indexer import Archive, Report
from indexer.desk import Asked, Database, Kind, Watches, look
from indexer.errors import DeskError, DeskRefused, QueryError
from tests.conftest import TWO_ARTICLES, write_page

FERRY = "江城晚报/2021-05-01/01#1"
STORY = TWO_ARTICLES.partition("城东菜场搬进新楼")[0]


@pytest.fixture
def again(archive: Archive, paper: Path, run: Callable[..., Report]) -> Callable[..., Archive]:
    """Put pages into the folder, or take them away (None), and read it again."""

    def call(pages: dict[str, str | None], *, full: bool = False) -> Archive:
        for name, text in pages.items():
            if text is None:
                (paper / f"{name}.txt").unlink()
            else:
                write_page(paper, name, text)
        run(paper, full=full)
        archive.refresh()
        return archive

    return call


Again = Callable[..., Archive]


def save(watches: Watches, archive: Archive, query: str = "“渡口”", **more: Any) -> int:
    asked = Asked(query, **more)
    return watches.add("渡口", look(archive, asked), query, **more)


def news(watches: Watches, archive: Archive) -> list[tuple[str, Kind]]:
    (watch,) = watches.all()
    found = look(archive, watch, watches.seen(watch.key))
    return [(item.article_id, item.kind) for item in found.news]


def mark(watches: Watches, archive: Archive) -> None:
    (watch,) = watches.all()
    watches.mark_seen(watch.key, look(archive, watch, watches.seen(watch.key)))


def test_what_is_found_when_it_is_saved_is_no_news(watches: Watches, archive: Archive) -> None:
    save(watches, archive)
    assert news(watches, archive) == []


def test_what_is_not_found_is_no_news(watches: Watches, again: Again) -> None:
    save(watches, again({}))
    opened = again({"江城晚报/2021-05-02/01": "春茶上市\n\n本报讯 昨日春茶上市，茶农高兴。\n"})
    assert news(watches, opened) == []


def test_a_new_article_is_news_until_it_is_marked(watches: Watches, again: Again) -> None:
    save(watches, again({}))
    opened = again({"江城晚报/2021-05-02/01": "渡口添船\n\n本报讯 昨日渡口又添了两艘新船。\n"})
    assert news(watches, opened) == [("江城晚报/2021-05-02/01#1", Kind.NEW)]
    assert news(watches, opened) == [("江城晚报/2021-05-02/01#1", Kind.NEW)]
    mark(watches, opened)
    assert news(watches, opened) == []


def test_the_newest_come_first(watches: Watches, again: Again) -> None:
    save(watches, again({}))
    text = "渡口添船\n\n本报讯 {} 日渡口又添了 {} 艘新船，岸上有人看热闹。\n"
    days = ("02", "04", "03")
    opened = again({f"江城晚报/2021-05-{day}/01": text.format(day, day) for day in days})
    assert [item[0][-7:-5] for item in news(watches, opened)] == ["04", "03", "02"]


def test_a_reprint_is_said_to_be_one(watches: Watches, again: Again) -> None:
    save(watches, again({}))
    opened = again({"澜州日报/2021-05-03/02": STORY})
    assert news(watches, opened) == [("澜州日报/2021-05-03/02#1", Kind.REPRINT)]


def test_a_corrected_article_is_said_to_be_one(watches: Watches, again: Again) -> None:
    save(watches, again({}))
    opened = again({"江城晚报/2021-05-01/01": TWO_ARTICLES.replace("1260人次", "1620人次")})
    assert news(watches, opened) == [(FERRY, Kind.CHANGED)]
    mark(watches, opened)
    assert news(watches, opened) == []


def test_another_article_of_its_page_is_corrected_and_it_is_no_news(
    watches: Watches, again: Again
) -> None:
    save(watches, again({}))
    opened = again({"江城晚报/2021-05-01/01": TWO_ARTICLES.replace("186个", "188个")})
    assert news(watches, opened) == []


def test_an_article_numbered_anew_is_no_news(watches: Watches, again: Again) -> None:
    save(watches, again({}))
    ferry, _, market = TWO_ARTICLES.partition("城东菜场搬进新楼")
    opened = again({"江城晚报/2021-05-01/01": f"城东菜场搬进新楼{market}\n{ferry}"})
    assert opened.article("江城晚报/2021-05-01/01#2").title == "柳林渡口昨日恢复通航"
    assert news(watches, opened) == []


def test_a_new_article_in_the_place_of_another_is_new(watches: Watches, again: Again) -> None:
    save(watches, again({}))
    ferry, _, market = TWO_ARTICLES.partition("城东菜场搬进新楼")
    news_of_market = market.replace("186个摊位", "渡口边的186个摊位")
    opened = again({"江城晚报/2021-05-01/01": f"城东菜场搬进新楼{news_of_market}\n{ferry}"})
    assert opened.article(FERRY).title == "城东菜场搬进新楼"
    assert news(watches, opened) == [(FERRY, Kind.NEW)]


def test_on_a_page_numbered_anew_a_new_article_is_not_called_corrected(
    watches: Watches, again: Again
) -> None:
    """Which of the two is the corrected one, nothing tells: both have ids that were seen."""
    page, (pump, gate) = "江城晚报/2021-05-02/01", (
        "柳林渡口换上新水泵\n\n□本报记者 苏 禾\n\n本报讯 昨日渡口换上一台新水泵，抽水快了一倍，库里的水位一天降了六米，工人说比旧泵省电。\n",
        "柳林渡口修好老闸门\n\n□本报记者 苏 禾\n\n本报讯 昨日渡口修好老闸门，五名工人下水三次，把锈住的闸板换了下来，今后开闸不用人拉。\n",
    )  # fmt: skip
    save(watches, again({page: f"{pump}\n{gate}"}))
    brief = "柳林渡口亮起一排灯\n\n□本报记者 苏 禾\n\n本报讯 昨晚渡口亮起一排路灯，散步的人多起来，摆渡的末班船也推迟了半个小时。\n"
    opened = again({page: f"{brief}\n{pump.replace('一倍', '两倍')}\n{gate}"})
    assert opened.article(f"{page}#1").title == "柳林渡口亮起一排灯"
    assert news(watches, opened) == [(f"{page}#1", Kind.NEW), (f"{page}#2", Kind.NEW)]


def test_an_article_taken_out_and_put_back_is_no_news(watches: Watches, again: Again) -> None:
    save(watches, again({}))
    opened = again({"江城晚报/2021-05-01/01": None})
    assert news(watches, opened) == []
    mark(watches, opened)
    assert news(watches, again({"江城晚报/2021-05-01/01": TWO_ARTICLES})) == []


def test_a_full_rebuild_makes_no_news(watches: Watches, again: Again) -> None:
    save(watches, again({"江城晚报/2021-05-02/01": "渡口添船\n\n本报讯 渡口又添了两艘船。\n"}))
    # Taken out first, so that every article gets another key.
    opened = again({"江城晚报/2021-05-01/02": None}, full=True)
    assert news(watches, opened) == []


def test_only_what_was_shown_is_marked(watches: Watches, again: Again) -> None:
    opened = again({})
    key = save(watches, opened)
    (watch,) = watches.all()
    shown = look(opened, watch, watches.seen(key))
    opened = again({"江城晚报/2021-05-02/01": "渡口添船\n\n本报讯 昨日渡口又添了两艘新船。\n"})
    watches.mark_seen(key, shown)  # a click on a page that was opened before
    assert news(watches, opened) == [("江城晚报/2021-05-02/01#1", Kind.NEW)]


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, True),
        ({"newspapers": ("江城晚报",)}, True),
        ({"newspapers": ("澜州日报",)}, False),
        ({"since": "2021-05-02"}, True),
        ({"until": "2021-05-01"}, False),
        ({"within": ("新船",)}, True),
        ({"within": ("“木工”",)}, False),
    ],
)
def test_filters_hold(watches: Watches, again: Again, more: dict[str, Any], found: bool) -> None:
    save(watches, again({}), **more)
    opened = again({"江城晚报/2021-05-02/01": "渡口添船\n\n本报讯 昨日渡口又添了两艘新船。\n"})
    assert bool(news(watches, opened)) is found


def test_loose_words_find_what_holds_most_of_them(archive: Archive) -> None:
    assert len(archive.search("柳林渡口通航", channel="words").articles) >= 1
    found = look(archive, Asked("柳林渡口通航", "words"))
    assert [item.article_id for item in found.news] == [FERRY]
    assert look(archive, Asked("柳林的烟火晚会", "words")).news == ()


def test_a_search_that_finds_too_much_is_refused(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.desk.news.MATCHES", 3)
    with pytest.raises(DeskRefused, match="找到 4 篇，订阅最多 3 篇"):
        look(archive, Asked("报纸:江城晚报"))


def test_what_was_seen_is_bounded(
    watches: Watches, again: Again, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(watches, again({}))
    opened = again({"江城晚报/2021-05-01/01": None})
    monkeypatch.setattr("indexer.desk.watches.MATCHES", 0)
    mark(watches, opened)
    assert news(watches, again({"江城晚报/2021-05-01/01": TWO_ARTICLES})) == [(FERRY, Kind.NEW)]


@pytest.mark.parametrize("query", ["", "   ", "++&&||"])
def test_a_query_with_nothing_to_look_for_is_refused(archive: Archive, query: str) -> None:
    with pytest.raises(QueryError):
        look(archive, Asked(query))


def test_names_and_limits(
    watches: Watches, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = save(watches, archive)
    with pytest.raises(DeskRefused, match="已有名为“渡口”"):
        save(watches, archive)
    nothing = look(archive, Asked("“无此句”"))
    for name, query, why in (("", "甲", "请写一个名称"), ("长", "甲" * 3000, "最多 2000 字")):
        with pytest.raises(DeskRefused, match=why):
            watches.add(name, nothing, query)
    monkeypatch.setattr("indexer.desk.watches.WATCHES", 1)
    with pytest.raises(DeskRefused, match="已满"):
        watches.add("码头", nothing, "码头")
    assert watches.named(" 渡口 ").key == key
    with pytest.raises(DeskRefused, match="没有名为“码头”"):
        watches.named("码头")


def test_users_do_not_see_each_other(
    watches: Watches, database: Database, archive: Archive
) -> None:
    key = save(watches, archive)
    other = Watches(database, "b@news.example")
    assert other.all() == []
    for act in (other.remove, other.seen):
        with pytest.raises(DeskRefused, match="已经没有了"):
            act(key)
    with pytest.raises(DeskRefused, match="已经没有了"):
        other.mark_seen(key, look(archive, Asked("渡口")))
    watches.remove(key)
    assert watches.all() == []


def test_bytes_that_are_no_text_break_nothing(watches: Watches, archive: Archive) -> None:
    found = look(archive, Asked("“渡口”"))
    watches.add("渡\udce4口", found, "渡\udce4口", newspapers=["\udce4"], within=["\udce4"])
    (watch,) = watches.all()
    assert (watch.name, watch.query, watch.newspapers) == ("渡口", "渡口", ("\udce4",))


def test_what_is_kept_of_a_search(watches: Watches, archive: Archive) -> None:
    save(
        watches, archive, "渡口", channel="words", newspapers=("江城晚报", ""), since="2021-01-01",
        within=("通航",),
    )  # fmt: skip
    (watch,) = watches.all()
    assert replace(watch, created="", looked="") == replace(
        watch, key=1, name="渡口", query="渡口", channel="words", newspapers=("江城晚报", ""),
        since="2021-01-01", until="", within=("通航",), created="", looked="",
        generation=archive.manifest.digest,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("column", "value"), [("seen", b"123"), ("newspapers", "no list"), ("within", "5")]
)
def test_a_damaged_value_is_said_to_be(
    watches: Watches, database: Database, archive: Archive, column: str, value: object
) -> None:
    key = save(watches, archive)
    with sqlite3.connect(database.path) as connection:
        connection.execute(f"UPDATE watches SET {column} = ?", (value,))
    connection.close()
    with pytest.raises(DeskError, match="已损坏"):
        watches.all() and watches.seen(key)
