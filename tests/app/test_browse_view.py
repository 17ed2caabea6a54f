"""整报浏览: from the newspapers to a day's pages, by address alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer import Report
from tests.app.conftest import Page, html
from tests.conftest import write_articles, write_page

DAY = {"paper": "江城晚报", "year": "2021", "month": "5"}


@pytest.fixture
def daily(tmp_path: Path, run: Callable[..., Report]) -> Path:
    """A daily of twelve days: the 6th is missing, the 9th lacks page 2, the 11th cannot be read."""
    folder = tmp_path / "日报"
    for day in (1, 2, 3, 4, 5, 7, 8, 9, 10, 12):
        for page in (1, 3) if day == 9 else (1, 2):
            name = f"江城晚报/2021-05-{day:02}/{page:02}"
            write_page(folder, name, f"{day}日第{page}版要闻\n\n本报讯 江城{day}日晴。\n")
    broken = folder / "江城晚报/2021-05-11/01.pdf"
    broken.parent.mkdir()
    broken.write_bytes(b"%PDF-1.4 broken")
    write_articles(
        folder / "剪.jsonl",
        {"id": "c-1", "title": "无主之文", "text": "本报讯 这篇没有报名也没有日期。"},
        {"id": "c-2", "newspaper": "澜州日报", "date": "2021-05-03", "title": "澜州", "text": "本报讯 澜州晴。"},
    )  # fmt: skip
    assert len(run(folder).failed) == 1
    return folder


def cell(shown: str, day: int) -> str:
    """Return the cell of a day in the month's table."""
    cells = re.findall(r"<td[^>]*>.*?</td>", shown[shown.index("<table") :])
    return next(str(found) for found in cells if re.search(rf">{day}<", found))


def test_all_newspapers_are_listed(daily: Path, open_page: Page) -> None:
    shown = html(open_page("browse"))
    for name in ("江城晚报", "澜州日报", "报名未详"):
        assert name in shown
    assert "2021-05-01" in shown and "2021-05-12" in shown
    assert "1 个文件没能读入" in shown


def test_one_newspaper_needs_no_list(page: Page) -> None:
    assert "<h1>江城晚报</h1>" in html(page("browse"))


def test_years_and_months(daily: Path, open_page: Page) -> None:
    shown = html(open_page("browse", paper="江城晚报"))
    assert '<th scope="row"><a' in shown
    assert "10 期，缺 2 期，1 个文件没能读入" in shown
    assert "year=2021&amp;month=5" in shown
    assert "year=2021&amp;month=5&amp;day=1&" not in shown.replace("day=1&amp;lang", "")


def test_a_month_shows_what_is_held_missing_and_failed(daily: Path, open_page: Page) -> None:
    shown = html(open_page("browse", **DAY))
    assert 'class="held held"' in cell(shown, 5) or 'class="held"' in cell(shown, 5)
    assert "day=5" in cell(shown, 5) and "2版" in cell(shown, 5)
    assert 'class="missing"' in cell(shown, 6) and "缺" in cell(shown, 6)
    assert "<a" not in cell(shown, 6)
    assert "partial" in cell(shown, 9) and "这一期缺第 2 版" in cell(shown, 9)
    assert 'class="failed"' in cell(shown, 11) and "未读入" in cell(shown, 11)
    assert 'class="none"' in cell(shown, 20)
    assert "江城晚报/2021-05-11/01.pdf" in shown
    assert str(daily.parent) not in shown  # where the server keeps it is not for every reader


def test_a_day_shows_its_pages_and_headlines(daily: Path, open_page: Page) -> None:
    shown = html(open_page("browse", day="9", **DAY))
    assert "2021-05-09 星期日" in shown
    assert "这一期缺第 2 版" in shown
    assert shown.index("第1版") < shown.index("9日第1版要闻") < shown.index("第3版")
    assert "前一期 2021-05-08" in shown and "后一期 2021-05-10" in shown
    assert "page?page=%E6%B1%9F" in shown


def test_a_day_that_is_not_held_says_why(daily: Path, open_page: Page) -> None:
    assert "按刊期这一天应有一期" in html(open_page("browse", day="6", **DAY))
    assert "没有馆藏" in html(open_page("browse", day="28", **DAY))
    assert "PDF" in html(open_page("browse", day="11", **DAY))
    assert "这个月一期也没有" in html(open_page("browse", paper="江城晚报", year="2020", month="2"))
    assert "这一年一期也没有" in html(open_page("browse", paper="江城晚报", year="1999"))


def test_what_has_no_newspaper_and_no_date_is_listed_too(daily: Path, open_page: Page) -> None:
    shown = html(open_page("browse", paper="-"))
    assert "日期未详的 1 版（篇）" in shown
    assert "year=-" in shown
    assert "无主之文" in html(open_page("browse", paper="-", year="-"))


def test_thousands_of_a_day_come_in_parts(
    tmp_path: Path, run: Callable[..., Report], open_page: Page
) -> None:
    rows = [
        {"id": f"n-{at:03}", "title": f"短讯{at:03}", "text": f"短讯第{at}条。"}
        for at in range(130)
    ]
    write_articles(tmp_path / "报" / "a.jsonl", *rows)
    run(tmp_path / "报")
    first = html(open_page("browse", paper="-", year="-"))
    assert first.count("<li>") == 60
    assert "短讯000" in first and "短讯060" not in first
    last = html(open_page("browse", paper="-", year="-", p="3"))
    assert "短讯129" in last and last.count("<li>") == 10
    for nonsense in ("99", "-1", "x", "9" * 30):
        assert "短讯" in html(open_page("browse", paper="-", year="-", p=nonsense))


@pytest.mark.parametrize(
    "address",
    [
        {"year": "2021", "month": "13"},
        {"year": "2021", "month": "2", "day": "30"},
        {"month": "5"},
        {"year": "２０２１"},
        {"year": "99999999"},
        {"year": "<script>alert(1)</script>"},
    ],
    ids=["month", "day", "no year", "full width", "far", "script"],
)
def test_a_date_that_is_none_says_so(page: Page, address: dict[str, str]) -> None:
    shown = html(page("browse", paper="江城晚报", **address))
    assert "地址里的日期不对" in shown
    assert "<script>alert" not in shown
    assert "year=2021" in shown  # what there is follows


@pytest.mark.parametrize("name", ["无此报", "../../etc", "<b>报</b>", "报" * 4000])
def test_an_unknown_newspaper_says_so(page: Page, name: str) -> None:
    shown = html(page("browse", paper=name))
    assert "馆藏里没有《" in shown
    assert "<b>报" not in shown
    assert "江城晚报" in shown


def test_names_and_headlines_are_escaped(
    tmp_path: Path, run: Callable[..., Report], open_page: Page
) -> None:
    write_articles(
        tmp_path / "报" / "a.jsonl",
        {"id": "x", "newspaper": "<i>报</i>", "date": "2021-05-01", "title": "<u>题</u>", "text": "文。"},
    )  # fmt: skip
    run(tmp_path / "报")
    address = {"paper": "<i>报</i>", "year": "2021", "month": "5", "day": "1"}
    for shown in (html(open_page("browse")), html(open_page("browse", **address))):
        assert "<i>报" not in shown and "<u>题" not in shown
        assert "&lt;i&gt;" in shown


def test_english(daily: Path, open_page: Page) -> None:
    shown = html(open_page("browse", lang="English", **DAY))
    assert "May 2021" in shown
    assert "This issue lacks pages 2" in shown
