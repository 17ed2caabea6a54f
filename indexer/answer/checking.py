"""Check a claim against the words it cites: its names, titles and figures must stand there, in their sense.

What is compared are letters, folded as everything searched is (full and half width, traditional and
variant characters); figures by their value and unit (`quantities`). It cannot tell who did what to
whom: “甲胜乙” and “乙胜甲” hold the same names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from indexer.answer.contradictions import contradicted, has_side, is_one_of, stands
from indexer.answer.quantities import quantities, stated, supports
from indexer.language import (
    TaggedWord,
    background_rarity,
    fold_text,
    in_dictionary,
    letters,
    tagged_words,
)
from indexer.language.questions import content_words

_ENOUGH = 0.5  # of the words of a claim and of each clause, by weight, must be those of the quotes
_CLAUSE = re.compile(r"(?<!\d)[,，:：]|[,，:：](?!\d)|[;；。！？!?\n]")  # but 1,260 and 8:30
_QUOTED = re.compile(r"《([^《》]{1,60})》|“([^“”]{1,60})”|\"([^\"]{1,60})\"|「([^「」]{1,60})」")
_LATIN = re.compile(r"(?<!°)[a-z0-9.+-]*[a-z][a-z0-9+-]*(?:\.[a-z0-9]+)*")
_FIGURES = re.compile(r"[\d.〇零一二两三四五六七八九十百千万亿]+.{0,2}")
_COUNTING = re.compile(r"[\d〇零一二两三四五六七八九十百千万亿几半]")
_MEASURE = re.compile(r"[\d.]+(?:km2?|kg|[cm]?m|m[23])")
_NAME_FLAGS = ("nr", "ns", "nt", "nz")
_NOT_GIVEN = ("m", "t", "u", "p", "c", "x")
_NOT_A_SURNAME = ("v", "p", "c", "d", "r", "u", "f", "q", "a", "x", "m", "t", "y", "e")
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏"
    "吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严"
)
_ROLE = re.compile(
    r"(?:[市县省区州镇乡村局厅处科校院站所台社部司行会队课组船机]长|书记|主任|经理|主席|总裁|董事|教授|院士"
    r"|(?:董事|秘书|检察)长|总理|总统|法官|导演|编剧|主演|作者|冠军|亚军|师|员)$"
)
_QUALIFIERS = "副前原代"  # 副局长 is no 局长
# What ends the name of a body, a work or a place: all that stands before it is part of the name.
_HEAD = re.compile(
    r"(?:公司|集团|大学|学院|学校|[小中]学|医院|银行|委员会|研究院|研究所|协会|法院|检察院|公安局|政府|晚报|日报"
    r"|大桥|水库|渡口|机场|车站|公园|广场|博物馆|图书馆|文化馆|[局厅委]|[省市县区镇乡村街路巷河江湖山岛桥站港寺])$"
)
# Parts of speech that tell nothing by themselves: 目前，.
_LIGHT = ("t", "r", "d", "c", "p", "f", "u", "m")
# Words with which a clause leads to what it tells: 据悉，; 记者了解到，.
_LEADING = frozenset(
    "据悉 据了解 据介绍 据报道 据统计 根据 报道 记者 了解 获悉 介绍 表示 指出 此外 另外 同时 其中 因此 所以 于是 "
    "但是 然而 不过 并且 而且 以及 目前 会上 会议 会议上 活动 结束 对此 为此 如下 原因 方面 另一方面 总之 接下来 尽管如此 与此同时 "
    "值得 注意 值得注意 也就是说 具体来说 总的来说 包括 截至 因为 由于 这是 当地 据此 例如 比如 最后 提到 强调 提出 透露 认为 补充 "
    "建议 文章 答案 消息 报道称 通报 除此之外 具体 内容 现场 有关 相关 开始 起 表明 "
    "期间 在此期间 背景 总计 共计 合计".split()
)
_DAYS = re.compile(
    r"[今昨明前后]天|[今昨明][日晚晨早]|[今去明前后][年]|[上本下][周月季]|同[年月日]"
)


def unsupported(
    claim: str, quotes: Sequence[str], *, context: Sequence[str] = (), issue: str = ""
) -> tuple[str, ...]:
    """Return what `claim` says and `quotes` do not, as printed in the claim, in order of its kinds.

    Names (persons, places, bodies, roles, words that no dictionary has), titles and quoted words,
    Latin words, numbers with their units, dates, days by name (昨日), and what `contradicted` returns.
    A claim, or a clause of it, of which less than half is in the quotes' words is all unsupported.
    `context` (a headline) may hold the names, dates and figures, and nothing else. The year of a
    date may be that of the `issue` (an ISO day) the quotes are from.
    """
    if is_one_of(claim, quotes):
        return ()
    held = _Held(quotes, context, issue)
    found = [
        *(item for item in _titles(claim) if not held.has(item)),
        *(item for item in _latin_words(claim) if not held.has_latin(item)),
        *(
            item.text.replace("°c", "℃")
            for item in stated(claim)
            if not supports(held.quantities, item)
        ),
        *(day for day in _DAYS.findall(fold_text(claim)) if not held.has_day(day)),
        *(name for name in _names(claim) if not held.has_name(name)),
        *contradicted(claim, quotes),
    ]
    return tuple(dict.fromkeys(found or _thin(claim, held)))


def reason(missing: Iterable[str]) -> str:
    """Return the sentence that says why a claim is struck, in two languages."""
    shown = "、".join(missing)
    return f"所引的原文里没有：{shown} / not in the words it cites: {shown}"


class _Held:
    """The words of the quotes and their context, in the forms that claims are compared with."""

    def __init__(self, quotes: Sequence[str], context: Sequence[str], issue: str) -> None:
        self.texts = [fold_text(text) for text in (*context, *quotes)]
        self.letters = "\n".join(map(letters, self.texts))
        self.quoted = "\n".join(map(letters, quotes))
        self.quantities = quantities(self.texts, issue)
        self.words = [tagged_words(text) for text in self.texts]
        self.cut = {letters(word) for words in self.words for word, *_ in words}
        self.persons = {letters(name) for words in self.words for name in _persons(words)}

    def has(self, words: str) -> bool:
        return letters(words) in self.letters

    def has_name(self, name: str) -> bool:
        spelt = letters(name)
        if _ROLE.search(spelt):
            return self._has_role(spelt)
        if spelt in self.cut:
            return True
        rest = self.letters
        for person in self.persons:  # 李明 does not stand in 李明华
            if spelt != person and person.startswith(spelt) and len(spelt) > 1:
                rest = rest.replace(person, "\n")
        if spelt in rest:
            return True
        stem = re.sub(r"[省市县区镇乡村]$", "", spelt)  # 澜州市 where the quote says 澜州
        return 2 <= len(stem) < len(spelt) and stem in rest

    def _has_role(self, role: str) -> bool:
        """Tell whether a role stands here as it is: not within 副局长, 原局长 and 董事长 for 董事."""
        forms = {role, re.sub("^原", "前", role), re.sub("^前", "原", role)}
        for words in self.words:
            spelt = "".join(letters(word) for word, *_ in words)
            owners = [at for at, (word, *_) in enumerate(words) for _ in letters(word)]
            for match in re.finditer("|".join(map(re.escape, forms)), spelt):
                at = match.start()
                if role.endswith("董事") and spelt.startswith("长", match.end()):
                    continue
                if at and owners[at - 1] == owners[at]:
                    if spelt[at - 1] not in _QUALIFIERS:
                        return True
                elif not _qualifier(words, owners[at]):
                    return True
        return False

    def has_latin(self, word: str) -> bool:
        return any(
            re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", text) for text in self.texts
        )

    def has_day(self, day: str) -> bool:
        forms = {day, day.replace("日", "天"), day.replace("天", "日")}
        return any(form in text for text in self.texts for form in forms)


def _titles(claim: str) -> list[str]:
    """Return what the claim has in 《》 or quotation marks."""
    return [next(filter(None, groups)) for groups in _QUOTED.findall(claim)]


def _latin_words(claim: str) -> list[str]:
    """Return the words in Latin letters, folded; 10km is a quantity."""
    return [item for item in _LATIN.findall(fold_text(claim)) if not _MEASURE.fullmatch(item)]


def _names(claim: str) -> list[str]:
    """Return the names in a claim: of persons, places, bodies and roles."""
    words = tagged_words(claim)
    found = _persons(words)
    for at, (word, flag, *_) in enumerate(words):
        folded = fold_text(word)
        if not letters(folded) or folded.isascii() or flag in ("m", "mq", "t"):
            continue
        if flag == "nr" and has_side(word):
            continue
        if flag == "ns" or (len(word) > 1 and flag.startswith(_NAME_FLAGS)):
            found.append(word)
        elif len(word) > 1 and (_ROLE.search(folded) or not in_dictionary(folded)):
            bare = _COUNTING.sub("", folded)  # 丝素粉一公斤 is cut into 丝素, 粉一, 公斤
            if _ROLE.search(folded):
                bare = _qualifier(words, at) + bare
            found += [bare] if len(bare) > 1 else []
        elif _HEAD.search(folded) and flag.startswith("n"):
            found += [word, *_before(words, at)]
    return found


def _persons(words: Sequence[TaggedWord]) -> list[str]:
    """Return the names of persons among words: what jieba says is one, and a surname with what follows.

    It cuts 罗启明 into 罗 and 启明, a word of the dictionary.
    """
    found = [word for word, flag, *_ in words if _is_person(word, flag)]
    for (word, flag, *_), (given, other, *_) in pairwise(words):
        if (
            fold_text(word) in _SURNAMES
            and not flag.startswith(_NOT_A_SURNAME)
            and len(given) <= 2
            and letters(given)
            and not other.startswith(_NOT_GIVEN)
        ):
            found.append(word + given)
    return found


def _is_person(word: str, flag: str) -> bool:
    """Tell whether jieba's word is a person; it has 同比增加 for one."""
    return flag == "nr" and len(word) > 1 and not has_side(word)


