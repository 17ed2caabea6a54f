"""Mark in a text what a query found there, in the text's own glyphs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from indexer.language import Folding, fold
from indexer.search.matching import words_as_typed
from indexer.search.phrases import Spans, near_spans, phrase_spans, wildcard_spans
from indexer.search.syntax import And, Field, Near, Node, Or, Query, Term, Wildcard

_OF_THE_TEXT = (Field.ANY, Field.BODY, Field.TITLE, Field.KICKER, Field.SUBTITLE)


def highlight_spans(text: str, terms: Sequence[str], query: Query) -> tuple[tuple[int, int], ...]:
    """Return the spans of `terms` (folded words) and of the query's phrases, in order, disjoint."""
    return merge_spans(chain(*phrase_spans_of(text, query), word_spans(text, terms, query)))


def word_spans(text: str, terms: Sequence[str], query: Query) -> Spans:
    """Return the spans of `terms` (folded words), in no order; they may overlap.

    Single characters are marked only where the query has nothing longer: 有 in every line would
    hide what matters. Where the query is all phrases, none are.
    """
    if not query.loose and query.required is not None:
        return []
    spans: Spans = []
    folded = fold(text)
    apart: set[str] | None = None  # the forms that count, where not all of them do
    if query.folding != Folding():
        apart = {fold(word, query.folding).text for word in words_as_typed(query.text)}
    for term in {term for term in terms if len(term) > 1} or set(terms):
        at = folded.text.find(term)
        while at >= 0:
            start, end = folded.source_span(at, at + len(term))
            if apart is None or fold(text[start:end], query.folding).text in apart:
                spans.append((start, end))
            at = folded.text.find(term, at + len(term))
    return spans


def phrase_spans_of(text: str, query: Query) -> list[Spans]:
    """Return, of each condition that the text meets, its spans there; they may overlap."""
    found = _spans(text, query.required, query.folding) if query.required else []
    return [spans for spans in found if spans]


def _spans(text: str, node: Node, folding: Folding) -> list[Spans]:
    match node:
        case And(children) | Or(children):
            return [spans for child in children for spans in _spans(text, child, folding)]
        case Term(part, field) if field in _OF_THE_TEXT:
            return [phrase_spans(text, part, folding)]
        case Wildcard(parts, field) if field in _OF_THE_TEXT:
            return [wildcard_spans(text, parts, folding)]
        case Near(texts, gap, field) if field in _OF_THE_TEXT:
            within = near_spans(text, texts, gap, folding)
            pieces = [span for part in texts for span in phrase_spans(text, part, folding)]
            return [
                [(a, b) for a, b in pieces if any(low <= a and b <= high for low, high in within)]
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
