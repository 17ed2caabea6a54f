"""Fit what finds and weighs answers: indexer/answer/answers.json.

    python tools/train_answers.py ARCHIVE=QUESTIONS.jsonl ... --articles ARTICLES.jsonl.xz [--write]

Each ARCHIVE is one that `reindex` built, QUESTIONS lines of {qid, question, gold_ids, answers, kind};
a question's `negative_ids`, articles that look right and do not answer, teach when to refuse. Four
things are fitted, one on the other: the first look at sentences, the words that answer within a
sentence, the close look, the strength. The words are learned also from
questions made of the articles' own headlines and sentences (tools/made_questions.py).

What is reported is cross-validated: questions of one article are all in one of five folds, and every
number was fitted without the fold that it is measured on. Only the numbers fitted go into the project.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import pickle
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import torch
from made_questions import MadeQuestion, made_questions
from numpy.typing import NDArray
from sklearn.ensemble import GradientBoostingClassifier
from tqdm import tqdm
from tree_tables import tree_table

from indexer import Archive, Settings
from indexer.answer.evidence import READ, Sentence, close_look, first_look, gather
from indexer.answer.question import Question
from indexer.answer.shapes import places_of
from indexer.answer.spans import Runs, runs_of
from indexer.answer.strength import best_distinct, scores, shares, with_share
from indexer.errors import QueryError
from indexer.evaluate import character_f1
from indexer.language import letters

_TARGET = Path(__file__).parent.parent / "indexer" / "answer" / "answers.json"
_FOLDS = 5
_PENALTY = 1e-3
_MADE_WEIGHT = 0.15  # of a made question, beside one of the files
_LEAST_WEIGHT = 0.02  # a smaller one is left out of the file
_REFUSED_AT_MOST = 0.09  # of the questions that have an answer
_JUDGED = 8  # sentences of a question that teach how likely a sentence answers
_POSITIVES = 3  # sentences of a question that teach where its answer stands

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
    close: dict[str, Floats] = field(default_factory=dict)
    spans: list[str] = field(default_factory=list)


@dataclass
class Lesson:
    """A sentence whose answer is known: its runs' features as numbers, which runs are right."""

    runs: Runs
    right: NDArray[np.bool_]
    fold: int
    weight: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", help="ARCHIVE=QUESTIONS")
    parser.add_argument("--articles", type=Path, required=True)
    parser.add_argument("--made", type=int, default=8000, help="how many questions to make")
    parser.add_argument(
        "--keep", type=Path, help="a file to keep what was read in, for another try"
    )
    parser.add_argument("--diagram", type=Path, help="a PNG to draw the reliability diagram in")
    parser.add_argument("--write", action="store_true", help=f"write {_TARGET.name}")
    options = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(2)
    if options.keep and options.keep.exists():
        examples, made = pickle.loads(options.keep.read_bytes())  # noqa: S301  # our own file
    else:
        examples = [one for pair in options.sets for one in read_examples(pair)]
        used = frozenset(name for one in examples for name in one.gold)
        made = [lesson_of(one) for one in made_questions(options.articles, options.made, used)]
        if options.keep:
            options.keep.write_bytes(pickle.dumps((examples, made)))
    for one in examples:
        one.table = first_look(one.question, one.sentences)
    print(f"{len(examples)} examples, {len(made)} made questions")
    folds = np.array([one.fold for one in examples])
    lessons = [lesson for one in examples for lesson in lessons_of(one)]
    for fold in range(_FOLDS):
        first = fit_linear([e for e in examples if e.fold != fold], "table")
        spans = fit_spans([lesson for lesson in lessons if lesson.fold != fold] + made)
        for at in tqdm(np.flatnonzero(folds == fold), desc=f"fold {fold}"):
            look_closely(examples[at], first, spans)
    share = [np.empty(0)] * len(examples)
    for fold in range(_FOLDS):
        close, none = fit_close([e for e in examples if e.fold != fold])
        for at in np.flatnonzero(folds == fold):
            share[at] = shares(scores(examples[at].close, close), none)
    wide = [with_share(e.close, s) for e, s in zip(examples, share, strict=True)]
    strength = [np.empty(0)] * len(examples)
    for fold in range(_FOLDS):
        model = fit_strength(examples, wide, folds != fold)
        for at in np.flatnonzero(folds == fold):
            strength[at] = model.predict_proba(np.column_stack(list(wide[at].values())))[:, 1]
    bound = refusal_bound(examples, strength)
    report(examples, strength, bound, options.diagram)
    close, none = fit_close(examples)
    fitted: dict[str, Any] = {
        "made_by": "tools/train_answers.py",
        "made_on": datetime.now(UTC).date().isoformat(),
        "questions": dict(Counter(one.group for one in examples)),
        "made_questions": len(made),
        "refuse_below": round(bound, 4),
        "none": round(none, 4),
        "features": list(wide[0]),
        "strength": tree_table(fit_strength(examples, wide, folds >= 0)),
        "first_look": rounded(fit_linear(examples, "table")),
        "close_look": rounded(close),
        "spans": {
            name: weight
            for name, weight in sorted(rounded(fit_spans(lessons + made)).items())
            if abs(weight) >= _LEAST_WEIGHT
        },
    }
    hidden = ("spans", "strength")
    print({name: fitted[name] for name in fitted if name not in hidden}, len(fitted["spans"]))
    if options.write:
        lines = (
            f'"{key}": {json.dumps(value, ensure_ascii=False)}' for key, value in fitted.items()
        )
        _TARGET.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def read_examples(pair: str) -> Iterator[Example]:
    """Yield the questions of a set with the sentences found, then with their negatives' only."""
    folder, _, questions = pair.partition("=")
    archive = Archive.open(Settings(archive=Path(folder)))
    generation = archive.generation
    lines = Path(questions).read_text(encoding="utf-8").splitlines()
    for line in tqdm(lines, desc=Path(folder).name):
        row = json.loads(line)
        gold = frozenset(row["gold_ids"])
        key = str(sorted(gold)[:1]) if gold else row["question"]
        fold = int(hashlib.sha256(key.encode()).hexdigest(), 16) % _FOLDS
        group = Path(folder).name
        found: list[tuple[str, list[str], NDArray[np.bool_] | None]] = [
            (group, row["answers"], None)
        ]
        if row.get("negative_ids"):
            inside = np.zeros(len(generation.columns.articles), dtype=bool)
            keys = [generation.catalogue.article_key(name) for name in row["negative_ids"]]
            inside[np.searchsorted(generation.columns.articles, keys)] = True
            found.append((f"{group}, negatives", [], inside))
        question = Question.of(row["question"])
        for name, answers, within in found:
            try:
                sentences = gather(generation, archive.encoder, row["question"], within=within)
            except QueryError:
                continue
            spelt = [letters(one.text) for one in sentences]
            wanted = [said for answer in answers if (said := letters(answer))]
            right = np.array([any(one in text for one in wanted) for text in spelt], dtype=bool)
            # One whose answer was not found counts as refused or wrong, and teaches nothing.
            weight = float(right.any() or not answers)
            if sentences:
                yield Example(name, question, answers, fold, sentences, right, gold, weight)


