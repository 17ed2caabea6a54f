"""Pages prepared by several processes are those prepared by one."""

from __future__ import annotations

import pytest

from indexer.language import use_words
from indexer.models import Page
from indexer.preparing import prepare, prepare_all
from tests.conftest import TWO_ARTICLES


def test_processes_agree_with_one(monkeypatch: pytest.MonkeyPatch) -> None:
    use_words(())  # as in a new process
    monkeypatch.setattr("indexer.preparing._FEW_CHARS", 0)
    pages = [Page(id=str(n), text=f"{TWO_ARTICLES}\n\n第{n}号") for n in range(3)]
    alone = [prepare(page, 300) for page in pages]
    assert list(prepare_all(pages, 300, processes=2)) == alone
    told = list(prepare_all(pages, 300, processes=2, own_words=("柳林渡口昨",)))
    assert "柳林渡口昨" in told[0][0].words["title"]  # the new processes knew it
    assert "柳林渡口昨" not in alone[0][0].words["title"]


def test_what_is_prepared() -> None:
    first = prepare(Page(id="p", text=TWO_ARTICLES), 300)[0]
    assert first.article.title == "柳林渡口昨日恢复通航"
    assert "渡口" in first.words["title"]
    assert first.words["byline"][-2:] == ["苏", "禾"] or "苏禾" in first.words["byline"]
    (passage, cut), *_ = first.passages
    assert first.article.text[passage.start : passage.end] == passage.text
    assert "旅客" in cut
