"""Bring an article's end back to it where another article came between: a column's end."""

from __future__ import annotations

from collections import Counter
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
        own = pairs(placed)
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
    first: dict[str, int] = {}  # pair of characters -> first and last line that holds it
    last: dict[str, int] = {}
    for at, item in enumerate(other):
        for pair in pairs([item]):
            first.setdefault(pair, at)
            last[pair] = at
    begun, ended = Counter(first.values()), Counter(last.values())
    own_ended = Counter(last[pair] for pair in own if pair in last)
    no_body = max((at for at, item in enumerate(other) if item.role is not Role.BODY), default=0)
    near, stays = own_ended.total(), 0  # pairs that the lines from `at` on share with both articles
    for at in range(1, len(other)):
        near -= own_ended[at - 1]
        stays += begun[at - 1] - ended[at - 1]
        if (
            at > no_body + 1
            and other[at].line.kind is not Kind.DATELINE
            and is_finished(other[at - 1].line.text)
            and near >= _SHARED
            and near > _TIMES_NEARER * stays
        ):
            return at
    return 0


def pairs(placed: Sequence[Placed]) -> set[str]:
    """Return the pairs of letters that stand side by side in the lines."""
    texts = ("".join(char for char in item.line.text if char.isalnum()) for item in placed)
    return {text[i : i + _GRAM] for text in texts for i in range(len(text) - 1)}
