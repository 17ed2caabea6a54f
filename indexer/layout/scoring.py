"""Count how well pages were cut into articles, against pages cut by hand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_NOTE = re.compile(r"（附[^（）]*[张幅]）$")


@dataclass
class Score:
    """Where articles begin, and exact headlines, of the pages added so far.

    A beginning is the number of characters before it on its page, white space apart; articles come
    in page order. A headline is right where its article begins right and the headlines, without
    white space and a note on pictures, are the same.
    """

    right: int = 0
    extra: int = 0
    missed: int = 0
    headlines: int = 0

    def add(self, found: Iterable[Mapping[str, Any]], gold: Iterable[Mapping[str, Any]]) -> None:
        """Count one page: its articles as `split_report` gives them, and as they are by hand."""
        cut, wanted = _beginnings(found), _beginnings(gold)
        self.right += len(wanted.keys() & cut.keys())
        self.extra += len(cut.keys() - wanted.keys())
        self.missed += len(wanted.keys() - cut.keys())
        self.headlines += sum(wanted[at] == cut[at] for at in wanted.keys() & cut.keys())

    def __str__(self) -> str:
        articles = self.right + self.missed
        return (
            f"{articles} articles: precision {self.right / max(1, self.right + self.extra):.3f} "
            f"recall {self.right / max(1, articles):.3f} "
            f"F1 {2 * self.right / max(1, articles + self.right + self.extra):.3f} "
            f"headlines {self.headlines / max(1, articles):.3f}"
        )


def _beginnings(articles: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    found, at = {}, 0
    for article in articles:
        paragraphs: Sequence[str] = article["paragraphs"]
        found[at] = _NOTE.sub("", "".join(article["title"].split()))
        at += sum(len("".join(paragraph.split())) for paragraph in paragraphs)
    return found
