"""Say what an answer composes, a list and a comparison, in words and as JSON, by numbered citations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from indexer.models import Answer, Citation, Comparison, Figure, Item

Table = Callable[[Citation], dict[str, Any]]


def citations_shown(answer: Answer) -> tuple[Citation, ...]:
    """Return all citations of an answer in the order of their numbers: the claims', then of what is
    composed those that no claim shows.
    """
    shown = [citation for claim in answer.claims for citation in claim.citations]
    figures = answer.comparison.figures if answer.comparison else ()
    composed = [citation for item in answer.items for citation in item.citations]
    for citation in [*(figure.citation for figure in figures if figure), *composed]:
        if not number_of(citation, shown):
            shown.append(citation)
    return tuple(shown)


def number_of(citation: Citation, shown: Sequence[Citation]) -> int:
    """Return the number, from 1, of the first of `shown` that holds a citation's words, 0 for none."""
    return next(
        (
            number
            for number, one in enumerate(shown, start=1)
            if one.article_id == citation.article_id
            and one.start <= citation.start
            and citation.end <= one.end
        ),
        0,
    )


def marks_of(citations: Sequence[Citation], shown: Sequence[Citation]) -> str:
    """Return the numbers of citations as they are printed: [1][3]."""
    numbers = sorted({number_of(citation, shown) for citation in citations} - {0})
    return "".join(f"[{number}]" for number in numbers)


def say_figure(figure: Figure) -> tuple[str, str]:
    """Return a figure with its thing and its date, in Chinese and in English, as printed."""
    printed = figure.citation.date
    dated = "，".join(filter(None, (figure.period, f"{printed} 见报" if printed else "")))
    when = ", ".join(filter(None, (figure.period, f"printed {printed}" if printed else "")))
    told = f"{figure.of} {figure.text}"
    return told + f"（{dated}）" * bool(dated), told + f" ({when})" * bool(when)


def say_comparison(comparison: Comparison) -> tuple[str, str]:
    """Return what comes of a comparison, in Chinese and in English; the difference is named as ours."""
    if comparison.obstacle:
        chinese, _, english = comparison.obstacle.rpartition(" / ")
        return chinese, english
    about, roughly = "约" * comparison.is_about, "about " * comparison.is_about
    if not comparison.more:
        return "两个数字相同", "the two figures are the same"
    named, word, english = comparison.more, "大", "greater"
    if comparison.asks_less:
        named = next(thing for thing in comparison.things if thing != comparison.more)
        word, english = "小", "smaller"
    apart = comparison.difference
    return (
        f"{named}的数字较{word}，相差{about} {apart}（由引文中的数字算出）",
        f"the figure of {named} is the {english}, by {roughly}{apart} (computed from the quoted figures)",
    )


def items_table(items: Sequence[Item], table: Table) -> list[dict[str, Any]]:
    """Return the JSON form of a list; `start` and `end` of each place count in its article's text."""
    return [
        {
            "text": item.text,
            "places": [
                {"start": start, "end": end, "citation": table(citation)}
                for citation, (start, end) in zip(item.citations, item.spans, strict=True)
            ],
        }
        for item in items
    ]


def comparison_table(comparison: Comparison | None, table: Table) -> dict[str, Any] | None:
    """Return the JSON form of a comparison; `difference` is computed, all else stands in quotes."""
    if comparison is None:
        return None
    chinese, english = say_comparison(comparison)
    return {
        "things": list(comparison.things),
        "figures": [
            figure
            and {
                "of": figure.of,
                "text": figure.text,
                "value": figure.value,
                "unit": figure.unit,
                "period": figure.period,
                "start": figure.span[0],
                "end": figure.span[1],
                "citation": table(figure.citation),
            }
            for figure in comparison.figures
        ],
        "more": comparison.more,
        "difference": comparison.difference,
        "is_about": comparison.is_about,
        "said": {"zh": chinese, "en": english},
    }
