"""Our words index beside other engines: the same tokens, the same queries, in one run.

    python bench/engines.py ARTICLES.jsonl.xz QUESTIONS.jsonl [--limit 10000] [--queries 300]

Each engine indexes the articles' passages, cut into words once by jieba, and is asked for the ten
best passages of any of a question's words, then for exact phrases taken from the articles. Ours is
BM25F over passages without the pairs of letters, so that all rank by the same words; the rest are as
shipped. Every engine runs in a process of its own. Needs `pip install 'jianbao[bench]'`.
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
import re
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from articles import read_rows

from indexer.language import letters, words
from indexer.language.questions import content_words
from indexer.models import Article
from indexer.passages import cut_passages

ENGINES = ("ours", "whoosh", "tantivy", "fts5", "bm25s")
_PHRASES = 200
Ask = Callable[[list[str]], Sequence[int]]
Find = Callable[[str], object]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--only", nargs="*", default=list(ENGINES))
    parser.add_argument("--run", help=argparse.SUPPRESS)  # an engine, in its own process
    options = parser.parse_args()
    if options.run:
        print(json.dumps(measure(options.run, options.articles)))
        return
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "prepared.pickle"
        texts = prepare(options, prepared)
        print(f"{texts} passages")
        results = {}
        for engine in options.only:
            command = [sys.executable, __file__, str(prepared), "-", "--run", engine]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            results[engine] = json.loads(done.stdout.splitlines()[-1])
            show(engine, results[engine], results[options.only[0]])


def prepare(options: argparse.Namespace, target: Path) -> int:
    """Cut articles and questions once; write what every engine is given."""
    bodies, tokens, owners = [], [], []
    for row in read_rows(options.articles, text_only=True, limit=options.limit):
        article = Article(id=row["id"], page_id=row["id"], text=row["text"])
        for passage in cut_passages(article, 300):
            bodies.append(letters(passage.text))
            tokens.append(words(passage.text))
            owners.append(row["id"])
    lines = options.questions.read_text(encoding="utf-8").splitlines()
    chance = random.Random(1)
    rows = chance.sample([json.loads(line) for line in lines], min(options.queries, len(lines)))
    phrases: list[str] = []
    while len(phrases) < _PHRASES:
        text, size = chance.choice(bodies), chance.randint(2, 12)
        at = chance.randrange(max(len(text) - size, 1))
        if len(phrase := text[at : at + size]) == size and re.fullmatch(r"[一-鿿]+", phrase):
            phrases.append(phrase)
    queries = [content_words(row["question"]) for row in rows]
    gold = [row["gold_ids"] for row in rows]
    with target.open("wb") as file:
        pickle.dump((bodies, tokens, owners, queries, gold, phrases), file)
    return len(bodies)


def measure(engine: str, prepared: Path) -> dict[str, Any]:
    with prepared.open("rb") as file:  # written by this program a moment ago
        bodies, tokens, owners, queries, gold, phrases = pickle.load(file)
    folder = Path(tempfile.mkdtemp())
    try:
        started = time.perf_counter()
        ask, find = globals()[f"open_{engine}"](folder, bodies, tokens)
        built = time.perf_counter() - started
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        for terms in queries[:5]:
            ask(terms)
        spent, first, in_ten = [], 0, 0
        for terms, wanted in zip(queries, gold, strict=True):
            started = time.perf_counter()
            found = ask(terms)
            spent.append(time.perf_counter() - started)
            ids = list(dict.fromkeys(owners[at] for at in found))
            first += bool(ids and ids[0] in wanted)
            in_ten += any(id_ in wanted for id_ in ids)
        exact = []
        for phrase in phrases if find else ():
            started = time.perf_counter()
            find(phrase)
            exact.append(time.perf_counter() - started)
    finally:
        shutil.rmtree(folder)
    return {
        "index s": built, "MB": size / 1e6, **times("query", spent), **times("phrase", exact),
        "first": first / len(queries), "in 10": in_ten / len(queries),
        "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }  # fmt: skip


def times(name: str, spent: Sequence[float]) -> dict[str, float]:
    if not spent:
        return {}
    ordered = sorted(seconds * 1000 for seconds in spent)
    return {
        f"{name} ms": statistics.median(ordered),
        f"{name} p95": ordered[len(ordered) * 95 // 100],
    }


def show(engine: str, row: dict[str, Any], ours: dict[str, Any]) -> None:
    cells = []
    for name, value in row.items():
        ratio = value / ours[name] if ours.get(name) and name not in ("first", "in 10") else None
        cells.append(f"{name} {value:.3g}" + (f" (x{ratio:.2f})" if ratio is not None else ""))
    print(f"{engine:<8} " + "  ".join(cells), flush=True)


def open_ours(folder: Path, bodies: list[str], tokens: list[list[str]]) -> tuple[Ask, Find]:
    from indexer.store.words import ArticleWords, PassageWords, WhooshWords, build_words, pairs_of

    documents = (
        (ArticleWords(n, [], [], [], [], [], [body]), [PassageWords(n, cut)])
        for n, (body, cut) in enumerate(zip(bodies, tokens, strict=True))
    )
    build_words(folder, documents)
    index = WhooshWords(folder)
    lengths, average = index.lengths("body")
    total = len(index.passage_keys)

    def ask(terms: list[str]) -> Sequence[int]:
        scores = np.zeros(total, dtype=np.float32)
        for term in terms:
            rows, counts = index.postings("body", term)
            idf = np.float32(np.log((total + 1) / (len(rows) + 0.5)))
            scores[rows] += idf * counts / (counts + 1.2 * (0.25 + 0.75 * lengths[rows] / average))
        best = np.argpartition(-scores, 10)[:10]
        found: list[int] = best[np.argsort(-scores[best])].tolist()
        return found

    def find(phrase: str) -> object:
        rows = index.holding("pairs", dict.fromkeys(pairs_of(phrase)[:-1]))
        return [row for row in rows if phrase in bodies[row]]

    return ask, find


def open_whoosh(folder: Path, bodies: list[str], tokens: list[list[str]]) -> tuple[Ask, Find]:
    from whoosh import fields, index
    from whoosh.analysis import RegexTokenizer
    from whoosh.query import Or, Phrase, Term

    characters = fields.TEXT(analyzer=RegexTokenizer("."), phrase=True)
    schema = fields.Schema(body=fields.TEXT(phrase=False), chars=characters)
    made = index.create_in(folder, schema)
    writer = made.writer(limitmb=512)
    for body, cut in zip(bodies, tokens, strict=True):
        writer.add_document(body=cut, chars=body)
    writer.commit()
    searcher = made.searcher()

    def ask(terms: list[str]) -> Sequence[int]:
        hits = searcher.search(Or([Term("body", term) for term in terms]), limit=10)
        return [hit.docnum for hit in hits]

    return ask, lambda phrase: list(searcher.docs_for_query(Phrase("chars", list(phrase))))


def open_tantivy(folder: Path, bodies: list[str], tokens: list[list[str]]) -> tuple[Ask, Find]:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("row", stored=True, fast=True)
    builder.add_text_field("body", tokenizer_name="whitespace")
    builder.add_text_field("chars", tokenizer_name="whitespace")
    schema = builder.build()
    index = tantivy.Index(schema, path=str(folder))
    writer = index.writer(heap_size=256 * 2**20, num_threads=1)
    for at, (body, cut) in enumerate(zip(bodies, tokens, strict=True)):
        writer.add_document(tantivy.Document(row=at, body=" ".join(cut), chars=" ".join(body)))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def ask(terms: list[str]) -> Sequence[int]:
        parts = [
            (tantivy.Occur.Should, tantivy.Query.term_query(schema, "body", term)) for term in terms
        ]
        hits = searcher.search(tantivy.Query.boolean_query(parts), 10).hits
        return [searcher.doc(address)["row"][0] for _, address in hits]

    def find(phrase: str) -> object:
        query = tantivy.Query.phrase_query(schema, "chars", list(phrase))
        return searcher.search(query, 100_000).hits

    return ask, find


def open_fts5(folder: Path, bodies: list[str], tokens: list[list[str]]) -> tuple[Ask, Find]:
    base = sqlite3.connect(folder / "fts.sqlite")
    for name, rows in (("body", tokens), ("chars", bodies)):
        base.execute(f"CREATE VIRTUAL TABLE {name} USING fts5(text, content='')")
        filled = ((at, " ".join(row)) for at, row in enumerate(rows))
        base.executemany(f"INSERT INTO {name}(rowid, text) VALUES (?, ?)", filled)
    base.commit()

    def quoted(terms: Sequence[str]) -> str:
        return " OR ".join('"' + term.replace('"', "") + '"' for term in terms)

    def ask(terms: list[str]) -> Sequence[int]:
        statement = "SELECT rowid FROM body WHERE body MATCH ? ORDER BY bm25(body) LIMIT 10"
        return [at for (at,) in base.execute(statement, (quoted(terms),))]

    def find(phrase: str) -> object:
        matched = f'"{" ".join(phrase)}"'
        return base.execute("SELECT rowid FROM chars WHERE chars MATCH ?", (matched,)).fetchall()

    return ask, find


def open_bm25s(folder: Path, bodies: list[str], tokens: list[list[str]]) -> tuple[Ask, Find | None]:
    import bm25s

    retriever = bm25s.BM25()
    retriever.index(tokens, show_progress=False)
    retriever.save(str(folder))
    vocabulary = retriever.vocab_dict

    def ask(terms: list[str]) -> Sequence[int]:
        known = [term for term in terms if term in vocabulary]
        if not known:
            return []
        found, _ = retriever.retrieve([known], k=10, show_progress=False, n_threads=1)
        rows: list[int] = found[0].tolist()
        return rows

    return ask, None


if __name__ == "__main__":
    main()
