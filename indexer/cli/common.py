"""What the commands share: options, messages, progress, and how results are printed."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterable
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any

import click

from indexer.errors import IndexerError
from indexer.models import Failure
from indexer.output import one_line, printable
from indexer.persons import person

ARCHIVE = click.option(
    "--archive", type=click.Path(path_type=Path), help="档案库文件夹 / the archive's folder"
)
MODEL = click.option("--model", help="向量模型 / embedding model: bundled, a hub name or a folder")
STDIN = "标准输入 standard input"  # where a path is said
JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON / print JSON")
DESK = click.option(
    "--desk",
    type=click.Path(path_type=Path),
    help="剪报夹和订阅的文件 / the file of clippings and saved searches",
)


def _person(context: click.Context, parameter: click.Parameter, typed: str) -> str:
    """Return the name as the page keeps it of who signs in."""
    name = person(typed)
    if typed and not name:
        raise click.BadParameter(f"{typed!r} 不能作名字 / cannot be a name")
    return name


USER = click.option(
    "--user",
    default="",
    callback=_person,
    help="谁的，网页不用登录时不写 / whose; not given where nobody signs in",
)
CHANNEL = click.option(
    "--channel",
    type=click.Choice(["both", "words", "meaning"]),
    default="both",
    show_default=True,
    help="按词、按义或两者 / by words, by meaning, or both",
)


class Day(click.ParamType[str]):
    """A day, kept as its ISO form, "" for none."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        try:
            return date.fromisoformat(value).isoformat() if value else ""
        except ValueError:
            self.fail(f"{value!r} 不是日期，应写成 2019-08-01 / is no date: write 2019-08-01")


class QueryCommand(click.Command):
    """A command with a query, which may begin with - as an option does: -渡口 码头."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            if error.option_name.startswith("--"):
                raise
            raise click.UsageError(
                f"{error.message} 以 - 开头的查询写在 -- 之后 / a query that begins with - goes after "
                f"--, as in: {ctx.command_path} -- '-渡口 码头'",
                ctx,
            ) from error


def filters(command: Any) -> Any:
    for option in (
        click.option("--until", type=Day(), default="", help="止于此日 / to this day, inclusive"),
        click.option("--since", type=Day(), default="", help="始于此日 / from this day on"),
        click.option("--newspaper", multiple=True, help="只查此报，可多次 / only this newspaper"),
    ):
        command = option(command)
    return command


def plain_errors(command: Any) -> Any:
    """Show our own errors as one line with exit status 2; a bug keeps its traceback.

    What the output's encoding lacks, such as 𠮷 of GBK, is shown as \\U00020bb7.
    """

    @wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="backslashreplace")
        try:
            return command(*args, **kwargs)
        except IndexerError as error:
            print_error(error)
            sys.exit(2)
        except BrokenPipeError:  # the reader of our output went away: `| head`
            _print_nothing_more()
            sys.exit(1)
        except OSError as error:
            if _can_print():
                raise
            _print_nothing_more()
            click.echo(
                f"错误 error: 写不了标准输出（{error.strerror}）：看磁盘空间 / "
                f"cannot write to standard output: look at the disk's space",
                err=True,
            )
            sys.exit(2)

    return wrapped


def _can_print() -> bool:
    """Tell whether more can be printed; an empty line is, before a traceback."""
    try:
        # Flushing alone tells nothing with PYTHONUNBUFFERED: then nothing waits to be written.
        sys.stdout.write("\n")
        sys.stdout.flush()
    except OSError:
        return False
    return True


def _print_nothing_more() -> None:
    """Let Python's end not try once more to write what could not be written."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def progress(items: Iterable[Any], stage: str, total: int | None) -> Iterable[Any]:
    from tqdm import tqdm

    # disable=None shows nothing where standard error is no terminal.
    bar: Iterable[Any] = tqdm(
        items, desc=stage, total=total, file=sys.stderr, disable=None, leave=False
    )
    return bar


def print_json(table: Any, *, indent: int | None = 2) -> None:
    """Print a table as JSON; with `indent` None in one line."""
    # JSON has its own escapes for what another encoding lacks.
    escaped = not (sys.stdout.encoding or "").lower().startswith("utf")
    click.echo(json.dumps(table, ensure_ascii=escaped, indent=indent))


def print_error(error: IndexerError) -> None:
    click.echo(f"错误 error: {printable(one_line(str(error)))}", err=True)


def print_skipped(skipped: Iterable[Failure]) -> None:
    for item in skipped:
        click.echo(
            f"略过 skipped {printable(item.path)}: {printable(one_line(item.reason))}", err=True
        )


def print_failures(failed: Iterable[Failure], *, to_stderr: bool = True) -> None:
    for item in failed:
        click.echo(
            f"失败 failed {printable(item.path)}: {printable(one_line(item.reason))}", err=to_stderr
        )
