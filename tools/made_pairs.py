"""Questions made of articles, each with the sentence that answers and with sentences that seem to.

A question made of one sentence (tools/made_questions.py) is answered, wherever that is found, by another
sentence that tells the same in other words: it holds the answer and half of the question, by the rarity
of words, and shares few runs of letters with the first. What seems to answer holds as much of the
question as can be found, and not the answer.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path

import numpy as np
from made_questions import ask_of_sentence, read_articles
from numpy.typing import NDArray
from scipy.sparse import diags
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from tqdm import tqdm

from indexer.answer.reader import Passage
from indexer.language import fold_text, letters, sentence_spans, words

_CHARS = 1500  # of an article
_SENTENCES = 12
_ASKED = 3  # sentences of an article
_SHORTEST, _LONGEST = 15, 200  # characters of a sentence that is asked about
_NEAR = 40  # sentences that hold most of a question
_OTHER_WORDS = 0.55  # of three letters in a row, the most that a sentence in other words shares
_SAID = 0.5  # of the question, that it holds
_FROM_ARTICLE, _FROM_ALL = 2, 3  # sentences that seem to answer
_LETTER_COST = 0.002  # of a sentence, so that of two that hold as much the shorter is nearer


@dataclass(frozen=True, slots=True)
class Pairs:
    """A question, the number of the passage that answers and the answer's span in its sentence.

    `wrong` are the numbers of passages that do not answer.
    """

    question: str
    right: int
    answer: tuple[int, int]
    wrong: tuple[int, ...]


def made_pairs(
    path: Path, pool: int, count: int, unused: frozenset[str]
) -> tuple[list[Passage], list[Pairs]]:
    """Return passages of `pool` articles of a file, and `count` questions, the same ones every time.

    Questions that are answered in other words come first, and are all taken.
    """
    chance = random.Random(4)
    texts = [row["text"][:_CHARS] for row in read_articles(path, unused)]
    chance.shuffle(texts)
    passages: list[Passage] = []
    spelt: list[list[str]] = []
    article: list[int] = []
    asked: list[tuple[str, int, tuple[int, int], list[str]]] = []
    with Pool() as pool_of:
        read = pool_of.imap(_of_article, enumerate(texts[:pool]), chunksize=50)
        for number, (own, questions) in enumerate(tqdm(read, total=min(pool, len(texts)))):
            asked += [(told, len(passages) + at, span, held) for told, at, span, held in questions]
            for passage, held in own:
                passages.append(passage)
                spelt.append(held)
                article.append(number)
    other: list[Pairs] = []
    same: list[Pairs] = []
    for found, is_other in _paired(passages, spelt, np.array(article), asked):
        (other if is_other else same).append(found)
    chance.shuffle(same)
    chosen = other[:count] + same[: max(count - len(other), 0)]
    chance.shuffle(chosen)
    return passages, chosen


def _of_article(
    numbered: tuple[int, str],
) -> tuple[list[tuple[Passage, list[str]]], list[tuple[str, int, tuple[int, int], list[str]]]]:
    """Return an article's passages and questions, each with its words."""
    number, text = numbered
    chance = random.Random(number)
    spans = sentence_spans(text)[:_SENTENCES]
    passages = [
        Passage("", text[spans[at - 1][0] : start] if at else "", text[start:end])
        for at, (start, end) in enumerate(spans)
    ]
    questions = {}
    for _ in range(_ASKED if len(spans) > 2 else 0):
        at = chance.randrange(len(spans))
        sentence = passages[at].sentence
        if _SHORTEST <= len(sentence) <= _LONGEST and (told := ask_of_sentence(sentence, chance)):
            question, _, answer = told
            questions[question] = (question, at, answer, words(question))
    return (
        [(one, words(fold_text(one.sentence))) for one in passages],
        list(questions.values()),
    )


def _paired(
    passages: Sequence[Passage],
    spelt: Sequence[Sequence[str]],
    article: NDArray[np.int64],
    asked: Sequence[tuple[str, int, tuple[int, int], list[str]]],
) -> Iterator[tuple[Pairs, bool]]:
    """Yield the questions with passages, and whether they are answered in other words."""
    counts = CountVectorizer(analyzer=list, binary=True, dtype=np.float32)
    held = counts.fit_transform(spelt)
    rarity = TfidfTransformer(norm=None).fit(held).idf_.astype(np.float32)
    wanted = counts.transform([one[3] for one in asked]) @ diags(rarity)
    whole = np.asarray(wanted.sum(axis=1))[:, 0]
    said = [letters(one.sentence) for one in passages]
    cost = np.array([min(len(one), 100) for one in said], np.float32) * _LETTER_COST
    by_word = held.T.tocsr()
    for begin in tqdm(range(0, len(asked), 200)):
        block = (wanted[begin : begin + 200] @ by_word).toarray() - cost
        for at, share in enumerate(block, begin):
            question, source, answer, _ = asked[at]
            printed = passages[source].sentence[slice(*answer)]
            wanted_letters = letters(printed)
            near = np.argpartition(-share, _NEAR)[:_NEAR]
            near = near[np.argsort(-share[near], kind="stable")].tolist()
            own = np.flatnonzero(article == article[source])
            own = own[np.argsort(-share[own], kind="stable")].tolist()
            wrong_own = [row for row in own if wanted_letters not in said[row]]
            wrong_all = [
                row for row in near
                if article[row] != article[source] and wanted_letters not in said[row]
            ]  # fmt: skip
            if len(wanted_letters) < 2 or len(wrong_all) < 2:
                continue
            wrong = (*wrong_own[:_FROM_ARTICLE], *wrong_all[:_FROM_ALL])
            for row in [*near, *own]:
                place = passages[row].sentence.find(printed)
                tells = row != source and place >= 0 and share[row] > _SAID * whole[at]
                if tells and _shared(said[source], said[row]) < _OTHER_WORDS:
                    yield Pairs(question, row, (place, place + len(printed)), wrong), True
                    break
            else:
                yield Pairs(question, source, answer, wrong), False


def _shared(one: str, other: str) -> float:
    """Return which share of the runs of three letters of `one` the other has."""
    runs = [{text[at : at + 3] for at in range(len(text) - 2)} for text in (one, other)]
    return len(runs[0] & runs[1]) / max(len(runs[0]), 1)
