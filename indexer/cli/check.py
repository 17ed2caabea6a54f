"""The command that checks the archive."""

from __future__ import annotations

from pathlib import Path

import click

from indexer.archive import Archive
from indexer.cli.common import ARCHIVE, MODEL, plain_errors
from indexer.settings import build_settings


@click.command()
@ARCHIVE
@MODEL
@plain_errors
def check(archive: Path | None, model: str | None) -> None:
    """核对档案库是否完好。Verify that every file of the archive is what was written."""
    opened = Archive.open(build_settings({"archive": archive, "model": model}))
    manifest = opened.manifest
    click.echo(
        f"完好 sound: 第 {manifest.generation} 代，{manifest.pages} 版（条），"
        f"{manifest.articles} 篇，{manifest.passages} 段，{len(manifest.files)} 个文件 / "
        f"generation {manifest.generation}, {manifest.articles} articles"
    )
