"""Bring an article's end back to it where another article came between: a column's end."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.layout.cues import Kind, is_finished
from indexer.layout.roles import SHORT_SUBHEAD, Placed
from indexer.models import Role

_LOOK_AHEAD = 2  # articles between the halves, at most
_TIMES_NEARER = 2.0
_SHARED = 8  # pairs of characters: fewer are chance
_GRAM = 2


def resumed(articles: list[list[Placed]]) -> list[list[Placed]]:
    """Return the articles with each end that stands in a later article joined to its beginning.

    An article is open where its last line of text has no end. What comes back is the end of one of
    the next articles, from a paragraph on that follows a finished one, where it shares at least
    twice as many pairs of characters with the open article as with the one it stands in.
    """
    for i, placed in enumerate(articles):
        last = _last_body(placed)
        if last is None or is_finished(last.line.text) or len(last.line.text) <= SHORT_SUBHEAD:
            continue
        own = _pairs(placed)
        for other in articles[i + 1 : i + 1 + _LOOK_AHEAD]:
            at = _resumes_at(own, other)
            if at:
                tail = other[at:]
                del other[at:]
                for item in tail:
                    item.cue, item.close = "隔篇接续 goes on after another article", True
                placed += tail
                break
    return articles


def _last_body(placed: Sequence[Placed]) -> Placed | None:
    bodies = [item for item in placed if item.role is Role.BODY]
    if not bodies or any(item.role is Role.JUMP for item in placed):
        return None
    return bodies[-1]


def _resumes_at(own: set[str], other: Sequence[Placed]) -> int:
    """Return the index in `other` from which on its lines are of the open article, 0 for none."""
    for at in range(2, len(other)):
        line, before = other[at], other[at - 1]
        if (
            line.role is not Role.BODY
            or line.line.kind is Kind.DATELINE
            or before.role is not Role.BODY
            or not is_finished(before.line.text)
            or any(item.role is not Role.BODY for item in other[at:])
        ):
            continue
        tail = _pairs(other[at:])
        near, stays = len(tail & own), len(tail & _pairs(other[:at]))
        if near >= _SHARED and near > _TIMES_NEARER * stays:
            return at
    return 0


def _pairs(placed: Sequence[Placed]) -> set[str]:
    texts = ("".join(char for char in item.line.text if char.isalnum()) for item in placed)
    return {text[i : i + _GRAM] for text in texts for i in range(len(text) - 1)}
