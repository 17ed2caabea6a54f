"""馆藏: what the archive holds and lacks, what the last run did, and what built it; read-only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import streamlit as st

from app.marks import escape, in_language, link, shown_path
from app.papers import STYLE
from app.texts import text
from app.users import may_write
from indexer import Archive, Coverage, PaperCoverage
from indexer.lastrun import last_run
from indexer.store import Manifest
from indexer.store.history import HeldGeneration, list_generations

_PAPERS_SHOWN = 100
_FAILURES_SHOWN = 100
_PARTS = ("catalogue", "columns", "words", "vectors")


def show(archive: Archive, lang: str) -> None:
    manifest = archive.manifest
    first, last = archive.dates()
    coverage = _coverage(archive, manifest.digest)
    printed = sum(paper.pages for paper in coverage.papers) == manifest.pages
    pages = text(
        "arc_holds_pages" if printed else "arc_holds_entries", lang, n=f"{manifest.pages:,}"
    )
    holds = text(
        "arc_holds" if first else "arc_holds_undated", lang, first=first, last=last,
        pages=pages, articles=f"{manifest.articles:,}",
        passages=f"{manifest.passages:,}",
    )  # fmt: skip
    st.html(STYLE)
    updated = text("arc_updated", lang, when=_local(manifest.created))
    st.html(
        f'<div class="jb desk"><h1>{text("view_archive", lang)}</h1>'
        f'<p>{escape(holds)}<br><span class="quiet">{escape(updated)}</span></p></div>'
    )
    _section("arc_coverage", _papers(coverage.papers, lang), lang)
    _section("arc_failed", _failures(coverage, lang), lang)
    _section("arc_last_run", _last_run(archive, lang), lang)
    _section("arc_generations", _generations(archive, lang), lang)
    _section("arc_parts", _parts(manifest, lang), lang)
    _section("arc_built_with", _built_with(archive, lang), lang)


@st.cache_data(max_entries=2, show_spinner=False)
def _coverage(_archive: Archive, generation: str) -> Coverage:
    """Return what is held of all newspapers: worked out once a generation."""
    return _archive.coverage()


def _papers(papers: Sequence[PaperCoverage], lang: str) -> str:
    largest = sorted(papers, key=lambda paper: (-paper.issues, paper.newspaper))[:_PAPERS_SHOWN]
    rows = []
    for paper in largest:
        name = escape(paper.newspaper or text("unknown", lang))
        if paper.newspaper:
            name = link("browse", name, paper=paper.newspaper, lang=lang)
        gaps = str(paper.missing_issues) if paper.is_regular else text("arc_unknown_gaps", lang)
        period = f"{paper.first} – {paper.last}" if paper.first else text("not_known", lang)
        lacking = sum(gap.issues for gap in paper.missing_pages)
        rows.append((name, period, paper.issues, paper.pages, gaps, lacking, paper.undated))
    names = ("paper", "period", "issues", "pages", "missing", "missing_pages", "undated")
    table = _table("arc_coverage", [text(f"arc_{name}", lang) for name in names], rows)
    if left := len(papers) - len(largest):
        table += f'<p class="quiet">{text("arc_more_papers", lang, n=left)}</p>'
    return table


def _failures(coverage: Coverage, lang: str) -> str:
    if not coverage.failed:
        return f'<p class="quiet">{text("arc_none_failed", lang)}</p>'
    rows = [
        (escape(shown_path(item.path)), escape(in_language(item.reason, lang)))
        for item in coverage.failed[:_FAILURES_SHOWN]
    ]
    table = _table("arc_failed", [text("arc_file", lang), text("arc_reason", lang)], rows, "long")
    if left := len(coverage.failed) - len(rows):
        table += f'<p class="quiet">{text("arc_more_failed", lang, n=left)}</p>'
    return table


def _last_run(archive: Archive, lang: str) -> str:
    run = last_run(archive.settings.archive)
    if run is None:
        return f'<p class="quiet">{text("arc_no_log", lang)}</p>'
    state = f'<p data-state="{run.state}">{text(f"arc_run_{run.state}", lang)}</p>'
    if not may_write():  # it names the folders of the server
        return state
    lines = "\n".join(f"{when}  {message}" for when, message in run.lines)
    return f'{state}<pre class="quiet">{escape(lines)}</pre>'


def _generations(archive: Archive, lang: str) -> str:
    names = ("generation", "created", "articles", "size", "own", "state")
    rows = [_generation(item, lang) for item in list_generations(archive.settings.archive)]
    return _table("arc_generations", [text(f"arc_{name}", lang) for name in names], rows)


def _generation(item: HeldGeneration, lang: str) -> tuple[object, ...]:
    state = text("arc_current", lang) if item.current else ""
    if item.damage:
        state = " ".join(
            filter(None, (state, text("arc_damaged", lang, why=in_language(item.damage, lang))))
        )
    made = item.manifest
    return (
        item.name,
        _local(made.created) if made else "",
        f"{made.articles:,}" if made else "",
        _size(item.bytes),
        _size(item.own_bytes),
        escape(state),
    )


def _parts(manifest: Manifest, lang: str) -> str:
    sizes = dict.fromkeys(_PARTS, 0)
    for path, (size, _) in manifest.files.items():
        part = path.split("/")[0].split(".")[0]
        sizes[part] = sizes.get(part, 0) + size
    rows = [
        (text(f"arc_part_{part}", lang) if part in _PARTS else escape(part), _size(size))
        for part, size in sizes.items()
    ]
    return _table("arc_parts", [text("arc_part", lang), text("arc_size", lang)], rows)


def _built_with(archive: Archive, lang: str) -> str:
    manifest = archive.manifest
    rows = (
        ("model", manifest.model),
        ("backend", archive.encoder().backend),
        ("segmenter", manifest.segmenter),
        ("own_words", text("arc_own_words_n", lang, n=len(manifest.own_words))),
        ("passage", text("arc_passage_n", lang, n=manifest.passage_chars)),
        ("schema", str(manifest.schema)),
        ("digest", manifest.digest),
    )
    return _table(
        "arc_built_with",
        (),
        [(text(f"arc_{name}", lang), escape(value)) for name, value in rows],
        "long",
    )


def _section(title: str, body: str, lang: str) -> None:
    st.html(f'<div class="jb desk"><h2 id="{title}">{text(title, lang)}</h2>{body}</div>')


def _table(
    title: str, heads: Iterable[str], rows: Iterable[Sequence[object]], kind: str = "short"
) -> str:
    """Return the table of the section `title`; cells are HTML already, the first of a row its head.

    The cells of a "short" one are not broken, those of a "long" one anywhere.
    """
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    body = "".join(
        f'<tr><th scope="row">{row[0]}</th>{"".join(f"<td>{cell}</td>" for cell in row[1:])}</tr>'
        for row in rows
    )
    # Wide tables scroll by themselves, by the keyboard too: the page never does sideways.
    return (
        f'<div class="table" tabindex="0" role="region" aria-labelledby="{title}">'
        f'<table class="{kind}">{f"<thead><tr>{head}</tr></thead>" * bool(head)}'
        f"<tbody>{body}</tbody></table></div>"
    )


def _size(count: int) -> str:
    return f"{count / 1e6:,.1f} MB"


def _local(moment: str) -> str:
    """Return a moment as this machine's clock shows it."""
    return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M")
