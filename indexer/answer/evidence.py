"""Weigh how well each sentence of the passages found answers the question."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indexer.language import fold_text
from indexer.language.questions import Asked, asked_for, asked_unit, content_words
from indexer.models import Article, Passage
from indexer.search import Found
from indexer.store import Generation

_DIGITS = r"[0-9０-９〇零一二三四五六七八九十百千万亿两]"
_SHAPES = {
    Asked.NUMBER: re.compile(rf"{_DIGITS}"),
    Asked.MONEY: re.compile(rf"{_DIGITS}[余多]?[万亿]?[余多]?(?:元|块|美元|欧元|港元|角|分)"),
    Asked.DATE: re.compile(
        rf"{_DIGITS}+(?:年|月|日|号|点|时)|[今昨明去前]年|[今昨明]日|月底|年底|季度"
    ),
    Asked.PLACE: re.compile(r"[省市县区镇乡村州岛路街港湾馆园]|在"),
    Asked.REASON: re.compile(r"因|由于|为了|缘|所以|受.{1,12}影响|导致|造成|源于"),
}


@dataclass(frozen=True, slots=True)
class Question:
    """A question with what it is about: folded words and how much each weighs (sums to 1)."""

    text: str
    asked: Asked
    unit: str
    weights: dict[str, float]

    @classmethod
    def of(cls, text: str, generation: Generation) -> Question:
        """Weigh the words by rarity: log((N + 1) / (df + 0.5)), in share of their sum."""
        total = max(generation.manifest.passages, 1)
        raw = {
            word: math.log((total + 1) / (generation.words.document_frequency(word) + 0.5))
            * min(len(word), 4)
            for word in content_words(text)
        }
        sum_ = sum(max(weight, 0.05) for weight in raw.values())
        return cls(
            text,
            asked_for(text),
            asked_unit(text),
            {word: max(weight, 0.05) / sum_ for word, weight in raw.items()} if raw else {},
        )


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may answer: its span in the article's text and its strength, 0 to 1."""

    article: Article
    start: int
    end: int
    strength: float


def weigh_passages(
    question: Question, found: Iterable[tuple[Found, Passage, Article]]
) -> list[Evidence]:
    """Return every sentence of the passages, strongest first, ties by article id and offset."""
    weighed: dict[tuple[str, int], Evidence] = {}
    for item, passage, article in found:
        for evidence in _sentences(question, item, passage, article):
            key = (article.id, evidence.start)
            if key not in weighed or weighed[key].strength < evidence.strength:
                weighed[key] = evidence
    return sorted(
        weighed.values(),
        key=lambda evidence: (-evidence.strength, evidence.article.id, evidence.start),
    )


def _sentences(
    question: Question, item: Found, passage: Passage, article: Article
) -> Iterable[Evidence]:
    passage_cover = _cover(question, fold_text(f"{article.title} {passage.text}"))
    previous = 0.0
    for start, end in passage.sentences:
        text = fold_text(article.text[start:end])
        cover = _cover(question, text)
        near = item.near is not None and item.near.start <= start and end <= item.near.end
        strength = (
            0.45 * cover
            + 0.1 * max(previous, cover)
            + 0.2 * passage_cover
            + 0.15 * item.score
            + 0.1 * (item.meaning or 0.0) * near
        )
        strength *= _fit(question, text)
        previous = cover
        yield Evidence(article, start, end, min(1.0, strength))


def _cover(question: Question, folded: str) -> float:
    """Return the weight of the question's words that stand in `folded`, 0 to 1."""
    return sum(weight for word, weight in question.weights.items() if word in folded)


def _fit(question: Question, folded: str) -> float:
    """Return how well the sentence's shape suits what is asked for: a number for 多少户."""
    if question.unit and question.asked in (Asked.NUMBER, Asked.MONEY):
        if re.search(rf"{_DIGITS}[余多]?[万亿千百]?[余多]?{re.escape(question.unit)}", folded):
            return 1.0
        return 0.75 if _SHAPES[Asked.NUMBER].search(folded) else 0.5
    shape = _SHAPES.get(question.asked)
    return 1.0 if shape is None or shape.search(folded) else 0.6


def shown(evidence: Sequence[Evidence]) -> list[str]:
    """Return the sentences as text, for a person who looks into a decision."""
    return [f"{item.strength:.3f} {item.article.text[item.start : item.end]}" for item in evidence]
