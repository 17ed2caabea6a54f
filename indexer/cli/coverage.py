"""The command that says what there is to find: coverage."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from indexer.archive import Archive
from indexer.cli.common import ARCHIVE, JSON, filters, plain_errors, print_failures, print_json
from indexer.holdings import period_said, say_holdings, span
from indexer.models import Coverage, PaperCoverage
from indexer.output import printable
from indexer.settings import build_settings

_PAPERS_SHOWN = 20
_GAPS_SHOWN = 20
_DAYS = (("一", "Mon"), ("二", "Tue"), ("三", "Wed"), ("四", "Thu"), ("五", "Fri"), ("六", "Sat"),
         ("日", "Sun"))  # fmt: skip


@click.command()
@filters
@ARCHIVE
@JSON
@plain_errors
def coverage(
    newspaper: tuple[str, ...], since: str, until: str, archive: Path | None, as_json: bool
) -> None:
    """馆藏有哪些期、哪些版，缺哪些。Say which issues and pages are held, and which are missing.

    What is missing is judged by the days on which the newspaper usually comes out and by the page
    numbers of the issue; see docs/coverage.md.

    \b
    Example:
      jianbao coverage --newspaper 澜州日报 --since 2023-04-01 --until 2023-04-30
    """
    opened = Archive.open(build_settings({"archive": archive}))
    found = opened.coverage(newspapers=newspaper, since=since, until=until)
    if as_json:
        print_json(asdict(found))
        return
    shown = sorted(found.papers, key=lambda paper: (-paper.issues, paper.newspaper))[:_PAPERS_SHOWN]
    for paper in sorted(shown, key=lambda paper: paper.newspaper):
        _print_paper(paper, period_said(found.since, found.until)[0].strip())
    if left := len(found.papers) - len(shown):
        click.echo(f"另有 {left} 种，用 --newspaper 或 --json 看 / {left} more newspapers")
    if not found.papers:
        print_holdings(found, to_stderr=False)
    print_failures(found.failed, to_stderr=False)


def print_holdings(found: Coverage, *, to_stderr: bool = True) -> None:
    """Print what the archive holds of what was asked; beside a result, on standard error."""
    for chinese, english in say_holdings(found):
        click.echo(f"{printable(chinese)} / {printable(english)}", err=to_stderr)


def _print_paper(paper: PaperCoverage, period: str) -> None:
    """Print what is held of a newspaper; its counts are of `period`, "" is all that is held."""
    name = f"《{printable(paper.newspaper)}》" if paper.newspaper else "报名未详 newspaper unknown"
    held = span(paper.first, paper.last, "至") if paper.first else "日期未详 undated"
    line = [f"{name} {period or held}：有 {paper.issues} 期 issues，{paper.pages} 版 pages"]
    if paper.weekdays:
        line.append(_weekdays(paper.weekdays))
    if paper.is_regular:
        line.append(f"缺 missing {paper.missing_issues} 期")
    else:
        line.append("缺期未知 gaps unknown")
    click.echo("，".join(line) + f"；所藏 held {held}" * bool(period))
    gaps = [(gap.since, gap.until, f"缺 {gap.issues} 期") for gap in paper.missing]
    for lacking in paper.missing_pages:
        numbers = "、".join(map(printable, lacking.pages))
        several = f"，{lacking.issues} 期" * (lacking.issues > 1)
        gaps.append((lacking.since, lacking.until, f"缺第 {numbers} 版{several}"))
    for first, last, what in sorted(gaps)[:_GAPS_SHOWN]:
        click.echo(f"   {span(first, last, '至')} {what}")
    if left := len(gaps[_GAPS_SHOWN:]):
        click.echo(f"   另有 {left} 处，用 --json 看 / {left} more gaps")
    for count, what in (
        (paper.unnumbered, "版次未详 without a page number"), (paper.undated, "日期未详 undated"),
    ):  # fmt: skip
        if count:
            click.echo(f"   {count} 篇（版）{what}")


def _weekdays(days: tuple[int, ...]) -> str:
    if len(days) == 7:
        return "每天出版 daily"
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        (first, begin), (last, end) = _DAYS[days[0]], _DAYS[days[-1]]
        return f"周{first}至周{last}出版 {begin}-{end}"
    names = [_DAYS[day] for day in days]
    return f"周{'、'.join(name for name, _ in names)}出版 {', '.join(name for _, name in names)}"
