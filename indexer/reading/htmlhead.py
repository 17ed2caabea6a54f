"""Find an article's headings in HTML: Founder's tags, class names, comments, JSON-LD and meta."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from indexer.models import Role
from indexer.reading.htmltext import is_below, is_text, lines_of, names_of

_FOUNDER = {
    "founder-pretitle": Role.KICKER, "founder-introtitle": Role.KICKER, "introtitle": Role.KICKER,
    "founder-title": Role.TITLE,
    "founder-subtitle": Role.SUBTITLE, "subtitle": Role.SUBTITLE,
    "founder-author": Role.BYLINE,
}  # fmt: skip
_NAMES = {
    Role.KICKER: frozenset("yinti introtitle intro-title pretitle pre-title kicker".split()),
    Role.TITLE: frozenset(
        "title title1 biaoti zhengti main-title maintitle article-title articletitle news-title"
        " newstitle headline".split()
    ),
    Role.SUBTITLE: frozenset("fubiaoti futi subtitle sub-title title2".split()),
    Role.BYLINE: frozenset("author zuozhe byline article-author source".split()),
}
_PROPERTIES = {
    "introtitle": Role.KICKER, "title": Role.TITLE, "subtitle": Role.SUBTITLE,
    "author": Role.BYLINE,
}  # fmt: skip
_PROPERTY = re.compile(r"<(\w{1,20})>((?:[^<]|<br\s{0,3}/?>){0,500})</\1>", re.IGNORECASE)
_ARTICLE_TYPES = frozenset(
    "NewsArticle Article ReportageNewsArticle OpinionNewsArticle BlogPosting".split()
)
_PERSON = re.compile(r"记者|記者|通讯员|通訊員|作者|新华社|新華社|中新社|撰文|□")
_LABEL = re.compile(r"^\s*(?:作者|记者姓名|责任作者)\s*[:：]\s*")
_EDITION = re.compile(r"[报報]$|数字|數字|电子[报版]|電子[報版]|首页|首頁|^第.{1,6}版")
_LIMIT_HEAD_CHARS = 200
_LIMIT_CHARS = 2**20
_HEADINGS = ("h1", "h2", "h3", "h4")


@dataclass(slots=True)
class Head:
    """What an article's headings are: lines by role, and its date, page, section and newspaper."""

    lines: dict[Role, list[str]] = field(default_factory=dict)
    date: str = ""
    number: str = ""
    section: str = ""
    newspaper: str = ""
    text: list[str] = field(default_factory=list)  # the body, where it is nowhere else

    def of(self, role: Role) -> list[str]:
        return self.lines.get(role, [])

    def put(self, role: Role, lines: list[str]) -> None:
        """Take `lines` for `role` where there is none yet."""
        lines = [line for line in lines if line.strip()]
        if lines and role not in self.lines and sum(map(len, lines)) <= _LIMIT_HEAD_CHARS:
            self.lines[role] = lines

    def filled(self, other: Head) -> Head:
        """Return this with what only `other` says."""
        return Head(
            other.lines | self.lines,
            self.date or other.date,
            self.number or other.number,
            self.section or other.section,
            self.newspaper or other.newspaper,
            self.text or other.text,
        )


@dataclass(slots=True)
class Group:
    """The Founder tags of one article."""

    head: Head = field(default_factory=Head)
    content: etree._Element | None = None


def founder_groups(root: etree._Element) -> list[Group]:
    """Return the articles that Founder's tags mark: each heading after a body begins another."""
    groups = [Group()]
    for element in root.iter():
        tag = _tag(element)
        role = _FOUNDER.get(tag)
        if role is not None or tag == "founder-date":
            if groups[-1].content is not None:
                groups.append(Group())
            if role is None:
                groups[-1].head.date = _words(element)
            else:
                groups[-1].head.put(role, _lines(element))
        elif tag == "founder-content" and groups[-1].content is None:
            groups[-1].content = element
        elif tag == "founder-content" and not is_below(element, groups[-1].content):
            groups.append(Group(content=element))
    return groups if groups[0].content is not None or groups[0].head.lines else []


def marked(root: etree._Element, body: etree._Element | None) -> tuple[Head, list[etree._Element]]:
    """Return the headings that names and heading tags mark, and their elements.

    Of several with the same name that before the body is believed which is nearest to it: menus
    come first on a page. Where there is no `body`, the first is.
    """
    head = Head()
    used: list[etree._Element] = []
    candidates: dict[Role, list[etree._Element]] = {role: [] for role in _NAMES}
    headings: list[etree._Element] = []
    before = True
    for element in root.iter():
        if element is body:
            before = False
        if not isinstance(element.tag, str) or element is root or element is body:
            continue
        inside = body is None or before or is_below(element, body)
        if not inside:
            continue
        own = names_of(element)
        for role, known in _NAMES.items():
            if _FOUNDER.get(_tag(element)) is role or (
                own & known and (role is not Role.BYLINE or _is_author(element, own))
            ):
                candidates[role].append(element)
        if element.tag in _HEADINGS:
            headings.append(element)
    every = {element for found in candidates.values() for element in found}
    for role in (Role.KICKER, Role.TITLE, Role.SUBTITLE, Role.BYLINE):
        found = _nearest([e for e in candidates[role] if _is_heading(e)], body)
        if role is Role.TITLE and found is None:
            found = _first_heading([e for e in headings if _is_heading(e)], body)
        if found is None:
            continue
        used.append(found)
        lines = [
            _LABEL.sub("", line) if role is Role.BYLINE else line
            for line in _lines(found, every - {found})
        ]
        head.put(role, lines)
    return head, [element for element in used if not _holds(element, body)]


