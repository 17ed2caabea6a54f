"""The contract of FullText, held by every implementation (today: Whoosh)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer.errors import ArchiveDamaged
from indexer.language import characters, words
from indexer.store.words import FullText, WhooshWords, WordsDocument, build_words, pairs_of


def document(key: int, body: str, title: str = "", byline: str = "") -> WordsDocument:
    return WordsDocument(
        key, words(body), words(title), words(byline),
        [token.text for token in characters(body)], [token.text for token in characters(title)],
    )  # fmt: skip


DOCUMENTS = (
    document(1, "柳林渡口恢复通航，首日运送旅客1260人次。", "渡口通航", "苏禾"),
    document(2, "城东菜场搬进新楼，摊主说夏天不再闷热。", "菜场搬家", "白露"),
    document(3, "渡口停航是因为码头受洪水冲刷。", "渡口通航", "苏禾"),
)


@pytest.fixture
def index(tmp_path: Path) -> FullText:
    build_words(tmp_path / "words", DOCUMENTS)
    return WhooshWords(tmp_path / "words")


def keys(index: FullText, *terms: str, **options: object) -> list[int]:
    return [hit.key for hit in index.search(terms, **options)]  # type: ignore[arg-type]


def test_finds_passages_with_any_of_the_words(index: FullText) -> None:
    assert set(keys(index, "渡口", "菜场")) == {1, 2, 3}
    assert keys(index, "闷热") == [2]
    assert keys(index, "没有此词") == []
    assert keys(index) == []


def test_the_rarer_word_ranks_higher(index: FullText) -> None:
    assert keys(index, "渡口", "洪水")[0] == 3


def test_title_and_byline_are_found_too(index: FullText) -> None:
    assert set(keys(index, "通航")) == {1, 3}
    assert set(keys(index, "苏禾")) >= {1, 3} or set(keys(index, *words("苏禾"))) >= {1, 3}


def test_only_allowed_passages(index: FullText) -> None:
    assert keys(index, "渡口", allowed=np.array([2, 3])) == [3]
    assert keys(index, "渡口", allowed=np.array([], dtype=np.int64)) == []


def test_a_pair_of_characters_finds_what_no_word_does(index: FullText) -> None:
    assert keys(index, pairs=["柳林"]) == [1]
    assert [hit.key for hit in index.search([], ["东菜"])] == [2]


@pytest.mark.parametrize(
    ("phrase", "candidates"),
    [
        pytest.param("码头受洪水", [3], id="across words"),
        pytest.param("口", [1, 3], id="one character"),
        pytest.param("渡口通航", [1, 3], id="in the title"),
        pytest.param("洪水码头", [], id="other order"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_candidates_of_a_phrase(index: FullText, phrase: str, candidates: list[int]) -> None:
    assert index.candidates(list(phrase)).tolist() == candidates


def test_the_fewer_hold_a_word_the_rarer_it_is(index: FullText) -> None:
    rarity = index.rarity(["渡口", "洪水", "没有此词"])
    assert rarity["渡口"] < rarity["洪水"] < rarity["没有此词"]


def test_removed_passages_are_gone_and_others_stay(tmp_path: Path) -> None:
    folder = tmp_path / "words"
    build_words(folder, DOCUMENTS)
    build_words(folder, [document(4, "渡口新闻")], removed=[1])
    index = WhooshWords(folder)
    assert index.keys().tolist() == [2, 3, 4]
    assert 1 not in keys(index, "渡口")
    assert set(keys(index, "渡口")) == {3, 4}


def test_an_interrupted_build_leaves_the_index_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "words"
    build_words(folder, DOCUMENTS)

    def broken() -> object:
        yield document(9, "半途")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        build_words(folder, broken())  # type: ignore[arg-type]
    assert WhooshWords(folder).keys().tolist() == [1, 2, 3]


def test_an_empty_index_can_be_searched(tmp_path: Path) -> None:
    build_words(tmp_path / "words", [])
    index = WhooshWords(tmp_path / "words")
    assert keys(index, "渡口") == []
    assert index.keys().tolist() == []


def test_a_missing_index_says_so(tmp_path: Path) -> None:
    with pytest.raises(ArchiveDamaged, match="reindex --full"):
        WhooshWords(tmp_path / "nothing")


def test_pairs_of_characters() -> None:
    assert pairs_of(["渡", "口", "通"]) == ["渡口", "口通"]
    assert pairs_of(["渡"]) == ["渡"]
    assert pairs_of([]) == []
