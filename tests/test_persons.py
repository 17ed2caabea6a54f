"""Names of persons: the same on the page and on the command line."""

from __future__ import annotations

from pathlib import Path

import click.testing
import pytest

from indexer.cli import main
from indexer.persons import person


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Li@News.example ", "li@news.example"),
        ("王主任 Wang", "王主任 Wang"),
        ("", ""),
        ("a\nb", ""),
        ("名" * 201, ""),
    ],
)
def test_a_name_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert person(typed) == kept


@pytest.mark.usefixtures("archive")
def test_the_command_line_knows_who_signs_in(tmp_path: Path) -> None:
    def call(*words: str) -> click.testing.Result:
        desk = ("--desk", str(tmp_path / "desk.sqlite"))
        return click.testing.CliRunner().invoke(main, ["watch", *words, *desk])

    archive = ("--archive", str(tmp_path / "archive"))
    added = call("add", "渡口", "渡口", "--user", "Li@News.example", *archive)
    assert added.exit_code == 0, added.output
    assert call("list", "--user", "li@news.example").stdout == "渡口  渡口\n"
    assert call("list").stdout == ""
    refused = call("list", "--user", "a\nb")
    assert refused.exit_code == 2
    assert "不能作名字" in refused.output
