"""The words index by itself: what it takes on disk, to write, to open, to read, to add to.

    python bench/words.py ARTICLES.jsonl.xz [--limit 10000] [--whoosh] [--cache /tmp/tokens]

Articles are cut into words once and kept in --cache, so that a second run measures the index alone.
--whoosh writes the same fields through Whoosh's own codec too (slow: 10,000 articles take minutes).
Every measurement runs in a process of its own; seconds of writing are of the processor, so that other
work matters less.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from articles import median_and_p95, read_rows

from indexer.language import letters, words
from indexer.models import Article
from indexer.passages import cut_passages
from indexer.store.building import build_words
from indexer.store.words import (
    WORD_FIELDS,
    ArticleWords,
    PassageWords,
    WhooshWords,
    pairs_of,
)

_ISSUE = 150  # articles
_ISSUES = 30  # added one after the other, to see merges happen
_FEW = 1000  # articles that phrases are taken from
Document = tuple[ArticleWords, list[PassageWords]]


def main() -> None:
    parser = parser_of(__doc__)
    parser.add_argument("--run", help=argparse.SUPPRESS)  # a measurement, in its own process
    parser.add_argument("--index", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    tokens = cut_words(options.articles, options.limit, options.cache)
    if options.run:
        print(json.dumps(globals()[options.run](tokens, options.index)))
        return
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "words"
        ours = asked("write_ours", options, index)
        show("written", ours)
        if options.whoosh:
            show("by Whoosh's codec", asked("write_whoosh", options, Path(folder) / "whoosh"), ours)
        show("opened and read", asked("read", options, index))
        show("issues added", asked("add", options, index))


def parser_of(description: str | None) -> argparse.ArgumentParser:
    """Return a parser of what both benches of the words index are told."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--whoosh", action="store_true")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "words-bench")
    return parser


def asked(name: str, options: argparse.Namespace, index: Path) -> dict[str, Any]:
    """Run a measurement in a new process and return its figures."""
    command = [sys.executable, __file__, str(options.articles), "--cache", str(options.cache)]
    command += ["--run", name, "--index", str(index)]
    command += ["--limit", str(options.limit)] if options.limit else []
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def show(title: str, figures: dict[str, Any], ours: dict[str, Any] | None = None) -> None:
    print(title)
    for name, value in figures.items():
        ratio = f"  (x{value / ours[name]:.2f})" if ours and ours.get(name) else ""
        print(f"  {name:<42} {value:>12,.6g}{ratio}", flush=True)


def cut_words(articles: Path, limit: int | None, cache: Path) -> Path:
    """Return a file of each article's fields, texts and passages, cut into words, made if missing."""
    target = cache / f"{articles.name}.{limit or 'all'}.jsonl"
    if target.exists():
        return target
    cache.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(".part")
    with unfinished.open("w", encoding="utf-8") as file:
        for row in read_rows(articles, limit=limit):
            article = Article(id=row["id"], page_id=row["id"], text=row["text"])
            bodies = [words(passage.text) for passage in cut_passages(article, 300)]
            texts = [letters(run) for run in (row["title"], row["text"]) if run]
            file.write(json.dumps([words(row["title"]), bodies, texts], ensure_ascii=False) + "\n")
    return unfinished.replace(target)


def documents(tokens: Path) -> Iterator[Document]:
    key = 0
    with tokens.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            title, bodies, texts = json.loads(line)
            own = [PassageWords(key + at, body) for at, body in enumerate(bodies)]
            key += len(own)
            yield ArticleWords(number, title, [], [], [], [], texts), own


def written(
    build: Callable[[Path, Iterable[Document]], None], tokens: Path, index: Path
) -> dict[str, Any]:
    """Measure a build; what reading the cut words costs is taken off."""
    started = time.process_time()
    sizes = [sum(map(len, article.texts)) for article, _ in documents(tokens)]
    reading = time.process_time() - started
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    build(index, documents(tokens))
    seconds = time.process_time() - started - reading
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "articles": len(sizes), "million letters": sum(sizes) / 1e6, "s": seconds,
        "articles a s": len(sizes) / seconds, "peak MB": peak / 1024,
        "of it before writing": before / 1024, **disk(index),
    }  # fmt: skip


def disk(index: Path) -> dict[str, float]:
    """Return the MB of an index, and by kind of file."""
    found: dict[str, float] = {"MB": 0.0}
    for path in index.iterdir():
        size = path.stat().st_size / 1e6
        name = f"MB {path.name.strip('_').split('_')[0]} {path.suffix}"
        found[name] = found.get(name, 0.0) + size
        found["MB"] += size
    return found


def write_ours(tokens: Path, index: Path) -> dict[str, Any]:
    return written(build_words, tokens, index)


def write_whoosh(tokens: Path, index: Path) -> dict[str, Any]:
    return written(_by_whoosh, tokens, index)


