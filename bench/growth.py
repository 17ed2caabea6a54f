"""How search grows with the archive: the same queries put to several archives, in turn.

    python bench/growth.py QUESTIONS.jsonl ARCHIVE ARCHIVE … [--queries 60]

The first archive is the one that the others are compared with. Each is open in a process of its own,
so that memory is told apart; one works at a time. Every query goes to all of them before the next
one, so that what else the machine does hits all alike; the processor's own time, in a row of its own,
tells most where it does much. Warm, the first ten of each kind not counted;
cold: a new process each, in turn too.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import random
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from articles import median_and_p95
from search import cold_start, sample_phrases

from indexer import Archive, IndexerError, Settings

_WARM = 10
_COLD = 5
_AT_ONCE = 5000  # texts read to sum up their bytes


class Opened:
    """An archive that a process of its own holds open."""

    def __init__(self, path: Path) -> None:
        self.path = path
        context = multiprocessing.get_context("spawn")
        self._pipe, other = context.Pipe()
        self._process = context.Process(target=_serve, args=(path, other), daemon=True)
        self._process.start()

    def ask(self, what: str, *values: Any) -> Any:
        """Return what `what` of _Asked returns there."""
        self._pipe.send((what, values))
        return self._pipe.recv()


class _Asked:
    """What an archive's process is asked."""

    def __init__(self, path: Path) -> None:
        started = time.perf_counter()
        self._archive = Archive.open(Settings(archive=path))
        self._opened = time.perf_counter() - started

    def about(self) -> dict[str, float]:
        """Return what the archive holds, and what opening it took."""
        generation, manifest = self._archive.generation, self._archive.manifest
        memory = _memory()
        started = time.perf_counter()
        stretches = len(generation.vectors.spans)
        opened = time.perf_counter() - started
        text = 0
        keys = generation.columns.articles.tolist()
        for at in range(0, len(keys), _AT_ONCE):
            texts = generation.catalogue.texts(keys[at : at + _AT_ONCE])
            text += sum(len(part.encode()) for pair in texts.values() for part in pair)
        sizes = {"words": 0, "vectors": 0, "catalogue.sqlite": 0, "columns.npz": 0}
        for file, (size, _) in manifest.files.items():
            sizes[file.split("/")[0]] += size
        return {
            "articles": manifest.articles,
            "passages": manifest.passages,
            "stretches": stretches,
            "text, MB": text / 1e6,
            "opened, s": self._opened,
            "opened, MB": memory,
            "vectors opened, s": opened,
            "size, times the text": sum(sizes.values()) / text,
            **{f"  {part}": size / text for part, size in sizes.items()},
        }

    def phrases(self, count: int) -> list[str]:
        return sample_phrases(self._archive, count, random.Random(1))

    def month(self) -> str:
        """Return the month of the article in the middle of time."""
        dates = self._archive.generation.columns.dates
        day = str(sorted(dates[dates > 0].tolist())[int((dates > 0).sum()) // 2])
        return f"{day[:4]}-{day[4:6]}"

    def spent(self, kind: str, query: str) -> tuple[float, float]:
        """Return the milliseconds that a query took, and those of the processor's time."""
        started, worked = time.perf_counter(), time.process_time()
        try:
            _CALLS[kind](self._archive, query)
        except IndexerError as error:
            print(f"refused: {error}")
        return (time.perf_counter() - started) * 1000, (time.process_time() - worked) * 1000

    def memory(self) -> float:
        return _memory()


def _serve(path: Path, pipe: Connection) -> None:
    asked = _Asked(path)
    while True:
        what, values = pipe.recv()
        pipe.send(getattr(asked, what)(*values))


def _memory() -> float:
    """Return the largest memory so far in MB; files mapped into memory count."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


_words = partial(Archive.search, channel="words")
_CALLS: dict[str, Callable[[Archive, str], Any]] = {
    "words": _words,
    "exact phrase": _words,
    "A AND B NOT C": _words,
    "words in one month": _words,
    "meaning": partial(Archive.search, channel="meaning"),
    "both": Archive.search,
    "ask": Archive.ask,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", type=Path)
    parser.add_argument("archives", type=Path, nargs="+")
    parser.add_argument("--queries", type=int, default=60)
    options = parser.parse_args()
    lines = options.questions.read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    questions = random.Random(1).sample(questions, min(options.queries + _WARM, len(questions)))
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
          f"load {os.getloadavg()[0]:.1f}; {len(questions) - _WARM} queries a kind")  # fmt: skip
    opened = [Opened(path) for path in options.archives]
    print_row("", [one.path.name for one in opened])
    told = [one.ask("about") for one in opened]
    for name in told[0]:
        print_row(
            name, [f"{one[name]:,.0f}" if one[name] > 99 else f"{one[name]:.2f}" for one in told]
        )
    print_row("warm, ms: median / p95", ["", *(["(ratios)"] * (len(opened) - 1))])
    for kind, queries in queries_of(opened[0], questions).items():
        waited, worked = interleaved(opened, kind, queries)
        print_times(kind, waited)
        print_times("  of the processor", worked)
    print_row("largest memory, MB", [f"{one.ask('memory'):.0f}" for one in opened])
    for channel in ("words", "both"):
        cold = [[cold_start(path, channel, questions[at]) for path in options.archives]
                for at in range(_COLD)]  # fmt: skip
        medians = [statistics.median(times) for times in zip(*cold, strict=True)]
        print_row(f"cold start, s: {channel}", [f"{median:.2f}" for median in medians])


def queries_of(first: Opened, questions: Sequence[str]) -> dict[str, list[str]]:
    """Return the queries of each kind: questions, and phrases of the first archive's texts."""
    phrases = first.ask("phrases", len(questions))
    month = first.ask("month")
    found = {kind: list(questions) for kind in _CALLS}
    found["exact phrase"] = [f'"{phrase}"' for phrase in phrases]
    found["A AND B NOT C"] = [
        f"{one[:2]} AND {other[:2]} NOT 天气"
        for one, other in zip(phrases, reversed(phrases), strict=True)
    ]
    found["words in one month"] = [f"{question} 日期:{month}" for question in questions]
    return found


def interleaved(
    opened: Sequence[Opened], kind: str, queries: Sequence[str]
) -> tuple[list[list[float]], list[list[float]]]:
    """Return the milliseconds of each query, by archive, and of the processor's time.

    Who is asked first changes by turns.
    """
    waited: list[list[float]] = [[] for _ in opened]
    worked: list[list[float]] = [[] for _ in opened]
    for nth, query in enumerate(queries):
        for turn in range(len(opened)):
            at = (nth + turn) % len(opened)
            for times, spent in zip(
                (waited[at], worked[at]), opened[at].ask("spent", kind, query), strict=True
            ):
                times.append(spent)
    return [times[_WARM:] for times in waited], [times[_WARM:] for times in worked]


def print_times(kind: str, spent: Sequence[Sequence[float]]) -> None:
    """Print median / p95, and in brackets how many times the first archive's they are."""
    measured = [median_and_p95(times) for times in spent]
    first_median, first_p95 = measured[0]
    cells = [f"{first_median:.1f} / {first_p95:.1f}"]
    for median, p95 in measured[1:]:
        cells.append(
            f"{median:.1f} / {p95:.1f} ({median / first_median:.1f} / {p95 / first_p95:.1f})"
        )
    print_row(kind, cells)


def print_row(name: str, cells: Sequence[str]) -> None:
    print(f"| {name:<24} | {' | '.join(f'{cell:>30}' for cell in cells)} |", flush=True)


if __name__ == "__main__":
    main()
