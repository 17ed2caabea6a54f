"""Find exact phrases in passages: the same characters in a row, marks and white space apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from indexer.language import characters, letters
from indexer.store import Generation


def phrase_spans(text: str, phrase: str) -> list[tuple[int, int]]:
    """Return the spans in `text` where the characters of `phrase` stand in a row, in order.

    Both are folded; marks and white space between the characters of `text` do not count.
    """
    wanted = letters(phrase)
    tokens = characters(text)
    held = "".join(token.text for token in tokens)  # one code point a token
    spans, at = [], held.find(wanted) if wanted else -1
    while at >= 0:
        spans.append((tokens[at].start, tokens[at + len(wanted) - 1].end))
        at = held.find(wanted, at + len(wanted))
    return spans


def passages_with(generation: Generation, phrases: Sequence[str]) -> NDArray[np.int64] | None:
    """Return the sorted keys of the passages that hold every phrase; None where there is none.

    A phrase counts where it stands in the passage or in its article's title lines.
    """
    if not phrases:
        return None
    keys: NDArray[np.int64] | None = None
    for phrase in phrases:
        found = generation.words.candidates(letters(phrase))
        keys = found if keys is None else np.intersect1d(keys, found)
    assert keys is not None
    long = [phrase for phrase in phrases if len(letters(phrase)) > 2]
    if not long or not len(keys):
        return keys
    stored = generation.catalogue.passages(keys.tolist())
    articles = generation.catalogue.articles({item.article_key for item in stored.values()})
    kept = [
        key
        for key, item in sorted(stored.items())
        if all(
            phrase_spans(item.passage.text, phrase)
            or any(phrase_spans(line, phrase) for line in _title_lines(articles[item.article_key]))
            for phrase in long
        )
    ]
    return np.array(kept, dtype=np.int64)


def _title_lines(article: object) -> tuple[str, ...]:
    return tuple(getattr(article, name) for name in ("title", "kicker", "subtitle"))
