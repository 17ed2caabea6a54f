"""A question as it is understood: what it asks for, what it is about, where its gap is."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.language import background_rarity, fold_text, in_dictionary, letters, tagged_words
from indexer.language.questions import Asked, asked_for, asked_unit, content_words, gap_of

_LONGEST = 4  # letters of a word that make it weigh more
# What 哪家, 什么 may ask for by its kind: the sentence that answers names one, and no 单位.
_KINDS = frozenset(
    "单位 公司 企业 机构 部门 组织 团体 媒体 学校 医院 银行 人 人员 人物 名字 地方 城市 地区 国家 地点 类型 种类 方式 办法 方法"
    " 东西 事 事情 原因 方面 内容 措施 时间 日期".split()
)
# What makes a longer word of it: 城市群, 公司债, 企业家; 国家公园, 医院院长.
_TAILS = frozenset("群 债 家 卡 股 队 戏 奖".split())
_LONG_TAILS = ("公园", "负责人", *"院长 校长 行长 局长 部长 队长 董事长 主任 经理".split())


@dataclass(frozen=True, slots=True)
class Question:
    """A question; all text folded.

    `asking` are the words that ask, "" for none. `weights` gives each word that says what it is about its share of their rarity in Chinese at
    large (they sum to 1). `pairs` are the pairs of letters of all but the asking words. `before` and
    `after` are the words beside the gap, "" for none; `head` the noun it asks for (哪种药物: 药物); one that only names a kind (哪家单位: 单位) is not among
    the words that must be found.
    """

    text: str
    asking: str
    asked: Asked
    unit: str
    weights: dict[str, float]
    letters: str
    pairs: tuple[str, ...]
    before: str
    after: str
    head: str
    gap_first: bool
    gap_last: bool

    @classmethod
    def of(cls, typed: str) -> Question:
        left, asking, right = gap_of(typed)
        asked = asked_for(typed)
        found = content_words(typed)
        after = _words_of(right, dict.fromkeys(found, 0.0))
        head = after[0] if after and right.lstrip("的").startswith(after[0]) else ""
        if head in _KINDS and not _begins_longer(head, right.lstrip("的")):
            right = right.lstrip("的").removeprefix(head)
            found = content_words(f"{left} {right}") if left.strip() or right.strip() else found
        raw = {word: background_rarity(word) * min(len(word), _LONGEST) for word in found}
        all_ = sum(raw.values()) or 1.0
        before = _words_of(left, raw)
        after = _words_of(right, raw)
        spelt = [letters(part) for part in (left, right)]
        return cls(
            text=fold_text(typed),
            asking=asking,
            asked=asked,
            unit=asked_unit(typed),
            weights={word: weight / all_ for word, weight in raw.items()},
            letters="".join(spelt),
            pairs=tuple(
                dict.fromkeys(part[at : at + 2] for part in spelt for at in range(len(part) - 1))
            ),
            before=before[-1] if before else "",
            after=after[0] if after else "",
            head=head if asked in (Asked.WHICH, Asked.WHAT, Asked.LIST, Asked.PLACE) else "",
            gap_first=bool(asking) and not left.strip(),
            gap_last=bool(asking) and not right.strip(),
        )


def _words_of(text: str, known: dict[str, float]) -> list[str]:
    """Return the words of a part of the question that say what it is about."""
    return [word for word in content_words(text) if word in known] if text.strip() else []


def _begins_longer(kind: str, text: str) -> bool:
    """Tell whether the word of a kind that `text` begins with is the front of a longer one.

    国家公园, 银行卡; not 国家人口最多, which asks for a 国家 all the same.
    """
    first, *others = [word for word, *_ in tagged_words(text)]
    noun = first + others[0] if first == kind and others else first
    tail = noun.removeprefix(kind)
    is_suffix = tail in _TAILS or (len(tail) == 1 and in_dictionary(noun))
    return is_suffix or tail.endswith(_LONG_TAILS)
