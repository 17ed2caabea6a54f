"""The command that writes references: jianbao cite."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from indexer.anchors import Anchor, Found, How, anchor_of, identifier, parse_identifier
from indexer.archive import Archive
from indexer.citing import STYLES, cite_as, reference_of
from indexer.citing.reference import Reference, cited_anchor
from indexer.citing.styles import DEFAULT
from indexer.cli.common import ARCHIVE, JSON, STDIN, plain_errors, print_error, print_json
from indexer.errors import UnknownId
from indexer.models import Article
from indexer.output import anchor_table, printable
from indexer.reading.encoding import decode
from indexer.settings import build_settings

_MOVED = {
    How.MOVED: "文字在文中移了位置 / the words moved within their article",
    How.PAGE: "文章编号变了 / the article is numbered anew",
    How.ISSUE: "文章移到同期另一版 / the article moved to another page of its issue",
}


@click.command()
@click.argument("wanted", metavar="ID...", nargs=-1, required=True)
@click.option("--span", help="文章里的字，如 12-40 / characters of the article, such as 12-40")
@click.option(
    "--style",
    type=click.Choice(list(STYLES)),
    default=DEFAULT,
    show_default=True,
    help="著录格式 / form of the reference",
)
@ARCHIVE
@JSON
@plain_errors
def cite(
    wanted: tuple[str, ...], span: str | None, style: str, archive: Path | None, as_json: bool
) -> None:
    """引：写出参考文献。Write references to articles, or to words of them.

    ID is an article's id, the identifier jianbao:… that `ask` prints, or a link to the page; -
    reads them from standard input, one a line. Words that moved since are found again.

    \b
    Examples:
      jianbao cite 江城晚报/2021-05-01/01#1 --span 12-40
      jianbao cite 江城晚报/2021-05-01/01#1 江城晚报/2021-05-01/02#1 --style bibtex > refs.bib
    """
    anchors = [parse_identifier(text) for text in _ids(wanted)]
    if span is not None and len(anchors) > 1:
        raise click.BadParameter("只能和一个编号同用 / goes with one id", param_hint="--span")
    settings = build_settings({"archive": archive})
    opened = Archive.open(settings)
    if span is not None:
        start, end = span_in(span, opened.article(anchors[0].article_id))
        anchors = [replace(anchors[0], start=start, end=end, mark="")]
    cited: list[tuple[Found, Anchor, Reference]] = []
    for anchor in anchors:
        try:
            found = find_named(opened, anchor)
        except UnknownId as error:
            print_error(error)
            continue
        now = cited_anchor(found.article, anchor_of(found.article, found.start, found.end))
        today = datetime.now().astimezone().date().isoformat()
        reference = reference_of(found.article, now, public_url=settings.public_url, accessed=today)
        cited.append((found, now, reference))
    if as_json:
        print_json([
            {
                **anchor_table(now, settings.public_url),
                "found": found.how,
                "exact": found.exact,
                "style": style,
                "reference": cite_as(reference, style),
            }
            for found, now, reference in cited
        ])  # fmt: skip
    elif cited:
        click.echo(printable(cite_as([reference for *_, reference in cited], style)))
    if len(cited) < len(anchors):
        sys.exit(1 if cited else 2)


def _ids(wanted: tuple[str, ...]) -> list[str]:
    """Return the ids that were asked for, - read from standard input."""
    ids: list[str] = []
    for text in wanted:
        ids += decode(sys.stdin.buffer.read(), STDIN).split("\n") if text == "-" else [text]
    if not (ids := [text for text in ids if text.strip()]):
        raise click.UsageError("没有给出编号 / no id was given")
    return ids


def find_named(opened: Archive, anchor: Anchor) -> Found:
    """Return where the words of an anchor stand now; say where they moved. Raises UnknownId."""
    if not (found := opened.find(anchor)):
        raise UnknownId(identifier(anchor) if anchor.mark or anchor.end else anchor.article_id)
    if found.how in _MOVED or not found.exact:
        said = [_MOVED[found.how]] if found.how in _MOVED else []
        said += [] if found.exact else ["文字有改动 / the words were corrected"]
        click.echo(f"注意 note: {printable(identifier(anchor))}: {'; '.join(said)}", err=True)
    return found


def span_in(text: str, article: Article) -> tuple[int, int]:
    """Return the span of the article's text that `text`, such as 12-40, names."""
    start, _, end = text.partition("-")
    if not (start.isdecimal() and end.isdecimal() and int(start) < int(end) <= len(article.text)):
        raise click.BadParameter(
            f"{text!r}：写成 12-40，不超过 {len(article.text)} / write it like 12-40",
            param_hint="--span",
        )
    return int(start), int(end)
