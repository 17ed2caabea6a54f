"""剪报 Jianbao: search and cited answers over a newspaper archive."""

from indexer.archive import Archive
from indexer.errors import IndexerError
from indexer.language import Folding
from indexer.models import (
    Answer,
    Article,
    ArticleHits,
    Citation,
    Claim,
    Coverage,
    Facets,
    Hit,
    IssueGap,
    Page,
    PageGap,
    PaperCoverage,
    Passage,
    Print,
    Refusal,
    Report,
    SearchResult,
    Struck,
    Suggestion,
)
from indexer.settings import Settings, build_settings

__all__ = [
    "Answer",
    "Archive",
    "Article",
    "ArticleHits",
    "Citation",
    "Claim",
    "Coverage",
    "Facets",
    "Folding",
    "Hit",
    "IndexerError",
    "IssueGap",
    "Page",
    "PageGap",
    "PaperCoverage",
    "Passage",
    "Print",
    "Refusal",
    "Report",
    "SearchResult",
    "Settings",
    "Struck",
    "Suggestion",
    "build_settings",
]
