"""What every export says of a clipping: its heading, source, state, and numbered references."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.answer.citation import UNTITLED
from indexer.desk.clippings import Item
from indexer.desk.standing import Standing, State
from indexer.output import source_line

Clipped = tuple[Item, Standing]

STATES = {
    State.SAME: "",
    State.CHANGED: "剪存后文章或其报名、日期、版次有更正，所剪文字未变，引用前请核对出处。",
    State.EDITED: "剪存后这段文字有更正，引用前请核对原文。",
    State.MOVED: "这段文字现归在另一篇。",
    State.LOST: "文章还在，但已没有这段文字，引用前请核对原文。",
    State.GONE: "馆藏里已没有这篇文章，引文是剪存时的文字。",
}

# What XML cannot hold, other control characters, and marks that turn the direction of what follows.
# Rare glyphs of old papers in the private use area stay: a quote is the page's own.
_UNFIT = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One clipping as it is exported; texts hold no control characters but line feeds.

    `paragraphs` are the quote's; `number` is its reference's, from 1.
    """

    title: str
    source: str
    paragraphs: tuple[str, ...]
    note: tuple[str, ...]  # lines
    state: str  # "" where nothing changed
    number: int


def entries(clipped: Sequence[Clipped]) -> tuple[list[Entry], list[str]]:
    """Return the entries in order, and their references: each once, in order of first use."""
    numbers: dict[str, int] = {}
    found = []
    for item, standing in clipped:
        reference = clean(item.reference)
        found.append(
            Entry(
                title=_line(item.title) or UNTITLED,
                source=_line(source_line(item, titled=False)),
                paragraphs=tuple(_lines(item.quote)),
                note=tuple(_lines(item.note)),
                state=STATES[standing.state],
                number=numbers.setdefault(reference, len(numbers) + 1),
            )
        )
    return found, list(numbers)


def clean(text: str) -> str:
    """Return a text without what a document cannot hold, or should not."""
    return _UNFIT.sub("", text)


def _line(text: str) -> str:
    return " ".join(clean(text).split())


def _lines(text: str) -> Iterator[str]:
    return (line.rstrip() for line in clean(text).split("\n") if line.strip())
