"""What is held and what is missing: by issue, by page, in a period, in words, by the command."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from indexer import Archive, Coverage, IssueGap, PageGap, PaperCoverage, Report, Settings
from indexer.cli import main
from indexer.coverage import Holding, coverage_of, days_of
from indexer.holdings import say_holdings
from indexer.models import DayHeld, Failure
from tests.conftest import write_articles, write_page

PAPER = "江城晚报"
LOST = ("2019-08-03", "2019-08-04", "2019-08-05", "2019-08-20")


def august(*lost: str) -> list[str]:
    days = (date(2019, 8, 1) + timedelta(at) for at in range(31))
    return [day.isoformat() for day in days if day.isoformat() not in lost]


def issues(days: Iterable[str], *numbers: str, paper: str = PAPER) -> list[Holding]:
    return [(paper, day, number, 1, 0) for day in days for number in numbers or ("01", "02")]


def one(held: Iterable[Holding], since: str = "", until: str = "") -> PaperCoverage:
    (paper,) = coverage_of(held, since=since, until=until).papers
    return paper


def test_what_is_held_and_what_is_missing() -> None:
    assert one(issues(august(*LOST))) == PaperCoverage(
        newspaper=PAPER,
        first="2019-08-01",
        last="2019-08-31",
        issues=27,
        pages=54,
        weekdays=(0, 1, 2, 3, 4, 5, 6),
        is_regular=True,
        missing=(IssueGap("2019-08-03", "2019-08-05", 3), IssueGap("2019-08-20", "2019-08-20", 1)),
        missing_issues=4,
    )


def test_a_gap_goes_from_one_issue_held_to_the_next() -> None:
    workdays = [day for day in august() if date.fromisoformat(day).weekday() < 5]
    held = [day for day in workdays if day not in ("2019-08-09", "2019-08-12", "2019-08-14")]
    assert one(issues(held)).missing == (
        IssueGap("2019-08-09", "2019-08-12", 2),
        IssueGap("2019-08-14", "2019-08-14", 1),
    )


@pytest.mark.parametrize(
    ("since", "until", "held", "missing"),
    [
        pytest.param("2019-08-04", "2019-08-10", 5, [("2019-08-04", "2019-08-05", 2)], id="cuts"),
        pytest.param("2019-08-06", "2019-08-10", 5, [], id="whole"),
        pytest.param("2019-08-03", "2019-08-05", 0, [("2019-08-03", "2019-08-05", 3)], id="none"),
        pytest.param("2019-08-20", "", 11, [("2019-08-20", "2019-08-20", 1)], id="open end"),
        pytest.param("2020-01-01", "", 0, [], id="after all"),
    ],
)
def test_a_period(since: str, until: str, held: int, missing: list[tuple[str, str, int]]) -> None:
    paper = one(issues(august(*LOST)), since, until)
    assert (paper.issues, paper.first, paper.last) == (held, "2019-08-01", "2019-08-31")
    assert paper.missing == tuple(IssueGap(*gap) for gap in missing)


def test_a_time_without_rhythm_is_not_called_complete() -> None:
    monthly = [f"2018-{month:02}-03" for month in range(1, 13)]
    held = issues([*monthly, *august()])
    assert not one(held, "2018-01-01", "2018-12-31").is_regular
    assert one(held, "2019-08-01", "2019-08-31").is_regular


@pytest.mark.parametrize(
    ("numbers", "pages", "missing"),
    [
        pytest.param(["01", "02", "04"], 3, ("03",), id="in the middle"),
        pytest.param(["02", "03"], 2, ("01",), id="the front page"),
        pytest.param(["1", "2", "10"], 3, tuple("3456789"), id="as they are written"),
        pytest.param(["1", "02", "第3版", "四"], 4, (), id="written in many ways"),
        pytest.param(["A1", "A2", "B1"], 3, (), id="sections"),
        pytest.param(["A1", "A3", "B2", "B3"], 4, ("A2", "B1"), id="in sections"),
        pytest.param(["A01", "A02", "B03", "B05"], 4, ("B04",), id="sections that go on"),
        pytest.param(["A1", "A2", "B4", "B5"], 4, ("B3",), id="between sections that go on"),
        pytest.param(["01", "02", "04", "A1", "A3"], 5, ("03", "A2"), id="each as it is written"),
        pytest.param(["01", "02-03", "04"], 4, (), id="two pages on one sheet"),
        pytest.param(
            ["第01版：要闻", "02版：5版联动", "04"], 3, ("03",), id="with the name of the page"
        ),
        pytest.param(["01", "头版"], 2, (), id="a number that is none"),
        pytest.param(["1001", "1003"], 2, (), id="counted through the year"),
        pytest.param(["1", "99999999999"], 2, (), id="endless"),
        pytest.param(["01", "", "04"], 2, (), id="one without a number"),
    ],
)
def test_pages_of_an_issue(numbers: list[str], pages: int, missing: tuple[str, ...]) -> None:
    paper = one(issues(["2019-08-01"], *numbers))
    assert paper.pages == pages
    assert paper.missing_pages == (
        (PageGap("2019-08-01", "2019-08-01", 1, missing),) if missing else ()
    )


def test_issues_in_a_row_that_lack_the_same_pages_are_one_gap() -> None:
    held = [
        *issues(["2019-08-01", "2019-08-05"], "01", "02"),
        *issues(["2019-08-02", "2019-08-03"], "01", "03"),
        *issues(["2019-08-04"], "02"),
    ]
    assert one(held).missing_pages == (
        PageGap("2019-08-02", "2019-08-03", 2, ("02",)),
        PageGap("2019-08-04", "2019-08-04", 1, ("01",)),
    )


def test_clippings_have_no_gaps() -> None:
    paper = one([(PAPER, day, "", 5, 5) for day in august(*LOST)])
    assert (paper.issues, paper.unnumbered, paper.pages) == (27, 135, 0)
    assert (paper.is_regular, paper.missing, paper.missing_pages) == (False, (), ())


def test_pages_without_a_number_still_tell_of_their_issue() -> None:
    paper = one(issues(august(*LOST), ""))
    assert (paper.missing_issues, paper.pages, paper.unnumbered) == (4, 0, 27)


def test_a_day_with_clippings_only_is_not_missing() -> None:
    held = [*issues(august(*LOST)), (PAPER, "2019-08-04", "", 2, 2)]
    assert one(held).missing == (
        IssueGap("2019-08-03", "2019-08-03", 1),
        IssueGap("2019-08-05", "2019-08-05", 1),
        IssueGap("2019-08-20", "2019-08-20", 1),
    )


def test_what_has_no_date_or_newspaper_has_no_gaps() -> None:
    undated, nameless = [(PAPER, "", "", 4, 0)], issues(august(*LOST), "01", "03", paper="")
    found = coverage_of([*nameless, *undated])
    assert found.papers == (
        PaperCoverage("", "2019-08-01", "2019-08-31", issues=27, pages=54),
        PaperCoverage(PAPER, undated=4),
    )


def said(found: Coverage) -> str:
    return "\n".join(chinese for chinese, _ in say_holdings(found))


@pytest.mark.parametrize(
    ("held", "since", "until", "words"),
    [
        pytest.param(
            issues(august(*LOST)), "2019-08-01", "2019-08-31",
            "馆藏里《江城晚报》 2019-08 有 27 期，缺 4 期（2019-08-03 至 2019-08-05、2019-08-20）\n"
            "没有找到，不等于报上没有登过",
            id="a month with gaps",
        ),
        pytest.param(
            issues(august(*LOST)), "2019-08-06", "2019-08-08",
            "馆藏里《江城晚报》 2019-08-06 至 2019-08-08 有 3 期，按刊期不缺", id="days without",
        ),
        pytest.param(
            issues(august()), "2019-01-01", "2019-12-31",
            "馆藏里《江城晚报》 2019 有 31 期，按刊期不缺；所藏为 2019-08-01 至 2019-08-31",
            id="a year not all held",
        ),
        pytest.param(
            issues(august()), "2020-01-01", "",
            "馆藏里《江城晚报》自 2020-01-01 以来一期也没有；所藏为 2019-08-01 至 2019-08-31\n"
            "没有找到，不等于报上没有登过",
            id="after all",
        ),
        pytest.param(
            issues(["2019-08-01"], "01", "03"), "", "2019-08-01",
            "馆藏里《江城晚报》到 2019-08-01 为止有 1 期，缺不缺期无从推算，1 期缺版；"
            "所藏为 2019-08-01 至 2019-08-01\n没有找到，不等于报上没有登过",
            id="one issue",
        ),
        pytest.param(
            [(PAPER, "", "", 4, 4)], "2019-08-01", "",
            "馆藏里《江城晚报》都没有日期，哪一期有、哪一期缺无从知道\n"
            "另有 4 篇（版）日期未详，按日期查不到\n没有找到，不等于报上没有登过",
            id="undated",
        ),
        pytest.param(
            [*issues(august("2019-08-06")), *issues(august(), paper="江城日报")],
            "2019-08-06", "2019-08-06",
            "馆藏里《江城日报》 2019-08-06 有 1 期，按刊期不缺\n"
            "馆藏里《江城晚报》 2019-08-06 一期也没有，按刊期应有 1 期；所藏为 2019-08-01 至 2019-08-31\n"
            "没有找到，不等于报上没有登过",
            id="the issue of one of two newspapers is lost",
        ),
        pytest.param(
            issues(august()[::7]), "2019-08-06", "2019-08-06",
            "馆藏里《江城晚报》 2019-08-06 一期也没有；所藏为 2019-08-01 至 2019-08-29\n"
            "没有找到，不等于报上没有登过",
            id="a day on which a weekly was not due",
        ),
        pytest.param([], "", "", "馆藏里没有这份报纸", id="no such newspaper"),
        pytest.param(
            issues(august()), "2020-01-01", "2019-01-01", "所查的几个日期互相排斥", id="no period"
        ),
        pytest.param(
            [h for at in range(5) for h in issues(august(*LOST), paper=f"晚报{at}")],
            "2019-08-01", "2019-08-10",
            "馆藏里 2019-08-01 至 2019-08-10 有 5 种报纸 35 期，缺 15 期\n没有找到，不等于报上没有登过",
            id="many newspapers",
        ),
        pytest.param(
            [h for at in range(5) for h in issues(august(), paper=f"晚报{at}")], "2020-08-01", "",
            "馆藏里自 2020-08-01 以来一期也没有；所藏为 2019-08-01 至 2019-08-31\n"
            "没有找到，不等于报上没有登过",
            id="many newspapers, not then",
        ),
        pytest.param(
            [h for at in range(5) for h in issues(august(*LOST), paper=f"晚报{at}")],
            "2019-08-03", "2019-08-04",
            "馆藏里 2019-08-03 至 2019-08-04 一期也没有，按刊期应有 10 期；"
            "所藏为 2019-08-01 至 2019-08-31\n没有找到，不等于报上没有登过",
            id="many newspapers, all lost then",
        ),
    ],
)  # fmt: skip
def test_what_is_said_beside_an_empty_result(
    held: list[Holding], since: str, until: str, words: str
) -> None:
    assert said(coverage_of(held, since=since, until=until)) == words


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        (
            "2019-08-03",
            "2019-08-03",
            "no issue of 江城晚报 on 2019-08-03, 1 due by rhythm; it holds",
        ),
        ("2019-08-03", "2019-08-04", "no issue of 江城晚报 from 2019-08-03 to 2019-08-04, 2 due"),
        ("2019-08-01", "2019-08-31", "27 issues of 江城晚报 in 2019-08, 4 are missing"),
    ],
)
def test_the_same_in_english(since: str, until: str, words: str) -> None:
    assert words in say_holdings(coverage_of(issues(august(*LOST)), since=since, until=until))[0][1]


def test_files_that_failed_are_said() -> None:
    lost = Failure("03.txt", "空文件")
    found = coverage_of(issues(august()), failed=[lost, lost])  # of a folder and one in it
    assert found.failed == (lost,)
    assert "另有 1 个文件没能读入" in said(found)


@pytest.fixture
def month(run: Callable[..., Report], tmp_path: Path, settings: Settings) -> Archive:
    """A daily's August of 2019 without LOST, the 11th without page 2, and two clippings."""
    folder = tmp_path / "馆"
    for day in august(*LOST):
        for number in ("01", "03") if day == "2019-08-11" else ("01", "02"):
            write_page(folder, f"{PAPER}/{day}/{number}", f"渡口水位\n\n本报讯 水位是{day}的。\n")
    write_articles(
        folder / "剪.jsonl",
        {
            "id": "a",
            "newspaper": "澜州日报",
            "date": "2019-08-01",
            "title": "桥",
            "text": "桥通了。",
        },
        {"id": "b", "newspaper": "澜州日报", "title": "路", "text": "路也通了。"},
    )
    assert not run(folder).failed
    return Archive.open(settings)


