"""What a question asks for, and which of its words say what it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from indexer.language.normalise import fold_text
from indexer.language.segment import unique, words


class Asked(StrEnum):
    """The kind of thing a question asks for."""

    NUMBER = "number"  # 多少户, 几个
    MONEY = "money"  # 多少钱
    PERSON = "person"  # 谁, 哪位
    DATE = "date"  # 何时, 几月
    PLACE = "place"  # 哪里, 何地
    REASON = "reason"  # 为什么
    OTHER = "other"


# In order: the first that matches decides (几月 is a date before 几 is a number).
_KINDS: Sequence[tuple[Asked, str]] = (
    (Asked.MONEY, r"多少钱|什么价|价格是|几(?:块|元|万元|亿元)|多少(?:万|亿)?元|花费多少|费用"),
    (
        Asked.DATE,
        r"何时|什么时[候间]|哪[一]?[年月日天]|几[年月日号点]|多会儿|几时|哪个月|星期几|时间",
    ),
    (Asked.NUMBER, r"多少|几[^乎何]|多[大长高远久宽深重]|百分之几|比例|规模|人数|面积|数量"),
    (Asked.PERSON, r"谁|哪位|哪[一]?[名个]人|何人|什么人|姓甚|叫什么名字"),
    (Asked.REASON, r"为什么|为何|怎么会|缘何|什么原因|因何|原因"),
    (Asked.PLACE, r"哪里|哪儿|何处|何地|什么地方|哪[一]?[个座条]?(?:省|市|县|区|镇|村|地)|在哪"),
)

# Words of asking and of grammar: they say nothing of what the article holds.
_EMPTY = frozenset(
    "的 了 是 在 和 与 及 或 吗 呢 吧 啊 呀 么 着 过 地 得 之 其 这 那 这个 那个 哪 哪个 哪些 哪里 哪儿 哪位"
    " 哪年 哪天 哪家 谁 什么 什么样 怎么 怎样 如何 为什么 为何 何 何时 何地 何处 何人 几 几个 多少 多 多大"
    " 多长 多高 多久 有 没有 有没有 是否 是不是 能 能否 可以 会 被 把 将 对 从 到 向 由 以 于 为 给 让 请问"
    " 请 告诉 一下 关于 个 一个 一 位 我 我们 你 他 她 它 他们 请问 想 知道 曾 曾经 都 也 还 就 又 才 只 名 家"
    " 中 上 下 里 内 后 前 时 时候 分别 具体 主要 哪一 哪种 叫 称 属于 需要 预计".split()
)
_ASKING = re.compile(
    r"[?？]|谁|什么|怎[么样]|如何|为何|何时|何地|哪|多少|几[^乎]|吗|是否|多[大长高远久]|缘何|呢$"
)


def is_question(text: str) -> bool:
    """Tell a question from a query: it asks with a word or a mark."""
    return bool(_ASKING.search(text))


def asked_for(question: str) -> Asked:
    """Return the kind of thing `question` asks for."""
    for kind, pattern in _KINDS:
        if re.search(pattern, question):
            return kind
    return Asked.OTHER


def asked_unit(question: str) -> str:
    """Return the measure word after 多少 or 几, "" where there is none: 多少户 -> 户."""
    match = re.search(r"(?:多少|几)(?:万|亿|千|百)?([^\W\d_])", fold_text(question))
    return match.group(1) if match and match.group(1) not in "钱的了年月日号" else ""


def content_words(text: str) -> list[str]:
    """Return the words of a query that say what it is about, folded, in search mode, unique.

    Where nothing but words of asking is left, all words are returned.
    """
    found = unique(words(text))
    return [word for word in found if word not in _EMPTY] or found
