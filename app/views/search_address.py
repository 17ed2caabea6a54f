"""What a search view shows is all in its address: read it, change it, say it as conditions."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from indexer.language.questions import is_question
from indexer.search import CHANNELS, SORTS

MODES = ("auto", "find", "ask")
_MOST_PAGES = 1000
_MOST_BEFORE = 4  # questions
_LONGEST = 200  # characters of a condition's value
# What narrows to one value of a facet, and the name of that condition in the query language.
CONDITIONS = {"number": "版", "column": "栏目", "author": "作者"}
_CONDITION = re.compile(rf'({"|".join(CONDITIONS.values())}):"([^"]+)"')
_DEFAULTS = {"mode": "auto", "channel": "both", "sort": "relevance", "p": 1}


@dataclass(frozen=True, slots=True)
class Address:
    """The parameters of a search, each as the address names it.

    `paper` are newspapers, any of them; `inside` queries within whose results is searched, the last
    one innermost; `before` the questions that a follow-up goes on from, the first one first.
    """

    q: str = ""
    mode: str = "auto"
    channel: str = "both"
    paper: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    number: str = ""  # 版次
    column: str = ""
    author: str = ""
    inside: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    sort: str = "relevance"
    p: int = 1

    @classmethod
    def read(cls, given: Mapping[str, Sequence[str]]) -> Address:
        """Return what the parameters of an address say; what cannot be is passed over."""

        def one(name: str, allowed: Sequence[str] = ()) -> str:
            value = str((given.get(name) or [""])[-1]).strip()
            return value if value in allowed or not allowed else str(_DEFAULTS[name])

        page = one("p")
        number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
        return cls(
            q=one("q"),
            mode=one("mode", MODES),
            channel=one("channel", CHANNELS),
            paper=tuple(dict.fromkeys(given.get("paper", ()))),
            since=_day(one("since")),
            until=_day(one("until")),
            inside=tuple(filter(str.strip, given.get("inside", ()))),
            before=tuple(filter(str.strip, given.get("before", ())))[-_MOST_BEFORE:],
            sort=one("sort", SORTS),
            p=min(max(number, 1), _MOST_PAGES),
            **{name: _value(one(name)) for name in CONDITIONS},
        )

    def but(self, **changed: Any) -> Address:
        """Return another address, at the first page of its results unless `p` says otherwise."""
        return replace(self, **{"p": 1, **changed})

    def parameters(self) -> dict[str, Any]:
        """Return what the address has to name: all that is not as it is by default."""
        return {
            item.name: value
            for item in fields(self)
            if (value := getattr(self, item.name)) and value != _DEFAULTS.get(item.name)
        }

    @property
    def asks(self) -> bool:
        """Whether it is a question that is to be answered."""
        return self.mode == "ask" or (self.mode == "auto" and is_question(self.q))

    @property
    def conditions(self) -> tuple[str, ...]:
        """The facets that are chosen, as queries within which is searched."""
        return tuple(
            f'{word}:"{value}"'
            for name, word in CONDITIONS.items()
            if (value := getattr(self, name))
        )

    def filters(self) -> dict[str, Any]:
        return {"newspapers": self.paper, "since": self.since, "until": self.until}

    def search(self) -> dict[str, Any]:
        """Return the arguments of `Archive.search`, without limit and offset."""
        *earlier, query = (self.q, *self.inside)
        return {
            "query": query,
            "within": (*self.conditions, *earlier),
            "channel": self.channel,
            "sort": self.sort,
            **self.filters(),
        }

    def question(self) -> dict[str, Any]:
        """Return the arguments of `Archive.ask`."""
        return {
            "question": self.q,
            "within": (*self.conditions, *self.inside),
            "channel": self.channel,
            **self.filters(),
        }

    def followed_by(self, question: str) -> Address:
        """Return what asks another question that goes on from this one."""
        before = (*self.before, self.q)[-_MOST_BEFORE:]
        return self.but(q=question, mode="ask", before=before)

    def narrowings(self) -> Iterator[tuple[str, str, Address]]:
        """Yield what narrows the search: (parameter, value, the address without it)."""
        for name in self.paper:
            yield (
                "paper",
                name,
                self.but(paper=tuple(other for other in self.paper if other != name)),
            )
        if self.since or self.until:
            yield "period", period(self.since, self.until), self.but(since="", until="")
        for condition in CONDITIONS:
            if value := getattr(self, condition):
                yield condition, value, self.but(**{condition: ""})
        for at, query in enumerate(self.inside):
            yield "inside", query, self.but(inside=(*self.inside[:at], *self.inside[at + 1 :]))
        if self.channel != "both":
            yield "channel", self.channel, self.but(channel="both")

    def wide(self) -> Address:
        """Return the same query without anything that narrows it."""
        return self.but(
            paper=(), since="", until="", number="", column="", author="", inside=(), channel="both"
        )


def told_apart(within: Sequence[str]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return which of the queries within which is searched are `conditions`, by name, and the others."""
    names = {word: name for name, word in CONDITIONS.items()}
    conditions: dict[str, Any] = {}
    others = []
    for query in within:
        found = _CONDITION.fullmatch(query)
        if found and names[found[1]] not in conditions:
            conditions[names[found[1]]] = found[2]
        else:
            others.append(query)
    return conditions, tuple(others)


def period(since: str, until: str) -> str:
    """Return a period as people write it: 2019-08 where it is the month, 2019 where it is the year."""
    for when in (since, since[:7], since[:4]):
        if when and (since, until) == days_of(when):
            return when
    return f"{since or '…'} – {until or '…'}"


def days_of(when: str) -> tuple[str, str]:
    """Return the first and the last day of a day, a month or a year: 2019-08 -> 2019-08-01, -31."""
    year, *rest = when.split("-")
    if not rest:
        return f"{year}-01-01", f"{year}-12-31"
    if len(rest) == 2:
        return when, when
    return f"{when}-01", f"{when}-{calendar.monthrange(int(year), int(rest[0]))[1]:02d}"


def _day(value: str) -> str:
    """Return an ISO day, "" for what is none."""
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        return ""


def _value(value: str) -> str:
    """Return a condition's value as it can stand between quotation marks; "" without letters."""
    clean = value.replace('"', " ").strip()[:_LONGEST]
    return clean if any(char.isalnum() for char in clean) else ""
