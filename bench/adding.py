"""What a run of `reindex` costs in a large archive: nothing new, an issue more, a page corrected or gone.

    python bench/adding.py ARTICLES.jsonl.xz --folder /tmp/adding [--pages] [--limit 20000]

The articles become issues of 16 pages with nine or ten articles each: text pages with --pages, else
an issue a JSONL file. All but the last issue are indexed with random vectors, as that costs hours
otherwise; what follows is the real command with the real model, a new process each, whose time and
imports count. The same issue is added to an empty archive too: what the large one adds is the rest.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from articles import read_rows, shown
from build import RandomEncoder

from indexer import Settings
from indexer.reindex import reindex

_ISSUE = 150  # articles
_PAGES = 16
_PAPER = "量报"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--folder", type=Path, required=True, help="is made; must not exist")
    parser.add_argument("--pages", action="store_true")
    parser.add_argument("--limit", type=int)
    options = parser.parse_args()
    options.folder.mkdir(parents=True)
    held, new, archive = (options.folder / name for name in ("held", "new", "archive"))
    rows = list(read_rows(options.articles, limit=options.limit))
    issues = len(rows) // _ISSUE
    for number in range(issues):
        day = date(2000, 1, 1) + timedelta(number)
        articles = rows[number * _ISSUE : (number + 1) * _ISSUE]
        write_issue(new if number == issues - 1 else held, day, articles, pages=options.pages)

    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}; "
          f"{issues - 1} issues of {_ISSUE} articles as {'pages' if options.pages else 'JSONL'}")  # fmt: skip
    settings = Settings(archive=archive)
    encoder = RandomEncoder(settings)
    started = time.perf_counter()
    report = reindex(
        [held], settings, load_encoder=lambda: encoder, processes=settings.threads, progress=shown
    )
    print(f"{report.articles} articles held, in {time.perf_counter() - started:.0f} s")
    run("nothing new", archive, held)
    run("an issue more", archive, new)
    run("nothing new", archive, held, new)
    first = sorted(path for path in new.rglob("*") if path.is_file())[0]
    text = first.read_text(encoding="utf-8")
    first.write_text(text.replace("，", "、", 1), encoding="utf-8")
    run("a page corrected" if options.pages else "an article corrected", archive, new)
    first.unlink()
    run("a page gone" if options.pages else "the issue gone", archive, new)
    run("everything again (--full)", archive, "--full")
    first.write_text(text, encoding="utf-8")
    run("the issue, to an empty archive", options.folder / "empty", new)
    shutil.rmtree(options.folder / "empty")


def write_issue(
    folder: Path, day: date, articles: Sequence[dict[str, Any]], *, pages: bool
) -> None:
    """Write an issue: its pages as text, or one file of articles that are cut."""
    issue = folder / _PAPER / day.isoformat()
    issue.mkdir(parents=True)
    if pages:
        for number, page in enumerate(spread(articles), start=1):
            text = "\n".join(f"{row['title']}\n\n{row['text']}\n" for row in page)
            (issue / f"{number:02d}.txt").write_text(text, encoding="utf-8")
        return
    lines = [
        json.dumps(row | {"newspaper": _PAPER, "date": day.isoformat()}, ensure_ascii=False)
        for row in articles
    ]
    (issue / "articles.jsonl").write_text("\n".join(lines), encoding="utf-8")


def spread(articles: Sequence[dict[str, Any]]) -> Iterator[Sequence[dict[str, Any]]]:
    for number in range(_PAGES):
        yield articles[number::_PAGES]


def run(what: str, archive: Path, *arguments: object) -> None:
    """Time `reindex` as a process of its own, and print what it says of itself."""
    command = [sys.executable, "-c", "from indexer.cli import reindex; reindex()",
               "--json", "--archive", str(archive), *map(str, arguments)]  # fmt: skip
    started = time.perf_counter()
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    spent = time.perf_counter() - started
    if done.returncode == 2:
        sys.exit(done.stderr)
    report = json.loads(done.stdout)
    stages = ", ".join(f"{stage} {took:.1f}" for stage, took in (report["seconds"] or {}).items())
    print(f"{what:<32} {spent:6.1f} s: added {len(report['added'])}, changed "
          f"{len(report['changed'])}, removed {len(report['removed'])}, embedded "
          f"{report['embedded']} ({stages})", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
