"""Read the numbers, dates and units in text, so that one written in two ways is the same.

３万人次, 三万人次 and 30000人次 are one quantity; so are 百分之三十, 三成 and 30%. Chinese figures are read
by cn2an; what it cannot read (五六百) is kept as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from indexer.language import fold_text
from indexer.language.time_words import NAMED_YEARS, NUMBERED

_FIGURES = "〇零一二两三四五六七八九十廿百千万亿"
_BODY = (
    rf"(?:\d+(?:,\d{{3}})+|\d+)(?:\.\d+)?[百千万亿]*(?:\d+[百千万亿]+|[{_FIGURES}]+)*\d*"
    rf"|[一二两三四五六七八九十廿百千万亿零〇][{_FIGURES}]*(?:点[〇零一二三四五六七八九]{{1,12}}(?![十分]))?"
)
# What is counted, longest first; what is not listed is no unit.
_UNITS = (
    "个百分点 百分点 平方公里 平方千米 立方公里 平方米 立方米 平方 立方 公里/小时 千瓦时 万千瓦 千瓦 兆瓦 美元 欧元 港元 "
    "日元 英镑 卢布 韩元 澳元 人民币 人次 车次 架次 班次 人 名 位 口 户 家 元 块 角 公里 千米 厘米 毫米 纳米 海里 米 里 "
    "公顷 亩 吨 公斤 千克 毫克 克 斤 毫升 升 个月 个小时 个半小时 小时 分钟 秒钟 秒 周年 周岁 年 月 日 号 天 周 "
    "岁 摄氏度 度 届 次 期 期次 场 辆 艘 架 台 套 件 条 座 栋 幢 层 张 篇 册 卷 本 部 集 章 页 所 间 项 起 例 "
    "万吨 级 倍 折 成 时 点 分 版 集 轮 局 环 枚 门 股 支 队 株 棵 头 只 匹 尾 箱 瓶 公斗 km2 km kg cm mm m2 m3 m "
    "% ‰ °c 个"
).split()
_SAME_UNIT = {
    "名": "人", "位": "人", "口": "人", "块": "元", "人民币": "元", "号": "日", "平方": "平方米",
    "立方": "立方米", "千米": "公里", "平方千米": "平方公里", "千克": "公斤", "km": "公里", "km2": "平方公里",
    "kg": "公斤", "cm": "厘米", "mm": "毫米", "m2": "平方米", "m3": "立方米", "m": "米",
    "个百分点": "百分点", "个小时": "小时", "摄氏度": "℃", "°c": "℃", "点": "时", "幢": "栋", "秒钟": "秒",
}  # fmt: skip
# What 个 stands for where things are counted: 3个部门 are 3部门. Of persons it is 人: 12个学生.
_COUNTERS = frozenset("项家座处件所间支台套条场张只栋起例枚门株棵头部局队层环轮股集章篇")
_PERSON = re.compile(
    r"人(?![民才工大文口])|学[生员徒]|孩子?|[男女][孩生]|老[人师]|儿童|同学|[村居市农渔]民|职工|工人|选手|病人|战士|干部|[队党会]员"
)
_WHICH = re.compile(rf"(?:[、和与及至到](?:{_BODY})号)+({NUMBERED})")  # after 3号: 、5号线
_UNIT = "|".join([rf"号{NUMBERED}", *map(re.escape, sorted(set(_UNITS), key=len, reverse=True))])
# The sign of what can be less than none (增长-2.3%, -5至3℃); in 运-12 and 3-5人 it is none.
_SIGNS = "−–-"
_MINUS = (
    rf"(?<![a-z\d.—吨亩斤人{_SIGNS}])[{_SIGNS}]"
    r"(?=[\d.]+(?:[至到~-]{1,2}[\d.]+)?\s?(?:%|‰|°c|摄氏度|度|个?百分点|[百千万亿]*元))"
)
_QUANTITY = re.compile(
    rf"(?P<before>第|零下|负|[几数]|{_MINUS})?"
    rf"(?:(?P<parts>百|千|万|{_BODY})分之)?"
    rf"(?<![a-z\d.])(?P<body>{_BODY})(?P<over>[余多几])?(?P<more>[百千万亿]+)?\s?"
    rf"(?P<unit>{_UNIT})?(?P<half>半)?"
)
# 去年4月: a year told by the day of print, where the month it belongs to follows.
_YEAR_OF_MONTH = re.compile(r"([前去今明后]年)的?(?=\s?(?:\d{1,2}|[一二三四五六七八九十]{1,2})月)")
_YEARS_ON = NAMED_YEARS | {"后年": 2}
_PLACES = {"年": 0, "月": 1, "日": 2}
_PARTS = {"百": 100, "千": 1000, "万": 10_000}
_TENS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_ISO = re.compile(r"(?<!\d)(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?!\d)")
_CLOCK = re.compile(r"(?<!\d)(\d{1,2}):(\d{2})(?!\d)")
# 一 that counts nothing.
_NO_NUMBER = re.compile(
    r"(?<![点〇零一二两三四五六七八九十百千万])一(?:些|般|直|起|样|定|切|旦|边|时|致|向|同|下|再|律|概|面|方面|系列|带|体|线|番|味|并|度|种|举)"
    r"|(?<!第)一个(?!百分点|月|小时|半)|[统唯同单专]一|万一|(?<![〇零一二两三四五六七八九])十分(?![钟之])|百家姓|千方百计|万[众物事科]|三农|百姓|百货|四[处周]|八方"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and what it counts, as printed in `text`.

    `value` is the number in figures, or the words themselves where they say no one number (几十);
    "over" in front is 余 or 多. A date has (year, month, day), "" for what is not said, and neither
    value nor unit.
    """

    value: str
    unit: str
    text: str
    date: tuple[str, str, str] | None = None


