"""Find what a question is about: the noun phrases in it, and which are persons, places, bodies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from indexer.language.names import BODIES, PLACES, SURNAMES
from indexer.language.normalise import fold_text
from indexer.language.segment import TaggedWord, tagged_words

_ROLES = (
    "先生|女士|老师|院士|师傅|教授|博士|书记|市长|县长|区长|镇长|局长|厂长|站长|院长|校长|馆长|社长|会长|主任"
    "|经理|总经理|董事长|记者|医生|护士|工程师|导演|作家|老人|大爷|大妈"
)
# "黄大成师傅", "罗启明是谁": names that the segmenter takes apart, known by what follows.
_PERSON = re.compile(
    rf"(?<![一-鿿])(?!{_ROLES})([{SURNAMES}][一-鿿]{{1,2}})(?=(?:{_ROLES})|是(?:谁|哪|什么|做|干)|今年|多大|几岁)"
)
# What is asked of a thing and no thing by itself: its measures, its people, its dates.
_OF_A_THING = re.compile(
    r"(?:总|主|票|造|单|均)?(?:价|价格|价钱)$|(?:总)?(?:投资额?|造价|面积|长度?|长|高度?|宽度?|深度?|重量|人数|数量|产量|销量|金额)$"
    r"|(?:费用|成本|规模|容量|主跨|跨度|全长|收入|营收|票房|比例|占比|时间|日期|地点|地址|位置|原因|理由|目的|结果|结局"
    r"|影响|意义|作用|特点|好处|工期|进度|进展|名字|名称|全名|年龄|职务|职业|身份|负责人|作者|设计师|设计者|主办方"
    r"|投资方|承建商|承建方|施工方|电话|门票|钱|时候|年|月|日|天|方式|办法|情况|内容|问题|消息|报道|关系)$"
    rf"|(?:^|.)(?:{_ROLES})$|(?:承建|施工|建设|设计|主办|监理|投资)单位$"
)
# An office with what says which: 总监理工程师, 副总经理. Whose it is stands elsewhere.
_OFFICE = re.compile(
    rf"(?:总|副|首席|项目|技术)[一-鿿]{{0,3}}(?:{_ROLES})|(?:创[办始]|发起|主持|带头|代表)人"
)
_JOINS_NOUNS = (
    "工程",
    "项目",
    "行动",
    "活动",
    "演练",
    "展览",
    "比赛",
    "大赛",
    "会议",
    "仪式",
    "计划",
)
_POINTING = re.compile(r"哪|什么|几|多少|这|那|该|此|何")
_UNITS = re.compile(
    r"(?:多少|几|第几)[^\W\d_]{0,2}?(?:米|公里|人次?|户|册|根|层|座|间|站|辆|名|位|个|元|吨|亩|票)"
)

# Acts that are nouns to jieba are none here: 除夕有多少人没回家.
_NO_NOUNS = frozenset(
    "时候 人 本报 一共 总共 合龙 通车 竣工 停航 开工 动工 完工 开业 开园 开幕 回家 住院 排队".split()
)


class Kind(StrEnum):
    PERSON = "person"
    PLACE = "place"
    BODY = "body"  # a company, an office, a school
    THING = "thing"


@dataclass(frozen=True, slots=True)
class Mention:
    """A noun phrase, `text[start:end]`, and what it is."""

    words: str
    kind: Kind
    start: int
    end: int


def mentions_of(text: str) -> list[Mention]:
    """Return the noun phrases of `text` that name something, in order, disjoint.

    Left out are words of asking with what they ask for (哪家公司), measures and offices (造价, 站长),
    times, and the nouns after 这, 那, 该.
    """
    persons = [(match.start(1), match.end(1)) for match in _PERSON.finditer(text)]
    units = [match.span() for match in _UNITS.finditer(text)]
    found = [Mention(text[a:b], Kind.PERSON, a, b) for a, b in persons]
    for start, end, is_person in _runs(text):
        if any(start < b and a < end for a, b in [*persons, *units]):
            continue
        if _OFFICE.fullmatch(fold_text(text[start:end])):
            continue
        start, end = _without_actions(text, start, end)
        words = text[start:end]
        if len(words) < 2 or (_OF_A_THING.search(fold_text(words)) and not is_person):
            start, end = _without_tail(text, start, end)
            words = text[start:end]
        if len(words) >= 2:
            found.append(Mention(words, _kind(words, is_person), start, end))
    return sorted(found, key=lambda one: one.start)


def first_noun(text: str) -> str:
    """Return the noun that `text` begins with, without its measures: 桥造价多少 -> 桥; "" for none."""
    end = 0
    for word, flag, _, last in tagged_words(text):
        if (not _is_noun(word, flag) and word != "人") or (end and _OF_A_THING.search(word)):
            break
        end = last
    return text[:end]


def kind_of(words: str) -> Kind:
    """Return what a name is, standing by itself: 冯知夏, 澜州港务集团, 白鹭镇."""
    flags = [flag for _, flag, _, _ in tagged_words(words)]
    is_person = flags == ["nr"] or (
        2 <= len(words) <= 3 and words[0] in SURNAMES and not flags[0].startswith(("v", "ns", "t"))
    )
    return _kind(words, is_person)


def _kind(words: str, is_person: bool) -> Kind:
    if BODIES.search(words):
        return Kind.BODY
    if PLACES.search(words):
        return Kind.PLACE
    return Kind.PERSON if is_person else Kind.THING


def _runs(text: str) -> list[tuple[int, int, bool]]:
    """Return the spans of nouns in a row, what stands in 《》 or “” being one; and which are persons."""
    words = tagged_words(text)
    found: list[tuple[int, int, bool]] = []
    at = 0
    while at < len(words):
        word, flag, start, _ = words[at]
        if word in ("《", "“") and (close := _closing(words, at)):
            found.append((start, words[close][3], False))
            at = close + 1
        elif _is_noun(word, flag) or (flag == "m" and word.isdigit() and _follows(words, at)):
            last = at
            while last + 1 < len(words) and _goes_on(words, last + 1):
                last += 1
            before = words[at - 1] if at else ("", "", 0, 0)
            if not _is_asked(before, words[at - 2] if at > 1 else before):
                is_person = flag == "nr" and words[last][3] - start <= 4
                found.append((start, words[last][3], is_person))
            at = last + 1
        else:
            at += 1
    return found


def _is_noun(word: str, flag: str) -> bool:
    return (flag[0] == "n" or flag in ("eng", "j", "vn")) and word not in _NO_NOUNS


def _follows(words: list[TaggedWord], at: int) -> bool:
    """Tell whether a number begins a name: 7路公交, not 三家医院."""
    return at + 1 < len(words) and words[at + 1][0] in ("路", "号")


def _goes_on(words: list[TaggedWord], at: int) -> bool:
    word, flag = words[at][:2]
    if _is_noun(word, flag) or (flag == "q" and word in ("台", "阁", "楼")):
        return True
    return flag == "v" and at + 1 < len(words) and words[at + 1][0] in _JOINS_NOUNS


def _is_asked(before: TaggedWord, first: TaggedWord) -> bool:
    """Tell whether the noun after these is asked for or pointed at: 哪家|单位, 这|座|桥, 该|桥."""
    return bool(
        _POINTING.match(before[0]) or (before[1] in ("q", "m") and _POINTING.match(first[0]))
    )


def _closing(words: list[TaggedWord], at: int) -> int:
    """Return where what is opened at `at` is closed, 0 where it is not."""
    wanted = "》" if words[at][0] == "《" else "”"
    return next((n for n in range(at + 1, len(words)) if words[n][0] == wanted), 0)


def _without_actions(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a noun phrase without the actions it ends with: 7路公交改线 -> 7路公交."""
    if text[start] in "《“":
        return start, end
    words = [one for one in tagged_words(text) if start <= one[2] and one[3] <= end]
    while words and words[-1][1] == "vn" and words[-1][0] not in _JOINS_NOUNS:
        words.pop()
    return (words[0][2], words[-1][3]) if words else (start, start)


def _without_tail(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a noun phrase without the measure or office it ends with: 大桥造价 -> 大桥."""
    words = [one for one in tagged_words(text) if start <= one[2] and one[3] <= end]
    while words and _OF_A_THING.search(fold_text(text[words[0][2] : words[-1][3]])):
        words.pop()
    return (words[0][2], words[-1][3]) if words else (start, start)
