"""Tell where a clipping stands in the archive now, and whether its article changed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from indexer.anchors import article_digest
from indexer.archive import Archive
from indexer.desk.clippings import Item
from indexer.errors import UnknownId
from indexer.models import Article


class State(StrEnum):
    """What became of a clipping since it was made."""

    SAME = "same"  # the article is as it was
    CHANGED = "changed"  # the article or its source changed, the clipped words did not
    EDITED = "edited"  # the clipped words themselves were corrected, wherever they stand now
    MOVED = "moved"  # the words stand in another article of the page or the issue now
    LOST = "lost"  # the article is there, the words are not
    GONE = "gone"  # neither is


@dataclass(frozen=True, slots=True)
class Standing:
    """A clipping's state, and where a link to it leads; `article_id` is "" where it is gone."""

    state: State
    article_id: str = ""
    start: int = 0
    end: int = 0


def standing_of(archive: Archive, item: Item) -> Standing:
    """Look a clipping up in the archive as it is now."""
    try:
        article: Article | None = archive.article(item.article_id)
    except UnknownId:
        article = None
    if article and article_digest(article) == item.digest:
        state = State.SAME if _same_source(article, item) else State.CHANGED
        return Standing(state, article.id, item.start, item.end)
    # Without letters nothing can be looked for, and an anchor without a mark is but a place.
    found = archive.find(item.anchor) if item.mark else None
    if found is not None:
        state = State.CHANGED if found.article.id == item.article_id else State.MOVED
        if not found.exact:
            state = State.EDITED  # what has to be compared before it is quoted comes first
        return Standing(state, found.article.id, found.start, found.end)
    if article is None:
        return Standing(State.GONE)
    # Without a text it is known by its id alone; else what has the id now may be another article.
    return Standing(State.LOST if item.mark else State.EDITED, article.id)


def _same_source(article: Article, item: Item) -> bool:
    """Tell whether the article is still dated and placed as the clipping's reference says."""
    clipped = (item.newspaper, item.date, item.page)
    return (article.newspaper, article.date, article.page) == clipped
