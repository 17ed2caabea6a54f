"""The second stage: describe the best articles closely, and order them by learned weights.

A first stage scores everything by sums. Here a hundred articles or so are read: how much of the
query stands in one stretch of text, how early, how near in meaning that very stretch is. The weights
are those of a listwise softmax (ListNet's top-one probability: Cao et al., Learning to Rank: From
Pairwise Approach to Listwise Approach, 2007), fitted by tools/train_ranking.py and kept with their
provenance in ranking.json; the score is the probability that an article is the one looked for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.language import letter_codes, letters

_K1, _B = 1.2, 0.75  # of BM25 over pairs of letters
_MARGIN = 20.0  # makes differences of cosines of the size of shares
_LONGEST_RUN = 12
_NO_TRUST, _FULL_TRUST = 0.15, 0.45  # of the query's words, by rarity, that one article holds
_MEANING_ALONE = 3.0
_ENDS = np.array([ord(mark) for mark in "。！？!?；;\n"], dtype=np.uint32)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article to be ordered: its first-stage scores, its text by stretches, their cosines.

    `words` and `pairs` are shares of the best article's score. `stretches` are the texts that were
    embedded, in order, and `cosines` theirs; empty where nothing was embedded for the search.
    """

    title: str
    stretches: Sequence[str]
    cosines: Sequence[float] | NDArray[np.float32]
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
    read = _read([one.stretches for one in candidates])
    titles = _read([[one.title] for one in candidates])
    sizes = np.bincount(read.owners, minlength=len(candidates))
    norm = _K1 * (1 - _B + _B * sizes / average_letters)
    frequency, cover, word_cover, titled, triples, run, longest = np.zeros((7, len(candidates)))
    by_sentence, sentence_words = np.zeros((2, len(read.sentence_owners)))
    by_stretch = np.zeros(len(read.stretch_owners))
    # In the query's order, as sums of floats depend on it, and could tip a tie.
    for pair, rare in pairs.items():
        at = read.places(pair)
        count = np.bincount(read.owners[at], minlength=len(candidates))
        in_title = titles.holding(pair)
        anywhere = in_title | (count > 0)
        frequency += rare * count * (_K1 + 1) / (count + norm)
        cover += rare * anywhere
        titled += rare * in_title
        run = np.where(anywhere, run + 1, 0)
        longest = np.maximum(longest, run)
        inside = at[read.sentences[at] == read.sentences[at + 1]]
        by_sentence[_distinct(read.sentences[inside])] += rare
        by_stretch[_distinct(read.stretches[inside])] += rare
    for word, rare in words.items():
        if not (held := letters(word)):
            continue
        at = read.places(held)
        word_cover += rare * (read.among(at) | titles.holding(held))
        inside = at[read.sentences[at] == read.sentences[at + len(held) - 1]]
        sentence_words[_distinct(read.sentences[inside])] += rare
    grams = ["".join((first, second[-1])) for first, second in pairwise(pairs)]
    for gram in grams:
        triples += read.holding(gram)
    all_pairs = sum(pairs.values()) or 1.0
    all_words = sum(words.values()) or 1.0
    found = _of_stretches(candidates, by_stretch / all_pairs, read.stretch_owners)
    sentences = _table(by_sentence, read.sentence_owners, len(candidates), -1)
    best = sentences.argmax(axis=1)
    found |= {
        "words": np.array([one.words for one in candidates]),
        "pairs": np.array([one.pairs for one in candidates]),
        "frequency": frequency / max(frequency.max(), 1e-9),
        "word_cover": word_cover / all_words,
        "triple_cover": triples / max(len(grams), 1),
        "sentence_words": _table(sentence_words, read.sentence_owners, len(candidates), 0).max(
            axis=1
        )
        / all_words,
        "place": np.log1p(best),
        "place_share": best / np.maximum((sentences >= 0).sum(axis=1), 1),
        "run": np.minimum(longest, _LONGEST_RUN) / _LONGEST_RUN,
        "length": np.log1p(sizes) / 5,
        "title": titled / all_pairs,
    }
    # What meaning is worth depends on how much of the query the paper has in its own words.
    unknown = 1 - float(cover.max()) / all_pairs
    for name in ("nearest", "joint_cosine", "words", "pairs", "frequency", "word_cover"):
        found[f"{name}_unknown"] = found[name] * unknown
    return found


