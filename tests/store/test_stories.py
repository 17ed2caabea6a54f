"""Prints of one story, and what only looks like one. All texts are invented."""

from __future__ import annotations

import random
from itertools import permutations
from pathlib import Path

import pytest

from indexer.language import letters
from indexer.models import Article, Page
from indexer.store.catalogue import Catalogue
from indexer.store.stories import is_same_story, sketch

AGENCY = (
    "新澜社柳林5月2日电（记者苏禾）记者2日从柳林航道局获悉，停航两年的柳林渡口4月30日恢复通航，"
    "首日运送旅客1260人次、车辆87台次。渡口位于澜江中游，始建于1956年，曾是两岸村民进城的必经之路。"
    "2019年夏天的洪水冲垮了北岸码头，渡口随即停航，村民过江要绕行31公里外的青石桥。"
    "据航道局工程师罗启明介绍，加固工程去年9月动工，投资3800万元，新建码头能抵御五十年一遇的洪水。"
    "新添的两艘渡船由本地船厂制造，每艘可载120人，靠岸时几乎听不到机器声。"
    "北岸种菜的孙巧云头一天就乘船进城，她说天不亮出门，赶早市再也不用多走一个钟头的山路。"
    "航道局表示，汛期水位超过警戒线时渡口将暂停开放，消息会提前在两岸的码头张贴。"
)
OPENING, BODY = AGENCY.split("获悉，", 1)
OWN_INTRO = "本报讯（见习记者白露）澜江两岸的村民盼了两年的渡船终于回来了。"
PARAGRAPH = (
    "渡口边卖豆花的摊主也搬了回来，他把木牌重新漆成蓝色，写上开船的时刻。"
    "镇里打算秋天在码头办一次鱼鲜集市，摊位不收租金。"
)
SAME_TOPIC = (
    "本报柳林4月30日电（记者白露）清晨六点，第一班渡船离开柳林渡口，甲板上站满了挑担子的人。"
    "船长何守田掌舵三十年，停航的日子里他在家修了十几张旧网。他说江面比从前宽了些，浅滩挪了位置，"
    "头一个月要慢慢走。对岸的小学生给每位船员送了一幅画，画上的渡船长着翅膀。"
    "记者在船上遇到几位专程来拍照的退休教师，他们说起当年抱着课本过江上课的冬天，浪花打湿了棉鞋。"
    "下午风大，渡船停了两个钟头，等在岸边的人没有一句抱怨，有人唱起了老船歌。"
)
WEATHER = (
    "市气象台{day}日18时发布天气预报：今天夜里到明天白天，我市{sky}，{wind}风{force}级，"
    "最低气温{low}摄氏度，最高气温{high}摄氏度，相对湿度{wet}%。未来三天，受冷空气影响，"
    "全市气温将有{drop}度左右的变化。气象台提醒市民注意增减衣物，驾车出行请保持车距，"
    "户外广告牌和工地围挡应及时加固。市气象台咨询电话全天开通，预报每天发布两次。"
)
STOCK = (
    "截至5月{day}日收盘，澜江船业报收于{a}元，下跌{b}%，换手率{c}%，成交量{d}万手，成交额{e}万元。"
    "资金流向数据方面，主力资金净流出{f}万元，占总成交额{g}%，散户资金净流入{h}万元。"
    "该公司主营业务为内河船舶的设计、制造和修理，产品销往沿江各地，近90天内没有机构给出评级。"
    "澜江船业前身为柳林造船合作社，改制后设有木船、钢船和修理三个车间，职工四百余人，"
    "董事长何守田从学徒做起，公司总部设在柳林镇码头街，另在青石桥设有一处配件仓库。"
    "资金流向是指由成交价格变化推算出的买卖力量对比，主力资金为单笔较大的成交，"
    "散户资金为单笔较小的成交，三者之和不一定为零，仅供读者比较各日的冷热。"
    "以上内容由系统根据公开信息整理，不构成投资建议，据此操作风险自担。"
)
NOTICE = (
    "版权声明：凡本报注明来源的作品，未经书面授权不得转载、摘编或以其他方式使用，已获授权的应在"
    "授权范围内使用并注明出处，违反上述声明的本报将依法追究责任，联系电话见第二版。"
)


def with_noise(text: str, share: float) -> str:
    """Return `text` as a text recogniser might have read it: some letters are others."""
    chance = random.Random(5)
    return "".join(chance.choice("曰末己土干") if chance.random() < share else c for c in text)


def weather(*values: object) -> str:
    names = "day sky wind force low high wet drop".split()
    return WEATHER.format(**dict(zip(names, values, strict=True)))


