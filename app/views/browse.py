"""整报浏览: from the newspapers to a year, a month, a day and its pages, all in the address."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from app.calendars import Link, is_held, legend, month_table, size_of, years_table
from app.marks import escape, in_language, link, shown_path
from app.places import UNKNOWN, built, day_parameters, note_html, page_name, shortened
from app.sheets import STYLE
from app.texts import text
from app.titles import set_title
from indexer import Archive, DayHeld, PageHead, PaperHeld
from indexer.answer.citation import UNTITLED
from indexer.citing import page_number
from indexer.models import Failure

_PAPERS_A_PAGE = 100
_ITEMS_A_PAGE = 60
_FAILED_NAMED = 20


@dataclass(frozen=True, slots=True)
class _When:
    """The part of time that the address names: 0 is not named; `undated` is what has no date."""

    year: int = 0
    month: int = 0
    day: int = 0
    undated: bool = False

    @property
    def iso(self) -> str:
        """The day as an ISO date, "" where none is named."""
        return f"{self.year:04}-{self.month:02}-{self.day:02}" if self.day else ""


def show(archive: Archive, lang: str) -> None:
    st.html(STYLE)
    papers = _papers(built(archive), archive)
    if not papers:
        st.html(note_html("nothing_held", lang))
        return
    asked = st.query_params.get("paper", "")
    if not asked and len(papers) == 1:
        asked = papers[0].newspaper or UNKNOWN
    by_name = {paper.newspaper or UNKNOWN: paper for paper in papers}
    if asked not in by_name:
        if asked:
            st.html(note_html("no_such_paper", lang, name=shortened(asked)))
        _show_papers(archive, papers, lang)
        return
    paper = by_name[asked]
    when, is_right = _when()
    if not is_right:
        given = "-".join(st.query_params.get(key, "") for key in ("year", "month", "day"))
        st.html(note_html("bad_day", lang, day=shortened(given.strip("-"))))
    numbers = (f"{number:02}" for number in (when.year, when.month, when.day) if number)
    set_title(lang, f"{_name(paper, lang)} {'-'.join(numbers)}", text("view_browse", lang))
    _show_way(paper, when, lang)
    if when.day or when.undated:
        _show_day(archive, paper, when, lang)
        return
    days = _days(built(archive), paper.newspaper, archive)
    if when.month:
        _show_month(days, paper, when, lang)
    elif when.year:
        _show_year(days, paper, when, lang)
    else:
        _show_years(archive, days, paper, lang)


# Frozen and the same for all who look: shared, not copied. 100 papers' calendars are a few megabytes.
@st.cache_resource(max_entries=2, show_spinner=False)
def _papers(built: str, _archive: Archive) -> tuple[PaperHeld, ...]:
    return tuple(_archive.papers())


@st.cache_resource(max_entries=100, show_spinner=False)
def _days(built: str, newspaper: str, _archive: Archive) -> tuple[DayHeld, ...]:
    return tuple(_archive.days(newspaper))


@st.cache_resource(max_entries=1000, show_spinner=False)
def _is_regular(built: str, newspaper: str, _archive: Archive) -> bool:
    return any(paper.is_regular for paper in _archive.coverage(newspapers=[newspaper]).papers)


def _when() -> tuple[_When, bool]:
    """Return what the address names, and False where it is no part of any calendar."""
    given = [st.query_params.get(key, "") for key in ("year", "month", "day")]
    if given[0] == UNKNOWN:
        return _When(undated=True), True
    numbers = [int(one) if one.isascii() and one.isdigit() and len(one) < 5 else 0 for one in given]
    year, month, day = numbers
    try:
        date(year or 1, month or 1, day or 1)
    except ValueError:
        return _When(), False
    has_holes = (month and not year) or (day and not month)
    if has_holes or any(one and not number for one, number in zip(given, numbers, strict=True)):
        return _When(), False
    return _When(year, month, day), True


def _to(paper: PaperHeld, lang: str, label: str, *, called: str = "", **when: object) -> str:
    """Return a link to a part of a paper; `called` is what a screen reader says after the label."""
    hidden = f'<span class="unseen"> {escape(called)}</span>' if called else ""
    name = paper.newspaper or UNKNOWN
    return link("browse", label + hidden, paper=name, lang=lang, **when)


def _to_time(paper: PaperHeld, lang: str) -> Link:
    def to(label: str, year: int, month: int = 0, day: int = 0, called: str = "") -> str:
        when = {"year": year, "month": month or "", "day": day or ""}
        return _to(paper, lang, label, called=called, **when)

    return to


def _name(paper: PaperHeld, lang: str) -> str:
    return paper.newspaper or text("unknown", lang)


# -- the newspapers ------------------------------------------------------------------------------


def _show_papers(archive: Archive, papers: Sequence[PaperHeld], lang: str) -> None:
    count = escape(text("papers_count", lang, n=len(papers)))
    st.html(
        f'<div class="jb"><h1>{escape(text("all_papers", lang))}</h1>'
        f'<p class="quiet">{count}</p></div>'
    )
    wanted = ""
    if len(papers) > _ITEMS_A_PAGE:
        wanted = st.text_input(text("find_paper", lang), key="find", bind="query-params").strip()
    found = [paper for paper in papers if wanted in paper.newspaper]
    if not found:
        st.html(note_html("no_paper_found", lang, name=shortened(wanted)))
        return
    found.sort(key=lambda paper: (not paper.newspaper, -paper.issues, paper.newspaper))
    first = _part(len(found), _PAPERS_A_PAGE)
    rows = "".join(_paper_row(paper, lang) for paper in found[first : first + _PAPERS_A_PAGE])
    head = "".join(
        f'<th scope="col"{" class=num" * (key != "paper" and key != "held_from")}>'
        f"{escape(text(key, lang))}</th>"
        for key in ("paper", "held_issues", "held_from", "held_pages")
    )
    st.html(
        f'<div class="jb"><table class="list"><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )
    _pagination(len(found), _PAPERS_A_PAGE, first)
    _show_other_failures(archive, papers, lang)


def _paper_row(paper: PaperHeld, lang: str) -> str:
    ends = dict.fromkeys(filter(None, (paper.first, paper.last)))
    days = " – ".join(f'<span class="whole">{escape(day)}</span>' for day in ends)
    failed = ""
    if paper.failed:
        said = escape(text("failed_long", lang, n=paper.failed))
        failed = f' <span class="lack">{said}</span>'
    return (
        f'<tr><th scope="row">{_to(paper, lang, escape(_name(paper, lang)))}{failed}</th>'
        f'<td class="num">{paper.issues}</td><td>{days or escape(text("no_date", lang))}</td>'
        f'<td class="num">{paper.pages + paper.undated}</td></tr>'
    )


def _show_other_failures(archive: Archive, papers: Sequence[PaperHeld], lang: str) -> None:
    """Say how many files failed of which no day is known."""
    left = len(archive.generation.catalogue.failures()) - sum(paper.failed for paper in papers)
    if left > 0:
        said = escape(text("not_read_elsewhere", lang, n=left))
        way = link("archive", escape(text("see_archive", lang)), lang=lang)
        st.html(f'<div class="jb"><p class="note">{said}{way}</p></div>')


# -- years and months ----------------------------------------------------------------------------


def _show_way(paper: PaperHeld, when: _When, lang: str) -> None:
    steps = [
        link("browse", escape(text("view_browse", lang)), lang=lang),
        _to(paper, lang, escape(_name(paper, lang))),
    ]
    if when.undated:
        steps.append(_to(paper, lang, escape(text("undated", lang)), year=UNKNOWN))
    named = {"year": when.year, "month": when.month, "day": when.day}
    so_far: dict[str, Any] = {}
    for key, number in named.items():
        if number:
            so_far[key] = number
            steps.append(_to(paper, lang, escape(text(f"{key}_n", lang, n=number)), **so_far))
    *ways, here = steps
    listed = "".join(f"<span>{step}</span>" for step in ways)
    listed += f'<span aria-current="page">{here}</span>'
    st.html(
        f'<div class="jb"><nav class="crumbs" aria-label="{escape(text("way", lang))}">{listed}</nav></div>'
    )


def _show_years(archive: Archive, days: Sequence[DayHeld], paper: PaperHeld, lang: str) -> None:
    blocks = [f"<h1>{escape(_name(paper, lang))}</h1>"]
    if days:
        blocks.append(years_table(days, lang, _to_time(paper, lang)))
        if days[0].date[:4] == days[-1].date[:4]:
            blocks.append(_months(days, int(days[0].date[:4]), paper, lang))
        if paper.newspaper and not _is_regular(built(archive), paper.newspaper, archive):
            blocks.append(f'<p class="quiet">{escape(text("rhythm_unknown", lang))}</p>')
    if paper.undated:
        label = escape(text("undated_n", lang, n=paper.undated))
        blocks.append(f'<p class="more">{_to(paper, lang, label, year=UNKNOWN)}</p>')
    st.html(f'<div class="jb">{"".join(blocks)}</div>')


def _show_year(days: Sequence[DayHeld], paper: PaperHeld, when: _When, lang: str) -> None:
    mine = [day for day in days if day.date.startswith(f"{when.year:04}-")]
    title = f"{_name(paper, lang)} {text('year_n', lang, n=when.year)}"
    blocks = [f"<h1>{escape(title)}</h1>", _turning_years(days, paper, when, lang)]
    if not mine:
        blocks.append(f'<p class="note">{escape(text("nothing_in_year", lang))}</p>')
    else:
        blocks.append(_months(mine, when.year, paper, lang))
    st.html(f'<div class="jb">{"".join(blocks)}</div>')


def _months(days: Sequence[DayHeld], year: int, paper: PaperHeld, lang: str) -> str:
    """Return a small calendar of each month of a year that has something to show."""
    tables = []
    for month in range(1, 13):
        its = [day for day in days if int(day.date[5:7]) == month]
        if its:
            tables.append(month_table(its, year, month, lang, _to_time(paper, lang)))
    return f'{legend(days, lang)}<div class="months">{"".join(tables)}</div>'


def _show_month(days: Sequence[DayHeld], paper: PaperHeld, when: _When, lang: str) -> None:
    mine = [day for day in days if day.date.startswith(f"{when.year:04}-{when.month:02}-")]
    name = text("year_n", lang, n=when.year) + text("month_n", lang, n=when.month)
    if lang == "English":
        name = f"{calendar.month_name[when.month]} {when.year}"
    blocks = [
        f"<h1>{escape(f'{_name(paper, lang)} {name}')}</h1>",
        _turning_months(days, paper, when, lang),
    ]
    if not mine:
        blocks.append(f'<p class="note">{escape(text("nothing_in_month", lang))}</p>')
    else:
        to = _to_time(paper, lang)
        blocks.append(legend(mine, lang))
        blocks.append(month_table(mine, when.year, when.month, lang, to, is_big=True))
    failed = [failure for day in mine for failure in day.failed]
    blocks.append(_failures(failed, lang))
    st.html(f'<div class="jb">{"".join(blocks)}</div>')


def _turning_years(days: Sequence[DayHeld], paper: PaperHeld, when: _When, lang: str) -> str:
    years = sorted({day.date[:4] for day in days})
    before = [year for year in years if int(year) < when.year][-1:]
    after = [year for year in years if int(year) > when.year][:1]
    links = [
        _to(paper, lang, f"{arrow} {escape(text('year_n', lang, n=int(year)))}", year=int(year))
        for arrow, found in (("←", before), ("→", after))
        for year in found
    ]
    return _turning(links, lang)


def _turning_months(days: Sequence[DayHeld], paper: PaperHeld, when: _When, lang: str) -> str:
    here = f"{when.year:04}-{when.month:02}"
    months = sorted({day.date[:7] for day in days})
    links = [
        _to(paper, lang, f"{arrow} {month}", year=int(month[:4]), month=int(month[5:]))
        for arrow, found in (
            ("←", [month for month in months if month < here][-1:]),
            ("→", [month for month in months if month > here][:1]),
        )
        for month in found
    ]
    return _turning(links, lang)


def _turning(links: Sequence[str], lang: str) -> str:
    if not links:
        return ""
    return f'<nav class="turn" aria-label="{escape(text("turn", lang))}">{"".join(links)}</nav>'


# -- a day ---------------------------------------------------------------------------------------


def _show_day(archive: Archive, paper: PaperHeld, when: _When, lang: str) -> None:
    """Show a day's pages with their sections and headlines; of thousands, a part at a time."""
    size = archive.issue_size(paper.newspaper, when.iso)
    title = when.iso or text("undated", lang)
    if when.iso:
        weekdays = text("weekdays_long", lang).split("|")
        title += f" {weekdays[date(when.year, when.month, when.day).weekday()]}"
    blocks = [f"<h1>{escape(f'{_name(paper, lang)} {title}')}</h1>"]
    if when.iso:
        blocks.append(_turning_days(archive, paper, when, lang))
        blocks += _remarks(archive, paper, when, lang)
    first = _part(size, _ITEMS_A_PAGE)
    pages = archive.issue(paper.newspaper, when.iso, limit=_ITEMS_A_PAGE, offset=first)
    whole = [page for page in pages if page.number or not _is_one_article(page)]
    cut = [page for page in pages if page not in whole]
    blocks += [_page_block(page, lang) for page in whole]
    blocks.append(_unnumbered(cut, bool(whole), lang))
    st.html(f'<div class="jb">{"".join(blocks)}</div>')
    _pagination(size, _ITEMS_A_PAGE, first)


