"""The commands of saved searches: keep them, and print what is new, so that it can be mailed."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from indexer.archive import Archive
from indexer.cli.common import (
    ARCHIVE,
    CHANNEL,
    DESK,
    JSON,
    MODEL,
    USER,
    QueryCommand,
    filters,
    plain_errors,
    print_error,
    print_json,
)
from indexer.desk import Asked, Database, Look, Watch, Watches, look
from indexer.errors import IndexerError
from indexer.output import one_line, printable, source_line
from indexer.settings import build_settings

_KINDS = {"new": "新 new", "reprint": "转载 reprint", "changed": "更正 corrected"}


@click.group()
def watch() -> None:
    """订阅：保存查询，更新馆藏后看新出现的文章。Saved searches, and what is new in them.

    \b
    Examples:
      jianbao watch add 大桥 '“澜江大桥”'
      jianbao watch check --json
    """


@watch.command("list")
@USER
@DESK
@JSON
@plain_errors
def list_watches(user: str, desk: Path | None, as_json: bool) -> None:
    """列出订阅。List the saved searches, the oldest first."""
    saved = _watches(desk, user).all()
    if as_json:
        print_json([_table(item) for item in saved])
        return
    for item in saved:
        click.echo(f"{printable(item.name)}  {printable(one_line(_described(item)))}")


@watch.command(cls=QueryCommand)
@click.argument("name")
@click.argument("query")
@CHANNEL
@filters
@click.option("--within", multiple=True, metavar="QUERY", help="在其结果里查 / within its results")
@USER
@DESK
@ARCHIVE
@MODEL
@plain_errors
def add(
    name: str,
    query: str,
    channel: str,
    newspaper: tuple[str, ...],
    since: str,
    until: str,
    within: tuple[str, ...],
    user: str,
    desk: Path | None,
    archive: Path | None,
    model: str | None,
) -> None:
    """保存查询 QUERY，取名 NAME；现在已有的都算看过。Save a search; what it finds now counts as seen.

    Words in “quotes” and conditions find exactly; loose words find what holds most of them, and
    with the channels both and meaning what is likely meant.

    \b
    Example:
      jianbao watch add 大桥 '“澜江大桥”' --newspaper 澜州日报
    """
    opened = Archive.open(build_settings({"archive": archive, "model": model}))
    found = look(opened, Asked(query, channel, newspaper, since, until, within))
    _watches(desk, user).add(
        name, found, query, channel=channel, newspapers=newspaper, since=since, until=until,
        within=within,
    )  # fmt: skip
    click.echo(
        f"已订阅 saved: {printable(one_line(name))}（现有 {len(found.pairs)} 篇 articles now）",
        err=True,
    )


@watch.command()
@click.argument("name")
@USER
@DESK
@plain_errors
def remove(name: str, user: str, desk: Path | None) -> None:
    """取消订阅。Remove a saved search."""
    watches = _watches(desk, user)
    watches.remove(watches.named(name).key)
    click.echo(f"已取消 removed: {printable(one_line(name))}", err=True)


@watch.command()
@click.argument("name", required=False)
@click.option("--keep", is_flag=True, help="不标为已读，下次照样列出 / do not mark as seen")
@USER
@DESK
@ARCHIVE
@MODEL
@JSON
@plain_errors
def check(
    name: str | None,
    keep: bool,
    user: str,
    desk: Path | None,
    archive: Path | None,
    model: str | None,
    as_json: bool,
) -> None:
    """列出订阅里新出现的文章，并标为已读。Print what is new since last time, and mark it as seen.

    New is what a search finds for the first time; reprints of what was seen and articles that
    were corrected are said to be. Without news nothing is printed ([] with --json). Exit status:
    0 done, with news or without, 1 some searches could not be made, 2 not possible.

    \b
    Examples:
      jianbao watch check
      jianbao watch check 大桥 --json --keep
    """
    watches = _watches(desk, user)
    saved = [watches.named(name)] if name else watches.all()
    opened = Archive.open(build_settings({"archive": archive, "model": model}))
    found: list[tuple[Watch, Look]] = []
    failed = 0
    for item in saved:
        try:
            found.append((item, look(opened, item, watches.seen(item.key))))
        except IndexerError as error:
            click.echo(f"{printable(item.name)}: ", nl=False, err=True)
            print_error(error)
            failed += 1
    if as_json:
        print_json([_news_table(item, news) for item, news in found if news.news])
    else:
        for item, news in found:
            _print_news(item, news)
    sys.stdout.flush()  # what could not be written is not marked
    if not keep:
        for item, news in found:
            watches.mark_seen(item.key, news)
    if failed:
        sys.exit(2 if name else 1)


def _watches(desk: Path | None, user: str) -> Watches:
    return Watches(Database(build_settings({"desk": desk}).desk), user)


def _print_news(item: Watch, found: Look) -> None:
    if not found.news:
        return
    click.echo(f"{printable(item.name)}（{len(found.news)} 篇 articles）")
    for news in found.news:
        click.echo(f"  [{_KINDS[news.kind]}] {printable(one_line(source_line(news)))}")
        click.echo(f"      {printable(news.article_id)}")


def _described(item: Watch) -> str:
    """Return what is searched as one would type it for `watch add`, in one line."""
    options = [("--channel", item.channel)] if item.channel != "both" else []
    options += [("--newspaper", name) for name in item.newspapers]
    options += [
        (f"--{name}", day) for name, day in (("since", item.since), ("until", item.until)) if day
    ]
    options += [("--within", earlier) for earlier in item.within]
    return " ".join([item.query, *(f"{name} {value}" for name, value in options)])


def _table(item: Watch) -> dict[str, Any]:
    table = asdict(item)
    del table["key"], table["generation"]
    return table


def _news_table(item: Watch, found: Look) -> dict[str, Any]:
    articles = []
    for news in found.news:
        table = asdict(news)
        articles.append({"kind": table.pop("kind"), "article": table.pop("article_id"), **table})
    return {**_table(item), "articles": articles}
