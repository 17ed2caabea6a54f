"""What is written to a segment's two files is what is read."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.store.codec import PackedTerms, edges_as_u4, write_terms
from indexer.store.inverting import Inverted, invert

POSTINGS = st.lists(
    st.tuples(st.sampled_from(["渡口", "渡", "a", "é", "𠮷", "zz"]), st.integers(0, 400)),
    max_size=80,
)


def inverted(postings: list[tuple[str, int]]) -> Inverted:
    terms = list(dict.fromkeys(term.encode() for term, _ in postings))
    codes = np.array([terms.index(term.encode()) for term, _ in postings], dtype=np.int64)
    return invert(terms, codes, np.array([number for _, number in postings], dtype=np.int64))


def written(folder: Path, fields: dict[str, list[Inverted]]) -> PackedTerms:
    write_terms(folder / "a.jtm", folder / "a.jps", fields)
    return PackedTerms(folder / "a.jtm", folder / "a.jps", 401)


def same(one: Inverted, other: Inverted) -> bool:
    return (
        one.terms == other.terms
        and one.counts.tolist() == other.counts.tolist()
        and one.documents.tolist() == other.documents.tolist()
        and one.frequencies.tolist() == other.frequencies.tolist()
    )


@given(POSTINGS, POSTINGS)
def test_postings_come_back(
    tmp_path_factory: pytest.TempPathFactory, one: list[tuple[str, int]], two: list[tuple[str, int]]
) -> None:
    fields = {"one": one, "two": two}
    held = {name: [inverted(postings)] for name, postings in fields.items()}
    read = written(tmp_path_factory.mktemp("codec"), held)
    for name, postings in fields.items():
        for term in {term for term, _ in postings}:
            documents, counts = read.postings(name, term.encode())
            wanted = sorted(number for other, number in postings if other == term)
            assert np.repeat(documents, counts).tolist() == wanted
            assert read.count(name, term.encode()) == len(set(wanted))
        assert [term for term, _ in read.starting(name, b"")] == held[name][0].terms
        assert same(read.between(name, b"", None), held[name][0])
        assert not len(read.postings(name, "无".encode())[0])


@given(POSTINGS, st.sampled_from(["", "a", "b", "渡", "渡口", "龙"]))
def test_a_field_comes_in_pieces(
    tmp_path_factory: pytest.TempPathFactory, postings: list[tuple[str, int]], cut: str
) -> None:
    lower = inverted([posting for posting in postings if posting[0] < cut])
    upper = inverted([posting for posting in postings if posting[0] >= cut])
    read = written(tmp_path_factory.mktemp("codec"), {"body": [lower, upper]})
    assert same(read.between("body", b"", None), inverted(postings))
    assert same(read.between("body", b"", cut.encode()), lower)
    assert same(read.between("body", cut.encode(), None), upper)


@pytest.mark.parametrize(
    ("prefix", "wanted"),
    [
        ("", ["a", "ab", "b", "渡", "渡口"]),
        ("a", ["a", "ab"]),
        ("渡", ["渡", "渡口"]),
        ("渡口", ["渡口"]),
        ("渡口通", []),
        ("c", []),
        ("龙", []),
    ],
)
def test_terms_that_start_so(tmp_path: Path, prefix: str, wanted: list[str]) -> None:
    postings = [("渡口", 1), ("b", 0), ("ab", 2), ("a", 0), ("渡", 0), ("渡", 3)]
    read = written(tmp_path, {"body": [inverted(postings)]})
    found = list(read.starting("body", prefix.encode()))
    assert [term.decode() for term, _ in found] == wanted
    assert dict(found).get("渡".encode(), 2) == 2


def test_cuts_divide_a_field(tmp_path: Path) -> None:
    postings = [(chr(0x4E00 + term), number) for term in range(50) for number in range(10)]
    read = written(tmp_path, {"body": [inverted(postings)]})  # ten bytes a term
    cuts = read.cuts("body", 100)
    assert cuts == [chr(0x4E00 + term).encode() for term in (10, 20, 30, 40)]
    assert read.cuts("body", 500) == []
    assert read.cuts("title", 100) == []


def test_an_unknown_field(tmp_path: Path) -> None:
    read = written(tmp_path, {})
    assert not len(read.postings("body", b"a")[0])
    assert list(read.starting("body", b"")) == []
    assert read.between("body", b"", None).terms == []


def test_a_field_beyond_four_gigabytes_is_refused() -> None:
    assert edges_as_u4(np.array([2**31, 2**31 - 1])).tolist() == [0, 2**31, 2**32 - 1]
    with pytest.raises(OverflowError, match="4294967296 bytes"):
        edges_as_u4(np.array([2**31, 2**31]))


def test_a_reader_let_go_lets_go_of_its_files(tmp_path: Path) -> None:
    read = written(tmp_path, {"body": [inverted([("渡口", 1)])]})
    assert read.count("body", "渡口".encode()) == 1
    watched = weakref.ref(read)
    gc.disable()  # a cycle would wait for it, with the files mapped
    try:
        del read
        assert watched() is None
    finally:
        gc.enable()
