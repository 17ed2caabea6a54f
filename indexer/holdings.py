"""Say what the archive holds of what was asked, so that "no hits" can be told from "not digitised"."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Sequence
from datetime import date

from indexer.models import Coverage, IssueGap, PaperCoverage

Said = tuple[str, str]
"""One sentence in Chinese and in English."""

_PAPERS_NAMED = 3
_GAPS_NAMED = 4


def say_holdings(coverage: Coverage) -> list[Said]:
    """Return in a few sentences what there is and what is missing, the period asked first."""
    if coverage.since and coverage.until and coverage.since > coverage.until:
        return [("所查的几个日期互相排斥", "The dates asked for exclude each other")]
    if not coverage.papers:
        return [("馆藏里没有这份报纸", "The archive holds no such newspaper")]
    when = period_said(coverage.since, coverage.until)
    said = list(_papers(coverage.papers, coverage, when))
    undated = sum(paper.undated for paper in coverage.papers)
    if when != ("", "") and undated:
        said.append(
            (
                f"另有 {undated} 篇（版）日期未详，按日期查不到",
                f"{undated} pages or articles have no date, and are left out where a date is asked for",
            )
        )
    failed = len(coverage.failed)
    if failed:
        said.append(
            (
                f"另有 {failed} 个文件没能读入，原因见 jianbao coverage",
                f"{failed} files could not be read: jianbao coverage says why",
            )
        )
    missing = any(paper.missing or paper.missing_pages for paper in coverage.papers)
    if missing or failed or not any(paper.issues for paper in coverage.papers):
        said.append(
            ("没有找到，不等于报上没有登过", "Nothing found does not mean that nothing was printed")
        )
    return said


def _papers(papers: Sequence[PaperCoverage], asked: Coverage, when: Said) -> Iterator[Said]:
    """Yield what is held: by paper where they are few, else all together.

    A paper takes part that has an issue or lacks one: of the lost issue nothing could be found.
    """
    held = [paper for paper in papers if paper.issues]
    named = [paper for paper in papers if paper.issues or paper.missing] or papers
    if len(named) <= _PAPERS_NAMED:
        for paper in named:
            yield _paper(paper, asked, when)
        return
    missing = sum(paper.missing_issues for paper in papers)
    if not held:
        first = min((paper.first for paper in papers if paper.first), default="")
        last = max(paper.last for paper in papers)
        due = _due(missing)
        yield (
            f"馆藏里{when[0]}一期也没有{due[0]}" + f"；所藏为 {first} 至 {last}" * bool(first),
            f"The archive holds no issue{when[1]}{due[1]}"
            + f"; it holds {first} to {last}" * bool(first),
        )
        return
    issues = sum(paper.issues for paper in held)
    lacking = sum(gap.issues for paper in papers for gap in paper.missing_pages)
    unknown = sum(not paper.is_regular for paper in held)
    chinese = [f"馆藏里{when[0]}有 {len(held)} 种报纸 {issues} 期"]
    english = [f"The archive holds {issues} issues of {len(held)} newspapers{when[1]}"]
    if missing:
        chinese.append(f"缺 {missing} 期")
        english.append(f"{missing} are missing")
    if lacking:
        chinese.append(f"{lacking} 期缺版")
        english.append(f"{lacking} lack pages")
    if unknown:
        chinese.append(f"其中 {unknown} 种缺不缺期无从推算")
        english.append(f"of {unknown} it is not known what is missing")
    yield "，".join(chinese), ", ".join(english)


def _paper(paper: PaperCoverage, asked: Coverage, when: Said) -> Said:
    name = f"《{paper.newspaper}》" if paper.newspaper else "报名未详的报纸"
    title = paper.newspaper or "newspapers without a name"
    if not paper.first:
        return (
            f"馆藏里{name}都没有日期，哪一期有、哪一期缺无从知道",
            f"Nothing of {title} has a date: it is not known which issues are held",
        )
    extent = f"所藏为 {paper.first} 至 {paper.last}", f"it holds {paper.first} to {paper.last}"
    if not paper.issues:
        due = _due(paper.missing_issues)
        return (
            f"馆藏里{name}{when[0]}一期也没有{due[0]}；{extent[0]}",
            f"The archive holds no issue of {title}{when[1]}{due[1]}; {extent[1]}",
        )
    counted = ("期", "issues") if paper.newspaper else ("天的文章", "days")
    chinese = [f"馆藏里{name}{when[0]}有 {paper.issues} {counted[0]}"]
    english = [f"The archive holds {paper.issues} {counted[1]} of {title}{when[1]}"]
    if paper.missing:
        chinese.append(f"缺 {paper.missing_issues} 期（{_gaps(paper.missing, '至', '、')}）")
        english.append(f"{paper.missing_issues} are missing ({_gaps(paper.missing, 'to', ', ')})")
    elif paper.is_regular:
        chinese.append("按刊期不缺")
        english.append("none is missing by its rhythm")
    else:
        chinese.append("缺不缺期无从推算")
        english.append("it is not known what is missing")
    if lacking := sum(gap.issues for gap in paper.missing_pages):
        chinese.append(f"{lacking} 期缺版")
        english.append(f"{lacking} lack pages")
    if asked.since < paper.first or not asked.until or asked.until > paper.last:
        return f"{'，'.join(chinese)}；{extent[0]}", f"{', '.join(english)}; {extent[1]}"
    return "，".join(chinese), ", ".join(english)


def _due(missing: int) -> Said:
    """Return how many issues should be there where none is; "" where none was due, as of a weekly."""
    return (f"，按刊期应有 {missing} 期", f", {missing} due by rhythm") if missing else ("", "")


def _gaps(gaps: Sequence[IssueGap], to: str, mark: str) -> str:
    """Return the days of the longest gaps, in time's order; … stands for the others."""
    longest = sorted(sorted(gaps, key=lambda gap: -gap.issues)[:_GAPS_NAMED], key=lambda g: g.since)
    return mark.join(span(gap.since, gap.until, to) for gap in longest) + "…" * (
        len(gaps) > _GAPS_NAMED
    )


def span(since: str, until: str, to: str) -> str:
    """Return two days as a span, one day as itself."""
    return since if since == until else f"{since} {to} {until}"


def period_said(since: str, until: str) -> Said:
    """Return a period as people say it: 2019-08 where it is the month; "" where all is open."""
    if not since and not until:
        return "", ""
    if not until:
        return f"自 {since} 以来", f" since {since}"
    if not since:
        return f"到 {until} 为止", f" up to {until}"
    first, last = date.fromisoformat(since), date.fromisoformat(until)
    whole = ""
    if first.day == 1 and (first.year, first.month) == (last.year, last.month):
        whole = since[:7] * (last.day == calendar.monthrange(last.year, last.month)[1])
    elif (since[4:], until[4:], first.year) == ("-01-01", "-12-31", last.year):
        whole = since[:4]
    chinese, english = whole or span(since, until, "至"), whole or span(since, until, "to")
    preposition = "in" if whole else "on" if since == until else "from"
    return f" {chinese} ", f" {preposition} {english}"
