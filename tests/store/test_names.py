"""Names by their sound and by one slip of the keyboard. All names are invented."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.models import Article, Byline, Page
from indexer.store.catalogue import Catalogue
from indexer.store.names import (
    SCHEMA,
    fill_names,
    homophones,
    may_be_name,
    name_units,
    names_like,
    sound_of,
)  # fmt: skip

NAMES = [
    ("罗启明", 5), ("罗奇明", 9), ("白露", 3), ("柳林渡口", 4), ("苏禾", 8), ("何守田", 2),
    ("江城晚报", 30), ("beijing", 12), ("reddington", 2), ("lina", 3),
]  # fmt: skip


@pytest.fixture
def connection() -> sqlite3.Connection:
    made = sqlite3.connect(":memory:")
    made.executescript(SCHEMA)
    fill_names(made, NAMES)
    return made


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("罗起明", ["罗奇明", "罗启明"], id="same sound, the frequent one first"),
        pytest.param("罗启明", ["罗奇明"], id="not the name itself"),
        pytest.param("白鹭", ["白露"], id="two letters, same sound"),
        pytest.param("何守天", ["何守田"], id="same sound at the end"),
        pytest.param("何寿填", ["何守田"], id="two letters wrong, same sound"),
        pytest.param("何守日", ["何守田"], id="a letter wrong at the end"),
        pytest.param("河守山", [], id="two letters wrong, another sound"),
        pytest.param("百守田", ["何守田"], id="a letter wrong at the beginning"),
        pytest.param("守田", ["何守田"], id="the first letter missing"),
        pytest.param("何田", ["何守田"], id="a letter missing in the middle"),
        pytest.param("何守守田", ["何守田"], id="a letter too much"),
        pytest.param("江晚城报", ["江城晚报"], id="swapped in the middle"),
        pytest.param("柳林口渡", ["柳林渡口"], id="swapped at the end"),
        pytest.param("林柳渡口", ["柳林渡口"], id="swapped at the beginning"),
        pytest.param("苏木", [], id="two letters, one wrong, is another name"),
        pytest.param("树合", [], id="two letters, none right"),
        pytest.param("白", [], id="one letter"),
        pytest.param("白露水", [], id="two letters and one more is another name"),
        pytest.param("beijng", ["beijing"], id="Latin, a letter missing"),
        pytest.param("beijimg", ["beijing"], id="Latin, a letter wrong"),
        pytest.param("ebijing", ["beijing"], id="Latin, swapped"),
        pytest.param("redddington", ["reddington"], id="Latin, too much"),
        pytest.param("bejng", [], id="Latin, two letters missing"),
        pytest.param("lin", [], id="Latin, too short"),
        pytest.param("*ei[jing", [], id="GLOB's marks are letters"),
    ],
)
def test_names_like(connection: sqlite3.Connection, typed: str, meant: list[str]) -> None:
    assert [name for name, _ in names_like(connection, typed)] == meant


def test_same_length_comes_before_a_letter_more(connection: sqlite3.Connection) -> None:
    fill_names(connection, [("澜江大桥", 1), ("江大桥", 99)])
    assert names_like(connection, "澜海大桥") == [("澜江大桥", 1)]
    fill_names(connection, [("澜江大桥", 1), ("澜海大", 99)])
    assert names_like(connection, "澜海大桥") == [("澜江大桥", 1), ("澜海大", 99)]


def test_ten_at_most(connection: sqlite3.Connection) -> None:
    fill_names(connection, [(f"何{letter}田", 1) for letter in "甲乙丙丁戊己庚辛壬癸子丑"])
    assert len(names_like(connection, "何守田")) == 10


def test_filling_again_replaces(connection: sqlite3.Connection) -> None:
    fill_names(connection, [("白露", 7)])
    assert names_like(connection, "白鹭") == [("白露", 7)]
    assert names_like(connection, "罗起明") == []


@pytest.mark.parametrize(
    ("text", "units"),
    [
        pytest.param("约翰·史密斯", ["约翰", "史密斯"], id="a foreign name is two"),
        pytest.param("蘇禾 Mary", ["苏禾", "mary"], id="folded"),
        pytest.param("第3版", [], id="digits part, a letter is none"),
        pytest.param("一二三四五六七八九", [], id="too long"),
        pytest.param("", [], id="empty"),
    ],
)
def test_name_units(text: str, units: list[str]) -> None:
    assert name_units(text) == units


def test_sounds() -> None:
    assert sound_of("罗启明") == sound_of("罗起明") == "luo qi ming"
    assert sound_of("beijing") == "beijing"


def test_letters_that_sound_alike() -> None:
    assert {"起", "奇", "齐"} <= set(homophones("启"))
    assert not {"启", "喜", "a"} & set(homophones("启"))
    assert homophones("a") == ""


@pytest.mark.parametrize(
    ("word", "may"),
    [
        pytest.param("罗启明", True, id="Chinese"),
        pytest.param("阿列克谢耶维奇", True, id="seven letters"),
        pytest.param("阿列克谢耶维奇们的", False, id="nine letters"),
        pytest.param("reddington", True, id="Latin may be longer"),
        pytest.param("a" * 21, False, id="Latin, too long"),
        pytest.param("罗", False, id="one letter"),
        pytest.param("f16", False, id="a digit"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_may_be_name(word: str, may: bool) -> None:
    assert may_be_name(word) is may


def test_latin_needs_no_pinyin() -> None:
    code = (
        "import sys; from indexer.store.names import sound_of; sound_of('beijing');"
        "sys.exit('pypinyin' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_bylines_and_newspapers_are_names(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path / "c.sqlite", writable=True)
    for number in ("01", "02"):
        page = Page(id=number, text="文。", newspaper="柳溪商報", number=number)
        byline = Byline("记者 羅啟明", ("羅啟明",))
        article = Article(id=f"{number}#1", page_id=number, text="文。", byline=byline)
        catalogue.add_article(article, catalogue.add_page(page, "a.txt"))
    catalogue.fill_names([("罗启明", 3), ("澜江大桥", 4)])
    assert catalogue.names_like("罗起明") == [("罗启明", 5)]
    assert catalogue.names_like("柳西商报") == [("柳溪商报", 2)]
    assert catalogue.names_like("兰江大桥") == [("澜江大桥", 4)]
