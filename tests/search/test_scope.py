"""In which period and newspapers a query looks."""

from __future__ import annotations

import pytest

from indexer.search import parse_query
from indexer.search.scope import Scope, scope_of


@pytest.mark.parametrize(
    ("typed", "scope"),
    [
        pytest.param("渡口", Scope(), id="words"),
        pytest.param("渡口 日期:2019-08", Scope("2019-08-01", "2019-08-31"), id="a month"),
        pytest.param("渡口 AND 日期:2019..", Scope("2019-01-01", ""), id="open"),
        pytest.param(
            "日期:2019 AND 日期:..2019-08-15 AND 渡口", Scope("2019-01-01", "2019-08-15"), id="both"
        ),
        pytest.param(
            "渡口 AND (日期:2019-08 OR 日期:2020)", Scope("2019-08-01", "2020-12-31"), id="either"
        ),
        pytest.param("渡口 OR 日期:2019-08", Scope(), id="not needed"),
        pytest.param("渡口 NOT 日期:2019-08", Scope(), id="excluded"),
        pytest.param("渡口 报纸:晚报", Scope(newspapers=("晚报",)), id="newspaper"),
        pytest.param("渡口 标题:晚报", Scope(), id="another field"),
        pytest.param(
            "日期:2019 AND 日期:2020 AND 渡口", Scope("2020-01-01", "2019-12-31"), id="none"
        ),
    ],
)
def test_scope(typed: str, scope: Scope) -> None:
    assert scope_of(parse_query(typed).required) == scope
