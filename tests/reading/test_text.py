from __future__ import annotations

from pathlib import Path

import pytest

from indexer.models import Failure, Page
from indexer.reading import find_sources, read_file


def read_bytes(folder: Path, data: bytes, *, max_bytes: int = 2**20) -> Page | Failure:
    (folder / "01.txt").write_bytes(data)
    (source,) = find_sources([folder]).sources
    (item,) = read_file(source, max_bytes=max_bytes)
    return item


def test_form_feeds_and_zero_width_characters_stay(tmp_path: Path) -> None:
    page = read_bytes(
        tmp_path, "\ufeff甲\f乙\u200b丙\ufeff\r\n丁\u3000\r戊\x85\u2028\ue000\x1a".encode()
    )
    assert isinstance(page, Page)
    assert page.text == "甲\f乙\u200b丙\ufeff\n丁\u3000\n戊\x85\u2028\ue000\x1a"


@pytest.mark.parametrize(
    "text", ["", " \r\n\t", "\ufeff", "\u3000\u3000\n", "\u200b\u200d\f"],
    ids=["no byte", "white space", "only a mark", "full-width spaces", "zero width"],
)  # fmt: skip
def test_a_page_that_says_nothing(tmp_path: Path, text: str) -> None:
    item = read_bytes(tmp_path, text.encode())
    assert isinstance(item, Failure)
    assert item.reason.startswith("空白文件")


@pytest.mark.parametrize(("count", "is_read"), [(30, True), (31, False)], ids=["at", "over"])
def test_the_limit_of_a_page_is_in_bytes(tmp_path: Path, count: int, is_read: bool) -> None:
    item = read_bytes(tmp_path, b"a" * count, max_bytes=30)
    assert isinstance(item, Page) == is_read


def test_a_page_over_the_limit_is_told_its_size_and_what_to_do(tmp_path: Path) -> None:
    item = read_bytes(tmp_path, b"a" * (3 * 2**19), max_bytes=2**20)
    assert isinstance(item, Failure)
    assert item.reason.startswith("1.5 MB，超过一版的上限 1 MB：请按版拆开")


def test_a_picture_of_the_same_name_is_the_page_s(tmp_path: Path) -> None:
    (tmp_path / "01.txt").write_text("渡口通航\n", encoding="utf-8")
    for name in ("01.jpg", "02.jpg"):
        (tmp_path / name).write_bytes(b"\xff\xd8")
    found = find_sources([tmp_path])
    assert [source.path.name for source in found.sources] == ["01.txt", "02.jpg"]
    (page,) = read_file(found.sources[0])
    assert isinstance(page, Page) and page.image == str(tmp_path / "01.jpg")
