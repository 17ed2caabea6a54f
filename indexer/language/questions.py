"""What a question asks for, and which of its words say what it is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise

from indexer.language.normalise import fold_text
from indexer.language.segment import in_dictionary, unique, words


class Asked(StrEnum):
    """The kind of thing a question asks for."""

    MONEY = "money"  # 多少钱, 多少元
    DATE = "date"  # 何时, 几月
    NUMBER = "number"  # 多少户, 几个
    PERSON = "person"  # 谁, 哪位
    REASON = "reason"  # 为什么
    LIST = "list"  # 哪些, 哪三个, 分别
    PLACE = "place"  # 哪里, 哪个城市
    MANNER = "manner"  # 怎样, 如何
    YES_NO = "yes_no"  # 是否, 吗, 收不收
    COMPARISON = "comparison"  # 哪个更长, 有什么不同; 长多少米 is a number
    WHICH = "which"  # 哪家单位, 哪项办法
    WHAT = "what"  # 什么
    OTHER = "other"


_ROLES = (
    "导演|主演|主角|配角|编剧|作者|歌手|[冠亚季]军|得主|人选|主席|议长|总统|总理|首相|总裁|部长|省长|市长|校长|县长|书记|局长|行长|院长|所长|馆长"
    "|站长|厂长|队长|主任|经理|董事长|负责人|发言人|设计师|设计者|工程师|教练|主帅|创始人|发起人|主持人"
)
_A_NOT_A = r"([一-鿿])[不没]\1"  # 收不收, 能不能, 有没有
# 哪个更长, 哪座更新; not 哪所大学更名, 哪个小区更新了电梯.
_MORE = r"更(?![名换改正迭替衣]|新(?!$|一?[些点]))"

# In order: the first that matches decides (几月 is a date before 几 is a number). The second pattern
# of a kind is for questions without a word of asking: 高考报名人数.
_KINDS: Sequence[tuple[Asked, str, str]] = (
    (
        Asked.COMPARISON,
        rf"哪[一-鿿]{{0,4}}?{_MORE}|谁(?:{_MORE}|比)|有(?:什么|何|哪些)(?:区别|不同|差别|差异)|相比(?:如何|怎么?样)",
        r"(?:区别|不同之处|差别|差异|异同)$",
    ),
    (
        Asked.MONEY,
        r"多少钱|什么价|价格是|几(?:块|元|万元|亿元)|多少(?:万|亿)?[美欧日港]?元|花费多少",
        r"(?:价格?|金额|票房|营收|收入|收益|利润|费用|学费|造价|市值|投资额|生产总值|gdp)$",
    ),
    (
        Asked.DATE,
        r"(?<![为如])何时|(?<=[定改延])为何时|[什啥]么?时[候间]|哪一?[年月日天]"
        r"|几(?:年(?!级)|[月日]|号(?![线楼门馆厅])|点(?![建意要说]))|多会儿|几时|哪个月|星期几|(?:时间|日期)是",
        r"(?:时间|日期|日子)$",
    ),
    (
        Asked.NUMBER,
        r"多少|(?<!哪)几[^乎何]|几何$|多[大长高远久宽深重]|百分之几|第几",
        r"(?:人数|人口|数量|产量|销量|总数|比例|占比|分数线|比分|面积|海拔|身高|体重|年龄|气温|[增长涨跌降减升]幅|增速|[长宽高深厚]度|[率量额数])$",
    ),
    (
        Asked.PERSON,
        r"谁|哪一?位|哪一?[名个]人|(?<![为如])何人|为何人所|什么人|姓甚|叫什么名字",
        rf"(?:{_ROLES})$",
    ),
    (Asked.REASON, r"为什么|为啥|为何|怎么会|缘何|什么原因|因何", r"原因$"),
    (Asked.LIST, r"哪些|哪[几两三四五六七八九十]|包括什么|分别", r"名单$"),
    (
        Asked.PLACE,
        r"哪里|哪儿|(?<!如)何[处地]|什么地方|哪[一]?[个座条]?(?:城市|国家|地区|省|市|县|区|镇|村|地)|在哪",
        r"(?:地点|地址|举办国|起点|终点)$",
    ),
    (Asked.MANNER, r"怎么|怎样|如何|咋|什么方式", r"$^"),
    (Asked.YES_NO, rf"是否|吗$|{_A_NOT_A}|了没有?$|没有$", r"$^"),
    (Asked.WHICH, r"哪", r"$^"),
    (Asked.WHAT, r"什么|啥", r"$^"),
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
    rf"[?？]|谁|什么|啥|咋|怎[么样]|如何|为何|何[时地处人以]|有何|哪|多少|几[^乎何]|几何$|吗(?!啡)|是否|多[大长高远久]|缘何|呢$"
    rf"|{_A_NOT_A}|没有$"
    # Asking without a word of asking: 请介绍澜江大桥, 说说夜校, 《渡船记》的导演, 大桥的竣工时间.
    r"|^请?(?:你|您)?(?:给我|帮我|再)?(?:介绍(?!信|所|人)一?下?|谈一?谈|说一?说|讲一?讲|列出|列举|总结|概括).{2}|^请问"
    rf"|的(?:总|副)?(?:{_ROLES}|[一-鿿]{{0,2}}(?:时间|日期|地点|地址|原因|人数|数量|比例|价格|造价|面积|区别|名单|长度|高度))$"
)
# The words that stand where the answer would: 大桥由[哪家]单位承建.
_GAP = re.compile(
    r"[什啥]么?时[候间]|什么地方|为什么|为啥|什么样的?|什么人|什么|怎么样?|怎样|如何|(?<![定改延])为何|缘何|何[时地处人]"
    r"|哪里|哪儿|哪[一几两三四五六七八九十]?[位个家些种座条名款项部支所届次场年月日天]?"
    r"|多少|几[个名家人种次]?|谁|多[大长高远久宽深重]|是否|啥"
)
# What looks like asking within a longer word: 任何 (but 班主任何时到), 近几年, 十几个, 哪吒, 许多大学.
_NO_ASKING = re.compile(
    r"(?<![主现担上接继前新历责信])任何|(?:最?近|前)几(?=[年天月日个周次届期])|过去几(?=[年天日周]|个[月星季世])|前几(?=[名位])"
    r"|(?:[这那]|(?<![最刚正])好)几(?![点时号岁])|十几(?=[年天个])|几(?=十|[百千]年|内亚|率|近|经)|茶几|哪(?=[吒咤怕])"
    r"|(?<=[许众诸很更好太较])多(?=[大长高远久宽深重])|(?<=拼多)多|多重(?=因|要|身|任|压|挑|保|影|困)"
)
# What is quoted asks nothing, but for a word of asking that is only stressed: 设计者是“谁”.
_STRESSED = r"(?:谁|什么|什么时候|哪里|哪儿|何时|何处|为什么|为何|多少钱?|如何|怎样|怎么样?|哪[个家位些年天][一-鿿]{0,2})"
_QUOTED = re.compile(
    rf"(?<=《)[^《》]+(?=》)|(?<=“)(?!{_STRESSED}”)[^“”]+(?=”)|(?<=「)(?!{_STRESSED}」)[^「」]+(?=」)"
    rf'|(?<=『)(?!{_STRESSED}』)[^『』]+(?=』)|"(?!{_STRESSED}")[^"]+"'
)
_MARKS = "?!。 "  # as folded, at the end
_IN_A_DATE = re.compile(r"(?<=\d[年月日])(?=[一-鿿])")
_PLEASE = frozenset("请问我你您想要知道了解一下告诉回答帮查")  # 我想知道“大桥何时合龙”


def is_question(text: str) -> bool:
    """Tell a question from a query: it asks with a word or a mark, outside of what it quotes."""
    folded = fold_text(text).rstrip("!。 ")
    beside = _QUOTED.sub(_blank, folded)
    if any(map(str.isalnum, beside)):
        return bool(_ASKING.search(_heard(folded)))
    return bool(_ASKING.search(beside))  # “大桥何时合龙” looks for these very words


def _heard(folded: str) -> str:
    """Return folded text with what only looks like asking blanked, its length kept.

    What is quoted is blanked too (《十万个为什么》的作者), unless nothing else is said.
    """
    bare = _NO_ASKING.sub(_blank, folded)
    beside = _QUOTED.sub(_blank, bare)
    return bare if all(char in _PLEASE for char in beside if char.isalnum()) else beside


def _blank(found: re.Match[str]) -> str:
    return "□" * len(found[0])


def asked_for(question: str) -> Asked:
    """Return the kind of thing `question` asks for."""
    heard = _heard(fold_text(question).rstrip(_MARKS))
    for kind, asking, _ in _KINDS:
        if re.search(asking, heard):
            return kind
    for kind, _, ending in _KINDS:
        if re.search(ending, heard):
            return kind
    return Asked.OTHER


def asked_unit(question: str) -> str:
    """Return the measure word after 多少 or 几, "" where there is none: 多少户 -> 户."""
    match = re.search(r"(?:多少|几)(?:万|亿|千|百)?([^\W\d_])", _heard(fold_text(question)))
    return match.group(1) if match and match.group(1) not in "钱的了年月日号" else ""


def gap_of(question: str) -> tuple[str, str, str]:
    """Return a question, folded, as what stands before its asking words, they, and what follows.

    A question without them is all before: the answer is what would follow.
    """
    folded = fold_text(question).strip().rstrip(_MARKS)
    match = _GAP.search(_heard(folded))
    if match is None:
        return folded, "", ""
    return folded[: match.start()], match[0], folded[match.end() :]


def says_something(text: str) -> bool:
    """Tell whether more than words of asking and of grammar is in `text`."""
    return any(word not in _EMPTY for word in words(text))


def content_words(text: str) -> list[str]:
    """Return the words of a query that say what it is about, folded, in search mode, unique.

    A date ends before a name that the segmenter does not know: 3月|澜州, which it makes 3|月澜州. Where
    nothing but words of asking is left, all words are returned.
    """
    folded = fold_text(text)
    ends = [
        match.start()
        for match in _IN_A_DATE.finditer(folded)
        if not in_dictionary(folded[match.start() - 1 : match.start() + 1])  # 年|底
    ]
    pieces = (folded[low:high] for low, high in pairwise([0, *ends, len(folded)]))
    found = unique(word for piece in pieces for word in words(piece))
    return [word for word in found if word not in _EMPTY] or found
