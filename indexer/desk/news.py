"""What is new in a search since somebody last looked: first found, reprinted, or corrected.

An article is known by its id and by a digest of what a reader sees of it. So an article that a
reindex numbers anew is no news, one that was corrected says so, and a full rebuild, which gives
every article another key, changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.anchors import article_digest
from indexer.archive import Archive
from indexer.citing import byline_line
from indexer.desk.limits import MATCHES
from indexer.errors import DeskRefused
from indexer.models import Article
from indexer.search.matches import matching_rows
from indexer.search.ranking import How
from indexer.store import Filters, Generation

Pairs = NDArray[np.uint64]
"""(n, 2): a hash of each article's id, and of what a reader sees of it."""

NOTHING_SEEN: Pairs = np.empty((0, 2), dtype="<u8")
_AT_ONCE = 500  # articles held in memory


class Kind(StrEnum):
    """Why an article is news."""

    NEW = "new"  # neither it nor another print of its story was seen
    REPRINT = "reprint"  # another print of its story was seen
    CHANGED = "changed"  # it was seen, and reads otherwise now


@dataclass(frozen=True, slots=True)
class News:
    """One article that is news, and why."""

    article_id: str
    newspaper: str
    date: str
    page: str
    title: str
    byline: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Look:
    """What a search finds in one generation: how many articles, and which of them are news.

    `generation` is the digest of its manifest. The newest come first, ties by id. `pairs` are all
    that was found.
    """

    generation: str
    news: tuple[News, ...]
    pairs: Pairs


class Search(Protocol):
    """The arguments of a search; a Watch has them."""

    @property
    def query(self) -> str: ...
    @property
    def channel(self) -> str: ...
    @property
    def newspapers(self) -> Sequence[str]: ...
    @property
    def since(self) -> str: ...
    @property
    def until(self) -> str: ...
    @property
    def within(self) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """A search that is not saved yet."""

    query: str
    channel: str = "both"
    newspapers: Sequence[str] = ()
    since: str = ""
    until: str = ""
    within: Sequence[str] = ()


def look(archive: Archive, search: Search, seen: Pairs = NOTHING_SEEN) -> Look:
    """Return what `search` finds now, and what of it is not among `seen`.

    Raises QueryError, and DeskRefused for a search that finds more than MATCHES articles.
    """
    generation = archive.generation  # one from start to end
    rows = matching_rows(
        generation,
        archive.encoder,
        search.query,
        how=How(search.channel, archive.settings.words_weight, archive.settings.rerank),
        filters=Filters(tuple(search.newspapers), search.since, search.until),
        within=search.within,
    )
    if len(rows) > MATCHES:
        raise DeskRefused(
            f"这个查询找到 {len(rows)} 篇，订阅最多 {MATCHES} 篇：加上条件、报纸或日期 / "
            f"this query finds {len(rows)} articles, a saved search at most {MATCHES}: narrow it "
            f"by conditions, newspaper or date"
        )
    pairs = np.empty((len(rows), 2), dtype="<u8")
    heads: list[News] = []
    pages: list[str] = []
    for at, article in enumerate(_articles(generation, rows)):
        pairs[at] = _hash(article.id), int(article_digest(article), 16)
        heads.append(_head(article))
        pages.append(article.page_id)
    kinds = _kinds(generation.columns.stories[rows], pages, pairs, seen)
    news = [replace(head, kind=kind) for head, kind in zip(heads, kinds, strict=True) if kind]
    news.sort(key=lambda item: item.article_id)
    news.sort(key=lambda item: item.date, reverse=True)
    return Look(generation.manifest.digest, tuple(news), pairs)


def _kinds(
    stories: NDArray[np.int64], pages: Sequence[str], pairs: Pairs, seen: Pairs
) -> list[Kind | None]:
    """Return why each article found is news, None where it is not.

    On a page whose articles were numbered anew an id tells nothing: what is read there for the
    first time is new, though it may be corrected.
    """
    as_seen: dict[int, int] = dict(seen.tolist())
    seen_texts = set(as_seen.values())
    found: list[tuple[int, int]] = [(one, digest) for one, digest in pairs.tolist()]
    texts = {digest for _, digest in found}
    kept = {digest for one, digest in found if as_seen.get(one) == digest}
    anew = {
        page
        for page, (one, digest) in zip(pages, found, strict=True)
        if as_seen.get(one) != digest and digest in seen_texts and digest not in kept
    }
    kinds: list[Kind | None] = []
    told = set()  # stories that were seen
    for story, page, (one, digest) in zip(stories.tolist(), pages, found, strict=True):
        if as_seen.get(one) == digest:
            kind = None
        elif digest in seen_texts and digest not in kept:
            kind = None  # its page's articles were numbered anew
        elif page in anew or digest in seen_texts or one not in as_seen or as_seen[one] in texts:
            kind = Kind.NEW
        else:
            kind = Kind.CHANGED
        kinds.append(kind)
        if kind is not Kind.NEW:
            told.add(story)
    return [
        Kind.REPRINT if kind is Kind.NEW and story in told else kind
        for kind, story in zip(kinds, stories.tolist(), strict=True)
    ]


def _articles(generation: Generation, rows: NDArray[np.int64]) -> Iterator[Article]:
    keys = generation.columns.articles[rows].tolist()
    for first in range(0, len(keys), _AT_ONCE):
        part = keys[first : first + _AT_ONCE]
        articles = generation.catalogue.articles(part)
        yield from (articles[key] for key in part)


def _hash(article_id: str) -> int:
    return int.from_bytes(hashlib.blake2b(article_id.encode(), digest_size=8).digest())


def _head(article: Article) -> News:
    return News(
        article_id=article.id,
        newspaper=article.newspaper,
        date=article.date,
        page=article.page,
        title=article.title,
        byline=byline_line(article),
        kind=Kind.NEW,
    )
