"""Read the figure of a thing compared in a sentence that was found for it, with unit and time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from indexer.answer.checking import unsupported
from indexer.answer.citation import checked
from indexer.answer.compared import Compared
from indexer.answer.evidence import Found
from indexer.answer.quantities import Quantity, stated
from indexer.language import fold, fold_text, letters
from indexer.language.questions import content_words
from indexer.language.times import periods_of
from indexer.language.when import shown
from indexer.models import Figure

SCALES = {
    "公里": ("米", Decimal(1000)), "厘米": ("米", Decimal("0.01")), "毫米": ("米", Decimal("0.001")),
    "吨": ("公斤", Decimal(1000)), "克": ("公斤", Decimal("0.001")),
    "平方公里": ("平方米", Decimal(1_000_000)), "公顷": ("平方米", Decimal(10_000)),
}  # fmt: skip
_FAR = 30  # characters from the measure to its figure
_ABOUT = re.compile(r"(?:约|近|超过?|逾|不足|大约|至少|接近|突破|将近)$")
_ABOUT_AFTER = re.compile(r"左右|上下|[多余]|以上|以下")
_CHANGED = re.compile(r"比|较|增|减|升|降|涨|跌|提高|[多少]了|扩大|缩|节[省约]|追加")
_REACHED = re.compile(r"(?:到|至|为|达|达到|是|共|计)(?:了)?(?:约|近|超过?|逾)?$")
_RANGE = re.compile(r"\s*[至到~—–-]+\s*\d")
_LAST_YEARS = "03"  # the month until which a report without a year may be of the year before
_STOP = re.compile(r"[。！？；!?;]")
_RATE = re.compile(
    r"[率比]$|(?:满意|知晓|饱和|透明|集中|支持|信任|湿|纯)度$|比例|比重|占比|百分|[增降涨跌][速幅]$"
)
# What may stand between a measure and its figure: 全长达到2680米, 全长(含引桥)2680米, 产量…，增至19万吨.
_GLUE = re.compile(
    r"(?:(?:增[加长]?|减少?|提[高升]?|上升|下降|升|降低?|涨|跌|扩[大建]?|缩[小减]?|回落|追加|调整|变)[到至为])?"
    r"[约近达到至为是有共合计超过逾仅只的可了已将接突破总累大不足现预完成实终最全今去当年目前经:\s]*"
    r"(?:每[^\d\s,]{1,2})?"
)
_ASIDE = re.compile(r"\([^()]*\)")
_GREW_TO = re.compile(r".{0,4}?(?:增|减|提|升|降|涨|跌|追加|调|扩|变)[^,，]{0,8}?[至到为]")
_NUMBERED = re.compile(r"\d|[〇零一二三四五六七八九十]+号")


@dataclass(frozen=True, slots=True)
class Read:
    """A figure with its number in the smallest unit of its family, and the sentence it stands in."""

    figure: Figure
    number: Decimal
    unit: str
    is_about: bool
    found: Found


def read_figure(asked: Compared, which: int, found: Found) -> Read | None:
    """Return the figure of one of the things in a sentence found for it; None without."""
    sentence = found.sentence
    article, start = sentence.article, _start(asked, which, found)
    if start is None:
        return None
    for quantity, low, high, before in _near_measure(asked, which, sentence.text):
        if asked.units and quantity.unit not in asked.units:
            continue
        if not quantity.unit or (quantity.unit == "%") != _is_rate(asked):
            continue
        number = _number(quantity)
        if number is None:
            continue
        period = _period(asked, which, _told_before(found, low), article.date)
        if period is None:
            continue
        after = fold_text(sentence.text[high : high + 3])
        if _RANGE.match(after):
            continue
        base, scale = SCALES.get(quantity.unit, (quantity.unit, Decimal(1)))
        is_about = (
            quantity.value.startswith("over")
            or bool(_ABOUT.search(before))
            or bool(_ABOUT_AFTER.match(after))
        )
        citation = checked(article, start, sentence.end)
        printed = sentence.text[low:high]
        claim = printed if asked.are_times else f"{asked.things[which]}{printed}"
        if unsupported(claim, [article.title, citation.quote], issue=article.date):
            return None
        figure = Figure(
            of=asked.things[which],
            text=printed,
            value=str(number),
            unit=quantity.unit,
            citation=citation,
            span=(sentence.start + low, sentence.start + high),
            period=period,
        )
        return Read(figure, number * scale, base, is_about, replace(found, answer=figure.span))
    return None


def _start(asked: Compared, which: int, found: Found) -> int | None:
    """Return where to quote from so that the thing is named, None where a sentence is not about it.

    Named in the sentence; or, unless the sentence names the other, in the one before it, or by its
    words in all of these and the headline.
    """
    sentence = found.sentence
    thing, other = asked.things[which], asked.things[1 - which]
    if asked.are_times or names(thing, sentence.text):
        return sentence.start
    before = sentence.article.text[sentence.before : sentence.start]
    if names(other, sentence.text):
        return None
    if names(thing, before) and "\n" not in before:
        return sentence.before
    # 3号线 as a whole: 3 and 号线 stand in 5号线3日开通 too.
    words = [*content_words(thing), *re.findall(r"\d+号\D?", fold_text(thing))]
    held = fold_text(f"{sentence.article.title}\n{sentence.text}")
    if all(_place(word, held) >= 0 for word in words):
        return sentence.start
    held = fold_text(f"{sentence.article.title}\n{before}{sentence.text}")
    is_told = "\n" not in before and all(_place(word, held) >= 0 for word in words)
    return sentence.before if is_told else None


def names(thing: str, text: str) -> bool:
    """Tell whether a text names a thing, by its letters: 3号线 is not named in 13号线."""
    if letters(thing) not in letters(text):
        return False
    return not _NUMBERED.match(fold_text(thing)) or _place(thing, fold_text(text)) >= 0


def _place(thing: str, folded: str, start: int = 0) -> int:
    """Return where folded text has a thing, -1 for nowhere: no 3号线 in 13号线, no 三号线 in 十三号线."""
    thing = fold_text(thing)
    before = r"(?<![\d〇零一二三四五六七八九十])" if _NUMBERED.match(thing) else ""
    found = re.compile(before + re.escape(thing)).search(folded, start)
    return found.start() if found else -1


def _is_rate(asked: Compared) -> bool:
    by_measure = bool(asked.measure and _RATE.search(asked.measure[-1]))
    return by_measure or asked.units == {"%"}


def _near_measure(
    asked: Compared, which: int, text: str
) -> Iterator[tuple[Quantity, int, int, str]]:
    """Yield the figures that stand by the measure asked for: each with its span in `text` and the
    folded words before it.

    A figure of how much it changed (比去年增加2万亩) is none of the measure, nor one of another
    (横跨长江，主跨420米 for 长), nor what it was (由3亿元增至4亿元); beyond the other thing's name
    nothing is of this one.
    """
    folded = fold(text)
    spelt = folded.text
    low, high = 0, len(spelt)
    if not asked.are_times:
        own, other = (fold_text(asked.things[at]) for at in (which, 1 - which))
        low = max(_place(own, spelt), 0)
        if (after := _place(other, spelt, low + len(own))) >= 0:
            high = after
    anchor = asked.label or re.escape(asked.measure[-1] if asked.measure else "")
    if any(word not in spelt for word in asked.measure):
        return
    placed = list(_placed(spelt))
    for match in re.finditer(anchor, spelt[low:high]):
        at = low + match.end()
        said = ""  # since the last figure, dates left out
        is_past = False  # a figure of another measure
        is_strict = bool(asked.label) and "距" not in match[0]  # 距市区12公里
        for quantity, start, end in placed:
            if start < at or start >= high:
                continue
            between = spelt[at:start]
            if start - (low + match.end()) > _FAR or _STOP.search(between) or "分别" in between:
                break  # 长、宽分别为2680米、30米
            said, at = said + between, end
            if quantity.date or quantity.unit.startswith("号"):
                continue
            if said.count("(") > said.count(")") and not _GLUE.fullmatch(said.strip("(")):
                said += quantity.text  # an aside: 全长(含引桥800米)2680米
                continue
            is_change = _CHANGED.search(between) and not _REACHED.search(between)
            was_so = not asked.are_times and re.search("[由从]", between)
            if is_change or (was_so and _GREW_TO.match(spelt, end)):
                is_strict = False  # 高比原计划增加3米，达128米
            elif _leads_to(said, is_strict=is_strict, is_past=is_past):
                yield quantity, *folded.source_span(start, end), between
                break
            else:
                is_past = True
            said = ""


def _leads_to(said: str, *, is_strict: bool, is_past: bool) -> bool:
    """Tell whether the words between a measure and a figure leave it one of the measure.

    After a comma nothing but glue may stand: 主跨采用钢箱梁，桥面宽30米. Where `is_strict` nowhere: 高
    is in 高速公路 too. Past a figure of another measure it must be said anew: 达19万吨.
    """
    said = _ASIDE.sub("", said).removeprefix("(")
    clauses = re.split("[,，、]", said)
    if is_past and not _REACHED.search(said):
        return False
    if is_past or is_strict:
        return _GLUE.fullmatch(said.lstrip(",，") if is_past else said) is not None
    return len(clauses) == 1 or _GLUE.fullmatch(clauses[-1]) is not None


def _placed(folded: str) -> Iterator[tuple[Quantity, int, int]]:
    """Yield the quantities of folded text with their spans in it."""
    at = 0
    for quantity in stated(folded):
        start = folded.find(quantity.text, at)
        if quantity.text and start >= 0:
            at = start + len(quantity.text)
            yield quantity, start, at


def _number(quantity: Quantity) -> Decimal | None:
    """Return the one number that a quantity says, None for 几十, 三分之一 and 两个半."""
    try:
        return Decimal(quantity.value.removeprefix("over "))
    except InvalidOperation:
        return None


def _told_before(found: Found, low: int) -> str:
    """Return the headline, the sentence before and what stands before a figure in its own."""
    sentence = found.sentence
    before = sentence.article.text[sentence.before : sentence.start]
    told = "" if "\n" in before else before
    return f"{sentence.article.title}\n{told}{sentence.text[:low]}"


def _period(asked: Compared, which: int, before: str, issue: str) -> str | None:
    """Return of which time a figure is, "" where its measure has none; None where it is of another
    than was asked.

    The time named last before it, by the day it was printed; else that day's year, unless that had
    hardly begun. A single day stands for its year: what was told on it is as of then.
    """
    wanted = asked.periods[which]
    if asked.is_lasting:
        return ""
    if not issue:
        return None if wanted else ""
    named = [
        one for one in periods_of(before, date.fromisoformat(issue)) if one.since and one.until
    ]
    if wanted and not named and issue[5:7] <= _LAST_YEARS:
        return None
    since, until = f"{issue[:4]}-01-01", f"{issue[:4]}-12-31"
    if named:
        since, until = named[-1].since, named[-1].until
    if since == until:
        since, until = f"{since[:4]}-01-01", f"{since[:4]}-12-31"
    if wanted and (since, until) != (wanted.since, wanted.until):
        return None
    return shown(since, until)
