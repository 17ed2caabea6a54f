"""Read the files of a digital newspaper (数字报): articles, and pages of several articles."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from indexer.errors import ReadError
from indexer.models import Failure, Page, Role
from indexer.reading.dates import checked_date, date_part
from indexer.reading.encoding import decode
from indexer.reading.identity import Identity, identify
from indexer.reading.markup import Element, NotReadable, parse, seen_lines
from indexer.reading.names import is_fit, is_label
from indexer.reading.printed import Paragraph, PrintedLine, compose
from indexer.reading.source import SourceFile
from indexer.reading.text import EMPTY, read_bytes

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,20})""", re.IGNORECASE)
_HEAD_BYTES = 4096
_LOOK_BYTES = 2**20
_ENCODINGS = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}

# What the systems that Chinese papers publish with call the parts of an article, in tags (方正 founder-*),
# classes and ids. The order of a row is that of trust.
_NAMES: dict[Role, tuple[str, ...]] = {
    Role.KICKER: ("founder-pretitle", "founder-introtitle", "introtitle", "pretitle", "yinti", "kicker"),
    Role.TITLE: ("founder-title", "articletitle", "article-title", "title", "headline", "biaoti", "h1"),
    Role.SUBTITLE: ("founder-subtitle", "subtitle", "sub-title", "futi", "fubiaoti"),
    Role.BYLINE: ("founder-author", "author", "byline", "zuozhe", "reporter"),
    Role.COLUMN: ("founder-column", "column-name", "lanmu"),
    Role.CAPTION: ("figcaption", "caption", "pic-caption", "tushuo", "picinfo"),
}  # fmt: skip
_BODIES = (
    "founder-content", "ozoom", "articlecontent", "article-content", "articlebody", "article-body",
    "content", "zhengwen", "text",
)  # fmt: skip
_PROPERTIES = re.compile(r"enpproperty(.*?)/?enpproperty", re.DOTALL)
_PROPERTY = re.compile(r"<(title|introtitle|subtitle|author|date|nodename)>(.*?)</\1>", re.DOTALL)
_PROPERTY_ROLES = {
    "introtitle": Role.KICKER, "title": Role.TITLE, "subtitle": Role.SUBTITLE, "author": Role.BYLINE,
}  # fmt: skip
_PAGE_LABEL = re.compile(r"第\s*0*([A-Z]?\d{1,3})\s*版[ \t]*[：:]?[ \t]*([^\s<>第]{0,12})")
_DATE_METAS = ("publishdate", "pubdate", "article:published_time", "date", "founder-date")
_YEAR_FOLDER = re.compile(r"([12]\d{3})-?([01]\d)")
_LINKS = 0.6  # of a file's text: then it is a list of pages or articles
_FEW_CHARS = 400


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    role: Role | None
    article: str


def read_html(source: SourceFile, *, max_bytes: int) -> Iterator[Page | Failure]:
    """Yield the page that an HTML file makes. Raises ReadError where it makes none.

    A file with one article is an article that came already cut; its id is that of its page with the
    file's name after it, since several files make a page.
    """
    text = _decoded(read_bytes(source, max_bytes), str(source.path))
    try:
        document = parse(text)
    except NotReadable as error:
        raise ReadError(str(source.path), _TOO_DEEP) from error
    if document is None:
        raise ReadError(str(source.path), EMPTY)
    said = _said_apart(text, document)
    lines = _lines(document, said)
    if not any(line.role is not Role.COLUMN for line in lines):
        raise ReadError(str(source.path), EMPTY)
    identity = _identity(source.path, document, said)
    page_id = identity.page_id("")
    page = Page(
        id=f"{page_id}/{source.path.stem}" if page_id else source.name,
        text="",
        newspaper=identity.newspaper,
        date=identity.date,
        number=identity.number,
        section=identity.section,
        source=str(source.path),
        digest=source.digest,
    )
    if len({line.article for line in lines}) > 1:
        composed, blocks = compose(
            Paragraph((PrintedLine(line.text),), line.role, line.article) for line in lines
        )
        yield replace(page, text=composed, blocks=blocks)
        return

    def of(role: Role) -> str:
        return " ".join(line.text for line in lines if line.role is role)

    body = [line.text for line in lines if line.role in (None, Role.SUBHEAD, Role.CAPTION)]
    yield replace(
        page,
        text="\n".join(body),
        already_cut=True,
        headline=of(Role.TITLE),
        kicker=of(Role.KICKER),
        subtitle=of(Role.SUBTITLE),
        byline=of(Role.BYLINE),
        column=of(Role.COLUMN),
    )


