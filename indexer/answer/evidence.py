"""Weigh how well each sentence of the passages found answers the question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indexer.language import fold_text
from indexer.language.questions import Asked, asked_for, asked_unit, content_words
from indexer.models import Article, Passage
from indexer.search import Found
from indexer.store import Generation
from indexer.store.bm25 import rarity

_DIGITS = r"[0-9０-９〇零一二三四五六七八九十百千万亿两]"
# Of the corpus's 54 questions with an answer and none: see docs/quality.md.
_COVER_NEEDED = 0.58
_CLEARANCE_NEEDED = 0.031  # in cosine, of E5's
_CLEAR_MEANING = 0.08
# jieba's tags miss too many names (罗启明 is 罗 and 启明): a surname, and what follows a name.
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏"
    "吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严"
    "武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮"
    "柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧阳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司"
)
_SHAPES = {
    Asked.PERSON: re.compile(
        rf"[{_SURNAMES}][一-鿿]{{1,2}}(?=[说道是的把在从和与为等带任，,、：:“（(]|介绍|表示|告诉|回忆|认为|算)"
    ),
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
        """Weigh the words by rarity and length, in share of their sum."""
        known = rarity(generation.words, content_words(text))
        raw = {word: rare * min(len(word), 4) for word, rare in known.items()}
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
    question: Question, found: Sequence[tuple[Found, Passage, Article]]
) -> list[Evidence]:
    """Return every sentence of the passages, strongest first, ties by article id and offset."""
    farthest = min((item.near.score for item, _, _ in found if item.near), default=0.0)
    weighed: dict[tuple[str, int], Evidence] = {}
    for item, passage, article in found:
        for evidence in _sentences(question, item, passage, article, farthest):
            key = (article.id, evidence.start)
            if key not in weighed or weighed[key].strength < evidence.strength:
                weighed[key] = evidence
    return sorted(weighed.values(), key=lambda item: (-item.strength, item.article.id, item.start))


def is_answerable(question: Question, found: Sequence[tuple[Found, Passage, Article]]) -> bool:
    """Tell whether the passages found are about the question at all.

    They are where one passage with its title holds most of the question's words by weight, or where
    the nearest in meaning stand clear of the rest: every question has a nearest passage, but one
    that is answered has few passages near it, and the others far.
    """
    cover = max(
        (_cover(question, fold_text(f"{a.title} {p.text}")) for _, p, a in found), default=0.0
    )
    near = sorted((item.near.score for item, _, _ in found if item.near), reverse=True)
    clear = near[0] - near[9] if len(near) > 9 else 0.0  # too few to stand clear of
    return cover >= _COVER_NEEDED or clear >= _CLEARANCE_NEEDED


def _sentences(
    question: Question, item: Found, passage: Passage, article: Article, farthest: float
) -> Iterable[Evidence]:
    """Weigh a passage's sentences by the question's words in them and about them, and by meaning."""
    before = f"{article.kicker} {article.title} {article.subtitle}"
    for start, end in passage.sentences:
        text = fold_text(article.text[start:end])
        near = item.near is not None and item.near.start <= start and end <= item.near.end
        meaning = (
            min(1.0, (item.near.score - farthest) / _CLEAR_MEANING) if item.near and near else 0.0
        )
        strength = (
            0.35 * _cover(question, text)
            + 0.30 * _cover(question, fold_text(before) + text)
            + 0.15 * item.score
            + 0.20 * meaning
        )
        before = article.text[start:end]
        yield Evidence(article, start, end, min(1.0, strength * _fit(question, text)))


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