def lessons_of(example: Example) -> Iterator[Lesson]:
    """Yield where the answer stands in the first of the right articles' sentences."""
    rows = [
        row for row in np.flatnonzero(example.right).tolist()
        if example.sentences[row].article.id in example.gold
    ]  # fmt: skip
    for row in rows[:_POSITIVES]:
        text = example.sentences[row].text
        places = [place for answer in example.answers for place in places_of(answer, text)]
        lesson = _lesson(
            example.question, text, places, example.fold, 1.0 / min(len(rows), _POSITIVES)
        )
        if lesson.right.any():
            yield lesson


def lesson_of(made: MadeQuestion) -> Lesson:
    return _lesson(Question.of(made.question), made.sentence, [made.answer], -1, _MADE_WEIGHT)


def _lesson(
    question: Question, text: str, places: Sequence[tuple[int, int]], fold: int, weight: float
) -> Lesson:
    runs = runs_of(question, text)
    right = np.zeros(len(runs.spans), dtype=bool)
    for start, end in places:
        words = [at for at, (a, b) in enumerate(runs.places) if b > start and a < end]
        if words:
            right |= (runs.spans == (words[0], words[-1])).all(axis=1)
    return Lesson(runs, right, fold, weight)


def fit_spans(lessons: Sequence[Lesson], epochs: int = 8) -> dict[str, float]:
    """Fit a softmax over the runs of each sentence."""
    numbers: dict[str, int] = {}

    def bag(features: Sequence[Sequence[str]]) -> tuple[torch.Tensor, torch.Tensor]:
        flat = [numbers.setdefault(name, len(numbers)) for names in features for name in names]
        sizes = np.cumsum([0, *map(len, features)])[:-1]
        return torch.tensor(flat), torch.from_numpy(sizes)

    read = [
        (*(bag(part) for part in (one.runs.starts, one.runs.ends, one.runs.wholes)),
         torch.from_numpy(one.runs.spans), torch.from_numpy(one.right), one.weight)
        for one in lessons if one.right.any()
    ]  # fmt: skip
    weights = torch.nn.Parameter(torch.zeros(len(numbers)))
    optimiser = torch.optim.Adam([weights], 0.05)
    order = np.arange(len(read))
    for epoch in range(epochs):
        np.random.default_rng(epoch).shuffle(order)
        for group in optimiser.param_groups:
            group["lr"] = 0.05 * (1 - epoch / epochs)
        for begin in range(0, len(order), 64):
            loss = 1e-5 * weights.abs().sum()
            for at in order[begin : begin + 64]:
                first, last, whole, spans, right, weight = read[at]
                start, end, own = (
                    torch.nn.functional.embedding_bag(flat, weights[:, None], offsets, mode="sum")[:, 0]
                    for flat, offsets in (first, last, whole)
                )  # fmt: skip
                found = start[spans[:, 0]] + end[spans[:, 1]] + own
                gain = torch.logsumexp(found[right], 0) - torch.logsumexp(found, 0)
                loss = loss - weight * gain / 64
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    return dict(zip(numbers, weights.tolist(), strict=True))


