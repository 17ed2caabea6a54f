"""Find the sentences of Chinese text."""

from __future__ import annotations

import re
from collections.abc import Iterator

MAX_SENTENCE_CHARS = 400

_MARKS = "。！？!?｡…"
_CLOSERS = "”’」』）)】》〉"
_TRAILING = _MARKS + _CLOSERS
_STRAIGHT = "\"'"
# What may end a sentence, and what says where none ends: a title in 《》, straight quotation marks.
_TOKEN = re.compile(
    rf"""《[^《》\n]{{0,80}}》 | 〈[^〈〉\n]{{0,80}}〉
      | " | (?<![A-Za-z])' | '(?![A-Za-z])
      | [{_MARKS}]+
      | \.(?=\s|$)
      | \n+""",
    re.VERBOSE,
)
# “真的吗？”，他问道。 “加油！”的口号; but “真的吗？”的确如此。
_GOES_ON = re.compile(rf"[，,、；;：:]|(?<=[{_CLOSERS}{_STRAIGHT}])的(?!确|確)")
_ORDINAL = re.compile(r"\s*\d{1,2}")
_SHORTENED = re.compile(r"(?:.*[^A-Za-z])?(?:Mr|Mrs|Ms|Dr|Prof|St|No|[A-Z])", re.DOTALL)
_SHORTENED_CHARS = 6
_SOFT = re.compile(r"[；;，,、：:\s]")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of each sentence of `text`, in order, without the white space around it.

    Every character but white space is in exactly one sentence. A sentence of more than
    MAX_SENTENCE_CHARS, as unpunctuated old print has, is cut at the last comma or space that keeps
    it below, else at the limit.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for end in _ends(text):
        spans.extend(_bounded(text, start, end))
        start = end
    spans.extend(_bounded(text, start, len(text)))
    return spans


def _ends(text: str) -> Iterator[int]:
    """Yield where sentences end.

    Closing marks stay with their sentence: “不到10分钟就拿出证来,方便极了。” is one. A straight
    quotation mark closes where one is open in its line. A full stop ends a sentence only before a
    space, and not after a number that begins one (2. 落实责任) or a shortened name (Mr. Smith).
    """
    quoted: set[str] = set()
    start = at = 0
    while token := _TOKEN.search(text, at):
        at = token.end()
        first = text[token.start()]
        if first in "《〈":
            continue
        if first in _STRAIGHT:
            quoted ^= {first}
            continue
        if first == "\n":
            quoted.clear()
        elif first == ".":
            if _is_shortened(text, start, token.start()):
                continue
        else:
            while at < len(text) and (text[at] in _TRAILING or text[at] in quoted):
                quoted.discard(text[at])
                at += 1
            if _GOES_ON.match(text, at):
                continue
        start = at
        yield at


def _is_shortened(text: str, start: int, stop: int) -> bool:
    """Tell whether the full stop at `stop` ends a number or a shortened name, not the sentence."""
    if stop - start <= _SHORTENED_CHARS and _ORDINAL.fullmatch(text, start, stop):
        return True
    return _SHORTENED.fullmatch(text, max(start, stop - _SHORTENED_CHARS), stop) is not None


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
