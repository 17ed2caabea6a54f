"""Turn an article into HTML: its lines as the paper set them, the cited words marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.marks import Span, escape, marked
from indexer import Article
from indexer.answer.citation import UNTITLED
from indexer.citing import byline_line
from indexer.models import Role

_SET_APART = {Role.SUBHEAD: "subhead", Role.CAPTION: "caption"}


def article_html(
    article: Article,
    cited: Span | None = None,
    *,
    alone: bool = False,
    title_html: str = "",
    chosen: bool = False,
) -> str:
    """Return an article as HTML: `alone` on a view of its own, `chosen` among others.

    `title_html` is its headline as HTML already, such as a link.
    Words outside the text (kicker, headline, byline) are shown as printed, each on a line.
    """
    tag = "h1" if alone else "h2"
    title = title_html or escape(article.title or UNTITLED)
    lines = [f'<div class="label">{escape(article.column)}</div>' * bool(article.column)]
    lines.append(f'<div class="kicker">{escape(article.kicker)}</div>' * bool(article.kicker))
    lines.append(f"<{tag}>{title}</{tag}>")
    lines.append(f'<div class="subtitle">{escape(article.subtitle)}</div>' * bool(article.subtitle))
    byline = article.byline.text or byline_line(article)
    lines.append(f'<div class="quiet">{escape(byline)}</div>' * bool(byline))
    body = body_html(article, cited)
    kind = " one" * alone + " cited-article" * chosen
    return f'<article class="art{kind}">{"".join(lines)}<div class="body">{body}</div></article>'


def body_html(article: Article, cited: Span | None) -> str:
    """Return an article's text as paragraphs: sub-heads and captions set apart, datelines bold.

    The cited span is marked in each paragraph that it touches; the first mark has the id "cited".
    """
    html, is_first = [], True
    for start, end, role in _paragraphs(article):
        pieces = []
        for low, high, name in _with_dateline(article, start, end):
            span = None
            if cited and cited[0] < high and cited[1] > low:
                span = (max(cited[0], low) - low, min(cited[1], high) - low)
            inner = marked(
                article.text[low:high],
                [span] if span and not is_first else (),
                cited=span if is_first else None,
            )
            is_first = is_first and span is None
            pieces.append(f'<span class="dateline">{inner}</span>' if name else inner)
        css = f' class="{_SET_APART[role]}"' if role in _SET_APART else ""
        html.append(f"<p{css}>{''.join(pieces)}</p>")
    return "".join(html)


def _paragraphs(article: Article) -> Iterator[tuple[int, int, Role]]:
    """Yield the span of each line of the text, and what the layout stage took it for."""
    roles = _spans_in_text(article, _SET_APART)
    at = 0
    for line in article.text.split("\n"):
        end = at + len(line)
        role = next((role for low, high, role in roles if low <= at < high), Role.BODY)
        yield at, end, role
        at = end + 1


def _with_dateline(article: Article, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """Yield a line's pieces and whether each is a dateline."""
    for low, high, _ in _spans_in_text(article, (Role.DATELINE,)):
        if start <= low < high <= end:
            yield from ((start, low, False), (low, high, True), (high, end, False))
            return
    yield start, end, False


def _spans_in_text(article: Article, wanted: Iterable[Role]) -> list[tuple[int, int, Role]]:
    return [
        (part.text_start, part.text_start + part.end - part.start, part.role)
        for part in article.parts
        if part.text_start is not None and part.role in wanted
    ]
