"""Bring the scores of two channels together."""

from __future__ import annotations

from collections.abc import Mapping

_FULL_TRUST = 0.6


def scale_words(scores: Mapping[int, float]) -> dict[int, float]:
    """Divide by the best: BM25 is 0 where nothing matches, and has no upper end."""
    best = max(scores.values(), default=0.0)
    return {key: score / best if best > 0 else 0.0 for key, score in scores.items()}


def scale_meaning(scores: Mapping[int, float]) -> dict[int, float]:
    """Stretch the range of the candidates to 0..1: cosines of one model crowd near each other."""
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    return {
        key: (score - low) / (high - low) if high > low else 1.0 for key, score in scores.items()
    }


def trusted_weight(words_weight: float, cover: float) -> float:
    """Return what the words channel is worth for a query.

    `cover` is the share, by rarity, of the query's words that the best passages hold. A question in
    other words than the paper's finds only chance matches: the lower the cover, the more meaning
    counts.
    """
    return words_weight * min(1.0, cover / _FULL_TRUST)


def fuse(
    words: Mapping[int, float], meaning: Mapping[int, float], words_weight: float
) -> dict[int, float]:
    """Return the weighted sum of scaled scores; a channel that lacks a key gives it 0."""
    return {
        key: words_weight * words.get(key, 0.0) + (1 - words_weight) * meaning.get(key, 0.0)
        for key in words.keys() | meaning.keys()
    }
