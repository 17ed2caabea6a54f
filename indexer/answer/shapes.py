"""Tell whether words have the shape of what a question asks for: a number, a name, a day."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.answer.question import Question
from indexer.language import characters, fold_text, letters, tagged_words
from indexer.language.questions import Asked, gap_of

_FIGURES = r"[0-9〇零一二三四五六七八九十百千万亿两]"
# jieba's tags miss too many names (罗启明 is 罗 and 启明): a surname, and what follows a name.
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏"
    "吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严"
    "武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮"
    "柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司"
)
_MONEY = rf"{_FIGURES}[余多]?[万亿]?[余多]?(?:元|块|美元|欧元|港元|角|分)"
_DAY = rf"{_FIGURES}+(?:年|月|日|号|点|时)|[今昨明去前]年|[今昨明]日|月底|年底|季度"
_PLACE = r"[省市县区镇乡村州国岛路街港湾馆园]"
# What a sentence has that holds an answer.
_SENTENCES = {
    Asked.PERSON: re.compile(
        rf"[{_SURNAMES}][一-鿿]{{1,2}}(?=[说道是的把在从和与为等带任，,、：:“（(]|介绍|表示|告诉|回忆|认为|算)|·"
    ),
    Asked.NUMBER: re.compile(_FIGURES),
    Asked.MONEY: re.compile(_MONEY),
    Asked.DATE: re.compile(_DAY),
    Asked.PLACE: re.compile(rf"{_PLACE}|在"),
    Asked.REASON: re.compile(r"因|由于|为了|缘|所以|受.{1,12}影响|导致|造成|源于"),
    Asked.LIST: re.compile(r"、|和|及"),
}
# What the words are that would be the answer.
_ANSWERS = {
    Asked.NUMBER: re.compile(_FIGURES),
    Asked.MONEY: re.compile(_FIGURES),
    Asked.DATE: re.compile(_DAY),
    Asked.PLACE: re.compile(_PLACE),
    Asked.LIST: re.compile(r"[、和及与]"),
}
_NAME = re.compile(rf"(?:[{_SURNAMES}][一-鿿]{{1,3}}|[^\d]*·[^\d]*)")
# What only a share answers to, what one may, and how one is said.
_ASKS_SHARE = r"(?<![频功汇心速效])率(?![先领队])|比例|占比|比重|百分之|[增涨跌降减升]幅|增速"
_MAY_ASK_SHARE = re.compile(rf"{_ASKS_SHARE}|增长|下降|上升|提高|降低|同比|环比|涨|跌")
_ASKS_SHARE_ONLY = re.compile(_ASKS_SHARE)
_SHARE = re.compile(r"[%‰]|百分|分之|成$|个点$|倍$")
_FIGURE = re.compile(r"第[一二三四五六七八九十]+|\d+(?:\.\d+)?")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# What says the one tells nothing of the other: who won 女单 answers nothing asked about 男单.
_SIDES = tuple(
    (re.compile(one), re.compile(other))
    for pair in (
        ("男女?(?=[子单双足排篮团队])", "(?:男女|女)(?=[子单双足排篮团队])"),
        ("冬奥", "冬残奥"),
        ("奥运会", "残奥会"),
        ("亚运", "亚残运"),
        ("上半年", "下半年"),
        ("进口|进出口", "出口"),
        ("开幕", "闭幕"),
        ("开工", "竣工|完工"),
        ("最高", "最低"),
        ("最大", "最小"),
    )
    for one, other in (pair, pair[::-1])
)


def sentence_fits(question: Question, folded: str) -> float:
    """Return how well a sentence's shape suits what is asked for, 0 to 1: a number for 多少户."""
    if question.unit and question.asked in (Asked.NUMBER, Asked.MONEY):
        if re.search(rf"{_FIGURES}[余多]?[万亿千百]?[余多]?{re.escape(question.unit)}", folded):
            return 1.0
        return 0.75 if _SENTENCES[Asked.NUMBER].search(folded) else 0.5
    shape = _SENTENCES.get(question.asked)
    return 1.0 if shape is None or shape.search(folded) else 0.6


