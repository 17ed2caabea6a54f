"""Turn results into JSON tables and lines of text for the command line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Protocol

from indexer.anchors import Anchor, identifier, mark_of
from indexer.answer.citation import UNTITLED
from indexer.citing import byline_line, page_label
from indexer.citing.reference import deep_link
from indexer.composed import comparison_table, items_table
from indexer.holdings import say_holdings
from indexer.models import (
    Answer,
    Article,
    ArticleHits,
    Citation,
    Coverage,
    Hit,
    Report,
    SearchResult,
)


def answer_table(answer: Answer, public_url: str = "") -> dict[str, Any]:
    """Return the JSON form of an answer: question, claims with citations, refusal or None.

    `items` are a list, `comparison` two figures compared, where they were asked for.
    """

    def table(citation: Citation) -> dict[str, Any]:
        return citation_table(citation, public_url)

    return {
        "question": answer.question,
        "claims": [
            {
                "text": claim.text,
                "strength": round(claim.strength, 3),
                "answer": claim.answer
                and {
                    "text": claim.answer_text,
                    "start": claim.answer[0],
                    "end": claim.answer[1],
                },
                "citations": [citation_table(citation, public_url) for citation in claim.citations],
            }
            for claim in answer.claims
        ],
        "refusal": answer.refusal
        and {
            "reason": answer.refusal.reason,
            "nearest": [citation_table(one, public_url) for one in answer.refusal.nearest],
        },
        "items": items_table(answer.items, table),
        "comparison": comparison_table(answer.comparison, table),
        "struck": [asdict(item) for item in answer.struck],
        "notes": list(answer.notes),
    }


def citation_table(citation: Citation, public_url: str = "") -> dict[str, Any]:
    """Return the JSON form of a citation: what it says, its identifier, its link."""
    table = asdict(citation)
    del table["article_id"]
    return {**table, **anchor_table(anchor_of_citation(citation), public_url)}


def anchor_of_citation(citation: Citation) -> Anchor:
    return Anchor(citation.article_id, citation.start, citation.end, mark_of(citation.quote))


def anchor_table(anchor: Anchor, public_url: str = "") -> dict[str, Any]:
    """Return the JSON form of an anchor; `link` is a path where `public_url` is ""."""
    return {
        "id": identifier(anchor),
        "article": anchor.article_id,
        "start": anchor.start,
        "end": anchor.end,
        "mark": anchor.mark,
        "link": deep_link(anchor, public_url),
    }


def search_table(
    result: SearchResult, coverage: Coverage | None = None, public_url: str = ""
) -> dict[str, Any]:
    """Return the JSON form of a search result; spans are offsets in the article's text.

    `coverage`, given with an empty result, becomes sentences that say what the archive holds.
    """
    holdings = say_holdings(coverage) if coverage else ()
    return {
        "query": result.query,
        "channel": result.channel,
        "sort": result.sort,
        "total": result.total,
        "stories": result.stories,
        "matched": result.matched,
        "near": result.near,
        "notes": list(result.notes),
        "suggestions": [asdict(suggestion) for suggestion in result.suggestions],
        "facets": asdict(result.facets),
        "holdings": [{"zh": chinese, "en": english} for chinese, english in holdings],
        "seconds": round(result.seconds, 4),
        "articles": [found_table(found, public_url) for found in result.articles],
    }


def found_table(found: ArticleHits, public_url: str = "") -> dict[str, Any]:
    """Return the JSON form of an article that was found."""
    return {
        **article_head(found.article),
        "score": round(found.score, 6),
        "hits": [_hit_table(hit, public_url) for hit in found.hits],
        "prints": [
            {"article": item.pop("article_id"), **item} for item in map(asdict, found.prints)
        ],
    }


def article_head(article: Article) -> dict[str, Any]:
    """Return what names an article, without its text."""
    return {
        "article": article.id,
        "newspaper": article.newspaper,
        "date": article.date,
        "page": article.page,
        "kicker": article.kicker,
        "title": article.title,
        "subtitle": article.subtitle,
        "byline": byline_line(article),
    }


def report_table(report: Report) -> dict[str, Any]:
    return asdict(report)


class Printed(Protocol):
    """What says where it was printed, and by whom in one line: a citation, a clipping, a news."""

    @property
    def newspaper(self) -> str: ...
    @property
    def date(self) -> str: ...
    @property
    def page(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def byline(self) -> str: ...


def source_line(item: Article | Printed, *, titled: bool = True) -> str:
    """Return where it was printed: 《报》 日期 第N版 (or 头版) 《题》 署名; what is unknown is said so.

    Without `titled` the headline is left out, where it stands above.
    """
    byline = byline_line(item) if isinstance(item, Article) else item.byline
    return " ".join(
        filter(
            None,
            (
                f"《{item.newspaper}》" if item.newspaper else "报名未详",
                item.date or "日期未详",
                page_label(item.page) or "版次未详",
                (f"《{item.title}》" if item.title else UNTITLED) if titled else "",
                byline,
            ),
        )
    )


def snippet(
    text: str, spans: Sequence[tuple[int, int]], within: tuple[int, int], length: int = 90
) -> tuple[str, list[tuple[int, int]]]:
    """Return about `length` characters of `text[within]` around its marked spans, and the marks in it.

    The window is the one that holds most marked characters, the earliest of those; … stands where
    the passage was cut.
    """
    low, high = within
    spans = [(a, b) for a, b in spans if low <= a and b <= high]
    if high - low <= length:
        start, end = low, high
    else:
        starts = [low, *(max(low, min(a - length // 6, high - length)) for a, _ in spans)]

        def covered(begin: int) -> int:
            return sum(b - a for a, b in spans if begin <= a and b <= begin + length)

        start = max(sorted(set(starts)), key=lambda begin: (covered(begin), -begin))
        end = min(high, start + length)
    before, after = "…" * (start > low), "…" * (end < high)
    shift = len(before) - start
    marks = [(a + shift, b + shift) for a, b in spans if start <= a and b <= end]
    return before + text[start:end].replace("\n", " ") + after, marks


def printable(text: str) -> str:
    """Return `text` without control characters: a page must not steer the terminal it is shown on.

    Signs that Unicode leaves to private use, or that this Python does not know yet, stay: pages
    have rare letters of names in them.
    """
    return "".join(
        char
        for char in text
        if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cf", "Cs")
    )


def one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _hit_table(hit: Hit, public_url: str) -> dict[str, Any]:
    passage = hit.passage
    anchor = Anchor(passage.article_id, passage.start, passage.end, mark_of(passage.text))
    return {
        **anchor_table(anchor, public_url),
        "text": hit.passage.text,
        "score": round(hit.score, 6),
        "words": hit.words if hit.words is None else round(hit.words, 6),
        "meaning": hit.meaning if hit.meaning is None else round(hit.meaning, 6),
        "highlights": [list(span) for span in hit.highlights],
        "title_highlights": [list(span) for span in hit.title_highlights],
    }
