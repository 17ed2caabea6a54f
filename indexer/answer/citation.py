"""Make citations, and check each against the article it quotes."""

from __future__ import annotations

from indexer.models import Article, Citation

UNKNOWN = "未详"
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
        reference=reference(article),
    )


def holds(citation: Citation, article: Article) -> bool:
    """Tell whether the citation's words stand in `article` at its offsets, character by character."""
    return (
        citation.article_id == article.id
        and 0 <= citation.start < citation.end <= len(article.text)
        and article.text[citation.start : citation.end] == citation.quote
    )


def byline_line(article: Article) -> str:
    """Return who wrote it, in one line: names with 、 between, else the agency, else the line."""
    return "、".join(article.byline.names) or article.byline.agency or article.byline.text


def reference(article: Article) -> str:
    """Return the GB/T 7714 reference of a newspaper article.

    主要责任者. 题名[N]. 报纸名, 年-月-日(版次). More than three authors end in 等; what is unknown is left
    out, and a missing newspaper is said to be unknown.
    """
    names = article.byline.names[:3] or ((article.byline.agency,) if article.byline.agency else ())
    authors = ", ".join(names) + (", 等" if len(article.byline.names) > 3 else "")
    title = " ".join((article.title or UNTITLED).split())
    newspaper = article.newspaper or f"〔报名{UNKNOWN}〕"
    date = article.date or f"〔日期{UNKNOWN}〕"
    page = f"({page_number(article.page)})" if article.page else ""
    return f"{authors + '. ' if authors else ''}{title}[N]. {newspaper}, {date}{page}."


def page_number(number: str) -> str:
    """Return a page's number as people say it: 01 -> 1, A03 stays A03."""
    return number.lstrip("0") or number if number.isdigit() else number
