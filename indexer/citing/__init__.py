"""References that can be printed: one article, in the style a reader asks for."""

from indexer.citing.reference import (
    Reference,
    byline_line,
    is_counted,
    page_label,
    page_number,
    reference_of,
)
from indexer.citing.styles import STYLES, Style, cite_as

__all__ = [
    "STYLES",
    "Reference",
    "Style",
    "byline_line",
    "cite_as",
    "is_counted",
    "page_label",
    "page_number",
    "reference_of",
]