def _of_stretches(
    candidates: Sequence[Candidate], cover: Floats, owners: NDArray[np.int64]
) -> dict[str, Floats]:
    """Return what the stretches of each candidate say of it.

    `cover` (s,) is the share of the query's pairs, by rarity, that each stretch holds, and `owners`
    (s,) says whose it is.
    """
    cosines = np.concatenate([np.asarray(one.cosines, dtype=float) for one in candidates])
    count = len(candidates)
    near = _table(cosines if len(cosines) else np.zeros(len(owners)), owners, count, -np.inf)
    near[~np.isfinite(near).any(axis=1), 0] = 0
    held = _table(cover, owners, count, 0)
    joint = (near * 4 + held).argmax(axis=1)[:, None]
    nearest = near.max(axis=1)
    near_joint = np.take_along_axis(near, joint, axis=1)[:, 0]
    top = np.sort(near, axis=1)[:, ::-1][:, :3]
    found = {
        "nearest": nearest,
        "third": np.mean(top, axis=1, where=np.isfinite(top)),
        "joint": near_joint + np.take_along_axis(held, joint, axis=1)[:, 0] / 4,
    }
    for name, values in found.items():
        found[name] = (values - values.max()) * _MARGIN
    found["joint_cosine"] = (near_joint - nearest) * _MARGIN
    found["stretch_place"] = np.log1p(held.argmax(axis=1))
    return found


@dataclass(frozen=True, slots=True)
class _Letters:
    """The letters of many texts as one array (n,): whose, of which stretch and sentence each is.

    Sentences and stretches are numbered over all texts; `sentence_owners` and `stretch_owners` say
    whose each is. A stretch is a few whole sentences: what it holds is what they hold.
    """

    codes: NDArray[np.int32]
    owners: NDArray[np.int64]
    stretches: NDArray[np.int64]
    sentences: NDArray[np.int64]
    stretch_owners: NDArray[np.int64]
    sentence_owners: NDArray[np.int64]
    texts: int
    known: dict[int, NDArray[np.int64]]  # where each letter stands that was asked for

    def places(self, gram: str) -> NDArray[np.int64]:
        """Return where `gram` begins, increasing; it may reach over sentences, not over texts."""
        first, *others = map(ord, gram)
        if first not in self.known:
            self.known[first] = np.flatnonzero(self.codes == first)
        at = self.known[first]
        at = at[: np.searchsorted(at, len(self.codes) - len(others))]
        for step, code in enumerate(others, start=1):
            at = at[self.codes[at + step] == code]
        found: NDArray[np.int64] = at[self.owners[at] == self.owners[at + len(others)]]
        return found

    def among(self, at: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return which texts the letters `at` stand in (texts,)."""
        found = np.zeros(self.texts, dtype=bool)
        found[self.owners[at]] = True
        return found

    def holding(self, gram: str) -> NDArray[np.bool_]:
        """Return which texts hold `gram` (texts,)."""
        return self.among(self.places(gram))


def _read(texts: Sequence[Sequence[str]]) -> _Letters:
    """Return the letters of texts, each given by its stretches."""
    pieces = [piece for stretches in texts for piece in stretches]
    whole = "".join(pieces)
    codes, places = letter_codes(whole)
    source = np.frombuffer(whole.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    owners = np.repeat(np.arange(len(texts)), [len(stretches) for stretches in texts])
    stretches = np.repeat(np.arange(len(pieces)), [len(piece) for piece in pieces])[places]
    ended = np.cumsum(np.isin(source, _ENDS))[places]
    # Both only grow along the text: their sum changes where either does.
    begins = np.diff(ended + stretches, prepend=-1) > 0
    return _Letters(
        codes=codes,
        owners=owners[stretches],
        stretches=stretches,
        sentences=np.cumsum(begins) - 1,
        stretch_owners=owners,
        sentence_owners=owners[stretches[begins]],
        texts=len(texts),
        known={},
    )


def _distinct(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return `numbers`, which never decrease, each once."""
    found: NDArray[np.int64] = numbers[np.diff(numbers, prepend=-1) > 0]
    return found


def _table(values: Floats, owners: NDArray[np.int64], count: int, fill: float) -> Floats:
    """Return a row for each of `count` owners with its values in order, then `fill`; never empty.

    `owners` never decrease.
    """
    starts = np.searchsorted(owners, np.arange(count))
    places = np.arange(len(owners)) - starts[owners]
    table = np.full((count, int(places.max(initial=0)) + 1), fill, dtype=float)
    table[owners, places] = values
    return table


@cache
def _weights() -> dict[str, float]:
    table: dict[str, Any] = json.loads(
        Path(__file__).with_name("ranking.json").read_text(encoding="utf-8")
    )
    return dict(table["weights"])