def why_no_article(path: Path) -> str:
    """Return why a file is not meant as an article: it lists others; "" where it may be one."""
    with path.open("rb") as file:
        data = file.read(_LOOK_BYTES)
    try:
        document = parse(_decoded(data, str(path)))
    except (ReadError, NotReadable):
        return ""
    if document is None or _body_of(document) is not None:
        return ""
    linked = plain = 0
    for element, line in seen_lines(document):
        is_link = element.tag == "a" or (
            element.getparent() is not None
            and any(above.tag == "a" for above in element.iterancestors())
        )
        linked += len(line) * is_link
        plain += len(line) * (not is_link)
    if linked and linked > _LINKS * (linked + plain) and plain < _FEW_CHARS:
        return "是版面或文章的目录，不是文章，略过 / a list of pages or articles, not an article: skipped"
    return ""


def _decoded(data: bytes, path: str) -> str:
    """Return the text, in the encoding that the file names, else in the one found. Raises ReadError."""
    named = _CHARSET.search(data[:_HEAD_BYTES])
    if named and not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        name = named[1].decode("ascii").lower()
        try:
            return data.decode(_ENCODINGS.get(name, name))
        except (LookupError, UnicodeDecodeError):  # what a page says of itself may be wrong
            pass
    return decode(data, path)


def _said_apart(text: str, document: Element) -> dict[str, str]:
    """Return what a file says of its article where no reader sees it: 方正's comment, JSON-LD, meta."""
    said: dict[str, str] = {}
    for meta in document.iter("meta"):
        name = (meta.get("property") or meta.get("name") or "").lower()
        said.setdefault(name, (meta.get("content") or "").strip())
    said = {"title": said.get("og:title", "")} | {
        "date": next((said[name] for name in _DATE_METAS if said.get(name)), ""),
        "site": said.get("og:site_name", ""),
        "author": said.get("author", ""),
    }
    for script in document.iter("script"):
        if script.get("type") == "application/ld+json":
            said |= _linked_data(script.text or "")
    if found := _PROPERTIES.search(text):
        said |= {name: _plain(value) for name, value in _PROPERTY.findall(found[1])}
    return {name: value for name, value in said.items() if value and is_fit(value)}


def _linked_data(text: str) -> dict[str, str]:
    try:
        table: Any = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    table = table[0] if isinstance(table, list) and table else table
    if not isinstance(table, Mapping):
        return {}
    author = table.get("author")
    author = author[0] if isinstance(author, list) and author else author
    author = author.get("name") if isinstance(author, Mapping) else author
    found = {"title": table.get("headline"), "date": table.get("datePublished"), "author": author}
    return {name: value.strip() for name, value in found.items() if isinstance(value, str)}


def _plain(text: str) -> str:
    return " ".join(re.sub(r"<[^<>]*>|&nbsp;?", " ", text).split())


def _lines(document: Element, said: Mapping[str, str]) -> list[_Line]:
    """Return the lines of the articles, in the order of the file."""
    articles = [
        element
        for element in document.iter("article")
        if not any(above.tag == "article" for above in element.iterancestors())
    ]
    if len(articles) > 1:
        return [
            line
            for number, element in enumerate(articles, start=1)
            for line in _article_lines(element, str(number))
        ]
    lines = _article_lines(articles[0] if articles else document, "1")
    missing = [
        _Line(said[name], role, "1")
        for name, role in _PROPERTY_ROLES.items()
        if said.get(name) and not any(line.role is role for line in lines)
    ]
    heads = [line.text for line in missing]
    return missing + [line for line in lines if line.role or line.text not in heads]


