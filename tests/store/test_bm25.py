"""BM25F by hand."""

from __future__ import annotations

import math

import pytest

from indexer import Archive
from indexer.language import letters
from indexer.store.bm25 import pair_rarity, rarity, score_pairs, score_passages
from indexer.store.words import pairs_of


def test_rarity_is_the_logarithm_of_how_few_hold_a_word(archive: Archive) -> None:
    words = archive.generation.words
    total = len(words.passage_keys)
    assert rarity(words, ["菜场"])["菜场"] == pytest.approx(math.log((total + 1) / 1.5))
    assert rarity(words, ["没有此词"])["没有此词"] == pytest.approx(math.log((total + 1) / 0.5))
    assert pair_rarity(words, ["没有"]) == {"没有": 0.0}


def test_a_passage_scores_by_its_words_and_its_headline(archive: Archive) -> None:
    generation = archive.generation
    scores, cover = score_passages(generation.words, generation.columns, ["渡口", "菜场"])
    held = {
        archive.generation.catalogue.articles([key])[key].title: share
        for key, share in zip(generation.columns.articles.tolist(), cover.tolist(), strict=True)
    }
    assert held["夜校开出木工课"] == 0
    assert 0 < held["柳林渡口昨日恢复通航"] < 1
    assert held["柳林渡口昨日恢复通航"] + held["城东菜场搬进新楼"] == pytest.approx(1)
    assert (scores > 0).sum() == (cover > 0).sum()


def test_pairs_find_what_is_no_word(archive: Archive) -> None:
    generation = archive.generation
    scores = score_pairs(generation.words, generation.columns, pairs_of(letters("罗启明"))[:-1])
    best = int(generation.columns.articles[int(scores.argmax())])
    assert generation.catalogue.articles([best])[best].title == "柳林渡口昨日恢复通航"
    assert (scores > 0).sum() == 1
