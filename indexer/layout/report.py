"""Show what the layout stage decided, for people and for scoring."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from indexer.models import Article, Page, Role

_HEADLINE = (Role.KICKER, Role.TITLE, Role.SUBTITLE)


def layout_rows(page: Page, articles: Sequence[Article]) -> list[tuple[str, str, bool, str]]:
    """Return (role, cue, close, text) of every part of the page's articles, in page order."""
    parts = [part for article in articles for part in article.parts]
    return [
        (part.role.value, part.cue, part.close, page.text[part.start : part.end])
        for part in sorted(parts, key=lambda part: part.start)
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
