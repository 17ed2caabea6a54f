"""Write references by GB/T 7714, the newspaper form [N] of 2025 and that of 2015.

    2025: 苏禾，白露. 题名：副题名[N]. 江城晚报，2021-05-01（1）.
    2015: 苏禾, 白露. 题名: 副题名[N]. 江城晚报, 2021-05-01(1).

The edition of 2025 (in force since July 2026) writes commas, colons and round brackets as Chinese
marks, full stops and square brackets as before, and asks for the day of access of web pages alone,
where that of 2015 asks for it with every address. Both name three authors, then 等. Without author
the title comes first. What a cataloguer says in place of the source stands in square brackets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.citing.reference import Reference

_AUTHORS = 3
_NO_TITLE, _NO_NEWSPAPER, _NO_DATE = "[无题]", "[报名不详]", "[日期不详]"


@dataclass(frozen=True, slots=True)
class _Marks:
    comma: str
    colon: str
    brackets: tuple[str, str]
    access: bool  # the day of access is given with an address


_2025 = _Marks("，", "：", ("（", "）"), access=False)
_2015 = _Marks(", ", ": ", ("(", ")"), access=True)


def write_2025(references: Sequence[Reference]) -> str:
    """Return the references by GB/T 7714-2025, one a line, each line once."""
    return _lines(references, _2025)


def write_2015(references: Sequence[Reference]) -> str:
    """Return the references by GB/T 7714-2015, one a line, each line once."""
    return _lines(references, _2015)


def _lines(references: Sequence[Reference], marks: _Marks) -> str:
    # Two passages of one article are one entry of a bibliography: it does not print the words.
    return "\n".join(dict.fromkeys(_write(one, marks) for one in references))


def _write(one: Reference, marks: _Marks) -> str:
    named = [*one.authors[:_AUTHORS], *(["等"] if len(one.authors) > _AUTHORS else [])]
    title = marks.colon.join(filter(None, (one.title or _NO_TITLE, one.subtitle)))
    opening, closing = marks.brackets
    page = f"{opening}{one.page}{closing}" if one.page else ""
    accessed = f"[{one.accessed}]" if one.url and one.accessed and marks.access else ""
    issue = marks.comma.join((one.newspaper or _NO_NEWSPAPER, one.date or _NO_DATE))
    fields = (
        marks.comma.join(named),
        f"{title}[{'N/OL' if one.url else 'N'}]",
        f"{issue}{page}{accessed}",
        one.url,
    )
    return ". ".join(filter(None, fields)) + "."
