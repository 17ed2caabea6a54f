"""Find characters in a row: marks, white space and line breaks between them do not count."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.language import Folding, characters, letters

_WILD_LETTERS = 8  # that a * may stand for, between two parts

Spans = list[tuple[int, int]]


def phrase_spans(text: str, phrase: str, folding: Folding = Folding()) -> Spans:
    """Return the spans in `text` where the characters of `phrase` stand in a row, in order."""
    return wildcard_spans(text, [phrase], folding)


def wildcard_spans(text: str, parts: Sequence[str], folding: Folding = Folding()) -> Spans:
    """Return the spans where `parts` follow each other with up to 8 letters between, in order."""
    tokens = characters(text, folding)
    held = "".join(token.text for token in tokens)  # one code point a token
    return [
        (tokens[match.start()].start, tokens[match.end() - 1].end)
        for match in re.finditer(_pattern(parts, folding), held)
        if match.end() > match.start()
    ]


def near_spans(text: str, parts: Sequence[str], gap: int, folding: Folding = Folding()) -> Spans:
    """Return where all `parts` stand with at most `gap` letters from one to the next, in any order.

    A span reaches from the first to the last of them; the shortest that begins at a place counts.
    """
    tokens = characters(text, folding)
    held = "".join(token.text for token in tokens)
    places = sorted(
        (match.start(), match.start() + len(wanted), number)
        for number, part in enumerate(parts)
        for wanted in [letters(part, folding)]
        for match in re.finditer(f"(?={re.escape(wanted)})", held)
        if wanted
    )
    spans: Spans = []
    for at, (start, end, number) in enumerate(places):
        seen = {number}
        for next_start, next_end, other in places[at + 1 :]:
            if len(seen) == len(parts) or next_start - end > gap:
                break
            if other not in seen and next_start >= end:
                seen.add(other)
                end = next_end
        if len(seen) == len(parts):
            spans.append((tokens[start].start, tokens[end - 1].end))
    return spans


def holds(text: str, parts: Sequence[str], folding: Folding = Folding()) -> bool:
    """Tell whether `parts` follow each other in `text`: the same as wildcard_spans, sooner."""
    if len(parts) == 1 and folding == Folding() and parts[0] in text:
        return True
    return re.search(_pattern(parts, folding), letters(text, folding)) is not None


def _pattern(parts: Sequence[str], folding: Folding) -> str:
    between = f".{{0,{_WILD_LETTERS}}}?"
    return between.join(re.escape(letters(part, folding)) for part in parts) or "(?!)"
