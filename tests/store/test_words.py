"""The contract of FullText, held by every implementation (today: Whoosh with a codec of ours)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from whoosh import index as whoosh_index
from whoosh.query import And, Prefix, Term

from indexer.errors import ArchiveDamaged
from indexer.language import letters, words
from indexer.store.building import build_words
from indexer.store.words import (
    ArticleWords,
    FullText,
    PassageWords,
    WhooshWords,
    pairs_of,
)

Document = tuple[ArticleWords, list[PassageWords]]


def document(key: int, *bodies: str, title: str = "", byline: str = "") -> Document:
    article = ArticleWords(
        key,
        words(title),
        [],
        [],
        words(byline),
        [],
        [letters(run) for run in (title, *bodies) if run],
    )
    return article, [PassageWords(key * 10 + n, words(body)) for n, body in enumerate(bodies)]


DOCUMENTS = (
    document(
        1, "柳林渡口恢复通航，渡口首日运送旅客。", "旅客说好。", title="渡口通航", byline="苏禾"
    ),
    document(2, "城东菜场搬进新楼，摊主说夏天不再闷热。", title="菜场搬家", byline="白露"),
    document(3, "渡口停航是因为码头受洪水冲刷。", title="渡口通航", byline="苏禾"),
    document(4, title="只有标题"),
)


def contents(found: FullText) -> dict[str, list[tuple[str, list[int], list[float]]]]:
    """Everything an index holds, by keys."""
    table = {}
    for field in ("body", "title", "kicker", "subtitle", "byline", "column", "pairs"):
        keys = found.passage_keys if field == "body" else found.article_keys
        held = [(term, *found.postings(field, term)) for term, _ in found.lexicon(field)]
        table[field] = [
            (term, keys[rows].tolist(), counts.tolist()) for term, rows, counts in held if len(rows)
        ]
    return table


@pytest.fixture
def index(tmp_path: Path) -> FullText:
    build_words(tmp_path / "words", DOCUMENTS)
    return WhooshWords(tmp_path / "words")


def test_keys_are_sorted_by_kind(index: FullText) -> None:
    assert index.article_keys.tolist() == [1, 2, 3, 4]
    assert index.passage_keys.tolist() == [10, 11, 20, 30]


def test_postings_are_rows_and_frequencies(index: FullText) -> None:
    rows, counts = index.postings("body", "渡口")
    assert (rows.tolist(), counts.tolist()) == ([0, 3], [2, 1])
    rows, counts = index.postings("title", "渡口")
    assert (rows.tolist(), counts.tolist()) == ([0, 2], [1, 1])


@pytest.mark.parametrize(
    ("field", "term"), [("body", "没有"), ("title", "洪水"), ("pairs", "口渡")]
)
def test_what_is_not_there(index: FullText, field: str, term: str) -> None:
    assert index.postings(field, term)[0].tolist() == []
    assert index.document_frequency(field, term) == 0


def test_pairs_of_all_texts_stand_once_an_article(index: FullText) -> None:
    rows, counts = index.postings("pairs", "渡口")
    assert (rows.tolist(), counts.tolist()) == ([0, 2], [1, 1])
    assert index.holding("pairs", ["渡口", "洪水"]).tolist() == [2]
    assert index.holding("pairs", ["渡口", "菜场"]).tolist() == []
    assert index.holding("pairs", []).tolist() == []


def test_a_single_letter_is_the_start_of_a_term(index: FullText) -> None:
    assert index.starting_with("pairs", "题", 9) == ["题"]  # the last letter of a run
    assert index.starting_with("pairs", "渡", 9) == ["渡口"]
    assert index.starting_with("pairs", "船", 9) == []
    assert len(index.starting_with("pairs", "", 3)) == 3


def test_lengths(index: FullText) -> None:
    lengths, mean = index.lengths("title")
    assert lengths[0] == len(words("渡口通航"))
    assert mean == pytest.approx(lengths[lengths > 0].mean())
    assert index.lengths("kicker")[0].tolist() == [0, 0, 0, 0]


def test_the_lexicon_is_in_order(index: FullText) -> None:
    terms = [term for term, _ in index.lexicon("body")]
    assert terms == sorted(terms)
    assert dict(index.lexicon("body"))["渡口"] == 2


def test_removed_documents_are_gone(tmp_path: Path) -> None:
    folder = tmp_path / "words"
    build_words(folder, DOCUMENTS)
    build_words(folder, [], removed_articles=[1], removed_passages=[10, 11])
    found = WhooshWords(folder)
    assert found.article_keys.tolist() == [2, 3, 4]
    assert found.postings("body", "渡口")[0].tolist() == [1]
    assert found.postings("body", "旅客")[0].tolist() == []


def test_segments_and_merges_hold_what_one_segment_holds(tmp_path: Path) -> None:
    numbers = range(1, 31)
    documents = [document(n, f"第{n}号渡口渡口通航", title=f"渡口{n}") for n in numbers]
    build_words(tmp_path / "one", [d for d in documents if d[0].key % 5])
    for n, made in zip(numbers, documents, strict=True):
        build_words(tmp_path / "many", [made])
        if n % 5 == 0:
            build_words(tmp_path / "many", [], [n], [n * 10])
    segments = list((tmp_path / "many").glob("ARTICLES_*.jtm"))
    assert len(segments) <= 8
    one, many = WhooshWords(tmp_path / "one"), WhooshWords(tmp_path / "many")
    assert contents(one) == contents(many)
    for field in ("body", "title"):
        assert one.lengths(field)[0].tolist() == many.lengths(field)[0].tolist()


def test_keys_added_out_of_order_are_rows_in_order(tmp_path: Path) -> None:
    for key in (5, 2, 9):
        build_words(tmp_path / "words", [document(key, f"渡口{key}")])
    found = WhooshWords(tmp_path / "words")
    assert found.article_keys.tolist() == [2, 5, 9]
    assert found.postings("pairs", "渡口")[0].tolist() == [0, 1, 2]


def test_older_files_are_not_changed(tmp_path: Path) -> None:
    folder, older = tmp_path / "words", tmp_path / "older"
    build_words(folder, DOCUMENTS[:2])
    older.mkdir()
    for path in folder.iterdir():
        (older / path.name).hardlink_to(path)  # as a generation keeps what the next one shares
    before = contents(WhooshWords(older))
    for n in range(5, 40):  # through merges
        build_words(folder, [document(n, "渡口")], removed_articles=[1], removed_passages=[10, 11])
    assert contents(WhooshWords(older)) == before
    assert 1 not in WhooshWords(folder).article_keys


def test_whooshs_own_searcher_finds_the_same(tmp_path: Path) -> None:
    build_words(tmp_path, DOCUMENTS)
    found = WhooshWords(tmp_path)
    passages = whoosh_index.open_dir(tmp_path, indexname="PASSAGES")
    with passages.searcher() as searcher:
        hits = searcher.search(Term("body", "渡口"), limit=None)
        assert sorted(hit.docnum for hit in hits) == found.postings("body", "渡口")[0].tolist()
        assert hits.score(0) > hits.score(1) > 0  # twice in one of them
    articles = whoosh_index.open_dir(tmp_path, indexname="ARTICLES")
    with articles.searcher() as searcher:
        query = And([Term("pairs", "渡口"), Term("pairs", "洪水")])
        assert [hit.docnum for hit in searcher.search(query)] == [2]
        assert not searcher.search(Term("pairs", "口渡"))
        assert [hit.docnum for hit in searcher.search(Prefix("pairs", "洪"))] == [2]
        assert not searcher.search(Prefix("column", "洪"))  # a field without terms


def test_many_threads_agree(index: FullText) -> None:
    terms = ["渡口", "旅客", "菜场", "没有", "洪水"] * 40
    alone = [index.postings("body", term)[0].tolist() for term in terms]
    with ThreadPoolExecutor(16) as pool:
        together = list(pool.map(lambda term: index.postings("body", term)[0].tolist(), terms))
    assert together == alone


def test_an_empty_index(tmp_path: Path) -> None:
    build_words(tmp_path / "words", [])
    found = WhooshWords(tmp_path / "words")
    assert found.article_keys.tolist() == []
    assert found.postings("body", "渡口")[0].tolist() == []
    assert np.array_equal(found.lengths("body")[0], [])


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # Whoosh leaves it open
@pytest.mark.parametrize("name", ["ARTICLES.json", "*.jtm"])
def test_a_damaged_index_says_so(tmp_path: Path, name: str) -> None:
    build_words(tmp_path, DOCUMENTS)
    for path in tmp_path.glob(name):
        path.write_bytes(b"\0" * 40)
    with pytest.raises(ArchiveDamaged):
        WhooshWords(tmp_path)


def test_pairs_of() -> None:
    assert pairs_of("渡口通") == ["渡口", "口通", "通"]
    assert pairs_of("渡") == ["渡"]
    assert pairs_of("") == []
