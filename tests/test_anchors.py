"""Quoted words are found again after a page was cut anew, corrected, numbered anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import (
    Anchor,
    Archive,
    How,
    Report,
    Settings,
    address_parameters,
    anchor_from,
    article_digest,
    identifier,
    parse_identifier,
)
from indexer.anchors import anchor_of, find, mark_of
from indexer.errors import UnknownId
from indexer.language import letters
from indexer.models import Article, Page
from tests.conftest import TWO_ARTICLES, TWO_MORE, write_page

Run = Callable[..., Report]
FIRST, SECOND = "江城晚报/2021-05-01/01", "江城晚报/2021-05-01/02"
MARK = "12-dbd30ba02667df4a28393fa5a44"
QUOTE = "首日运送旅客1260人次。"
BRIEF = "汛期水位简报\n\n□本报记者 苏 禾\n\n本报讯 昨日江城水位站测得水位18.6米，比前日下降0.2米，全线低于警戒水位。\n\n"


class Shelf:
    """A catalogue of one page with the given articles."""

    def __init__(self, *articles: Article) -> None:
        self.held = {article.id: article for article in articles}

    def article(self, article_id: str) -> Article:
        if article_id not in self.held:
            raise UnknownId(article_id)
        return self.held[article_id]

    def articles_of_page(self, page_id: str) -> list[Article]:
        return [article for article in self.held.values() if article.page_id == page_id]

    def page(self, page_id: str) -> Page:
        return Page(id=page_id, text="")

    def pages_of_issue(self, newspaper: str, date: str) -> list[tuple[str, str]]:
        return []


def article(text: str, number: int = 1) -> Article:
    return Article(id=f"版#{number}", page_id="版", text=text)


def anchor(archive: Archive, article_id: str, quote: str) -> Anchor:
    start = archive.article(article_id).text.index(quote)
    return archive.anchor(article_id, start, start + len(quote))


def words(archive: Archive, wanted: Anchor) -> tuple[str, How, str]:
    found = archive.find(wanted)
    assert found
    return found.article.id, found.how, found.article.text[found.start : found.end]


def again(run: Run, paper: Path, settings: Settings, **pages: str) -> Archive:
    """Write pages of the issue anew, run, and open the archive."""
    for number, text in pages.items():
        write_page(paper, f"江城晚报/2021-05-01/{number.removeprefix('p')}", text)
    report = run(paper)
    assert report.changed and not report.failed
    return Archive.open(settings)


def test_unchanged_words_are_in_their_place(archive: Archive) -> None:
    wanted = anchor(archive, f"{FIRST}#1", QUOTE)
    assert words(archive, wanted) == (f"{FIRST}#1", How.PLACE, QUOTE)


def test_words_are_found_when_their_offsets_moved(
    archive: Archive, run: Run, paper: Path, settings: Settings
) -> None:
    wanted = anchor(archive, f"{FIRST}#1", QUOTE)
    longer = TWO_ARTICLES.replace("上午，停航两年的", "上午，风平浪静，因洪水停航两年的")
    assert words(again(run, paper, settings, p01=longer), wanted) == (
        f"{FIRST}#1", How.MOVED, QUOTE,
    )  # fmt: skip


def test_words_are_found_between_other_marks_and_white_space(
    archive: Archive, run: Run, paper: Path, settings: Settings
) -> None:
    wanted = anchor(archive, f"{FIRST}#1", "新添的两艘渡船每艘可载120人。")
    marked = TWO_ARTICLES.replace("两艘渡船每艘可载120人。", "两艘渡船，每艘可载 １２０ 人。")
    found = words(again(run, paper, settings, p01=marked), wanted)
    assert found[:2] == (f"{FIRST}#1", How.MOVED)
    assert letters(found[2]) == "新添的两艘渡船每艘可载120人"


def test_words_are_found_when_articles_are_numbered_anew(
    archive: Archive, run: Run, paper: Path, settings: Settings
) -> None:
    wanted = anchor(archive, f"{FIRST}#1", QUOTE)
    reopened = again(run, paper, settings, p01=BRIEF + TWO_ARTICLES)
    assert reopened.article(f"{FIRST}#1").title == "汛期水位简报"
    assert words(reopened, wanted) == (f"{FIRST}#2", How.PAGE, QUOTE)


def test_words_are_found_on_another_page_of_the_issue(
    archive: Archive, run: Run, paper: Path, settings: Settings
) -> None:
    wanted = anchor(archive, f"{FIRST}#1", QUOTE)
    reopened = again(run, paper, settings, p01=TWO_MORE, p02=TWO_ARTICLES)
    assert words(reopened, wanted) == (f"{SECOND}#1", How.ISSUE, QUOTE)


def test_words_are_found_when_their_page_is_gone(
    archive: Archive, run: Run, paper: Path, settings: Settings
) -> None:
    wanted = anchor(archive, f"{FIRST}#1", QUOTE)
    (paper / f"{FIRST}.txt").unlink()
    reopened = again(run, paper, settings, p02=BRIEF + TWO_ARTICLES)
    assert words(reopened, wanted) == (f"{SECOND}#2", How.ISSUE, QUOTE)


def test_words_that_are_gone_are_not_found(
    archive: Archive, run: Run, paper: Path, settings: Settings
) -> None:
    wanted = anchor(archive, f"{FIRST}#1", QUOTE)
    reopened = again(run, paper, settings, p01=BRIEF)
    assert reopened.find(wanted) is None
    assert reopened.find(replace(wanted, article_id="他报/2021-05-01/01#1")) is None


def test_a_corrected_letter_within_is_said_to_be_one(
    archive: Archive, run: Run, paper: Path, settings: Settings
) -> None:
    quote = "渡口停航是因为码头受洪水冲刷，加固工程投资3800万元。"
    wanted = anchor(archive, f"{FIRST}#1", quote)
    corrected = TWO_ARTICLES.replace("码头受洪水冲刷", "码头遭洪水冲刷")
    found = again(run, paper, settings, p01=corrected).find(wanted)
    assert found and (found.how, found.exact) == (How.MOVED, False)
    assert found.article.text[found.start : found.end] == quote.replace("受", "遭")


def test_a_whole_article_is_found_under_its_new_number(
    archive: Archive, run: Run, paper: Path, settings: Settings
) -> None:
    wanted = archive.anchor(f"{FIRST}#2")
    corrected = BRIEF + TWO_ARTICLES.replace("186个摊位", "一百八十六个摊位")
    found = again(run, paper, settings, p01=corrected).find(wanted)
    assert found and (found.article.id, found.exact) == (f"{FIRST}#3", False)
    assert (found.start, found.end) == (0, len(found.article.text))


def test_a_whole_article_that_grew_is_the_one_with_its_id(
    archive: Archive, run: Run, paper: Path, settings: Settings
) -> None:
    wanted = archive.anchor(f"{FIRST}#2")
    longer = f"{TWO_ARTICLES}\n新楼共三层，首日客流超过九千人次，摊主们早上五点就开张，菜价与旧场持平。\n"
    found = again(run, paper, settings, p01=longer).find(wanted)
    assert found and (found.article.id, found.how, found.exact) == (f"{FIRST}#2", How.PLACE, False)
    assert found.end == len(found.article.text)


def test_a_digest_tells_whether_an_article_changed(
    archive: Archive, run: Run, paper: Path, settings: Settings
) -> None:
    before = [article_digest(archive.article(f"{FIRST}#{n}")) for n in (1, 2)]
    reopened = again(run, paper, settings, p01=TWO_ARTICLES.replace("搬进新楼，", "迁入新楼，"))
    after = [article_digest(reopened.article(f"{FIRST}#{n}")) for n in (1, 2)]
    assert before[0] == after[0] and before[1] != after[1]


def test_one_corrected_letter_anywhere_is_survived() -> None:
    before, quote, after = (
        "今天上午，",
        "渡口停航是因为码头受洪水冲刷，投资3800万元。",
        "据悉，工程已完工。",
    )
    wanted = anchor_of(article(before + quote + after), 5, 5 + len(quote))
    for at in range(len(quote)):
        if not quote[at].isalnum():
            continue
        for instead in ("淼", "", f"{quote[at]}淼"):  # another letter, none, one more
            corrected = quote[:at] + instead + quote[at + 1 :]
            found = find(Shelf(article(before + corrected + after)), wanted)  # type: ignore[arg-type]
            added_after = len(instead) == 2 and at == len(quote) - 2
            assert found and found.exact is added_after, (at, instead)
            # By the middle and the other end alone the place is right to a letter, and a mark beside.
            assert abs(found.start - 5) <= 2 and abs(found.end - 5 - len(corrected)) <= 2
            if len(instead) == 1:
                assert found.article.text[found.start : found.end] == corrected


def test_words_that_are_but_alike_are_not_found() -> None:
    wanted = anchor_of(article("江城站昨日水位18.6米，比前日下降0.2米，全线低于警戒水位。"), 0, 30)
    other = article("江城站昨日水位19.7米，比前日上升1.1米，全线接近危险水位。")
    assert find(Shelf(other), wanted) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("at", [0, 1, 2])
def test_of_words_that_stand_twice_the_nearest_counts(at: int) -> None:
    text = "渡口今天恢复通航。" * 3
    wanted = anchor_of(article(text), at * 9, at * 9 + 8)
    found = find(Shelf(article("前" + text)), wanted)  # type: ignore[arg-type]
    assert found and (found.start, found.end) == (at * 9 + 1, at * 9 + 9)


def test_words_of_a_text_that_repeats_itself() -> None:
    text = "水位上涨" * 3000
    wanted = anchor_of(article(text), 6001, 6400)
    found = find(Shelf(article("前" + text)), wanted)  # type: ignore[arg-type]
    assert found and (found.start, found.end, found.exact) == (6002, 6401, True)
    assert find(Shelf(article("雨" * 12000)), wanted) is None  # type: ignore[arg-type]


def test_of_other_articles_the_nearest_by_number_counts() -> None:
    same = "渡口停航是因为码头受洪水冲刷。"
    wanted = anchor_of(article(same, 4), 0, len(same))
    texts = (same, "一。", same, "二。", "三。")
    found = find(Shelf(*(article(text, n + 1) for n, text in enumerate(texts))), wanted)  # type: ignore[arg-type]
    assert found and (found.article.id, found.how) == ("版#3", How.PAGE)


@pytest.mark.parametrize(
    ("quote", "now", "expected"),
    [
        pytest.param("“夏天不再闷热了。”", "她说“夏天不再闷热了。”众人笑。", "“夏天不再闷热了。”", id="all"),
        pytest.param("夏天不再闷热了", "她说“夏天不再闷热了。”众人笑。", "夏天不再闷热了", id="none"),
        pytest.param("夏天，不再闷热了。", "她说夏天不再闷热了。众人笑。", "夏天不再闷热了。", id="fewer"),
        pytest.param("夏天不再闷热了。", "她说夏天不再闷热了众人笑。", "夏天不再闷热了", id="gone"),
    ],
)  # fmt: skip
def test_marks_around_the_words_come_with_them(quote: str, now: str, expected: str) -> None:
    wanted = anchor_of(article(quote), 0, len(quote))
    found = find(Shelf(article(now)), wanted)  # type: ignore[arg-type]
    assert found and found.article.text[found.start : found.end] == expected


SOWN = "新华社北京4月10日电 春播面积比上年多出两成，农机已下田作业，当前墒情良好，结果将及时公布。"
RAIN = (
    "新华社北京4月10日电 未来三天南方有大到暴雨，局地有雷雨大风，沿江各站已上堤，结果将及时公布。"
)
SCHOOLS = "新华社北京4月10日电 新设的二十所学校名单今天公示，其中民办的有八所，为期十天。"


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param([RAIN, SOWN], ("版#2", How.PAGE, True), id="swapped"),
        pytest.param([SCHOOLS, SOWN, RAIN], ("版#2", How.PAGE, True), id="one put in front"),
        pytest.param([RAIN, SOWN.replace("已下田", "己下田")], ("版#2", How.PAGE, False), id="corrected"),
        pytest.param([SCHOOLS], None, id="gone, one that begins alike is there"),
        pytest.param([RAIN], None, id="gone, one that begins and ends alike is there"),
        pytest.param(["本报讯 " + RAIN[12:]], None, id="gone, one that ends alike is there"),
        pytest.param([SOWN[:36]], ("版#1", How.PLACE, False), id="its second half cut off"),
        pytest.param(
            [SOWN[12:].replace("当前", "今年雨水偏多，")], ("版#1", How.PLACE, False), id="its beginning cut off"
        ),
        pytest.param([SOWN + RAIN], ("版#1", How.PLACE, False), id="another joined on to it"),
    ],
)  # fmt: skip
def test_a_whole_article_is_not_told_by_how_it_begins(
    now: list[str], expected: tuple[str, How, bool] | None
) -> None:
    """新华社北京4月10日电 begins many a brief of one page."""
    wanted = anchor_of(article(SOWN))
    found = find(Shelf(*(article(text, n + 1) for n, text in enumerate(now))), wanted)  # type: ignore[arg-type]
    assert (found and (found.article.id, found.how, found.exact)) == expected


def test_words_as_they_were_come_before_corrected_ones_of_the_page() -> None:
    """A summary that took the old number has nearly the same sentence."""
    quote = "新桥全长2680米，主跨420米，今年年底前具备通车条件。"
    wanted = anchor_of(article("昨日合龙。" + quote), 5, 5 + len(quote))
    summary = article("导读：" + quote.replace("420", "400"))
    found = find(Shelf(summary, article("昨日合龙。" + quote, 2)), wanted)  # type: ignore[arg-type]
    assert found and (found.article.id, found.how, found.exact) == ("版#2", How.PAGE, True)
    alone = find(Shelf(summary, article("昨日合龙。", 2)), wanted)  # type: ignore[arg-type]
    assert alone and (alone.article.id, alone.how, alone.exact) == ("版#1", How.MOVED, False)


def test_few_letters_are_looked_for_in_their_own_article_alone() -> None:
    wanted = anchor_of(article("旅客很多。"), 0, 4)
    others = Shelf(article("码头新修。"), article("旅客很多。", 2))
    assert find(others, wanted) is None  # type: ignore[arg-type]
    assert find(Shelf(article("今日旅客很多。")), wanted)  # type: ignore[arg-type]


def test_a_link_without_a_mark_is_its_place(archive: Archive) -> None:
    assert words(archive, Anchor(f"{FIRST}#1", 0, 3)) == (f"{FIRST}#1", How.PLACE, "本报讯")
    assert archive.find(Anchor(f"{FIRST}#1", 0, 99_999)) is None
    whole = archive.find(Anchor(f"{FIRST}#1"))
    assert whole and whole.end == len(whole.article.text)
    assert archive.find(Anchor("没有这篇")) is None


@pytest.mark.parametrize("span", [(3, 3), (5, 2), (-1, 4), (0, 99_999)])
def test_no_anchor_of_what_is_not_there(archive: Archive, span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="not in"):
        archive.anchor(f"{FIRST}#1", *span)


def test_marks_never_change() -> None:
    """They stand in links and clippings that people keep."""
    assert mark_of("首日运送旅客1260人次。") == mark_of("首日 運送旅客１２６０人次")
    assert mark_of("首日运送旅客1260人次。") == MARK
    assert mark_of("，。") == ""


def test_half_a_character_is_no_quote() -> None:
    """㎡ folds to two letters, the second of them the figure 2."""
    wanted = anchor_of(article("渡口㎡二"), 3, 4)
    moved = find(Shelf(article("，渡口㎡二")), wanted)  # type: ignore[arg-type]
    assert moved and moved.article.text[moved.start : moved.end] == "二"


@given(
    st.text("渡口昨日通航旅客很多○二〇一九㎡，。“” \n", max_size=80),
    st.data(),
    st.text("前文，。 ", max_size=5),
)
def test_round_trip(text: str, data: st.DataObject, before: str) -> None:
    start = data.draw(st.integers(0, max(len(text) - 1, 0)))
    end = data.draw(st.integers(start + 1, max(len(text), start + 1)))
    if end > len(text):
        return
    wanted = anchor_of(article(text), start, end)
    found = find(Shelf(article(text)), wanted)  # type: ignore[arg-type]
    assert found and (found.start, found.end, found.how) == (start, end, How.PLACE)
    assert parse_identifier(identifier(wanted)) == wanted
    assert anchor_from(address_parameters(wanted)) == wanted
    quote = letters(text[start:end])
    # A circle is a figure within a year and a mark elsewhere: what stands around it decides.
    if quote and "○" not in text:
        moved = find(Shelf(article(before + text)), wanted)  # type: ignore[arg-type]
        assert moved and moved.exact
        assert letters(moved.article.text[moved.start : moved.end]) == quote


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        pytest.param({}, None, id="nothing"),
        pytest.param({"article": ""}, None, id="no article"),
        pytest.param({"article": "甲#1"}, Anchor("甲#1"), id="an article"),
        pytest.param({"article": "甲#1", "start": "2", "end": "5"}, Anchor("甲#1", 2, 5), id="old"),
        pytest.param(
            {"article": "甲#1", "start": "-2", "end": "5"}, Anchor("甲#1", 0, 5), id="negative"
        ),
        pytest.param({"article": "甲#1", "start": "5", "end": "5"}, Anchor("甲#1"), id="empty"),
        pytest.param({"article": "甲#1", "start": "x", "end": "9" * 99}, Anchor("甲#1"), id="no"),
        pytest.param({"article": "甲#1", "mark": MARK}, Anchor("甲#1", 0, 0, MARK), id="whole"),
        pytest.param(
            {"article": "甲#1", "start": "2", "end": "5", "mark": "<script>"},
            Anchor("甲#1", 2, 5),
            id="no mark",
        ),
        *(
            pytest.param(
                {"article": "甲#1", "mark": MARK + end}, Anchor("甲#1", 0, 0, MARK), id=end
            )
            for end in (
                ".",
                "。",
                "）",
                "）。",
                ">.",
                "”",
                "’",
                '"',
                "'",
                "、",
                "！",
                ":",
                "},",
                "`",
                ".zz",
                " 见",
            )
        ),
        *(
            pytest.param({"article": "甲#1", "mark": MARK + end}, Anchor("甲#1"), id=end)
            for end in ("0", "g")
        ),
        pytest.param(
            {"article": "甲#1", "amp;start": "2", "amp;end": "5”", "amp;mark": MARK},
            Anchor("甲#1", 2, 5, MARK),
            id="as the source of a page has it",
        ),
        pytest.param(
            {"article": "甲#1", "start": "2", "end": "5."}, Anchor("甲#1", 2, 5), id="a full stop"
        ),
        pytest.param({"article": "甲#1.", "mark": ""}, Anchor("甲#1."), id="an id's own full stop"),
    ],
)
def test_addresses_may_be_nonsense(parameters: dict[str, str], expected: Anchor | None) -> None:
    assert anchor_from(parameters) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("江城晚报/2021-05-01/01#1", Anchor("江城晚报/2021-05-01/01#1")),
        (" jianbao:江城晚报/2021-05-01/01#1\n", Anchor("江城晚报/2021-05-01/01#1")),
        ("jianbao:甲@乙#1@2-5", Anchor("甲@乙#1", 2, 5)),
        ("jianbao:甲#1@5-2", Anchor("甲#1@5-2")),
        ("jianbao:甲#1@2-5.zz", Anchor("甲#1@2-5.zz")),
        ("jianbao:甲#1@2-5.12-ab", Anchor("甲#1", 2, 5)),
        (f"jianbao:甲#1@2-5.{MARK}", Anchor("甲#1", 2, 5, MARK)),
        (f"jianbao:甲#1@{MARK}", Anchor("甲#1", 0, 0, MARK)),
        (f"jianbao:甲#1@2-5.{MARK}.", Anchor("甲#1", 2, 5, MARK)),
        (f"jianbao:甲#1@{MARK}）。", Anchor("甲#1", 0, 0, MARK)),
        ("jianbao:甲#1@2-5。", Anchor("甲#1", 2, 5)),
        ("jianbao:甲#1@5-2。", Anchor("甲#1@5-2。")),
        ("jianbao:图（一）", Anchor("图（一）")),
        ("https://a.example/article?article=%E7%94%B2%231&start=2&end=5", Anchor("甲#1", 2, 5)),
        ("https://a.example/article?article=%E7%94%B2%231&start=2&end=5.", Anchor("甲#1", 2, 5)),
        (
            f"https://a.example/article?article=%E7%94%B2%231&mark={MARK}。",
            Anchor("甲#1", 0, 0, MARK),
        ),
        ("/page?article=", Anchor("/page?article=")),
        ("http://[x?article=%E7%94%B2%231#top", Anchor("甲#1")),
        *(
            (f"{before}jianbao:甲#1@2-5.{MARK}{after}", Anchor("甲#1", 2, 5, MARK))
            for before, after in (
                ("（", "）"), ("“", "”"), ("《", "》。"), ("", "},"), ("", "、"), ("", "！"), ("", ":"),
                ('"', '"'), ("<", ">"), ("`", "`"),
            )
        ),
        (f"jianbao:甲\\_乙\\#1@2-5.{MARK}}},", Anchor("甲_乙#1", 2, 5, MARK)),
        ("【图】版#1", Anchor("【图】版#1")),
        (
            f"https://a.example/article?article=%E7%94%B2%231&amp;start=2&amp;end=5&amp;mark={MARK}”",
            Anchor("甲#1", 2, 5, MARK),
        ),
    ],
)  # fmt: skip
def test_identifiers(text: str, expected: Anchor) -> None:
    assert parse_identifier(text) == expected
