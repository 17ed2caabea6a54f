"""Fit what finds and weighs answers: indexer/answer/answers.json.

    python tools/train_answers.py ARCHIVE=QUESTIONS.jsonl ... --news ARCHIVE --readers DIR [--write]

Each ARCHIVE is one that `reindex` built, QUESTIONS lines of {qid, question, gold_ids, answers, kind};
a question's `negative_ids`, articles that look right and do not answer, teach when to refuse. So do
the questions of news_questions.jsonl.gz that the network which reads was not taught (--news, the archive
that they are about). Four things are fitted, one on the other: the first look at sentences, the words
that answer within a sentence, the close look, the strength. The words are learned from those that the
network was taught, too.

What is reported is cross-validated: questions of one article are all in one of five folds, and every
number was fitted without the fold that it is measured on. Only the numbers fitted go into the project.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import torch
from answer_examples import (
    FOLDS,
    OURS,
    Example,
    first_rows,
    fit_linear,
    fit_softmax,
    is_kept,
    load_examples,
    news_questions,
)
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import logsumexp
from sklearn.ensemble import GradientBoostingClassifier
from tqdm import tqdm
from tree_tables import tree_table

from indexer import Archive, Settings
from indexer.answer.evidence import READ, Sentence, close_look
from indexer.answer.question import Question
from indexer.answer.reader import Reading, encode, load_network, read_texts
from indexer.answer.shapes import places_of
from indexer.answer.spans import Feature, Runs, read_runs, run_scores, runs_of
from indexer.answer.strength import both, likely_any, scores, shares, with_share
from indexer.embedding import load_encoder
from indexer.evaluate import character_f1
from indexer.language import sentence_spans

_TARGET = Path(__file__).parent.parent / "indexer" / "answer" / "answers.json"
_NEWS_WEIGHT = 0.5  # of a question of NEWS, beside one of the files
_LEAST_WEIGHT = 0.02  # a smaller one is left out of the file
_COUNTS_BUT = 0.09  # of the questions with an answer, whose best sentence is too weak by itself
# How likely it must be that any sentence answers. Chosen, not fitted: docs/quality.md has what each
# way costs. What words alone tell is less sure, so more would be refused that has an answer.
_REFUSE_BELOW = {"read": 0.4, "not_read": 0.3}
_JUDGED = 8  # sentences of a question that teach how likely a sentence answers
_POSITIVES = 3  # sentences of a question that teach where its answer stands

Floats = NDArray[np.float64]


@dataclass
class Lesson:
    """A sentence whose answer is known: its runs' features as numbers, which runs are right."""

    question: Question
    sentence: Sentence | None  # None of a question of NEWS
    runs: Runs
    right: NDArray[np.bool_]
    fold: int
    weight: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", help="ARCHIVE=QUESTIONS")
    parser.add_argument("--news", type=Path, required=True, help="the archive of articles-10k")
    parser.add_argument(
        "--keep", type=Path, help="a file to keep what was read in, for another try"
    )
    parser.add_argument(
        "--readers", type=Path, required=True, help="the folder that train_reader.py wrote"
    )
    parser.add_argument("--diagram", type=Path, help="a PNG to draw the reliability diagram in")
    parser.add_argument("--write", action="store_true", help=f"write {_TARGET.name}")
    options = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(2)
    examples = load_examples(options.sets, options.news, options.keep)
    used = frozenset(name for one in examples for name in one.gold)
    news = list(news_lessons(options.news, used))
    print(f"{len(examples)} examples, {len(news)} other questions teach where answers stand")
    lessons = [lesson for one in examples for lesson in lessons_of(one)]
    for one, rows in zip(examples, first_rows(examples, READ), strict=True):
        one.rows = rows
    spans = [
        fit_spans([one for one in lessons if one.fold != fold] + news)
        for fold in tqdm(range(FOLDS), desc="spans")
    ]
    fitted: dict[str, Any] = {
        "made_by": "tools/train_answers.py",
        "made_on": datetime.now(UTC).date().isoformat(),
        "questions": dict(Counter(one.group for one in examples)),
        "news_questions": len(news),
        "first_look": rounded(fit_linear(examples, "table")),
        "spans": {
            name: weight
            for name, weight in sorted(rounded(fit_spans(lessons + news)).items())
            if abs(weight) >= _LEAST_WEIGHT
        },
    }
    print("what the words tell alone:")
    # Words tell neither what is asked in other words nor what is nearly said: those teach doubt of all.
    files = [one for one in examples if not one.group.startswith(OURS)]
    fitted["not_read"] = fit_weighing(files, spans, _REFUSE_BELOW["not_read"])
    print("and what the network reads:")
    worth = read_folds(examples, lessons, spans, options.readers)
    fitted["spans"]["read"] = round(float(np.mean(worth)), 3)
    told = [spans[fold] | {"read": worth[fold]} for fold in range(FOLDS)]
    fitted["read"] = fit_weighing(examples, told, _REFUSE_BELOW["read"], options.diagram)
    print({name: fitted[name] for name in fitted if name not in ("spans", "read", "not_read")})
    if options.write:
        lines = (
            f'"{key}": {json.dumps(value, ensure_ascii=False)}' for key, value in fitted.items()
        )
        _TARGET.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def read_folds(
    examples: Sequence[Example],
    lessons: Sequence[Lesson],
    spans: Sequence[dict[str, float]],
    readers: Path,
) -> list[float]:
    """Read each example's sentences with the network that was fitted without its fold.

    Return what a logarithm that the network gives is worth beside the weights of runs, of each fold
    by the lessons of the others.
    """
    encoder = load_encoder(cache_dir=readers)  # where the networks are rounded into
    nets = [load_network(encoder, readers / f"fold-{fold}.safetensors") for fold in range(FOLDS)]

    def reading_of(net: Any, typed: str, sentences: Sequence[Sentence]) -> Reading:
        asked, *texts = encode(encoder, [typed], [one.passage for one in sentences])
        return read_texts(net, asked, texts)

    for one in tqdm(examples, desc="read"):
        chosen = [one.sentences[row] for row in one.rows.tolist()]
        one.reading = reading_of(nets[one.fold], one.question.text, chosen)
    told = []
    for one in tqdm(lessons, desc="read"):
        reading = reading_of(nets[one.fold], one.question.text, [one.sentence])
        own = run_scores(one.runs, spans[one.fold])
        told.append((own, read_runs(one.runs, reading.words[0])))

    def loss(worth: float, fold: int) -> float:
        lost = 0.0
        for one, (own, read) in zip(lessons, told, strict=True):
            if one.fold != fold:
                both = own + worth * read
                lost += one.weight * float(logsumexp(both) - logsumexp(both[one.right]))
        return lost

    return [
        float(minimize_scalar(loss, (0, 3), args=(fold,), method="bounded", bounds=(0, 3)).x)
        for fold in range(FOLDS)
    ]


