"""The command that lists the generations on disk, and the return to one of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from indexer.cli.common import ARCHIVE, JSON, plain_errors, print_json
from indexer.output import one_line, printable
from indexer.settings import build_settings
from indexer.store.history import HeldGeneration, list_generations, roll_back


@click.command()
@ARCHIVE
@JSON
@plain_errors
def generations(archive: Path | None, as_json: bool) -> None:
    """列出档案库现存各代，新的在前。List the generations of the archive, the newest first.

    The current one is marked. `reindex --rollback GENERATION` returns to another.

    \b
    Example:
      jianbao generations
    """
    held = list_generations(build_settings({"archive": archive}).archive)
    if as_json:
        print_json([_table(item) for item in held])
        return
    for item in held:
        click.echo(_line(item))


def return_to(archive: Path, name: str, *, wait: float, as_json: bool) -> None:
    """Make generation `name`, or with "" the one before, current, and print it."""
    returned = roll_back(archive, name, wait=wait).generation
    item = next(item for item in list_generations(archive) if item.name == returned)
    if as_json:
        print_json(_table(item))
        return
    click.echo(_line(item))
    click.echo(
        "报纸文件没有动：下次 reindex 会照它们现在的样子再编 / "
        "the newspaper's files are untouched: the next reindex takes them as they are",
        err=True,
    )


def _line(item: HeldGeneration) -> str:
    mark = "*" if item.current else " "
    why = printable(one_line(item.damage))
    if item.manifest is None:
        return f"{mark} {item.name}  {why}"
    damaged = f"  损坏 damaged: {why}" if why else ""
    return (
        f"{mark} {item.name}  {item.manifest.created}  {item.manifest.pages} 版（条） pages，"
        f"{item.manifest.articles} 篇 articles，{item.manifest.passages} 段 passages，"
        f"{_size(item.bytes)}（独有 its own {_size(item.own_bytes)}）{damaged}"
    )


def _table(item: HeldGeneration) -> dict[str, Any]:
    made = item.manifest
    return {
        "generation": item.name,
        "current": item.current,
        "created": made and made.created,
        "previous": made and made.previous,
        "pages": made and made.pages,
        "articles": made and made.articles,
        "passages": made and made.passages,
        "bytes": item.bytes,
        "own_bytes": item.own_bytes,
        "damage": item.damage,
    }


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB"
