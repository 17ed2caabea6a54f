"""Put a page's text together from printed lines with their places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from indexer.models import Block, Box, Role


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line as it is printed on the sheet: of one column, of one size."""

    text: str
    box: Box | None = None
    confidence: float | None = None  # of the text recogniser, 0 to 1
    font_size: float | None = None  # of its characters, in the units of the box
    vertical: bool = False  # set from top to bottom


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Printed lines that run on, in reading order: a paragraph, or one line of a headline.

    `role` and `article` are what the source itself says, see `Block`.
    """

    lines: tuple[PrintedLine, ...]
    role: Role | None = None
    article: str = ""


def compose(paragraphs: Iterable[Paragraph]) -> tuple[str, tuple[Block, ...]]:
    """Return the page's text, one line a paragraph, and a block for each printed line.

    Printed lines run on without a space, but for one between two words in Latin letters or digits.
    White space around a printed line is dropped; an empty one has no block, an empty paragraph no
    line.
    """
    text: list[str] = []
    blocks: list[Block] = []
    at = 0
    for paragraph in paragraphs:
        last = ""
        for line in paragraph.lines:
            words = " ".join(line.text.split())
            if not words:
                continue
            joint = "" if not last else " " * (_is_latin(last) and _is_latin(words[0]))
            joint = joint if last or at == 0 else "\n"
            text += [joint, words]
            start = at + len(joint)
            at = start + len(words)
            last = words[-1]
            blocks.append(
                Block(
                    start, at, line.box, line.confidence, line.font_size,
                    paragraph.role, paragraph.article,
                )
            )  # fmt: skip
    return "".join(text), tuple(blocks)


def _is_latin(char: str) -> bool:
    return char.isalnum() and char < "\u0250"
