"""查 with a language model configured: its words with their quote, what is struck, what is noted."""

from __future__ import annotations

import pytest

from indexer import Archive
from tests.answer.model_server import claims, model_server, says
from tests.app.conftest import Page, html

ASKED = "柳林渡口加固工程投资多少钱"


def test_the_page_shows_what_stands_and_what_was_struck(
    archive: Archive, open_page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    with model_server() as server:
        monkeypatch.setenv("JIANBAO_LLM_BASE_URL", server.url)
        monkeypatch.setenv("JIANBAO_LLM_MODEL", "played")
        monkeypatch.setenv("NO_PROXY", "*")
        quote = "加固工程投资3800万元"
        server.play = says(
            claims(
                {"text": "加固渡口花了3800万元投资", "cites": [1], "quote": quote},
                {"text": "<b>蓝鲸集团</b>投资3800万元", "cites": [1], "quote": quote},
            )
        )
        page = open_page(q=ASKED, mode="ask")
        shown = html(page)
        page.run()
    assert "加固渡口花了3800万元投资" in shown
    assert "渡口停航是因为码头受洪水冲刷，加固工程投资" in shown
    assert "<s>&lt;b&gt;蓝鲸集团&lt;/b&gt;投资3800万元</s>" in shown
    assert "所引的原文里没有" in shown
    assert "由语言模型 played 写成" in shown
    assert len(server.requests) == 1
