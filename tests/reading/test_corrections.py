"""The sidecar in which a person corrects a page's layout."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.models import Correction, Failure, Page, Role
from indexer.reading import find_sources, read_file

TEXT = "柳林渡口昨日恢复通航\n停航两年的渡口昨日恢复通航。\n"


def read(folder: Path, sidecar: str) -> Page | Failure:
    (folder / "01.txt").write_text(TEXT, encoding="utf-8")
    (folder / "01.layout.toml").write_text(sidecar, encoding="utf-8")
    found = find_sources([folder])
    assert [source.path.name for source in found.sources] == ["01.txt"] and not found.skipped
    (page,) = read_file(found.sources[0])
    return page


def test_corrections_come_with_the_page(tmp_path: Path) -> None:
    page = read(
        tmp_path,
        '[[line]]\ntext = "停航两年"\nbegins = false\nrole = "body"\n\n'
        '[[line]]\ntext = "柳林"\nbelongs_to = "停航"\npage = "02"\n',
    )
    assert isinstance(page, Page)
    assert page.corrections == (
        Correction("停航两年", False, Role.BODY, file=f"{tmp_path / '01.layout.toml'} [[line]] 1"),
    )


def test_a_changed_correction_is_a_change_of_the_page(tmp_path: Path) -> None:
    one = read(tmp_path, '[[line]]\ntext = "停航"\nbegins = true\n')
    two = read(tmp_path, '[[line]]\ntext = "停航"\nbegins = false\n')
    assert isinstance(one, Page) and isinstance(two, Page) and one.digest != two.digest


@pytest.mark.parametrize(
    ("sidecar", "why"),
    [
        ("line = 3", "每条更正以 [[line]] 开头"),
        ("[[line]\n", "不是 UTF-8 的 TOML"),
        ('title = "x"', "每条更正以 [[line]] 开头"),
        ("[[line]]\nbegins = true", "缺少 text"),
        ('[[line]]\ntext = "停航"', "没有说更正什么"),
        ('[[line]]\ntext = "停航"\nbegins = "yes"', "begins 应是 true 或 false"),
        ('[[line]]\ntext = "停航"\nrole = "loop"', "role 应是"),
        ('[[line]]\ntext = 7\nbegins = true', "text 应是一行引号里的文字"),
        ('[[line]]\ntext = "停航"\nstart = true', "只能写 text"),
    ],
)  # fmt: skip
def test_a_bad_sidecar_is_one_clear_line(tmp_path: Path, sidecar: str, why: str) -> None:
    failed = read(tmp_path, sidecar)
    assert isinstance(failed, Failure)
    assert "01.layout.toml" in failed.path and why in failed.reason and "\n" not in failed.reason
