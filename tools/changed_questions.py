"""Change one detail of a question, so that what answered it no longer does.

A paper prints much that is nearly what was asked: last year's figure, the women's final. What reads
sentences must learn that these do not answer; questions that people wrote for it are too few.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from indexer.language import tagged_words

_NAMES = ("nr", "ns", "nt", "nz")  # persons, places, bodies, other names, by jieba
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NUMBER = re.compile(r"(?<![\d.])\d{1,3}(?![\d.])")
# Either for the other.
_PAIRS = [
    tuple(pair.split("/"))
    for pair in (
        "男单/女单 男双/女双 男子/女子 男篮/女篮 男足/女足 男性/女性 冠军/亚军 冠军/季军 金牌/银牌 金牌/铜牌 最高/最低 最大/最小 最多/最少 最早/最晚"
        " 上半年/下半年 年初/年底 上午/下午 首次/最近一次 增长/下降 上涨/下跌 进口/出口 收入/支出 净利润/营业收入 净利润/市值 导演/编剧 导演/主演"
        " 董事长/总经理 主席/秘书长 市长/市委书记 开工/竣工 开始/结束 开幕/闭幕 开放/关闭 出生/去世 死亡/受伤 长度/宽度 高度/长度 面积/人口 本科/硕士"
        " 小学/初中 中学/小学 地铁/高铁 机场/火车站 医院/学校 公司/协会 大学/医院 东部/西部 南部/北部 国内/国外 线上/线下 一等奖/二等奖 起点/终点"
        " 白天/夜间 成人/儿童 新增/累计 买入/卖出 主队/客队 父亲/母亲 儿子/女儿 哥哥/弟弟 丈夫/妻子"
    ).split()
]


def names_of(questions: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """Return the names in questions by jieba's flag: what can stand in place of another one."""
    found: dict[str, list[str]] = defaultdict(list)
    for one in questions:
        for word, flag, *_ in tagged_words(one):
            if flag in _NAMES and len(word) > 1:
                found[flag].append(word)
    return found


def changed(
    question: str,
    names: Mapping[str, Sequence[str]],
    chance: random.Random,
    is_said: Callable[[str], bool],
) -> str | None:
    """Return the question with another year, number, name or opposite, None where it has none.

    `names` is what `names_of` gives. What is put in must not be said where the answer stands, as
    `is_said` tells: that might answer the new question too.
    """
    found = []
    for pattern, most in ((_YEAR, 3), (_NUMBER, 20)):
        for match in pattern.finditer(question):
            other = str(int(match[0]) + chance.choice([-1, 1]) * chance.randint(1, most))
            found.append((match.start(), match.end(), other.lstrip("-")))
    for pair in _PAIRS:
        for old, new in (pair, pair[::-1]):
            if (at := question.find(old)) >= 0:
                found.append((at, at + len(old), new))
    for word, flag, start, end in tagged_words(question):
        if names.get(flag) and len(word) > 1:
            found.append((start, end, chance.choice(names[flag])))
    chance.shuffle(found)
    for start, end, new in found:
        if new != question[start:end] and not is_said(new):
            return question[:start] + new + question[end:]
    return None
