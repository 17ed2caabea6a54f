"""Measure how well and how fast pages are cut into articles.

    python bench/layout.py corpus/layout.jsonl ../shared/data/layout/gold.jsonl

Each file holds {path, articles: [{title, paragraphs}]} a line, paths relative to it. Accuracy is that
of `jianbao split --json` as the development data's score.py counts it. Speed is reading and layout
of all pages, five times over, in one thread. How well pages are cut that the model has not seen:
`python tools/train_layout.py … --cross-validate`.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path

from indexer.layout import split_articles, split_report
from indexer.layout.scoring import Score
from indexer.models import Page
from indexer.reading import SourceFile, read_file

ROUNDS = 5


def main(names: list[str]) -> None:
    for name in names:
        gold = Path(name).absolute()
        folder = gold.parent
        rows = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
        sources = [SourceFile(folder / row["path"], folder, "") for row in rows]
        score = Score()
        for source, row in zip(sources, rows, strict=True):
            for page in read_file(source):
                assert isinstance(page, Page), page
                found = split_report(row["path"], page, split_articles(page))["articles"]
                score.add(found, row["articles"])
        print(f"{name}: {len(rows)} pages, {score}")
        seconds = [_once(sources) for _ in range(ROUNDS)]
        print(
            f"{name}: reading and layout {len(rows) / statistics.median(seconds):.0f} pages a second "
            f"(median of {ROUNDS}; {len(rows) / max(seconds):.0f} to {len(rows) / min(seconds):.0f})"
        )


def _once(sources: list[SourceFile]) -> float:
    start = time.perf_counter()
    for source in sources:
        for page in read_file(source):
            assert isinstance(page, Page)
            split_articles(page)
    return time.perf_counter() - start


if __name__ == "__main__":
    main(sys.argv[1:])
