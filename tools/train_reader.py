"""Fit the network that reads a sentence beside a question: indexer/answer/reader.safetensors.

    python tools/train_reader.py ARCHIVE=QUESTIONS.jsonl ... --articles ARTICLES.jsonl.xz --folder DIR [--write]

First it learns from questions made of articles (tools/made_pairs.py), then from those of the files, as
tools/train_answers.py takes them: once without each fold, so that the latter can measure on what the
network has not seen (DIR/fold-N.safetensors), and once with all, which is what is shipped. What was
done is kept in DIR and not done again: an hour and a half on two cores, most of it for the first.

The articles and questions stay where they are; only the numbers fitted go into the project.
"""

from __future__ import annotations

import argparse
import copy
import pickle
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from answer_examples import FOLDS, Example, first_rows, load_examples
from made_pairs import made_pairs
from tqdm import tqdm

from indexer import Settings
from indexer.answer.reader import FILE, LAYERS, SENTENCE, Passage, Text, encode, save_net
from indexer.answer.reading_net import ReadingNet
from indexer.answer.shapes import places_of
from indexer.embedding import TokenEncoder, load_encoder

_READ = 12  # sentences of a question, the best of the first look
_RIGHT, _WRONG = 2, 6  # of them, that teach at once
_PLACES_WORTH = 0.3  # beside the score
_WITHOUT_WORTH = 0.5  # of the same sentences without those that answer
_TUNED = 3.0  # times over the questions of the files
_DROP = 0.1
_BLOCK = 4000  # texts encoded at once
_CHUNK = 16  # pairs of about the same length that the network takes at once


@dataclass
class Task:
    """A question and passages by their numbers in a store; which answer, and at which tokens."""

    question: int
    passages: list[int]
    right: list[bool]
    places: list[tuple[int, int] | None]
    fold: int = -1


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
    parser.add_argument("--articles", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True, help="where what was done is kept")
    parser.add_argument("--keep", type=Path, help="the file of train_answers.py's --keep")
    parser.add_argument("--pool", type=int, default=30_000, help="articles that are read")
    parser.add_argument("--made", type=int, default=20_000, help="how many questions to make")
    parser.add_argument("--epochs", type=int, default=4, help="over the made questions")
    parser.add_argument("--write", action="store_true", help=f"write {FILE.name}")
    options = parser.parse_args()
    torch.manual_seed(0)
    options.folder.mkdir(parents=True, exist_ok=True)
    encoder = load_encoder(cache_dir=Settings().cache)
    torch.set_num_threads(2)  # the encoder sets one, and makes threads of its own
    examples = load_examples(options.sets, options.keep)
    used = frozenset(name for one in examples for name in one.gold)
    net = pretrained(options, encoder, used)
    store, tasks = example_tasks(options.folder, encoder, examples)
    for fold in [*range(FOLDS), -1]:
        tuned = copy.deepcopy(net)
        own = [one for one in tasks if one.fold != fold]
        fit(tuned, store, own, epochs=_TUNED, rate=3e-4, batch=12, wrong=_WRONG)
        path = options.folder / (f"fold-{fold}.safetensors" if fold >= 0 else FILE.name)
        told = {
            "made_by": "tools/train_reader.py",
            "made_questions": str(options.made),
            "examples": str(len(own)),
        }
        save_net(path, tuned, encoder, **told)
        if fold >= 0:
            print(
                f"fold {fold}: {first_right(tuned, store, [one for one in tasks if one.fold == fold]):.3f}"
            )
    if options.write:
        FILE.write_bytes((options.folder / FILE.name).read_bytes())


def pretrained(
    options: argparse.Namespace, encoder: TokenEncoder, used: frozenset[str]
) -> ReadingNet:
    """Return the network that made questions taught, from the folder where it is there."""
    net = ReadingNet(encoder.dimensions, _DROP)
    path = options.folder / "pretrained.pt"
    if not path.exists():
        store, tasks = made_tasks(options, encoder, used)
        held, taught = tasks[:500], tasks[500:]
        fit(net, store, taught, epochs=options.epochs, rate=1.2e-3, batch=16, wrong=3)
        print(f"made questions: {first_right(net, store, held):.3f} of {len(held)} others right")
        torch.save(net.state_dict(), path)
    net.load_state_dict(torch.load(path))
    return net


def made_tasks(
    options: argparse.Namespace, encoder: TokenEncoder, used: frozenset[str]
) -> tuple[Store, list[Task]]:
    path = options.folder / "pairs.pkl"
    if not path.exists():
        made = made_pairs(options.articles, options.pool, options.made, used)
        path.write_bytes(pickle.dumps(made))
    passages, pairs = pickle.loads(path.read_bytes())  # noqa: S301  # our own file
    taken = sorted({number for one in pairs for number in (one.right, *one.wrong)})
    at = {number: len(pairs) + place for place, number in enumerate(taken)}
    store = encoded(
        options.folder / "made.npy", encoder,
        [one.question for one in pairs], [passages[number] for number in taken],
    )  # fmt: skip
    tasks = [
        Task(
            question,
            [at[number] for number in (one.right, *one.wrong)],
            [True, *(False for _ in one.wrong)],
            [store.tokens(at[one.right], one.answer), *(None for _ in one.wrong)],
        )
        for question, one in enumerate(pairs)
    ]
    return store, tasks


