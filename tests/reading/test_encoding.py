"""What is read as text, exactly, and what is refused before it becomes characters nobody wrote."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import ReadError
from indexer.reading.encoding import decode

SIMPLIFIED = (
    "昨日，柳林渡口恢复通航，这是两年来的第一次，旅客们在码头上等了很久，有人带了鞭炮。" * 2
)
TRADITIONAL = (
    "昨日，柳林渡口恢復通航，這是兩年來的第一次，旅客們在碼頭上等了很久，有人帶了鞭炮。" * 2
)
OLD_PRESS = "衆議員旣爲此事敎訓羣僚，卽囘南京，靑年學生數百人到車站歡送，秩序甚爲整齊。"
NAMES = "\u3000".join(
    f"{family}{given}"
    for family in "苏白罗孙陆邵"
    for given in "启明 巧云 禾 露 淑芬 建国 骏".split()
)
TABLE = "　　１２３４．５　　６７％\n" * 20
RARE = "镕" + SIMPLIFIED + "䶮𠮷"

JAPANESE = "昨日、柳林の渡し場で船の運航が再開された。カタカナの言葉、テレビやラジオも伝えた。" * 2
KOREAN = "어제 나루터에서 배가 다시 다니기 시작했다. 두 해 만의 일이라 많은 사람이 모여 보았다. "
RUSSIAN = "Вчера после двухлетнего перерыва снова заработала переправа. Много людей собралось. "
THAI = "เมื่อวานนี้เรือข้ามฟากกลับมาเปิดให้บริการอีกครั้งหลังจากหยุดไปสองปี ผู้คนจำนวนมาก"
FRENCH = "où été déjà vu, à la façon d'une équipe; détail des résultats"
GERMAN = "Die Leute drängten sich am Ufer und grüßten das schöne neue Schiff über dem Fluß."


@pytest.mark.parametrize(
    ("text", "encodings"),
    [
        pytest.param(SIMPLIFIED, "utf-8 utf-8-sig utf-16 gb18030 gbk gb2312", id="simplified"),
        pytest.param(TRADITIONAL, "utf-8 utf-8-sig utf-16 gb18030 gbk", id="traditional"),
        pytest.param(OLD_PRESS, "utf-8 gb18030 gbk", id="forms of the old press"),
        pytest.param("渡口通航", "utf-8 utf-8-sig utf-16 gb18030 gbk", id="short"),
        pytest.param(NAMES, "utf-8 gb18030 gbk", id="a list of names"),
        pytest.param(TABLE, "utf-8 gb18030 gbk", id="full-width digits only"),
        pytest.param(RARE, "utf-8 utf-16 gb18030", id="rare characters, four bytes each"),
        pytest.param(f"ABC {SIMPLIFIED} plain English beside it", "utf-8 gb18030", id="mixed"),
        pytest.param("plain ASCII\n", "ascii", id="ASCII"),
        pytest.param(JAPANESE + KOREAN + RUSSIAN, "utf-8 utf-16", id="other scripts in Unicode"),
    ],
)
def test_reads_the_encodings_of_chinese_pages(text: str, encodings: str) -> None:
    for encoding in encodings.split():
        assert decode(text.encode(encoding), "p.txt") == text


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(TRADITIONAL.encode("big5"), id="Big5"),
        pytest.param(TRADITIONAL[:20].encode("big5"), id="a line of Big5"),
        pytest.param(JAPANESE.encode("euc_jp"), id="EUC-JP"),
        pytest.param(JAPANESE.encode("shift_jis"), id="Shift-JIS"),
        pytest.param((KOREAN * 3).encode("euc_kr"), id="EUC-KR"),
        pytest.param(KOREAN[:30].encode("cp949"), id="a line of CP949"),
        pytest.param(RUSSIAN.encode("cp1251"), id="Windows-1251"),
        pytest.param(RUSSIAN.encode("koi8-r"), id="KOI8-R"),
        pytest.param(THAI.encode("tis-620"), id="TIS-620"),
        pytest.param(FRENCH.encode("latin-1"), id="Latin-1, French"),
        pytest.param(GERMAN.encode("latin-1"), id="Latin-1, German"),
        pytest.param(SIMPLIFIED.encode("utf-16")[2:], id="UTF-16 without a mark"),
        pytest.param(SIMPLIFIED.encode("utf-16")[:-1], id="truncated UTF-16"),
        pytest.param(SIMPLIFIED.encode("utf-32"), id="UTF-32"),
        pytest.param(bytes(range(256)) * 8, id="every byte"),
        pytest.param(random.Random(1).randbytes(500), id="random bytes"),
        pytest.param(b"\x01\x02\x03" * 99, id="control characters"),
        pytest.param("渡口\0通航".encode(), id="a NUL byte"),
        pytest.param("渡口\0通航".encode("gb18030"), id="a NUL byte in GB18030"),
        pytest.param(b"\x83\x36\xc7\x38" * 9, id="surrogates in GB18030"),
    ],
)
def test_other_data_is_refused_never_mojibake(data: bytes) -> None:
    with pytest.raises(ReadError, match=r"p\.txt: 不是 UTF-8 或 GB18030.*转成 UTF-8"):
        decode(data, "p.txt")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(SIMPLIFIED.encode()[:-1], id="cut inside a character"),
        pytest.param("渡口通航".encode()[:-1], id="four characters, cut"),
        pytest.param(
            SIMPLIFIED.encode()[:60] + b"\xff" + SIMPLIFIED.encode()[60:], id="a byte more"
        ),
        pytest.param(SIMPLIFIED.encode()[:61] + SIMPLIFIED.encode()[62:], id="a byte less"),
        pytest.param(("é" * 20).encode() + b"\xc3", id="Latin letters, cut"),
    ],
)
def test_damaged_utf8_is_told_where(data: bytes) -> None:
    with pytest.raises(ReadError, match=r"在第 2 行损坏.*原件"):
        decode(b"\n" + data, "p.txt")


@pytest.mark.parametrize(
    ("head", "name"),
    [(b"%PDF-1.4\n", "PDF"), (b"\x89PNG\r\n\x1a\n\x00", "PNG"), (b"PK\x03\x04", "ZIP/Word")],
    ids=["PDF", "PNG", "ZIP"],
)
def test_a_document_called_txt_is_told_what_it_is(head: bytes, name: str) -> None:
    with pytest.raises(ReadError, match=rf"是 {name} 文件，不是文字"):
        decode(head + b"plain ASCII", "p.txt")


def test_line_ends_become_one_form() -> None:
    assert decode("甲\r\n乙\r丙\n".encode(), "p.txt") == "甲\n乙\n丙\n"


def test_marks_and_a_stray_control_are_no_reason_to_refuse() -> None:
    text = f"{SIMPLIFIED}\x07\x1b\x1a"
    assert decode(text.encode("gb18030"), "p.txt") == text
    assert decode("渡\x1a".encode(), "p.txt") == "渡\x1a"


@given(st.text(alphabet=st.characters(exclude_categories=["C"]), max_size=200))
def test_utf8_text_is_read_as_it_is(text: str) -> None:
    assert decode(text.encode(), "p.txt") == text.removeprefix("\ufeff")


CLAUSES = "渡口昨日恢复通航，|新楼有186个摊位。|记者从区文化馆获悉，|“夏天不再闷热了。”|\n|　　|《柳林志》|①|ABC".split(
    "|"
)


@given(
    st.lists(st.sampled_from(CLAUSES), max_size=30), st.sampled_from(["gb18030", "gbk", "utf-8"])
)
def test_what_print_is_made_of_is_read_back_exactly(clauses: list[str], encoding: str) -> None:
    text = "".join(clauses)
    assert decode(text.encode(encoding), "p.txt") == text


@given(st.binary(max_size=200))
def test_any_bytes_give_text_or_one_line(data: bytes) -> None:
    try:
        text = decode(data, "p.txt")
    except ReadError as refused:
        line = str(refused)
        assert "\n" not in line and " / " in line
    else:
        assert "\r" not in text and "\0" not in text
