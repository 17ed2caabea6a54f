"""Tell in which period and newspapers a query looks: its conditions 日期: and 报纸:."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.search.syntax import And, Field, Node, Or, Period, Term


@dataclass(frozen=True, slots=True)
class Scope:
    """ISO days, inclusive, "" is open; and what the newspaper's name must hold, all of it.

    A query whose conditions exclude each other has a period that ends before it begins.
    """

    since: str = ""
    until: str = ""
    newspapers: tuple[str, ...] = ()

    def within(self, other: Scope) -> Scope:
        """Return what both allow."""
        return Scope(
            max(self.since, other.since),
            min(filter(None, (self.until, other.until)), default=""),
            (*self.newspapers, *other.newspapers),
        )


def scope_of(node: Node | None) -> Scope:
    """Return a scope that holds whatever `node` allows; what it excludes by NOT is not looked at."""
    match node:
        case Period(since, until):
            return Scope(since, until)
        case Term(text, Field.NEWSPAPER):
            return Scope(newspapers=(text,))
        case And(children):
            scope = Scope()
            for child in children:
                scope = scope.within(scope_of(child))
            return scope
        case Or(children):
            scopes = [scope_of(child) for child in children]
            return Scope(
                min(scope.since for scope in scopes),
                "" if any(not scope.until for scope in scopes) else max(s.until for s in scopes),
            )
        case _:
            return Scope()
