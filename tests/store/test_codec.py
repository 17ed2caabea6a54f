"""What is written to a segment's two files is what is read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.store.codec import PackedTerms, invert, write_terms

POSTINGS = st.lists(
    st.tuples(st.sampled_from(["渡口", "渡", "a", "é", "𠮷", "zz"]), st.integers(0, 400)),
    max_size=80,
)


@given(POSTINGS, POSTINGS)
def test_postings_come_back(
    tmp_path_factory: object, one: list[tuple[str, int]], two: list[tuple[str, int]]
) -> None:
    folder = tmp_path_factory.mktemp("codec")  # type: ignore[attr-defined]
    fields = {"one": one, "two": two}
    inverted = {}
    for name, postings in fields.items():
        terms = list(dict.fromkeys(term.encode() for term, _ in postings))
        codes = np.array([terms.index(term.encode()) for term, _ in postings], dtype=np.int64)
        documents = np.array([number for _, number in postings], dtype=np.int64)
        inverted[name] = invert(terms, codes, documents)
    write_terms(folder / "a.jtm", folder / "a.jps", inverted)
    read = PackedTerms(folder / "a.jtm", folder / "a.jps")
    for name, postings in fields.items():
        for term in {term for term, _ in postings}:
            documents, counts = read.postings(name, term.encode())
            wanted = sorted(number for other, number in postings if other == term)
            assert np.repeat(documents, counts).tolist() == wanted
            assert read.count(name, term.encode()) == len(set(wanted))
        assert [t for t, _ in read.starting(name, b"")] == inverted[name].terms
        back = read.inverted(name)
        assert back.terms == inverted[name].terms
        assert back.documents.tolist() == inverted[name].documents.tolist()
        assert back.frequencies.tolist() == inverted[name].frequencies.tolist()
        assert not len(read.postings(name, "无".encode())[0])


def test_an_unknown_field(tmp_path: Path) -> None:
    write_terms(tmp_path / "a.jtm", tmp_path / "a.jps", {})
    read = PackedTerms(tmp_path / "a.jtm", tmp_path / "a.jps")
    assert not len(read.postings("body", b"a")[0])
    assert list(read.starting("body", b"")) == []
    assert read.inverted("body").terms == []