def fit_linear(examples: Sequence[Example], name: str) -> dict[str, float]:
    """Fit ListNet's top-one probability over the sentences of each question that has an answer."""
    return _fit(examples, name, with_none=False)[0]


def fit_close(examples: Sequence[Example]) -> tuple[dict[str, float], float]:
    """Fit the close look, and the score of no answer."""
    return _fit(examples, "close", with_none=True)


def _fit(
    examples: Sequence[Example], name: str, *, with_none: bool
) -> tuple[dict[str, float], float]:
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


def look_closely(example: Example, first: Mapping[str, float], spans: Mapping[str, float]) -> None:
    """Fill in what the close look tells, by weights that were fitted without this example."""
    texts = [letters(one.text) for one in example.sentences]
    example.rows = best_distinct(scores(example.table, first), texts, READ)
    found = close_look(example.question, example.sentences, example.table, example.rows, spans)
    example.close = dict(found.table)
    example.spans = [
        one.article.text[start:end]
        for one, (start, end) in zip(found.sentences, found.answers, strict=True)
    ]


def fit_strength(
    examples: Sequence[Example], wide: Sequence[Mapping[str, Floats]], chosen: NDArray[np.bool_]
) -> GradientBoostingClassifier:
    """Fit boosted trees over the best sentences of the examples `chosen`."""
    rows, right = [], []
    for at in np.flatnonzero(chosen).tolist():
        best = np.argsort(-wide[at]["share"], kind="stable")[:_JUDGED]
        rows.append(np.column_stack(list(wide[at].values()))[best])
        right.append(examples[at].right[examples[at].rows[best]])
    model = GradientBoostingClassifier(
        n_estimators=150, learning_rate=0.06, max_depth=3, min_samples_leaf=20,
        subsample=0.6, max_features=0.3, random_state=0,
    )  # fmt: skip
    return model.fit(np.concatenate(rows), np.concatenate(right))


