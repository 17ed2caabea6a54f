"""Two things or two years compared by their cited figures, through Archive.ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from indexer import Archive, Report, Settings
from indexer.answer.checking import unsupported
from indexer.answer.compared import compared
from indexer.answer.evidence import Found, Sentence
from indexer.answer.measured import names, read_figure
from indexer.models import Article
from tests.conftest import write_articles

TODAY = date(2023, 4, 13)
LAN = "澜江大桥昨日合龙。澜江大桥全长2680米，主跨420米，双向六车道。"
QING = "青石大桥昨日通车。青石大桥全长1.2公里，主跨310米，桥面宽18米。"

Make = Callable[..., Archive]


@pytest.fixture
def of(run: Callable[..., Report], settings: Settings, tmp_path: Path) -> Make:
    """Make an archive of articles, each (date, title, text), and of some that are about nothing asked."""

    def make(*articles: tuple[str, str, str]) -> Archive:
        others = (
            ("2022-01-02", "夜校开出木工课", "区文化馆的夜校本周开出木工课，报名的有45人。"),
            ("2022-01-03", "菜场搬进新楼", "城东菜场昨日搬进新楼，186个摊位全部安排妥当。"),
        )
        rows = (
            {"id": f"a{at}", "newspaper": "江城晚报", "date": day, "page": "1", "title": title, "text": text}
            for at, (day, title, text) in enumerate([*articles, *others])
        )  # fmt: skip
        run(write_articles(tmp_path / "a.jsonl", *rows))
        return Archive.open(settings)

    return make


@pytest.fixture
def bridges(of: Make) -> Archive:
    return of(("2023-04-10", "澜江大桥合龙", LAN), ("2022-11-02", "青石大桥通车", QING))


@pytest.mark.parametrize(
    ("question", "more", "difference", "figures"),
    [
        ("澜江大桥和青石大桥哪座更长", "澜江大桥", "1.48公里", ("2680米", "1.2公里")),
        ("澜江大桥和青石大桥的主跨哪个大", "澜江大桥", "110米", ("420米", "310米")),
        ("青石大桥主跨比澜江大桥长多少米", "澜江大桥", "110米", ("310米", "420米")),
        ("哪座桥更短，澜江大桥还是青石大桥", "澜江大桥", "1.48公里", ("2680米", "1.2公里")),
    ],
)
def test_two_things(
    bridges: Archive, question: str, more: str, difference: str, figures: tuple[str, str]
) -> None:
    found = bridges.ask(question, today=TODAY).comparison
    assert found is not None
    assert tuple(one and one.text for one in found.figures) == figures
    assert (found.more, found.difference) == (more, difference)


def test_each_figure_stands_in_the_quote_of_its_citation(bridges: Archive) -> None:
    answer = bridges.ask("澜江大桥和青石大桥哪座更长", today=TODAY)
    assert answer.comparison is not None
    for figure in filter(None, answer.comparison.figures):
        text = bridges.article(figure.citation.article_id).text
        assert text[slice(*figure.span)] == figure.text
        assert figure.citation.start <= figure.span[0] and figure.span[1] <= figure.citation.end
        assert text[figure.citation.start : figure.citation.end] == figure.citation.quote
        assert unsupported(f"{figure.of}{figure.text}", [figure.citation.quote]) == ()
    assert [claim.citations[0].article_id for claim in answer.claims[:2]] == ["a0", "a1"]
    assert not answer.notes  # the figures of two bridges do not contradict each other


def test_the_thing_without_a_figure_is_named(of: Make) -> None:
    archive = of(
        ("2023-04-10", "澜江大桥合龙", LAN),
        ("2022-11-02", "青石大桥通车", "青石大桥昨日通车，首日过桥车辆不少。"),
    )
    found = archive.ask("澜江大桥和青石大桥哪座更长", today=TODAY).comparison
    assert found is not None
    assert [one and one.text for one in found.figures] == ["2680米", None]
    assert (found.more, found.difference) == ("", "")
    assert found.obstacle.startswith("没有找到青石大桥的这个数字")


@pytest.mark.parametrize(
    ("text", "obstacle"),
    [
        pytest.param("青石大桥昨日通车。青石大桥造价900万美元。", "单位不同", id="another currency"),
        pytest.param("青石大桥昨日通车。青石大桥造价降低600万元。", "没有找到", id="how much it fell"),
        pytest.param("青石大桥昨日通车。青石大桥主跨310米。", "没有找到", id="another measure"),
        pytest.param("青石大桥昨日通车。与造价3亿元的澜江大桥不同，青石大桥很小。", "没有找到", id="the figure of the other"),
    ],
)  # fmt: skip
def test_figures_of_another_kind_are_not_compared(of: Make, text: str, obstacle: str) -> None:
    archive = of(
        ("2023-04-10", "澜江大桥合龙", "澜江大桥昨日合龙。澜江大桥造价3.2亿元，双向六车道。"),
        ("2022-11-02", "青石大桥通车", text),
    )
    found = archive.ask("澜江大桥和青石大桥的造价哪个更高", today=TODAY).comparison
    assert found is not None
    assert obstacle in found.obstacle
    assert (found.more, found.difference) == ("", "")


def test_ten_thousands_are_reckoned_with_exactly(of: Make) -> None:
    archive = of(
        ("2023-04-10", "澜江大桥合龙", "澜江大桥昨日合龙。澜江大桥造价3.2亿元，双向六车道。"),
        ("2022-11-02", "青石大桥通车", "青石大桥昨日通车。青石大桥造价约9800万元，双向两车道。"),
    )
    found = archive.ask("澜江大桥和青石大桥的造价哪个更高", today=TODAY).comparison
    assert found is not None
    assert (found.more, found.difference, found.is_about) == ("澜江大桥", "2.22亿元", True)


FIELDS = (
    ("2021-11-20", "澜州秋粮丰收", "记者从市农业局获悉，今年澜州粮食产量18.6万吨，比去年增加1.1万吨。"),
    ("2022-11-25", "澜州秋粮入库", "市农业局介绍，今年澜州粮食产量19.25万吨，创下新高。"),
    ("2022-07-08", "澜州夏粮收割", "市农业局介绍，上半年澜州粮食产量6.5万吨。"),
)  # fmt: skip


@pytest.mark.parametrize(
    "question",
    ["2021年和2022年澜州粮食产量相差多少", "去年和前年澜州粮食产量哪年高", "2022年澜州粮食产量比2021年增加了多少"],
)  # fmt: skip
def test_two_years(of: Make, question: str) -> None:
    found = of(*FIELDS).ask(question, today=TODAY).comparison
    assert found is not None
    assert {one.text: one.period for one in found.figures if one} == {
        "18.6万吨": "2021年", "19.25万吨": "2022年",
    }  # fmt: skip
    assert found.more in ("2022年", "去年")
    assert found.difference == "6500吨"


def test_a_part_of_a_year_is_not_compared_with_a_year(of: Make) -> None:
    archive = of(FIELDS[0], FIELDS[2])
    found = archive.ask("2021年和2022年澜州粮食产量相差多少", today=TODAY).comparison
    assert found is not None
    assert [one and one.text for one in found.figures] == ["18.6万吨", None]
    assert "没有找到2022年" in found.obstacle


@pytest.mark.parametrize(
    ("day", "text", "year"),
    [
        pytest.param("2022-01-15", "市农业局介绍，澜州粮食产量19.25万吨。", None, id="a new year's issue"),
        pytest.param("2022-01-15", "市农业局说，2021年是丰收年。澜州粮食产量18.6万吨。", "2021年", id="the sentence before"),
        pytest.param("2022-11-15", "市农业局介绍，澜州粮食产量在19万吨至20万吨之间。", None, id="from one to another"),
    ],
)  # fmt: skip
def test_the_year_of_a_figure(of: Make, day: str, text: str, year: str | None) -> None:
    archive = of(
        (day, "澜州粮食", text), ("2020-11-20", "澜州秋粮", "2020年澜州粮食产量17.5万吨。")
    )
    asked = "2020年和2021年澜州粮食产量相差多少" if year else "2020年和2022年澜州粮食产量相差多少"
    found = archive.ask(asked, today=TODAY).comparison
    assert found is not None
    assert [one and one.period for one in found.figures] == ["2020年", year]


def test_the_figures_of_two_places_are_of_one_year(of: Make) -> None:
    archive = of(
        ("2022-11-20", "白鹭镇", "白鹭镇今年茶叶产量320吨，茶农增收。"),
        ("2021-11-20", "柳林镇", "柳林镇今年茶叶产量280吨，茶农增收。"),
    )
    found = archive.ask("白鹭镇和柳林镇的茶叶产量哪个高", today=TODAY).comparison
    assert found is not None
    assert "不是同一时间" in found.obstacle
    assert [one and one.period for one in found.figures] == ["2022年", "2021年"]


def test_a_sentence_that_compares_is_the_answer(of: Make) -> None:
    archive = of(
        ("2021-11-20", "澜州秋粮丰收", "澜州去年粮食产量很高。今年澜州粮食产量比去年增加1.1万吨。"),
        ("2023-04-10", "澜江大桥合龙", "澜江大桥全长2680米，比青石大桥长1480米。"),
    )
    for question, said in (
        ("2021年澜州粮食产量比2020年增加了多少", "比去年增加1.1万吨"),
        ("澜江大桥和青石大桥哪座更长", "比青石大桥长1480米"),
    ):
        answer = archive.ask(question, today=TODAY)
        assert answer.comparison is None
        assert said in answer.claims[0].text


def test_what_nobody_reports_is_not_compared(bridges: Archive) -> None:
    answer = bridges.ask("月球和火星哪个更重", today=TODAY)
    assert answer.comparison is None
    assert answer.refusal is not None


LONG, HIGH, SPAN, COST, YEARS, LINES = (
    "澜江大桥和青石大桥哪座更长", "澜江大厦和青石大厦哪座更高", "澜江大桥和青石大桥的主跨哪个大",
    "澜江大桥和青石大桥的造价哪个更高", "2021年和2022年澜州粮食产量相差多少", "3号线和13号线哪条更长",
)  # fmt: skip


def read(question: str, which: int, text: str, day: str = "2022-11-20") -> str | None:
    """Return the figure of one of the things compared in a sentence."""
    asked = compared(question, TODAY)
    assert asked is not None
    sentence = Sentence(Article("a", "p", text, date=day), 0, len(text), 0, 0, 0, 1.0, 0.0)
    found = read_figure(asked, which, Found(sentence, 1.0, (0, len(text))))
    return found.figure.text if found else None


@pytest.mark.parametrize(
    ("question", "text", "figure"),
    [
        (LONG, "澜江大桥横跨长江，主跨420米，全长2680米。", "2680米"),
        (LONG, "澜江大桥全长达到2680米，主跨420米。", "2680米"),
        (LONG, "澜江大桥全长（含引桥）约2680米。", "2680米"),
        (LONG, "澜江大桥全长（含引桥800米）2680米。", "2680米"),
        (LONG, "澜江大桥长度（2680米）居全省第一。", "2680米"),
        (LONG, "澜江大桥全长创全省第一，达2680米。", "2680米"),
        (LONG, "澜江大桥长、宽分别为2680米、30米。", None),
        (HIGH, "澜江大厦紧邻高速公路，距市区12公里，楼高128米。", "128米"),
        (HIGH, "澜江大厦位于高新区，距机场12公里。", None),
        (HIGH, "澜江大厦高度比原计划增加3米，达128米。", "128米"),
        (SPAN, "澜江大桥主跨采用钢箱梁，桥面宽30米。", None),
        (SPAN, "澜江大桥主跨采用钢箱梁，桥面宽30米，引桥长12米。", None),
        (SPAN, "澜江大桥主跨采用钢箱梁，长420米。", None),
        (SPAN, "澜江大桥主跨采用钢箱梁，达420米。", "420米"),
        (SPAN, "澜江大桥主跨、桥宽分别为420米、30米。", None),
        ("机场和车站哪个更近", "机场距市区约12公里。", "12公里"),
        ("澜江大桥和青石大桥哪个更贵", "澜江大桥投资总额3.2亿元。", "3.2亿元"),
        ("甲菜和乙菜哪个更贵", "甲菜售价每公斤12元。", "12元"),
        (COST, "澜江大桥造价不菲，目前已达3.2亿元。", "3.2亿元"),
        (COST, "澜江大桥造价由3亿元增至4亿元。", "4亿元"),
        (COST, "澜江大桥总造价从最初的3亿元追加到5亿元。", "5亿元"),
        (COST, "澜江大桥造价由3亿元增加1亿元至4亿元。", "4亿元"),
        (COST, "澜江大桥造价由省里承担3亿元。", "3亿元"),
        (COST, "澜江大桥造价3亿元，由市里承担。", "3亿元"),
        ("澜江大桥和青石大桥的长度相差多少米", "澜江大桥长度2680米。", "2680米"),
        ("澜江大桥和青石大桥的高度相差多少米", "澜江大桥高度128米。", "128米"),
        ("甲店和乙店的满意度哪个高", "甲店满意度95%，得票120票。", "95%"),
        (LINES, "13号线全长40公里。", None),
        (LINES, "13号线3日开通，全长40公里。", None),
        (LINES, "3号线全长40公里。", "40公里"),
        (LINES, "与13号线相连的3号线全长40公里。", "40公里"),
        ("三号线和五号线哪条更长", "十三号线全长40公里。", None),
        ("地铁3号线和5号线哪条更长", "地铁13号线全长40公里。", None),
    ],
)
def test_the_figure_is_one_of_the_measure(question: str, text: str, figure: str | None) -> None:
    assert read(question, 0, text) == figure


@pytest.mark.parametrize(
    ("thing", "text", "is_named"),
    [
        ("3号线", "13号线昨日开通。", False),
        ("3号线", "地铁3号线昨日开通。", True),
        ("3号线", "13号线与3号线相接。", True),
        ("三号线", "十三号线昨日开通。", False),
        ("三亚", "五一三亚酒店客满。", True),
        ("《渡船记》", "渡船记上映。", True),
    ],
)
def test_a_number_is_named_whole(thing: str, text: str, is_named: bool) -> None:
    assert names(thing, text) is is_named


@pytest.mark.parametrize(
    ("question", "text", "figures"),
    [
        (YEARS, "2021年澜州粮食产量18.6万吨，2022年粮食产量19.25万吨。", ("18.6万吨", "19.25万吨")),
        (YEARS, "2022年澜州粮食产量19.25万吨，2021年粮食产量18.6万吨。", ("18.6万吨", "19.25万吨")),
        (YEARS, "澜州粮食产量2021年为18.6万吨。", ("18.6万吨", None)),
        (YEARS, "澜州粮食产量，2021年为18.6万吨。", ("18.6万吨", None)),
        (YEARS, "今年澜州粮食产量比去年增2万吨，达19万吨。", (None, "19万吨")),
        (YEARS, "今年澜州粮食产量再创新高，增加到19万吨。", (None, "19万吨")),
        (YEARS, "今年澜州粮食产量再创新高，全年达19万吨。", (None, "19万吨")),
        (YEARS, "今年澜州粮食产量再创新高，油菜2万吨。", (None, None)),
        ("2021年和2022年澜州失业率相差多少个百分点", "今年澜州失业率5.3%，下降0.2个百分点。", (None, "5.3%")),
        ("2021年和2022年澜州GDP增速相差多少", "今年澜州GDP增速5.3%。", (None, "5.3%")),
        ("2021年和2022年澜州GDP增速相差多少", "今年澜州GDP增速可观，达900亿元。", (None, None)),
    ],
)  # fmt: skip
def test_the_figure_is_of_the_year(
    question: str, text: str, figures: tuple[str | None, str | None]
) -> None:
    assert (read(question, 0, text), read(question, 1, text)) == figures