def answer_fits(question: Question, said: str) -> float:
    """Return how well the words that would be the answer suit it, 0 to 1; 0.5 where none can tell."""
    folded = fold_text(said)
    if question.asked is Asked.PERSON:
        flags = [flag for _, flag, *_ in tagged_words(said)]
        return float(bool(_NAME.fullmatch(folded)) or any(flag.startswith("nr") for flag in flags))
    shape = _ANSWERS.get(question.asked)
    if shape is None:
        return 0.5
    if not shape.search(folded):
        return 0.0
    if question.asked in (Asked.NUMBER, Asked.MONEY) and _is_other_measure(question, folded):
        return 0.3
    return 1.0 if not question.unit or question.unit in folded else 0.7


def _is_other_measure(question: Question, folded: str) -> bool:
    """Tell whether a share is said where an amount is asked for (收入: 18.2%), or the other way round."""
    if question.unit and question.unit in folded:
        return False
    if _SHARE.search(folded):
        return not _MAY_ASK_SHARE.search(question.text)
    return not question.unit and bool(_ASKS_SHARE_ONLY.search(question.text))


def echo(question: Question, said: str) -> float:
    """Return what share of the answer's letters the question has said itself, in pairs."""
    spelt = letters(said)
    pairs = [spelt[at : at + 2] for at in range(len(spelt) - 1)]
    return sum(pair in question.pairs for pair in pairs) / len(pairs) if pairs else 0.0


def figures_of(folded: str) -> Sequence[str]:
    """Return the figures that a question, folded, names: 2021, 第七, 1500."""
    return list(dict.fromkeys(_FIGURE.findall(folded)))


def figures_held(figures: Sequence[str], folded: str, date: str) -> float:
    """Return what share of `figures` stand in a text, or are the year of its day; 1 for none."""
    if not figures:
        return 1.0
    held = [
        bool(re.search(rf"(?<![\d.]){re.escape(one)}(?!\d)", folded)) or one == date[:4]
        for one in figures
    ]
    return sum(held) / len(held)


def names_other_year(figures: Sequence[str], folded: str) -> bool:
    """Tell whether a text names years, and none of those that are asked about."""
    asked, named = _years_of(figures), set(_YEAR.findall(folded))
    return bool(asked and named and named.isdisjoint(asked))


def years_unsaid(figures: Sequence[str], folded: str, date: str) -> list[str]:
    """Return the years among `figures` that a text does not name, nor is one the year of its day."""
    said = {*_YEAR.findall(folded), date[:4]}
    return [one for one in _years_of(figures) if one not in said]


def _years_of(figures: Sequence[str]) -> list[str]:
    return [one for one in figures if _YEAR.fullmatch(one)]


def is_of_other_side(question: Question, folded: str, around: str) -> bool:
    """Tell whether a sentence speaks of another side than is asked: of 女单, where 男单 is.

    `around` is the sentence with what it is understood by; all text folded.
    """
    return any(
        asked.search(question.text)
        and not other.search(question.text)
        and other.search(folded)
        and not asked.search(around)
        for asked, other in _SIDES
    )


def asks_itself(said: str) -> bool:
    """Tell whether the words that would be the answer only ask: 多少个, of a headline that is a question."""
    before, asking, after = gap_of(said)
    return bool(asking) and not before and len(after) < 2  # 几乎全部 asks nothing


def places_of(wanted: str, text: str) -> list[tuple[int, int]]:
    """Return the spans of `text` that hold the letters of `wanted`, marks and width apart."""
    held, looked_for = characters(text), letters(wanted)
    spelt = "".join(token.text for token in held)
    if not looked_for or len(spelt) != len(held):  # one sign that folds to several letters
        return []
    starts = (found.start() for found in re.finditer(re.escape(looked_for), spelt))
    return [(held[at].start, held[at + len(looked_for) - 1].end) for at in starts]
