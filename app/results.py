"""What was searched and asked before, kept a while for all sessions: a view is drawn many times.

What the archive returns never changes, so that sessions share it as it is; the generation is part
of the key, and another one is searched anew.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import streamlit as st

from indexer import Answer, Archive, Coverage, SearchResult

_KEPT = 100  # of each kind, the last used


def search(archive: Archive, **arguments: Any) -> SearchResult:
    """Return `archive.search(**arguments)`."""
    return _search(archive, _generation(archive), tuple(sorted(arguments.items())))


def ask(archive: Archive, before: tuple[str, ...] = (), **arguments: Any) -> Answer:
    """Return `archive.ask(**arguments)`, asked after the questions `before`, the first one first."""
    # 去年 is another year tomorrow.
    key = f"{_generation(archive)} {datetime.now().astimezone():%Y-%m-%d}"
    return _ask(archive, key, before, tuple(sorted(arguments.items())))


def coverage(archive: Archive, **arguments: Any) -> Coverage:
    """Return `archive.coverage(**arguments)`."""
    return _coverage(archive, _generation(archive), tuple(sorted(arguments.items())))


def _generation(archive: Archive) -> str:
    # The folder too: tests, and a process whose settings changed, open several.
    return f"{archive.settings.archive} {archive.manifest.generation} {archive.manifest.digest}"


Arguments = tuple[tuple[str, Any], ...]


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def _search(_archive: Archive, generation: str, arguments: Arguments) -> SearchResult:
    return _archive.search(**dict(arguments))


# Not for long: a language model that did not reply may do so by then. Its replies the archive keeps.
@st.cache_resource(max_entries=_KEPT, ttl=60, show_spinner=False)
def _ask(
    _archive: Archive, generation: str, before: tuple[str, ...], arguments: Arguments
) -> Answer:
    told = dict(arguments)
    if before:
        told["previous"] = [
            ask(_archive, before[:at], **{**dict(arguments), "question": question})
            for at, question in enumerate(before)
        ]
    return _archive.ask(**told)


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def _coverage(_archive: Archive, generation: str, arguments: Arguments) -> Coverage:
    return _archive.coverage(**dict(arguments))
