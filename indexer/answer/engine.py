"""Answer a question with the sentences of the archive that answer it, or refuse.

parts of the question -> sentences -> first look -> read -> close look -> strength -> claims -> cite, check
(with the run of numbered sentences it is of, for a list) -> a list or a comparison of what is cited
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from indexer.answer.citation import checked
from indexer.answer.comparisons import compare
from indexer.answer.dated import Fit, suits
from indexer.answer.evidence import (
    READ,
    Found,
    Sentence,
    close_look,
    credit,
    first_look,
    gather,
    nearest_in_meaning,
)
from indexer.answer.lists import asks_for_list, compose_list
from indexer.answer.parts import parts_of
from indexer.answer.question import Question
from indexer.answer.reader import read, reader_of
from indexer.answer.runs import with_runs
from indexer.answer.shapes import places_of
from indexer.answer.strength import best_distinct, fitted, judged, scores
from indexer.embedding import Encoder, TokenEncoder
from indexer.language import fold_text, letters
from indexer.language.questions import Asked
from indexer.models import Answer, Citation, Claim, Refusal
from indexer.search import How
from indexer.store import Filters, Generation

CLAIMS = 3
_SHOWN = 0.1  # of the best one's strength, for the claims after it
_IN_MEANING = 2  # sentences of a refusal, beside the CLAIMS that were likeliest to answer
_DIFFERS = 0.5  # of the best one's strength, for a report that says otherwise
_SUITS_LESS = 0.2  # than the strongest's day, of a report that speaks of another time
_ALONE = 0.5  # how likely it must be that one part is answered, where the others are not
_SUBJECT = 0.12  # of the question's words, that only the sentence before holds
_WITH_BEFORE = 240  # characters of a quote with the sentence before


def answer_question(
    generation: Generation,
    load_encoder: Callable[[], Encoder],
    question: str,
    *,
    how: How = How(),
    filters: Filters = Filters(),
    within: NDArray[np.bool_] | None = None,
    fit: Fit | None = None,
    today: date | None = None,
) -> Answer:
    """Return up to CLAIMS claims, or one a part and one more, each with a checked citation; or a refusal.

    `within` (articles,) tells which articles are looked at, all without it; `fit` which days of
    printing suit, where the question names a time (`ask_in_time`). `today`, today unless given, is the
    day that a comparison of 今年 with 去年 goes by.

    The strongest comes first, then, of a question in parts, the strongest of each part; these alone
    come first where only they answer. A sentence
    printed more than once (a reprint) is one claim with several citations. Raises QueryError for a
    question with nothing to look for.
    """
    started = time.perf_counter()
    reader = reader_of(load_encoder()) if how.channel != "words" else None

    def look_up(part: str, fit: Fit | None) -> list[Sentence]:
        return gather(
            generation, load_encoder, part, how=how, filters=filters, within=within, fit=fit
        )

    def weighed_in(part: str, fit: Fit | None) -> tuple[list[Found], float]:
        return weigh(part, look_up(part, fit), reader, fit)

    sentences = look_up(question, fit)
    whole, likely = weigh(question, sentences, reader, fit)
    numbers = fitted(read=reader is not None)
    bound = numbers.counts_from
    parts = {part: weighed_in(part, fit) for part in parts_of(question)}
    by_parts = _likely_by_parts([one for _, one in parts.values()])
    comparison, compared = compare(
        question,
        whole,
        lambda part, fit: weighed_in(part, fit)[0],
        bound,
        today or datetime.now().astimezone().date(),
    )
    is_answered = max(likely, by_parts) >= numbers.refuse_below or bool(compared)
    sure = {
        part: found[0] for part, (found, _) in parts.items() if found and found[0].strength >= bound
    }
    asked = Question.of(question)
    least = bound / 2 if is_answered else 0.0  # a refusal shows the nearest, however weak
    first = 1 if likely >= numbers.refuse_below or not sure else 0  # else the parts answer it
    weighed = [*compared, *whole[:first], *sure.values(), *whole[first:]]
    if asks_for_list(question) and not compared:
        weighed = with_runs(asked, weighed, bound)
    claims = _claims(asked, weighed, least, max(CLAIMS, 1 + len(sure)))
    # The days of a question in parts are of different things: 什么时候开工，什么时候合龙.
    notes = () if compared or parts else _differences(asked, claims, fit)
    missing = [part for part in parts if part not in sure]
    if missing and sure:
        notes = (
            f"没有找到“{'”“'.join(missing)}”的答案 / not all parts of the question are answered",
        )
    refusal = None
    if not is_answered:
        nearest = [citation for claim in claims for citation in claim.citations]
        if reader is not None:
            nearest += _in_meaning(reader, question, sentences, nearest)
        claims, notes = [], ()
        refusal = Refusal(_reason(question, bool(nearest), filters), tuple(nearest))
    shown, items = compose_list(question, claims, bound)
    return Answer(
        question=question,
        claims=shown,
        refusal=refusal,
        notes=notes,
        seconds=time.perf_counter() - started,
        items=items,
        comparison=comparison,
    )


def _likely_by_parts(parts: Sequence[float]) -> float:
    """Return how likely a question is answered by its parts: on average, or by one that is sure.

    One that met something by chance answers nothing. 0 without parts.
    """
    average = sum(parts) / max(len(parts), 1)
    return max([average, *(one for one in parts if one >= _ALONE)])


def weigh(
    question: str,
    sentences: Sequence[Sentence],
    reader: TokenEncoder | None = None,
    fit: Fit | None = None,
) -> tuple[list[Found], float]:
    """Return the sentences that may answer, strongest first, and how likely it is that any does.

    Ties go by the first look. Sentences with the same letters as one before them follow it. `reader`
    makes of their words what the network reads; without it they are not read.
    """
    if not sentences:
        return [], 0.0
    asked, numbers = Question.of(question), fitted(read=reader is not None)
    table = first_look(asked, sentences)
    spelt = [letters(one.text) or fold_text(one.text) for one in sentences]  # of marks only
    rows = best_distinct(scores(table, numbers.first_look), spelt, READ)
    best = [sentences[row] for row in rows.tolist()]
    reading = read(reader, asked.text, [one.passage for one in best]) if reader else None
    seen = {name: column[rows] for name, column in table.items()}
    evidence = close_look(asked, best, seen, numbers.spans, reading)
    days = [one.article.date for one in evidence.sentences]
    strength, likely = judged(evidence.table, numbers, suits(days, fit), credit(asked, evidence))
    answers = list(evidence.answers)
    # A name or words to be found as they are; 高考报名人数 asks for a number.
    is_looked_for = not asked.asking and asked.asked is Asked.OTHER
    for at, one in enumerate(evidence.sentences if is_looked_for else ()):
        if places := places_of(asked.text, one.text):
            strength[at] = likely = 1.0
            answers[at] = (one.start + places[0][0], one.start + places[0][1])
    found = []
    for at in sorted(range(len(rows)), key=lambda at: -strength[at]):
        first = evidence.sentences[at]
        answer = answers[at]
        found.append(Found(first, float(strength[at]), answer))
        for row, one in enumerate(sentences):
            if row != rows[at] and spelt[row] == spelt[rows[at]]:
                found.append(Found(one, float(strength[at]), _moved(answer, first, one)))
    return found, likely


def _moved(answer: tuple[int, int], first: Sentence, other: Sentence) -> tuple[int, int]:
    """Return where the answer stands in another print of its sentence; nowhere is the sentence."""
    said = first.article.text[slice(*answer)]
    at = other.text.find(said)
    start = other.start + max(at, 0)
    return (start, start + len(said)) if at >= 0 else (other.start, other.end)


def _claims(
    asked: Question, weighed: Iterable[Found], least: float, most: int = CLAIMS
) -> list[Claim]:
    """Return the first `most` sentences as claims; the same words again are one claim's other citation.

    After the first, one is shown from `least` on, and from a share of the best one's strength.
    """
    chosen: dict[str, list[Found]] = {}
    best = 0.0
    for one in weighed:
        said = letters(one.sentence.text) or fold_text(one.sentence.text)
        best = max(best, one.strength)
        if said in chosen:
            if all(_place(one) != _place(other) for other in chosen[said]):
                chosen[said].append(one)
        elif not chosen or (len(chosen) < most and one.strength >= max(least, _SHOWN * best)):
            chosen[said] = [one]
    return [_claim(asked, carriers) for carriers in chosen.values()]


def _place(found: Found) -> tuple[str, int]:
    return found.sentence.article.id, found.sentence.start


def _claim(asked: Question, carriers: Sequence[Found]) -> Claim:
    citations = tuple(
        checked(one.sentence.article, *_quoted(asked, one.sentence, one.run)) for one in carriers
    )
    return Claim(citations[0].quote, citations, carriers[0].strength, carriers[0].answer)


def _quoted(asked: Question, sentence: Sentence, run: tuple[int, int] | None) -> tuple[int, int]:
    """Return the span to quote: a sentence, or the run that it is of."""
    start, end = _start(asked, sentence), sentence.end
    return (min(start, run[0]), max(end, run[1])) if run else (start, end)


def _start(asked: Question, sentence: Sentence) -> int:
    """Return where to quote from: the sentence before, where that says who or what this is about."""
    text, article = fold_text(sentence.text), sentence.article
    before = article.text[sentence.before : sentence.start]
    if "\n" in before or sentence.end - sentence.before > _WITH_BEFORE:
        return sentence.start
    told = fold_text(before)
    only_there = sum(
        weight for word, weight in asked.weights.items() if word in told and word not in text
    )
    return sentence.before if only_there >= _SUBJECT else sentence.start


def _differences(asked: Question, claims: list[Claim], fit: Fit | None) -> tuple[str, ...]:
    """Put the newest report first where reports differ in what was asked, and say so.

    Only figures and days can be told apart for sure: two reports differ where both are strong and
    give other ones of the same measure. Of a question about a time, only reports that suit it as
    well as the strongest are rivals: the figures of another year are no contradiction.
    """
    if asked.asked not in (Asked.NUMBER, Asked.MONEY, Asked.DATE) or not claims:
        return ()
    rivals = [
        claim
        for claim in claims
        if claim.strength >= _DIFFERS * claims[0].strength and (day := claim.citations[0].date)
        if fit is None or fit(day) >= fit(claims[0].citations[0].date) - _SUITS_LESS
    ]
    said = {letters(claim.answer_text) for claim in rivals}
    if len(said) < 2 or len({claim.citations[0].date for claim in rivals}) < 2:
        return ()
    newest = max(rivals, key=lambda claim: claim.citations[0].date)
    claims.sort(key=lambda claim: claim is not newest)  # stable
    dated = sorted(rivals, key=lambda claim: claim.citations[0].date, reverse=True)
    shown = "；".join(f"{one.citations[0].date} {one.answer_text}" for one in dated)
    return (f"各篇报道不一，最新的在前：{shown} / reports differ, the newest first",)


def _in_meaning(
    reader: TokenEncoder, question: str, sentences: Sequence[Sentence], shown: Sequence[Citation]
) -> list[Citation]:
    """Return the sentences nearest in meaning that are not shown, for who asks in other words."""
    spelt = [letters(one.quote) for one in shown]
    others = [
        one
        for one in nearest_in_meaning(reader, question, sentences)
        if not any(letters(one.text) in said for said in spelt)
    ]
    return [checked(one.article, one.start, one.end) for one in others[:_IN_MEANING]]


def _reason(question: str, found: bool, filters: Filters) -> str:
    within = "所选的报纸和日期里" if filters else "馆藏里"
    if found:
        return (
            f"{within}没有找到能回答“{question}”的句子；下面是最接近的段落，是否相关请自行判断 / "
            f"no sentence found that answers this; the nearest passages follow"
        )
    return f"{within}没有与“{question}”有关的段落 / nothing in the archive is about this"
