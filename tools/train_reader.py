"""Fit the network that reads a sentence beside a question: indexer/answer/reader.safetensors.

    python tools/train_reader.py ARCHIVE=QUESTIONS.jsonl ... --news ARCHIVE --folder DIR [--write]

First it learns from the questions that were written for it (news_questions.jsonl.gz) about articles of the
archive --news: each with the sentence that answers, those that the first look finds beside it, and some
near in meaning; a quarter have no answer. A tenth of these articles is kept for tools/train_answers.py.
Then from the questions of the files, as that tool takes them: once without each fold, so that it can
measure on what the network has not seen (DIR/fold-N.safetensors), and once with all, which is what is
shipped. What was done is kept in DIR and not done again: an hour on two cores with AVX-512, some three
without, where it is fitted in 32 bits.

The articles and questions of the files stay where they are; only the numbers fitted go into the project.
"""

from __future__ import annotations

import argparse
import copy
import pickle
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from answer_examples import FOLDS, OURS, Example, load_examples, news_examples
from reading_net import FAST, ReadingNet, save_net, side_by_side, watch
from tqdm import tqdm

from indexer import Settings
from indexer.answer.evidence import READ, first_look
from indexer.answer.reader import FILE, SENTENCE, Passage, Text, encode
from indexer.answer.shapes import places_of
from indexer.answer.strength import best_distinct, fitted, scores
from indexer.embedding import TokenEncoder, bundled, load_encoder
from indexer.embedding.packed import PackedModel
from indexer.language import letters

# Sentences of a question: that answer, the best of the first look, near in meaning (by chance of _NEAREST).
_RIGHT, _BEST, _NEAR, _NEAREST = 2, 6, 2, 14
_WRONG = 4  # of those that do not answer, that teach at once
_PLACES_WORTH = 0.3  # beside the score
_WITHOUT_WORTH = 0.5  # of the same sentences without those that answer
_EPOCHS, _RATE = 2.0, 1.2e-3  # over the questions of news
_TUNED, _TUNING_RATE = 2.5, 5e-4  # over those of the files
_BATCH = 16
_BLOCK = 4000  # texts encoded at once
_CHUNK = 48  # pairs of about the same length that the network takes at once
_WATCHED = 1500  # pairs that say how large inner values grow


@dataclass
class Task:
    """A question and passages by their numbers in a store; which answer, and at which tokens."""

    question: int
    passages: list[int]
    right: list[bool]
    places: list[tuple[int, int] | None]
    fold: int


class Store:
    """Encoded texts, their states in a file."""

    def __init__(self, path: Path) -> None:
        told = pickle.loads(path.with_suffix(".pkl").read_bytes())  # noqa: S301  # our own file
        self._texts, self._starts = told
        self._states = np.load(path, mmap_mode="r")

    def __getitem__(self, number: int) -> Text:
        ids, parts, spans = self._texts[number]
        states = self._states[self._starts[number] : self._starts[number + 1]]
        return Text(ids, parts, spans, states)

    def tokens(self, number: int, span: tuple[int, int] | None) -> tuple[int, int] | None:
        """Return the first and the last token of a span of the sentence, None where it was cut."""
        _, parts, spans = self._texts[number]
        if span is None:
            return None
        inside = (parts == SENTENCE) & (spans[:, 1] > span[0]) & (spans[:, 0] < span[1])
        found = np.flatnonzero(inside).tolist()
        return (found[0], found[-1]) if found else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", help="ARCHIVE=QUESTIONS")
    parser.add_argument("--news", type=Path, required=True, help="the archive of articles-10k")
    parser.add_argument("--folder", type=Path, required=True, help="where what was done is kept")
    parser.add_argument("--keep", type=Path, help="the file of train_answers.py's --keep")
    parser.add_argument("--write", action="store_true", help=f"write {FILE.name}")
    options = parser.parse_args()
    torch.manual_seed(0)
    options.folder.mkdir(parents=True, exist_ok=True)
    encoder = load_encoder(cache_dir=Settings().cache)
    packed = bundled.read_packed()
    examples = load_examples(options.sets, options.news, options.keep)
    net = taught_by_news(
        options, encoder, packed, frozenset(it for one in examples for it in one.gold)
    )
    examples = [one for one in examples if not one.group.startswith(OURS)]
    store, tasks = tasks_of(options.folder / "examples", encoder, examples)
    for fold in [*range(FOLDS), -1]:
        path = options.folder / (f"fold-{fold}.safetensors" if fold >= 0 else FILE.name)
        if path.exists():
            continue
        tuned = copy.deepcopy(net)
        own = [one for one in tasks if one.fold != fold]
        fit(tuned, store, own, _TUNED, _TUNING_RATE)
        others = [one for one in tasks if one.fold == fold]
        if others:
            print(f"fold {fold}: {first_right(tuned, store, others):.3f}", flush=True)
        watch(tuned)
        pairs = pairs_of(own)
        chosen = random.Random(0).sample(pairs, min(_WATCHED, len(pairs)))
        with torch.inference_mode():
            list(scored(tuned, store, chosen, torch.float32))
        told = {"made_by": "tools/train_reader.py", "examples": str(len(own))}
        save_net(path, tuned, encoder, packed, **told)
    if options.write:
        FILE.write_bytes((options.folder / FILE.name).read_bytes())


