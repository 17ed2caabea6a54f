"""Tell which page of which issue a file is; what is unknown stays unknown."""

from __future__ import annotations

import os.path
import re
from dataclasses import dataclass
from pathlib import Path

from indexer.reading.dates import checked_date
from indexer.reading.sidecar import read_sidecars

_NUMBER = re.compile(r"(?=.*\d)[^\s#/\\]{1,8}")  # 01, A03, 1-2, 第3版; not 头版, 01 (2)


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


def is_page_number(text: str) -> bool:
    """Tell a page number, such as 01, A03 or 第3版, from a name such as 头版."""
    return _NUMBER.fullmatch(text) is not None


def identify(path: Path, own: Identity | None = None) -> Identity:
    """Return the identity that the path `<newspaper>/<YYYY-MM-DD>/<page>.txt` and sidecars give.

    Only where the folder's name is a calendar date (2023-04-10 or 20230410) does the path say
    anything; a sidecar goes before it, key by key, and `newspaper = ""` says that it is unknown.
    `own` is what the file says of itself: it fills in where both are silent. Raises ReadError for
    a sidecar that cannot be used.
    """
    own = own or Identity()
    named = named_by_path(path)
    found = Identity(
        named.newspaper or own.newspaper,
        named.date or own.date,
        named.number or own.number,
        own.section,
    )
    return corrected(path, found)


def named_by_path(path: Path) -> Identity:
    """Return what the path alone says; the file need not be there."""
    place = Path(os.path.normpath(path.absolute()))  # `reindex ..` must see the folders' names
    date = checked_date(place.parent.name)
    if not date:
        return Identity()
    number = place.stem if is_page_number(place.stem) else ""
    return Identity(place.parent.parent.name, date, number)


def corrected(path: Path, found: Identity) -> Identity:
    """Return `found` with what the sidecars of `path` say instead.

    Raises ReadError for a sidecar that cannot be used.
    """
    said = read_sidecars(path)
    return Identity(
        newspaper=said.get("newspaper", found.newspaper),
        date=said.get("date", found.date),
        number=said.get("page", found.number),
        section=said.get("section", found.section),
    )
