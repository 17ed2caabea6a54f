"""Build an archive of a collection, to be measured by bench/search.py.

    python bench/build.py ARTICLES.jsonl.xz --archive /tmp/speed [--random-vectors] [--copies 8]

With --random-vectors nothing is embedded: every stretch gets a random direction, so that the speed
of a large archive can be measured without hours of embedding (questions are still embedded by the
real model; what meaning finds is then chance). --copies repeats the collection with other dates,
names and numbers, to see how things grow: each copy is added by a run of its own, and counts as
articles of its own: with every article eight prints of one story, an archive would be like no other.
A build that was interrupted goes on where it was, as `reindex` does.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from articles import read_rows, shown
from numpy.typing import NDArray

from indexer import Settings
from indexer.archive import encoder_from
from indexer.embedding import fingerprint_of
from indexer.reindex import reindex
from indexer.store import stories

_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹"
_GIVEN = "伟芳娜敏静磊军洋勇艳杰涛明超兰霞平刚桂英华玉萍红建文辉力云志新"
_NAME = re.compile(rf"(?<=[，。、（者长员授人])[{_SURNAMES}][一-鿿]{{2}}(?=[说表介告认在为，、）])")


class RandomEncoder:
    """Gives passages random directions: for speed only."""

    backend = "random"

    def __init__(self, settings: Settings) -> None:
        self.fingerprint = fingerprint_of(settings.model, settings.cache)
        self.dimensions = 384
        self._random = np.random.default_rng(1)

    def encode_passages(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        size = (len(texts), self.dimensions)
        drawn = self._random.standard_normal(size, dtype=np.float32)
        drawn /= np.linalg.norm(drawn, axis=1, keepdims=True)
        return np.asarray(drawn, dtype=np.float32)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        return np.asarray(self.encode_passages([text])[0], dtype=np.float32)


def altered(row: dict[str, Any], number: int, chance: random.Random) -> dict[str, Any]:
    """Return copy `number` of an article, with other names, numbers and dates; 0 is the article."""
    if not number:
        return row
    day = row["date"] and date.fromisoformat(row["date"]) - timedelta(365 * number)
    return row | {
        "id": f"{row['id']}-{number}",
        "date": day and day.isoformat(),
        "title": _changed(row["title"], chance),
        "text": _changed(row["text"], chance),
    }


def _changed(text: str, chance: random.Random) -> str:
    text = _NAME.sub(
        lambda _: chance.choice(_SURNAMES) + "".join(chance.choices(_GIVEN, k=2)), text
    )
    return re.sub(r"\d", lambda found: str((int(found[0]) + chance.randrange(9)) % 10), text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--archive", type=Path, required=True)
    parser.add_argument("--random-vectors", action="store_true")
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--limit", type=int, help="only the first so many articles")
    parser.add_argument("--text-only", action="store_true", help="leave the headlines out")
    options = parser.parse_args()
    settings = Settings(archive=options.archive)
    folder = options.archive / "source"
    folder.mkdir(parents=True, exist_ok=True)
    random_encoder = RandomEncoder(settings)
    chance = random.Random(1)
    size = 0
    for number in range(options.copies):
        source = folder / f"articles-{number}.jsonl"
        rows = read_rows(options.articles, text_only=options.text_only, limit=options.limit)
        with source.open("w", encoding="utf-8") as file:
            for row in rows:
                copy = altered(row, number, chance)
                file.write(json.dumps(copy, ensure_ascii=False) + "\n")
                size += len(copy["text"].encode()) + len(copy["title"].encode())
        if number:
            stories.find_story = lambda *_: None
        started = time.perf_counter()
        report = reindex(
            [source], settings, processes=settings.threads, progress=shown,
            load_encoder=(lambda: random_encoder) if options.random_vectors
            else (lambda: encoder_from(settings)),
        )  # fmt: skip
        spent = time.perf_counter() - started
        stages = ", ".join(f"{stage} {took:.1f}" for stage, took in (report.seconds or {}).items())
        print(f"{report.articles} articles, {report.passages} passages, {size / 1e6:.1f} MB of text: "
              f"{spent:.0f} s ({stages})", flush=True)  # fmt: skip
    folder = options.archive / "generations" / report.generation
    total = 0
    for part in sorted(folder.iterdir()):
        files = [part] if part.is_file() else list(part.rglob("*"))
        held = sum(path.stat().st_size for path in files)
        total += held
        print(f"  {part.name:<18} {held / 1e6:8.1f} MB  {held / size:5.2f} of the text")
    print(f"  {'all':<18} {total / 1e6:8.1f} MB  {total / size:5.2f} of the text")


if __name__ == "__main__":
    main()
