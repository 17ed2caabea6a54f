"""TEMP"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from indexer.errors import QueryError
from indexer.language import Folding, characters

CHANNELS = ("both", "words", "meaning")
MAX_QUERY_CHARS = 500
_QUOTED = re.compile(r"[“”\"「『＂]([^“”\"「」『』＂]*)[“”\"」』＂]")
_QUOTES = re.compile(r"[“”\"「」『』＂]")


class Field(StrEnum):
    ANY = "any"
    TITLE = "title"
    KICKER = "kicker"
    SUBTITLE = "subtitle"
    AUTHOR = "author"
    NEWSPAPER = "newspaper"
    PAGE = "page"
    SECTION = "section"
    COLUMN = "column"
    PLACE = "place"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Term:
    text: str
    field: Field = Field.ANY


@dataclass(frozen=True, slots=True)
class Near:
    texts: tuple[str, ...]
    gap: int
    field: Field = Field.ANY


@dataclass(frozen=True, slots=True)
class Wildcard:
    parts: tuple[str, ...]
    field: Field = Field.ANY


@dataclass(frozen=True, slots=True)
class Period:
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class And:
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    child: Node


Node = Term | Near | Wildcard | Period | And | Or | Not


@dataclass(frozen=True, slots=True)
class Query:
    typed: str
    text: str
    loose: str
    terms: tuple[str, ...] = ()
    required: Node | None = None
    notes: tuple[str, ...] = ()
    folding: Folding = Folding()


def parse_query(typed: str, *, folding: Folding = Folding()) -> Query:
    typed = typed.strip()
    if len(typed) > MAX_QUERY_CHARS:
        raise QueryError("查询太长 / the query is too long")
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
        raise QueryError("查询里没有可查的字 / nothing to look for")
    required = And(tuple(Term(p) for p in phrases)) if phrases else None
    return Query(typed, text, loose, phrases, required, tuple(notes), folding)
