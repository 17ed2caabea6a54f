"""The command that checks the archive, and repairs it."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import click

from indexer.archive import encoder_from
from indexer.cli.common import (
    ARCHIVE,
    JSON,
    MODEL,
    plain_errors,
    print_failures,
    print_json,
    progress,
)
from indexer.cli.running import completing, running
from indexer.output import one_line, printable
from indexer.repairing import Repaired
from indexer.repairing import repair as repair_archive
from indexer.settings import Settings, build_settings
from indexer.store.checking import Checked, Finding, check_archive


@click.command()
@click.option("--repair", is_flag=True, help="用完好的部分修好损坏的 / make again what is damaged")
@ARCHIVE
@MODEL
@JSON
@plain_errors
def check(repair: bool, archive: Path | None, model: str | None, as_json: bool) -> None:
    """核对档案库是否完好，说出损坏的每个文件。Check that every file of the archive is what was written.

    Reads every file of every generation, and compares catalogue, words and vectors of the current
    one. Exit status: 0 sound or repaired, 1 damaged or repaired in part, 2 not possible.

    \b
    Examples:
      jianbao check
      jianbao check --repair
    """
    settings = build_settings({"archive": archive, "model": model})
    repaired = _repair(settings) if repair else None
    if repaired and not as_json:
        _print_repaired(repaired)
    checked = check_archive(settings.archive)
    if as_json:
        print_json(_table(checked, repaired))
    else:
        _print_checked(checked)
    whole = not (repaired and repaired.report and repaired.report.failed)
    sys.exit(0 if whole and not checked.findings else 1)


def _repair(settings: Settings) -> Repaired:
    with running(settings.archive), completing():
        return repair_archive(
            settings,
            load_encoder=lambda: encoder_from(settings),
            processes=settings.threads,
            progress=progress,
        )


def _print_repaired(repaired: Repaired) -> None:
    _print_damage(repaired.findings)
    for step in repaired.steps:
        click.echo(f"修复 repaired: {printable(one_line(step))}")
    if repaired.report:
        print_failures(repaired.report.failed)


def _print_checked(checked: Checked) -> None:
    _print_damage(checked.findings)
    if checked.findings:
        click.echo("运行 jianbao check --repair 修复 / run `jianbao check --repair`", err=True)
    elif checked.manifest is not None:
        manifest = checked.manifest
        click.echo(
            f"完好 sound: 第 {manifest.generation} 代，{manifest.pages} 版（条），"
            f"{manifest.articles} 篇，{manifest.passages} 段，{len(manifest.files)} 个文件；"
            f"现存 {len(checked.held)} 代 / "
            f"generation {manifest.generation}, {manifest.articles} articles; "
            f"{len(checked.held)} on disk"
        )


def _print_damage(findings: Iterable[Finding]) -> None:
    for item in findings:
        click.echo(f"损坏 damaged {printable(one_line(f'{item.path} ({item.why})'))}", err=True)


def _table(checked: Checked, repaired: Repaired | None) -> dict[str, object]:
    found = checked.manifest
    return {
        "sound": not checked.findings,
        "generation": checked.generation,
        "held": checked.held,
        "pages": found and found.pages,
        "articles": found and found.articles,
        "passages": found and found.passages,
        "damaged": [asdict(item) for item in checked.findings],
        "repaired": repaired
        and {
            "damaged": [asdict(item) for item in repaired.findings],
            "steps": repaired.steps,
            "failed": [asdict(item) for item in repaired.report.failed] if repaired.report else [],
        },
    }
