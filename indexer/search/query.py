"""What a person typed, taken apart: plain words, and phrases in quotation marks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.errors import QueryError
from indexer.language import characters

CHANNELS = ("both", "words", "meaning")
MAX_QUERY_CHARS = 500

_QUOTED = re.compile(r"[“”\"「『＂]([^“”\"「」『』＂]*)[“”\"」』＂]")
_QUOTES = re.compile(r"[“”\"「」『』＂]")


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query.

    `text` is everything without the quotation marks (what the meaning channel embeds), `loose` the
    part outside them, `phrases` the parts inside, each to be found exactly. `notes` tell the person
    what was not understood.
    """

    text: str
    loose: str
    phrases: tuple[str, ...]
    notes: tuple[str, ...] = ()


def parse_query(typed: str) -> Query:
    """Take a query apart.

    Raises QueryError where there is nothing to look for: an empty query, one of marks only, one of
    more than MAX_QUERY_CHARS.
    """
    typed = typed.strip()
    if len(typed) > MAX_QUERY_CHARS:
        raise QueryError(
            f"查询太长（{len(typed)} 字）：请缩短到 {MAX_QUERY_CHARS} 字以内，留下关键的词句 / "
            f"the query has {len(typed)} characters: shorten it to {MAX_QUERY_CHARS}"
        )
    phrases = tuple(
        found for match in _QUOTED.finditer(typed) if characters(found := match.group(1).strip())
    )
    outside = _QUOTED.sub(" ", typed)
    notes = []
    if _QUOTES.search(outside):
        notes.append("引号不成对，多出的引号已略去 / an unpaired quotation mark was ignored")
    loose = _QUOTES.sub(" ", outside).strip()
    if not characters(loose):
        loose = ""
    text = " ".join(_QUOTES.sub(" ", typed).split())
    if not loose and not phrases:
        raise QueryError(
            "查询里没有可查的字：请输入词语、“原句”或一个问题 / "
            "nothing to look for: type words, a “phrase” in quotes, or a question"
        )
    return Query(text, loose, phrases, tuple(notes))
