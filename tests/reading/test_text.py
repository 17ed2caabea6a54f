from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import ReadError
from indexer.reading.text import decode

SIMPLIFIED = (
    "昨日，柳林渡口恢复通航，这是两年来的第一次，旅客们在码头上等了很久，有人带了鞭炮。" * 2
)
TRADITIONAL = (
    "昨日，柳林渡口恢復通航，這是兩年來的第一次，旅客們在碼頭上等了很久，有人帶了鞭炮。" * 2
)


@pytest.mark.parametrize(
    "text", [SIMPLIFIED, TRADITIONAL, "渡口通航"], ids=["simplified", "traditional", "short"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_reads_the_encodings_of_chinese_pages(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "p.txt") == text


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(TRADITIONAL.encode("big5"), id="Big5"),
        pytest.param(
            ("日本の新聞は東京で発行されている。カタカナも使う。" * 3).encode("euc_jp"), id="EUC-JP"
        ),
        pytest.param(("한국어 신문은 서울에서 나온다. " * 6).encode("euc_kr"), id="EUC-KR"),
        pytest.param("où été déjà vu, à la façon".encode("latin-1"), id="Latin-1"),
        pytest.param(SIMPLIFIED.encode()[:-1], id="truncated UTF-8"),
        pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", id="PNG"),
        pytest.param(bytes(range(256)) * 8, id="every byte"),
        pytest.param(b"\x01\x02\x03" * 99, id="control characters"),
        pytest.param("渡口\0通航".encode(), id="a NUL byte"),
    ],
)
def test_other_data_is_refused_never_mojibake(data: bytes) -> None:
    with pytest.raises(ReadError, match=r"p\.txt: 不是 UTF-8 或 GB18030"):
        decode(data, "p.txt")


def test_line_ends_become_one_form() -> None:
    assert decode("甲\r\n乙\r丙\n".encode(), "p.txt") == "甲\n乙\n丙\n"


@given(st.text(alphabet=st.characters(blacklist_categories=["C"]), max_size=200))
def test_utf8_text_is_read_as_it_is(text: str) -> None:
    assert decode(text.encode(), "p.txt") == text.removeprefix("\ufeff")
