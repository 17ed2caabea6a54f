"""Indexes of vectors beside the exact scan: recall of the nearest hundred, time and bytes, as ratios.

    pip install '.[bench]'
    python bench/nearest.py ARCHIVE QUESTIONS.jsonl [--queries 200]

The archive must have real vectors: random ones have no neighbourhoods. Queries are embedded first and
then put to all ways in turn, one thread each; times are the processor's. Recall is of the exact scan's nearest hundred.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from articles import median_and_p95

from indexer import Archive, Settings
from indexer.store.vectors import matrix_path, row_files

_NEAREST = 100


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--queries", type=int, default=200)
    options = parser.parse_args()
    archive = Archive.open(Settings(archive=options.archive))
    lines = options.questions.read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    questions = random.Random(1).sample(questions, min(options.queries, len(questions)))
    queries = [archive.encoder().encode_query(question) for question in questions]
    vectors = archive.generation.vectors
    # Scaled to length 1 again, in the order of the stretches.
    whole = np.concatenate(
        [np.load(matrix_path(path)) for path in row_files(archive.generation.folder / "vectors")]
    )[vectors._order].astype(np.float32)
    whole /= np.linalg.norm(whole, axis=1, keepdims=True)
    print(f"{len(whole)} stretches, {len(queries)} queries")
    exact = [set(np.argpartition(-vectors.cosines(query), _NEAREST)[:_NEAREST].tolist())
             for query in queries]  # fmt: skip
    ways: dict[str, tuple[Callable[[Any], Any], int]] = {
        "exact, 8 bits": (vectors.cosines, whole.size)
    }
    ways |= with_faiss(whole) | with_usearch(whole)
    spent: dict[str, list[float]] = {name: [] for name in ways}
    recall: dict[str, list[float]] = {name: [] for name in ways}
    for nearest, query in zip(exact, queries, strict=True):
        for name, (search, _) in ways.items():
            started = time.process_time()
            found = search(query)
            spent[name].append((time.process_time() - started) * 1000)
            if name.startswith("exact"):
                found = nearest
            recall[name].append(len(nearest & set(map(int, found))) / _NEAREST)
    first = median_and_p95(spent["exact, 8 bits"])[0]
    print(
        f"{'':<32} {'recall@100':>10} {'worst 5%':>9} {'ms':>8} {'p95':>8} {'of exact':>9} {'MB':>7}"
    )
    for name, (_, size) in ways.items():
        median, p95 = median_and_p95(spent[name])
        worst = sorted(recall[name])[len(recall[name]) // 20]
        print(f"{name:<32} {np.mean(recall[name]):10.3f} {worst:9.2f} {median:8.2f} {p95:8.2f} "
              f"{median / first:9.2f} {size / 1e6:7.0f}")  # fmt: skip


def with_faiss(whole: Any) -> dict[str, tuple[Callable[[Any], Any], int]]:
    """Return inverted lists in 8 bits, by how many of them are looked into."""
    import faiss

    faiss.omp_set_num_threads(1)
    lists = 1 << int(np.log2(4 * np.sqrt(len(whole))))
    started = time.perf_counter()
    index = faiss.index_factory(whole.shape[1], f"IVF{lists},SQ8", faiss.METRIC_INNER_PRODUCT)
    index.train(whole)
    index.add(whole)
    print(f"faiss: {lists} lists, built in {time.perf_counter() - started:.0f} s")

    def search(query: Any, *, looked_into: int) -> Any:
        index.nprobe = looked_into
        return index.search(query[None], _NEAREST)[1][0]

    return {
        f"faiss IVF{lists} SQ8, {n} lists": (partial(search, looked_into=n), whole.size)
        for n in (8, 16, 32, 64, 128)
    }


def with_usearch(whole: Any) -> dict[str, tuple[Callable[[Any], Any], int]]:
    """Return a graph (HNSW) in 8 bits, by how many nodes are kept while searching."""
    from usearch.index import Index

    started = time.perf_counter()
    index = Index(ndim=whole.shape[1], metric="cos", dtype="i8")
    index.add(np.arange(len(whole)), whole, threads=1)
    print(f"usearch: built in {time.perf_counter() - started:.0f} s")

    def search(query: Any, *, kept: int) -> Any:
        index.expansion_search = kept
        return index.search(query, _NEAREST, threads=1).keys

    return {
        f"usearch HNSW i8, {n} kept": (partial(search, kept=n), index.serialized_length)
        for n in (128, 256, 512)
    }


if __name__ == "__main__":
    main()