def stock(*values: object) -> str:
    return STOCK.format(**dict(zip("day a b c d e f g h".split(), values, strict=True)))


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(AGENCY, id="exact reprint"),
        pytest.param(
            AGENCY.replace("，", ",\n").replace("柳林", "柳 林"), id="other marks and breaks"
        ),
        pytest.param(AGENCY.replace("复", "復").replace("1260", "１２６０"), id="other glyphs"),
        pytest.param(AGENCY[: AGENCY.index("北岸种菜")], id="cut at the end"),
        pytest.param(AGENCY[: AGENCY.index("据航道局")] + AGENCY[-60:], id="a middle left out"),
        pytest.param(OWN_INTRO + BODY, id="another dateline and byline"),
        pytest.param("渡船回来了\n" + AGENCY, id="retitled, the headline in the text"),
        pytest.param(AGENCY + PARAGRAPH, id="a paragraph added"),
        pytest.param(BODY + NOTICE, id="a notice added"),
        pytest.param(AGENCY.replace("1260", "1620"), id="a figure corrected"),
        pytest.param(with_noise(AGENCY, 0.03), id="recogniser's noise"),
    ],
)
def test_prints_of_one_story(other: str) -> None:
    assert is_same_story(letters(AGENCY), letters(other))
    assert is_same_story(letters(other), letters(AGENCY))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(
            weather(2, "多云转晴", "东北", "3到4", 12, 21, 45, 4),
            weather(3, "小雨转阴", "西南", "2到3", 15, 19, 80, 6),
            id="weather of two days",
        ),
        pytest.param(
            stock(6, "7.79", "0.26", "0.55", "5.32", "4154.16", "165.84", "3.99", "15.42"),
            stock(9, "8.10", "0.25", "1.08", "10.4", "8471.52", "368.76", "7.83", "208.1"),
            id="stock bulletins of two days",
        ),
        pytest.param(AGENCY, SAME_TOPIC, id="same event, another report"),
        pytest.param(AGENCY[:200] + NOTICE, SAME_TOPIC[:200] + NOTICE, id="a notice shared"),
        pytest.param(AGENCY[:70], AGENCY + SAME_TOPIC, id="a brief inside a long report"),
        pytest.param("今日停水。", "今日停电。", id="short texts"),
        pytest.param("今日停水，明早恢复。", "今日停水，明早恢复供应。", id="a short text cut"),
        pytest.param("", AGENCY, id="no text"),
    ],
)
def test_other_stories(one: str, other: str) -> None:
    assert not is_same_story(letters(one), letters(other))
    assert not is_same_story(letters(other), letters(one))


def test_short_texts_are_prints_when_equal() -> None:
    assert is_same_story(letters("今日停水。"), letters("今日 停水！"))


def test_a_sketch_is_small_and_increasing() -> None:
    hashes = sketch(letters(AGENCY))
    assert hashes == sorted(set(hashes))
    assert len(hashes) == 12
    assert len(sketch(letters("停水"))) == 1
    assert sketch("") == []


class Archive:
    """A catalogue to which articles are added by their text alone."""

    def __init__(self, path: Path) -> None:
        self.catalogue = Catalogue(path, writable=True)
        self.rows = 0

    def add(self, *texts: str) -> list[int]:
        """Return the stories of `texts`, which are added in this order."""
        keys = []
        for text in texts:
            self.rows += 1
            id_ = f"n-{self.rows}"
            page = Page(id=id_, text=text, already_cut=True)
            article = Article(id=id_, page_id=id_, text=text)
            keys.append(
                self.catalogue.add_article(article, self.catalogue.add_page(page, "n.jsonl"))
            )
        return [self.stories()[key] for key in keys]

    def stories(self) -> dict[int, int]:
        return {row.key: row.story for row in self.catalogue.article_rows()}

    def sketched(self) -> set[int]:
        rows = self.catalogue._rows("SELECT DISTINCT article FROM sketches")
        return {key for (key,) in rows}


@pytest.fixture
def made(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "c.sqlite")


def test_a_story_has_the_key_of_its_first_print(made: Archive) -> None:
    added = made.add(SAME_TOPIC, AGENCY, OWN_INTRO + BODY, weather(2, "晴", "北", 3, 9, 20, 40, 5))
    assert added == [1, 2, 2, 4]


def test_the_order_of_arrival_does_not_change_the_groups(tmp_path: Path) -> None:
    texts = (AGENCY, AGENCY + PARAGRAPH, OWN_INTRO + BODY, SAME_TOPIC)
    for number, order in enumerate(permutations(texts)):
        added = Archive(tmp_path / f"{number}.sqlite").add(*order)
        apart = order.index(SAME_TOPIC)
        assert added[apart] == apart + 1
        assert len({story for at, story in enumerate(added) if at != apart}) == 1


def test_the_others_keep_their_story_when_the_first_print_goes(made: Archive) -> None:
    made.add(AGENCY, AGENCY + PARAGRAPH)
    made.catalogue.remove_page("n-1")
    assert made.stories() == {2: 1}
    assert made.add(OWN_INTRO + BODY) == [1]


def test_what_goes_leaves_no_sketch(made: Archive) -> None:
    made.add(AGENCY, SAME_TOPIC)
    assert made.sketched() == {1, 2}
    made.catalogue.remove_page("n-1")
    assert made.sketched() == {2}
    made.catalogue.remove_page("n-2")
    assert made.sketched() == set()
    assert made.add(AGENCY) == [3]  # a first print again, under a key never used


def test_a_removed_article_is_no_candidate(made: Archive) -> None:
    made.add(AGENCY)
    made.catalogue.remove_page("n-1")
    assert made.add(AGENCY + PARAGRAPH) == [2]


def test_a_bulletin_shares_most_of_its_runs() -> None:
    """Else the test above would pass without the rule for figures."""
    one, other = (letters(stock(day, *"12345678")) for day in (6, 9))
    assert is_same_story(one, other)


def test_bulletins_stay_apart_however_many_there_are(made: Archive) -> None:
    chance = random.Random(3)
    days = [
        stock(day, *(f"{chance.uniform(1, 900):.2f}" for _ in range(8))) for day in range(1, 29)
    ]
    assert made.add(*days) == list(range(1, 29))


def test_texts_without_letters_are_apart(made: Archive) -> None:
    assert made.add("！！！", "……") == [1, 2]
