"""The served page under load: people who open it, search, open a page, ask and narrow.

Each person is a session of Streamlit's own protocol (bench/visits.py): a websocket, the messages a
browser sends, and the answers until the script is finished. The page is served by a process of its
own, started here by `jianbao serve`; the people are in this one, so that what is measured is the
server: the 2 MB of scripts that a browser loads once, and its drawing, are not in these figures.
They are what `--browser` measures, for one person.

    python bench/page.py ARCHIVE [--people 1 20] [--rounds 3] [--think 5] [--browser]
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from visits import Run, Visit

from indexer import Archive, Settings

_ROOT = Path(__file__).parents[1]
ACTIONS = ("open", "search", "page", "ask", "narrow")


@dataclass(slots=True)
class Wanted:
    """What people look for: made of the archive's own words, so that there are results."""

    queries: list[str]
    questions: list[str]
    articles: list[str]
    days: list[str]


@dataclass(slots=True)
class Measured:
    done: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    first: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failed: list[str] = field(default_factory=list)

    def add(self, action: str, run: Run) -> None:
        self.done[action].append(run.seconds)
        if run.first is not None:
            self.first[action].append(run.first)
        if run.failed:
            self.failed.append(action)


def wanted(archive: Archive, chosen: random.Random) -> Wanted:
    """Return queries of two words out of articles, and questions of four words in a row.

    Out of 2,000 articles: what one person has asked is not there, ready, for the next.
    """
    from indexer.language import words

    queries, questions, articles, days = [], [], [], []
    ids = archive.generation.catalogue.article_ids()
    for article_id in chosen.sample(ids, min(len(ids), 2000)):
        article = archive.article(article_id)
        said = [word for word in words(f"{article.title} {article.text[:80]}") if len(word) > 1]
        if len(said) >= 4:
            queries.append(" ".join(chosen.sample(said, 2)))
            questions.append(f"{''.join(said[:4])}是什么时候的事？")
            articles.append(article.id)
            days.append(article.date)
    return Wanted(queries, questions, articles, days)


async def person(
    address: str, look: Wanted, rounds: int, think_s: float, seed: int, measured: Measured
) -> None:
    chosen = random.Random(seed)

    async def think() -> None:
        await asyncio.sleep(chosen.uniform(0.5, 1.5) * think_s)

    await asyncio.sleep(chosen.uniform(0, max(think_s, 0.1)))
    for _ in range(rounds):
        number = chosen.randrange(len(look.queries))
        query, day = look.queries[number], look.days[number]
        async with Visit(address) as visit:
            measured.add("open", await visit.open())
            await think()
            measured.add("search", await visit.fill('id="hits"', typed=query, go=True))
            await think()
            measured.add("narrow", await visit.open("", 'id="hits"', q=query, since=day))
            await think()
            measured.add("page", await visit.open("page", article=look.articles[number]))
            await think()
            question = chosen.choice(look.questions)
            measured.add("ask", await visit.open("", 'id="answer"', q=question))
            await think()


async def crowd(
    address: str, look: Wanted, people: int, rounds: int, think_s: float
) -> tuple[Measured, float]:
    measured, began = Measured(), time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for seed in range(people):
            group.create_task(person(address, look, rounds, think_s, seed, measured))
    return measured, time.perf_counter() - began


def show(
    measured: Measured, people: int, think_s: float, seconds: float, computed_s: float
) -> None:
    runs = sum(map(len, measured.done.values()))
    print(f"\n{people} people, {think_s:g} s to think: {runs} runs in {seconds:.0f} s", end="")
    print(f", failed: {measured.failed}" if measured.failed else ", none failed")
    print(f"{'':8}{'runs':>6}{'first':>9}{'p95':>7}{'done':>9}{'p95':>7}   seconds, median and p95")
    for action in ACTIONS:
        done = measured.done[action]
        print(f"{action:8}{len(done):6}{_spread(measured.first[action])}{_spread(done)}")
    print(f"{'':8}of the server: {computed_s / max(runs, 1):.2f} s of computing a run")
    done, first = (list(chain(*table.values())) for table in (measured.done, measured.first))
    print(f"{'all':8}{len(done):6}{_spread(first)}{_spread(done)}")


