"""Put an article's text together from stretches of its page, keeping the way back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from indexer.models import Part, Role

Piece = tuple[int, int, bool]
"""Start and end on the page, and whether the stretch is a repeat that is left out of the text."""


@dataclass(slots=True)
class Paragraph:
    """A paragraph of one article: the stretches it is made of, in reading order."""

    pieces: list[tuple[Piece, Role, str, bool]] = field(default_factory=list)

    @classmethod
    def of(cls, pieces: Iterable[Piece], role: Role, cue: str, close: bool = False) -> Paragraph:
        return cls([(piece, role, cue, close) for piece in pieces])

    def extend(self, pieces: Iterable[Piece], role: Role, cue: str, close: bool) -> None:
        self.pieces += [(piece, role, cue, close) for piece in pieces]


def join_paragraphs(page_text: str, paragraphs: Sequence[Paragraph]) -> tuple[str, list[Part]]:
    """Return the article's text, paragraphs joined by one line feed, and the parts it came from.

    Halves of a mended sentence are joined with nothing between. Repeats become LOOP parts.
    """
    text = ""
    parts: list[Part] = []
    for paragraph in paragraphs:
        if text and any(not repeat for (_, _, repeat), _, _, _ in paragraph.pieces):
            text += "\n"
        for (start, end, repeat), role, cue, close in paragraph.pieces:
            if repeat:
                parts.append(
                    Part(Role.LOOP, start, end, None, "识别重复 repeated by the recogniser")
                )
            else:
                parts.append(Part(role, start, end, len(text), cue, close))
                text += page_text[start:end]
    return text, parts
