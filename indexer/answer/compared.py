"""Understand what a question compares: two things or two times, by which measure.

澜江大桥和青石大桥哪座更长    澜江大桥比青石大桥长多少米    2018年和2019年粮食产量相差多少
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from indexer.answer.quantities import stated
from indexer.language import fold_text, tagged_words
from indexer.language.questions import content_words
from indexer.language.times import Period, periods_of
from indexer.language.when import shown

LENGTH = frozenset("米 公里 厘米 毫米".split())
AREA = frozenset("平方米 平方公里 公顷 亩".split())
WEIGHT = frozenset("吨 公斤 克".split())
MONEY = frozenset("元 美元 欧元 港元".split())


@dataclass(frozen=True, slots=True)
class _Way:
    """How a word compares: what is asked of each thing, in which units, after which words it stands."""

    asks: str
    units: frozenset[str]
    label: str


_WAYS = {
    "长短": _Way("全长多少米", LENGTH, r"长度?|里程"),
    "高矮低": _Way("高多少米", LENGTH, r"高度?|海拔"),
    "宽窄": _Way("宽多少米", LENGTH, r"宽度?"),
    "深浅": _Way("深多少米", LENGTH, r"深度?"),
    "远近": _Way("距离多少公里", LENGTH, r"距离?|里程|远|相距|路程"),
    "重轻": _Way("重多少吨", WEIGHT, r"重量?|体重"),
    "大小": _Way("面积是多少", AREA, r"面积|占地"),
    "贵便宜": _Way("多少钱", MONEY, r"价格?|造价|投资(?:总?额|规模|[概估预]算)?|售价?|花费?|费用?"),
}
_ALWAYS = re.compile(r"[长高宽深跨]度?$|海拔|里程|面积|占地|造价|总?投资额?$")  # of no year
_YEARLY = re.compile(  # these are, though they end so
    r"固定资产|(?:工业|民间|外商|基础设施|房地产(?:开发)?)投资|(?:播种?|种植?|收获)面积"
    r"|[春夏秋冬]耕|造林|受灾|竣工|成交|销售|(?:增长|提高)$"
)
_LESS = re.compile(r"[矮低短窄浅近轻小少]|便宜|减|降")
_ADJECTIVE = r"(?:长|短|高|矮|低|宽|窄|深|浅|远|近|重|轻|大|小|多|少|贵|便宜|增加|增长|增多|上升|提高|减少|下降|降低)"
_WHICH = r"(?:哪一?[个座家条所年项届场艘部只位月天]?|谁|何者)"
_THAN = r"(?<![同环占对之相])比(?![例赛分较重值率如方])"
_JOIN = r"(?:和|与|跟|同|及|、|还是)"
_RELATED = re.compile(
    rf"^(?P<a>.+?){_THAN}(?P<b>.+?)(?P<adj>{_ADJECTIVE})(?:了|出)?(?:多少|几)(?P<unit>.*)$"
)
_FORMS = (
    re.compile(
        rf"^(?P<both>.+?{_JOIN}.+?)(?:(?:相比|比起来|之间)?[,，](?P<m1>.{{2,8}}?)|之间)?"
        rf"(?:相差|差距是|差距|差)(?:了|有)?(?:多少|多[大远长高])(?P<unit>.*)$"
    ),
    re.compile(
        rf"^(?P<both>.+?{_JOIN}.+?)(?:相比|比起来|比)[,，]?(?P<m1>.*?)(?P<adj>{_ADJECTIVE})(?:了|出)?(?:多少|几)(?P<unit>.*)$"
    ),
    re.compile(
        rf"^(?P<both>.+?{_JOIN}.+?)(?:相比|比起来|比较|中|之间|两者|里)?[,，]?{_WHICH}(?P<m1>.*?)(?:更|比较|要|最)?(?P<adj>{_ADJECTIVE})(?:一?些)?$"
    ),
    re.compile(
        rf"^{_WHICH}(?P<m1>.*?)(?:更|比较|最)(?P<adj>{_ADJECTIVE})(?:一?些)?[,，:]?(?P<both>.+?还是.+)$"
    ),
    re.compile(rf"^(?P<both>.+?还是.+?)[更最](?P<adj>{_ADJECTIVE})(?:一?些)?$"),
)
_MEASURE_LAST = re.compile(r"(?:面积|人口|海拔|高度|长度|造价|产量)$")
_HELLO = re.compile(r"^(?:请问|请|想知道|问一下)")
_NOISE = re.compile(r"^(?:的|所|在)|(?:的|是|要|,|，|各|各是|分别|都|上)+$")


@dataclass(frozen=True, slots=True)
class Compared:
    """What a question compares: `things` as typed, and what to ask for the figure of each.

    `measure` are the words, folded, that must stand by a figure, none where `label` (a pattern)
    stands before it. `units` are those a figure may have, any where it is empty. `periods` are the
    times that the figures must be of, None for any; `are_times` tells that the times are what is
    compared. A measure that `is_lasting` is of no year. `asks_less` tells 哪个更短 from 哪个更长.
    """

    things: tuple[str, str]
    asks: tuple[str, str]
    measure: tuple[str, ...]
    label: str
    units: frozenset[str]
    periods: tuple[Period | None, Period | None]
    are_times: bool
    is_lasting: bool
    asks_less: bool


def compared(typed: str, today: date) -> Compared | None:
    """Return what a question compares; None where it compares nothing that figures tell.

    今年 and 去年 go by `today`.
    """
    folded = _HELLO.sub("", fold_text(typed).strip().rstrip("?。 "))
    readings: list[tuple[str, Period | None]] = [(folded, None)]
    if len(times := _times(folded, today)) == 1:  # of all that is compared
        (when,) = times
        readings.append((folded[: when.start] + folded[when.end :].lstrip("的,"), when))
    found = (_of(*reading, when, today) for text, when in readings for reading in _readings(text))
    return next(filter(None, found), None)


def _readings(text: str) -> Iterator[tuple[tuple[str, str], str, str, str]]:
    """Yield the two things with what follows them, the measure, the adjective and the unit."""
    if match := _RELATED.match(text):
        yield (match["a"], match["b"]), "", match["adj"], match["unit"]
    for form in _FORMS:
        if match := form.match(text):
            told = match.groupdict()
            for low, high, _ in _joins(told["both"]):
                one, other = told["both"][:low], told["both"][high:]
                if one and other:
                    yield (
                        (one, other),
                        told.get("m1") or "",
                        told.get("adj") or "",
                        told.get("unit") or "",
                    )


def _joins(text: str) -> list[tuple[int, int, bool]]:
    """Return where a text may join things, outside 《》 and “”, and whether by a word of its own.

    Those that are words come first: in 太和殿和乾清宫 the second 和.
    """
    words = {(low, high) for *_, low, high in tagged_words(text)}
    found: list[tuple[int, int, bool]] = []
    for match in re.finditer(_JOIN, text):
        before = text[: match.start()]
        if all(before.count(left) == before.count(right) for left, right in ("《》", "“”")):
            found.append((match.start(), match.end(), match.span() in words))
    return sorted(found, key=lambda join: not join[2])


def _of(
    both: tuple[str, str], more: str, adjective: str, unit: str, when: Period | None, today: date
) -> Compared | None:
    one, other = both
    first, second = _times(one, today), _times(other, today)
    times: tuple[Period | None, Period | None] = (when, when)
    are_times = len(first) == len(second) == 1
    if are_times:
        times = first[0], _year_before(second[0], first[0])
        if times[1] is None or _days(times[0]) == _days(times[1]):
            return None  # 2022年比去年, asked in 2023
        things = (first[0].words, second[0].words)
        before, after = one[: first[0].start], one[first[0].end :]
        measure = (
            _clean(before + after.lstrip("的")) + _clean(other[second[0].end :]) + _clean(more)
        )
    elif first or second:
        return None
    else:
        one, own = _parted(one, "")
        other, others = _parted(other, one)
        if not own and not others:
            one, other, own = _shared(one, other)
        if not own and not others:
            one, own = _parted(one, other)
        if own and others and own not in others and others not in own:
            one, own = f"{one}的{own}", ""  # 云浦的签约项目|和丝绸园的|产值
        last = _MEASURE_LAST.search(other)
        if own and not others and last and last.start():
            other = other[: last.start()]
            if own != last[0]:  # 白鹭镇的|茶园和菜地|面积 are both of the 镇
                one, other, own = f"{one}的{own}", f"{one}的{other}", last[0]
        things = (_clean(one), _clean(other))
        measure = others or own
        more = _clean(_without_kind(more, things))
        if not measure and not more and (last := _MEASURE_LAST.search(things[1])):
            things, measure = (things[0], things[1][: last.start()]), last[0]
        if any(is_word for thing in things for *_, is_word in _joins(thing)):
            return None  # three things
        if any(is_word and not low for low, _, is_word in _joins(measure)):
            return None
        measure = measure if measure.endswith(more) else measure + more
    if not all(things) or things[0] == things[1] or max(map(len, things)) > 30:
        return None
    way = next(
        (way for adjectives, way in _WAYS.items() if adjective and adjective in adjectives), None
    )
    words = tuple(content_words(measure)) if measure else ()
    if not words and (way is None or are_times):
        return None
    much = "是多少" if "百分点" in unit else f"是多少{unit}"  # a rate itself is told in %
    asked = f"的{measure}{much}" if measure else way.asks if way else ""
    if are_times:
        one, other = (shown(time.since, time.until) for time in times if time)
        asks = (f"{one}{measure}{much}", f"{other}{measure}{much}")
    else:
        told = when.words if when else ""
        asks = (f"{told}{things[0]}{asked}", f"{told}{things[1]}{asked}")
    lasting = not measure or bool(_ALWAYS.search(measure) and not _YEARLY.search(measure))
    return Compared(
        things=things,
        asks=asks,
        measure=words,
        label="" if words or way is None else way.label,
        units=_family(unit) or (way.units if way and not words else frozenset()),
        periods=times,
        are_times=are_times,
        is_lasting=lasting and not are_times and when is None,
        asks_less=bool(adjective and _LESS.search(adjective)),
    )


def _parted(text: str, like: str) -> tuple[str, str]:
    """Return the thing and the measure that follows it: 青石大桥|的造价, 柳林镇|户数 beside 白鹭镇."""
    depth = 0
    for at, char in enumerate(text):
        depth += (char == "《") - (char == "》")
        if char == "的" and at and not depth:
            return text[:at], _clean(text[at + 1 :])
    at = text.find(like[-1:], 1) if like and like[-1] != "》" else text.find("》")
    return (text[: at + 1], _clean(text[at + 1 :])) if at > 0 else (text, "")


def _shared(one: str, other: str) -> tuple[str, str, str]:
    """Return the things and the measure that stands after both: 澜江大桥主跨, 青石大桥主跨."""
    found = one, other, ""
    for (_, _, left, _), (_, _, right, _) in zip(
        reversed(tagged_words(one)), reversed(tagged_words(other)), strict=False
    ):
        is_same = one[left:] == other[right:]
        if not is_same or not left or not right or one[left - 1] != other[right - 1]:
            break
        if re.search(r"\d号?$", one[:left]):
            break  # 3号线, 13号线
        found = one[:left], other[:right], one[left:]
    return found


def _without_kind(more: str, things: tuple[str, str]) -> str:
    """Return the measure without what the things are called in 哪座大桥, 哪个镇户数."""
    for length in range(len(more), 0, -1):
        if all(thing.endswith(more[:length]) for thing in things):
            return more[length:]
    return more


def _clean(text: str) -> str:
    while (cleaned := _NOISE.sub("", text.strip())) != text:
        text = cleaned
    return text


def _times(text: str, today: date) -> list[Period]:
    """Return the times of a question, by the day it is asked on alone."""
    return [one for one in periods_of(text, today) if one.since and one.until]


def _year_before(time: Period, first: Period) -> Period | None:
    """Return a time as it is beside another: 上年 is the year before that; None where that is no year."""
    if time.words != "上年":
        return time
    year = int(first.since[:4])
    if _days(first) != (f"{year}-01-01", f"{year}-12-31"):
        return None
    return replace(time, since=f"{year - 1}-01-01", until=f"{year - 1}-12-31")


def _days(time: Period | None) -> tuple[str, str] | None:
    return (time.since, time.until) if time else None


def _family(unit: str) -> frozenset[str]:
    """Return the units that go with one: 公里 with 米, % for 百分点; none for none."""
    if "百分点" in unit:
        return frozenset({"%"})
    read = stated(f"1{unit}") if unit else []
    named = read[0].unit if read and not read[0].date else unit
    families = (family for family in (LENGTH, AREA, WEIGHT, MONEY) if named in family)
    return next(families, frozenset({named}) if named else frozenset())
