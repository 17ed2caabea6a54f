"""Find clauses that a text recogniser repeated again and again."""

from __future__ import annotations

import re

from indexer.layout.mending import Piece

# A clause of 8 characters or more that stands three times in a row, or twice and cut off: real
# prose repeats single words (好好好) and refrains across lines, not clauses within one line.
_LOOP = re.compile(r"(.{8,80}?)\1{2,}")


def fold_loops(start: int, text: str) -> list[Piece]:
    """Return the stretches of a line that begins at `start` on its page: what is kept, what repeats.

    The first of the repeats is kept. A beginning of the clause before the loop belongs to the text.
    """
    if not _repeats(text):
        return [(start, start + len(text), False)]
    pieces: list[Piece] = []
    at = 0
    for match in _LOOP.finditer(text):
        if not any(char.isalnum() for char in match.group(1)) or len(set(match.group(1))) < 4:
            continue
        kept = match.start() + len(match.group(1))
        pieces.append((start + at, start + kept, False))
        pieces.append((start + kept, start + match.end(), True))
        at = match.end()
    if at < len(text):
        pieces.append((start + at, start + len(text), False))
    return pieces


def _repeats(text: str) -> bool:
    """Tell whether a loop is possible: every eighth string of eight characters is looked for again.

    In three clauses of 8 to 80 characters one of these stands in the first two, and a second time at
    most 80 characters on. This is much quicker to see than the loop itself.
    """
    for at in range(0, len(text) - 15, 8):  # a generator would take twice as long
        if text.find(text[at : at + 8], at + 8, at + 88) >= 0:
            return True
    return False
