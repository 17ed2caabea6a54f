"""Clippings: folders, order, notes, limits; and what becomes of them after a reindex."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import Archive, Article, Report, Settings
from indexer.desk import Clippings, State, standing_of
from indexer.desk.limits import NAME_CHARS, NOTE_CHARS
from indexer.errors import DeskRefused
from tests.conftest import TWO_ARTICLES, write_page

WORDS = "停航两年的柳林渡口恢复通航"


def clip(kept: Clippings, article: Article, words: str = WORDS, note: str = "") -> int:
    """Clip `words` of an article into a folder of its own; return the folder."""
    folder = kept.make_folder("渡口")
    start = article.text.index(words)
    kept.add(folder, article, start, start + len(words), note)
    return folder


def test_a_passage_is_kept_with_all_that_cites_it(kept: Clippings, article: Article) -> None:
    folder = clip(kept, article, note="  头版用\r\n核对日期 ")
    (item,) = kept.items(folder)
    assert (item.quote, item.whole, item.note) == (WORDS, False, "头版用\n核对日期")
    assert article.text[item.start : item.end] == item.quote
    assert (item.newspaper, item.date, item.page) == ("江城晚报", "2021-05-01", "01")
    assert item.title == "柳林渡口昨日恢复通航"
    assert item.reference == "苏禾. 柳林渡口昨日恢复通航[N]. 江城晚报，2021-05-01（1）."


def test_a_whole_article_is_kept_with_its_text(kept: Clippings, article: Article) -> None:
    folder = kept.make_folder("渡口")
    kept.add(folder, article)
    (item,) = kept.items(folder)
    assert (item.whole, item.quote) == (True, article.text)


def test_a_span_outside_the_text_is_refused(kept: Clippings, article: Article) -> None:
    folder = kept.make_folder("渡口")
    with pytest.raises(ValueError, match="not in"):
        kept.add(folder, article, 5, len(article.text) + 1)
    assert kept.items(folder) == []


def test_the_same_is_not_kept_twice_but_in_another_folder(
    kept: Clippings, article: Article
) -> None:
    folder = clip(kept, article)
    start = article.text.index(WORDS)
    with pytest.raises(DeskRefused, match="已有这一条"):
        kept.add(folder, article, start, start + len(WORDS))
    kept.add(folder, article)  # the whole is something else
    kept.add(kept.make_folder("交通"), article, start, start + len(WORDS))
    assert [folder.items for folder in kept.folders()] == [2, 1]


def test_items_are_moved_up_and_down(kept: Clippings, article: Article) -> None:
    folder = kept.make_folder("渡口")
    keys = [kept.add(folder, article, at, at + 4) for at in (0, 4, 8)]

    def order() -> list[int]:
        return [keys.index(item.key) for item in kept.items(folder)]

    kept.move(keys[2], up=True)
    assert order() == [0, 2, 1]
    kept.move(keys[0], up=True)  # the first stays
    kept.move(keys[1], up=False)  # the last stays
    assert order() == [0, 2, 1]
    kept.move(keys[0], up=False)
    assert order() == [2, 0, 1]
    kept.delete(keys[0])
    assert order() == [2, 1]
    kept.move(keys[1], up=True)
    assert order() == [1, 2]


def test_a_note_is_changed(kept: Clippings, article: Article) -> None:
    folder = clip(kept, article)
    (item,) = kept.items(folder)
    kept.set_note(item.key, "改过\x1b[31m的备注", "")
    assert kept.items(folder)[0].note == "改过[31m的备注"


def test_a_note_that_another_wrote_meanwhile_stays(kept: Clippings, article: Article) -> None:
    folder = clip(kept, article, note="旧")
    (item,) = kept.items(folder)
    kept.set_note(item.key, "甲写的", "旧")
    with pytest.raises(DeskRefused, match="在别处改过"):
        kept.set_note(item.key, "乙写的", "旧")
    assert kept.items(folder)[0].note == "甲写的"
    kept.set_note(item.key, "甲写的 ", "旧")  # the same is no quarrel
    kept.set_note(item.key, "", "甲写的")
    assert kept.items(folder)[0].note == ""


def test_a_folder_is_renamed_and_deleted_with_its_items(kept: Clippings, article: Article) -> None:
    folder = clip(kept, article)
    (item,) = kept.items(folder)
    kept.rename_folder(folder, " 码 头\n")
    assert kept.folders()[0].name == "码 头"
    kept.rename_folder(folder, "码 头")  # its own name is free
    kept.delete_folder(folder)
    assert kept.folders() == []
    with pytest.raises(DeskRefused, match="已经没有了"):
        kept.set_note(item.key, "晚了", "")
    with pytest.raises(DeskRefused, match="已经没有了"):
        kept.delete(item.key)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "请写一个名称"),
        (" \n\x00 ", "请写一个名称"),
        ("长" * (NAME_CHARS + 1), f"最多 {NAME_CHARS} 字"),
        ("渡口", "已有名为"),
        (" 渡口 ", "已有名为"),
    ],
)
def test_a_bad_name_is_refused(kept: Clippings, name: str, why: str) -> None:
    kept.make_folder("渡口")
    other = kept.make_folder("码头")
    with pytest.raises(DeskRefused, match=why):
        kept.make_folder(name)
    with pytest.raises(DeskRefused, match=why):
        kept.rename_folder(other, name)
    assert [folder.name for folder in kept.folders()] == ["渡口", "码头"]


def test_a_long_note_is_refused_and_the_old_one_stays(kept: Clippings, article: Article) -> None:
    folder = clip(kept, article, note="短")
    (item,) = kept.items(folder)
    with pytest.raises(DeskRefused, match=f"最多 {NOTE_CHARS} 字"):
        kept.set_note(item.key, "长" * (NOTE_CHARS + 1), "短")
    assert kept.items(folder)[0].note == "短"


def test_a_full_folder_says_so(
    kept: Clippings, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.desk.clippings.ITEMS", 1)
    folder = clip(kept, article)
    with pytest.raises(DeskRefused, match="最多 1，已满"):
        kept.add(folder, article)


# -- after a reindex -----------------------------------------------------------------------------


@pytest.fixture
def reindexed(
    paper: Path, run: Callable[..., Report], settings: Settings
) -> Callable[[str | None], Archive]:
    """Put another text in place of the first page, or take it away, and read it again."""

    def call(text: str | None) -> Archive:
        if text is None:
            (paper / "江城晚报/2021-05-01/01.txt").unlink()
        else:
            write_page(paper, "江城晚报/2021-05-01/01", text)
        run(paper)
        return Archive.open(settings)

    return call


Reindexed = Callable[[str | None], Archive]


def test_an_article_as_it_was_is_the_same(
    kept: Clippings, article: Article, reindexed: Reindexed
) -> None:
    (item,) = kept.items(clip(kept, article))
    again = reindexed(TWO_ARTICLES + "\n")
    found = standing_of(again, item)
    assert (found.state, found.article_id) == (State.SAME, article.id)


def test_words_that_stand_in_a_changed_article_are_found(
    kept: Clippings, article: Article, reindexed: Reindexed
) -> None:
    (item,) = kept.items(clip(kept, article))
    again = reindexed(TWO_ARTICLES.replace("4月30日上午", "4月30日，也就是前天的上午"))
    found = standing_of(again, item)
    assert found.state is State.CHANGED
    assert again.article(found.article_id).text[found.start : found.end] == WORDS
    assert found.start != item.start


def test_words_that_were_corrected_are_said_to_be(
    kept: Clippings, article: Article, reindexed: Reindexed
) -> None:
    sentence = "渡口停航是因为码头受洪水冲刷，加固工程投资3800万元。"
    (item,) = kept.items(clip(kept, article, sentence))
    again = reindexed(TWO_ARTICLES.replace("码头受洪水冲刷", "码头受急流冲刷"))
    assert standing_of(again, item).state is State.EDITED


def test_words_in_another_article_are_found_there(
    kept: Clippings, article: Article, reindexed: Reindexed
) -> None:
    (item,) = kept.items(clip(kept, article))
    ferry, _, market = TWO_ARTICLES.partition("城东菜场搬进新楼")
    found = standing_of(reindexed(f"城东菜场搬进新楼{market}\n{ferry}"), item)
    assert (found.state, found.article_id) == (State.MOVED, "江城晚报/2021-05-01/01#2")


def test_words_corrected_in_another_article_are_to_be_compared(
    kept: Clippings, article: Article, reindexed: Reindexed
) -> None:
    sentence = "停航两年的柳林渡口恢复通航，首日运送旅客1260人次。"
    (item,) = kept.items(clip(kept, article, sentence))
    ferry, _, market = TWO_ARTICLES.partition("城东菜场搬进新楼")
    again = reindexed(f"城东菜场搬进新楼{market}\n{ferry.replace('1260', '1620')}")
    found = standing_of(again, item)
    assert (found.state, found.article_id) == (State.EDITED, "江城晚报/2021-05-01/01#2")


@pytest.mark.parametrize(
    "source", [{"newspaper": "江城日报"}, {"date": "2021-05-02"}, {"page": "03"}], ids=str
)
def test_an_article_whose_source_was_corrected_is_changed(
    kept: Clippings,
    paper: Path,
    run: Callable[..., Report],
    settings: Settings,
    source: dict[str, str],
) -> None:
    """An export has an id of its own for each article, whatever its date is said to be."""
    fields = {"newspaper": "江城晚报", "date": "2021-05-01", "page": "01"}

    def read(changed: dict[str, str]) -> Archive:
        line = {"id": "A-7", "title": "渡口添船", "text": WORDS + "。", **fields, **changed}
        (paper / "cms.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
        run(paper)
        return Archive.open(settings)

    (item,) = kept.items(clip(kept, read({}).article("A-7")))
    assert standing_of(read({}), item).state is State.SAME
    found = standing_of(read(source), item)
    assert (found.state, found.article_id) == (State.CHANGED, "A-7")
    assert (found.start, found.end) == (item.start, item.end)


def test_words_that_are_gone_are_said_to_be(
    kept: Clippings, article: Article, reindexed: Reindexed
) -> None:
    (item,) = kept.items(clip(kept, article))
    again = reindexed(TWO_ARTICLES.replace("停航两年的柳林渡口恢复通航，", "两艘新船下水，"))
    found = standing_of(again, item)
    assert (found.state, found.article_id) == (State.LOST, article.id)


def test_a_whole_article_is_not_another_that_has_its_id_now(
    kept: Clippings, article: Article, reindexed: Reindexed
) -> None:
    folder = kept.make_folder("渡口")
    kept.add(folder, article)
    _, headline, market = TWO_ARTICLES.partition("城东菜场搬进新楼")
    found = standing_of(reindexed(headline + market), kept.items(folder)[0])
    assert (found.state, found.article_id) == (State.LOST, article.id)


def test_an_article_that_is_gone_is_said_to_be(
    kept: Clippings, article: Article, reindexed: Reindexed
) -> None:
    folder = clip(kept, article)
    kept.add(folder, article)
    again = reindexed(None)
    for item in kept.items(folder):
        found = standing_of(again, item)
        assert (found.state, found.article_id) == (State.GONE, "")
        assert item.quote  # the words are kept all the same


def test_a_whole_article_that_reads_otherwise_is_edited(
    kept: Clippings, article: Article, reindexed: Reindexed
) -> None:
    folder = kept.make_folder("渡口")
    kept.add(folder, article)
    again = reindexed(
        TWO_ARTICLES.replace("停航两年的柳林渡口恢复通航，首日运送旅客1260人次。", "天晴。")
    )
    found = standing_of(again, kept.items(folder)[0])
    assert (found.state, found.article_id) == (State.EDITED, article.id)
