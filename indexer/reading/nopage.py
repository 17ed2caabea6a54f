"""Tell files with a page's suffix that are no pages: questions, lists of links, other XML, a README."""

from __future__ import annotations

from pathlib import Path

from indexer.reading.htmlpage import why_no_article
from indexer.reading.jsonl import why_no_articles
from indexer.reading.xmlfile import why_no_pages


def why_no_page(path: Path) -> str:
    """Return why a file is not meant as a page, by its beginning; "" where it may be."""
    suffix = path.suffix.lower()
    if suffix == ".jsonl":
        return why_no_articles(path)
    if suffix in (".html", ".htm"):
        return why_no_article(path)
    if suffix == ".xml":
        return why_no_pages(path)
    if suffix in (".md", ".markdown") and path.stem.lower() == "readme":
        return "是文件夹的说明，不是版面，略过 / a README, not a page: skipped"
    return ""
