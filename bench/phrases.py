"""Phrases by pairs of letters and a look at the text, or by positions of letters: bytes and time.

    python bench/phrases.py ARTICLES.jsonl.xz [--limit 1000] [--whoosh] [--cache /tmp/tokens]

Both are packed alike (varints.py), so that the schemes are compared and not their wrapping. Neither
keeps anything in memory from one phrase to the next. Texts to look at are in memory here; an archive
reads them from its catalogue. --whoosh adds both as Whoosh's own codec writes them.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from articles import median_and_p95
from numpy.typing import NDArray
from words import Document, cut_words, disk, documents, parser_of

from indexer.store.building import build_words
from indexer.store.varints import pack, unpack
from indexer.store.words import WhooshWords, pairs_of

_PHRASES = 200
Build = Callable[[Path, Iterable[Document]], None]


def main() -> None:
    options = parser_of(__doc__).parse_args()
    tokens = cut_words(options.articles, options.limit, options.cache)
    articles = [replace(article, title=[]) for article, _ in documents(tokens)]
    phrases = some_phrases([article.texts for article in articles])
    letters = sum(len(text) for article in articles for text in article.texts)
    print(f"{len(articles)} articles, {letters / 1e6:.1f} million letters")
    builds: dict[str, Build] = {"pairs": build_words, "positions": build_positions}
    if options.whoosh:
        builds |= {"Whoosh's pairs": whoosh_pairs, "Whoosh's positions": whoosh_positions}
    with tempfile.TemporaryDirectory() as folder:
        for name, build in builds.items():
            started = time.process_time()
            build(Path(folder) / name, ((article, []) for article in articles))
            spent = time.process_time() - started
            held = disk(Path(folder) / name)
            print(f"{name:<20} {held['MB']:8.2f} MB  written in {spent:7.2f} s", flush=True)
        texts = [article.texts for article in articles]
        first = ask(phrases, lambda: by_pairs(Path(folder) / "pairs", texts), "pairs")
        second = ask(phrases, lambda: by_positions(Path(folder) / "positions", texts), "positions")
    if first != second:
        raise SystemExit("the two do not find the same articles")


def some_phrases(texts: Sequence[Sequence[str]]) -> list[str]:
    """Return phrases of 2 to 12 letters that stand in the texts."""
    chance = random.Random(1)
    found: list[str] = []
    while len(found) < _PHRASES:
        text, size = chance.choice(chance.choice(texts)), chance.randint(2, 12)
        at = chance.randrange(max(len(text) - size, 1))
        if len(phrase := text[at : at + size]) == size:
            found.append(phrase)
    return found


def ask(
    phrases: list[str], opened: Callable[[], Callable[[str], list[int]]], name: str
) -> list[list[int]]:
    """Print how long phrases take, each asked of an index just opened; return what was found."""
    spent, found = [], []
    for phrase in phrases:
        find = opened()
        started = time.perf_counter()
        found.append(find(phrase))
        spent.append((time.perf_counter() - started) * 1000)
    median, most = median_and_p95(spent)
    print(f"{name:<20} a phrase in {median:.2f} ms, p95 {most:.2f}", flush=True)
    return found


def by_pairs(folder: Path, texts: Sequence[Sequence[str]]) -> Callable[[str], list[int]]:
    index = WhooshWords(folder)

    def find(phrase: str) -> list[int]:
        rows = index.holding("pairs", dict.fromkeys(pairs_of(phrase)[:-1])).tolist()
        return [row for row in rows if any(phrase in text for text in texts[row])]

    return find


def build_positions(folder: Path, found: Iterable[Document]) -> None:
    """Write where each letter stands: places in all texts, a place left free after each text."""
    folder.mkdir()
    joined = "".join(text + "\0" for article, _ in found for text in article.texts)
    points = np.frombuffer(joined.encode("utf-32-le"), dtype="<u4").astype(np.int64)
    keys = np.sort(points << 40 | np.arange(len(points)))
    letters, counts = np.unique(keys >> 40, return_counts=True)
    firsts = np.cumsum(counts) - counts
    places = keys & (1 << 40) - 1
    gaps = np.diff(places, prepend=0)
    gaps[firsts] = places[firsts]
    first = int(counts[0])  # those of \0, which nobody asks for
    packed, sizes = pack(gaps[first:])
    ends = np.concatenate([[0], np.cumsum(sizes)])
    edges = ends[np.concatenate([firsts[1:], [len(gaps)]]) - first]
    np.save(folder / "letters.npy", letters[1:].astype("<u4"))
    np.save(folder / "edges.npy", edges.astype("<u4"))
    (folder / "places.bin").write_bytes(packed.tobytes())


def by_positions(folder: Path, texts: Sequence[Sequence[str]]) -> Callable[[str], list[int]]:
    letters, edges = (np.load(folder / f"{name}.npy").tolist() for name in ("letters", "edges"))
    spans = dict(zip(map(chr, letters), pairwise(edges), strict=True))
    packed = np.asarray(np.memmap(folder / "places.bin", dtype=np.uint8, mode="r"))
    starts = np.cumsum([0, *(sum(len(text) + 1 for text in own) for own in texts)])

    def places_of(nth: int, letter: str) -> NDArray[np.int64]:
        """Return where a phrase would begin that has `letter` as its nth."""
        low, high = spans[letter]
        return np.cumsum(unpack(packed[low:high])) - nth

    def find(phrase: str) -> list[int]:
        rarest = sorted(enumerate(phrase), key=lambda pair: np.diff(spans[pair[1]])[0])
        found = places_of(*rarest[0])
        for nth, letter in rarest[1:]:
            places = places_of(nth, letter)
            at = np.minimum(np.searchsorted(places, found), len(places) - 1)
            found = found[places[at] == found]
        rows: list[int] = np.unique(np.searchsorted(starts, found, side="right") - 1).tolist()
        return rows

    return find


def whoosh_pairs(folder: Path, found: Iterable[Document]) -> None:
    _by_whoosh(folder, found, positions=False)


def whoosh_positions(folder: Path, found: Iterable[Document]) -> None:
    _by_whoosh(folder, found, positions=True)


def _by_whoosh(folder: Path, found: Iterable[Document], *, positions: bool) -> None:
    from whoosh import fields
    from whoosh import index as whoosh_index

    folder.mkdir()
    kind = fields.TEXT(phrase=True) if positions else fields.KEYWORD(scorable=False)
    writer = whoosh_index.create_in(folder, fields.Schema(letters=kind)).writer(limitmb=256)
    for article, _ in found:
        if positions:
            writer.add_document(letters=list("\n".join(article.texts)))
        else:
            once = {pair for text in article.texts for pair in pairs_of(text)}
            writer.add_document(letters=sorted(once))
    writer.commit()


if __name__ == "__main__":
    main()
