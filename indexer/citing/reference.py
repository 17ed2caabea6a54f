"""Gather what a reference says of an article: nothing is invented, what is unknown is ""."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from indexer.anchors import Anchor, address_parameters, anchor_of, identifier
from indexer.models import Article

# 本报评论员, 江城晚报编辑部: printed where a name would stand, and cited as the author it is.
_CORPORATE = re.compile(
    r"(?![据據])[一-鿿]{2,12}(?:[评評][论論][员員部]|[编編][辑輯]部|[課课][題题][组組]|工作[组組])"
)
_DASHES = "—–-─━―﹣－～~ \u3000"
# －5℃！江城入冬, -12℃, –3.2%的背后: one dash before a figure is its sign, unless it is a year.
_SIGNED = re.compile(r"[—–\-─━―﹣－−]\s?(?=\d)(?!\d{4}年)")
_DASH_AND_SIGN = re.compile(r"[—─━―]{2,4}(?=[–\-﹣－−]\d)")  # ——－5℃的早晨
_PAGE = re.compile(
    r"第?\s{0,2}([A-Za-z]?[\d〇零一二三四五六七八九十]{1,4})\s{0,2}版(?:\s{0,2}[:：].*)?"
)
# 3, A03, 1-2, B叠3, 四; not 头版, 要闻版, B叠, A1要闻
_COUNTED = re.compile(r"[A-Za-z\d](?:.*[A-Za-z\d])?|[〇零一二三四五六七八九十]+")
_PAGES = re.compile(r"\d+(?:[-–—~～、,，/+]\d+)*")
_WIDE = str.maketrans(
    {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B) if chr(code).isalnum()}
)


@dataclass(frozen=True, slots=True)
class Reference:
    """What is known of an article that is cited, each value on one line.

    `authors` are persons in the order printed, or with `corporate` the one agency or office that
    signed. `subtitle` is one that is printed with a dash before it (——记…), without the dash: it
    is part of the title; `decks` are the kicker and a subtitle of the other kind, which are not.
    `quote` is "" where the whole article is cited. `url` is the deep link, "" where no address is
    known; `accessed` the day (ISO) it was looked at. `mark` is that of the words, "" where they have
    no letters.
    """

    article_id: str
    identifier: str
    title: str = ""
    subtitle: str = ""
    decks: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    corporate: bool = False
    newspaper: str = ""
    date: str = ""
    page: str = ""
    section: str = ""
    quote: str = ""
    url: str = ""
    accessed: str = ""
    mark: str = ""

    @property
    def key(self) -> str:
        """Return a short name in ASCII, the same for the same words of the same article.

        Neither the article's number nor the place of the words is in it: a manuscript that cites it
        outlives a reindex. An article printed twice has it twice; see `with_keys`.
        """
        words = (self.newspaper, self.date, self.title, self.mark)
        named = "\0".join(words) if self.mark else self.identifier
        digest = hashlib.sha256(named.encode("utf-8", "surrogatepass")).hexdigest()
        return "-".join(filter(None, ("jianbao", self.date, digest[:8])))


def reference_of(
    article: Article, anchor: Anchor | None = None, *, public_url: str = "", accessed: str = ""
) -> Reference:
    """Return the reference of an article, or of the words of it that `anchor` names.

    `public_url` is the address of the page, such as https://archive.example; with it the reference
    has a deep link.
    """
    wanted = cited_anchor(article, anchor)
    authors, corporate = _authors(article)
    subtitle = _line(article.subtitle)
    part = _part_of_title(subtitle)
    return Reference(
        article_id=article.id,
        identifier=identifier(wanted),
        title=_line(article.title),
        subtitle=part,
        decks=tuple(filter(None, (_line(article.kicker), "" if part else subtitle))),
        authors=authors,
        corporate=corporate,
        newspaper=_line(article.newspaper),
        date=article.date,
        page=page_number(article.page),
        section=_line(article.section),
        quote=_line(article.text[wanted.start : wanted.end]),
        url=deep_link(wanted, public_url) if public_url else "",
        accessed=accessed if public_url else "",
        mark=wanted.mark,
    )


def cited_anchor(article: Article, anchor: Anchor | None = None) -> Anchor:
    """Return `anchor`, or that of the whole article where none or all of the text is meant.

    Where a word was corrected or added since, …@65-… is found again and …@0-71.65-… is not.
    """
    if anchor and anchor.end and (anchor.start, anchor.end) != (0, len(article.text)):
        return anchor
    return anchor_of(article)


def with_keys(references: Sequence[Reference]) -> list[tuple[str, Reference]]:
    """Return each reference with its key; a second holder of one has -2 after it."""
    seen: Counter[str] = Counter()
    keyed = []
    for one in references:
        seen[one.key] += 1
        keyed.append((one.key if seen[one.key] == 1 else f"{one.key}-{seen[one.key]}", one))
    return keyed


def deep_link(anchor: Anchor, public_url: str = "") -> str:
    """Return the address that shows the words of `anchor`; without `public_url`, a path."""
    return f"{public_url.rstrip('/')}/article?{urlencode(address_parameters(anchor))}"


def byline_line(article: Article) -> str:
    """Return who wrote it, in one line: names with 、 between, else the agency, else the line."""
    return "、".join(article.byline.names) or article.byline.agency or article.byline.text


def page_number(number: str) -> str:
    """Return a page's number as people say it; where it `is_counted` it goes between 第 and 版.

    01, 第1版 and ０１ -> 1, 01-02 -> 1-2; A03 and B叠 stay.
    """
    plain = _PAGE.sub(r"\1", number.strip().translate(_WIDE)).removeprefix("第") or number
    if not _PAGES.fullmatch(plain):
        return plain
    return re.sub(r"\d+", lambda digits: digits[0].lstrip("0") or digits[0], plain)


def is_counted(number: str) -> bool:
    """Tell a page's number, as people say it, from a name: 头版 and 要闻版 are no 第头版版."""
    return _COUNTED.fullmatch(number) is not None


def page_label(number: str) -> str:
    """Return what a page is called: 第1版, 头版; "" where its number is not known."""
    called = page_number(number)
    return f"第{called}版" if is_counted(called) else called


def _part_of_title(subtitle: str) -> str:
    """Return what a dash makes part of the title (——记…), without the dash; "" where none does."""
    if not subtitle or subtitle[0] not in _DASHES or _SIGNED.match(subtitle):
        return ""
    if dash := _DASH_AND_SIGN.match(subtitle):
        return subtitle[dash.end() :].rstrip(_DASHES)
    return subtitle.strip(_DASHES)


def _authors(article: Article) -> tuple[tuple[str, ...], bool]:
    """Return the authors, without 记者 and 通讯员, and whether that is an agency or an office."""
    byline = article.byline
    if names := tuple(filter(None, map(_line, byline.names))):
        return names, False
    if signed := _CORPORATE.search(byline.text):  # before the agency: 新华社评论员
        return (signed.group(),), True
    return ((byline.agency,), True) if byline.agency else ((), False)


def _line(text: str) -> str:
    """Return `text` on one line, without control characters: it goes into files of many formats."""
    shown = (char for char in text if unicodedata.category(char) not in ("Cf", "Cs"))
    return " ".join("".join(" " if unicodedata.category(c) == "Cc" else c for c in shown).split())
