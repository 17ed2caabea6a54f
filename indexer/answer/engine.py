"""Answer a question with the sentences of the archive that answer it, or refuse.

parse -> retrieve passages -> weigh their sentences -> choose -> cite -> check
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from indexer.answer.citation import cite, holds
from indexer.answer.evidence import Evidence, Question, is_answerable, weigh_passages
from indexer.embedding import Encoder
from indexer.language import fold_text, letters
from indexer.models import Answer, Article, Citation, Claim, Refusal
from indexer.search import How, parse_query, retrieve
from indexer.store import Filters, Generation

PASSAGES = 40  # looked at for evidence
CLAIMS = 3
_STRENGTH_SHOWN = 0.6  # of the best one's, for the claims after it


def answer_question(
    generation: Generation,
    load_encoder: Callable[[], Encoder],
    question: str,
    *,
    how: How = How(),
    filters: Filters = Filters(),
) -> Answer:
    """Return up to CLAIMS claims, strongest first, each with a checked citation; or a refusal.

    A sentence printed more than once (a reprint) is one claim with several citations. Raises
    QueryError for a question with nothing to look for.
    """
    started = time.perf_counter()
    query = parse_query(question)
    found = retrieve(generation, load_encoder, query, how=how, filters=filters)[:PASSAGES]
    stored = generation.catalogue.passages(item.key for item in found)
    articles = generation.catalogue.articles(item.article_key for item in stored.values())
    asked = Question.of(query.text, generation)
    passages = [
        (item, stored[item.key].passage, articles[stored[item.key].article_key]) for item in found
    ]
    claims = list(_claims(weigh_passages(asked, passages)))
    refusal = None
    if not claims or not is_answerable(asked, passages):
        nearest = tuple(citation for claim in claims for citation in claim.citations)
        claims, refusal = [], Refusal(_reason(question, bool(nearest), filters), nearest)
    return Answer(
        question=question,
        claims=tuple(claims),
        refusal=refusal,
        seconds=time.perf_counter() - started,
    )


def _claims(weighed: list[Evidence]) -> Iterator[Claim]:
    """Yield the best sentences as claims; the same words again are one claim's other citation."""
    chosen: dict[str, list[tuple[Evidence, Citation]]] = {}
    for evidence in weighed:
        if (
            chosen
            and evidence.strength < _STRENGTH_SHOWN * next(iter(chosen.values()))[0][0].strength
        ):
            break
        citation = _checked(evidence.article, evidence.start, evidence.end)
        said = letters(citation.quote) or fold_text(citation.quote)  # a sentence of marks only
        if said in chosen:
            chosen[said].append((evidence, citation))
        elif len(chosen) < CLAIMS:
            chosen[said] = [(evidence, citation)]
    for carriers in chosen.values():
        first = carriers[0][0]
        yield Claim(
            text=carriers[0][1].quote,
            citations=tuple(citation for _, citation in carriers),
            strength=first.strength,
        )


def _checked(article: Article, start: int, end: int) -> Citation:
    """Cite, and compare the quote with the article as stored before anybody sees it."""
    citation = cite(article, start, end)
    if not holds(citation, article):
        raise AssertionError(f"{article.id}: quote at {start}:{end} is not the article's text")
    return citation


def _reason(question: str, found: bool, filters: Filters) -> str:
    within = "所选的报纸和日期里" if filters else "馆藏里"
    if found:
        return (
            f"{within}没有找到能回答“{question}”的句子；下面是最接近的段落，是否相关请自行判断 / "
            f"no sentence found that answers this; the nearest passages follow"
        )
    return f"{within}没有与“{question}”有关的段落 / nothing in the archive is about this"
