from __future__ import annotations

from dataclasses import replace

import pytest

from indexer.answer.citation import cite, holds
from indexer.models import Article, Byline

ARTICLE = Article(
    id="江城晚报/2021-05-01/01#1", page_id="江城晚报/2021-05-01/01", text="昨日通航。旅客很多。",
    title="渡口通航", byline=Byline("□记者 苏 禾", ("苏禾",)), newspaper="江城晚报",
    date="2021-05-01", page="01",
)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({}, "苏禾. 渡口通航[N]. 江城晚报，2021-05-01（1）.", id="all known"),
        pytest.param({"page": "A03"}, "苏禾. 渡口通航[N]. 江城晚报，2021-05-01（A03）.", id="A03"),
        pytest.param(
            {"byline": Byline("", ("甲", "乙", "丙", "丁"))},
            "甲，乙，丙，等. 渡口通航[N]. 江城晚报，2021-05-01（1）.",
            id="more than three authors",
        ),
        pytest.param(
            {"byline": Byline("", (), "新华社")},
            "新华社. 渡口通航[N]. 江城晚报，2021-05-01（1）.",
            id="an agency",
        ),
        pytest.param(
            {"byline": Byline(), "newspaper": "", "date": "", "page": "", "title": ""},
            "[无题][N]. [报名不详]，[日期不详].",
            id="nothing known, nothing invented",
        ),
    ],
)
def test_reference(changes: dict[str, object], expected: str) -> None:
    assert cite(replace(ARTICLE, **changes), 0, 4).reference == expected  # type: ignore[arg-type]


def test_a_citation_quotes_the_article() -> None:
    citation = cite(ARTICLE, 5, 10)
    assert citation.quote == "旅客很多。"
    assert holds(citation, ARTICLE)


@pytest.mark.parametrize(
    "changes", [{"quote": "旅客很少。"}, {"start": 4}, {"end": 99}, {"article_id": "另一篇"}]
)
def test_a_citation_that_does_not_hold(changes: dict[str, object]) -> None:
    assert not holds(replace(cite(ARTICLE, 5, 10), **changes), ARTICLE)  # type: ignore[arg-type]


@pytest.mark.parametrize(("start", "end"), [(3, 3), (-1, 2), (0, 99), (5, 2)])
def test_no_citation_of_what_is_not_there(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="not in"):
        cite(ARTICLE, start, end)
