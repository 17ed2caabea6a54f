"""Search an archive without end while it is reindexed, and compare every answer with what it should be.

    python -m tests.crash.searching EXPECTED.json ARCHIVE STOP    # until the file STOP is there

Version n of the pages is generation n. Each version's answers were made beforehand by archives
of their own, so that a hit from another generation, or one half written, is seen.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from indexer import Archive, Settings

QUERIES = ("渡口", "“摆渡的老人”", "标题:通告", "日期:2021-06-02", "渡口 -通告", "老人说了什么")
Answer = list[tuple[str, str]]  # ids of articles and their texts, sorted
Expected = dict[str, dict[str, Answer]]  # by generation and query


@dataclass
class Tally:
    """What one reader saw."""

    searches: int = 0
    generations: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)


def answer(archive: Archive, query: str) -> Answer:
    """Return what a query finds, and open each article again by its id."""
    found = archive.search(query, limit=100)
    articles = [item.article for item in found.articles]
    for item in found.articles:
        for hit in item.hits:
            assert item.article.text[hit.passage.start : hit.passage.end] == hit.passage.text
    return sorted((item.id, item.text) for item in articles)


def pages(version: int) -> dict[str, str]:
    """Return the pages of a version by their names: some come, some go, some change every time."""
    made = {
        f"江城晚报/2021-06-{day:02}/01": _page(day, version - version % day)
        for day in range(1, 8)
        if (version + day) % 4
    }
    return made | {"江城晚报/2021-06-30/01": _page(30, version)}


def _page(day: int, version: int) -> str:
    return (
        f"渡口通告第{version}号\n\n□本报记者 苏 禾\n\n本报讯 {day}日，渡口贴出第{version}号通告，"
        f"改开{version + 3}班渡船。\n\n摆渡的老人\n\n□本报记者 白 露\n\n"
        f"本报讯 摆渡的老人说：“我在这里摇了{version + day}年船。”岸边{day}人听他讲第{version}个故事。\n"
    )


def keep_searching(
    archive: Archive, expected: Expected, stop: Callable[[], bool], *, refresh: bool = True
) -> Tally:
    """Search until told to stop; what is wrong is in the tally's `wrong`."""
    tally = Tally()
    while not stop() and len(tally.wrong) < 5:
        try:
            if refresh:
                archive.refresh()
            for query in QUERIES:
                first = archive.manifest.generation
                found = answer(archive, query)
                last = archive.manifest.generation
                # Another thread may have refreshed meanwhile: the answer is of one or the other.
                between = [name for name in expected if first <= name <= last]
                if found not in [expected[name][query] for name in between]:
                    tally.wrong.append(f"{first} to {last}: {query}: {found}")
                tally.searches += 1
                tally.generations.add(last)
                time.sleep(0.005)  # let the run that is searched through have its turn
        except Exception as error:  # noqa: BLE001  # whatever a search raises is what is looked for
            tally.wrong.append(repr(error))
    return tally


def main(argv: Sequence[str]) -> None:
    expected_path, archive, stop = map(Path, argv)
    held = json.loads(expected_path.read_text(encoding="utf-8"))
    expected = {
        name: {query: [(a, b) for a, b in found] for query, found in by_query.items()}
        for name, by_query in held.items()
    }
    opened = Archive.open(Settings(archive=archive))
    click.echo("searching")
    tally = keep_searching(opened, expected, stop.exists)
    found = [tally.searches, sorted(tally.generations), tally.wrong]
    click.echo(json.dumps(found, ensure_ascii=False))


if __name__ == "__main__":
    import pytest

    from tests.conftest import use_encoder

    use_encoder(pytest.MonkeyPatch())
    main(sys.argv[1:])
