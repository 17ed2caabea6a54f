"""Segments: their sizes, their merges; what they hold is in test_words.py."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.store import building
from indexer.store.building import build_words
from indexer.store.words import ArticleWords, PassageWords, WhooshWords


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
