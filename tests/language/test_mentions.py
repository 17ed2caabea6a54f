from __future__ import annotations

from functools import partial

import pytest

from indexer.language import use_words
from indexer.language.mentions import Kind, first_noun, kind_of, mentions_of


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("澜江大桥由哪家单位承建？", [("澜江大桥", Kind.THING)]),
        ("哪家公司投资了光伏电站", [("光伏电站", Kind.THING)]),
        ("青禾竹业的总经理是谁", [("青禾竹业", Kind.BODY)]),
        ("青岩水库除险加固工程投资多少", [("青岩水库除险加固工程", Kind.THING)]),
        ("7路公交改线后新设了哪三个站？", [("7路公交", Kind.THING)]),
        ("陈素笺修好的古籍有多少册", [("陈素笺", Kind.PERSON), ("古籍", Kind.THING)]),
        ("罗启明是谁", [("罗启明", Kind.PERSON)]),
        ("船厂新村从什么时候开始停水？", [("船厂新村", Kind.PLACE)]),
        ("《渡船记》哪一天上演", [("《渡船记》", Kind.THING)]),
        ("这座桥主跨多少米", []),
        ("造价多少", []),
        ("谁设计的", []),
        ("站长是谁", []),
        ("董事长是谁", []),
        ("总监理工程师是谁", []),
        ("创办人是谁", []),
        ("董小兰是谁", [("董小兰", Kind.PERSON)]),
        ("除夕有多少人没回家", []),
        ("", []),
    ],
)
def test_what_is_named(text: str, found: list[tuple[str, Kind]]) -> None:
    named = mentions_of(text)
    assert [(one.words, one.kind) for one in named] == found
    assert all(text[one.start : one.end] == one.words for one in named)


@pytest.mark.parametrize("own", [(), ("霍青舟", "柳林渡口", "青禾竹业")], ids=["none", "own words"])
@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("柳林渡口何时通航", ["柳林渡口"]),
        ("霍青舟任柳林渡口站长", ["霍青舟", "柳林渡口"]),
        ("青禾竹业的总经理是谁", ["青禾竹业"]),
    ],
)
def test_a_name_in_the_list_of_own_words_is_named_too(
    request: pytest.FixtureRequest, own: tuple[str, ...], text: str, names: list[str]
) -> None:
    request.addfinalizer(partial(use_words, ()))
    use_words(own)
    assert [one.words for one in mentions_of(text)] == names
    assert first_noun("柳林渡口造价多少") == "柳林渡口"


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("冯知夏", Kind.PERSON),
        ("罗启明", Kind.PERSON),
        ("澜州港务集团", Kind.BODY),
        ("白鹭镇", Kind.PLACE),
        ("57.8万元", Kind.THING),
    ],
)
def test_the_kind_of_a_name(words: str, kind: Kind) -> None:
    assert kind_of(words) is kind


def test_the_noun_a_text_begins_with() -> None:
    assert first_noun("桥造价多少") == "桥"
    assert first_noun("院士来自哪里") == "院士"
    assert first_noun("造得多高") == ""
