"""Write an article out as a file that a person keeps: plain text or Markdown, with its reference."""

from __future__ import annotations

import re

from indexer.answer.citation import UNTITLED
from indexer.citing import byline_line, cite_as, page_label, reference_of
from indexer.markdown import escaped_markdown
from indexer.models import Article, Role
from indexer.output import printable

_UNFIT = re.compile(r'[\s\x00-\x1f\x7f<>:"/\\|?*.]+')
_NAME_CHARS = 60


def article_text(article: Article) -> str:
    """Return an article as plain text: its headline, where it was printed, its text, the reference."""
    head = (
        article.column, article.kicker, article.title or UNTITLED, article.subtitle, _where(article),
        article.byline.text or byline_line(article),
    )  # fmt: skip
    lines = [*filter(None, head), "", *article.text.split("\n"), "", cite_as(reference_of(article))]
    return printable("\n".join(lines)) + "\n"


def article_markdown(article: Article) -> str:
    """Return an article as Markdown, in which its text is shown as it was printed."""
    blocks = [f"# {_escaped(article.title or UNTITLED)}"]
    for line in (article.kicker, article.subtitle):
        blocks += [f"**{_escaped(line)}**"] * bool(line)
    details = (_where(article), article.column, article.byline.text or byline_line(article))
    blocks += [_escaped(line) for line in details if line]
    subheads = {
        article.text[part.text_start : part.text_start + part.end - part.start].strip()
        for part in article.parts
        if part.role is Role.SUBHEAD and part.text_start is not None
    }
    for line in article.text.split("\n"):
        if line.strip():
            blocks.append(f"{'## ' * (line.strip() in subheads)}{_escaped(line)}")
    blocks.append(f"---\n\n{_escaped(cite_as(reference_of(article)))}")
    return "\n\n".join(blocks) + "\n"


def file_name(article: Article, extension: str) -> str:
    """Return a file's name for an article: newspaper, date and headline, without what paths use."""
    parts = (article.newspaper, article.date, article.title or article.id)
    name = "-".join(filter(None, (_UNFIT.sub("_", printable(part)).strip("_") for part in parts)))
    return f"{name[:_NAME_CHARS] or 'article'}.{extension}"


def _where(article: Article) -> str:
    paper = f"《{article.newspaper}》" if article.newspaper else ""
    return " ".join(filter(None, (paper, article.date, page_label(article.page), article.section)))


def _escaped(text: str) -> str:
    """Return `text` on one line: a headline may have been printed on two."""
    return escaped_markdown(printable(text).replace("\n", " ").strip())
