"""Fit the second stage's weights to questions with known articles: indexer/search/ranking.json.

    python tools/train_ranking.py ARCHIVE=QUESTIONS.jsonl ... [--cross-validate] [--write]

Each ARCHIVE is one that `reindex` built, QUESTIONS lines of {qid, question, gold_ids, kind}. A
kind of question of an archive weighs as the square root of their number. The loss is ListNet's, the cross entropy of the
probability that a question's article is put first, with a small penalty on the weights' squares;
questions whose article is no candidate teach nothing. Only the numbers fitted go into the project.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tqdm import tqdm

from indexer import Archive, Settings
from indexer.evaluate import read_questions
from indexer.language.questions import content_words
from indexer.search import parse_query
from indexer.search.ranking import choose, described, first_stage

_TARGET = Path(__file__).parent.parent / "indexer" / "search" / "ranking.json"
_PENALTY = 1e-3
_FOLDS = 5


@dataclass(frozen=True)
class Example:
    """A question: its group, its candidates' features (n, f), which are right (n,)."""

    group: str
    table: NDArray[np.float32]
    right: NDArray[np.bool_]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", help="ARCHIVE=QUESTIONS")
    parser.add_argument("--cross-validate", action="store_true")
    parser.add_argument("--leave-out", action="store_true", help="fit without each kind in turn")
    parser.add_argument("--write", action="store_true", help=f"write {_TARGET.name}")
    parser.add_argument("--features", nargs="*", help="only these")
    parser.add_argument("--select", type=int, default=0, help="choose so many, one after another")
    options = parser.parse_args()
    torch.manual_seed(0)
    names: list[str] = []
    examples: list[Example] = []
    for pair in options.sets:
        folder, _, questions = pair.partition("=")
        examples += read_examples(Path(folder), Path(questions), options.features, names)
    print(f"{len(examples)} questions, {len(names)} features")
    if options.select:
        chosen = select(examples, options.select, names)
        examples = [replace(e, table=e.table[:, chosen]) for e in examples]
        names = [names[at] for at in chosen]
    if options.cross_validate:
        fold = np.random.default_rng(1).integers(0, _FOLDS, len(examples))
        ranks = np.zeros(len(examples))
        for part in range(_FOLDS):
            weights = fit([e for e, f in zip(examples, fold, strict=True) if f != part])
            for at in np.flatnonzero(fold == part):
                ranks[at] = rank_of(examples[at], weights)
        report("cross-validated", examples, ranks)
    if options.leave_out:
        for group in sorted({e.group for e in examples}):
            weights = fit([e for e in examples if e.group != group])
            out = [e for e in examples if e.group == group]
            report(f"fitted without {group}", out, np.array([rank_of(e, weights) for e in out]))
    weights = fit(examples)
    report("fitted to all", examples, np.array([rank_of(e, weights) for e in examples]))
    table = dict(zip(names, (round(float(w), 3) for w in weights), strict=True))
    print(json.dumps(table, indent=1))
    if options.write:
        made = {
            "made_by": "tools/train_ranking.py",
            "made_on": datetime.now(UTC).date().isoformat(),
            "questions": {g: sum(e.group == g for e in examples) for g in groups_of(examples)},
            "weights": table,
        }
        _TARGET.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def select(examples: Sequence[Example], most: int, names: Sequence[str]) -> list[int]:
    """Return the features that lower the cross-validated loss most, one added after another."""
    fold = np.random.default_rng(2).integers(0, 2, len(examples))
    chosen: list[int] = []
    while len(chosen) < most:
        losses = {}
        for at in set(range(len(names))) - set(chosen):
            columns = [*chosen, at]
            narrow = [replace(e, table=e.table[:, columns]) for e in examples]
            halves = [
                [e for e, f in zip(narrow, fold, strict=True) if f == half] for half in (0, 1)
            ]
            losses[at] = sum(
                loss_of(halves[1 - half], fit(halves[half], steps=25)) for half in (0, 1)
            )
        chosen.append(min(losses, key=losses.__getitem__))
        print(f"  + {names[chosen[-1]]:<16} loss {losses[chosen[-1]] / 2:.4f}", flush=True)
    return chosen


