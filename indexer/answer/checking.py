"""Check a claim against the words it cites: its names, titles, figures, denials and doubts must stand there.

What is compared are letters, folded as everything searched is (full and half width, traditional and
variant characters); figures by their value and unit (`quantities`). It cannot tell who did what to
whom: “甲胜乙” and “乙胜甲” hold the same names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from indexer.answer.quantities import quantities, stated, supports
from indexer.language import background_rarity, fold_text, in_dictionary, letters, tagged_words
from indexer.language.questions import content_words

_ENOUGH = 0.5  # of a claim's words, by their weight, must be those of the quotes
_QUOTED = re.compile(r"《([^《》]{1,60})》|“([^“”]{1,60})”|\"([^\"]{1,60})\"|「([^「」]{1,60})」")
_LATIN = re.compile(r"[a-z0-9.+-]*[a-z][a-z0-9+-]*(?:\.[a-z0-9]+)*")
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
    r"|导演|编剧|主演|作者|冠军|亚军|师|员)$"
)
# What ends the name of a body, a work or a place: all that stands before it is part of the name.
_HEAD = re.compile(
    r"(?:公司|集团|大学|学院|学校|[小中]学|医院|银行|委员会|研究院|研究所|协会|法院|检察院|公安局|政府|晚报|日报"
    r"|大桥|水库|渡口|机场|车站|公园|广场|博物馆|图书馆|文化馆|[局厅委]|[省市县区镇乡村街路巷河江湖山岛桥站港寺])$"
)
_DENIALS = frozenset(
    "不 没 没有 未 并未 尚未 从未 并非 非 无 不是 没能 未能 不能 不会 无法 不再 不得 不可 不曾 未曾 勿 别 拒绝 否认 停止 取消".split()
)
_DOUBTS = frozenset(
    "可能 或许 也许 恐怕 拟 拟定 计划 打算 预计 有望 据称 据传 传闻 疑似 涉嫌 建议 倡议 呼吁 如果 假如".split()
)
_REACH = 4  # words after a denial or a doubt that it may concern
_DAYS = re.compile(
    r"[今昨明前后]天|[今昨明][日晚晨早]|[今去明前后][年]|[上本下][周月季]|同[年月日]"
)

Word = tuple[str, str, int, int]  # as tagged_words has it


def unsupported(claim: str, quotes: Sequence[str], *, issue: str = "") -> tuple[str, ...]:
    """Return what `claim` says and `quotes` do not, as printed in the claim, in order of its kinds.

    Names (persons, places, bodies, roles, words that no dictionary has), titles and quoted words,
    Latin words, numbers with their units, dates, days by name (昨日), and what is denied or doubted in
    one and not in the other. A claim of which less than half is in the quotes' words is all unsupported. The
    year of a date may be that of the `issue` (an ISO day) the quotes are from.
    """
    if (said := letters(claim)) and said in map(letters, quotes):  # 四不两直 is no denial of itself
        return ()
    held = _Held(quotes, issue)
    found = [
        *(item for item in _titles(claim) if not held.has(item)),
        *(item for item in _latin_words(claim) if not held.has_latin(item)),
        *(item.text for item in stated(claim) if not supports(held.quantities, item)),
        *(day for day in _DAYS.findall(fold_text(claim)) if not held.has_day(day)),
        *(name for name in _names(claim) if not held.has_name(name)),
        *_in_other_moods(claim, held),
    ]
    if not found and _share(claim, held.letters) < _ENOUGH:
        found = [claim]
    return tuple(dict.fromkeys(found))


def reason(missing: Iterable[str]) -> str:
    """Return the sentence that says why a claim is struck, in two languages."""
    shown = "、".join(missing)
    return f"所引的原文里没有：{shown} / not in the words it cites: {shown}"


class _Held:
    """The words of the quotes, in the forms that claims are compared with."""

    def __init__(self, quotes: Sequence[str], issue: str) -> None:
        self.texts = [fold_text(quote) for quote in quotes]
        self.letters = "\n".join(map(letters, self.texts))
        self.quantities = quantities(quotes, issue)
        self.words = [tagged_words(text) for text in self.texts]
        self.cut = {letters(word) for words in self.words for word, *_ in words}
        self.persons = {letters(name) for words in self.words for name in _persons(words)}

    def has(self, words: str) -> bool:
        return letters(words) in self.letters

    def has_name(self, name: str) -> bool:
        spelt = letters(name)
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
        if flag == "ns" or (len(word) > 1 and flag.startswith(_NAME_FLAGS)):
            found.append(word)
        elif len(word) > 1 and (_ROLE.search(folded) or not in_dictionary(folded)):
            bare = _COUNTING.sub("", folded)  # 丝素粉一公斤 is cut into 丝素, 粉一, 公斤
            found += [bare] if len(bare) > 1 else []
        elif _HEAD.search(folded) and flag.startswith("n"):
            found += [word, *_before(words, at)]
    return found


def _persons(words: Sequence[Word]) -> list[str]:
    """Return the names of persons among words: what jieba says is one, and a surname with what follows.

    It cuts 罗启明 into 罗 and 启明, a word of the dictionary.
    """
    found = [word for word, flag, *_ in words if flag == "nr" and len(word) > 1]
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


def _before(words: Sequence[Word], at: int) -> list[str]:
    """Return the nouns right before a word, which are of one name with it: 育才 小学."""
    found: list[str] = []
    while at and words[at - 1][1].startswith(("n", "j", "s", "b")) and len(found) < 4:
        at -= 1
        found.append(words[at][0])
    return found


def _in_other_moods(claim: str, held: _Held) -> list[str]:
    """Return words that the claim affirms and the quotes deny or doubt, or denies and they affirm.

    What the quotes affirm may be doubted.
    """
    there = _moods(held.words)
    found = []
    for word, moods in _moods([tagged_words(fold_text(claim))]).items():
        other = there.get(word, moods)
        for mood, said in moods.items():
            if mood not in other and not (mood == "doubted" and "" in other):
                printed = next(iter(other.values()))
                found.append(f"{said}…{word}" if said else f"{word}（原文是“{printed}…{word}”）")
    return found


def _moods(texts: Iterable[Sequence[Word]]) -> dict[str, dict[str, str]]:
    """Return for each word whether it is denied, doubted or, as "", neither, and by which word."""
    found: dict[str, dict[str, str]] = {}
    for words in texts:
        left, mood, by = 0, "", ""
        for word, flag, *_ in words:
            if not letters(word):
                left = 0
            elif flag not in ("m", "mq", "q") and (len(word) > 1 or flag == "v"):
                found.setdefault(word, {}).setdefault(*((mood, by) if left else ("", "")))
                left = max(left - 1, 0)
            if word in _DENIALS or word in _DOUBTS:
                left, by = _REACH, word
                mood = "denied" if word in _DENIALS else "doubted"
    return found


def _share(claim: str, spelt: str) -> float:
    """Return which share of the claim's words, by weight, stands in the letters of the quotes.

    Figures are told by their value, above.
    """
    words = [word for word in content_words(claim) if not _FIGURES.fullmatch(word)]
    if not words:
        return float(bool(letters(claim)))
    weights = [background_rarity(word) for word in words]
    here = [weight for word, weight in zip(words, weights, strict=True) if letters(word) in spelt]
    return sum(here) / sum(weights)
