"""Suggest names of the archive for those a query has and the archive does not: 罗起明, 罗启明?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexer.language import words
from indexer.language.segment import unique
from indexer.models import Suggestion
from indexer.search.matching import matching
from indexer.search.syntax import Query, Term
from indexer.store import Generation
from indexer.store.names import LONGEST, SHORTEST, name_units

_MOST = 3
_FIELDS = ("title", "kicker", "subtitle", "byline", "column")


def suggest(generation: Generation, query: Query) -> tuple[Suggestion, ...]:
    """Return what may have been meant, by the pieces of the query that no article holds."""
    found: list[Suggestion] = []
    units = name_units(query.text)
    for piece in _pieces(query.text, units):
        if len(found) == _MOST:
            break
        # The words index answers for most words at once; for the others texts have to be read.
        if generation.words.document_frequency("body", piece):
            continue
        if _articles_holding(generation, piece):
            continue
        if piece not in units and _is_glued(generation, piece):
            continue
        for meant, _ in generation.catalogue.names_like(piece):
            if articles := _articles_holding(generation, meant):
                found.append(Suggestion(piece, meant, articles))
                break
    return tuple(found)


def _articles_holding(generation: Generation, text: str) -> int:
    """Return how many articles hold `text`: Chinese anywhere, Latin as a word."""
    if not text.isascii():
        return int(matching(generation, Term(text)).sum())
    found = {*generation.columns.owners[generation.words.postings("body", text)[0]].tolist()}
    for field in _FIELDS:
        found.update(generation.words.postings(field, text)[0].tolist())
    return len(found)


def _is_glued(generation: Generation, piece: str) -> bool:
    """Tell whether a piece is a word and one more letter, such as 常晓在: jieba cut it wrongly."""
    known = generation.words.document_frequency
    return (
        not piece.isascii()
        and len(piece) > SHORTEST
        and any(known("body", part) for part in (piece[1:], piece[:-1]))
    )


def _pieces(text: str, units: Sequence[str]) -> Iterator[str]:
    """Yield what may be a name: units between spaces, words, runs of single characters, once."""
    cut = words(text)
    runs = "".join(word if len(word) == 1 else " " for word in cut).split()
    for piece in unique((*units, *cut, *runs)):
        if piece.isalpha() and SHORTEST <= len(piece) <= LONGEST:
            yield piece
