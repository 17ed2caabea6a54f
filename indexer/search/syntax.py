"""What a query is once it is read: words that rank, and conditions that every result meets."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from indexer.language import Folding


class Field(StrEnum):
    """Where a condition looks."""

    ANY = "any"  # headline lines, column, byline and text
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
    DATE = "date"  # its values are read into Periods


@dataclass(frozen=True, slots=True)
class Term:
    """These letters in a row; for PAGE, that number."""

    text: str
    field: Field = Field.ANY


@dataclass(frozen=True, slots=True)
class Near:
    """All of `texts`, in any order, with at most `gap` letters from one to the next."""

    texts: tuple[str, ...]
    gap: int
    field: Field = Field.ANY


@dataclass(frozen=True, slots=True)
class Wildcard:
    """`parts` in order, with a few letters or none between: 张*区; "" at an end for 张店*."""

    parts: tuple[str, ...]
    field: Field = Field.ANY


@dataclass(frozen=True, slots=True)
class Period:
    """Printed from `since` to `until`: ISO days, inclusive, "" is open."""

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
    """A query as it was read.

    `text` is all that is looked for, without operators, names of fields and what is excluded: it
    ranks, and the meaning channel embeds it. `loose` is the part of it that only ranks; what else
    there is, is in `required`, which every result satisfies (None: no condition). `notes` tell the
    person what was not understood, where, and how it was read.
    """

    typed: str
    text: str
    loose: str
    required: Node | None = None
    notes: tuple[str, ...] = ()
    folding: Folding = field(default_factory=Folding)