def quantities(texts: Iterable[str], issue: str = "") -> list[Quantity]:
    """Return the quantities of texts that belong together, in order.

    What a date leaves out it takes from the one before: 2019年8月3日至5日. Where none before has a
    year, 4月30日 is of the year of the `issue` (an ISO day) it is printed in, if that month has been.
    去年4月30日 is of the year before the issue, and without one of no year that is known.
    """
    found: list[Quantity] = []
    year = month = ""
    for told, piece in (piece for text in texts for piece in _by_year(text)):
        if told:
            year = str(int(issue[:4]) + _YEARS_ON[told]) if issue else ""
        for item in stated(piece):
            if item.date:
                month = item.date[1] or ("" if item.date[0] else month)
                year = item.date[0] or year
                is_past = bool(issue and month) and int(month) <= int(issue[5:7] or 0)
                item = replace(
                    item, date=(year or (issue[:4] if is_past else ""), month, item.date[2])
                )
            found.append(item)
    return found


def _by_year(text: str) -> Iterator[tuple[str, str]]:
    """Yield `text` cut where a month has its year in words: ("", 2019年开工，), (今年, 5月完工)."""
    pieces = _YEAR_OF_MONTH.split(fold_text(text))
    yield "", pieces[0]
    yield from zip(pieces[1::2], pieces[2::2], strict=True)


def stated(text: str) -> list[Quantity]:
    """Return the quantities of `text` with nothing added to its dates."""
    return _joined(_read(text))


def supports(held: Iterable[Quantity], wanted: Quantity) -> bool:
    """Tell whether one of `held` says what `wanted` says.

    Units must be the same where both have one, or one be 个 and the other count things; of a date,
    what it states.
    """
    return any(_same(one, wanted) for one in held)


def _same(one: Quantity, wanted: Quantity) -> bool:
    if wanted.date:
        return one.date is not None and all(
            not says or says == other for says, other in zip(wanted.date, one.date, strict=True)
        )
    return not one.date and one.value == wanted.value and _same_unit(one.unit, wanted.unit)