def _turning_days(archive: Archive, paper: PaperHeld, when: _When, lang: str) -> str:
    days = archive.days_beside(paper.newspaper, when.iso)
    links = [
        _to(
            paper,
            lang,
            f"{before}{escape(text(key, lang, date=day))}{after}",
            **day_parameters(day),
        )
        for key, day, before, after in (
            ("day_before", days[0], "← ", ""),
            ("day_after", days[1], "", " →"),
        )
        if day
    ]
    return _turning(links, lang)


def _remarks(archive: Archive, paper: PaperHeld, when: _When, lang: str) -> list[str]:
    """Return how much there is of the day, what it lacks, and what failed."""
    found = [day for day in _days(built(archive), paper.newspaper, archive) if day.date == when.iso]
    if not found:
        return [f'<p class="note">{escape(text("nothing_on_day", lang))}</p>']
    day = found[0]
    blocks = []
    if is_held(day):
        blocks.append(f'<p class="quiet">{escape(size_of(day, lang))}</p>')
    if day.missing:
        blocks.append(f'<p class="note bad">{escape(text("missing_on_day", lang))}</p>')
    if day.lacking:
        said = escape(text("lacks_pages", lang, pages="、".join(map(page_number, day.lacking))))
        blocks.append(f'<p class="note bad">{said}</p>')
    return [*blocks, _failures(day.failed, lang)]


