"""Segments: their sizes, their merges; what they hold is in test_words.py."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.store import building
from indexer.store.building import build_words, to_merge
from indexer.store.words import ArticleWords, PassageWords, WhooshWords


@pytest.mark.parametrize(
    ("sizes", "chosen"),
    [
        pytest.param([], [], id="none"),
        pytest.param([70_000], [], id="one"),
        pytest.param([70_000, 1], [], id="a small one beside a large one"),
        pytest.param([600, 70_000, 600], [], id="two of a size are kept"),
        pytest.param([600, 70_000, 600, 600], [0, 2, 3], id="three of a size, not the large one"),
        pytest.param([9000, 4000, 2000, 1000, 999], [], id="each as large as all after it"),
        pytest.param([999, 4000, 1000, 9000, 2000], [], id="in any order"),
        pytest.param(
            [9000, 4000, 2000, 1000, 1001], [1, 2, 3, 4], id="smaller by one than the rest"
        ),
        pytest.param([10_000, 4600, 2000, 1000, 1000, 1], [2, 3, 4, 5], id="a tier overflows"),
        pytest.param([1, 1, 1], [0, 1, 2], id="single documents"),
    ],
)
def test_which_segments_are_merged(sizes: list[int], chosen: list[int]) -> None:
    assert sorted(to_merge(sizes)) == chosen


def test_segments_stay_few_and_documents_are_seldom_rewritten() -> None:
    sizes: list[int] = []
    most, rewritten = 0, 0
    for _ in range(1000):  # issues of 150 articles
        sizes.append(150)
        chosen = to_merge(sizes)
        merged = sum(sizes[at] for at in chosen)
        sizes = [size for at, size in enumerate(sizes) if at not in chosen] + [merged] * bool(
            merged
        )
        rewritten += merged
        most = max(most, len(sizes))
    assert sum(sizes) == 150_000
    assert most <= 10
    assert rewritten <= 8 * 150_000  # log2(150,000 / 500)


def documents(keys: range) -> Iterator[tuple[ArticleWords, list[PassageWords]]]:
    for key in keys:
        words = ["渡口", f"第{key}号", "通航"][: key % 3 + 1]
        article = ArticleWords(key, words, [], [], [], [], ["渡口通航", f"第{key}号"])
        yield article, [PassageWords(key, words)]


def segments(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("ARTICLES_*.jtm")}


def held(folder: Path) -> dict[str, list[tuple[str, list[int], list[float]]]]:
    found = WhooshWords(folder)
    return {
        field: [
            (term, *(values.tolist() for values in found.postings(field, term)))
            for term, _ in found.lexicon(field)
        ]
        for field in ("body", "title", "pairs")
    }


def test_an_issue_does_not_rewrite_the_archive(tmp_path: Path) -> None:
    build_words(tmp_path, documents(range(2000)))
    (large,) = segments(tmp_path)
    for number in range(3):
        build_words(tmp_path, documents(range(3000 + 10 * number, 3010 + 10 * number)))
        assert large in segments(tmp_path)
    assert len(segments(tmp_path)) == 2  # the three are one by now


def test_a_segment_mostly_dead_is_rewritten_and_a_dead_one_dropped(tmp_path: Path) -> None:
    build_words(tmp_path, documents(range(20)))
    (first,) = segments(tmp_path)
    build_words(tmp_path, [], range(10), range(10))
    assert segments(tmp_path) == {first}
    build_words(tmp_path, [], [10], [10])
    (second,) = segments(tmp_path)
    assert second != first
    assert WhooshWords(tmp_path).document_frequency("pairs", "渡口") == 9
    build_words(tmp_path, [], range(11, 20), range(11, 20))
    assert segments(tmp_path) == set()


def test_small_batches_and_ranges_of_terms_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_words(tmp_path / "at once", documents(range(60)))
    monkeypatch.setattr(building, "_BATCH", 40)
    monkeypatch.setattr(building, "_MERGED", 16)
    build_words(tmp_path / "bit by bit", documents(range(60)))
    assert held(tmp_path / "bit by bit") == held(tmp_path / "at once")
    assert len(segments(tmp_path / "bit by bit")) == 1
