"""Choose the passages of the articles found, and say what each channel found there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from indexer.search.ranking import How, Ranking
from indexer.store import Generation

_BY_MEANING = 200  # passages that count as found by meaning
PASSAGES = 6  # of an article, at most


@dataclass(frozen=True, slots=True)
class Near:
    """A stretch of a passage: its cosine to the query, and its span in the article's text."""

    score: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Found:
    """A passage found: its key, its score, and what each channel says of it.

    `words` is scaled to 0..1 within the query, `meaning` too; None where the channel did not find
    it. `near` is the stretch nearest to the query, with its plain cosine.
    """

    key: int
    score: float
    words: float | None
    meaning: float | None
    near: Near | None


class Channels:
    """What the channels say of the passages of one result."""

    def __init__(self, generation: Generation, ranking: Ranking, how: How) -> None:
        self.terms = ranking.terms
        self._generation, self._ranking, self._how = generation, ranking, how
        columns = generation.columns
        chosen = np.zeros(len(columns.articles), dtype=bool)
        chosen[ranking.order] = True
        inside = chosen[columns.owners]
        self._best_words, self._low, self._high = 0.0, np.inf, np.inf
        if ranking.words is not None:
            self._best_words = float(ranking.words.max(initial=0, where=inside))
        if ranking.near is not None and inside.any():
            held = ranking.near[inside]
            least = max(len(held) - _BY_MEANING, 0)
            self._low = float(np.partition(held, least)[least])
            self._high = float(held.max())

    def passages_of(self, row: int, *, most: int | None = PASSAGES) -> list[Found]:
        """Return the passages of article `row`, best first, ties by key; the first `most` of many."""
        first, last = self._generation.columns.first[row : row + 2].tolist()
        found = [self._found(at) for at in range(first, last)]
        return sorted(found, key=lambda item: (-item.score, item.key))[:most]

    def stretches_of(self, row: int) -> list[tuple[int, int, float]]:
        """Return (start, end, cosine) of each stretch of article `row`, in order.

        None where meaning was not asked.
        """
        if self._ranking.cosines is None:
            return []
        vectors = self._generation.vectors
        low, high = vectors.starts[self._generation.columns.first[row : row + 2]].tolist()
        spans, cosines = vectors.spans[low:high].tolist(), self._ranking.cosines[low:high].tolist()
        return [(start, end, near) for (start, end), near in zip(spans, cosines, strict=True)]

    def _found(self, at: int) -> Found:
        ranking, words, meaning, near = self._ranking, None, None, None
        if ranking.words is not None and ranking.words[at] > 0 and self._best_words > 0:
            words = float(ranking.words[at]) / self._best_words
        if ranking.cosines is not None:
            low, high = self._generation.vectors.starts[at : at + 2].tolist()
            best = low + int(ranking.cosines[low:high].argmax())
            start, end = self._generation.vectors.spans[best].tolist()
            near = Near(float(ranking.cosines[best]), start, end)
            if near.score >= self._low:
                width = self._high - self._low
                meaning = (near.score - self._low) / width if width > 0 else 1.0
        weight = {"words": 1.0, "meaning": 0.0}.get(self._how.channel, self._how.words_weight)
        score = weight * (words or 0.0) + (1 - weight) * (meaning or 0.0)
        key = int(self._generation.columns.passages[at])
        return Found(key, score, words, meaning, near)
