from __future__ import annotations

import numpy as np

from indexer.store.inverting import Inverted, PairsOf, WordsOf, invert


def table(found: Inverted) -> dict[str, dict[int, int]]:
    """Term -> document -> frequency."""
    edges = np.concatenate([[0], np.cumsum(found.counts)]).tolist()
    both = list(zip(found.documents.tolist(), found.frequencies.tolist(), strict=True))
    return {
        term.decode(): dict(both[low:high])
        for term, low, high in zip(found.terms, edges[:-1], edges[1:], strict=True)
    }


def test_words_of_documents() -> None:
    words = WordsOf()
    for document in (["渡口", "通航", "渡口"], [], ["船", "通航"]):
        words.add(document)
    assert words.lengths == [3, 0, 2]
    found = words.inverted()
    assert found.terms == sorted(found.terms)
    assert table(found) == {"渡口": {0: 2}, "船": {2: 1}, "通航": {0: 1, 2: 1}}


def test_pairs_stand_once_a_document_and_do_not_cross_texts() -> None:
    pairs = PairsOf()
    assert pairs.add(["渡口渡口", "通"]) == 4
    assert pairs.add([]) == 0
    assert pairs.add(["𠮷口", "a"]) == 3
    found = pairs.inverted()
    assert found.terms == sorted(found.terms)
    assert table(found) == {
        "渡口": {0: 1}, "口渡": {0: 1}, "口": {0: 1, 2: 1}, "通": {0: 1}, "𠮷口": {2: 1}, "a": {2: 1},
    }  # fmt: skip


def test_nothing() -> None:
    assert table(WordsOf().inverted()) == {}
    assert table(PairsOf().inverted()) == {}


def test_terms_without_postings_are_left_out() -> None:
    codes, documents, frequencies = np.array([2, 0, 2]), np.array([5, 1, 3]), np.array([4, 1, 9])
    found = invert([b"b", b"c", b"a"], codes, documents, frequencies)
    assert table(found) == {"a": {3: 9, 5: 4}, "b": {1: 1}}
