"""Group the prints of a collection into stories: rate, bytes, and pairs for a person to read.

    python bench/stories.py ARTICLES.jsonl.gz [--limit N] [--exhaustive] [--pairs 60]

--exhaustive compares all articles that share runs of letters, and says which prints the sketches
missed. --pairs prints pairs that were grouped and pairs that nearly were, one a story.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
from articles import read_rows

from indexer.language import letters
from indexer.store import stories

Pair = tuple[int, int]
_NEAR = 0.3  # of the shorter text's runs stand in the longer one: nearly a print
_SAMPLED = 8  # one hash in so many, for --exhaustive
_COMMON = 60  # articles with one hash: more make too many pairs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--exhaustive", action="store_true")
    parser.add_argument("--pairs", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    texts = [row["text"] for row in read_rows(options.articles, limit=options.limit)]
    story = group(texts)
    sizes = Counter(story)
    several = [size for size in sizes.values() if size > 1]
    print(f"{len(sizes)} stories; {len(several)} with more than one print, {sum(several)} articles "
          f"in them, {max(several, default=1)} in the largest")  # fmt: skip
    if not (options.exhaustive or options.pairs):
        return
    folded = [letters(text) for text in texts]
    likely = sharing(folded)
    same = [(a, b) for a, b in likely if stories.is_same_story(folded[a], folded[b])]
    missed = [(a, b) for a, b in same if story[a] != story[b]]
    elsewhere = sum(sizes[story[b]] > 1 for _, b in missed)
    print(f"{len(same)} pairs are prints of one story when all are compared, {len(missed)} of them "
          f"are apart: {elsewhere} because the later print had joined another story")  # fmt: skip
    near = [(a, b) for a, b in likely if story[a] != story[b]]
    grouped = [pair for pair in likely if story[pair[0]] == story[pair[1]]]
    for name, pairs in (("grouped", grouped), ("apart", near)):
        for number, pair in enumerate(one_a_story(pairs, story, options), 1):
            show(f"{name} {number}", pair, texts)


def group(texts: Sequence[str]) -> list[int]:
    """Return each text's story as the catalogue would number it, and print rate and bytes."""
    connection = sqlite3.connect(":memory:")
    connection.executescript("CREATE TABLE articles (key INTEGER PRIMARY KEY, story INTEGER);")
    connection.executescript(stories.SCHEMA)
    story: list[int] = []
    started = time.process_time()
    for key, text in enumerate(texts):
        folded = letters(text)
        hashes = stories.sketch(folded)
        known = stories.find_story(connection, hashes, folded, lambda at: letters(texts[at]))
        story.append(key if known is None else known)
        stories.keep_sketch(connection, key, hashes)
        connection.execute("INSERT INTO articles VALUES (?, ?)", (key, story[-1]))
        if (key + 1) % 10_000 == 0 or key + 1 == len(texts):
            count = (key % 10_000) + 1
            print(f"{key + 1:>7} articles, the last {count} at "
                  f"{count / (time.process_time() - started):.0f} a second of processor time")  # fmt: skip
            started = time.process_time()
    connection.commit()
    # Pages of the table, as SQLite counts them.
    size = connection.execute("PRAGMA page_size").fetchone()[0]
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    print(f"{size * pages / len(texts):.0f} bytes of sketches an article")
    return story


def sharing(folded: Sequence[str]) -> list[Pair]:
    """Return the pairs, the earlier first, of which one holds _NEAR of the other's runs."""
    hashes = [np.unique(stories._hashes(text)) for text in folded]
    sampled = [found[found % _SAMPLED == 0] for found in hashes]
    owners = np.concatenate([np.full(len(found), at) for at, found in enumerate(sampled)])
    values = np.concatenate(sampled)
    order = np.argsort(values, kind="stable")
    edges = np.flatnonzero(np.diff(values[order])) + 1
    shared: Counter[Pair] = Counter()
    for owner in np.split(owners[order], edges):
        if 1 < len(owner) <= _COMMON:
            shared.update(combinations(owner.tolist(), 2))
    return [
        (a, b)
        for (a, b), count in shared.items()
        if count >= _NEAR / 2 * min(len(sampled[a]), len(sampled[b]))
        and len(np.intersect1d(hashes[a], hashes[b], assume_unique=True))
        >= _NEAR * min(len(hashes[a]), len(hashes[b]))
    ]


def one_a_story(
    pairs: Iterable[Pair], story: Sequence[int], options: argparse.Namespace
) -> list[Pair]:
    """Return `options.pairs` of `pairs` by chance, no two between the same stories."""
    drawn = sorted(pairs)
    random.Random(options.seed).shuffle(drawn)
    chosen = {(story[a], story[b]): (a, b) for a, b in drawn}
    return list(chosen.values())[: options.pairs]


def show(name: str, pair: Pair, texts: Sequence[str]) -> None:
    """Print how two texts begin, and the longest that only the shorter one has."""
    one, other = (letters(texts[at]) for at in pair)
    short, long = sorted((one, other), key=len)
    shared = np.isin(stories._hashes(short), stories._hashes(long))
    print(f"\n{name}: {pair[0]} and {pair[1]}, {len(one)} and {len(other)} letters, "
          f"{shared.mean():.2f} of the shorter in the longer")  # fmt: skip
    for at in pair:
        print("   ", " ".join(texts[at].split())[:90])
    covered = np.zeros(len(short), dtype=bool)
    for at in np.flatnonzero(shared).tolist():
        covered[at : at + stories._RUN] = True
    alone = "".join(" " if there else char for char, there in zip(short, covered, strict=True))
    print("    only there:", max(alone.split(), key=len, default="")[:60])


if __name__ == "__main__":
    main()
