"""Index a collection of articles and measure search and answers over its questions.

    python bench/articles.py ARTICLES.jsonl.gz QUESTIONS.jsonl --archive /tmp/bench

The archive is kept: a second run measures without indexing again.
"""

from __future__ import annotations

import argparse
import gzip
import json
import lzma
import os
import platform
import statistics
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from tqdm import tqdm

from indexer import Archive, Settings
from indexer.archive import encoder_from
from indexer.evaluate import evaluate_file, print_table, read_questions
from indexer.reindex import reindex

_OPENERS: dict[str, Any] = {".gz": gzip.open, ".xz": lzma.open}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--archive", type=Path, required=True)
    parser.add_argument("--text-only", action="store_true", help="leave the headlines out")
    parser.add_argument("--channel", nargs="*", default=["words", "meaning", "both"])
    parser.add_argument("--answers", action="store_true", help="measure answers too (channel both)")
    parser.add_argument("--words-weight", type=float)
    options = parser.parse_args()

    print(f"machine: {platform.processor() or platform.machine()}, {os.cpu_count()} cores, "
          f"Python {platform.python_version()}")  # fmt: skip
    weight = {} if options.words_weight is None else {"words_weight": options.words_weight}
    settings = Settings(archive=options.archive, **weight)
    source = unpack(options.articles, options.archive, text_only=options.text_only)
    report = reindex(
        [source],
        settings,
        load_encoder=lambda: encoder_from(settings),
        progress=shown,
        processes=settings.threads,
    )
    if report.added or report.changed:
        seconds = sum((report.seconds or {}).values())
        print(
            f"indexed {report.passages} passages of {report.articles} articles in {seconds:.0f} s: "
            f"{report.passages / seconds:.1f} passages a second; {report.embedded} stretches embedded"
        )
        for stage, spent in (report.seconds or {}).items():
            print(f"  {stage:<10} {spent:8.1f} s  {spent / seconds:5.1%}")
    archive = Archive.open(settings)
    print(f"model {archive.manifest.model} ({archive.encoder().backend}), "
          f"words weight {settings.words_weight}")  # fmt: skip
    for channel in options.channel:
        answers = options.answers and channel == "both"
        table = evaluate_file(
            archive, options.questions, channel=channel, progress=shown, answers=answers
        )
        print(f"\n{channel}")
        print_table(table, print)
    questions = [item.question for item in read_questions(options.questions)][::7][:100]
    print("\nmedian and p95 in ms, one question after another, 100 questions, warm process")
    for name, ask in (
        *((f"search {c}", lambda q, c=c: archive.search(q, channel=c)) for c in options.channel),
        ("ask", archive.ask),
    ):
        times = sorted(timed(ask, question) * 1000 for question in questions)
        print(f"  {name:<15} {statistics.median(times):7.1f} {times[len(times) * 95 // 100]:7.1f}")


def unpack(path: Path, folder: Path, *, text_only: bool) -> Path:
    """Return the articles as a plain .jsonl beside the archive, without headlines if asked."""
    target = folder / "source" / f"{path.name.split('.')[0]}{'-text' * text_only}.jsonl"
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        rows = read_rows(path, text_only=text_only)
        lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
        target.write_text("".join(lines), encoding="utf-8")
    return target


def read_rows(
    path: Path, *, text_only: bool = False, limit: int | None = None
) -> Iterator[dict[str, Any]]:
    """Yield the rows of a packed collection, without headlines if asked."""
    with _OPENERS.get(path.suffix, open)(path, "rt", encoding="utf-8") as source:
        for line in islice(source, limit):
            row: dict[str, Any] = json.loads(line)
            yield row | {"title": ""} if text_only else row


def timed(call: Any, *args: Any) -> float:
    started = time.perf_counter()
    call(*args)
    return time.perf_counter() - started


def shown(items: Iterable[Any], stage: str, total: int | None) -> Iterable[Any]:
    bar: Iterable[Any] = tqdm(items, desc=stage, total=total, leave=False, disable=None)
    return bar


if __name__ == "__main__":
    main()
