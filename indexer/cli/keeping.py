"""The command that keeps the archive: reindex."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click

from indexer.archive import encoder_from
from indexer.cli.common import (
    ARCHIVE,
    JSON,
    MODEL,
    plain_errors,
    print_error,
    print_failures,
    print_json,
    print_skipped,
    progress,
)
from indexer.cli.generations import return_to
from indexer.cli.running import completing, running
from indexer.errors import IndexerError
from indexer.models import Report
from indexer.output import one_line, printable, report_table
from indexer.reindex import known_roots
from indexer.reindex import reindex as run_reindex
from indexer.settings import build_settings
from indexer.watching import watch

_QUIET_S = 5.0  # without a change: then a file is taken for complete


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--full", is_flag=True, help="全部重读重建 / read and index everything again")
@click.option("--dry-run", is_flag=True, help="只说会做什么 / only say what would be done")
@click.option(
    "--wait",
    type=click.FloatRange(0),
    default=0,
    metavar="SECONDS",
    help="另一个进程在更新时等多久 / how long to wait for another run",
)
@click.option("--watch", "watched", is_flag=True, help="守着文件夹，有新版面就编入 / go on looking")
@click.option(
    "--every",
    type=click.FloatRange(1),
    default=30,
    show_default=True,
    metavar="SECONDS",
    help="--watch 隔多久看一次 / with --watch, how often to look",
)
@click.option(
    "--rollback",
    is_flag=False,
    flag_value="",
    metavar="[GENERATION]",
    help="退回上一代，或写明的一代 / return to the generation before, or to this one",
)
@ARCHIVE
@MODEL
@JSON
@plain_errors
def reindex(
    paths: tuple[Path, ...],
    full: bool,
    dry_run: bool,
    wait: float,
    watched: bool,
    every: float,
    rollback: str | None,
    archive: Path | None,
    model: str | None,
    as_json: bool,
) -> None:
    """把报纸文件夹里新增和改动的版面编入档案库。Bring the archive up to date with PATHS.

    Without PATHS, looks again at the folders that were indexed before.

    \b
    Examples:
      reindex corpus/
      reindex --watch /data/报纸
      reindex --rollback
    """
    settings = build_settings({"archive": archive, "model": model})
    if rollback is not None:
        if paths or full or dry_run or watched:
            raise click.UsageError(
                "--rollback 只可与 --archive、--wait、--json 同用 / "
                "--rollback goes with --archive, --wait and --json alone"
            )
        return_to(settings.archive, rollback, wait=wait, as_json=as_json)
        return
    if watched and (full or dry_run):
        raise click.UsageError("--watch 不能与 --full、--dry-run 同用 / --watch goes without these")

    def run() -> bool:
        with completing():
            report = run_reindex(
                [path.absolute() for path in paths],
                settings,
                load_encoder=lambda: encoder_from(settings),
                full=full,
                dry_run=dry_run,
                processes=settings.threads,
                wait=wait,
                progress=progress,
            )
        if as_json:
            print_json(report_table(report))
        else:
            _print_report(report)
        return not report.failed

    with running(settings.archive):
        if not watched:
            sys.exit(0 if run() else 1)
        roots = [path.absolute() for path in paths] or known_roots(settings.archive)
        watch(roots, partial(_survives, run), every=every, quiet=_QUIET_S)


def _survives(run: Callable[[], bool]) -> bool:
    """Make a run of a watch; say what stopped it, if anything did, and let it be tried again."""
    try:
        run()
    except IndexerError as error:
        print_error(error)
        return False
    return True


def _print_report(report: Report) -> None:
    if report.reason:
        click.echo(f"原因 reason: {printable(one_line(report.reason))}")
    did = "将会 would be" if report.dry_run else "完成 done"
    click.echo(
        f"{did}: 新增 added {len(report.added)}，改动 changed {len(report.changed)}，"
        f"移除 removed {len(report.removed)}，未变 unchanged {report.unchanged}，"
        f"失败 failed {len(report.failed)}，略过 skipped {len(report.skipped)}"
    )
    if not report.dry_run and report.generation:
        click.echo(
            f"档案库 archive: 第 {report.generation} 代，{report.articles} 篇 articles，"
            f"{report.passages} 段 passages；新算向量 embedded {report.embedded}"
        )
    if report.seconds:
        click.echo("用时 seconds: " + "，".join(f"{k} {v:.1f}" for k, v in report.seconds.items()))
    print_skipped(report.skipped)
    print_failures(report.failed)
