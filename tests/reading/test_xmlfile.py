"""XML files that are damaged, hostile or of no format of ours end in one clear line."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.models import Failure, Page
from indexer.reading import SourceFile, find_sources, read_file
from tests.reading.test_alto import alto, block
from tests.reading.test_mets import ISSUE
from tests.reading.test_pagexml import line, region, sheet

PAGE = sheet(region("r", line("渡口通航", "1,2 30,40")), page='imageFilename="01.png"')
ALTO = alto(block("b", "渡口通航"))
FORMATS = {"PAGE": PAGE, "ALTO": ALTO, "METS": ISSUE}


def item_of(folder: Path, data: bytes | str, *, max_bytes: int = 2**20) -> Page | Failure:
    path = folder / "01.xml"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    found = find_sources([folder])
    assert not found.failed
    (source,) = found.sources
    (item,) = read_file(source, max_bytes=max_bytes)
    return item


def reason_of(folder: Path, data: bytes | str, **options: int) -> str:
    item = item_of(folder, data, **options)
    assert isinstance(item, Failure), item
    assert "\n" not in item.reason
    assert item.path == str(folder / "01.xml")
    return item.reason


BOMB = "<!DOCTYPE PcGts [" + '<!ENTITY a0 "渡口">' + "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)
) + "]>"  # fmt: skip


def with_doctype(doctype: str, text: str = "&a11;") -> str:
    head, root, rest = PAGE.partition("<PcGts")
    return head + doctype + root + rest.replace("渡口通航", text)


@pytest.mark.timeout(60)  # a bomb that goes off fills the memory first
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
@pytest.mark.parametrize(
    "doctype",
    [
        BOMB,
        '<!DOCTYPE PcGts [<!ENTITY a11 SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE PcGts [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>',
        '<!-- [ --><!DOCTYPE PcGts PUBLIC "-//a[" "b\'[.dtd" [<!ENTITY a11 "b">]>',
        "<!DOCTYPE PcGts []>",
    ],
    ids=["bomb", "external", "parameter", "after a comment", "empty"],
)
def test_definitions_of_its_own_are_refused(tmp_path: Path, doctype: str, encoding: str) -> None:
    data = with_doctype(doctype).replace("UTF-8", encoding).encode(encoding)
    assert reason_of(tmp_path, data).startswith("XML 开头自带定义")


def test_definitions_in_an_encoding_not_like_ascii(tmp_path: Path) -> None:
    doctype = '<!DOCTYPE PcGts [<!ENTITY a11 "b">]>'
    head, _, body = with_doctype(doctype, "&a11;").partition("?>")
    data = '<?xml version="1.0" encoding="IBM037"?>' + body.replace("某馆", "")
    assert head
    assert "未读" in reason_of(tmp_path, data.encode("cp037"))


def test_a_doctype_that_names_a_file_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "x.dtd").write_text('<!ENTITY a11 "秘密">')
    item = item_of(tmp_path, with_doctype('<!DOCTYPE PcGts SYSTEM "x.dtd">', "渡口&amp;&#65;"))
    assert isinstance(item, Page)
    assert item.text == "渡口&A"


@pytest.mark.parametrize(
    "data", [PAGE.replace("渡口通航", "渡口&a11;"), PAGE.replace("1,2", "&a11;")]
)
def test_what_only_another_file_defines_is_not_left_out_in_silence(
    tmp_path: Path, data: str
) -> None:
    data = data.replace("<PcGts", '<!DOCTYPE PcGts SYSTEM "x.dtd"><PcGts')
    assert "&a11;" in reason_of(tmp_path, data)


def test_comments_in_the_text(tmp_path: Path) -> None:
    item = item_of(tmp_path, PAGE.replace("渡口", "渡<!-- 一 -->口<?x 二?>"))
    assert isinstance(item, Page)
    assert item.text == "渡口通航"


def test_xinclude_is_not_followed(tmp_path: Path) -> None:
    include = (
        '<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="/etc/passwd" parse="text"/>'
    )
    item = item_of(tmp_path, PAGE.replace("渡口通航", f"渡口{include}"))
    assert isinstance(item, Page)
    assert item.text == "渡口"


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("tenth", range(1, 10))
def test_a_truncated_file(tmp_path: Path, kind: str, tenth: int) -> None:
    data = FORMATS[kind].encode()
    reason = reason_of(tmp_path, data[: len(data) * tenth // 10])
    assert reason.startswith("XML 在第")


@pytest.mark.parametrize(
    "name", ["TextRegion", "ComposedBlock", "div", "OrderedGroup", "structMap"]
)
@pytest.mark.parametrize("depth", [100, 300, 10_000])
def test_deep_nesting(tmp_path: Path, name: str, depth: int) -> None:
    nested = f"<{name}>" * depth + f"</{name}>" * depth
    for data in (
        PAGE.replace("<TextRegion", f"<ReadingOrder>{nested}</ReadingOrder>{nested}<TextRegion", 1),
        ALTO.replace("<TextBlock", f"{nested}<TextBlock", 1),
        ISSUE.replace("<structMap", f"<structMap>{nested}</structMap>{nested}<structMap", 1),
    ):
        item = item_of(tmp_path, data)
        assert isinstance(item, Page | Failure)
        assert depth == 100 or isinstance(item, Failure)


@pytest.mark.parametrize("data", ["", " \n", b"\0\0\0"], ids=["no byte", "white space", "NUL"])
def test_an_empty_file(tmp_path: Path, data: str | bytes) -> None:
    assert "未" in reason_of(tmp_path, data)


@pytest.mark.parametrize(
    "data",
    ["<html/>", "<TEI xmlns='http://www.tei-c.org/ns/1.0'><text/></TEI>", "<a:甲 xmlns:a='b'/>"],
)
def test_another_root_is_no_format(tmp_path: Path, data: str) -> None:
    path = tmp_path / "01.xml"
    path.write_text(data, encoding="utf-8")
    (failed,) = read_file(SourceFile(path, tmp_path, ""))
    assert isinstance(failed, Failure) and "不是能读的格式" in failed.reason


def test_another_root_is_skipped_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "catalog.xml").write_text("<records/>", encoding="utf-8")
    found = find_sources([tmp_path])
    assert not found.sources and not found.failed
    (skipped,) = found.skipped
    assert "根元素是 records" in skipped.reason


@pytest.mark.parametrize(
    "data", ["渡口通航", b"\x89PNG\r\n", "<PcGts>&nbsp;</PcGts>", "<PcGts></a>"]
)
def test_what_is_no_xml(tmp_path: Path, data: str | bytes) -> None:
    assert reason_of(tmp_path, data).startswith("XML 在第 1 行")


def test_the_limit_of_a_page_is_in_bytes(tmp_path: Path) -> None:
    size = len(PAGE.encode())
    assert isinstance(item_of(tmp_path, PAGE, max_bytes=size), Page)
    assert reason_of(tmp_path, PAGE, max_bytes=size - 1).startswith(f"{size} B，超过")


def test_a_pipe_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "01.xml")
    found = find_sources([tmp_path])
    assert not found.sources
    assert len(found.skipped) == 1


def test_a_link_out_of_the_folder_claims_nothing(tmp_path: Path) -> None:
    (tmp_path / "elsewhere.xml").write_text(PAGE, encoding="utf-8")
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "01.xml").symlink_to(tmp_path / "elsewhere.xml")
    (folder / "01.png").write_bytes(b"")
    found = find_sources([folder])
    assert [source.path.name for source in found.sources] == ["01.png"]
    assert [Path(item.path).name for item in found.failed] == ["01.xml"]


@pytest.mark.timeout(60)
def test_thousands_of_files_are_found(tmp_path: Path) -> None:
    for number in range(2000):
        (tmp_path / f"{number}.xml").write_text(PAGE, encoding="utf-8")
        (tmp_path / f"{number}.jpg").write_bytes(b"")
    found = find_sources([tmp_path])
    assert (len(found.sources), found.skipped) == (2000, [])


@pytest.mark.parametrize("kind", FORMATS)
@settings(max_examples=300, deadline=None)
@given(
    changes=st.lists(
        st.tuples(st.integers(0, 10_000), st.integers(0, 3), st.binary(max_size=4)),
        min_size=1,
        max_size=6,
    )
)
def test_whatever_the_bytes_only_pages_and_failures(
    kind: str, changes: list[tuple[int, int, bytes]]
) -> None:
    data = bytearray(FORMATS[kind].encode())
    for place, length, new in changes:
        start = place % len(data)
        data[start : start + length] = new
    with TemporaryDirectory() as folder:
        path = Path(folder, "01.xml")
        path.write_bytes(data)
        Path(folder, "alto").mkdir()
        Path(folder, "alto/1.xml").write_text(ALTO, encoding="utf-8")
        find_sources([Path(folder)])
        for item in read_file(SourceFile(path, Path(folder), "")):
            assert isinstance(item, Page | Failure)
            if isinstance(item, Failure):
                assert "\n" not in item.path + item.reason
            else:
                ends = [(block.start, block.end) for block in item.blocks]
                assert ends == sorted(ends)
                assert not ends or ends[-1][1] <= len(item.text)
