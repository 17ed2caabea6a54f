"""The styles a reference can be written in, by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from indexer.citing.bibtex import write_bibtex
from indexer.citing.csl import write_csl_json
from indexer.citing.gbt7714 import write_2015, write_2025
from indexer.citing.reference import Reference
from indexer.citing.ris import write_ris


@dataclass(frozen=True, slots=True)
class Style:
    """A way to write references: its name for people, the file it makes, and what writes it."""

    label: str
    suffix: str
    media_type: str
    write: Callable[[Sequence[Reference]], str]


DEFAULT = "gbt7714-2025"
STYLES = {
    DEFAULT: Style("GB/T 7714-2025", ".txt", "text/plain", write_2025),
    "gbt7714-2015": Style("GB/T 7714-2015", ".txt", "text/plain", write_2015),
    "bibtex": Style("BibTeX", ".bib", "application/x-bibtex", write_bibtex),
    "ris": Style("RIS", ".ris", "application/x-research-info-systems", write_ris),
    "csl-json": Style(
        "CSL-JSON", ".json", "application/vnd.citationstyles.csl+json", write_csl_json
    ),
}


def cite_as(references: Reference | Sequence[Reference], style: str = DEFAULT) -> str:
    """Return references in the style of that name, one of STYLES; each is written once.

    One file holds them all: a line each in GB/T 7714, an entry each in the others.
    """
    several = [references] if isinstance(references, Reference) else references
    return STYLES[style].write(list({one.identifier: one for one in several}.values()))
