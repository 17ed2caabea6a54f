"""Make citations, and check each against the article it quotes."""

from __future__ import annotations

from indexer.citing import byline_line, cite_as, reference_of
from indexer.models import Article, Citation

UNTITLED = "〔无题〕"


def cite(article: Article, start: int, end: int) -> Citation:
    """Return the citation of `article.text[start:end]`.

    Raises ValueError where the span is empty or outside the text.
    """
    if not 0 <= start < end <= len(article.text):
        raise ValueError(
            f"span {start}:{end} is not in {article.id} ({len(article.text)} characters)"
        )
    return Citation(
        article_id=article.id,
        newspaper=article.newspaper,
        date=article.date,
        page=article.page,
        title=article.title,
        byline=byline_line(article),
        quote=article.text[start:end],
        start=start,
        end=end,
        reference=cite_as(reference_of(article)),
    )


def holds(citation: Citation, article: Article) -> bool:
    """Tell whether the citation's words stand in `article` at its offsets, character by character."""
    return (
        citation.article_id == article.id
        and 0 <= citation.start < citation.end <= len(article.text)
        and article.text[citation.start : citation.end] == citation.quote
    )


def checked(article: Article, start: int, end: int) -> Citation:
    """Cite, and compare the quote with the article as stored before anybody sees it."""
    citation = cite(article, start, end)
    if not holds(citation, article):
        raise AssertionError(f"{article.id}: quote at {start}:{end} is not the article's text")
    return citation
