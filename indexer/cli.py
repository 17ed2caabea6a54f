"""The commands: reindex, and jianbao search | ask | show | split | check | evaluate | serve.

Results go to standard output, progress and messages to standard error. Exit status: 0 done, 1 done
in part or found wanting (pages failed, no answer expected of a check), 2 not possible as asked.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any

import click

from indexer.answer.citation import UNTITLED
from indexer.archive import Archive, encoder_from
from indexer.errors import IndexerError
from indexer.language import Folding
from indexer.layout import fitting, layout_rows, split_articles, split_report
from indexer.models import Article, Facets, Failure, Report, SearchResult
from indexer.outlines import article_spans, draw_page, page_spans
from indexer.output import (
    answer_table,
    article_head,
    found_table,
    one_line,
    printable,
    report_table,
    search_table,
    snippet,
    source_line,
)
from indexer.reading import find_sources, read_file
from indexer.reindex import reindex as run_reindex
from indexer.search import SORTS
from indexer.settings import build_settings

_ARCHIVE = click.option(
    "--archive", type=click.Path(path_type=Path), help="档案库文件夹 / the archive's folder"
)
_MODEL = click.option("--model", help="向量模型 / embedding model: bundled, a hub name or a folder")
_JSON = click.option("--json", "as_json", is_flag=True, help="输出 JSON / print JSON")
_CHANNEL = click.option(
    "--channel",
    type=click.Choice(["both", "words", "meaning"]),
    default="both",
    show_default=True,
    help="按词、按义或两者 / by words, by meaning, or both",
)


class _Date(click.ParamType[str]):
    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        try:
            return date.fromisoformat(value).isoformat() if value else ""
        except ValueError:
            self.fail(f"{value!r} 不是日期，应写成 2019-08-01 / is no date: write 2019-08-01")


def _filters(command: Any) -> Any:
    for option in (
        click.option("--until", type=_Date(), default="", help="止于此日 / to this day, inclusive"),
        click.option("--since", type=_Date(), default="", help="始于此日 / from this day on"),
        click.option("--newspaper", multiple=True, help="只查此报，可多次 / only this newspaper"),
    ):
        command = option(command)
    return command


def _plain_errors(command: Any) -> Any:
    """Show our own errors as one line with exit status 2; a bug keeps its traceback."""

    @wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except IndexerError as error:
            click.echo(f"错误 error: {printable(one_line(str(error)))}", err=True)
            sys.exit(2)
        except BrokenPipeError:  # the reader of our output went away: `| head`
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)

    return wrapped


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--full", is_flag=True, help="全部重读重建 / read and index everything again")
@click.option("--dry-run", is_flag=True, help="只说会做什么 / only say what would be done")
@_ARCHIVE
@_MODEL
@_JSON
@_plain_errors
def reindex(
    paths: tuple[Path, ...],
    full: bool,
    dry_run: bool,
    archive: Path | None,
    model: str | None,
    as_json: bool,
) -> None:
    """把报纸文件夹里新增和改动的版面编入档案库。Bring the archive up to date with PATHS.

    Without PATHS, looks again at the folders that were indexed before.

    \b
    Example:
      reindex corpus/
    """
    settings = build_settings({"archive": archive, "model": model})
    report = run_reindex(
        [path.absolute() for path in paths],
        settings,
        load_encoder=lambda: encoder_from(settings),
        full=full,
        dry_run=dry_run,
        processes=settings.threads,
        progress=_progress,
    )
    if as_json:
        _print_json(report_table(report))
    else:
        _print_report(report)
    sys.exit(1 if report.failed else 0)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="jianbao")
def main() -> None:
    """剪报：查报纸档案，问，答，注明出处。Search a newspaper archive and ask it questions."""


main.add_command(reindex)


@main.command()
@click.argument("query")
@_CHANNEL
@_filters
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
@_ARCHIVE
@_MODEL
@_JSON
@_plain_errors
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
    result = opened.search(
        query, channel=channel, newspapers=newspaper, since=since, until=until, limit=limit,
        offset=offset, sort=sort, within=within, rerank=False if no_rerank else None,
        folding=Folding(**dict.fromkeys(unfolded, False)),
    )  # fmt: skip
    if as_json:
        _print_json(search_table(result))
    else:
        _print_result(result, offset)
        if facets:
            _print_facets(result.facets)


@main.command()
@click.argument("wanted", metavar="ID")
@_filters
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 100))
@_ARCHIVE
@_MODEL
@_JSON
@_plain_errors
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

    \b
    Example:
      jianbao similar 江城晚报/2021-05-01/01#1
    """
    opened = Archive.open(build_settings({"archive": archive, "model": model}))
    found = opened.similar(wanted, newspapers=newspaper, since=since, until=until, limit=limit)
    if as_json:
        _print_json({"article": wanted, "articles": [found_table(item) for item in found]})
        return
    for number, item in enumerate(found, start=1):
        click.echo(f"{number}. {printable(source_line(item.article))}  [{item.score:.3f}]")
        click.echo(f"   {item.article.id}")


