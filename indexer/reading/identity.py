"""Tell which page of which issue a file is; what is unknown stays unknown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from indexer.reading.sidecar import checked_date, read_sidecars

_NUMBER = re.compile(r"(?=.*\d)[\w-]{1,6}")


@dataclass(frozen=True, slots=True)
class Identity:
    """Newspaper, ISO date, page number and section name, "" where unknown."""

    newspaper: str = ""
    date: str = ""
    number: str = ""
    section: str = ""

    def page_id(self, otherwise: str) -> str:
        """Return `<newspaper>/<date>/<number>` where all three are known, else `otherwise`."""
        if self.newspaper and self.date and self.number:
            return f"{self.newspaper}/{self.date}/{self.number}"
        return otherwise


def identify(path: Path) -> Identity:
    """Return the identity that the path `<newspaper>/<YYYY-MM-DD>/<page>.txt` and sidecars give.

    Only where the folder's name is a calendar date does the path say anything. Raises ReadError
    for a sidecar that cannot be used.
    """
    said = read_sidecars(path)
    newspaper = date = number = ""
    if date := checked_date(path.parent.name):
        newspaper = path.parent.parent.name
        number = path.stem if _NUMBER.fullmatch(path.stem) else ""
    return Identity(
        newspaper=said.get("newspaper", newspaper),
        date=said.get("date", date),
        number=said.get("page", number),
        section=said.get("section", ""),
    )
