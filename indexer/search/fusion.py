"""What the words channel is worth for a query, where the channels are only mixed."""

from __future__ import annotations

_FULL_TRUST = 0.6


def trusted_weight(words_weight: float, cover: float) -> float:
    """Return what the words channel is worth for a query.

    `cover` is the largest share, by rarity, of the query's words that one article holds. A question
    in other words than the paper's finds only chance matches: the lower the cover, the more meaning
    counts.
    """
    return words_weight * min(1.0, cover / _FULL_TRUST)
