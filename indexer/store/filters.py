"""What a search is narrowed to, in the form every store understands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from indexer.errors import QueryError


@dataclass(frozen=True, slots=True)
class Filters:
    """Newspapers (any of them; empty: all) and dates (ISO, inclusive; "": open).

    A page without a date is left out as soon as either date is set. Raises QueryError for a date
    that is none, or a period that ends before it begins.
    """

    newspapers: tuple[str, ...] = ()
    since: str = ""
    until: str = ""

    def __post_init__(self) -> None:
        for day in filter(None, (self.since, self.until)):
            try:
                written = date.fromisoformat(day).isoformat()
            except ValueError:
                written = ""
            if written != day:
                raise QueryError(
                    f"{day!r} 不是日期，应写成 2019-08-01 / is no date: write 2019-08-01"
                )
        if self.since and self.until and self.since > self.until:
            raise QueryError(
                f"起始日 {self.since} 晚于截止日 {self.until}：请对调 / "
                f"the period ends before it begins: swap the dates"
            )

    def __bool__(self) -> bool:
        return bool(self.newspapers or self.since or self.until)
