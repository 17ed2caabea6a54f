"""Suggest names of the archive for those a query has and the archive does not: 罗起明, 罗启明?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.language import fold_text, letters, words
from indexer.models import Suggestion
from indexer.search.matching import matching
from indexer.search.syntax import Query, Term
from indexer.store import Generation
from indexer.store.names import LONGEST, SHORTEST

_MOST = 3
_UNITS = re.compile(r"[^\W_]+")


def suggest(generation: Generation, query: Query) -> tuple[Suggestion, ...]:
    """Return what may have been meant, by the pieces of the query that no article holds."""
    found: list[Suggestion] = []
    for piece in _pieces(query.text):
        if len(found) == _MOST:
            break
        if not _holds(generation, piece):
            for meant, articles in generation.catalogue.names_like(piece):
                if _holds(generation, meant):
                    found.append(Suggestion(piece, meant, articles))
                    break
    return tuple(found)


def _holds(generation: Generation, text: str) -> bool:
    if generation.words.document_frequency("body", text):  # saves reading the texts
        return True
    return bool(matching(generation, Term(text)).any())


def _pieces(text: str) -> Iterator[str]:
    """Yield what may be a name: words, runs of single characters, and units between spaces, once."""
    seen: set[str] = set()
    cut = words(text)
    runs = "".join(word if len(word) == 1 else " " for word in cut).split()
    for piece in (*_UNITS.findall(fold_text(text)), *cut, *runs):
        if SHORTEST <= len(letters(piece)) <= LONGEST and piece not in seen:
            seen.add(piece)
            yield piece
