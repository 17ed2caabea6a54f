"""Questions with the sentences that an archive has for them, and which of those answer.

What tools/train_answers.py and tools/train_reader.py fit to and measure on. The questions of one article
are all in one of FOLDS, so that nothing is measured on what it was fitted to.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import pickle
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
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
from indexer.errors import QueryError, UnknownId
from indexer.language import letters

FOLDS = 5
NEWS = Path(__file__).with_name("news_questions.jsonl.gz")  # written for this; docs/quality.md
OURS = "ours"  # the groups of NEWS begin so
_MEASURED = "near"  # a kind of NEWS that is measured on, and teaches nothing yet (docs/quality.md)
_KEPT = 10  # of so many articles that questions of ours are about, one is not taught
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


def load_examples(sets: Sequence[str], news: Path, keep: Path | None) -> list[Example]:
    """Return the examples of all sets, and those kept of NEWS; from the file `keep` where it is there.

    With their first look. `news` is the archive that NEWS asks about.
    """
    if keep and keep.exists():
        examples: list[Example] = pickle.loads(keep.read_bytes())  # noqa: S301  # our own file
    else:
        examples = [one for pair in sets for one in read_examples(pair)]
        used = frozenset(name for one in examples for name in one.gold)
        examples += news_examples(news, used, taught=False)
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
    lines = Path(questions).read_text(encoding="utf-8").splitlines()
    for line in tqdm(lines, desc=Path(folder).name):
        row = json.loads(line)
        gold = frozenset(row["gold_ids"])
        chance = _chance(str(sorted(gold)[:1]) if gold else row["question"])
        one = partial(_example, archive, row["question"], row["answers"], gold, chance)
        group = Path(folder).name
        yield from one(group)
        if negatives := row.get("negative_ids"):
            yield from one(f"{group}, negatives", _articles(archive, negatives))
        if gold:
            yield from one(f"{group}, without", ~_articles(archive, gold))


def news_examples(folder: Path, used: frozenset[str], *, taught: bool) -> Iterator[Example]:
    """Yield the questions of NEWS: those taught to the network that reads, or those kept from it.

    The latter also with all articles but the right one. What is about an article of `used`, which
    others measure on, is left out.
    """
    archive = Archive.open(Settings(archive=folder))
    for row in tqdm(news_questions(archive), desc=NEWS.name):
        if row.article in used or taught == is_kept(row.article):
            continue
        if taught and row.kind == _MEASURED:
            continue
        gold = frozenset([row.article] if row.answer else [])
        said = [row.text[slice(*row.answer)]] if row.answer else []
        one = partial(_example, archive, row.question, said, gold, _chance(row.article))
        yield from one(f"{OURS}, {row.kind}")
        if gold and not taught:
            yield from one(f"{OURS}, {row.kind}, without", ~_articles(archive, gold))


def is_kept(article: str) -> bool:
    """Return whether the questions of NEWS about an article are kept from the network that reads."""
    return _chance(article) // FOLDS % _KEPT == 0


@dataclass(frozen=True, slots=True)
class NewsQuestion:
    """A question of NEWS, the text of its article, the span of the answer in it; None where it has none.

    `kind` is plain, short (as hurried people type), paraphrase (in quite other words); absent, asked of
    what the article is about and does not say; or near, one that it answers with a detail changed (another
    year, person, place, measure), so that its sentence answers no longer.
    """

    question: str
    article: str
    text: str
    answer: tuple[int, int] | None
    kind: str


def news_questions(archive: Archive) -> list[NewsQuestion]:
    """Return those whose article is in the archive."""
    found = []
    with gzip.open(NEWS, "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            try:
                text = archive.article(row["article"]).text
            except UnknownId:
                continue
            answer = (row["answer"][0], row["answer"][1]) if row["answer"] else None
            found.append(NewsQuestion(row["question"], row["article"], text, answer, row["kind"]))
    return found


def _example(
    archive: Archive, typed: str, said: Sequence[str], gold: frozenset[str], chance: int,
    group: str, within: NDArray[np.bool_] | None = None,
) -> Iterator[Example]:  # fmt: skip
    """Yield a question with the sentences of the articles `within`, if there are any.

    Within some only, none answers; where one of them holds the answer all the same, nothing is told.
    """
    try:
        sentences = gather(archive.generation, archive.encoder, typed, within=within)
    except QueryError:
        return
    spelt = [letters(one.text) for one in sentences]
    wanted = [held for answer in said if (held := letters(answer))]
    right = np.array([any(one in text for one in wanted) for text in spelt], dtype=bool)
    if group.endswith("without") and right.any():
        return
    if within is not None:
        said, right = [], np.zeros(len(right), dtype=bool)
    # One whose answer was not found counts as refused or wrong, and teaches nothing.
    weight = float(right.any() or not said)
    if sentences:
        question = Question.of(typed)
        yield Example(group, question, list(said), chance % FOLDS, sentences, right, gold, weight)


def _articles(archive: Archive, names: Iterable[str]) -> NDArray[np.bool_]:
    """Return which of the archive's articles have these ids (articles,)."""
    columns = archive.generation.columns
    keys = [archive.generation.catalogue.article_key(name) for name in names]
    found = np.zeros(len(columns.articles), dtype=bool)
    found[np.searchsorted(columns.articles, keys)] = True
    return found


def _chance(key: str) -> int:
    return int(hashlib.sha256(key.encode()).hexdigest(), 16)


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
