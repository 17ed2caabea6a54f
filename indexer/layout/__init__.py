"""Find the articles on a page.

lines -> features -> where articles begin -> roles of their lines -> parts -> text
"""

from indexer.layout.articles import split_articles
from indexer.layout.corrections import fitting, misfit
from indexer.layout.jumps import jumps_of, other_half, plain_number
from indexer.layout.report import layout_rows, split_report

__all__ = [
    "fitting",
    "jumps_of",
    "layout_rows",
    "misfit",
    "other_half",
    "plain_number",
    "split_articles",
    "split_report",
]