def _spread(seconds: list[float]) -> str:
    if not seconds:
        return " " * 16
    ordered = sorted(seconds)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    return f"{statistics.median(ordered):9.2f}{p95:7.2f}"


@contextmanager
def served(archive: Path) -> Iterator[tuple[str, int]]:
    """Serve the archive on a free port; return the address and the process."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-c", "from indexer.cli import main; main()",
        "serve", "--port", str(port), "--archive", str(archive),
    ]  # fmt: skip
    with subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(_ROOT)}) as server:
        try:
            for _ in range(120):
                try:
                    urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=2)
                    break
                except OSError:
                    time.sleep(0.5)
            yield f"http://localhost:{port}", server.pid
        finally:
            server.terminate()


def memory_mb(process: int) -> int:
    for line in Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) // 1024
    return 0


def computed(process: int) -> float:
    """Return the seconds a process has computed: less a matter of what else the machine does."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def in_browser(address: str, look: Wanted) -> None:
    """Print what one person sees in Chromium: first paint, the search box, results."""
    from urllib.parse import quote

    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        context = chromium.new_context(viewport={"width": 1440, "height": 900})
        print("\none person in Chromium, seconds")
        for name, where, shown in (
            ("first visit", "/", "input"),
            ("second visit", "/", "input"),
            ("results by a link", f"/?q={quote(look.queries[0])}", "#hits"),
            ("page by a link", f"/page?article={quote(look.articles[0])}", "#hits, .jb p"),
        ):
            tab = context.new_page()
            began = time.perf_counter()
            tab.goto(address + where)
            tab.wait_for_selector(shown)
            seconds = time.perf_counter() - began
            paint = tab.evaluate(
                "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
            )
            print(f"{name:20} first paint {(paint or 0) / 1000:5.2f}   shown {seconds:5.2f}")
            tab.close()
        tab = context.new_page()
        tab.goto(address)
        box = tab.get_by_role("textbox").first
        box.fill(look.queries[1])
        began = time.perf_counter()
        box.press("Enter")
        tab.wait_for_selector("#hits")
        print(f"{'search typed':20} {'':17} shown {time.perf_counter() - began:5.2f}")
        chromium.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--people", type=int, nargs="+", default=[1, 20])
    parser.add_argument("--rounds", type=int, default=3, help="visits of each person")
    parser.add_argument("--think", type=float, default=5.0, help="mean seconds between actions")
    parser.add_argument("--browser", action="store_true", help="also one person in Chromium")
    arguments = parser.parse_args()
    archive = Archive.open(Settings(archive=arguments.archive))
    look = wanted(archive, random.Random(7))
    print(f"{arguments.archive}: {archive.manifest.articles} articles, {os.cpu_count()} cores, "
          f"{len(look.queries)} things to look for")  # fmt: skip
    with served(arguments.archive) as (address, process):
        # What the first person of the day waits for: the archive opened, the model loaded.
        cold = Measured()
        asyncio.run(person(address, look, 1, 0, 99, cold))
        print(f"first visit of a process: {cold.done['open'][0]:.2f} s, its first search "
              f"{cold.done['search'][0]:.2f} s")  # fmt: skip
        for people in arguments.people:
            before = computed(process)
            measured, seconds = asyncio.run(
                crowd(address, look, people, arguments.rounds, arguments.think)
            )
            show(measured, people, arguments.think, seconds, computed(process) - before)
            print(f"memory of the server: {memory_mb(process)} MB")
        if arguments.browser:
            in_browser(address, look)


if __name__ == "__main__":
    main()
