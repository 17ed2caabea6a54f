from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from indexer.errors import ArchiveDamaged, UnknownId
from indexer.models import (
    Article,
    ArticleHead,
    Block,
    Box,
    Byline,
    Dateline,
    Page,
    PaperHeld,
    Part,
    Passage,
    Role,
)
from indexer.store.catalogue import Catalogue, number_order

PAGE = Page(
    id="江城晚报/2021-05-01/01", text="渡口通航\n本报讯 昨日通航。", newspaper="江城晚报",
    date="2021-05-01", number="01", section="要闻", source="/papers/01.txt", digest="d1",
    blocks=(Block(0, 4, Box(1, 2, 3, 4), 0.9, 12.0, Role.TITLE, "a1"), Block(5, 14)),
    image="/papers/01.jpg", sheet=1, width=800, height=1200.5,
)  # fmt: skip
ARTICLE = Article(
    id=f"{PAGE.id}#1", page_id=PAGE.id, text="本报讯 昨日通航。", title="渡口通航", kicker="引题",
    subtitle="副题", column="民生", byline=Byline("□记者 苏 禾", ("苏禾",), "本报"),
    dateline=Dateline("本报讯", "江城", ""), newspaper="江城晚报", date="2021-05-01", page="01",
    section="要闻",
    parts=(Part(Role.TITLE, 0, 4, None, "short line"), Part(Role.BODY, 5, 14, 0, "", True)),
)  # fmt: skip
PASSAGE = Passage(ARTICLE.id, 0, 9, "本报讯 昨日通航。", ((0, 9),))
CUT = Page(
    id="n-1", text="整篇文章。", date="2022-01-01", already_cut=True, headline="题", kicker="引",
    subtitle="副", byline="苏禾", column="栏",
)  # fmt: skip
CUT_ARTICLE = Article(id="n-1", page_id="n-1", text="整篇文章。", title="题", date="2022-01-01")


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    made = Catalogue(tmp_path / "c.sqlite", writable=True)
    key = made.add_article(ARTICLE, made.add_page(PAGE, PAGE.source))
    made.add_passage(PASSAGE, key)
    key = made.add_article(CUT_ARTICLE, made.add_page(CUT, "n.jsonl"))
    made.add_passage(Passage("n-1", 0, 5, "整篇文章。", ((0, 5),)), key)
    made.put_file(PAGE.source, "/papers", "f1")
    made.commit()
    made.close()
    return Catalogue(tmp_path / "c.sqlite")


def test_gives_back_what_was_put_in(catalogue: Catalogue) -> None:
    assert catalogue.page(PAGE.id) == PAGE
    assert catalogue.article(ARTICLE.id) == ARTICLE
    assert catalogue.articles_of_page(PAGE.id) == [ARTICLE]
    assert catalogue.passages([1])[1].passage == PASSAGE
    assert catalogue.page("n-1") == replace(CUT, source="n.jsonl")
    assert catalogue.counts() == {"pages": 2, "articles": 2, "passages": 2}


def test_headings_of_an_article_already_cut(tmp_path: Path) -> None:
    made = Catalogue(tmp_path / "c.sqlite", writable=True)
    page = Page(
        id="n-1", text="文。", source="n.jsonl", already_cut=True, headline="题", kicker="引",
        subtitle="副", byline="苏禾", column="栏",
    )  # fmt: skip
    made.add_article(Article(id="n-1", page_id="n-1", text="文。"), made.add_page(page, "n.jsonl"))
    assert made.page("n-1") == page


def test_unknown_ids(catalogue: Catalogue) -> None:
    for ask in (catalogue.page, catalogue.article, catalogue.articles_of_page):
        with pytest.raises(UnknownId, match="没有 此号"):
            ask("此号")
    assert catalogue.passages([99]) == {}


def test_an_argument_that_was_not_utf8_names_nothing(catalogue: Catalogue) -> None:
    broken = "\udcbd\udcad"
    asks = catalogue.page, catalogue.article, catalogue.article_key, catalogue.articles_of_page
    for ask in asks:
        with pytest.raises(UnknownId):
            ask(broken)
    assert catalogue.holdings(broken) == []
    assert catalogue.days_beside(broken, "2021-05-01") == ("", "")
    assert catalogue.issue_size(broken, broken) == 0


def test_removing_a_page_takes_all_of_it(tmp_path: Path, catalogue: Catalogue) -> None:
    writable = Catalogue(tmp_path / "c.sqlite", writable=True)
    assert writable.remove_page(PAGE.id) == ([1], [1])
    assert writable.counts() == {"pages": 1, "articles": 1, "passages": 1}
    key = writable.add_article(ARTICLE, writable.add_page(PAGE, PAGE.source))
    assert writable.add_passage(PASSAGE, key) == 3  # keys are never used again
    writable.close()


