"""Find the sentences of Chinese text."""

from __future__ import annotations

import re

MAX_SENTENCE_CHARS = 400

# Ends: 。！？ and their half-width forms, …… and a line feed; closing marks stay with the sentence:
# “不到10分钟就拿出证来,方便极了。” is one sentence. A full stop ends one only before a space.
_END = re.compile(
    r"""[。！？!?｡]+[”’」』）)】》〉"']*
      | …+[”’」』）)】》〉"']*(?=[^，,、；;：:。！？])
      | \.(?=\s|$)
      | \n+""",
    re.VERBOSE,
)
_SOFT = re.compile(r"[；;，,、：:\s]")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of each sentence of `text`, in order, without the white space around it.

    Every character but white space is in exactly one sentence. A sentence of more than
    MAX_SENTENCE_CHARS, as unpunctuated old print has, is cut at the last comma or space that keeps
    it below, else at the limit.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        if match.end() > start:
            spans.extend(_bounded(text, start, match.end()))
            start = match.end()
    spans.extend(_bounded(text, start, len(text)))
    return spans


def _bounded(text: str, start: int, end: int) -> list[tuple[int, int]]:
    pieces = []
    while end - start > MAX_SENTENCE_CHARS:
        window = text[start : start + MAX_SENTENCE_CHARS]
        soft = [match.end() for match in _SOFT.finditer(window)]
        cut = start + (soft[-1] if soft else MAX_SENTENCE_CHARS)
        pieces.append((start, cut))
        start = cut
    pieces.append((start, end))
    return [trimmed for piece in pieces if (trimmed := _trim(text, *piece))]


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