def _same_unit(one: str, other: str) -> bool:
    if not one or not other or one == other:
        return True
    return (one == "个" and other in _COUNTERS) or (other == "个" and one in _COUNTERS)


def _read(text: str) -> list[tuple[Quantity, int, int]]:
    """Return the quantities of `text`, each date part by itself, with their spans in folded text."""
    folded = _ISO.sub(r"\1年\2月\3日", fold_text(text))
    folded = _CLOCK.sub(r"\1时\2分", folded)
    folded = _NO_NUMBER.sub(lambda match: "·" * len(match[0]), folded)
    found: list[tuple[Quantity, int, int]] = []
    for match in _QUANTITY.finditer(folded):
        unit = match["unit"] or ""
        if not unit and re.match(r"[a-z]", folded[match.end() :]):
            continue  # 5g, 3d: names
        if unit.isascii() and unit.isalnum() and re.match(r"[a-z]", folded[match.end() :]):
            unit = ""
        if unit == "个" and _PERSON.match(folded, match.end()):
            unit = "人"
        if unit == "号" and (which := _WHICH.match(folded, match.end())):
            unit += which[1]
        start, item = match.start(), _quantity(match, unit)
        if item.text[0] in _SIGNS and found and start == found[-1][2]:  # 5℃-8℃: from, to
            start += 1
            item = replace(item, value=item.value.replace("-", "", 1), text=item.text[1:])
        found.append((item, start, match.end()))
    return found


def _quantity(match: re.Match[str], unit: str) -> Quantity:
    value = _value(match["body"], match["more"] or "")
    unit = _SAME_UNIT.get(unit, unit)
    if parts := match["parts"]:
        whole = Decimal(_PARTS[parts]) if parts in _PARTS else _value(parts, "")
        if whole == 100:
            unit = "%"
        elif isinstance(value, Decimal) and isinstance(whole, Decimal) and whole:
            value = f"{plain(value)}/{plain(whole)}"
    if unit == "成" and isinstance(value, Decimal):
        value, unit = value * 10, "%"
    shown = plain(value) if isinstance(value, Decimal) else value
    before = match["before"] or ""
    if before in ("零下", "负", *_SIGNS):
        shown = f"-{shown}"
    elif before:  # 第3 is no 3, 几十 no 10
        shown = f"{before}{shown}"
    shown = f"over {shown}" if match["over"] else shown
    if match["half"] and unit:
        shown += " and a half"
    return Quantity(shown, unit, match[0].strip())


def _value(body: str, more: str) -> Decimal | str:
    """Return the number, or its words where they say no one number."""
    body = body.replace(",", "")
    digits = re.fullmatch(r"(\d+(?:\.\d+)?)([百千万亿]*)", body)
    if not digits:
        import cn2an  # takes 0.15 s
    try:
        if digits:
            value, more = Decimal(digits[1]), digits[2] + more
        else:
            value = Decimal(str(cn2an.cn2an(body, "smart")))
    except (ValueError, ArithmeticError, KeyError, IndexError):
        return body + more
    for char in more:
        value *= _TENS[char]
    return value


def plain(value: Decimal) -> str:
    """Return a number in figures, without the zeros at its end."""
    shown = format(value, "f")  # Decimal.normalize would round a long number
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def _joined(read: list[tuple[Quantity, int, int]]) -> list[Quantity]:
    """Join the year, month and day of one date; 3年 is how long, no year."""
    found: list[Quantity] = []
    last_end, last_place = -1, 9
    for item, start, end in read:
        place = _PLACES.get(item.unit, 9) if item.value.isdigit() else 9
        if place == 9 or (place == 0 and not re.fullmatch(r"[12]\d{3}", item.value)):
            found.append(item)
            last_end, last_place = -1, 9
            continue
        says = ["", "", ""]
        text = item.text
        if start == last_end and last_place < place:
            before = found.pop()
            says = list(before.date or says)
            text = before.text + text
        says[place] = item.value
        found.append(Quantity("", "", text, (says[0], says[1], says[2])))
        last_end, last_place = end, place
    return found
