"""A desk to test."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer import Archive, Article
from indexer.desk import Clippings, Database, Watches


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path / "desk.sqlite")


@pytest.fixture
def kept(database: Database) -> Clippings:
    return Clippings(database)


@pytest.fixture
def watches(database: Database) -> Watches:
    return Watches(database)


@pytest.fixture
def article(archive: Archive) -> Article:
    """The report on the ferry."""
    return archive.article("江城晚报/2021-05-01/01#1")
