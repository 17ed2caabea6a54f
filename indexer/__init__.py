"""剪报 Jianbao: search and cited answers over a newspaper archive."""

from indexer.archive import Archive
from indexer.errors import IndexerError
from indexer.models import (
    Answer,
    Article,
    ArticleHits,
    Citation,
    Claim,
    Hit,
    Page,
    Passage,
    Refusal,
    Report,
    SearchResult,
)
from indexer.settings import Settings, build_settings

__all__ = [
    "Answer",
    "Archive",
    "Article",
    "ArticleHits",
    "Citation",
    "Claim",
    "Hit",
    "IndexerError",
    "Page",
    "Passage",
    "Refusal",
    "Report",
    "SearchResult",
    "Settings",
    "build_settings",
]