@main.command()
@click.argument("question")
@_filters
@_ARCHIVE
@_MODEL
@_JSON
@_plain_errors
def ask(
    question: str,
    newspaper: tuple[str, ...],
    since: str,
    until: str,
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
    answer = opened.ask(question, newspapers=newspaper, since=since, until=until)
    if as_json:
        _print_json(answer_table(answer))
        return
    number = 0
    for claim in answer.claims:
        click.echo(printable(one_line(claim.text)))
        for citation in claim.citations:
            number += 1
            click.echo(f"    [{number}] {printable(source_line(citation))}")
            click.echo(f"        {citation.article_id}:{citation.start}-{citation.end}")
    if answer.refusal:
        click.echo(printable(answer.refusal.reason))
        for citation in answer.refusal.nearest:
            click.echo(f"    · {printable(one_line(citation.quote))}")
            click.echo(f"      {printable(source_line(citation))}")


@main.command()
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
@_ARCHIVE
@_JSON
@_plain_errors
def show(
    wanted: str,
    layout: bool,
    picture: Path | None,
    span: str | None,
    archive: Path | None,
    as_json: bool,
) -> None:
    """看一篇文章或一个版面。Show an article or a page by its id.

    With --layout, a ? marks what could have gone the other way and a ~ what was recognised with
    little confidence; correct them in a sidecar, see docs/layout.md.

    \b
    Example:
      jianbao show 澜州日报/2023-04-10/01
    """
    opened = Archive.open(build_settings({"archive": archive}))
    try:
        articles = opened.articles_of_page(wanted)
    except IndexerError:
        articles = [opened.article(wanted)]
    if layout:
        page = opened.page(articles[0].page_id)
        for row in layout_rows(page, opened.articles_of_page(page.id)):
            marks = ("?" if row.close else " ") + ("~" if row.is_doubtful else " ")
            click.echo(f"{row.role:<9}{marks} {printable(one_line(row.text))[:60]}    ({row.cue})")
        return
    if picture:
        page = opened.page(articles[0].page_id)
        outlined = [one for article in articles for one in article_spans(article)]
        marked = page_spans(articles[0], _span(span, articles[0])) if span else []
        drawn = draw_page(page, outlined, marked)
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
        _print_json([{**article_head(article), "text": article.text} for article in articles])
        return
    for article in articles:
        click.echo(f"{article.id}\n{printable(source_line(article))}")
        for line in (article.kicker, article.title, article.subtitle, article.byline.text):
            if line:
                click.echo(f"  {printable(one_line(line))}")
        click.echo(f"\n{printable(article.text)}\n")
        for other, forward in opened.other_halves(article):
            way = "下接 goes on in" if forward else "上接 comes from"
            click.echo(f"  {way} {other.id} {printable(source_line(other))}\n")


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@_JSON
@_plain_errors
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
                click.echo(json.dumps(split_report(path, page, articles), ensure_ascii=False))
                continue
            click.echo(path)
            for article in articles:
                click.echo(f"  {printable(article.title) or UNTITLED}  {len(article.text)} 字")
    _print_failures(failed)
    sys.exit(1 if failed else 0)


@main.command()
@_ARCHIVE
@_MODEL
@_plain_errors
def check(archive: Path | None, model: str | None) -> None:
    """核对档案库是否完好。Verify that every file of the archive is what was written."""
    opened = Archive.open(build_settings({"archive": archive, "model": model}))
    manifest = opened.manifest
    click.echo(
        f"完好 sound: 第 {manifest.generation} 代，{manifest.pages} 版（条），"
        f"{manifest.articles} 篇，{manifest.passages} 段，{len(manifest.files)} 个文件 / "
        f"generation {manifest.generation}, {manifest.articles} articles"
    )


@main.command()
@click.argument("questions", type=click.Path(path_type=Path))
@_CHANNEL
@_ARCHIVE
@_MODEL
@_JSON
@_plain_errors
def evaluate(
    questions: Path, channel: str, archive: Path | None, model: str | None, as_json: bool
) -> None:
    """用一份问题文件衡量查和答。Measure search and answers with a file of questions.

    One question a line: {qid, question, gold_ids, answers, kind}.

    \b
    Example:
      jianbao evaluate corpus/questions.jsonl
    """
    from indexer.evaluate import evaluate_file, print_table

    opened = Archive.open(build_settings({"archive": archive, "model": model}))
    table = evaluate_file(opened, questions, channel=channel, progress=_progress)
    if as_json:
        _print_json(table)
    else:
        print_table(table, click.echo)


@main.command()
@click.option("--port", default=8501, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--address", default="localhost", show_default=True, help="监听地址 / address to bind"
)
@_ARCHIVE
@_MODEL
@_plain_errors
def serve(port: int, address: str, archive: Path | None, model: str | None) -> None:
    """打开查询网页。Serve the search page on this machine."""
    settings = build_settings({"archive": archive, "model": model})
    environment = dict(os.environ, JIANBAO_ARCHIVE=str(settings.archive.absolute()))
    if model:
        environment["JIANBAO_MODEL"] = model
    page = Path(__file__).parent.parent / "app" / "main.py"
    click.echo(f"剪报网页 the page: http://{address}:{port}", err=True)
    command = [
        sys.executable, "-m", "streamlit", "run", str(page), "--server.port", str(port),
        "--server.address", address, "--server.headless", "true",
        "--browser.gatherUsageStats", "false",
    ]  # fmt: skip
    os.execve(sys.executable, command, environment)  # so that a signal stops the page itself


def _span(text: str, article: Article) -> tuple[int, int]:
    """Return the span of the article's text that `text`, such as 12-40, names."""
    start, _, end = text.partition("-")
    if not (start.isdecimal() and end.isdecimal() and int(start) < int(end) <= len(article.text)):
        raise click.BadParameter(
            f"{text!r}：写成 12-40，不超过 {len(article.text)} / write it like 12-40",
            param_hint="--span",
        )
    return int(start), int(end)


def _progress(items: Iterable[Any], stage: str, total: int | None) -> Iterable[Any]:
    from tqdm import tqdm

    # disable=None shows nothing where standard error is no terminal.
    bar: Iterable[Any] = tqdm(
        items, desc=stage, total=total, file=sys.stderr, disable=None, leave=False
    )
    return bar


def _print_json(table: Any) -> None:
    click.echo(json.dumps(table, ensure_ascii=False, indent=2))


def _print_report(report: Report) -> None:
    did = "将会 would be" if report.dry_run else "完成 done"
    click.echo(
        f"{did}: 新增 added {len(report.added)}，改动 changed {len(report.changed)}，"
        f"移除 removed {len(report.removed)}，未变 unchanged {report.unchanged}，"
        f"失败 failed {len(report.failed)}，略过 skipped {len(report.skipped)}"
    )
    if not report.dry_run and report.generation:
        click.echo(
            f"档案库 archive: 第 {report.generation} 代，{report.articles} 篇 articles，"
            f"{report.passages} 段 passages；新算向量 embedded {report.embedded}"
        )
    if report.seconds:
        click.echo("用时 seconds: " + "，".join(f"{k} {v:.1f}" for k, v in report.seconds.items()))
    for item in report.skipped:
        click.echo(
            f"略过 skipped {printable(item.path)}: {printable(one_line(item.reason))}", err=True
        )
    _print_failures(report.failed)


def _print_failures(failed: Iterable[Failure]) -> None:
    for item in failed:
        click.echo(
            f"失败 failed {printable(item.path)}: {printable(one_line(item.reason))}", err=True
        )


def _print_result(result: SearchResult, offset: int) -> None:
    for note in result.notes:
        click.echo(f"注意 note: {printable(note)}", err=True)
    for item in result.suggestions:
        click.echo(
            f"馆藏里没有“{printable(item.typed)}”，是不是“{printable(item.meant)}”？ / "
            f"did you mean {printable(item.meant)}?",
            err=True,
        )
    if not result.articles:
        click.echo("没有找到 / nothing found")
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
    click.echo(f"共 {result.total} 篇 articles{grouped}，{result.seconds * 1000:.0f} ms", err=True)


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
