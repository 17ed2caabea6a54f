"""Take a sentence apart into the words and names that an enumeration is made of.

A name that the segmenter cuts (罗|启明, 运|-|12, 人力资源|和|社会保障) is one word again, and what stands in
a pair of marks (《水、风与石》) is one thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from indexer.language import tagged_words

_OPEN = {"《": "》", "“": "”", "「": "」", "『": "』", "（": "）", "(": ")", "【": "】", "〈": "〉"}
_NAMING = frozenset("《“「『〈")  # what these hold is a thing told
MARKS = frozenset("、､﹑")
_CLAUSE = frozenset("，。！？：；…!?:;,\n")
# Names of bodies that hold a 和: what stands on either side is no item.
_ONE_NAME = re.compile(
    r"人力资源(?:和|与)社会保障|住房(?:和|与)城乡建设|发展(?:和|与)改革|工业(?:和|与)信息化|文化(?:和|与)旅游"
    r"|文化(?:和|与)(?:广电)?旅游|规划(?:和|与)自然资源|自然资源(?:和|与)规划|卫生(?:和|与)(?:计划生育|健康)|科学(?:和|与)技术"
    r"|经济(?:和|与)信息化|体育(?:和|与)旅游|教育(?:和|与)体育|城市管理(?:和|与)综合执法|归国华侨(?:和|与)侨眷|公共(?:和|与)法律"
    r"|粮食(?:和|与)物资储备|商务(?:和|与)投资|安全(?:和|与)(?:发展|合作)|和平(?:和|与)发展"
)
_FIGURES = re.compile(r"[\d一二两三四五六七八九十]+(?:[个家大种项款]|[国省市县区地镇人]$)|\d+$")
_GLUE = frozenset("·・•-－—–")


@dataclass(frozen=True, slots=True)
class Unit:
    """A word, or what stands in a pair of marks as one: text, part of speech and span."""

    text: str
    flag: str
    start: int
    end: int

    @property
    def kind(self) -> str:
        """The part of speech, as coarse as items are alike: a name of any kind is a name."""
        if self.flag == "named":
            return self.flag
        if _FIGURES.match(self.text):
            return "m"
        return "n" if self.flag == "vn" or self.flag[:1] in "njblie" else self.flag[:1]


def _taken_apart(text: str) -> list[list[Unit]]:
    """Return the words of `text`, what stands in a pair of marks as one; then what such marks hold.

    A speech in quotation marks is read by itself: a title or a name is not.
    """
    words = _glued(text, [Unit(*word) for word in tagged_words(text)])
    pairs = _pairs(words)
    return list(_levels(text, words, pairs, 0, len(words)))


def _glued(text: str, words: Sequence[Unit]) -> list[Unit]:
    """Return the words, those of one name as one: 人力资源和社会保障, 阿林·布朗, 运-12."""
    names = [match.span() for match in _ONE_NAME.finditer(text)]
    glued: list[Unit] = []
    for at, word in enumerate(words):
        is_inside = any(low < word.start and word.end <= high for low, high in names)
        joins = word.text in _GLUE and 0 < at < len(words) - 1
        if glued and _is_surname(glued[-1]) and len(word.text) < 3 and word.flag[0] in "nva":
            before = glued.pop()  # 罗|启明
            word = Unit(text[before.start : word.end], "nr", before.start, word.end)
        elif glued and (is_inside or joins or (at and words[at - 1].text in _GLUE)):
            before = glued.pop()
            word = Unit(text[before.start : word.end], "nz", before.start, word.end)
        glued.append(word)
    return glued


def _is_surname(word: Unit) -> bool:
    return word.flag == "nr" and len(word.text) == 1


def _levels(
    text: str, words: Sequence[Unit], pairs: dict[int, int], low: int, high: int
) -> Iterator[list[Unit]]:
    own: list[Unit] = []
    inner: list[tuple[int, int]] = []
    at = low
    while at < high:
        word, close = words[at], pairs.get(at, -1)
        if close < 0:
            own.append(word)
            at += 1
            continue
        span = word.start, words[close].end
        held = text[word.end : words[close].start]
        is_said = word.text not in "《〈" and any(char in "，。！？；,：" for char in held)
        if is_said or word.text not in _NAMING:
            inner.append((at + 1, close))
        if is_said and word.text in _NAMING:
            own.append(Unit("；", "x", *span))  # a clause of its own
        elif word.text in _NAMING:
            own.append(Unit(text[slice(*span)], "named", *span))
        elif own and own[-1].text not in MARKS | _CLAUSE:  # 张三（中国）is one thing
            own[-1] = replace(own[-1], text=text[own[-1].start : span[1]], end=span[1])
        else:
            own.append(Unit(text[slice(*span)], "x", *span))
        at = close + 1
    yield own
    for first, last in inner:
        yield from _levels(text, words, pairs, first, last)


def _pairs(words: Sequence[Unit]) -> dict[int, int]:
    """Return for each opening mark its closing one, where it has one."""
    found: dict[int, int] = {}
    open_: list[int] = []
    for at, word in enumerate(words):
        if word.text in _OPEN:
            open_.append(at)
        elif open_ and word.text == _OPEN[words[open_[-1]].text]:
            found[open_.pop()] = at
    return found


def clauses_of(text: str) -> Iterator[list[Unit]]:
    """Yield the clauses of `text`, each as its units in order, without its last mark."""
    for units in _taken_apart(text):
        clause: list[Unit] = []
        for at, unit in enumerate(units):
            if _ends_clause(units, at):
                yield clause
                clause = []
            elif unit.text.strip() and unit.text not in "，,":
                clause.append(unit)
        yield clause


def _ends_clause(units: Sequence[Unit], at: int) -> bool:
    text = units[at].text
    if text[:1] not in _CLAUSE:
        return False
    after = units[at + 1].text if at + 1 < len(units) else ""
    if text in "，,":
        between_figures = after[:1].isdigit() and bool(at) and units[at - 1].text[-1:].isdigit()
        return not (between_figures and text == ",") and after not in ("以及", "还有", "及", "和")
    return True
