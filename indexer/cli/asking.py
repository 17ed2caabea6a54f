"""The command that answers: ask, one question or a session of them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from indexer.anchors import identifier
from indexer.archive import Archive
from indexer.cli.common import (
    ARCHIVE,
    JSON,
    MODEL,
    STDIN,
    Day,
    filters,
    plain_errors,
    print_error,
    print_json,
)
from indexer.cli.coverage import print_holdings
from indexer.composed import citations_shown, marks_of, say_comparison, say_figure
from indexer.errors import QueryError, ReadError
from indexer.models import Answer, Citation
from indexer.output import anchor_of_citation, answer_table, one_line, printable, source_line
from indexer.reading.encoding import decode
from indexer.settings import build_settings

_REMEMBERED = 5  # answers that a question in a session may refer to


@click.command()
@click.argument("question", required=False)
@filters
@click.option(
    "--today",
    type=Day(),
    default="",
    help="“去年”“上周”从哪天算起，不说就是今天 / the day that 去年 goes by",
)
@click.option(
    "--session",
    is_flag=True,
    help="一行一问，后面的问题可以说“它”“那年” / a question a line, the later may refer back",
)
@click.option(
    "--no-model", is_flag=True, help="不用语言模型 / without the language model of the settings"
)
@ARCHIVE
@MODEL
@JSON
@plain_errors
def ask(
    question: str | None,
    newspaper: tuple[str, ...],
    since: str,
    until: str,
    today: str,
    session: bool,
    no_model: bool,
    archive: Path | None,
    model: str | None,
    as_json: bool,
) -> None:
    """问：用报上的原句回答，注明出处。Answer a question with cited sentences, or say there is none.

    With --session, questions are read from standard input, a line each, after QUESTION if it is
    given; with --json an answer is a line.

    A language model words the answer where the settings name one (docs/language-model.md); what
    it says and its citation does not is marked ✗, with the reason.

    \b
    Examples:
      jianbao ask 澜江大桥什么时候合龙
      jianbao ask --today 2023-04-13 去年春耕面积是多少
      jianbao ask --session
    """
    if not question and not session:
        raise click.UsageError("问什么？写上问题，或用 --session / give a question, or --session")
    opened = Archive.open(build_settings({"archive": archive, "model": model}))
    narrowed: dict[str, Any] = {"newspapers": newspaper, "since": since, "until": until}
    day = date.fromisoformat(today) if today else None
    answers: list[Answer] = []
    for typed in _questions(question, session):
        try:
            answer = opened.ask(
                typed,
                **narrowed,
                today=day,
                previous=answers,
                use_model=False if no_model else None,
            )
        except QueryError as error:
            if not session:
                raise
            print_error(error)
            continue
        answers = [*answers, answer][-_REMEMBERED:]
        table = answer_table(answer, opened.settings.public_url) if as_json else {}
        if as_json and session:
            print_json(table, indent=None)
        elif as_json:
            print_json(table)
        else:
            _print_answer(answer)
            if answer.refusal:
                print_holdings(opened.coverage(answer.question, **narrowed))


def _questions(first: str | None, session: bool) -> Iterator[str]:
    """Yield the question given, then in a session those typed, to the end of the input or 再见."""
    if first:
        yield first
    while session:
        if sys.stdin.isatty():
            click.echo("问> ", nl=False, err=True)
        line = sys.stdin.buffer.readline()
        try:
            typed = decode(line, STDIN).strip()
        except ReadError as error:
            print_error(error)
            continue
        if not line or typed in ("再见", "退出", "exit", "quit"):
            return
        if typed:
            yield typed


def _print_answer(answer: Answer) -> None:
    for note in answer.notes:
        click.echo(f"注意 note: {printable(note)}", err=True)
    shown = citations_shown(answer)
    _print_composed(answer, shown)
    number = 0
    for claim in answer.claims:
        click.echo(printable(one_line(claim.text)))
        if claim.strength:  # none of what a language model drew from other sentences
            said = printable(one_line(claim.answer_text)) or "—"
            weak = "，较小，请核对原文 weak, check it" if claim.support == "weak" else ""
            click.echo(f"    答 answer: {said}  把握 strength: {claim.strength:.2f}{weak}")
        for citation in claim.citations:
            number += 1
            _print_source(number, citation)
            if citation.quote != claim.text:  # worded by a language model
                click.echo(f"        “{printable(one_line(citation.quote))}”")
    for at, citation in enumerate(shown[number:], start=number + 1):
        click.echo(printable(one_line(citation.quote)))
        _print_source(at, citation)
    if answer.refusal:
        click.echo(printable(answer.refusal.reason))
        for citation in answer.refusal.nearest:
            click.echo(f"    · {printable(one_line(citation.quote))}")
            click.echo(f"      {printable(source_line(citation))}")
    for item in answer.struck:
        click.echo(f"✗ 删去 struck: {printable(one_line(item.text))}")
        click.echo(f"    {printable(one_line(item.reason))}")


def _print_composed(answer: Answer, shown: Sequence[Citation]) -> None:
    """Print the list or the comparison, with the numbers of the citations that follow."""
    if answer.items:
        click.echo(f"共 {len(answer.items)} 项 / {len(answer.items)} items:")
    for item in answer.items:
        click.echo(f"  · {printable(one_line(item.text))} {marks_of(item.citations, shown)}")
    if answer.comparison:
        for figure in filter(None, answer.comparison.figures):
            said = printable(one_line(say_figure(figure)[0]))
            click.echo(f"  · {said} {marks_of([figure.citation], shown)}")
        click.echo(f"  {printable(one_line(' / '.join(say_comparison(answer.comparison))))}")


def _print_source(number: int, citation: Citation) -> None:
    click.echo(f"    [{number}] {printable(source_line(citation))}")
    click.echo(f"        {printable(citation.reference)}")
    click.echo(f"        {printable(identifier(anchor_of_citation(citation)))}")
