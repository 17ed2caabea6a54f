"""The command that answers: ask."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from indexer.anchors import identifier
from indexer.archive import Archive
from indexer.cli.common import ARCHIVE, JSON, MODEL, Day, filters, plain_errors, print_json
from indexer.cli.coverage import print_holdings
from indexer.models import Answer
from indexer.output import anchor_of_citation, answer_table, one_line, printable, source_line
from indexer.settings import build_settings


@click.command()
@click.argument("question")
@filters
@click.option(
    "--today",
    type=Day(),
    default="",
    help="“去年”“上周”从哪天算起，不说就是今天 / the day that 去年 goes by",
)
@ARCHIVE
@MODEL
@JSON
@plain_errors
def ask(
    question: str,
    newspaper: tuple[str, ...],
    since: str,
    until: str,
    today: str,
    archive: Path | None,
    model: str | None,
    as_json: bool,
) -> None:
    """问：用报上的原句回答，注明出处。Answer a question with cited sentences, or say there is none.

    \b
    Example:
      jianbao ask 澜江大桥什么时候合龙
    """
    opened = Archive.open(build_settings({"archive": archive, "model": model}))
    answer = opened.ask(
        question,
        newspapers=newspaper,
        since=since,
        until=until,
        today=date.fromisoformat(today) if today else None,
    )
    if as_json:
        print_json(answer_table(answer, opened.settings.public_url))
        return
    _print_answer(answer)
    if answer.refusal:
        print_holdings(opened.coverage(question, newspapers=newspaper, since=since, until=until))


def _print_answer(answer: Answer) -> None:
    for note in answer.notes:
        click.echo(f"注意 note: {printable(note)}", err=True)
    number = 0
    for claim in answer.claims:
        click.echo(printable(one_line(claim.text)))
        for citation in claim.citations:
            number += 1
            click.echo(f"    [{number}] {printable(source_line(citation))}")
            click.echo(f"        {printable(citation.reference)}")
            click.echo(f"        {printable(identifier(anchor_of_citation(citation)))}")
    if answer.refusal:
        click.echo(printable(answer.refusal.reason))
        for citation in answer.refusal.nearest:
            click.echo(f"    · {printable(one_line(citation.quote))}")
            click.echo(f"      {printable(source_line(citation))}")