def taught_by_news(
    options: argparse.Namespace, encoder: TokenEncoder, packed: PackedModel, used: frozenset[str]
) -> ReadingNet:
    """Return the network that the questions of NEWS taught, but for a tenth; from the folder if it is there."""
    net = ReadingNet(packed)
    path = options.folder / "news.pt"
    if not path.exists():
        examples = news_examples(options.news, used, taught=True)
        store, tasks = tasks_of(options.folder / "news", encoder, examples)
        fit(net, store, tasks, _EPOCHS, _RATE)
        torch.save(net.state_dict(), path)
    net.load_state_dict(torch.load(path))
    return net


def tasks_of(
    path: Path, encoder: TokenEncoder, examples: Iterable[Example]
) -> tuple[Store, list[Task]]:
    """Return the questions as tasks of a store, from the files `path`.* where they are there.

    One whose answer was not found teaches nothing and is left out.
    """
    kept = path.with_suffix(".tasks")
    if kept.exists():
        tasks: list[Task] = pickle.loads(kept.read_bytes())  # noqa: S301  # our own file
        return Store(path.with_suffix(".npy")), tasks
    chance = random.Random(1)
    found = [(one, rows) for one in examples if (rows := sentences_of(one, chance))]
    passages = dict.fromkeys(one.sentences[row].passage for one, rows in found for row in rows)
    number = {passage: len(found) + place for place, passage in enumerate(passages)}
    store = encoded(
        path.with_suffix(".npy"), encoder, [one.question.text for one, _ in found], list(passages)
    )
    tasks = []
    for at, (example, rows) in enumerate(found):
        task = Task(at, [], [], [], example.fold)
        for row in rows:
            sentence, right = example.sentences[row], bool(example.right[row])
            told = [span for said in example.answers for span in places_of(said, sentence.text)]
            task.passages.append(number[sentence.passage])
            task.right.append(right)
            span = told[0] if right and told else None
            task.places.append(store.tokens(number[sentence.passage], span))
        tasks.append(task)
    kept.write_bytes(pickle.dumps(tasks))
    return store, tasks


def sentences_of(example: Example, chance: random.Random) -> list[int]:
    """Return the rows of an example's sentences that teach.

    Of those that hold the answer only the article's own: elsewhere the words may say something else.
    """
    table = example.table or first_look(example.question, example.sentences)
    value = scores(table, fitted(read=True).first_look)
    spelt = [letters(one.text) for one in example.sentences]
    holds = example.right
    own = [
        at
        for at in np.flatnonzero(holds).tolist()
        if example.sentences[at].article.id in example.gold
    ]
    if example.answers and not own:
        return []
    right = sorted(own, key=lambda at: -value[at])[:_RIGHT]
    best = [at for at in best_distinct(value, spelt, READ).tolist() if not holds[at]][:_BEST]
    cosine = np.array([one.cosine for one in example.sentences])
    near = np.argsort(-cosine, kind="stable")[:_NEAREST].tolist()
    near = [at for at in near if at not in best and not holds[at]]
    return right + best + chance.sample(near, min(_NEAR, len(near)))


def encoded(
    path: Path, encoder: TokenEncoder, questions: Sequence[str], passages: Sequence[Passage]
) -> Store:
    """Encode questions, then passages, into a file, 0.8 kB a token; or find it there."""
    if path.with_suffix(".pkl").exists():
        return Store(path)
    blocks: list[tuple[Sequence[str], Sequence[Passage]]] = [
        (questions[at : at + _BLOCK], ()) for at in range(0, len(questions), _BLOCK)
    ]
    blocks += [((), passages[at : at + _BLOCK]) for at in range(0, len(passages), _BLOCK)]
    texts, starts = [], [0]
    parts: list[Path] = []
    for asked, told in tqdm(blocks, desc=path.stem):
        found = encode(encoder, asked, told)
        texts += [(one.ids, one.parts, one.spans) for one in found]
        starts += (starts[-1] + np.cumsum([len(one.ids) for one in found])).tolist()
        parts.append(path.with_suffix(f".{len(parts)}.npy"))
        np.save(parts[-1], np.concatenate([one.states for one in found]).astype(np.float16))
    shape = (starts[-1], encoder.dimensions)
    states = np.lib.format.open_memmap(path, "w+", np.float16, shape)
    begin = 0
    for part in parts:
        block = np.load(part)
        states[begin : begin + len(block)] = block
        begin += len(block)
        part.unlink()
    states.flush()
    path.with_suffix(".pkl").write_bytes(pickle.dumps((texts, starts)))
    return Store(path)


