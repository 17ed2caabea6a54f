"""Join the halves of an article that goes on upon another page of its issue: 下转第3版, 上接第1版."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.models import Article, Page, Role

_PAGE = r"(?:[\dA-Da-d]{1,4}|[一二三四五六七八九十]{1,3})"
_MARK = re.compile(
    r"[（(【\[]?\s*(?:(?P<on>下?[转轉])|(?P<from>[上紧緊]接))(?:第)?\s*"
    rf"(?P<pages>{_PAGE}(?:[、，,]{_PAGE})*)\s*版"
)
_EDGE_CHARS = 40
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Jump:
    """Where an article says it goes on (`forward`) or comes from: a page's number, plain."""

    page: str
    forward: bool


def jumps_of(article: Article, page: Page) -> list[Jump]:
    """Return the jumps that an article's lines, or the edges of its text, announce."""
    marked = [page.text[part.start : part.end] for part in article.parts if part.role is Role.JUMP]
    edges = [article.text[:_EDGE_CHARS], article.text[-_EDGE_CHARS:]]
    found = [match for text in (*marked, *edges) for match in _MARK.finditer(text)]
    jumps = [
        Jump(plain_number(number), bool(match["on"]))
        for match in found
        for number in re.split(r"[、，,]", match["pages"])
    ]
    return list(dict.fromkeys(jumps))


def other_half(
    article: Article, page: Page, jump: Jump, there: Sequence[tuple[Article, Page]]
) -> Article | None:
    """Return the article of `there`, the articles of the page jumped to, that is the other half.

    It announces the way back; of several the one whose headline shares most with this one's.
    """
    back = Jump(plain_number(page.number), not jump.forward)
    answers = [other for other, its in there if back in jumps_of(other, its)]
    return max(answers, key=lambda other: _likeness(article, other), default=None)


def plain_number(number: str) -> str:
    """Return a page's number without what varies: 第０3版, 三, 3版：要闻 and 3 are "3", A03 is "A3"."""
    text = unicodedata.normalize("NFKC", number)
    text = re.sub(r"版\s*:.*", "", text, flags=re.DOTALL).strip("第版 ").upper()
    if text and all(char in _DIGITS + "十" for char in text):
        tens, ten, ones = text.rpartition("十")
        text = str(
            (_DIGITS.find(tens) if tens else 1) * 10 * bool(ten) + max(_DIGITS.find(ones), 0)
        )
    return re.sub(r"(?<!\d)0+(?=\d)", "", text)


def _likeness(left: Article, right: Article) -> tuple[int, str]:
    pairs = [_pairs(article.kicker + article.title) for article in (left, right)]
    return len(pairs[0] & pairs[1]), right.id


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}
