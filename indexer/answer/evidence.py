"""Find the sentences that may answer a question, and describe how well each does.

Two looks: every sentence of the best articles by what is cheap to tell, then the best of those by the
words in them that would be the answer. What is told are features, most from 0 to 1; their weights
are in answers.json, fitted by tools/train_answers.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.answer.dated import Fit, in_time
from indexer.answer.question import Question
from indexer.answer.reader import Passage, Reading, cosines
from indexer.answer.shapes import (
    answer_fits,
    asks_itself,
    echo,
    figures_held,
    figures_of,
    is_of_other_side,
    names_other_year,
    sentence_fits,
)
from indexer.answer.spans import best_span
from indexer.embedding import Encoder, TokenEncoder
from indexer.language import fold_text, letters
from indexer.models import Article
from indexer.search.passages import Channels
from indexer.search.query import parse_query
from indexer.search.ranking import How, rank
from indexer.store import Filters, Generation

ARTICLES = 12  # whose sentences are looked at
_PASSAGES = 12  # of an article, at most
READ = 10  # sentences looked at closely
_COMPARED = 8  # sentences embedded one by one, for a refusal
_MARGIN = 20.0  # makes differences of cosines of the size of shares
_USUAL_COSINE = 0.85  # of a question and a sentence on its matter, E5's
_DOUBTED = 0.2  # of its strength that is left to a sentence that cannot answer, by a rule
_WINDOW = 25  # letters on each side of an answer that are near it

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article found: `article.text[start:end]`.

    `before` is where the sentence before it begins, `start` itself where it is the first. `rank`
    is its article's place in the result, from 0, `probability` what the second stage gave that,
    `cosine` that of the stretch it stands in, 0 where meaning was not asked.
    """

    article: Article
    start: int
    end: int
    before: int
    number: int
    rank: int
    probability: float
    cosine: float

    @property
    def text(self) -> str:
        return self.article.text[self.start : self.end]

    @property
    def passage(self) -> Passage:
        """The sentence as it is read beside a question."""
        before = self.article.text[self.before : self.start]
        return Passage(self.article.title, before, self.text)