Pair = tuple[int, Task, int]  # the number of a task in its batch, the task, which of its passages


def fit(net: ReadingNet, store: Store, tasks: Sequence[Task], epochs: float, rate: float) -> None:
    """Fit the network to tasks, which are seen `epochs` times, in another order each time."""
    torch.set_num_threads(2)  # an encoder sets one when it is loaded, and makes threads of its own
    chance = random.Random(0)
    steps = int(epochs * len(tasks) / _BATCH)
    weights = [weight for weight in net.parameters() if weight.requires_grad]
    optimiser = torch.optim.AdamW(weights, rate)
    pace = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, steps + 1, pct_start=0.1)
    net.train()
    order: list[int] = []
    losses: list[float] = []
    for _ in (bar := tqdm(range(steps), desc=f"fit {len(tasks)}")):
        if len(order) < _BATCH:
            order = list(range(len(tasks)))
            chance.shuffle(order)
        chosen, order = order[:_BATCH], order[_BATCH:]
        loss = loss_of(net, store, [tasks[at] for at in chosen], chance)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimiser.step()
        pace.step()
        losses.append(loss.item())
        bar.set_postfix(loss=f"{np.mean(losses[-50:]):.3f}")
    net.eval()


def loss_of(net: ReadingNet, store: Store, tasks: Sequence[Task], chance: random.Random) -> Any:
    """Return how unlikely the network holds what is right, the mean over tasks.

    A task's sentences share one softmax with the chance that none answers, whose score is 0; those
    that do not answer share another, in which none is right.
    """
    pairs: list[Pair] = []
    for number, one in enumerate(tasks):
        held = list(range(len(one.passages)))
        chance.shuffle(held)
        chosen = [at for at in held if one.right[at]][:_RIGHT]
        chosen += [at for at in held if not one.right[at]][:_WRONG]
        pairs += [(number, one, at) for at in chosen]
    loss = torch.zeros(())
    scores = []
    taken: list[Pair] = []
    for chunk, found, places, starts in scored(net, store, pairs):
        scores.append(found)
        taken += chunk
        logs = torch.log_softmax(places, 1)
        for row, (_, one, at) in enumerate(chunk):
            if span := one.places[at]:
                first, last = (starts[row] + token for token in span)
                loss = loss - _PLACES_WORTH * (logs[row, first, 0] + logs[row, last, 1])
    every_score = torch.cat(scores)
    owner = torch.tensor([number for number, *_ in taken])
    is_right = torch.tensor([one.right[at] for _, one, at in taken])
    none = torch.zeros(1)
    for number in range(len(tasks)):
        own, held_right = every_score[owner == number], is_right[owner == number]
        every = torch.logsumexp(torch.cat([none, own]), 0)
        if held_right.any():
            others = torch.logsumexp(torch.cat([none, own[~held_right]]), 0)
            loss = loss + every - torch.logsumexp(own[held_right], 0) + _WITHOUT_WORTH * others
        else:
            loss = loss + every
    return loss / len(tasks)


def scored(
    net: ReadingNet, store: Store, pairs: Sequence[Pair], kind: torch.dtype = FAST
) -> Iterator[tuple[Sequence[Pair], Any, Any, list[int]]]:
    """Yield pairs of about one length, their scores and places, and where their sentences begin."""
    ordered = sorted(pairs, key=lambda pair: len(store[pair[1].passages[pair[2]]].ids))
    for start in range(0, len(ordered), _CHUNK):
        chunk = ordered[start : start + _CHUNK]
        asked = [store[one.question] for _, one, _ in chunk]
        told = side_by_side(asked, [store[one.passages[at]] for _, one, at in chunk], kind)
        yield chunk, *net(told), told.starts


def pairs_of(tasks: Sequence[Task]) -> list[Pair]:
    return [
        (number, one, at) for number, one in enumerate(tasks) for at in range(len(one.passages))
    ]


def first_right(net: ReadingNet, store: Store, tasks: Sequence[Task]) -> float:
    """Return for which share of the tasks that hold an answer the best sentence answers."""
    answered = [one for one in tasks if any(one.right)]
    best: dict[int, tuple[float, bool]] = {}
    with torch.inference_mode():
        for chunk, found, *_ in scored(net, store, pairs_of(answered)):
            for (number, one, at), score in zip(chunk, found.tolist(), strict=True):
                best[number] = max(best.get(number, (-np.inf, False)), (score, one.right[at]))
    return float(np.mean([right for _, right in best.values()]))


if __name__ == "__main__":
    main()