def _is_one_article(page: PageHead) -> bool:
    """Tell an article that came already cut: it is a page of its own."""
    return [head.id for head in page.articles] == [page.id]


def _page_block(page: PageHead, lang: str) -> str:
    label = page_name(page.number, lang) or page.id
    name = escape(" ".join(filter(None, (label, page.section))))
    heads = "".join(_head(page, at, lang) for at in range(len(page.articles)))
    return (
        f"<section><h2>{link('page', name, page=page.id, lang=lang)}</h2>"
        f'<ol class="heads">{heads}</ol></section>'
    )


def _unnumbered(pages: Sequence[PageHead], with_title: bool, lang: str) -> str:
    """Return what has no page number, most of it articles that came already cut, as one list."""
    if not pages:
        return ""
    heads = "".join(_head(page, at, lang) for page in pages for at in range(len(page.articles)))
    title = f"<h2>{escape(text('without_number', lang))}</h2>" if with_title else ""
    return f'<section>{title}<ol class="heads">{heads}</ol></section>'


def _head(page: PageHead, at: int, lang: str) -> str:
    head = page.articles[at]
    label = escape(head.title or (f"{head.begins}……" if head.begins else UNTITLED))
    return f"<li>{link('article', label, article=head.id, lang=lang)}</li>"


def _failures(failed: Sequence[Failure], lang: str) -> str:
    if not failed:
        return ""
    rows = "".join(
        f"<li><b>{escape(shown_path(one.path))}</b><br>{escape(in_language(one.reason, lang))}</li>"
        for one in failed[:_FAILED_NAMED]
    )
    more = "<li>…</li>" * (len(failed) > _FAILED_NAMED)
    title = escape(text("not_read", lang))
    return f'<section class="note bad"><h2>{title}</h2><ul>{rows}{more}</ul></section>'


def _part(items: int, a_part: int) -> int:
    """Return where the part of a list begins that the address names; the first for nonsense."""
    asked = st.query_params.get("p", "1")
    typed = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    return (min(max(typed, 1), max(1, -(-items // a_part))) - 1) * a_part


def _pagination(items: int, a_part: int, first: int) -> None:
    parts = -(-items // a_part)
    if parts > 1:
        current = first // a_part + 1
        key = f"part-{current}"  # the address says which is shown: with each a new widget
        st.pagination(parts, default=current, key=key, on_change=_turned, args=(key,))


def _turned(key: str) -> None:
    st.query_params["p"] = str(st.session_state[key])