def fit_weighing(
    examples: Sequence[Example],
    spans: Sequence[Mapping[str, float]],
    refuse_below: float,
    diagram: Path | None = None,
) -> dict[str, Any]:
    """Fit the close look and the strength, and report what they are worth by cross-validation.

    `spans` are the weights of runs that were fitted without each fold.
    """
    folds = np.array([one.fold for one in examples])
    for one in tqdm(examples, desc="close look"):
        chosen = [one.sentences[row] for row in one.rows.tolist()]
        seen = {name: column[one.rows] for name, column in one.table.items()}
        found = close_look(one.question, chosen, seen, spans[one.fold], one.reading)
        one.close = dict(found.table)
        one.spans = [
            sentence.article.text[start:end]
            for sentence, (start, end) in zip(chosen, found.answers, strict=True)
        ]
    share = [np.empty(0)] * len(examples)
    for fold in range(FOLDS):
        close, none = fit_close([one for one in examples if one.fold != fold])
        for at in np.flatnonzero(folds == fold).tolist():
            share[at] = shares(scores(examples[at].close, close), none)
    wide = [with_share(one.close, held) for one, held in zip(examples, share, strict=True)]
    strength, likely = [np.empty(0)] * len(examples), [0.0] * len(examples)
    for fold in range(FOLDS):
        model = fit_strength(examples, wide, folds != fold)
        for at in np.flatnonzero(folds == fold).tolist():
            columns = np.column_stack(list(wide[at].values()))
            trees = model.decision_function(columns)
            strength[at] = both(wide[at]["share"], trees)
            likely[at] = likely_any(share[at], trees)
    report(examples, strength, likely, refuse_below, diagram)
    close, none = fit_close(examples)
    return {
        "refuse_below": refuse_below,
        "counts_from": round(counts_from(examples, strength), 4),
        "none": round(none, 4),
        "features": list(wide[0]),
        "strength": tree_table(fit_strength(examples, wide, folds >= 0)),
        "close_look": rounded(close),
    }


def lessons_of(example: Example) -> Iterator[Lesson]:
    """Yield where the answer stands in the first of the right articles' sentences."""
    rows = [
        row for row in np.flatnonzero(example.right).tolist()
        if example.sentences[row].article.id in example.gold
    ]  # fmt: skip
    for row in rows[:_POSITIVES]:
        sentence = example.sentences[row]
        text = sentence.text
        places = [place for answer in example.answers for place in places_of(answer, text)]
        lesson = _lesson(
            example.question, text, places, example.fold, 1.0 / min(len(rows), _POSITIVES), sentence
        )
        if lesson.right.any():
            yield lesson


def news_lessons(folder: Path, used: frozenset[str]) -> Iterator[Lesson]:
    """Yield where the answers to questions of NEWS stand: those that are no examples, none of `used`."""
    archive = Archive.open(Settings(archive=folder))
    for row in tqdm(news_questions(archive), desc="where answers stand"):
        if row.answer is None or row.article in used or is_kept(row.article):
            continue
        start, end = row.answer
        for low, high in sentence_spans(row.text):
            if low <= start and end <= high:
                place = (start - low, end - low)
                question = Question.of(row.question)
                lesson = _lesson(question, row.text[low:high], [place], -1, _NEWS_WEIGHT)
                if lesson.right.any():
                    yield lesson


