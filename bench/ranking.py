"""Compare the ways to rank: words, meaning, both mixed, both with the second stage.

    python bench/ranking.py ARCHIVE=QUESTIONS.jsonl ...

ARCHIVE is one that `reindex` built, QUESTIONS lines of {qid, question, gold_ids, answers, kind}.
Measures are those of ir-measures; Success@k is the share of questions of which any right article is
among the first k. p is that of a paired permutation test over the questions' reciprocal ranks (the
signs of the differences drawn anew, two-sided): it supposes nothing of how they are distributed, and
most differences are 0.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from articles import shown
from scipy.stats import permutation_test

from indexer import Archive, Settings
from indexer.evaluate import GoldQuestion, by_story, ranked, read_questions, retrieval

_WAYS = {
    "words": ("words", False),
    "meaning": ("meaning", False),
    "both, mixed": ("both", False),
    "both, second stage": ("both", True),
}
_BEST = "both, second stage"
_MEASURES = ("Success@1", "Success@10", "R@10", "MRR@10")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", help="ARCHIVE=QUESTIONS")
    options = parser.parse_args()
    print(f"| archive, kind | n | way | {' | '.join(_MEASURES)} | p of {_BEST} |")
    print("|---" * (len(_MEASURES) + 4) + "|")
    for pair in options.sets:
        folder, _, path = pair.partition("=")
        archive = Archive.open(Settings(archive=Path(folder)))
        answerable = [item for item in read_questions(Path(path)) if item.gold_ids]
        questions = [*by_story(archive, answerable)]
        scores = {way: measured(archive, questions, way) for way in _WAYS}
        for kind in sorted({item.kind for item in questions}):
            qids = [item.qid for item in questions if item.kind == kind]
            for way in _WAYS:
                means = [np.mean([scores[way][qid][name] for qid in qids]) for name in _MEASURES]
                p = "" if way == _BEST else difference(scores[_BEST], scores[way], qids)
                print(f"| {Path(folder).name}, {kind} | {len(qids)} | {way} | "
                      f"{' | '.join(f'{mean:.3f}' for mean in means)} | {p} |", flush=True)  # fmt: skip


def measured(
    archive: Archive, questions: Sequence[GoldQuestion], way: str
) -> Mapping[str, Mapping[str, float]]:
    """Return qid -> measure -> value of one way to rank."""
    channel, rerank = _WAYS[way]
    run = {
        item.qid: ranked(archive, item.question, channel=channel, rerank=rerank)
        for item in shown(questions, way, len(questions))
    }
    return retrieval(questions, run, _MEASURES)


def difference(
    best: Mapping[str, Mapping[str, float]],
    other: Mapping[str, Mapping[str, float]],
    qids: Sequence[str],
) -> str:
    """Return the mean difference of MRR@10 and its p."""
    pairs = np.array([[best[qid]["MRR@10"], other[qid]["MRR@10"]] for qid in qids])
    if (pairs[:, 0] == pairs[:, 1]).all():
        return "no difference"
    result = permutation_test(
        (pairs[:, 0], pairs[:, 1]), lambda a, b, axis: np.mean(a - b, axis=axis),
        permutation_type="samples", vectorized=True, n_resamples=9999, rng=1,
    )  # fmt: skip
    return f"{result.statistic:+.3f}, p {result.pvalue:.4f}"


if __name__ == "__main__":
    main()