def example_tasks(
    folder: Path, encoder: TokenEncoder, examples: Sequence[Example]
) -> tuple[Store, list[Task]]:
    """Return the files' questions with the best of a first look that was fitted without their fold."""
    rows = [found.tolist() for found in first_rows(examples, _READ)]
    passages = dict.fromkeys(
        one.sentences[row].passage for at, one in enumerate(examples) for row in rows[at]
    )
    number = {passage: len(examples) + place for place, passage in enumerate(passages)}
    store = encoded(
        folder / "examples.npy", encoder,
        [one.question.text for one in examples], list(passages),
    )  # fmt: skip
    tasks = []
    for at, one in enumerate(examples):
        task = Task(at, [], [], [], one.fold)
        for row in rows[at]:
            sentence, right = one.sentences[row], bool(one.right[row])
            told = [place for answer in one.answers for place in places_of(answer, sentence.text)]
            task.passages.append(number[sentence.passage])
            task.right.append(right)
            span = told[0] if right and told else None
            task.places.append(store.tokens(number[sentence.passage], span))
        if any(task.right) or not one.answers:  # one whose answer was not found teaches nothing
            tasks.append(task)
    return store, tasks


def encoded(
    path: Path, encoder: TokenEncoder, questions: Sequence[str], passages: Sequence[Passage]
) -> Store:
    """Encode questions, then passages, into a file, 1.5 kB a token; or find it there."""
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
    shape = (starts[-1], len(LAYERS), encoder.dimensions)
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


def fit(
    net: ReadingNet, store: Store, tasks: Sequence[Task], *,
    epochs: float, rate: float, batch: int, wrong: int,
) -> None:  # fmt: skip
    """Fit the network to tasks, which are seen `epochs` times, in another order each time."""
    chance = random.Random(0)
    steps = int(epochs * len(tasks) / batch)
    matrices = [weight for weight in net.parameters() if weight.ndim > 1]
    rest = [weight for weight in net.parameters() if weight.ndim < 2]
    optimiser = torch.optim.AdamW(
        [{"params": matrices, "weight_decay": 0.05}, {"params": rest, "weight_decay": 0.0}], rate
    )
    pace = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, steps + 1, pct_start=0.1)
    net.train()
    order: list[int] = []
    for _ in tqdm(range(steps), desc="fit"):
        if len(order) < batch:
            order = list(range(len(tasks)))
            chance.shuffle(order)
        chosen, order = order[:batch], order[batch:]
        loss = loss_of(net, store, [tasks[at] for at in chosen], chance, wrong)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        pace.step()
    net.eval()


def loss_of(
    net: ReadingNet, store: Store, tasks: Sequence[Task], chance: random.Random, wrong: int
) -> Any:
    """Return how unlikely the network holds what is right, the mean over tasks.

    A task's sentences share one softmax with the chance that none answers, whose score is 0; those
    that do not answer share another, in which none is right.
    """
    pairs: list[tuple[int, Task, int]] = []
    for number, one in enumerate(tasks):
        held = list(range(len(one.passages)))
        chance.shuffle(held)
        chosen = [at for at in held if one.right[at]][:_RIGHT]
        chosen += [at for at in held if not one.right[at]][:wrong]
        pairs += [(number, one, at) for at in chosen]
    pairs.sort(key=lambda pair: len(store[pair[1].passages[pair[2]]].ids))
    loss = torch.zeros(())
    scores = []
    for start in range(0, len(pairs), _CHUNK):
        chunk = pairs[start : start + _CHUNK]
        asked = [store[one.question] for _, one, _ in chunk]
        said = [store[one.passages[at]] for _, one, at in chunk]
        with torch.autocast("cpu", torch.bfloat16):
            scored, of_places = net(asked, said)
        scores.append(scored.float())
        logs = torch.log_softmax(of_places.float(), 1)
        for row, (_, one, at) in enumerate(chunk):
            if span := one.places[at]:
                loss = loss - _PLACES_WORTH * (logs[row, span[0], 0] + logs[row, span[1], 1])
    every_score = torch.cat(scores)
    owner = torch.tensor([number for number, *_ in pairs])
    is_right = torch.tensor([one.right[at] for _, one, at in pairs])
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


def first_right(net: ReadingNet, store: Store, tasks: Sequence[Task]) -> float:
    """Return for which share of the tasks that have an answer the best sentence answers."""
    found = []
    for one in tasks:
        if any(one.right):
            with torch.inference_mode():
                texts = [store[number] for number in one.passages]
                scored, _ = net([store[one.question]] * len(texts), texts)
            found.append(one.right[int(scored.argmax())])
    return float(np.mean(found))


if __name__ == "__main__":
    main()