def loss_of(examples: Sequence[Example], weights: NDArray[np.float32]) -> float:
    """Return the mean over groups of the cross entropy, of the questions that have a candidate."""
    losses: dict[str, list[float]] = {}
    for example in examples:
        if example.right.any():
            scores = example.table @ weights
            log = scores - scores.max() - np.log(np.exp(scores - scores.max()).sum())
            losses.setdefault(example.group, []).append(-float(log[example.right].mean()))
    return float(np.mean([np.mean(found) for found in losses.values()]))


def read_examples(
    folder: Path, questions: Path, chosen: Sequence[str] | None, names: list[str]
) -> Iterator[Example]:
    """Yield an example a question; put the features' names into `names`."""
    archive = Archive.open(Settings(archive=folder))
    generation = archive.generation
    ids = np.array(generation.catalogue.article_ids())
    for item in tqdm(read_questions(questions), desc=folder.name):
        if not item.gold_ids:
            continue
        query = parse_query(item.question)
        terms = content_words(query.text)
        stage = first_stage(generation, archive.encoder, query, terms)
        rows = choose(stage, np.ones(len(ids), bool))
        table = described(generation, query, terms, stage, rows)
        kept = {name: table[name] for name in chosen or table}
        if not names:
            names += kept
        yield Example(
            f"{folder.name}/{item.kind}",
            np.stack(list(kept.values()), axis=1).astype(np.float32),
            np.isin(ids[rows], item.gold_ids),
        )


def fit(examples: Sequence[Example], steps: int = 200) -> NDArray[np.float32]:
    """Return the weights (f,)."""
    useful = [e for e in examples if e.right.any()]
    most = max(len(e.table) for e in useful)
    count = {group: sum(e.group == group for e in useful) for group in groups_of(useful)}
    tables = torch.zeros(len(useful), most, useful[0].table.shape[1])
    hidden = torch.full((len(useful), most), -1e9)
    gold = torch.zeros(len(useful), most)
    for at, example in enumerate(useful):
        size = len(example.table)
        tables[at, :size] = torch.from_numpy(example.table)
        hidden[at, :size] = 0
        gold[at, :size] = torch.from_numpy(example.right / example.right.sum())
    share = torch.tensor([count[e.group] ** -0.5 for e in useful])
    share /= share.sum()
    weights = torch.zeros(tables.shape[2], requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=steps, line_search_fn="strong_wolfe")

    def closure() -> Any:
        optimizer.zero_grad()
        log = torch.log_softmax(tables @ weights + hidden, dim=1)
        loss = -(share * (gold * log).sum(1)).sum() + _PENALTY * (weights**2).sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    found: NDArray[np.float32] = weights.detach().numpy()
    return found


def rank_of(example: Example, weights: NDArray[np.float32]) -> float:
    """Return the place of the first right article, from 1; infinite if it is no candidate."""
    if not example.right.any():
        return np.inf
    scores = example.table @ weights
    return float((scores > scores[example.right].max()).sum() + 1)


def report(title: str, examples: Sequence[Example], ranks: NDArray[np.float64]) -> None:
    print(title)
    by_group: Mapping[str, NDArray[np.float64]] = {
        group: ranks[[e.group == group for e in examples]] for group in groups_of(examples)
    }
    for group, found in by_group.items():
        reciprocal = np.where(found <= 10, 1 / found, 0)
        print(
            f"  {group:<36} n {len(found):4}  first {np.mean(found <= 1):.3f}  "
            f"in 10 {np.mean(found <= 10):.3f}  MRR@10 {reciprocal.mean():.4f}"
        )


def groups_of(examples: Sequence[Example]) -> list[str]:
    return sorted({e.group for e in examples})


if __name__ == "__main__":
    main()