def test_the_archive_knows(month: Archive) -> None:
    clippings, daily = sorted(month.coverage().papers, key=lambda paper: paper.issues)
    assert (daily.issues, daily.pages, daily.missing_issues) == (27, 54, 4)
    assert daily.missing_pages == (PageGap("2019-08-11", "2019-08-11", 1, ("02",)),)
    assert clippings == PaperCoverage(
        "澜州日报", "2019-08-01", "2019-08-01", issues=1, unnumbered=1, undated=1
    )


@pytest.mark.parametrize(
    ("query", "options", "papers", "since", "until"),
    [
        pytest.param("渡口", {}, 2, "", "", id="all"),
        pytest.param("日期:2019-08 渡口", {}, 2, "2019-08-01", "2019-08-31", id="a month asked"),
        pytest.param(
            "日期:2019-08", {"since": "2019-08-09"}, 2, "2019-08-09", "2019-08-31", id="and a filter"
        ),
        pytest.param("渡口 报纸:晚報", {}, 1, "", "", id="a newspaper asked, in other characters"),
        pytest.param("渡口", {"newspapers": [PAPER]}, 1, "", "", id="a newspaper chosen"),
        pytest.param("渡口", {"newspapers": ["晚报"]}, 0, "", "", id="a newspaper not held"),
        pytest.param(
            "渡口", {"within": ["日期:2019-08-02 水位"]}, 2, "2019-08-02", "2019-08-02", id="within"
        ),
    ],
)  # fmt: skip
def test_the_query_narrows_it(
    month: Archive, query: str, options: dict[str, Any], papers: int, since: str, until: str
) -> None:
    found = month.coverage(query, **options)
    assert (len(found.papers), found.since, found.until) == (papers, since, until)


