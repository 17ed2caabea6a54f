"""Compare what computes the bundled model's vectors: speed, nearness, retrieval, cold start.

    python bench/embedding.py ARTICLES.jsonl.gz QUESTIONS.jsonl

Articles are cut into the stretches that are embedded, text only. Batches of the backends alternate,
so that other programs slow all alike. Where they take a core of their own, measure with one thread:
with two, torch-fp32's wait for each other at every step.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from articles import read_rows
from numpy.typing import NDArray

from indexer import Settings
from indexer.embedding import Encoder, load_encoder
from indexer.models import Article
from indexer.passages import cut_passages, embedding_spans
from indexer.settings import BACKENDS

Vectors = NDArray[np.float32]

ROUNDS, ROUND_STRETCHES = 5, 256
COLD = """
import time, sys
from pathlib import Path
from indexer.embedding import load_encoder
load_encoder(cache_dir=Path(sys.argv[1]), backend=sys.argv[2]).encode_query("渡口几时通航")
status = dict(line.split(":", 1) for line in open("/proc/self/status").read().splitlines())
print(int(status["VmRSS"].split()[0]) // 1024)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--sample", type=int, default=1500, help="articles")
    parser.add_argument("--asked", type=int, default=150, help="questions about one article")
    parser.add_argument("--threads", type=int, default=Settings().threads)
    options = parser.parse_args()

    articles, questions = sample(options)
    rows, stretches = cut(articles)
    backends = [name for name in BACKENDS if name != "auto"]
    encoders = {name: _Apart(name, options.threads) for name in backends}
    print(f"machine: {platform.processor() or platform.machine()}, {os.cpu_count()} cores, "
          f"Python {platform.python_version()}; {len(articles)} articles, {len(stretches)} "
          f"stretches, {len(questions)} questions, {options.threads} threads")  # fmt: skip

    print("\nfrom the process's start to a first query's vector, median of 3; resident memory")
    for name in backends:
        seconds, megabytes = zip(*(cold(name) for _ in range(3)), strict=True)
        print(f"  {name:<11} {statistics.median(seconds):6.2f} s {max(megabytes):6} MB")

    print(f"\nstretches a second, median of {ROUNDS} rounds of {ROUND_STRETCHES}, by the clock "
          "and by CPU time")  # fmt: skip
    for name, (clock, cpu) in speeds(encoders, stretches).items():
        print(f"  {name:<11} {clock:7.1f} {cpu:7.1f}")

    vectors = {name: one.run(_passages, stretches)[0] for name, one in encoders.items()}
    texts = [question for question, _ in questions]
    asked = {name: one.run(_queries, texts)[0] for name, one in encoders.items()}
    print("\nMRR@10 of meaning alone; cosine to torch-fp32 of stretches, mean and least")
    for passages in backends:
        cosines = (vectors[passages] * vectors["torch-fp32"]).sum(axis=1)
        for queries in backends:
            rank = mrr(asked[queries] @ vectors[passages].T, rows, [gold for _, gold in questions])
            print(f"  passages {passages:<11} questions {queries:<11} {rank:.4f}"
                  f"   {cosines.mean():.5f} {cosines.min():.5f}")  # fmt: skip


class _Apart:
    """An encoder in a process of its own: torch's number of threads is one for a whole process."""

    def __init__(self, backend: str, threads: int) -> None:
        self._process = ProcessPoolExecutor(1, get_context("spawn"), _load, (backend, threads))

    def run(
        self, job: Callable[[Sequence[str]], Vectors], texts: Sequence[str]
    ) -> tuple[Vectors, float, float]:
        """Return the vectors, and the seconds they took by the clock and of the CPU."""
        return self._process.submit(_timed, job, texts).result()


_loaded: list[Encoder] = []  # in the process of one: its encoder


def _load(backend: str, threads: int) -> None:
    _loaded.append(load_encoder(cache_dir=Settings().cache, backend=backend, threads=threads))


def _timed(
    job: Callable[[Sequence[str]], Vectors], texts: Sequence[str]
) -> tuple[Vectors, float, float]:
    clock, cpu = time.perf_counter(), time.process_time()
    vectors = job(texts)
    return vectors, time.perf_counter() - clock, time.process_time() - cpu


def _passages(texts: Sequence[str]) -> Vectors:
    return _loaded[0].encode_passages(texts)


def _queries(texts: Sequence[str]) -> Vectors:
    return np.stack([_loaded[0].encode_query(text) for text in texts])


def sample(options: argparse.Namespace) -> tuple[list[dict[str, Any]], list[tuple[str, int]]]:
    """Return articles, first those that are gold, and questions with the row of their article."""
    articles = {row["id"]: row for row in read_rows(options.articles)}
    with options.questions.open(encoding="utf-8") as file:
        found = [row for row in map(json.loads, file) if row["gold_ids"][0] in articles]
    found = [row for row in found if row["kind"] == "qa_1doc"][: options.asked]
    order = list(dict.fromkeys([*(row["gold_ids"][0] for row in found), *articles]))
    kept = {identity: row for row, identity in enumerate(order[: options.sample])}
    return [articles[identity] for identity in kept], [
        (row["question"], kept[row["gold_ids"][0]]) for row in found
    ]


def cut(articles: Sequence[dict[str, Any]]) -> tuple[NDArray[np.int64], list[str]]:
    """Return the stretches and, for each, the row of its article."""
    pairs = [(row, text) for row, item in enumerate(articles) for text in stretches_of(item)]
    return np.array([row for row, _ in pairs]), [text for _, text in pairs]


def stretches_of(item: dict[str, Any]) -> Iterator[str]:
    article = Article(item["id"], "", item["text"])
    for passage in cut_passages(article, Settings().passage_chars):
        for start, end in embedding_spans(passage):
            yield article.text[start:end]


def cold(backend: str) -> tuple[float, int]:
    """Return seconds and megabytes of a fresh process that embeds one query."""
    started = time.perf_counter()
    command = [sys.executable, "-c", COLD, str(Settings().cache), backend]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return time.perf_counter() - started, int(done.stdout)


def speeds(encoders: dict[str, _Apart], stretches: Sequence[str]) -> dict[str, tuple[float, float]]:
    chosen = np.random.default_rng(1).permutation(len(stretches))
    took: dict[str, list[tuple[float, float]]] = {name: [] for name in encoders}
    for number in range(ROUNDS + 1):
        rows = chosen[number * ROUND_STRETCHES :][:ROUND_STRETCHES]
        texts = [stretches[row] for row in rows]
        for name, one in encoders.items():
            _, clock, cpu = one.run(_passages, texts)
            if number:  # the first round imports and warms up
                took[name].append((len(texts) / clock, len(texts) / cpu))
    return {
        name: (statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs))
        for name, pairs in took.items()
    }


def mrr(scores: Vectors, rows: NDArray[np.int64], gold: Sequence[int]) -> float:
    """Return MRR@10 of articles by their best stretch; `scores` is (questions, stretches)."""
    total = 0.0
    for line, right in zip(scores, gold, strict=True):
        best = np.full(rows.max() + 1, -np.inf)
        np.maximum.at(best, rows, line)
        place = 1 + int((best > best[right]).sum())
        total += 1 / place if place <= 10 else 0
    return total / len(gold)


if __name__ == "__main__":
    main()
