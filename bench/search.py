"""How fast an archive is searched: by kind of query, from the command line, and how large it is.

    python bench/search.py ARCHIVE QUESTIONS.jsonl [--queries 200]

Queries are questions of the file, phrases taken from the archive's texts, and conditions made of
both. Warm: one process, one query after another, the first ten not counted. Cold: a new process each.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from indexer import Archive, IndexerError, Settings

_WARM = 10
_COLD = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--queries", type=int, default=200)
    options = parser.parse_args()
    lines = options.questions.read_text(encoding="utf-8").splitlines()
    chance = random.Random(1)
    questions = [json.loads(line)["question"] for line in lines]
    questions = chance.sample(questions, min(options.queries + _WARM, len(questions)))
    started = time.perf_counter()
    archive = Archive.open(Settings(archive=options.archive))
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; "
          f"{archive.manifest.articles} articles, {archive.manifest.passages} passages, "
          f"opened in {time.perf_counter() - started:.2f} s, {archive.encoder().backend}")  # fmt: skip
    phrases = sample_phrases(archive, len(questions), chance)
    first, _last = archive.dates()
    middle = first[:7] if first else ""
    kinds: dict[str, tuple[Callable[[str], Any], Sequence[str]]] = {
        "words": (partial(archive.search, channel="words"), questions),
        "exact phrase, words": (
            partial(archive.search, channel="words"), [f'"{phrase}"' for phrase in phrases]
        ),
        "A AND B NOT C, words": (
            partial(archive.search, channel="words"),
            [f"{p[:2]} AND {q[:2]} NOT 天气" for p, q in zip(phrases, reversed(phrases), strict=True)],
        ),
        "one month, words": (
            partial(archive.search, channel="words"), [f"{q} 日期:{middle}" for q in questions]
        ),
        "meaning": (partial(archive.search, channel="meaning"), questions),
        "both": (archive.search, questions),
        "both, no second stage": (partial(archive.search, rerank=False), questions),
        "both, page 10": (partial(archive.search, offset=90), questions),
        "ask": (archive.ask, questions),
    }  # fmt: skip
    print(f"{'warm, ms':<24} {'median':>8} {'p95':>8} {'max':>8}")
    for name, (call, queries) in kinds.items():
        spent = sorted(times(call, queries))
        p95 = spent[len(spent) * 95 // 100]
        print(f"{name:<24} {statistics.median(spent):8.1f} {p95:8.1f} {spent[-1]:8.1f}", flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:.0f} MB (files mapped into memory count)")
    for channel in ("words", "both"):
        cold = [cold_start(options.archive, channel, questions[n]) for n in range(_COLD)]
        print(f"cold start of `jianbao search`, {channel}: median {statistics.median(cold):.2f} s")
    together(archive, questions[:200])


def times(call: Callable[[str], Any], queries: Sequence[str]) -> list[float]:
    spent = []
    for query in queries:
        started = time.perf_counter()
        try:
            call(query)
        except IndexerError as error:
            print(f"refused: {error}", file=sys.stderr)
        spent.append((time.perf_counter() - started) * 1000)
    return spent[_WARM:]


def sample_phrases(archive: Archive, count: int, chance: random.Random) -> list[str]:
    """Return runs of 3 to 10 letters of the archive's own texts."""
    catalogue = archive.generation.catalogue
    keys = archive.generation.columns.articles.tolist()
    found: list[str] = []
    while len(found) < count:
        title_and_text = catalogue.texts([chance.choice(keys)])
        for _, text in title_and_text.values():
            runs = re.findall(r"[一-鿿]{3,10}", text)
            if runs:
                found.append(chance.choice(runs))
    return found


def cold_start(archive: Path, channel: str, question: str) -> float:
    code = "import sys; from indexer.cli import main; sys.argv[0] = 'jianbao'; main()"
    command = [sys.executable, "-c", code, "search", "--channel", channel,
               "--archive", str(archive), "--", question]  # fmt: skip
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


def together(archive: Archive, questions: Sequence[str]) -> None:
    """Ask two hundred questions from sixteen threads and compare with one by one."""

    def ids(question: str) -> list[str]:
        return [found.article.id for found in archive.search(question).articles]

    alone = [ids(question) for question in questions]
    started = time.perf_counter()
    with ThreadPoolExecutor(16) as pool:
        same = list(pool.map(ids, questions)) == alone
    spent = time.perf_counter() - started
    print(f"{len(questions)} at once from 16 threads: {'the same' if same else 'OTHER'} results, "
          f"{len(questions) / spent:.1f} a second")  # fmt: skip


if __name__ == "__main__":
    main()