@pytest.fixture
def jianbao(month: Archive) -> Callable[..., Result]:
    def call(*words: str) -> Result:
        environment = {"JIANBAO_ARCHIVE": str(month.settings.archive)}
        return CliRunner(env=environment).invoke(main, list(words), catch_exceptions=False)

    return call


def test_the_command(jianbao: Callable[..., Result]) -> None:
    result = jianbao("coverage")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "《江城晚报》 2019-08-01 至 2019-08-31：有 27 期 issues，54 版 pages，每天出版 daily，"
        "缺 missing 4 期\n"
        "   2019-08-03 至 2019-08-05 缺 3 期\n"
        "   2019-08-11 缺第 02 版\n"
        "   2019-08-20 缺 1 期\n"
        "《澜州日报》 2019-08-01：有 1 期 issues，0 版 pages，缺期未知 gaps unknown\n"
        "   1 篇（版）版次未详 without a page number\n"
        "   1 篇（版）日期未详 undated\n"
    )


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (
            ("--since", "2019-08-04", "--until", "2019-08-10"),
            "2019-08-04 至 2019-08-10：有 5 期 issues，10 版 pages，每天出版 daily，缺 missing 2 期",
        ),
        (
            ("--since", "2019-09-01"),
            "自 2019-09-01 以来：有 0 期 issues，0 版 pages，每天出版 daily，缺 missing 0 期",
        ),
    ],
    ids=["some days", "none held"],
)
def test_the_command_names_the_period_counted_and_apart_what_is_held(
    jianbao: Callable[..., Result], days: tuple[str, ...], said: str
) -> None:
    result = jianbao("coverage", "--newspaper", PAPER, *days)
    first = result.stdout.splitlines()[0]
    assert first == f"《江城晚报》 {said}；所藏 held 2019-08-01 至 2019-08-31"


