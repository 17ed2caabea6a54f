"""The commands that look things up: search, similar, show."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from indexer.anchors import Anchor, parse_identifier
from indexer.archive import Archive
from indexer.citing import cite_as
from indexer.cli.cite import find_named, span_in
from indexer.cli.common import (
    ARCHIVE,
    CHANNEL,
    JSON,
    MODEL,
    QueryCommand,
    filters,
    plain_errors,
    print_json,
)
from indexer.cli.coverage import print_holdings
from indexer.errors import UnknownId
from indexer.language import Folding
from indexer.layout import layout_rows
from indexer.models import Facets, SearchResult
from indexer.outlines import article_spans, page_spans
from indexer.output import (
    article_head,
    found_table,
    one_line,
    printable,
    search_table,
    snippet,
    source_line,
)
from indexer.search import SORTS
from indexer.settings import build_settings


@click.command(cls=QueryCommand)
@click.argument("query")
@CHANNEL
@filters
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 100))
@click.option("--offset", default=0, type=click.IntRange(0), help="跳过前几篇 / skip so many")
@click.option(
    "--sort",
    type=click.Choice(SORTS),
    default="relevance",
    show_default=True,
    help="排序：相关、最新、最早 / order",
)
@click.option(
    "--within",
    multiple=True,
    metavar="QUERY",
    help="在此前查询的结果里查，可多次 / search its results",
)
@click.option(
    "--no-fold",
    "unfolded",
    multiple=True,
    type=click.Choice(["variants", "width", "numbers"]),
    help="不归并：繁简异体、全半角和大小写、汉字数字 / keep these forms apart",
)
@click.option(
    "--facets", is_flag=True, help="按报纸、月份等计数 / count by newspaper, month and more"
)
@click.option("--no-rerank", is_flag=True, help="不用第二轮排序 / without the second stage")
@ARCHIVE
@MODEL
@JSON
@plain_errors
def search(
    query: str,
    channel: str,
    newspaper: tuple[str, ...],
    since: str,
    until: str,
    limit: int,
    offset: int,
    sort: str,
    within: tuple[str, ...],
    unfolded: tuple[str, ...],
    facets: bool,
    no_rerank: bool,
    archive: Path | None,
    model: str | None,
    as_json: bool,
) -> None:
    """查：词语、“原句”、条件或一句话。Find articles by words, “phrases”, conditions or meaning.

    The query language is described in docs/query.md.

    \b
    Examples:
      jianbao search 澜江大桥
      jianbao search '标题:大桥 AND 日期:2021-05 NOT 渡口'
    """
    opened = Archive.open(build_settings({"archive": archive, "model": model}))
    public_url = opened.settings.public_url
    result = opened.search(
        query, channel=channel, newspapers=newspaper, since=since, until=until, limit=limit,
        offset=offset, sort=sort, within=within, rerank=False if no_rerank else None,
        folding=Folding(**dict.fromkeys(unfolded, False)),
    )  # fmt: skip
    holdings = None
    if not result.total:
        holdings = opened.coverage(
            query, newspapers=newspaper, since=since, until=until, within=within
        )
    if as_json:
        print_json(search_table(result, holdings, public_url))
        return
    _print_result(result, offset)
    if facets:
        _print_facets(result.facets)
    if holdings:
        print_holdings(holdings)


@click.command()
@click.argument("wanted", metavar="ID")
@filters
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 100))
@ARCHIVE
@MODEL
@JSON
@plain_errors
def similar(
    wanted: str,
    newspaper: tuple[str, ...],
    since: str,
    until: str,
    limit: int,
    archive: Path | None,
    model: str | None,
    as_json: bool,
) -> None:
    """找相近的报道。Find articles on the same matter as the article ID.

    ID may be the identifier jianbao:… that `ask` prints, or a link to the article.

    \b
    Example:
      jianbao similar 江城晚报/2021-05-01/01#1
    """
    opened = Archive.open(build_settings({"archive": archive, "model": model}))
    article = find_named(opened, parse_identifier(wanted)).article
    found = opened.similar(article.id, newspapers=newspaper, since=since, until=until, limit=limit)
    if as_json:
        print_json(
            {
                "article": article.id,
                "articles": [found_table(item, opened.settings.public_url) for item in found],
            }
        )
        return
    for number, item in enumerate(found, start=1):
        click.echo(f"{number}. {printable(source_line(item.article))}  [{item.score:.3f}]")
        click.echo(f"   {item.article.id}")


@click.command()
@click.argument("wanted", metavar="ID")
@click.option("--layout", is_flag=True, help="每块的角色和依据 / each block's role and cue")
@click.option(
    "--picture",
    type=click.Path(path_type=Path, dir_okay=False),
    help="把版面图存成 PNG，标出文章 / save the page's picture as PNG, the article outlined",
)
@click.option(
    "--span", help="再标出文章里的字，如 12-40 / mark characters of the article too, such as 12-40"
)
@ARCHIVE
@JSON
@plain_errors
def show(
    wanted: str,
    layout: bool,
    picture: Path | None,
    span: str | None,
    archive: Path | None,
    as_json: bool,
) -> None:
    """看一篇文章或一个版面。Show an article or a page by its id.

    That of an article may be the identifier jianbao:… that `ask` prints, or a link to it.

    With --layout, a ? marks what could have gone the other way and a ~ what was recognised with
    little confidence; correct them in a sidecar, see docs/layout.md.

    \b
    Example:
      jianbao show 澜州日报/2023-04-10/01
    """
    if span and not picture:
        raise click.UsageError(
            "--span 只标在图上：再加 --picture 文件.png / --span marks a picture: add --picture FILE.png"
        )
    ways = (("--layout", layout), ("--picture", picture), ("--json", as_json))
    if len(asked := [name for name, value in ways if value]) > 1:
        raise click.UsageError(
            f"{'、'.join(asked)} 只能用一个 / only one of {', '.join(asked)} at a time"
        )
    opened = Archive.open(build_settings({"archive": archive}))
    try:
        articles = opened.articles_of_page(wanted)
    except UnknownId:
        articles = [find_named(opened, parse_identifier(wanted)).article]
    if layout:
        page = opened.page(articles[0].page_id)
        for row in layout_rows(page, opened.articles_of_page(page.id)):
            marks = ("?" if row.close else " ") + ("~" if row.is_doubtful else " ")
            click.echo(f"{row.role:<9}{marks} {printable(one_line(row.text))[:60]}    ({row.cue})")
        return
    if picture:
        page = opened.page(articles[0].page_id)
        outlined = [one for article in articles for one in article_spans(article)]
        marked = page_spans(articles[0], span_in(span, articles[0])) if span else []
        drawn = opened.draw_page(page, outlined, marked)
        try:
            drawn.save(picture, format="PNG")
        except OSError as error:
            raise click.BadParameter(
                f"{picture} 写不了（{error.strerror}）：换个地方 / cannot be written",
                param_hint="--picture",
            ) from error
        click.echo(f"存成 saved: {picture}", err=True)
        return
    if as_json:
        print_json([{**article_head(article), "text": article.text} for article in articles])
        return
    for article in articles:
        click.echo(f"{article.id}\n{printable(source_line(article))}")
        click.echo(printable(cite_as(opened.reference(Anchor(article.id)))))
        for line in (article.kicker, article.title, article.subtitle, article.byline.text):
            if line:
                click.echo(f"  {printable(one_line(line))}")
        click.echo(f"\n{printable(article.text)}\n")
        for other, forward in opened.other_halves(article):
            way = "下接 goes on in" if forward else "上接 comes from"
            click.echo(f"  {way} {other.id} {printable(source_line(other))}\n")


def _print_result(result: SearchResult, offset: int) -> None:
    for note in result.notes:
        click.echo(f"注意 note: {printable(note)}", err=True)
    for item in result.suggestions:
        click.echo(
            f"馆藏里没有“{printable(item.typed)}”，是不是“{printable(item.meant)}”？ / "
            f"did you mean {printable(item.meant)}?",
            err=True,
        )
    if not result.total:
        click.echo("没有找到 / nothing found")
        return
    if not result.articles:
        click.echo(
            f"只有 {result.stories} 篇，已到末尾：把 --offset 调小 / "
            f"only {result.stories} articles: lower --offset"
        )
        return
    for number, found in enumerate(result.articles, start=offset + 1):
        click.echo(f"{number}. {printable(source_line(found.article))}  [{found.score:.3f}]")
        for hit in found.hits[:1]:
            text, marks = snippet(
                found.article.text, hit.highlights, (hit.passage.start, hit.passage.end)
            )
            click.echo(f"   {_marked(text, marks)}")
        click.echo(f"   {found.article.id}")
        if found.prints:
            first = found.prints[0]
            click.echo(
                f"   共刊 {len(found.prints)} 次，最早 {printable(first.date) or '日期未详'} "
                f"{printable(first.newspaper) or '报名未详'} / printed {len(found.prints)} times, "
                f"first as {first.article_id}"
            )
    grouped = f"（去重 {result.stories} 篇 stories）" if result.stories < result.total else ""
    near = ""
    if result.near and result.sort == "relevance":
        near = f"，其中查到 {result.matched} 篇，相近 {result.near} 篇 matched {result.matched}, near {result.near}"
    elif result.near:
        near = f"，相近的 {result.near} 篇未列 near ones left out"
    click.echo(
        f"共 {result.total} 篇 articles{grouped}{near}，{result.seconds * 1000:.0f} ms", err=True
    )


def _print_facets(facets: Facets) -> None:
    for title, counts in (
        ("报纸 newspapers", facets.newspapers), ("年 years", facets.years),
        ("月 months", facets.months), ("版 pages", facets.pages),
        ("栏目 columns", facets.columns), ("作者 authors", facets.authors),
    ):  # fmt: skip
        known = [(value or "未详", count) for value, count in counts]
        if any(value for value, _ in counts):
            shown = "，".join(f"{printable(value)} {count}" for value, count in known[:20])
            click.echo(f"{title}：{shown}{'…' if len(known) > 20 else ''}")


def _marked(text: str, marks: list[tuple[int, int]]) -> str:
    """Return `text` with its marks in bold on a terminal, in 【】 elsewhere."""
    pieces, at = [], 0
    for start, end in marks:
        shown = printable(text[start:end])
        shown = click.style(shown, bold=True) if sys.stdout.isatty() else f"【{shown}】"
        pieces += [printable(text[at:start]), shown]
        at = end
    return "".join([*pieces, printable(text[at:])])