def declared(root: etree._Element) -> Head:
    """Return what the file says of its article beside the text: comments, JSON-LD, meta, title."""
    head = Head()
    for comment in root.iter(etree.Comment):
        text = (comment.text or "").strip()
        if text.lower().startswith("enpproperty"):
            _take_properties(head, text[:20_000])
    for record in _records(root):
        _take_record(head, record)
    meta = {
        str(element.get("property") or element.get("name") or "").lower(): str(
            element.get("content") or ""
        ).strip()
        for element in root.iter("meta")
    }
    head.put(Role.TITLE, [meta.get("og:title", "")])
    for name in (
        "article:published_time", "og:release_date", "publishdate", "pubdate", "publish-date",
        "datepublished", "date",
    ):  # fmt: skip
        head.date = head.date or meta.get(name, "")
    head.newspaper = head.newspaper or meta.get("og:site_name", "")
    return head


def window_title(root: etree._Element) -> str:
    """Return the first part of the window's title, "" where it is the edition's name."""
    title = next(root.iter("title"), None)
    text = (title.text or "").strip() if title is not None else ""
    first = re.split("[-_|—]", text, maxsplit=1)[0].rstrip()
    return "" if _EDITION.search(first) else first


def _take_properties(head: Head, text: str) -> None:
    """Take the fields of Founder's comment `enpproperty <title>…</title>… /enpproperty`."""
    for match in _PROPERTY.finditer(text):
        name = match[1].lower()
        lines = [html.unescape(line) for line in re.split(r"<br\s*/?>", match[2])]
        if name in _PROPERTIES:
            head.put(_PROPERTIES[name], lines)
        elif name == "date":
            head.date = head.date or match[2].strip()
        elif name == "nodename":
            head.section = head.section or html.unescape(match[2]).strip()
        elif name in ("pageno", "pagenum", "pagenumber"):
            head.number = head.number or match[2].strip()


def _records(root: etree._Element) -> Iterator[dict[str, Any]]:
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        try:
            waiting: list[Any] = [json.loads((script.text or "")[:_LIMIT_CHARS], strict=False)]
        except (ValueError, RecursionError):
            continue
        while waiting:
            one = waiting.pop(0)
            if isinstance(one, list):
                waiting += one[:100]
            elif isinstance(one, dict):
                kinds = one.get("@type")
                if not _ARTICLE_TYPES.isdisjoint(_texts(kinds)):
                    yield one
                elif isinstance(one.get("@graph"), list):
                    waiting += one["@graph"][:100]


def _take_record(head: Head, record: dict[str, Any]) -> None:
    head.put(Role.TITLE, _texts(record.get("headline")))
    head.put(Role.SUBTITLE, _texts(record.get("alternativeHeadline")))
    head.put(Role.BYLINE, [" ".join(_texts(record.get("author")))])
    head.date = head.date or "".join(_texts(record.get("datePublished"))[:1])
    head.number = head.number or "".join(_texts(record.get("pageStart"))[:1])
    head.newspaper = head.newspaper or "".join(_texts(record.get("publisher"))[:1])
    head.text = head.text or "\n".join(_texts(record.get("articleBody"))).splitlines()


def _texts(value: Any) -> list[str]:
    """Return the texts of a value of JSON-LD: itself, a list of it, or the names of objects."""
    found = []
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            one = one.get("name")
        if isinstance(one, int) and not isinstance(one, bool):
            one = str(one)
        if isinstance(one, str) and one.strip():
            found.append(one.encode("utf-8", "replace").decode("utf-8").strip())
    return found


def _is_author(element: etree._Element, names: Collection[str]) -> bool:
    """Tell a name from a source, which is most often the newspaper itself."""
    if "source" not in names:
        return True
    text = _words(element)
    return len(text) <= 40 and bool(_PERSON.search(text))


def _is_heading(element: etree._Element) -> bool:
    """Tell a heading from a menu's or a list's: it is seen, short, and no link as a whole."""
    if not is_text(element) or any(not is_text(one) for one in element.iterancestors()):
        return False
    lines = list(lines_of(element))
    length = sum(len(line.words) for line in lines)
    linked = sum(line.linked for line in lines)
    return 0 < length <= _LIMIT_HEAD_CHARS and linked < 0.5 * length


def _nearest(elements: list[etree._Element], body: etree._Element | None) -> etree._Element | None:
    if not elements:
        return None
    if body is None:
        return elements[0]
    outside = [element for element in elements if not is_below(element, body)]
    return outside[-1] if outside else elements[0]


def _first_heading(
    elements: list[etree._Element], body: etree._Element | None
) -> etree._Element | None:
    for tag in _HEADINGS if body is None else ("h1", "h2", "h3"):
        same = [element for element in elements if element.tag == tag]
        if same:
            return _nearest(same, body)
    return None


def _holds(element: etree._Element, body: etree._Element | None) -> bool:
    return body is not None and is_below(body, element)


def _lines(element: etree._Element, without: Collection[etree._Element] = ()) -> list[str]:
    return [line.text for line in lines_of(element, without)]


def _words(element: etree._Element) -> str:
    return " ".join(line.words for line in lines_of(element))


def _tag(element: etree._Element) -> str:
    return element.tag.lower().replace(":", "-") if isinstance(element.tag, str) else ""