def test_what_is_where(catalogue: Catalogue) -> None:
    assert catalogue.newspapers() == [("", 1), ("江城晚报", 1)]
    assert catalogue.dates() == ("2021-05-01", "2022-01-01")
    assert catalogue.pages_of_issue("江城晚报", "2021-05-01") == [("01", PAGE.id)]
    keys, articles = catalogue.passage_articles()
    assert np.array_equal(keys, [1, 2])
    assert np.array_equal(articles, [1, 2])


def test_a_file_that_is_no_catalogue(tmp_path: Path) -> None:
    (tmp_path / "bad.sqlite").write_bytes(b"not a database" * 99)
    with pytest.raises(ArchiveDamaged, match=r"bad\.sqlite"):
        Catalogue(tmp_path / "bad.sqlite").counts()


def test_every_character_comes_back(tmp_path: Path) -> None:
    made = Catalogue(tmp_path / "c.sqlite", writable=True)
    text = "汉字𠮷㎡ é\u00ad\U0001f600\ue000 end"
    page = made.add_page(Page(id="p", text=text, source="p.txt"), "p.txt")
    made.add_article(Article(id="p#1", page_id="p", text=text), page)
    assert made.page("p").text == made.article("p#1").text == text


def test_what_filters_and_groups_articles(catalogue: Catalogue) -> None:
    first, second = catalogue.article_rows()
    assert (first.newspaper, first.date, first.page) == ("江城晚报", "2021-05-01", "01")
    assert first.length == len(catalogue.article(first.id).text)
    assert (first.story, second.story) == (first.key, second.key)


def test_what_is_held_of_each_newspaper(catalogue: Catalogue) -> None:
    assert catalogue.papers() == [
        PaperHeld("", 1, 1, "2022-01-01", "2022-01-01"),
        PaperHeld("江城晚报", 1, 1, "2021-05-01", "2021-05-01"),
    ]
    assert catalogue.holdings("江城晚报") == [("江城晚报", "2021-05-01", "01", 1, 0)]
    assert catalogue.holdings("无此报") == []


def test_the_pages_of_a_day_with_their_headlines(tmp_path: Path) -> None:
    made = Catalogue(tmp_path / "c.sqlite", writable=True)
    for number in ("10", "2", "1"):
        page = replace(PAGE, id=f"p{number}", number=number, section="要闻" * (number == "1"))
        key = made.add_page(page, page.source)
        if number != "10":
            made.add_article(replace(ARTICLE, id=f"p{number}#1", page_id=page.id), key)
    heads = made.issue("江城晚报", "2021-05-01", limit=9)
    assert [(page.number, page.section, page.has_picture) for page in heads] == [
        ("1", "要闻", True),
        ("2", "", True),
        ("10", "", True),
    ]
    assert heads[0].articles == (ArticleHead("p1#1", "渡口通航", "本报讯 昨日通航。"),)
    assert heads[2].articles == ()
    assert [number for number, _ in made.pages_of_issue("江城晚报", "2021-05-01")] == [
        "1", "2", "10",
    ]  # fmt: skip
    assert made.issue_size("江城晚报", "2021-05-01") == 3
    assert len(made.issue("江城晚报", "2021-05-01", limit=2, offset=2)) == 1
    assert made.issue("江城晚报", "2021-05-02", limit=9) == []


def test_the_days_beside_a_day(tmp_path: Path) -> None:
    made = Catalogue(tmp_path / "c.sqlite", writable=True)
    for day in ("", "2021-05-01", "2021-05-03", "2021-05-09"):
        made.add_page(replace(PAGE, id=f"p{day}", date=day), PAGE.source)
    made.add_page(replace(PAGE, id="other", newspaper="澜州日报", date="2021-05-02"), PAGE.source)
    assert made.days_beside("江城晚报", "2021-05-03") == ("2021-05-01", "2021-05-09")
    assert made.days_beside("江城晚报", "2021-05-02") == ("2021-05-01", "2021-05-03")
    assert made.days_beside("江城晚报", "2021-05-01") == ("", "2021-05-03")
    assert made.days_beside("江城晚报", "2021-05-09") == ("2021-05-03", "")


@pytest.mark.parametrize(
    "numbers",
    [["1", "2", "10"], ["01", "02"], ["A1", "A2", "A10", "B1"], ["", "1"], ["1-2", "3"]],
)
def test_page_numbers_in_the_order_people_count(numbers: list[str]) -> None:
    assert sorted(set(numbers), key=number_order) == numbers
