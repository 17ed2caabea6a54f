"""Show what the layout stage decided, for people and for scoring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from indexer.models import Article, Page, Role

DOUBTFUL_CONFIDENCE = 0.8  # of a line that the text recogniser gives
_HEADLINE = (Role.KICKER, Role.TITLE, Role.SUBTITLE)


@dataclass(frozen=True, slots=True)
class LayoutRow:
    """One part of a page: what it is, what decided, and how sure that is."""

    role: str
    cue: str
    text: str
    close: bool  # it could have gone the other way
    is_doubtful: bool  # the text recogniser was not sure of a line of it


def layout_rows(page: Page, articles: Sequence[Article]) -> list[LayoutRow]:
    """Return every part of the page's articles, in page order."""
    doubtful = [block for block in page.blocks if (block.confidence or 1.0) < DOUBTFUL_CONFIDENCE]
    parts = sorted(
        (part for article in articles for part in article.parts), key=lambda part: part.start
    )
    return [
        LayoutRow(
            part.role.value,
            part.cue,
            page.text[part.start : part.end],
            part.close,
            any(block.start < part.end and part.start < block.end for block in doubtful),
        )
        for part in parts
    ]


def split_report(path: str, page: Page, articles: Sequence[Article]) -> dict[str, Any]:
    """Return {path, articles: [{title, paragraphs, ...}]}.

    `title` is how the article is known on its page: its headline as printed, kicker and sub-title run
    together with it; of a brief without one its first paragraph. `headline` is "" there.
    `paragraphs` hold all of the article's characters in page order, headline and repeats too, so
    that offsets add up.
    """
    return {
        "path": path,
        "articles": [
            {
                "title": _known_by(page, article),
                "paragraphs": [page.text[part.start : part.end] for part in article.parts],
                "id": article.id,
                "headline": article.title,
                "kicker": article.kicker,
                "subtitle": article.subtitle,
                "byline": list(article.byline.names),
                "dateline": article.dateline.text,
            }
            for article in articles
        ],
    }


def _known_by(page: Page, article: Article) -> str:
    heads = [part for part in article.parts if part.role in _HEADLINE]
    parts = heads or article.parts[:1]
    return "".join(page.text[part.start : part.end] for part in parts)
