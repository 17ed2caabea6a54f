"""sentencepiece's tokenizer: the pieces that transformers' finds, where they stand, none by a trick."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies

from indexer.embedding import bundled
from indexer.embedding.tokenizer import Tokenizer, build_tokenizer, write_tokenizer

LONGEST = 64
TEXTS = [
    "停航两年的渡口昨日恢复通航，首日运送旅客1260人次。",
    "老人住一晚要付多少？養老院每個床位每月收費１８００元。",
    "ＲＣＥＰ生效后，iPhone 15 的进口关税没有变 😀",
    "展览定于5月18日（星期六）开幕\n为期三周…",
    "café résumé ガイド ① ㈱ — ～ é",
    "最高气温33℃，展厅1200㎡",
    "（记者　林海燕）  江水回落",
    "𠀀𪛟?",
    "",
]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("tokenizer") / "tokenizer.model"
    write_tokenizer(bundled.read_packed("none"), found)
    return found


@pytest.fixture(scope="module")
def tokenizer(file: Path) -> Tokenizer:
    return Tokenizer(file, LONGEST)


@pytest.fixture(scope="module")
def theirs() -> Any:
    return build_tokenizer(bundled.read_packed("none"))


@pytest.mark.parametrize("text", TEXTS)
def test_the_pieces_are_those_of_transformers(tokenizer: Tokenizer, theirs: Any, text: str) -> None:
    found = theirs.encode(text, add_special_tokens=False)
    assert tokenizer.pieces(text) == (found.ids, found.offsets)
    assert tokenizer.encode([text]) == [theirs.encode(text).ids]


@pytest.mark.parametrize("text", TEXTS)
def test_pieces_say_where_they_stand(tokenizer: Tokenizer, text: str) -> None:
    ids, spans = tokenizer.pieces(text)
    assert len(ids) == len(spans)
    assert spans == sorted(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    covered = {place for span in spans for place in range(*span)}
    assert all(char.isspace() for place, char in enumerate(text) if place not in covered)


@given(
    text=strategies.text(
        strategies.characters(codec="utf-8") | strategies.sampled_from("℃㎡㈱ﾞ…　①")
    )
)
def test_every_piece_stands_somewhere(tokenizer: Tokenizer, text: str) -> None:
    ids, spans = tokenizer.pieces(text)
    assert len(ids) == len(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)


def test_space_around_a_text_is_no_piece(tokenizer: Tokenizer) -> None:
    assert tokenizer.pieces("  木工课 \n")[0] == tokenizer.pieces("木工课")[0]
    assert tokenizer.pieces(" 　\n") == ([], [])


def test_a_long_text_is_cut_before_its_end_mark(tokenizer: Tokenizer) -> None:
    (found,) = tokenizer.encode(["报名的有四十五人，" * 90])
    assert len(found) == LONGEST
    assert [found[0], found[-1]] == tokenizer.framed([])


def test_a_page_cannot_say_the_marks_of_the_model(tokenizer: Tokenizer) -> None:
    marks = {*range(4), 250001}
    found = tokenizer.pieces("</s> <s> <pad> <mask> <unk>")[0]
    assert found and not marks & set(found)
