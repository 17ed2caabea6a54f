"""Write references as a BibTeX file, in UTF-8, for LaTeX with Chinese and for reference managers.

`date`, `entrysubtype` and `langid` are biblatex's and gbt7714's fields, `journal` and `year` those
that the old styles know; each ignores the others'. The identifier and the quoted words stand in
`annote`, which styles do not print.
"""

from __future__ import annotations

from collections.abc import Sequence

from indexer.citing.reference import Reference, with_keys

# BibTeX counts \{ as a brace that must be closed, so braces have names here.
_ESCAPED = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    **{char: f"\\{char}" for char in "%&$#_"},
})  # fmt: skip


def write_bibtex(references: Sequence[Reference]) -> str:
    """Return a .bib file."""
    from bibtexparser.entrypoint import write_string
    from bibtexparser.library import Library
    from bibtexparser.model import Entry, Field
    from bibtexparser.writer import BibtexFormat

    library = Library([
        Entry("article", key, [Field(name, value) for name, value in _fields(one) if value])
        for key, one in with_keys(references)
    ])  # fmt: skip
    layout = BibtexFormat()  # type: ignore[no-untyped-call]
    layout.indent, layout.block_separator = "  ", "\n"
    return str(write_string(library, bibtex_format=layout)).strip()


def _fields(one: Reference) -> list[tuple[str, str]]:
    names = one.authors if not one.corporate else ()
    authors = [f"{{{_escape(name)}}}" if _is_torn(name) else _escape(name) for name in names]
    authors += [f"{{{_escape(office)}}}" for office in one.authors if one.corporate]
    return [
        ("author", " and ".join(authors)),
        ("title", _escape("：".join(filter(None, (one.title, one.subtitle))))),
        ("titleaddon", _escape("；".join(one.decks))),
        ("journal", _escape(one.newspaper)),
        ("entrysubtype", "newspaper"),
        ("date", one.date),
        ("year", one.date[:4]),
        ("pages", _escape(one.page)),
        ("langid", "chinese"),
        ("url", one.url),
        ("urldate", one.accessed),
        ("annote", _escape(" ".join(filter(None, (one.quote and f"“{one.quote}”", one.identifier))))),
    ]  # fmt: skip


def _escape(text: str) -> str:
    return text.translate(_ESCAPED)


def _is_torn(name: str) -> bool:
    """Tell whether BibTeX would take a name apart: at white space, at a comma."""
    return any(char.isspace() or char == "," for char in name)