def _article_lines(root: Element, article: str) -> list[_Line]:
    """Return the lines of one article: its head wherever it stands, its body where that is marked."""
    roles = _roles(root)
    body = _body_of(root)
    inside = set() if body is None else set(body.iter())
    lines = []
    for element, text in seen_lines(root):
        role = roles.get(element)
        if role is None:
            role = next((roles[up] for up in element.iterancestors() if up in roles), None)
        if role is None and body is not None and element not in inside:
            continue
        if role is None and re.fullmatch(r"h[1-6]", str(element.tag)):
            role = Role.SUBHEAD
        lines.append(_Line(text, role, article))
    return lines


def _roles(root: Element) -> dict[Element, Role]:
    """Return the elements that hold a part of the head, or a caption, by their names."""
    found: dict[Role, list[tuple[int, Element]]] = {}
    for element in root.iter():
        if not isinstance(element.tag, str) or element.tag in ("meta", "input", "title", "link"):
            continue
        names = _names_of(element)
        for role, known in _NAMES.items():
            ranks = [known.index(name) for name in names if name in known]
            if ranks and "".join(element.itertext()).strip():
                found.setdefault(role, []).append((min(ranks), element))
    roles: dict[Element, Role] = {}
    for role, elements in found.items():
        best = min(rank for rank, _ in elements)
        chosen = [element for rank, element in elements if rank == best]
        several = role is Role.CAPTION or role is Role.BYLINE
        roles |= dict.fromkeys(chosen if several else chosen[:1], role)
    return roles


def _body_of(root: Element) -> Element | None:
    """Return the element that is marked as the article's text; None where none is."""
    found: dict[int, Element] = {}
    for element in root.iter():
        if isinstance(element.tag, str) and element.tag not in ("meta", "input", "link"):
            for name in _names_of(element):
                if name in _BODIES:
                    found.setdefault(_BODIES.index(name), element)
    return found[min(found)] if found else None


def _names_of(element: Element) -> list[str]:
    names = [element.tag, element.get("id") or "", *(element.get("class") or "").split()]
    return [name.lower() for name in [*names, element.get("itemprop") or ""] if name]


def _identity(path: Path, document: Element, said: Mapping[str, str]) -> Identity:
    """Return the identity that path and sidecar give, and the file itself where they are silent."""
    known = identify(path)
    label = next(
        (found for _, line in seen_lines(document) if (found := _PAGE_LABEL.search(line))), None
    )
    label = label or _PAGE_LABEL.search(said.get("nodename", ""))
    site = said.get("site", "")
    in_folder = known.number == path.stem  # that is the file's name, not the page's
    number = "" if in_folder and not path.stem.isdecimal() else known.number
    return replace(
        known,
        newspaper=known.newspaper or (site if is_label(site) else ""),
        date=known.date or date_part(said.get("date", "")) or _date_of(path),
        number=(label[1] if label else "") or number,
        section=known.section or (label[2] if label else ""),
    )


def _date_of(path: Path) -> str:
    """Return the date that the folders spell: 2019-08/01, 201908/01, 20190801; "" for none."""
    folders = path.absolute().parts[:-1][::-1]
    for at, name in enumerate(folders[:4]):
        if day := checked_date(name):
            return day
        month = _YEAR_FOLDER.fullmatch(folders[at + 1]) if at + 1 < len(folders) else None
        if month and re.fullmatch(r"[0-3]\d", name):
            return checked_date(f"{month[1]}-{month[2]}-{name}")
    return ""


_TOO_DEEP = (
    "网页嵌套太深或有一段太长，未读：用浏览器另存为文字 / "
    "nested too deep, or a text in it is too long: save it as text from a browser"
)