def _lesson(
    question: Question,
    text: str,
    places: Sequence[tuple[int, int]],
    fold: int,
    weight: float,
    sentence: Sentence | None = None,
) -> Lesson:
    runs = runs_of(question, text)
    right = np.zeros(len(runs.spans), dtype=bool)
    for start, end in places:
        words = [at for at, (a, b) in enumerate(runs.places) if b > start and a < end]
        if words:
            right |= (runs.spans == (words[0], words[-1])).all(axis=1)
    return Lesson(question, sentence, runs, right, fold, weight)


def fit_spans(lessons: Sequence[Lesson], epochs: int = 8) -> dict[str, float]:
    """Fit a softmax over the runs of each sentence."""
    numbers: dict[str, int] = {}

    def bags(features: Iterable[Sequence[str]]) -> list[torch.Tensor]:
        return [
            torch.tensor(
                [numbers.setdefault(name, len(numbers)) for name in names], dtype=torch.int64
            )
            for names in features
        ]

    def bags_of_runs(wholes: Sequence[Feature]) -> torch.Tensor:
        columns = [
            np.array([numbers.setdefault(name, len(numbers)) for name in names])[held]
            for names, held in wholes
        ]
        return torch.from_numpy(np.column_stack(columns))

    read = [
        (bags(one.runs.starts), bags(one.runs.ends), bags_of_runs(one.runs.wholes),
         torch.from_numpy(one.runs.spans), torch.from_numpy(one.right), one.weight)
        for one in lessons if one.right.any()
    ]  # fmt: skip
    weights = torch.nn.Parameter(torch.zeros(len(numbers)))
    optimiser = torch.optim.Adam([weights], 0.05)
    order = np.arange(len(read))

    def sums(bags: Sequence[torch.Tensor]) -> torch.Tensor:
        sizes = torch.tensor([0, *(len(one) for one in bags[:-1])])
        found = torch.nn.functional.embedding_bag(
            torch.cat(list(bags)), weights[:, None], sizes.cumsum(0), mode="sum"
        )
        return found[:, 0]

    for epoch in range(epochs):
        np.random.default_rng(epoch).shuffle(order)
        for group in optimiser.param_groups:
            group["lr"] = 0.05 * (1 - epoch / epochs)
        for begin in range(0, len(order), 64):
            chosen = [read[at] for at in order[begin : begin + 64]]
            before = torch.tensor([0, *(len(one[0]) for one in chosen[:-1])]).cumsum(0)
            starts, ends = (sums([bag for one in chosen for bag in one[side]]) for side in (0, 1))
            spans = torch.cat([one[3] + low for one, low in zip(chosen, before, strict=True)])
            own = torch.cat([weights[one[2]].sum(1) for one in chosen])
            found = starts[spans[:, 0]] + ends[spans[:, 1]] + own
            loss = 1e-5 * weights.abs().sum()
            parts = found.split([len(one[3]) for one in chosen])
            for values, (*_, right, weight) in zip(parts, chosen, strict=True):
                gain = torch.logsumexp(values[right], 0) - torch.logsumexp(values, 0)
                loss = loss - weight * gain / 64
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    return dict(zip(numbers, weights.tolist(), strict=True))


def fit_close(examples: Sequence[Example]) -> tuple[dict[str, float], float]:
    """Fit the close look, and the score of no answer."""
    return fit_softmax(examples, "close", with_none=True)


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


def counts_from(examples: Sequence[Example], strength: Sequence[Floats]) -> float:
    """Return the strength that the best sentence of _COUNTS_BUT of the questions with answers lacks.

    Each set of questions counts as much as every other; those of NEWS, a quarter of them in quite
    other words than the page's, do not count.
    """
    best: dict[str, list[float]] = defaultdict(list)
    for one, found in zip(examples, strength, strict=True):
        if one.answers and not one.group.startswith(OURS):
            best[one.group].append(float(found.max()))
    values = np.concatenate([np.array(held) for held in best.values()])
    share = np.concatenate(
        [np.full(len(held), 1 / len(held) / len(best)) for held in best.values()]
    )
    order = np.argsort(values)
    return float(values[order][np.searchsorted(np.cumsum(share[order]), _COUNTS_BUT)])


def report(
    examples: Sequence[Example],
    strength: Sequence[Floats],
    likely: Sequence[float],
    bound: float,
    diagram: Path | None = None,
) -> None:
    """Print what the cross-validation says, by group, and how true the strengths are.

    `likely` is how likely it is that any sentence answers; below `bound` the question is refused.
    """
    print(f"bound {bound:.3f}")
    for group in dict.fromkeys(one.group for one in examples):
        rows = [at for at, one in enumerate(examples) if one.group == group]
        refused = np.mean([likely[at] < bound for at in rows])
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
        if group.endswith("negatives"):
            tenth = np.quantile(
                [likely[at] for at, one in enumerate(examples)
                 if one.group == group.split(",")[0]], 0.1,
            )  # fmt: skip
            share = np.mean([likely[at] < tenth for at in rows])
            said += f"  {share:.3f} where a tenth of those with an answer is"
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