def test_the_command_says_what_failed_and_why(
    jianbao: Callable[..., Result], run: Callable[..., Report], tmp_path: Path
) -> None:
    write_page(tmp_path / "馆", f"{PAPER}/2019-09-01/01", "")
    run(tmp_path / "馆")
    assert "2019-09-01/01.txt: 空白文件" in jianbao("coverage").stdout
    said = jianbao("search", "--channel", "words", "“无此句”").stderr
    assert "另有 1 个文件没能读入" in said


def test_the_command_for_machines(jianbao: Callable[..., Result]) -> None:
    words = ("coverage", "--json", "--newspaper", PAPER, "--since", "2019-08-04")
    table = json.loads(jianbao(*words).stdout)
    assert (table["since"], table["until"], table["failed"]) == ("2019-08-04", "", [])
    (paper,) = table["papers"]
    assert paper["missing"][0] == {"since": "2019-08-04", "until": "2019-08-05", "issues": 2}
    assert paper["missing_pages"][0]["pages"] == ["02"]


def test_the_command_for_a_newspaper_that_is_not_there(jianbao: Callable[..., Result]) -> None:
    assert "没有这份报纸" in jianbao("coverage", "--newspaper", "无此报").stdout


def test_an_empty_result_says_what_is_held(jianbao: Callable[..., Result]) -> None:
    said = jianbao("search", "--channel", "words", "“无此句” 日期:2019-08").stderr
    assert "《江城晚报》 2019-08 有 27 期，缺 4 期" in said
    assert "27 issues of 江城晚报 in 2019-08, 4 are missing" in said