def refusal_bound(examples: Sequence[Example], strength: Sequence[Floats]) -> float:
    """Return the strength below which _REFUSED_AT_MOST of the questions with answers are refused.

    Each set of questions counts as much as every other.
    """
    best: dict[str, list[float]] = defaultdict(list)
    for one, found in zip(examples, strength, strict=True):
        if one.answers:
            best[one.group].append(float(found.max()))
    values = np.concatenate([np.array(held) for held in best.values()])
    share = np.concatenate(
        [np.full(len(held), 1 / len(held) / len(best)) for held in best.values()]
    )
    order = np.argsort(values)
    return float(values[order][np.searchsorted(np.cumsum(share[order]), _REFUSED_AT_MOST)])


def report(
    examples: Sequence[Example],
    strength: Sequence[Floats],
    bound: float,
    diagram: Path | None = None,
) -> None:
    """Print what the cross-validation says, by group, and how true the strengths are."""
    print(f"bound {bound:.3f}")
    for group in dict.fromkeys(one.group for one in examples):
        rows = [at for at, one in enumerate(examples) if one.group == group]
        refused = np.mean([strength[at].max() < bound for at in rows])
        said = f"{group:<24} n {len(rows):>4}  refused {refused:.3f}"
        asked = [at for at in rows if examples[at].answers]
        if asked:
            first, three, overlap, given = [], [], [], []
            for at in asked:
                one = examples[at]
                order = np.argsort(-strength[at], kind="stable")
                right = one.right[one.rows[order]]
                first.append(right[0])
                three.append(right[:3].any())
                overlap.append(max(character_f1(one.spans[order[0]], gold) for gold in one.answers))
                if right[0]:
                    given.append(overlap[-1])
            said += (f"  answer@1 {np.mean(first):.3f}  @3 {np.mean(three):.3f}"
                     f"  F1 {np.mean(overlap):.3f}  within right ones {np.mean(given):.3f}")  # fmt: skip
        print(said)
    best = np.array([float(found.max()) for found in strength])
    right = np.array(
        [bool(e.right[e.rows[s.argmax()]]) for e, s in zip(examples, strength, strict=True)]
    )
    bins = reliability(best, right)
    for low, count, mean, true in bins:
        print(f"  strength {low:.1f} to {low + 0.1:.1f}: {count:>4} examples, "
              f"mean {mean:.3f}, answered {true:.3f}")  # fmt: skip
    error = sum(count * abs(mean - true) for _, count, mean, true in bins) / len(best)
    print(f"  expected calibration error {error:.3f}")
    if diagram:
        draw(bins, diagram)


def reliability(said: Floats, right: NDArray[np.bool_]) -> list[tuple[float, int, float, float]]:
    """Return (from, how many, mean said, share right) of each tenth of what was said."""
    bins = []
    for low in np.arange(10) / 10:
        inside = (said >= low) & (said < low + 0.1)
        if inside.any():
            bins.append((float(low), int(inside.sum()), float(said[inside].mean()),
                         float(right[inside].mean())))  # fmt: skip
    return bins


def draw(bins: Sequence[tuple[float, int, float, float]], path: Path) -> None:
    """Draw how often sentences answer against the strength said of them."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4.6, 4.2), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="0.7", linewidth=1)
    axes.scatter([b[2] for b in bins], [b[3] for b in bins], s=[b[1] * 2 for b in bins],
                 color="#9a6f00", alpha=0.8)  # fmt: skip
    axes.set(xlabel="strength said", ylabel="share that answers", xlim=(0, 1), ylim=(0, 1))
    axes.set_title("First sentences, cross-validated; area: how many", fontsize=9)
    figure.savefig(path, dpi=110)


def rounded(weights: Mapping[str, float]) -> dict[str, Any]:
    return {name: round(weight, 3) for name, weight in weights.items()}


if __name__ == "__main__":
    main()
