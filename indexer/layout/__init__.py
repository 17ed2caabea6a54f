"""Find the articles on a page.

lines -> kinds (what each line looks like) -> runs of headings -> articles -> parts -> text
"""

from indexer.layout.articles import split_articles
from indexer.layout.report import layout_rows, split_report

__all__ = ["layout_rows", "split_articles", "split_report"]
