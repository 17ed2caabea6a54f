"""The commands beside the archive: split, evaluate."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from indexer.answer.citation import UNTITLED
from indexer.archive import Archive
from indexer.cli.common import (
    ARCHIVE,
    CHANNEL,
    JSON,
    MODEL,
    plain_errors,
    print_failures,
    print_json,
    print_skipped,
    progress,
)
from indexer.layout import fitting, split_articles, split_report
from indexer.models import Failure
from indexer.output import printable
from indexer.reading import find_sources, read_file
from indexer.settings import build_settings

_NAMED = 3  # ids in a note


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@JSON
@plain_errors
def split(paths: tuple[Path, ...], as_json: bool) -> None:
    """只分篇，不入库。Split pages into articles without indexing anything.

    With --json one line a page: {path, articles: [{title, paragraphs, ...}]}, path relative to the
    folder given.
    """
    found = find_sources([path.absolute() for path in paths])
    failed = list(found.failed)
    for source in found.sources:
        for page in map(fitting, read_file(source)):
            if isinstance(page, Failure):
                failed.append(page)
                continue
            articles = split_articles(page)
            base = source.root if source.root.is_dir() else source.root.parent
            path = source.path.relative_to(base).as_posix()
            if as_json:
                print_json(split_report(path, page, articles), indent=None)
                continue
            click.echo(path)
            for article in articles:
                click.echo(f"  {printable(article.title) or UNTITLED}  {len(article.text)} 字")
    print_skipped(found.skipped)
    print_failures(failed)
    sys.exit(1 if failed else 0)


@click.command()
@click.argument("questions", type=click.Path(path_type=Path))
@CHANNEL
@ARCHIVE
@MODEL
@JSON
@plain_errors
def evaluate(
    questions: Path, channel: str, archive: Path | None, model: str | None, as_json: bool
) -> None:
    """用一份问题文件衡量查和答。Measure search and answers with a file of questions.

    One question a line: {qid, question, gold_ids, answers, kind}. Ids that the archive lacks are
    named by a note, and all of them by --json.

    \b
    Example:
      jianbao evaluate corpus/questions.jsonl
    """
    from indexer.evaluate import evaluate_file, print_table

    opened = Archive.open(build_settings({"archive": archive, "model": model}))
    table = evaluate_file(opened, questions, channel=channel, progress=progress)
    if unknown := table["unknown"]:
        named = printable("、".join(unknown[:_NAMED]))
        click.echo(
            f"注意 note: 问题文件里的编号有 {len(unknown)} 个不在档案库里，如 {named} / "
            f"{len(unknown)} ids of the file are not in the archive",
            err=True,
        )
    if as_json:
        print_json(table)
    else:
        print_table(table, click.echo)
