"""Escape what was printed or typed, so that Markdown shows it as it is."""

from __future__ import annotations

import re

# All ASCII punctuation may be escaped (CommonMark 2.4); these are what could begin something.
_MARKS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$&:=^@\"'])")
_PLAIN = re.compile(r"(?<=\w)\\([.:\-@'])(?=\w)")  # inside a word or number they begin nothing


def escaped_markdown(text: str) -> str:
    """Return `text` with Markdown's own marks escaped; spaces it begins with stay, and may mean code."""
    return _PLAIN.sub(r"\1", _MARKS.sub(r"\\\1", text))
