"""Questions with the sentences that an archive has for them, and which of those answer.

What tools/train_answers.py and tools/train_reader.py fit to and measure on. The questions of one article
are all in one of FOLDS, so that nothing is measured on what it was fitted to.
"""

from __future__ import annotations

import hashlib
import json
import pickle
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tqdm import tqdm

from indexer import Archive, Settings
from indexer.answer.evidence import Sentence, first_look, gather
from indexer.answer.question import Question
from indexer.answer.reader import Reading
from indexer.answer.strength import best_distinct, scores
from indexer.errors import QueryError
from indexer.language import letters

FOLDS = 5
_PENALTY = 1e-3

Floats = NDArray[np.float64]


@dataclass
class Example:
    """A question with sentences, and which of them answer; none where they are the negatives."""

    group: str
    question: Question
    answers: list[str]
    fold: int
    sentences: list[Sentence]
    right: NDArray[np.bool_]
    gold: frozenset[str]
    weight: float = 1.0
    table: dict[str, Floats] = field(default_factory=dict)
    rows: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    reading: Reading | None = None  # of `rows`
    close: dict[str, Floats] = field(default_factory=dict)
    spans: list[str] = field(default_factory=list)


def load_examples(sets: Sequence[str], keep: Path | None) -> list[Example]:
    """Return the examples of all sets with their first look; from the file `keep` where it is there."""
    if keep and keep.exists():
        examples: list[Example] = pickle.loads(keep.read_bytes())  # noqa: S301  # our own file
    else:
        examples = [one for pair in sets for one in read_examples(pair)]
        if keep:
            keep.write_bytes(pickle.dumps(examples))
    for one in examples:
        one.table = first_look(one.question, one.sentences)
    return examples


def read_examples(pair: str) -> Iterator[Example]:
    """Yield the questions of a set with the sentences found, then with what must be refused.

    That is with their negatives only, and with all articles but the right ones, unless another
    article holds the answer's words too.
    """
    folder, _, questions = pair.partition("=")
    archive = Archive.open(Settings(archive=Path(folder)))
    generation = archive.generation
    lines = Path(questions).read_text(encoding="utf-8").splitlines()
    for line in tqdm(lines, desc=Path(folder).name):
        row = json.loads(line)
        gold = frozenset(row["gold_ids"])
        key = str(sorted(gold)[:1]) if gold else row["question"]
        fold = int(hashlib.sha256(key.encode()).hexdigest(), 16) % FOLDS
        group = Path(folder).name
        found: list[tuple[str, list[str], NDArray[np.bool_] | None]] = [
            (group, row["answers"], None)
        ]
        if row.get("negative_ids"):
            inside = np.zeros(len(generation.columns.articles), dtype=bool)
            keys = [generation.catalogue.article_key(name) for name in row["negative_ids"]]
            inside[np.searchsorted(generation.columns.articles, keys)] = True
            found.append((f"{group}, negatives", [], inside))
        if gold:
            outside = np.ones(len(generation.columns.articles), dtype=bool)
            keys = [generation.catalogue.article_key(name) for name in gold]
            outside[np.searchsorted(generation.columns.articles, keys)] = False
            found.append((f"{group}, without", [], outside))
        question = Question.of(row["question"])
        for name, answers, within in found:
            try:
                sentences = gather(generation, archive.encoder, row["question"], within=within)
            except QueryError:
                continue
            spelt = [letters(one.text) for one in sentences]
            wanted = [said for answer in row["answers"] if (said := letters(answer))]
            right = np.array([any(one in text for one in wanted) for text in spelt], dtype=bool)
            if name.endswith("without") and right.any():
                continue
            if not answers:
                right[:] = False
            # One whose answer was not found counts as refused or wrong, and teaches nothing.
            weight = float(right.any() or not answers)
            if sentences:
                yield Example(name, question, answers, fold, sentences, right, gold, weight)


def first_rows(examples: Sequence[Example], most: int) -> list[NDArray[np.int64]]:
    """Return each example's best sentences, by a first look that was fitted without its fold."""
    without = [
        fit_linear([one for one in examples if one.fold != fold], "table") for fold in range(FOLDS)
    ]
    return [
        best_distinct(
            scores(one.table, without[one.fold]), [letters(it.text) for it in one.sentences], most
        )
        for one in examples
    ]


def fit_linear(examples: Sequence[Example], name: str) -> dict[str, float]:
    """Fit ListNet's top-one probability over the sentences of each question that has an answer."""
    return fit_softmax(examples, name, with_none=False)[0]


def fit_softmax(
    examples: Sequence[Example], name: str, *, with_none: bool
) -> tuple[dict[str, float], float]:
    """Fit weights of the features `name` over each question's sentences, and the score of no answer.

    The latter is fitted where `with_none`, and 0 else.
    """
    names = list(getattr(examples[0], name))
    sizes = Counter(one.group for one in examples)
    tables, marks, weights_of = [], [], []
    for one in examples:
        right = one.right if name == "table" else one.right[one.rows]
        if one.weight and (right.any() or (with_none and not one.answers)):
            tables.append(np.column_stack([getattr(one, name)[key] for key in names]))
            marks.append(right)
            # A kind of question weighs as the square root of their number.
            weights_of.append(sizes[one.group] ** -0.5)
    # All questions' sentences one after another; behind them, of each question, that none answers.
    count = len(tables)
    table = torch.tensor(np.concatenate(tables))
    question = torch.tensor(np.repeat(np.arange(count), [len(one) for one in tables]))
    is_right = torch.tensor(np.concatenate(marks))
    if with_none:
        question = torch.cat([question, torch.arange(count)])
        is_right = torch.cat([is_right, torch.tensor([not one.any() for one in marks])])
    share = torch.tensor(weights_of, dtype=torch.float64) / sum(weights_of)
    weights = torch.zeros(len(names), dtype=torch.float64, requires_grad=True)
    none = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.LBFGS([weights, none], max_iter=300, line_search_fn="strong_wolfe")

    def log_sum(values: torch.Tensor, of: torch.Tensor) -> torch.Tensor:
        top = torch.zeros(count, dtype=torch.float64).scatter_reduce(
            0, of, values.detach(), "amax", include_self=False
        )
        raised = torch.exp(values - top[of])
        return top + torch.log(torch.zeros(count, dtype=torch.float64).index_add(0, of, raised))

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        found = table @ weights
        if with_none:
            found = torch.cat([found, none.expand(count)])
        gain = log_sum(found[is_right], question[is_right]) - log_sum(found, question)
        loss = _PENALTY * weights.square().sum() - (share * gain).sum()
        loss.backward()
        return loss

    optimiser.step(closure)
    return dict(zip(names, weights.tolist(), strict=True)), none.item()
