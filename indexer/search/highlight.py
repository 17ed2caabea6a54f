"""Mark in a text what a query found there, in the text's own glyphs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from indexer.language import tokens
from indexer.search.phrases import phrase_spans


def highlight_spans(
    text: str, terms: Sequence[str], phrases: Sequence[str] = ()
) -> tuple[tuple[int, int], ...]:
    """Return the spans of `terms` (folded words) and `phrases` in `text`, in order, disjoint.

    Single characters are marked only where the query has nothing longer: 有 in every line would
    hide what matters.
    """
    longer = {term for term in terms if len(term) > 1} or set(terms)
    spans = [(token.start, token.end) for token in tokens(text) if token.text in longer]
    for phrase in phrases:
        spans += phrase_spans(text, phrase)
    return merge_spans(spans)


def merge_spans(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return the union of `spans`, in order; spans that touch are joined."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
