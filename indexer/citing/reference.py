"""Gather what a reference says of an article: nothing is invented, what is unknown is ""."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import urlencode

from indexer.anchors import Anchor, address_parameters, anchor_of, identifier
from indexer.models import Article

# 本报评论员, 江城晚报编辑部: printed where a name would stand, and cited as the author it is.
_CORPORATE = re.compile(r"[一-鿿]{2,12}(?:[评評][论論][员員部]|[编編][辑輯]部|[课課][题題][组組])")
_DASHES = "—–-─━―﹣－～~ \u3000"


@dataclass(frozen=True, slots=True)
class Reference:
    """What is known of an article that is cited, each value on one line.

    `authors` are persons in the order printed, or with `corporate` the one agency or office that
    signed. `subtitle` is one that is printed with a dash before it (——记…), without the dash: it
    is part of the title; `decks` are the kicker and a subtitle of the other kind, which are not.
    `quote` is "" where the whole article is cited. `url` is the deep link, "" where no address is
    known; `accessed` the day (ISO) it was looked at.
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

    @property
    def key(self) -> str:
        """Return a short name in ASCII, the same for the same words of the same article."""
        digest = hashlib.sha256(self.identifier.encode("utf-8", "surrogatepass")).hexdigest()
        return "-".join(filter(None, ("jianbao", self.date, digest[:8])))


def reference_of(
    article: Article, anchor: Anchor | None = None, *, public_url: str = "", accessed: str = ""
) -> Reference:
    """Return the reference of an article, or of the words of it that `anchor` names.

    `public_url` is the address of the page, such as https://archive.example; with it the reference
    has a deep link.
    """
    wanted = anchor or anchor_of(article)
    is_whole = not wanted.end or (wanted.start, wanted.end) == (0, len(article.text))
    authors, corporate = _authors(article)
    subtitle = _line(article.subtitle)
    is_part = subtitle[:1] in _DASHES and bool(subtitle.strip(_DASHES))
    return Reference(
        article_id=article.id,
        identifier=identifier(wanted),
        title=_line(article.title),
        subtitle=subtitle.strip(_DASHES) if is_part else "",
        decks=tuple(filter(None, (_line(article.kicker), "" if is_part else subtitle))),
        authors=authors,
        corporate=corporate,
        newspaper=_line(article.newspaper),
        date=article.date,
        page=page_number(article.page),
        section=_line(article.section),
        quote="" if is_whole else _line(article.text[wanted.start : wanted.end]),
        url=deep_link(wanted, public_url) if public_url else "",
        accessed=accessed if public_url else "",
    )


def deep_link(anchor: Anchor, public_url: str = "") -> str:
    """Return the address that shows the words of `anchor`; without `public_url`, a path."""
    return f"{public_url.rstrip('/')}/article?{urlencode(address_parameters(anchor))}"


def byline_line(article: Article) -> str:
    """Return who wrote it, in one line: names with 、 between, else the agency, else the line."""
    return "、".join(article.byline.names) or article.byline.agency or article.byline.text


def page_number(number: str) -> str:
    """Return a page's number as people say it: 01 -> 1, A03 stays A03."""
    return number.lstrip("0") or number if number.isdigit() else number


def _authors(article: Article) -> tuple[tuple[str, ...], bool]:
    """Return the authors, without 记者 and 通讯员, and whether that is an agency or an office."""
    byline = article.byline
    if names := tuple(filter(None, map(_line, byline.names))):
        return names, False
    if byline.agency:
        return (byline.agency,), True
    signed = _CORPORATE.search(byline.text)
    return ((signed.group(),), True) if signed else ((), False)


def _line(text: str) -> str:
    """Return `text` on one line, without control characters: it goes into files of many formats."""
    shown = (char for char in text if unicodedata.category(char) not in ("Cf", "Cs"))
    return " ".join("".join(" " if unicodedata.category(c) == "Cc" else c for c in shown).split())
