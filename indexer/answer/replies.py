"""Take a language model's reply apart into statements, each with what it cites.

The form asked for is {"claims": [{"text", "cites", "quote"}]}; models put it into code fences, write
around it, think aloud before it, or answer in sentences that end in [1].
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MAX_STATEMENTS = 8
_MOST_TRIES = 40  # places where JSON may begin
_THOUGHTS = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_MARKS = r"[\[【［]\s*\d{1,3}(?:[,，、\s]+\d{1,3})*[,，、\s]*[\]】］]"
_MARKED = re.compile(rf"(?<![^\[\]【】［］\n])([^\[\]【】［］\n]+)((?:\s*{_MARKS})+)")
_FIGURE = re.compile(r"(?<!\d)\d{1,3}(?!\d)")  # of [2021] none: no passage has such a number
_BULLETS = re.compile(r"^(?:[\s。；;.，,*#>•]|-(?!\d))+")  # -5℃ is no bullet


@dataclass(frozen=True, slots=True)
class Statement:
    """What a model says, the numbers of the passages it cites and the words it quotes, unchecked."""

    text: str
    cites: tuple[int, ...] = ()
    quotes: tuple[str, ...] = ()


def read_reply(reply: str) -> tuple[Statement, ...] | None:
    """Return the statements of a reply, at most MAX_STATEMENTS; None where it has no known form.

    No statements is an answer too: that the passages hold none.
    """
    # Some servers put the first <think> into the prompt: only its end comes back.
    said = _THOUGHTS.sub("", reply).rpartition("</think>")[2]
    for value in _values(said):
        items = value.get("claims") if isinstance(value, dict) else value
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            continue
        if isinstance(value, list) and not items:
            continue  # [] in a sentence says nothing
        found = [_statement(item) for item in items]
        return tuple(item for item in found if item.text)[:MAX_STATEMENTS]
    marked = [Statement(_clean(text), _numbers(marks)) for text, marks in _MARKED.findall(said)]
    return tuple(item for item in marked if item.text)[:MAX_STATEMENTS] or None


def _values(text: str) -> Iterator[Any]:
    """Yield the JSON objects and lists in `text`, from where each may begin."""
    decoder = json.JSONDecoder()
    for match in list(re.finditer(r"[{\[]", text))[:_MOST_TRIES]:
        try:
            yield decoder.raw_decode(text, match.start())[0]
        except (ValueError, RecursionError):
            continue


def _statement(item: dict[str, Any]) -> Statement:
    text, cites, quotes = item.get("text"), item.get("cites"), item.get("quote")
    listed = cites if isinstance(cites, list) else [cites]
    quoted = quotes if isinstance(quotes, list) else [quotes]
    return Statement(
        _clean(text) if isinstance(text, str) else "",
        tuple(number for one in listed for number in _numbers(one)),
        tuple(one for one in quoted if isinstance(one, str) and one.strip()),
    )


def _numbers(cited: Any) -> tuple[int, ...]:
    """Return the numbers in 1, "1", "[1][2]"; none in anything else."""
    if isinstance(cited, bool) or not isinstance(cited, int | str):
        return ()
    return tuple(int(figures) for figures in _FIGURE.findall(str(cited)))


def _clean(text: str) -> str:
    """Return a statement in one line, without marks and bullets."""
    bare = re.sub(_MARKS, "", text)
    return _BULLETS.sub("", " ".join(bare.split()))
