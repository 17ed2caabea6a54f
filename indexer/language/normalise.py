"""Fold text to the one form that the index holds and queries are turned into.

Each character is folded by itself, never in context, so that a phrase folds to the same characters
wherever it stands: compatibility forms by NFKC (３０万吨 -> 30万吨) and the radicals it leaves
(⻓ -> 长), case (ＲＣＥＰ -> rcep), then traditional and variant characters to simplified by
OpenCC's character table (裏, 裡 -> 里). A fold that lengthens the text (㎡ -> m2) keeps a map, so
that what is found is shown in the page's own glyphs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version

import opencc

from indexer.language.radicals import PRINTED_FORMS

# Forms of old newspapers that OpenCC's table leaves as they are.
_OLD_FORMS = {
    "畧": "略", "隂": "阴", "緜": "绵", "穉": "稚", "吿": "告", "鉄": "铁", "歴": "历",
    "覊": "羁", "寗": "宁", "徧": "遍", "惪": "德", "犇": "奔", "攷": "考", "恠": "怪",
    "叅": "参", "冣": "最", "冐": "冒", "刦": "劫", "卽": "即", "厠": "厕", "呌": "叫",
    "囬": "回", "塲": "场", "夀": "寿", "姸": "妍", "寃": "冤", "尙": "尚", "廹": "迫",
    "擧": "举", "敍": "叙", "欵": "款", "歩": "步", "毎": "每", "淸": "清", "溫": "温",
    "産": "产", "絶": "绝", "脫": "脱", "舘": "馆", "荅": "答", "虛": "虚", "衞": "卫",
    "觧": "解", "誉": "誉", "賔": "宾", "郞": "郎", "鄕": "乡", "録": "录", "閙": "闹",
    "靑": "青", "頥": "颐", "飬": "养", "髙": "高", "黃": "黄", "黙": "默", "鼡": "鼠",
}  # fmt: skip

CHINESE_FIGURES = {ord(char): str(value) for value, char in enumerate("〇一二三四五六七八九")} | {
    ord("零"): "0"
}
_IN_YEARS = CHINESE_FIGURES | {ord("○"): "0"}  # a circle by itself is a mark
# Figures one after another, as years are written: 二〇一九, 一九九八; not 五六个, not 三四百.
_YEAR = re.compile(
    r"(?<![十百千万亿一二三四五六七八九])(?=[一二三四五六七八九]*[〇○]|[一二三四五六七八九]{4})"
    r"[〇○一二三四五六七八九]{2,}(?![十百千万亿])"
)
_FOUR = re.compile(r"[一二三四五六七八九]{4}")
_NOUGHT = re.compile(r"(?<=[十百千万亿])○(?=[一二三四五六七八九十])")  # 一百○五 is 一百〇五

_IDEOGRAPHS = ((0x3400, 0xA000), (0xF900, 0xFB00), (0x20000, 0x2FA20))


@dataclass(frozen=True, slots=True)
class Folding:
    """Which forms count as the same; a query may switch each off."""

    variants: bool = True  # traditional and variant characters: 裏 = 里
    width: bool = True  # full and half width, compatibility forms, case: Ａ = a
    numbers: bool = True  # Chinese figures in a row: 二〇一九 = 2019


# 該橋 as 该桥; marks, figures and places stay as they are.
GLYPHS = Folding(width=False, numbers=False)


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text, and where each of its characters came from.

    `offsets` is None where folding kept the length; else `offsets[i]` is the index in the source of
    the character that `text[i]` came from, with one more entry for the end.
    """

    text: str
    offsets: Sequence[int] | None = None

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the source text that `text[start:end]` came from."""
        if self.offsets is None:
            return start, end
        if end <= start:
            return self.offsets[start], self.offsets[start]
        return self.offsets[start], self.offsets[end - 1] + 1


def fold(text: str, folding: Folding = Folding()) -> Folded:
    """Fold `text` and keep the way back."""
    table = _table(folding.variants, folding.width)
    folded = text.translate(table)
    offsets = None
    if len(folded) != len(text):  # a fold never shortens: where the length stays, so do places
        pieces = [table.get(ord(char), char) for char in text]
        offsets = (*(index for index, piece in enumerate(pieces) for _ in piece), len(text))
    return Folded(_figures(folded) if folding.numbers else folded, offsets)


def fold_text(text: str) -> str:
    """Fold `text` where the way back is not needed."""
    return _figures(text.translate(_table()))


def simplified(text: str) -> str:
    """Return `text` in simplified characters, each in its place; marks stay as they are."""
    folded = fold(text, GLYPHS)
    return folded.text if folded.offsets is None else text


def _figures(folded: str) -> str:
    """Turn years in Chinese figures into digits, and circles in other numbers into 〇, one for one."""
    if "〇" not in folded and "○" not in folded and not _FOUR.search(folded):
        return folded
    folded = _NOUGHT.sub("〇", folded)
    return _YEAR.sub(lambda found: found[0].translate(_IN_YEARS), folded)


def changed_codes() -> Iterable[int]:
    """Return the code points of all characters that folding changes."""
    return _table()


@cache
def kept_apart(folding: Folding) -> frozenset[str]:
    """Return the characters that have another form which `folding`, with switches off, keeps apart."""
    found: set[str] = set()
    if not folding.numbers:
        found.update("0123456789○", map(chr, CHINESE_FIGURES))
    for is_on, table in ((folding.variants, (True, False)), (folding.width, (False, True))):
        if not is_on:
            found.update(*((chr(code), *folded) for code, folded in _table(*table).items()))
    return frozenset(found)


def folding_version() -> str:
    """Name the tables folding depends on, for an archive to record."""
    return (
        f"nfkc-{unicodedata.unidata_version}+opencc-{version('opencc')}"
        "+radicals-1+old-forms-1+figures-2"
    )


@cache
def _table(variants: bool = True, width: bool = True) -> dict[int, str]:
    """Return code point -> folded string, for every character that folding changes."""
    table: dict[int, str] = {}
    for code in range(0x10000) if width else ():
        char = chr(code)
        folded = unicodedata.normalize("NFKC", PRINTED_FORMS.get(char, char)).casefold()
        # Dropping a character (a soft hyphen) would shift offsets; a lone surrogate is left alone.
        if folded != char and folded:
            table[code] = folded
    if not variants:
        return table
    ideographs = [chr(code) for low, high in _IDEOGRAPHS for code in range(low, high)]
    compatible = [unicodedata.normalize("NFKC", char) for char in ideographs]
    simplified = opencc.OpenCC("t2s").convert("\n".join(compatible)).split("\n")
    for char, target in zip(ideographs, simplified, strict=True):
        target = _OLD_FORMS.get(target, target)
        if target != char:
            table[ord(char)] = target
    for char, target in _OLD_FORMS.items():
        table.setdefault(ord(char), target)
    for code, target in list(table.items()):  # ㊥ and its like: NFKC first, then simplified
        if any(ord(char) in table for char in target):
            table[code] = target.translate(table)
    return table
