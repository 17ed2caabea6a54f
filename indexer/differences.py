"""Tell two prints of a story apart: what one has and the other has not, to the letter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from indexer.language.sentences import sentence_spans

_MOST_PAIRS = 1_000_000  # sentences, or letters, compared with each other; beyond that all differs
# Of these pairs, equal ones: 哈啊哈啊… has so many that matching takes its cube.
_MOST_EQUAL = 100_000
_WORTH = 0.4  # of the letters two stretches share; below, one is not the other corrected


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of two texts: the same in both, or what `one` has in place of the `other`'s.

    Where they differ, `one` or `other` may be "": something was left out or put in.
    """

    one: str
    other: str

    @property
    def is_same(self) -> bool:
        """Whether both texts have it."""
        return self.one == self.other


def differences(one: str, other: str) -> list[Piece]:
    """Return two texts as pieces in order; joined, their sides are the texts.

    Sentences are matched first, then the letters within those that were changed.
    """
    pieces: list[Piece] = []
    left = _MOST_EQUAL  # for all stretches together
    for piece in _changed(_sentences(one), _sentences(other)):
        equal = 0 if piece.is_same else _equal_pairs(piece.one, piece.other)
        if piece.is_same or equal > left:
            found = [piece]
        else:
            left -= equal
            found = list(_changed(piece.one, piece.other))
            shared = sum(len(part.one) for part in found if part.is_same)
            if shared < _WORTH * min(len(piece.one), len(piece.other)):
                found = [piece]
        pieces += found
    return _joined(pieces)


def _sentences(text: str) -> list[str]:
    """Return a text cut before each sentence: what stands between two goes with the first."""
    starts = [start for start, _ in sentence_spans(text)]
    edges = sorted({0, *starts, len(text)})
    return [text[low:high] for low, high in pairwise(edges)]


def _changed(one: Sequence[str], other: Sequence[str]) -> Iterator[Piece]:
    if len(one) * len(other) > _MOST_PAIRS or _equal_pairs(one, other) > _MOST_EQUAL:
        yield Piece("".join(one), "".join(other))
        return
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    for _, low, high, other_low, other_high in matcher.get_opcodes():
        yield Piece("".join(one[low:high]), "".join(other[other_low:other_high]))


def _equal_pairs(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many pairs of an item of one and an item of the other are equal."""
    counts = Counter(other)
    return sum(counts[item] for item in one)


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Return pieces with those of one kind in a row made one."""
    joined: list[Piece] = []
    for piece in pieces:
        if joined and joined[-1].is_same == piece.is_same:
            last = joined.pop()
            piece = Piece(last.one + piece.one, last.other + piece.other)
        if piece.one or piece.other:
            joined.append(piece)
    return joined
