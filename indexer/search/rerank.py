"""The second stage: describe the best articles closely, and order them by learned weights.

A first stage scores everything by sums. Here a hundred articles or so are read: how much of the
query stands in one stretch of text, how early, how near in meaning that very stretch is. The weights
are those of a listwise softmax (ListNet's top-one probability: Cao et al., Learning to Rank: From
Pairwise Approach to Listwise Approach, 2007), fitted by tools/train_ranking.py and kept with their
provenance in ranking.json; the score is the probability that an article is the one looked for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.language import letters

_K1, _B = 1.2, 0.75  # of BM25 over pairs of letters
_MARGIN = 20.0  # makes differences of cosines of the size of shares
_LONGEST_RUN = 12
_NO_TRUST, _FULL_TRUST = 0.2, 0.5  # of the query's words, by rarity, that one article holds
_MEANING_ALONE = 3.0
_ENDS = re.compile(r"[。！？!?；;\n]")

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article to be ordered: its first-stage scores, its text by stretches, their cosines.

    `words` and `pairs` are shares of the best article's score. `stretches` are the texts that were
    embedded, in order, and `cosines` theirs; empty where nothing was embedded for the search.
    """

    title: str
    stretches: Sequence[str]
    cosines: Sequence[float]
    words: float
    pairs: float


def probabilities(table: Mapping[str, Floats]) -> NDArray[np.float32]:
    """Return the probability of each candidate (n,) from its features; they sum to 1."""
    scores = np.sum([weight * table[name] for name, weight in _weights().items()], axis=0)
    # A question in other words than the paper's finds only chance matches of words: the weights
    # have seen few of those, and meaning alone is the better judge.
    low, high = _NO_TRUST, _FULL_TRUST
    trust = float(np.clip((table["word_cover"].max() - low) / (high - low), 0, 1))
    scores = trust * scores + (1 - trust) * _MEANING_ALONE * table["nearest"]
    shares = np.exp(scores - scores.max())
    found: NDArray[np.float32] = (shares / shares.sum()).astype(np.float32)
    return found


def describe(
    words: Mapping[str, float],
    pairs: Mapping[str, float],
    candidates: Sequence[Candidate],
    average_letters: float,
) -> dict[str, Floats]:
    """Return each feature (n,) of the candidates; most are from 0 to 1, differences below 0.

    `words` and `pairs` are the query's, with their rarity, in the query's order. Empty without
    candidates.
    """
    if not candidates:
        return {}
    rows = [_read(words, pairs, candidate, average_letters) for candidate in candidates]
    found = {name: np.array([row[name] for row in rows], dtype=float) for name in rows[0]}
    found["frequency"] /= max(found["frequency"].max(), 1e-9)
    for name in ("nearest", "third", "joint"):
        found[name] = (found[name] - found[name].max()) * _MARGIN
    # What meaning is worth depends on how much of the query the paper has in its own words.
    unknown = 1 - float(found.pop("pair_cover").max())
    for name in ("nearest", "joint_cosine", "words", "pairs", "frequency", "word_cover"):
        found[f"{name}_unknown"] = found[name] * unknown
    return found


def _read(
    words: Mapping[str, float],
    pairs: Mapping[str, float],
    candidate: Candidate,
    average_letters: float,
) -> dict[str, float]:
    # A stretch is a few whole sentences: what it holds is what they hold.
    by_stretch = [[letters(part) for part in _ENDS.split(text)] for text in candidate.stretches]
    sentences = [sentence for stretch in by_stretch for sentence in stretch if sentence]
    whole = "".join(sentences)
    title = letters(candidate.title)
    held = [{pair for pair in pairs if pair in sentence} for sentence in sentences]
    shares = np.array([sum(map(pairs.__getitem__, found)) for found in held] or [0.0])
    anywhere = {pair for pair in pairs if pair in whole or pair in title}
    all_pairs = sum(pairs.values()) or 1.0
    all_words = sum(words.values()) or 1.0
    cover = np.array(list(_by_stretch(by_stretch, held, pairs)) or [0.0]) / all_pairs
    near = np.array(candidate.cosines if len(candidate.cosines) else [0.0] * len(cover))
    order = np.sort(near)[::-1]
    joint = int((near * 4 + cover).argmax())
    best = int(shares.argmax())
    norm = _K1 * (1 - _B + _B * len(whole) / average_letters)
    triples = ["".join((first, second[-1])) for first, second in pairwise(pairs)]
    return {
        "words": candidate.words,
        "pairs": candidate.pairs,
        "frequency": sum(
            pairs[pair] * count * (_K1 + 1) / (count + norm)
            for pair in anywhere
            for count in [whole.count(pair)]
        ),
        "nearest": float(order[0]),
        "third": float(order[:3].mean()),
        "joint": float(near[joint] + cover[joint] / 4),
        "joint_cosine": float(near[joint] - order[0]) * _MARGIN,
        "word_cover": sum(r for word, r in words.items() if word in whole or word in title)
        / all_words,
        "pair_cover": sum(map(pairs.__getitem__, anywhere)) / all_pairs,
        "triple_cover": sum(triple in whole for triple in triples) / max(len(triples), 1),
        "sentence_words": max(
            (sum(rare for word, rare in words.items() if word in text) for text in sentences),
            default=0.0,
        )
        / all_words,
        "place": float(np.log1p(best)),
        "place_share": best / max(len(sentences), 1),
        "stretch_place": float(np.log1p(cover.argmax())),
        "run": _longest_run(pairs, anywhere) / _LONGEST_RUN,
        "length": float(np.log1p(len(whole))) / 5,
        "title": sum(pairs[pair] for pair in pairs if pair in title) / all_pairs,
    }


def _by_stretch(
    stretches: Sequence[Sequence[str]], held: Sequence[set[str]], pairs: Mapping[str, float]
) -> Iterator[float]:
    """Yield the rarity of the pairs that each stretch's sentences hold; `held` is by sentence."""
    sets = iter(held)
    for stretch in stretches:
        found = set().union(*(next(sets) for sentence in stretch if sentence))
        yield sum(map(pairs.__getitem__, found))


def _longest_run(pairs: Mapping[str, float], held: set[str]) -> int:
    """Return how many pairs in a row of the query are held at most, up to _LONGEST_RUN."""
    longest = run = 0
    for pair in pairs:
        run = run + 1 if pair in held else 0
        longest = max(longest, run)
    return min(longest, _LONGEST_RUN)


@cache
def _weights() -> dict[str, float]:
    table: dict[str, Any] = json.loads(
        Path(__file__).with_name("ranking.json").read_text(encoding="utf-8")
    )
    return dict(table["weights"])
