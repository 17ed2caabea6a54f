"""Write references as RIS, the exchange format of EndNote, NoteExpress, Zotero and others.

A value never has a line break: `Reference` holds lines, so that no text of a page can be read as a
tag of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from indexer.citing.reference import Reference


def write_ris(references: Sequence[Reference]) -> str:
    """Return an .ris file."""
    import rispy

    class Writer(rispy.RisWriter):  # type: ignore[misc]  # rispy has no types
        def set_header(self, count: int) -> str:
            return ""  # rispy numbers the records, which the format does not know

    return str(rispy.dumps([_table(one) for one in references], implementation=Writer)).strip("\n")


def _table(one: Reference) -> dict[str, Any]:
    notes = [f"“{one.quote}”"] if one.quote else []
    table: dict[str, Any] = {
        "type_of_reference": "NEWS",
        "authors": list(one.authors),
        "title": "：".join(filter(None, (one.title, one.subtitle))),
        "secondary_title": one.newspaper,
        "year": one.date[:4],
        "date": one.date.replace("-", "/"),
        "start_page": one.page,
        "section": one.section,
        "language": "zh-CN",
        "accession_number": one.identifier,
        "urls": [one.url] if one.url else [],
        "access_date": one.accessed.replace("-", "/"),
        "notes": [*notes, *one.decks],
    }
    return {name: value for name, value in table.items() if value}
