"""Keep an article whole that begins with its byline and has its headline in the middle.

A page set in columns is dumped so where the headline stands over the columns on the right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile

from indexer.layout.cues import Kind
from indexer.layout.lines import Line
from indexer.layout.resuming import pairs
from indexer.layout.roles import Placed, give_roles
from indexer.models import Role

# Of the shorter half's pairs of letters: halves of one article share more in nine of ten cases,
# three in four neighbours less.
_SHARED = 0.08


def without_fallen(
    starts: Mapping[int, int], lines: Sequence[Line], begins: Mapping[int, bool]
) -> dict[int, int]:
    """Return the beginnings (first line -> what decided it) but for headlines that fell.

    The article before such a headline is signed and has none; what follows it is not signed, and
    shares its vocabulary. What a person said stands.
    """
    kept = dict(starts)
    edges = [*starts, len(lines)]
    for first, middle, end in zip(edges, edges[1:], edges[2:], strict=False):
        if first in kept and starts[middle] not in begins and _fell(lines, first, middle, end):
            del kept[middle]
    return kept


def _fell(lines: Sequence[Line], first: int, middle: int, end: int) -> bool:
    before, after = _placed(lines[first:middle]), _placed(lines[middle:end])
    if any(item.role is Role.TITLE for item in before) or not _is_signed(before):
        return False
    if _is_signed(after) or any(item.line.kind is Kind.DATELINE for item in after):
        return False
    own, other = pairs(before), pairs(after)
    if len(own & other) < _SHARED * min(len(own), len(other)):
        return False
    fallen = {item.line.start for item in after if item.role is Role.TITLE}
    whole = _placed(lines[first:end])
    return any(item.role is Role.TITLE and item.line.start in fallen for item in whole)


def _placed(lines: Sequence[Line]) -> list[Placed]:
    return give_roles(lines, True, "", False)


def _is_signed(placed: Sequence[Placed]) -> bool:
    head = takewhile(lambda item: item.role is not Role.BODY, placed)
    return any(item.role is Role.BYLINE for item in head)
