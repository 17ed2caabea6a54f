"""Tell which articles satisfy what a query requires: masks over the whole archive."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial, reduce
from itertools import pairwise
from operator import and_, or_

import numpy as np
from numpy.typing import NDArray

from indexer.language import Folding, fold_text, letters, tokens
from indexer.language.normalise import kept_apart
from indexer.language.questions import content_words
from indexer.layout import plain_number
from indexer.models import Article, searchable_lines
from indexer.search.phrases import holds, holds_near
from indexer.search.syntax import And, Field, Near, Node, Not, Or, Period, Term, Wildcard
from indexer.store import Generation
from indexer.store.words import pairs_of

Mask = NDArray[np.bool_]
Test = Callable[[str], bool]  # of one text of an article

_FIRST_READ, _AT_ONCE = 4, 32  # articles read to see whether any holds a text: most often the first
_IN_MEMORY = 1000  # articles whose texts are read at once
_MOST_PREFIXED = 4000  # pairs that begin with one letter
_CODED = {
    Field.NEWSPAPER: "newspaper", Field.SECTION: "section",
    Field.COLUMN: "column", Field.PLACE: "place", Field.PAGE: "page",
}  # fmt: skip


def matching(generation: Generation, node: Node, folding: Folding = Folding()) -> Mask:
    """Return which articles (a,) satisfy `node`."""
    match node:
        case And(children):
            return reduce(and_, (matching(generation, child, folding) for child in children))
        case Or(children):
            return reduce(or_, (matching(generation, child, folding) for child in children))
        case Not(child):
            return ~matching(generation, child, folding)
        case Period(since, until):
            return generation.columns.dated(since, until)
        case Near(texts, gap, field):
            return _holding(generation, texts, field, folding, _is_near(texts, gap, folding))
        case Wildcard(parts, field):
            test = _is_page(parts, folding) if field is Field.PAGE else _has(parts, folding)
            return _holding(generation, parts, field, folding, test)
        case Term(text, Field.PAGE):
            wanted = _page_number(text)
            return _of_value(generation, "page", lambda value: _page_number(value) == wanted)
        case Term(text, field):
            return _holding(generation, (text,), field, folding, _has((text,), folding))


def keeping_apart(generation: Generation, text: str, folding: Folding) -> Mask | None:
    """Return which articles hold those words of `text` as typed that `folding` keeps apart.

    None where it concerns no word: 渡口 is the same in all scripts.
    """
    words = [word for word in words_as_typed(text) if not kept_apart(folding).isdisjoint(word)]
    return matching(generation, And(tuple(map(Term, words))), folding) if words else None


def words_as_typed(text: str) -> list[str]:
    """Return the words of `text` that say what it is about, not folded."""
    known = set(content_words(text))
    return [text[token.start : token.end] for token in tokens(text) if token.text in known]


def _holding(
    generation: Generation, parts: Sequence[str], field: Field, folding: Folding, test: Test
) -> Mask:
    """Return the articles of which a text or value of `field` passes `test`, and so holds `parts`."""
    if field in _CODED:
        return _of_value(generation, _CODED[field], test)
    if field is Field.AUTHOR:
        columns = generation.columns
        mask = np.zeros(len(columns.articles), dtype=bool)
        if len(columns.authors):
            named = _passed(columns.authors, test)[columns.author_codes]
            mask[columns.authored[named]] = True
        return mask
    return _found(generation, parts, field, folding, test)


def _of_value(generation: Generation, column: str, test: Test) -> Mask:
    codes, values = generation.columns.coded(column)
    return _passed(values, test)[codes]


def _found(
    generation: Generation,
    parts: Sequence[str],
    field: Field,
    folding: Folding,
    test: Test,
) -> Mask:
    """Return the articles of which a text of `field` passes `test`; all its `parts` stand there.

    The index narrows them by pairs of letters; the texts themselves decide.
    """
    mask = np.zeros(len(generation.columns.articles), dtype=bool)
    rows = _candidates(generation, parts)
    if not (field is Field.ANY and folding == Folding() and _is_exact(parts)):
        rows = _passing(generation, rows, field, test)
    mask[rows] = True
    return mask


def is_held(generation: Generation, text: str) -> bool:
    """Tell whether any article holds `text`: sooner than `matching`, which finds all of them."""
    rows = _candidates(generation, (text,))
    if _is_exact((text,)):
        return len(rows) > 0
    test = _has((text,), Folding())
    cuts = [0, *range(_FIRST_READ, len(rows), _AT_ONCE), len(rows)]
    return any(
        len(_passing(generation, rows[low:high], Field.ANY, test)) for low, high in pairwise(cuts)
    )


def _is_exact(parts: Sequence[str]) -> bool:
    """Tell whether the pairs of letters alone say which articles hold `parts`.

    Of figures and Latin letters they do not say what stands beside them.
    """
    wanted = [letters(part) for part in parts]
    return len(wanted) == 1 and len(wanted[0]) <= 2 and not any(map(str.isascii, wanted[0]))


def _passing(
    generation: Generation, rows: NDArray[np.int32], field: Field, test: Test
) -> NDArray[np.int32]:
    """Return which of the articles `rows` have a text of `field` that passes `test`.

    They are read some at a time: a single figure may have to be looked for in all of them.
    """
    found = [
        _passing_at_once(generation, rows[low : low + _IN_MEMORY], field, test)
        for low in range(0, len(rows), _IN_MEMORY)
    ]
    return np.concatenate(found) if found else rows


def _passing_at_once(
    generation: Generation, rows: NDArray[np.int32], field: Field, test: Test
) -> NDArray[np.int32]:
    keys = generation.columns.articles[rows]
    passed = np.zeros(len(rows), dtype=bool)
    texts = generation.catalogue.texts(keys.tolist()) if field in (Field.ANY, Field.BODY) else {}
    for at, key in enumerate(keys.tolist()):
        passed[at] = key in texts and test(texts[key][1])
    if field is not Field.BODY:
        left = np.flatnonzero(~passed)
        articles = generation.catalogue.articles(keys[left].tolist())
        for at in left.tolist():
            passed[at] = any(map(test, _lines(articles[int(keys[at])], field)))
    return rows[passed]


def _candidates(generation: Generation, parts: Sequence[str]) -> NDArray[np.int32]:
    """Return the rows of the articles that hold all adjacent pairs of every part's letters."""
    words = generation.words
    found: NDArray[np.int32] | None = None
    for wanted in filter(None, map(letters, parts)):
        if len(wanted) == 1:
            begun = words.starting_with("pairs", wanted, _MOST_PREFIXED)
            lists = [words.postings("pairs", pair)[0] for pair in begun]
            rows = np.unique(np.concatenate(lists)) if lists else np.empty(0, np.int32)
        else:
            rows = words.holding("pairs", dict.fromkeys(pairs_of(wanted)[:-1]))
        found = rows if found is None else np.intersect1d(found, rows)
    return np.empty(0, np.int32) if found is None else found


def _lines(article: Article, field: Field) -> tuple[str, ...]:
    match field:
        case Field.TITLE:
            return (article.title,)
        case Field.KICKER:
            return (article.kicker,)
        case Field.SUBTITLE:
            return (article.subtitle,)
        case _:
            return searchable_lines(article)


def _passed(values: NDArray[np.str_], test: Test) -> Mask:
    return np.array([test(str(value)) for value in values], dtype=bool)


def _page_number(text: str) -> str:
    return plain_number(fold_text(text).strip())


def _is_page(parts: Sequence[str], folding: Folding) -> Test:
    """Return the test of a page's number: A* is all of A1, A2, ..., but not 1A."""
    first, last = fold_text(parts[0]), fold_text(parts[-1])

    def test(text: str) -> bool:
        number = fold_text(text).strip()
        return number.startswith(first) and number.endswith(last) and holds(number, parts, folding)

    return test


def _has(parts: Sequence[str], folding: Folding) -> Test:
    return partial(holds, parts=parts, folding=folding)


def _is_near(texts: Sequence[str], gap: int, folding: Folding) -> Test:
    return partial(holds_near, parts=texts, gap=gap, folding=folding)
