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
    """Tell whether a loop is possible: it leaves strings of eight characters that stood before.

    Three times a clause of 8 characters leave nine of them or more; this is much quicker to see.
    """
    count = len(text) - 7
    return count > 16 and len({text[i : i + 8] for i in range(count)}) <= count - 9
