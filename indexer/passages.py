"""Cut an article into passages of whole sentences, and those into stretches to embed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from indexer.language import sentence_spans
from indexer.models import Article, Passage

EMBED_CHARS = 100

Spans = Sequence[tuple[int, int]]


def cut_passages(article: Article, limit_chars: int) -> Iterator[Passage]:
    """Yield the passages of `article` in order.

    A passage is closed when the next sentence would take it over `limit_chars`; one sentence longer
    than that is a passage by itself. Every sentence is in exactly one passage. An article without
    text has no passage.
    """
    for run in _runs(sentence_spans(article.text), limit_chars):
        start, end = run[0][0], run[-1][1]
        yield Passage(article.id, start, end, article.text[start:end], tuple(run))


def embedding_spans(passage: Passage) -> list[tuple[int, int]]:
    """Return the spans, in the article's text, that are embedded for `passage`, in order.

    A stretch of about EMBED_CHARS says one thing; an embedding of a whole passage blurs several.
    """
    return [(run[0][0], run[-1][1]) for run in _runs(passage.sentences, EMBED_CHARS)]


def _runs(spans: Iterable[tuple[int, int]], limit_chars: int) -> Iterator[Spans]:
    run: list[tuple[int, int]] = []
    for start, end in spans:
        if run and end - run[0][0] > limit_chars:
            yield run
            run = []
        run.append((start, end))
    if run:
        yield run
