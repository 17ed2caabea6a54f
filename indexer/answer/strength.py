"""Say how likely each sentence answers: weights over features, then trees, among them and against none.

The sentences looked at closely share one softmax with the chance that none answers. What comes out
and what was told of the sentence itself go into boosted trees, fitted for their log loss. The strength
is the mean of both in log odds; of sentences shown with 0.8 about eight in ten answer
(docs/quality.md has the diagram). Whether any of them answers is told in the same way by what the
softmax leaves to all of them, and by the trees' best. All numbers are in answers.json, with their
provenance, fitted by tools/train_answers.py.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.trees import Trees, predict, trees_of

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fitted:
    """The numbers fitted: weights by feature, the score of no answer, the trees, the bounds.

    `features` names the trees' columns. `refuse_below` is how likely it must be that any sentence
    answers, else none is given; `counts_from` the strength from which one sentence answers by itself:
    a part of a question, an item of a list, a figure compared.
    """

    first_look: Mapping[str, float]
    close_look: Mapping[str, float]
    spans: Mapping[str, float]
    none: float
    features: Sequence[str]
    trees: Trees
    refuse_below: float
    counts_from: float


def scores(table: Mapping[str, Floats], weights: Mapping[str, float]) -> Floats:
    """Return the weighted sum of the features (n,)."""
    found: Floats = np.sum([weight * table[name] for name, weight in weights.items()], axis=0)
    return found


def best_distinct(values: Floats, texts: Sequence[str], most: int) -> NDArray[np.int64]:
    """Return the rows of the largest values, best first, ties by row; of equal texts the first."""
    chosen: dict[str, int] = {}
    for row in np.argsort(-values, kind="stable").tolist():
        chosen.setdefault(texts[row], row)
        if len(chosen) == most:
            break
    return np.array(list(chosen.values()), dtype=np.int64)


def judged(
    table: Mapping[str, Floats],
    fitted: Fitted,
    more: Floats | float = 0.0,
    credit: Floats | float = 1.0,
) -> tuple[Floats, float]:
    """Return the probability (n,) that each sentence answers, and the one that any of them does.

    `more` (n,) is what is known of each besides, in the softmax's logits: one that says as much as
    others but was printed when the question says takes their share. `credit` (n,) is what part of
    its probability each keeps. At least one sentence.
    """
    share = shares(scores(table, fitted.close_look) + more, fitted.none)
    wide = with_share(table, share)
    columns = np.column_stack([wide[key] for key in fitted.features])
    trees = predict(fitted.trees, columns)
    strength = both(wide["share"], trees) * credit
    return strength, likely_any(share * credit, log_odds(logistic(trees) * credit))


def likely_any(share: Floats, trees: Floats) -> float:
    """Return how likely it is that any sentence answers, from their shares and the trees' log odds.

    The mean, in log odds, of what the softmax leaves to all of them and of the trees' best.
    """
    return float(both(log_odds(share.sum()), trees.max()))


def both(share: Floats, trees: Floats) -> Floats:
    """Return the strength (n,) from the log odds of the share and of the trees.

    Their mean: the share puts the sentences in a better order, the trees tell better whether any
    of them answers (docs/quality.md).
    """
    return logistic((share + trees) / 2)


def shares(values: Floats, none: float) -> Floats:
    """Return the softmax of `values` (n,) beside the score of no answer."""
    top = max(float(values.max(initial=-np.inf)), none)
    raised = np.exp(values - top)
    found: Floats = raised / (raised.sum() + np.exp(none - top))
    return found


def with_share(table: Mapping[str, Floats], share: Floats) -> dict[str, Floats]:
    """Return the features with the logit of each sentence's share."""
    return {**table, "share": log_odds(share)}


def log_odds(probability: Floats) -> Floats:
    held = np.clip(probability, 1e-6, 1 - 1e-6)
    found: Floats = np.log(held / (1 - held))
    return found


def logistic(values: Floats) -> Floats:
    found: Floats = 1 / (1 + np.exp(-values))
    return found


@cache
def fitted(*, read: bool) -> Fitted:
    """Return what is shipped: for sentences that the network has read, or for those it has not."""
    table = json.loads(Path(__file__).with_name("answers.json").read_text(encoding="utf-8"))
    own = table | table["read" if read else "not_read"]
    plain = {name: own[name] for name in Fitted.__dataclass_fields__ if name != "trees"}
    return Fitted(**plain, trees=trees_of(own["strength"]))
