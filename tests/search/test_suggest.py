"""Did you mean: what is suggested for a query, and when nothing is. All texts are invented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from indexer import Archive, Report, Settings
from indexer.language import use_words
from indexer.models import Suggestion
from indexer.reindex import reindex
from tests.conftest import CharacterEncoder, write_page

PAGE = """\
渡口见闻

□本报记者 何守田

本报讯 渡口管理站站长罗启明介绍，渡船每艘可载一百二十人，汛期也能停靠。来自 Reddington 的工程师看了码头，霍青舟陪同。

柳林来信

□本报记者 何守田

本报讯 罗启明说，码头加固之后，汛期也能停靠。Reddington 的学生给渡口画了一幅画，霍青舟收下了画。
"""


@pytest.fixture
def ferry(run: Callable[..., Report], settings: Settings, tmp_path: Path) -> Archive:
    write_page(tmp_path / "报纸", "柳溪商报/2021-05-01/01", PAGE)
    run(tmp_path / "报纸")
    return Archive.open(settings)


@pytest.mark.parametrize(
    ("query", "suggested"),
    [
        pytest.param("霍青州", [Suggestion("霍青州", "霍青舟", 2)], id="same sound"),
        pytest.param("霍青", [], id="a part that is held"),
        pytest.param("霍轻州", [Suggestion("霍轻州", "霍青舟", 2)], id="two letters of same sound"),
        pytest.param("霍青山", [Suggestion("霍青山", "霍青舟", 2)], id="a letter wrong"),
        pytest.param("霍青山来过", [], id="not in the midst of words"),
        pytest.param(
            "罗起明", [Suggestion("罗起明", "罗启明", 2)], id="a name that jieba cuts apart"
        ),
        pytest.param("搜可载", [], id="letters like it in one article alone"),
        pytest.param("汛期野能停靠", [], id="longer than a name"),
        pytest.param("罗明启", [], id="cut apart, and another sound"),
        pytest.param("“罗起明”", [Suggestion("罗起明", "罗启明", 2)], id="in quotes"),
        pytest.param("渡口 罗起明", [Suggestion("罗起明", "罗启明", 2)], id="one of two words"),
        pytest.param("羅起明", [Suggestion("罗起明", "罗启明", 2)], id="traditional"),
        pytest.param("何守日", [Suggestion("何守日", "何守田", 2)], id="a byline, a letter wrong"),
        pytest.param("Redington", [Suggestion("redington", "reddington", 2)], id="Latin"),
        pytest.param(
            "罗起明 Redington",
            [Suggestion("罗起明", "罗启明", 2), Suggestion("redington", "reddington", 2)],
            id="two names",
        ),
        pytest.param("罗启明", [], id="a name that is held"),
        pytest.param("Reddington", [], id="a Latin name that is held"),
        pytest.param("渡船", [], id="a word that is held"),
        pytest.param("汛期也能", [], id="a phrase that is held and no word"),
        pytest.param("火山喷发", [], id="nothing like it"),
        pytest.param("8888", [], id="a number"),
        pytest.param("罗", [], id="one letter"),
    ],
)
def test_suggestions(ferry: Archive, query: str, suggested: list[Suggestion]) -> None:
    assert ferry.search(query, channel="words").suggestions == tuple(suggested)


def test_three_at_most(ferry: Archive) -> None:
    typed = "罗起明 何守日 Redington 柳西商报"
    assert len(ferry.search(typed, channel="words").suggestions) == 3


def test_what_is_gone_is_not_suggested(
    run: Callable[..., Report], settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "报纸"
    write_page(folder, "柳溪商报/2021-05-01/01", PAGE)
    run(folder)
    assert Archive.open(settings).search("霍青州", channel="words").suggestions
    write_page(folder, "柳溪商报/2021-05-01/01", PAGE.replace("霍青舟", "白露"))
    run(folder)
    assert not Archive.open(settings).search("霍青州", channel="words").suggestions


def test_the_newsrooms_words_are_names(
    encoder: CharacterEncoder, settings: Settings, tmp_path: Path
) -> None:
    """Without the list jieba cuts 柳编社 apart, and nobody is asked for it when a letter is wrong."""
    listed = replace(settings, archive=tmp_path / "listed", words=tmp_path / "words.txt")
    listed.words.write_text("柳编社\n", encoding="utf-8")
    write_page(tmp_path / "报纸", "柳溪商报/2021-05-01/01", PAGE.replace("霍青舟", "柳编社"))
    try:
        for chosen, suggested in (
            (settings, ()),
            (listed, (Suggestion("柳编行", "柳编社", 2),)),
        ):
            reindex([tmp_path / "报纸"], chosen, load_encoder=lambda: encoder)
            found = Archive.open(chosen).search("柳编行", channel="words")
            assert found.suggestions == suggested
    finally:
        use_words(())
