"""Mark in a text what a query found there, in the text's own glyphs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from indexer.language import fold
from indexer.search.phrases import Spans, near_spans, wildcard_spans
from indexer.search.syntax import And, Field, Near, Node, Or, Query, Term, Wildcard

_OF_THE_TEXT = (Field.ANY, Field.BODY, Field.TITLE, Field.KICKER, Field.SUBTITLE)


def highlight_spans(text: str, terms: Sequence[str], query: Query) -> tuple[tuple[int, int], ...]:
    """Return the spans of `terms` (folded words) and of the query's phrases, in order, disjoint.

    Single characters are marked only where the query has nothing longer: 有 in every line would
    hide what matters. Where the query is all phrases, only they are marked.
    """
    spans = phrase_spans_of(text, query)
    if query.loose or query.required is None:
        longer = {term for term in terms if len(term) > 1} or set(terms)
        folded = fold(text)
        for term in longer:
            at = folded.text.find(term)
            while at >= 0:
                spans.append(folded.source_span(at, at + len(term)))
                at = folded.text.find(term, at + len(term))
    return merge_spans(spans)


def phrase_spans_of(text: str, query: Query) -> Spans:
    """Return the spans of what the query requires of the text, in no order; they may overlap."""
    return _spans(text, query.required, query) if query.required else []


def _spans(text: str, node: Node, query: Query) -> Spans:
    match node:
        case And(children) | Or(children):
            return [span for child in children for span in _spans(text, child, query)]
        case Term(part, field) if field in _OF_THE_TEXT:
            return wildcard_spans(text, (part,), query.folding)
        case Wildcard(parts, field) if field in _OF_THE_TEXT:
            return wildcard_spans(text, parts, query.folding)
        case Near(texts, gap, field) if field in _OF_THE_TEXT:
            within = near_spans(text, texts, gap, query.folding)
            pieces = [s for part in texts for s in wildcard_spans(text, (part,), query.folding)]
            return [
                (a, b) for a, b in pieces if any(low <= a and b <= high for low, high in within)
            ]
        case _:
            return []


def merge_spans(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return the union of `spans`, in order; spans that touch are joined."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
