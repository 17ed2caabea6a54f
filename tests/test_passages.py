from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from indexer.models import Article
from indexer.passages import EMBED_CHARS, cut_passages, embedding_spans

texts = st.text(alphabet="水陆。！？”…\n 　，.;a1３㎡", max_size=800)


def article(text: str) -> Article:
    return Article(id="报/2020-01-01/1#1", page_id="报/2020-01-01/1", text=text)


@given(texts, st.integers(1, 400))
def test_a_passage_is_an_exact_slice_of_its_article(text: str, limit: int) -> None:
    for passage in cut_passages(article(text), limit):
        assert text[passage.start : passage.end] == passage.text
        assert passage.sentences[0][0] == passage.start
        assert passage.sentences[-1][1] == passage.end
        assert len(passage.text) <= limit or len(passage.sentences) == 1


@given(texts, st.integers(1, 400))
def test_every_character_is_in_one_passage(text: str, limit: int) -> None:
    passages = list(cut_passages(article(text), limit))
    joined = "".join(passage.text for passage in passages)
    assert "".join(joined.split()) == "".join(text.split())
    spans = [(passage.start, passage.end) for passage in passages]
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


@given(texts)
def test_embedding_spans_cover_the_passage(text: str) -> None:
    for passage in cut_passages(article(text), 300):
        spans = embedding_spans(passage)
        assert (spans[0][0], spans[-1][1]) == (passage.start, passage.end)
        assert {edge for span in spans for edge in span} <= {
            edge for sentence in passage.sentences for edge in sentence
        }


def test_closes_a_passage_at_the_limit() -> None:
    text = "一二三四五六七八九。" * 10
    assert [p.text for p in cut_passages(article(text), 35)] == [text[:30]] * 3 + [text[:10]]
    (passage,) = cut_passages(article("甲" * (EMBED_CHARS - 1) + "。" + "乙" * 9 + "。"), 300)
    assert len(embedding_spans(passage)) == 2


def test_no_text_no_passage() -> None:
    assert list(cut_passages(article(" \n"), 300)) == []
