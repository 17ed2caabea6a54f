"""The commands of clippings: list the folders, and export one."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from indexer.archive import Archive
from indexer.cli.common import ARCHIVE, DESK, JSON, USER, plain_errors, print_json
from indexer.desk import Clippings, Database, standing_of
from indexer.desk.exporting import FORMATS, export
from indexer.errors import DeskRefused
from indexer.output import printable
from indexer.settings import build_settings


@click.group()
def clippings() -> None:
    """剪报夹：在网页上剪存的段落和文章。What was clipped on the page.

    \b
    Examples:
      jianbao clippings list
      jianbao clippings export 大桥 -o 大桥.docx
    """


@clippings.command("list")
@USER
@DESK
@JSON
@plain_errors
def list_folders(user: str, desk: Path | None, as_json: bool) -> None:
    """列出剪报夹。List the folders, the oldest first."""
    folders = _clippings(desk, user).folders()
    if as_json:
        print_json([asdict(folder) for folder in folders])
        return
    for folder in folders:
        click.echo(f"{printable(folder.name)}  {folder.items} 条 clippings")


@clippings.command("export")
@click.argument("folder")
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    help="格式，默认看文件名 / by default what the file's name says, else docx",
)
@click.option(
    "-o",
    "output",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    required=True,
    help="存成哪个文件，- 为标准输出 / the file to write, - for standard output",
)
@USER
@DESK
@ARCHIVE
@plain_errors
def export_folder(
    folder: str,
    form: str | None,
    output: Path,
    user: str,
    desk: Path | None,
    archive: Path | None,
) -> None:
    """把一个剪报夹导出成 Word、Markdown 或 CSV。Export a folder with its references.

    \b
    Example:
      jianbao clippings export 大桥 --format markdown -o 大桥.md
    """
    form = form or _form_of(output)
    kept = _clippings(desk, user)
    found = next((item for item in kept.folders() if item.name == " ".join(folder.split())), None)
    if found is None:
        raise DeskRefused(
            f"没有名为“{folder}”的剪报夹：jianbao clippings list 列出全部 / "
            f"no folder {folder}: `jianbao clippings list` lists them"
        )
    opened = Archive.open(build_settings({"archive": archive}))
    clipped = [(item, standing_of(opened, item)) for item in kept.items(found.key)]
    data = export(form, found.name, clipped)
    if str(output) == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
        return
    try:
        output.write_bytes(data)
    except OSError as error:
        raise click.BadParameter(
            f"{output} 写不了（{error.strerror}）：换个地方 / cannot be written", param_hint="-o"
        ) from error
    click.echo(f"存成 saved: {output}（{len(clipped)} 条 clippings）", err=True)


def _form_of(output: Path) -> str:
    suffix = output.suffix.lower().lstrip(".")
    if not suffix:
        return "docx"
    for name, form in FORMATS.items():
        if suffix in (name, form.suffix):
            return name
    raise click.BadParameter(
        f"{output} 看不出是什么格式：用 --format 说明（{'、'.join(FORMATS)}）/ "
        f"does not say which format is meant: give --format",
        param_hint="-o",
    )


def _clippings(desk: Path | None, user: str) -> Clippings:
    return Clippings(Database(build_settings({"desk": desk}).desk), user)