def _qualifier(words: Sequence[TaggedWord], at: int) -> str:
    """Return the 副, 前, 原 or 代 that makes another role of the word at `at`, "" without.

    太原市长 and 目前市长 hold none, nor does a time: 三年前市长.
    """
    before = fold_text(words[at - 1][0]) if at else ""
    sign = before[-1:]
    if not sign or sign not in _QUALIFIERS:
        return ""
    if len(before) > 1 and before[0] not in "任为是" and in_dictionary(before):
        return ""
    if sign == "前" and len(before) == 1 and at > 1:
        flag = words[at - 2][1]
        if flag.startswith(("t", "m", "q")):
            return ""
    return sign


def _before(words: Sequence[TaggedWord], at: int) -> list[str]:
    """Return the nouns right before a word, which are of one name with it: 育才 小学."""
    found: list[str] = []
    while at and words[at - 1][1].startswith(("n", "j", "s", "b")) and len(found) < 4:
        at -= 1
        found.append(words[at][0])
    return found


def _thin(claim: str, held: _Held) -> list[str]:
    """Return the claim, or those of its clauses, of which too little stands in the quotes.

    Figures are told by their value, above; so are names, which may stand in the context.
    """
    if not letters(claim):
        return [claim]
    words = [word for word in content_words(claim) if not _FIGURES.fullmatch(word)]
    elsewhere = [spelt for spelt in map(letters, _names(claim)) if spelt not in held.quoted]
    own = [word for word in words if not any(letters(word) in name for name in elsewhere)]
    if _share(own or words, held.quoted) < _ENOUGH:
        return [claim]
    clauses = [clause.strip() for clause in _CLAUSE.split(claim) if letters(clause)]
    found = []
    for clause in clauses if len(clauses) > 1 else ():
        rest = fold_text(clause)
        for item in stated(clause):
            rest = rest.replace(item.text, " ", 1)
        cut = tagged_words(rest)
        light = _LEADING.union(word for word, flag, *_ in cut if flag.startswith(_LIGHT))
        told = [
            word
            for word in content_words(rest)
            if len(word) > 1
            and not any(word in one for one in light)
            and not any(letters(word) in name for name in elsewhere)
        ]
        if _share(told, held.quoted) < _ENOUGH:
            found.append(clause)
    return found


def _share(words: Sequence[str], spelt: str) -> float:
    """Return which share of words, by weight, stands in the letters of the quotes; 1 of none."""
    weights = [background_rarity(word) for word in words]
    here = [weight for word, weight in zip(words, weights, strict=True) if stands(word, spelt)]
    return sum(here) / sum(weights) if weights else 1.0