@dataclass(frozen=True, slots=True)
class Found:
    """A sentence with how likely it answers, and the span of the words that would be the answer.

    `run` is the span of the numbered sentences that are quoted with it, None for most.
    """

    sentence: Sentence
    strength: float
    answer: tuple[int, int]
    run: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Sentences that may answer, in the order of a first look, and what is told of them.

    `answers` are the spans, in the article's text, of the words that would be the answer; `table`
    holds each feature (n,).
    """

    sentences: Sequence[Sentence]
    answers: Sequence[tuple[int, int]]
    table: Mapping[str, Floats]


def gather(
    generation: Generation,
    load_encoder: Callable[[], Encoder],
    question: str,
    *,
    how: How = How(),
    filters: Filters = Filters(),
    within: NDArray[np.bool_] | None = None,
    fit: Fit | None = None,
) -> list[Sentence]:
    """Return the sentences of the articles that answer to `question` best, article by article.

    `fit` says which days of printing suit, where the question names a time. Raises QueryError for a question with nothing to look for.
    """
    query = parse_query(question)
    ranking = rank(generation, load_encoder, query, how=how, filters=filters, within=within)
    if fit is not None:
        ranking = in_time(ranking, generation.columns.dates, fit)
    channels = Channels(generation, ranking, how)
    rows = ranking.order[:ARTICLES].tolist()
    keys = generation.columns.articles[rows].tolist()
    articles = generation.catalogue.articles(keys)
    found = {row: channels.passages_of(row, most=_PASSAGES) for row in rows}
    stored = generation.catalogue.passages(item.key for items in found.values() for item in items)
    sentences = []
    for place, (row, key) in enumerate(zip(rows, keys, strict=True)):
        near = channels.stretches_of(row)
        spans = sorted(span for item in found[row] for span in stored[item.key].passage.sentences)
        for number, (start, end) in enumerate(spans):
            sentences.append(
                Sentence(
                    article=articles[key],
                    start=start,
                    end=end,
                    before=spans[number - 1][0] if number else start,
                    number=number,
                    rank=place,
                    probability=float(ranking.scores[place]),
                    cosine=max(
                        (c for low, high, c in near if low <= start and end <= high), default=0.0
                    ),
                )
            )
    return sentences


def nearest_in_meaning(
    encoder: TokenEncoder, question: str, sentences: Sequence[Sentence]
) -> list[Sentence]:
    """Return the sentences nearest in meaning to `question`, nearest first; of equal ones the first.

    Each is embedded by itself, of the _COMPARED that stand in the nearest stretches: a stretch tells
    of several things. What counts is the sum of both cosines.
    """
    distinct: dict[str, Sentence] = {}
    for one in sorted(sentences, key=lambda one: -one.cosine):
        distinct.setdefault(letters(one.text), one)
    found = list(distinct.values())[:_COMPARED]
    if not found:
        return []
    own = cosines(encoder, question, [one.text for one in found])
    order = np.argsort([-one.cosine for one in found] - own, kind="stable")
    return [found[at] for at in order.tolist()]


def first_look(question: Question, sentences: Sequence[Sentence]) -> dict[str, Floats]:
    """Return what is cheap to tell of each sentence: each feature (n,). Empty without sentences."""
    if not sentences:
        return {}
    folded = [fold_text(one.text) for one in sentences]
    spelt = [letters(text) for text in folded]
    heads = {
        id(one.article): fold_text(
            f"{one.article.kicker} {one.article.title} {one.article.subtitle}"
        )
        for one in sentences
    }
    titles = [heads[id(one.article)] for one in sentences]
    before = [
        "" if one.before == one.start else fold_text(one.article.text[one.before : one.start])
        for one in sentences
    ]
    held = _held(question.weights, folded)
    in_title, in_before = _held(question.weights, titles), _held(question.weights, before)
    weights = np.array(list(question.weights.values()))
    ranks = np.array([one.rank for one in sentences])
    probability = np.array([one.probability for one in sentences])
    cosine = np.array([one.cosine for one in sentences])
    in_article = _by_article(held | in_title, ranks)
    around = (held | in_title | in_before) @ weights
    pairs = np.array(
        [sum(pair in text for pair in question.pairs) for text in spelt], dtype=float
    ) / max(len(question.pairs), 1)
    in_titles = {text: letters(text) for text in set(titles)}
    wide_pairs = np.array(
        [
            sum(pair in text or pair in in_titles[title] for pair in question.pairs)
            for text, title in zip(spelt, titles, strict=True)
        ],
        dtype=float,
    ) / max(len(question.pairs), 1)
    fit = np.array([sentence_fits(question, text) for text in folded])
    says_before, says_after = (
        np.array([bool(word) and word in text for text in folded], dtype=float)
        for word in (question.before, question.after)
    )
    cover = held @ weights
    lack = 1 - float(around.max())
    near_best, near_article = cosine - cosine.max(), cosine - _best_by(cosine, ranks)
    figures = figures_of(question.text)
    dates = [one.article.date for one in sentences]
    return {
        "cover": cover,
        "cover_before": (held | in_before) @ weights,
        "cover_title": (held | in_title) @ weights,
        "cover_around": around,
        "cover_article": in_article @ weights,
        # The weightiest word of the question that is not there: 高铁, where all the rest is.
        "missing_around": _missing(held | in_title | in_before, weights),
        "missing_article": _missing(in_article, weights),
        "pairs": pairs,
        "pairs_title": wide_pairs,
        "fit": fit,
        "cover_fit": cover * fit,
        "pairs_fit": pairs * fit,
        "says_before": says_before,
        "says_after": says_after,
        "before_around": says_before * around,
        "after_around": says_after * around,
        "article_rank": np.log1p(ranks),
        "article": np.log(probability + 1e-4) / 5,
        "article_share": probability / max(float(probability.max()), 1e-6),
        "near": _margin(cosine - _USUAL_COSINE),
        "near_best": _margin(near_best),
        "near_article": _margin(near_article),
        # Where no sentence holds much of the question, it is asked in other words than the paper's.
        "near_lack": _margin(cosine - _USUAL_COSINE) * lack,
        "near_best_lack": _margin(near_best) * lack,
        "near_article_lack": _margin(near_article) * lack,
        "article_lack": np.log(probability + 1e-4) / 5 * lack,
        "figures": np.array(
            [
                figures_held(figures, f"{text}\n{title}\n{told}", date)
                for text, title, told, date in zip(folded, titles, before, dates, strict=True)
            ]
        ),
        "other_year": np.array([names_other_year(figures, text) for text in folded], dtype=float),
        "length": np.log1p([len(text) for text in spelt]) / 4,
        "place": np.log1p([one.number for one in sentences]) / 3,
    }


def close_look(
    question: Question,
    sentences: Sequence[Sentence],
    table: Mapping[str, Floats],
    weights: Mapping[str, float],
    reading: Reading | None = None,
) -> Evidence:
    """Return the sentences with the words that would be their answers.

    `table` is the first look at them, `weights` those of spans.best_span; `reading` is what the
    network read of them, where it did.
    """
    read = reading.words if reading else [None] * len(sentences)
    found = [
        best_span(question, one.text, weights, told)
        for one, told in zip(sentences, read, strict=True)
    ]
    score = np.array([score for *_, score in found]) / 10
    spans = [
        (one.start + a, one.start + b) for one, (a, b, _) in zip(sentences, found, strict=True)
    ]
    answers = [one.article.text[a:b] for one, (a, b) in zip(sentences, spans, strict=True)]
    fits = np.array([answer_fits(question, said) for said in answers])
    near = [_beside(one, a, b) for one, (a, b) in zip(sentences, spans, strict=True)]
    cover = _held(question.weights, near) @ np.array(list(question.weights.values()))
    features = {
        **table,
        "answer": score,
        "answer_best": score - score.max(initial=-np.inf),
        "answer_pairs": score * table["pairs_title"],
        "answer_around": score * table["cover_around"],
        "answer_fits": fits,
        "answer_echo": np.array([echo(question, said) for said in answers]),
        "answer_near": cover,
        "answer_near_fits": cover * fits,
        "answer_again": _again(answers, sentences),
        "answer_length": np.log1p([len(said) for said in answers]) / 4,
    }
    if reading:
        features |= {
            "read": reading.scores / 5,
            "read_best": (reading.scores - reading.scores.max(initial=-np.inf)) / 5,
        }
    return Evidence(sentences, spans, features)


def credit(question: Question, evidence: Evidence) -> Floats:
    """Return what share of its strength each sentence keeps (n,).

    Little where it speaks of another side than is asked (女单 for 男单), or the words that would
    answer only ask: by all that was fitted it may be likely, and cannot answer.
    """
    kept = np.ones(len(evidence.sentences))
    for at, (one, span) in enumerate(zip(evidence.sentences, evidence.answers, strict=True)):
        told = fold_text(one.text)
        before = one.article.text[one.before : one.start]
        around = fold_text(f"{one.article.title}\n{before}\n{one.text}")
        if is_of_other_side(question, told, around) or asks_itself(one.article.text[slice(*span)]):
            kept[at] = _DOUBTED
    return kept


def _beside(sentence: Sentence, start: int, end: int) -> str:
    """Return the folded words around a span of the sentence, within _WINDOW characters."""
    low, high = max(sentence.start, start - _WINDOW), min(sentence.end, end + _WINDOW)
    return fold_text(sentence.article.text[low:high])


def _again(answers: Sequence[str], sentences: Sequence[Sentence]) -> Floats:
    """Return how many other sentences say each answer (n,), as a logarithm."""
    spelt = [letters(one.text) for one in sentences]
    said = [letters(one) for one in answers]
    counts = [
        sum(one in text for at, text in enumerate(spelt) if at != own) if len(one) > 1 else 0
        for own, one in enumerate(said)
    ]
    found: Floats = np.log1p(counts)
    return found


def _margin(difference: Floats) -> Floats:
    """Return differences of cosines (n,), of the size of shares and not far beyond what E5 gives.

    Another model's cosines may lie elsewhere: they shall not outweigh all words.
    """
    return np.clip(difference * _MARGIN, -2.0, 2.0)


def _held(words: Mapping[str, float], texts: Sequence[str]) -> NDArray[np.bool_]:
    """Return which words each text holds (texts, words)."""
    found = [[word in text for word in words] for text in texts]
    return np.array(found, dtype=bool).reshape(len(texts), len(words))


def _missing(held: NDArray[np.bool_], weights: Floats) -> Floats:
    """Return the weight of the weightiest word that each text lacks (texts,), 0 for none."""
    found: Floats = np.where(held, 0.0, weights).max(axis=1, initial=0.0)
    return found


def _by_article(held: NDArray[np.bool_], ranks: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return for each sentence which words its article's sentences hold."""
    found = np.zeros((int(ranks.max()) + 1, held.shape[1]), dtype=bool)
    np.logical_or.at(found, ranks, held)
    return found[ranks]


def _best_by(values: Floats, ranks: NDArray[np.int64]) -> Floats:
    best = np.full(int(ranks.max()) + 1, -np.inf)
    np.maximum.at(best, ranks, values)
    found: Floats = best[ranks]
    return found