def _by_whoosh(folder: Path, found: Iterable[Document]) -> None:
    from whoosh import fields
    from whoosh import index as whoosh_index

    folder.mkdir()
    own = {field: fields.TEXT(phrase=False) for field in WORD_FIELDS}
    key = fields.NUMERIC(int, bits=64, sortable=True, stored=False)
    pairs = fields.KEYWORD(scorable=False)
    of_articles = fields.Schema(key=key, pairs=pairs, **own)
    of_passages = fields.Schema(key=key, body=fields.TEXT(phrase=False))
    articles = whoosh_index.create_in(folder, of_articles, "ARTICLES").writer(limitmb=256)
    passages = whoosh_index.create_in(folder, of_passages, "PASSAGES").writer(limitmb=256)
    for article, held in found:
        once = sorted({pair for text in article.texts for pair in pairs_of(text)})
        articles.add_document(key=article.key, pairs=once, title=list(article.title))
        for passage in held:
            passages.add_document(key=passage.key, body=list(passage.body))
    articles.commit()
    passages.commit()


def read(tokens: Path, index: Path) -> dict[str, Any]:
    """Measure opening, terms by how many documents hold them, and phrases' candidates.

    Memory after the phrases is a searching process's; the lexicon, read last, is asked by reindexing.
    """
    started = time.perf_counter()
    opened = WhooshWords(index)
    spent = {"open ms": (time.perf_counter() - started) * 1000}
    for field in ("body", "title"):
        started = time.perf_counter()
        opened.lengths(field)
        spent[f"first lengths of {field} ms"] = (time.perf_counter() - started) * 1000
    phrases = _phrases(tokens, 200)
    times = [_ms(partial(opened.holding, "pairs", pairs_of(phrase)[:-1])) for phrase in phrases]
    median, most = median_and_p95(times)
    spent |= {"phrase candidates median ms": median, "phrase candidates p95 ms": most}
    spent["starting with one letter ms"] = statistics.median(
        _ms(partial(opened.starting_with, "pairs", phrase[0], 10_000)) for phrase in phrases
    )
    spent["peak MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for field in ("body", "pairs"):
        spent |= _terms(WhooshWords(index), field)  # nothing in memory yet
    return spent


def _terms(opened: WhooshWords, field: str) -> dict[str, float]:
    """Measure a field's lexicon, and postings of terms that few or many documents hold."""
    started = time.perf_counter()
    held = sorted(((count, term) for term, count in opened.lexicon(field)), reverse=True)
    spent = {f"whole lexicon of {field} s": time.perf_counter() - started}
    spent[f"terms of {field}"] = len(held)
    for most in (10**9, 30_000, 10_000, 1_000, 10):
        chosen = [(count, term) for count, term in held if count <= most][:20]
        middle = statistics.median(count for count, _ in chosen)
        times = [_ms(partial(opened.postings, field, term)) for _, term in chosen]
        spent[f"{field} postings of about {middle:.0f} ms"] = statistics.median(times)
        held = held[20:]  # what was asked is in memory now
    some = random.Random(1).sample(held, min(1000, len(held)))
    times = [_ms(partial(opened.document_frequency, field, term)) for _, term in some]
    spent[f"{field} document frequency us"] = statistics.median(times) * 1000
    return spent


def _ms(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def _phrases(tokens: Path, count: int) -> list[str]:
    chance = random.Random(1)
    texts = [article.texts[-1] for article, _ in islice(documents(tokens), _FEW)]
    found: list[str] = []
    while len(found) < count:
        text, size = chance.choice(texts), chance.randint(2, 12)
        at = chance.randrange(max(len(text) - size, 1))
        if len(phrase := text[at : at + size]) == size:
            found.append(phrase)
    return found


def add(tokens: Path, index: Path) -> dict[str, Any]:
    """Measure issues added one after the other, the same articles under new keys."""
    seconds, fresh = [], []
    with tempfile.TemporaryDirectory() as kept:
        copy = Path(kept) / "words"
        shutil.copytree(index, copy)
        issue = list(islice(documents(tokens), _ISSUE))
        for number in range(1, _ISSUES + 1):
            moved = [_moved(document, number * 10_000_000) for document in issue]
            names = {path.name for path in copy.iterdir()}
            started = time.process_time()
            build_words(copy, moved)
            seconds.append(time.process_time() - started)
            new = [path for path in copy.iterdir() if path.name not in names]
            fresh.append(sum(path.stat().st_size for path in new) / 1e6)
        return {
            "issues of 150 articles": _ISSUES,
            "s median": statistics.median(seconds), "s most": max(seconds), "s all": sum(seconds),
            "MB written median": statistics.median(fresh), "MB written most": max(fresh),
            "MB written all": sum(fresh), "segments": len(list(copy.glob("ARTICLES_*.jtm"))),
        }  # fmt: skip


def _moved(document: Document, by: int) -> Document:
    article, passages = document
    moved = replace(article, key=article.key + by)
    return moved, [PassageWords(passage.key + by, passage.body) for passage in passages]


if __name__ == "__main__":
    main()
