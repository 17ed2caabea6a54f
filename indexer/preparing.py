"""Pages to what is stored and indexed of them: articles, passages, words. On all cores.

This is where reindexing spends its time beside embedding: jieba cuts some 250,000 characters a
second on one core. Every page is prepared by itself, so processes share the work; what they send
back is in the order of the pages.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from indexer.language import fold_text, letters, use_words, words
from indexer.layout import split_articles
from indexer.models import Article, Page, Passage, searchable_lines
from indexer.passages import cut_passages
from indexer.store.words import WORD_FIELDS

G = TypeVar("G")
R = TypeVar("R")

_PAGES_A_TASK = 64
_ARTICLES_A_TASK = 256
_FEW_CHARS = 1_000_000  # below this, starting processes costs more than they save


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article, its passages with their words, and what the words index holds of its own lines."""

    article: Article
    passages: tuple[tuple[Passage, list[str]], ...]
    words: dict[str, list[str]]  # by WORD_FIELDS
    texts: list[str]  # the letters of each run of text


def prepare(page: Page, passage_chars: int) -> list[Prepared]:
    """Split a page into articles, those into passages, and cut both into words."""
    return [
        prepare_article((article, tuple(cut_passages(article, passage_chars))))
        for article in split_articles(page)
    ]


def prepare_article(given: tuple[Article, tuple[Passage, ...]]) -> Prepared:
    """Cut an article and its passages into words."""
    article, passages = given
    runs = (*searchable_lines(article), article.text)
    own = {name: words(getattr(article, name)) for name in WORD_FIELDS if name != "byline"}
    byline = words(article.byline.text) + [fold_text(name) for name in article.byline.names]
    return Prepared(
        article,
        tuple((passage, words(passage.text)) for passage in passages),
        own | {"byline": byline},
        [letters(run) for run in runs if run],
    )


def prepare_all(
    pages: Sequence[Page], passage_chars: int, *, processes: int, own_words: Sequence[str] = ()
) -> Iterator[list[Prepared]]:
    """Yield what `prepare` returns of each page, in order, by several processes if it pays.

    `own_words` are the newsroom's: a new process does not know them yet.
    """
    work = partial(prepare, passage_chars=passage_chars)
    chars = sum(len(page.text) for page in pages)
    return _by_processes(work, pages, chars, _PAGES_A_TASK, processes, own_words)


def prepare_again(
    given: Sequence[tuple[Article, tuple[Passage, ...]]],
    *,
    processes: int,
    own_words: Sequence[str] = (),
) -> Iterator[Prepared]:
    """Yield what `prepare_article` returns of articles that were cut before, as `prepare_all` does."""
    chars = sum(len(article.text) for article, _ in given)
    return _by_processes(prepare_article, given, chars, _ARTICLES_A_TASK, processes, own_words)


def _by_processes(
    work: Callable[[G], R],
    given: Sequence[G],
    chars: int,
    a_task: int,
    processes: int,
    own_words: Sequence[str],
) -> Iterator[R]:
    if processes < 2 or chars < _FEW_CHARS:
        yield from map(work, given)
        return
    # A new process, not a fork of this one: threads of torch or the web page may hold locks here.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, _start, (tuple(own_words),)) as pool:
        yield from pool.map(work, given, chunksize=a_task)


def _start(own_words: Iterable[str]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the run that started it ends it
    threading.Thread(target=_end_with_parent, daemon=True).start()
    use_words(tuple(own_words))


def _end_with_parent() -> None:
    """End this process when the run that started it was killed: nobody will give it work again."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
