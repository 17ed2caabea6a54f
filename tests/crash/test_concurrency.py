"""Searches from threads and processes run during reindexing without an error or a wrong hit."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from indexer import Archive, Report, Settings
from indexer.reindex import reindex
from tests.conftest import CharacterEncoder, write_page
from tests.crash.dying import ROOT, environment
from tests.crash.searching import QUERIES, Expected, answer, keep_searching, pages

Run = Callable[..., Report]
RUNS = 20


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    return tmp_path / "报纸"


def put(paper: Path, version: int) -> None:
    """Let the folder hold the pages of a version and no others."""
    wanted = pages(version)
    for path in paper.glob("*/*/*.txt"):
        if path.relative_to(paper).with_suffix("").as_posix() not in wanted:
            path.unlink()
    for name, text in wanted.items():
        write_page(paper, name, text)


@pytest.fixture
def expected(tmp_path: Path, paper: Path, encoder: CharacterEncoder) -> Expected:
    """What each version answers, by archives made of it alone."""
    made = {}
    for version in range(1, RUNS + 2):
        put(paper, version)
        alone = Settings(archive=tmp_path / "alone" / str(version))
        reindex([paper], alone, load_encoder=lambda: encoder)
        archive = Archive.open(alone)
        made[f"{version:06d}"] = {query: answer(archive, query) for query in QUERIES}
    return made


def test_searches_during_twenty_runs(
    tmp_path: Path, paper: Path, run: Run, settings: Settings, expected: Expected
) -> None:
    put(paper, 1)
    run(paper)
    stop, done = tmp_path / "stop", threading.Event()
    (tmp_path / "expected.json").write_text(json.dumps(expected), encoding="utf-8")
    command = [sys.executable, "-m", "tests.crash.searching"]
    others = [
        subprocess.Popen(
            [*command, str(tmp_path / "expected.json"), str(settings.archive), str(stop)],
            cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True,
        )
        for _ in range(2)
    ]  # fmt: skip
    for process in others:
        assert process.stdout is not None
        assert process.stdout.readline() == "searching\n"
    shared, own = Archive.open(settings), Archive.open(settings)
    first = Archive.open(settings)
    with ThreadPoolExecutor() as pool:
        readers = [
            pool.submit(keep_searching, opened, expected, done.is_set)
            for opened in (shared, shared, own)
        ]
        try:
            for version in range(2, RUNS + 2):
                put(paper, version)
                report = run(paper)
                assert report.generation == f"{version:06d}"
                assert report.added or report.changed or report.removed
        finally:
            done.set()
            stop.touch()
        tallies = [reader.result() for reader in readers]
    for process in others:
        out, _ = process.communicate(timeout=60)
        searches, generations, wrong = json.loads(out)
        assert wrong == []
        assert searches > len(QUERIES) and generations
    for tally in tallies:
        assert tally.wrong == []
        assert len(tally.generations) > 2
    # What was opened before all this answers as it did, though it asks for its vectors only now.
    assert {query: answer(first, query) for query in QUERIES} == expected["000001"]
    assert first.refresh()
    assert answer(first, QUERIES[0]) == expected[f"{RUNS + 1:06d}"][QUERIES[0]]
