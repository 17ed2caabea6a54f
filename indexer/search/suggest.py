"""Suggest names of the archive for those a query has and the archive does not: 罗起明, 罗启明?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexer.language import words
from indexer.language.segment import unique
from indexer.models import Suggestion
from indexer.search.matching import is_held, matching
from indexer.search.syntax import Query, Term
from indexer.store import Generation
from indexer.store.names import SHORTEST, homophones, may_be_name, name_units
from indexer.store.words import WORD_FIELDS, pairs_of

_MOST = 3
_LONGEST_PERSON = 4  # letters of a Chinese person's name
_NAME_ARTICLES = 2  # that hold letters before they are taken for a name


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
        if _is_held(generation, piece):
            continue
        if piece not in units and _is_glued(generation, piece):
            continue
        for meant in _meant(generation, piece, alone=piece in units):
            if articles := _articles_holding(generation, meant):
                found.append(Suggestion(piece, meant, articles))
                break
    return tuple(found)


def _meant(generation: Generation, piece: str, *, alone: bool) -> Iterator[str]:
    """Yield what `piece` may stand for: names like it, then letters like its own.

    jieba cuts 罗启明 into 罗 and 启明, which is a word: such names are in no list, and are found by
    writing a letter of 罗起明 anew where the pairs of letters stand in the archive.
    """
    for name, _ in generation.catalogue.names_like(piece):
        yield name
    if not alone or piece.isascii() or not SHORTEST < len(piece) <= _LONGEST_PERSON:
        return
    for at, letter in enumerate(piece):
        for other in homophones(letter):
            written = piece[:at] + other + piece[at + 1 :]
            if not _has_pairs(generation, written):
                continue
            if _articles_holding(generation, written) >= _NAME_ARTICLES:
                yield written


def _has_pairs(generation: Generation, text: str) -> bool:
    known = generation.words.document_frequency
    return all(known("pairs", pair) for pair in pairs_of(text)[:-1])


def _is_held(generation: Generation, text: str) -> bool:
    if text.isascii():
        return bool(_articles_holding(generation, text))
    return is_held(generation, text)


def _articles_holding(generation: Generation, text: str) -> int:
    """Return how many articles hold `text`: Chinese anywhere, Latin as a word."""
    if not text.isascii():
        return int(matching(generation, Term(text)).sum())
    in_bodies, _ = generation.words.postings("body", text)
    rows = set(generation.columns.owners[in_bodies].tolist())
    for field in WORD_FIELDS:
        rows.update(generation.words.postings(field, text)[0].tolist())
    return len(rows)


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
        if may_be_name(piece):
            yield piece
