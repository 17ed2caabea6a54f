"""What narrows a search, as HTML: facets on the left, bars over time, chips to take away again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice

from app.marks import escape, href, link
from app.places import page_name
from app.texts import text
from app.views.search_address import Address, days_of
from indexer import Facets
from indexer.models import Counts

_SHOWN = 8  # values of a facet at once, and folded under them
_FOLDED = 40
_MOST_BARS = 62  # of days, months or years

Bar = tuple[str, int]


def chips_html(address: Address, lang: str) -> str:
    """Return what narrows the search, each a link to the search without it."""
    chips = []
    for name, value, wider in address.narrowings():
        label = f"{text(f'chip_{name}', lang)}{said_of(name, value, lang)}"
        without = text("without", lang, what=label)
        chips.append(
            f'<li><a href="{href("search", **wider.parameters(), lang=lang)}" target="_self" '
            f'aria-label="{escape(without)}">{escape(label)}<b aria-hidden="true">×</b></a></li>'
        )
    if not chips:
        return ""
    if len(chips) > 1:
        wide = link("search", text("clear", lang), **address.wide().parameters(), lang=lang)
        chips.append(f"<li>{wide}</li>")
    return (
        f'<div class="jb"><ul class="chips" aria-label="{text("chips", lang)}">'
        f"{''.join(chips)}</ul></div>"
    )


def facets_html(facets: Facets, address: Address, lang: str) -> str:
    """Return the counts of the whole result, each value a link that narrows to it."""
    blocks = [
        _facet("newspapers", _papers(facets.newspapers, address, lang), lang),
        _facet(
            "years", [(y, n, _year(address, y), False) for y, n in facets.years if y][::-1], lang
        ),
    ]
    for name, key, counts in (
        ("number", "pages", facets.pages), ("column", "columns", facets.columns),
        ("author", "authors", facets.authors),
    ):  # fmt: skip
        blocks.append(_facet(key, _values(name, _in_order(name, counts), address, lang), lang))
    return f'<div class="jb">{"".join(blocks)}</div>'


def papers_html(counts: Counts, address: Address, lang: str) -> str:
    """Return the newspapers of the archive, before anything was searched."""
    return f'<div class="jb">{_facet("newspapers", _papers(counts, address, lang), lang)}</div>'


Row = tuple[str, int, Address | None, bool]
"""A value, how many articles, the address it leads to (None: it cannot), whether it is chosen."""


def _facet(key: str, rows: Sequence[Row], lang: str) -> str:
    if len(rows) < 2 and not any(chosen for *_, chosen in rows):
        return ""
    lines = [_row(*row, lang) for row in rows[: _SHOWN + _FOLDED]]
    folded = ""
    if len(lines) > _SHOWN + 1:
        more = text("more", lang, n=len(lines) - _SHOWN)
        folded = f"<details><summary>{more}</summary><ul>{''.join(lines[_SHOWN:])}</ul></details>"
        lines = lines[:_SHOWN]
    return f'<section class="facet"><h3>{text(key, lang)}</h3><ul>{"".join(lines)}</ul>{folded}</section>'


def _row(value: str, count: int, target: Address | None, chosen: bool, lang: str) -> str:
    label = f'<span>{escape(value)}</span><span class="n">{count}</span>'
    if target is None:
        return f'<li><span class="row">{label}</span></li>'
    current = ' aria-current="true"' if chosen else ""
    address = href("search", **target.parameters(), lang=lang)
    return f'<li><a href="{address}" target="_self"{current}>{label}</a></li>'


def _papers(counts: Counts, address: Address, lang: str) -> list[Row]:
    """Return newspapers; one that is chosen is let go by choosing it again."""
    rows: list[Row] = []
    for name, count in _in_order("paper", counts):
        chosen = name in address.paper
        others = tuple(paper for paper in address.paper if paper != name)
        target = address.but(paper=others if chosen else (*others, name))
        rows.append((said_of("paper", name, lang), count, target if name else None, chosen))
    return rows


def _in_order(name: str, counts: Counts) -> Counts:
    """Return the values of a facet, the most frequent first, pages in their order; none comes last."""

    def page_order(value: str) -> tuple[str, int]:
        letters = value.rstrip("0123456789")
        return letters, int(value[len(letters) :] or 0)

    ordered = sorted(counts, key=lambda item: page_order(item[0])) if name == "number" else counts
    return tuple(sorted(ordered, key=lambda item: not item[0]))


def _values(name: str, counts: Counts, address: Address, lang: str) -> list[Row]:
    rows: list[Row] = []
    for value, count in counts:
        chosen = bool(value) and getattr(address, name) == value
        usable = any(char.isalnum() for char in value) and '"' not in value
        target = address.but(**{name: "" if chosen else value}) if usable else None
        rows.append((said_of(name, value, lang), count, target, chosen))
    return rows


def _year(address: Address, year: str) -> Address:
    since, until = days_of(year)
    return address.but(since=since, until=until)


def bars_html(facets: Facets, address: Address, lang: str) -> str:
    """Return how the result spreads over time: a bar a day, month or year, each a link that narrows."""
    bars = _bars(facets)
    if len(bars) < 2:
        return ""
    most = max(count for _, count in bars)
    columns = "".join(_bar(when, count, most, address, lang) for when, count in bars)
    return (
        f'<nav class="jb" aria-label="{text("over_time", lang)}">'
        f'<div class="timeline" style="--n:{len(bars)}"><div class="bars">{columns}</div>'
        f'<div class="axis" aria-hidden="true"><span>{bars[0][0]}</span><span>{bars[-1][0]}</span>'
        f"</div></div></nav>"
    )


def _bar(when: str, count: int, most: int, address: Address, lang: str) -> str:
    if not count:
        return "<span></span>"
    since, until = days_of(when)
    label = escape(text("bar", lang, when=when, n=count))
    target = href("search", **address.but(since=since, until=until).parameters(), lang=lang)
    return (
        f'<a href="{target}" target="_self" title="{label}" aria-label="{label}">'
        f'<i style="--share:{count / most:.3f}"></i></a>'
    )


def _bars(facets: Facets) -> list[Bar]:
    """Return the counts by day, else by month, else by year: what can be drawn.

    What lies between two that were counted is there too: time without a hit is time. Only where a
    year that was read wrongly makes that too much, the years counted are all.
    """
    for counts, between in (
        (facets.days, _days), (facets.months, _months), (facets.years, _years),
    ):  # fmt: skip
        known = {when: count for when, count in counts if when}
        if known:
            spanned = list(islice(between(min(known), max(known)), _MOST_BARS + 1))
            if len(spanned) <= _MOST_BARS:
                return [(when, known.get(when, 0)) for when in spanned]
    return [(year, count) for year, count in facets.years if year]


def _days(first: str, last: str) -> Iterator[str]:
    low, high = (date.fromisoformat(day).toordinal() for day in (first, last))
    for number in range(low, high + 1):
        yield date.fromordinal(number).isoformat()


def _months(first: str, last: str) -> Iterator[str]:
    low, high = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (first, last))
    for number in range(low, high + 1):
        yield f"{number // 12:04d}-{number % 12 + 1:02d}"


def _years(first: str, last: str) -> Iterator[str]:
    for year in range(int(first), int(last) + 1):
        yield f"{year:04d}"


def said_of(name: str, value: str, lang: str) -> str:
    """Return the value of a parameter that narrows as people say it: 01 is 第1版, no column 无栏目."""
    if name == "channel":
        return text(value, lang)
    if not value:
        return text(f"no_{name}", lang)
    return page_name(value, lang) if name == "number" else value
