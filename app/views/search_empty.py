"""What a search view says where nothing was asked yet, and where nothing was found."""

from __future__ import annotations

import re
from contextlib import suppress

from app import results
from app.marks import escape, link
from app.texts import text
from app.views.search_address import Address
from app.views.search_narrow import said_of
from indexer import Archive, Coverage, SearchResult
from indexer.errors import QueryError
from indexer.holdings import say_holdings
from indexer.search import parse_query

_EXAMPLES = 3
_CLAUSE = re.compile(r"\w{4,12}")


def welcome_html(archive: Archive, address: Address, lang: str) -> str:
    """Return what the archive holds, and how to ask it, with queries that find something."""
    first, last = archive.dates()
    articles = archive.manifest.articles
    key = "holdings" if first else "holdings_undated"
    rows = []
    for name, queries in _examples(archive, last):
        links = [
            link("search", escape(query), **address.but(q=query).parameters(), lang=lang)
            for query in queries
        ]
        rows.append(f"<dt>{text(f'way_{name}', lang)}</dt><dd>{'　'.join(links)}</dd>")
    rows.append(f"<dt>{text('way_question', lang)}</dt><dd>{text('way_question_is', lang)}</dd>")
    return (
        f'<section class="jb"><p>{text("tagline", lang)}</p>'
        f'<p class="quiet">{escape(text(key, lang, articles=articles, first=first, last=last))}</p>'
        f'<dl class="ways">{"".join(rows)}</dl></section>'
    )


def _examples(archive: Archive, last: str) -> list[tuple[str, list[str]]]:
    """Return queries that find something, by what they show: words, a phrase, a condition."""
    headlines = archive.headlines(_EXAMPLES)
    clauses = [match[0] for line in headlines if (match := _CLAUSE.search(line))]
    ways = [
        ("words", headlines),
        ("phrase", [f"“{clause}”" for clause in clauses[:1]]),
        ("condition", [f"{clause} 日期:{last[:7]}" for clause in clauses[:1] if last]),
    ]
    return [(name, queries) for name, queries in ways if queries]


def nothing_html(archive: Archive, address: Address, result: SearchResult, lang: str) -> str:
    """Return why nothing was found, what to do next, and what the archive holds of it."""
    steps = [*_steps(archive, address, result, lang)]
    lines = [f'<p class="told"><b>{text("nothing", lang)}</b></p>']
    if steps:
        lines.append(f'<ul class="next">{"".join(f"<li>{step}</li>" for step in steps)}</ul>')
    elif not result.suggestions:
        lines.append(f'<p class="quiet">{text("nothing_more", lang)}</p>')
    return "".join(lines)


def _steps(archive: Archive, address: Address, result: SearchResult, lang: str) -> list[str]:
    """Return links to what is found without one of the conditions, and how many that are."""
    tries = [
        (
            text(
                "without_it", lang, what=f"{text(f'chip_{name}', lang)}{said_of(name, value, lang)}"
            ),
            wider,
        )
        for name, value, wider in address.narrowings()
    ]
    if len(tries) > 1:
        tries.append((text("without_all", lang), address.wide()))
    if result.near:  # by date they are not listed
        tries.insert(0, (text("by_relevance", lang), address.but(sort="relevance")))
    innermost = (address.q, *address.inside)[-1]
    with suppress(QueryError):
        words = parse_query(innermost).text
        if words and words != innermost.strip():
            changed = (
                address.but(inside=(*address.inside[:-1], words))
                if address.inside
                else address.but(q=words)
            )
            tries.append((text("as_words", lang, words=words), changed))
            if len(tries) > 1:
                tries.append(
                    (text("as_words_wide", lang, words=words), address.wide().but(q=words))
                )
    steps = []
    for said, changed in tries:
        with suppress(QueryError):
            found = results.search(archive, **changed.search(), limit=1, offset=0)
            if found.total:
                target = link("search", escape(said), **changed.parameters(), lang=lang)
                key = "would_find" if found.matched else "would_find_near"
                near = "" if found.matched else text(f"near_{found.channel}", lang, n=found.near)
                steps.append(f"{target}{text(key, lang, n=found.matched, near=near)}")
    return steps


def wider_html(address: Address, lang: str) -> str:
    """Return the way to ask the same without what narrows it."""
    wide = link("search", text("ask_wide", lang), **address.wide().parameters(), lang=lang)
    return f'<ul class="next"><li>{wide}</li></ul>'


def holdings_html(coverage: Coverage, lang: str) -> str:
    """Return what the archive holds of what was asked: nothing found is not nothing printed."""
    said = (
        english if lang == "English" else chinese for chinese, english in say_holdings(coverage)
    )
    return "".join(f'<p class="quiet holdings">{escape(line)}</p>' for line in said)