def test_a_refusal_says_what_is_held(jianbao: Callable[..., Result]) -> None:
    said = jianbao("ask", "--since", "2020-01-01", "渡口水位是多少").stderr
    assert "《江城晚报》自 2020-01-01 以来一期也没有" in said


def test_a_result_says_nothing_of_it(jianbao: Callable[..., Result]) -> None:
    assert "缺" not in jianbao("search", "渡口水位").output
    assert json.loads(jianbao("search", "--json", "渡口水位").stdout)["holdings"] == []


def test_an_empty_result_for_machines(jianbao: Callable[..., Result]) -> None:
    table = json.loads(jianbao("search", "--json", "--channel", "words", "“无此句”").stdout)
    assert table["articles"] == []
    assert "《江城晚报》有 27 期，缺 4 期" in table["holdings"][0]["zh"]


def test_days_of_a_newspaper_tell_what_is_held_missing_and_failed() -> None:
    held = [("江城晚报", f"2021-05-{day:02}", "1", 1, 0) for day in (1, 2, 3, 4, 6, 7, 8)]
    held.append(("江城晚报", "2021-05-08", "3", 1, 0))
    held += [("江城晚报", "2021-05-07", "", 2, 2), ("江城晚报", "", "", 5, 5)]
    broken = Failure("/报/江城晚报/2021-05-05/01.pdf", "坏了")
    found = {day.date: day for day in days_of("江城晚报", held, {"2021-05-05": [broken]})}
    assert found["2021-05-04"] == DayHeld("2021-05-04", pages=1)
    assert found["2021-05-05"] == DayHeld("2021-05-05", missing=True, failed=(broken,))
    assert found["2021-05-07"] == DayHeld("2021-05-07", pages=1, unnumbered=2)
    assert found["2021-05-08"] == DayHeld("2021-05-08", pages=2, lacking=("2",))
    assert sorted(found) == [f"2021-05-{day:02}" for day in range(1, 9)]


def test_days_of_no_newspaper_lack_nothing() -> None:
    held = [("", f"2021-05-{day:02}", "", 3, 3) for day in (1, 2, 3, 4, 6, 7, 8)]
    assert not any(day.missing or day.lacking for day in days_of("", held, {}))
    assert days_of("", [], {}) == []
