"""Read articles and pages of the HTML editions of newspapers (数字报), as saved from the web."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from lxml import etree

from indexer.errors import ReadError
from indexer.models import Failure, Page, Role
from indexer.reading.encoding import decode
from indexer.reading.htmlbody import FEW, NO_NEWS, article_elements, find_body
from indexer.reading.htmlhead import Head, declared, founder_groups, marked, window_title
from indexer.reading.htmlidentity import identify_html
from indexer.reading.htmltext import (
    TextLine,
    TooDeep,
    is_below,
    lines_of,
    names_of,
    parse,
)
from indexer.reading.printed import Paragraph, PrintedLine, compose
from indexer.reading.source import SourceFile
from indexer.reading.whole import page_of, read_bytes

_LOOK_BYTES = 2**18
_BIG5 = re.compile(rb"charset\s*=\s*[\"']?\s*big-?5", re.IGNORECASE)
_CAPTION_NAMES = frozenset(
    "caption pic-caption piccaption pic-info picinfo pictext pic-text imgtext img-desc tushuo"
    " picture-text photo-caption".split()
)
_CAPTION = re.compile(r"(?:图片说明|圖片說明|图片|圖片|图说)\s*[:：]")
_LINK_SHARE = 0.6
_HEADING_CHARS, _HEADING_LINES = 60, 5
_ORDER = (Role.KICKER, Role.TITLE, Role.SUBTITLE, Role.BYLINE)


def read_html(source: SourceFile, *, max_bytes: int) -> Iterator[Page | Failure]:
    """Yield the one page of an HTML file: an article, or several. Raises ReadError where it is none."""
    path = str(source.path)
    try:
        root = parse(_decoded(read_bytes(source.path, max_bytes), path))
    except TooDeep as error:
        raise ReadError(
            path,
            "标签嵌套超过 256 层，会丢字，未读：用浏览器另存为文字，存成 .txt / "
            "tags nested over 256 deep, text would be lost: save it from a browser as .txt",
        ) from error
    if root is None:
        raise ReadError(path, _NO_ARTICLE)
    heads, paragraphs = _articles(root)
    text, blocks = compose(paragraphs)
    identity = identify_html(source.path, root, heads)
    page_id = identity.page_id("")
    yield page_of(
        source,
        identity,
        text,
        page_id=f"{page_id}/{source.path.stem}" if page_id else source.name,
        blocks=blocks,
    )


def why_no_article(path: Path) -> str:
    """Return why an HTML file is only a list of links, by its beginning; "" where it is not."""
    with path.open("rb") as file:
        data = file.read(_LOOK_BYTES)
    if len(data) == _LOOK_BYTES:  # neither byte is the second of a Chinese character
        data = data[: max(data.rfind(b">"), data.rfind(b"\n")) + 1]
    try:
        root = parse(_decoded(data, str(path)))
    except (ReadError, TooDeep):
        return ""
    if root is None:
        return ""
    if any(group.content is not None for group in founder_groups(root)) or _marks(root):
        return ""
    if declared(root).text:
        return ""
    lines = [line for line in lines_of(root) if not NO_NEWS.search(line.text)]
    count = sum(line.length for line in lines)
    if not count and (
        next(root.iter("frame", "iframe"), None) is not None
        or root.xpath("//meta[contains(translate(@http-equiv, 'REFSH', 'refsh'), 'refresh')]")
    ):
        return "是框架页或跳转页，没有文字，略过 / a frame or a forward without text: skipped"
    links = [line for line in lines if line.linked]
    most = sum(line.linked for line in lines) >= _LINK_SHARE * count
    if len(links) >= 3 and most and not _tells(lines):
        return "是版面目录，几乎全是链接，没有文章，略过 / a list of links, no article: skipped"
    return ""


def _decoded(data: bytes, path: str) -> str:
    """Return the text of the file. Big5 is believed where it is declared, and fits; others are seen."""
    if _BIG5.search(data[:4096]):
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            try:
                return data.decode("big5hkscs")
            except UnicodeDecodeError:
                pass
    return decode(data, path)


def _articles(root: etree._Element) -> tuple[list[Head], list[Paragraph]]:
    """Return the headings of the file's articles, and their paragraphs in order."""
    groups = [group for group in founder_groups(root) if group.content is not None]
    containers = [] if groups else article_elements(root)
    heads: list[Head] = []
    paragraphs: list[Paragraph] = []
    if len(groups) > 1:
        for number, group in enumerate(groups, start=1):
            assert group.content is not None
            heads.append(group.head)
            paragraphs += _article(group.head, list(lines_of(group.content)), str(number))
        return heads, paragraphs
    if len(containers) > 1:
        for number, container in enumerate(containers, start=1):
            head, elements = marked(container, None)
            heads.append(head)
            lines = list(lines_of(container, elements))
            paragraphs += _article(head, lines, str(number))
        return heads, paragraphs
    marks = _marks(root)
    body = groups[0].content if groups else None
    if body is None:
        body = marks[0].getparent() if marks else find_body(root)
    head, elements = marked(root, body)
    if groups:
        head = groups[0].head.filled(head)
    said = declared(root)
    head = head.filled(said)
    without = [one for one in elements if one is not body]
    lines = list(lines_of(body if body is not None else root, without, marks))
    shown = sum(line.own for line in lines)
    if not _tells(lines) and shown < len(_key("".join(said.text))):
        lines = [TextLine(line, root) for line in said.text]
    if not head.of(Role.TITLE):
        before = _before(root, body) if body is not None else []
        if not before:
            head.put(Role.TITLE, [window_title(root)])
        lines = before + lines
    return [head], _article(head, lines, "1")


def _tells(lines: Iterable[TextLine]) -> bool:
    """Tell lines with an article among them from links and a menu's words."""
    return any(line.own >= FEW and line.is_told for line in lines)


def _before(root: etree._Element, body: etree._Element) -> list[TextLine]:
    """Return the short lines right before the body: its headings, where nothing marks them."""
    run: list[TextLine] = []
    for line in lines_of(root):
        if line.block is body or is_below(line.block, body):
            break
        if line.linked or len(line.words) > _HEADING_CHARS:
            run = []
        elif not _is_detail(line.words):
            run.append(line)
    return run[-_HEADING_LINES:]


def _article(head: Head, lines: list[TextLine], number: str) -> list[Paragraph]:
    """Return an article's paragraphs: its headings, then its lines but for headings said again."""
    paragraphs = [
        Paragraph(tuple(PrintedLine(piece) for piece in line.split("\n")), role, number)
        for role in _ORDER
        for line in head.of(role)
    ]
    again = {_key(line) for role in _ORDER for line in head.of(role)}
    again.add(_key("".join(head.of(Role.TITLE))))
    is_first = True
    for line in lines:
        if is_first and (_key(line.text) in again or _is_detail(line.words)):
            continue
        if line.length > 25:
            is_first = False
        printed = tuple(PrintedLine(piece) for piece in line.text.split("\n"))
        paragraphs.append(Paragraph(printed, _role(line), number))
    return paragraphs


def _role(line: TextLine) -> Role | None:
    block: etree._Element | None = line.block
    for _ in range(3):
        if block is None:
            break
        if block.tag == "figcaption" or names_of(block) & _CAPTION_NAMES:
            return Role.CAPTION
        if block.tag in ("h2", "h3", "h4", "h5", "h6"):
            return Role.SUBHEAD
        block = block.getparent()
    return Role.CAPTION if _CAPTION.match(line.words) else None


_DETAIL = re.compile(
    r"(?:(?:发布|发表)?(?:时间|日期)|来源|责任编辑|字号|浏览次数|阅读)\s*[:：].{0,40}"
    r"|[0-9]{4}[年-][0-9]{1,2}[月-][0-9]{1,2}日?(?:\s*星期.)?(?:\s*[0-9:]{4,8})?"
    r"|【?字号.{0,12}|第\s*[A-Z]?[0-9]{1,3}\s*版\s*[:：]?\s*\S{0,12}|(?:分享|打印|收藏|返回目录)",
)


def _is_detail(text: str) -> bool:
    """Tell a line of the page's furniture between headline and body: a date, a source, a type size."""
    return bool(_DETAIL.fullmatch(text))


def _marks(root: etree._Element) -> tuple[etree._Element, etree._Element | None] | None:
    """Return the comments `enpcontent` and `/enpcontent` that stand around a body."""
    first: etree._Element | None = None
    for comment in root.iter(etree.Comment):
        text = (comment.text or "").strip().lower()
        if text == "enpcontent" and first is None:
            first = comment
        elif text == "/enpcontent" and first is not None:
            return first, comment
    return (first, None) if first is not None else None


def _key(text: str) -> str:
    return "".join(text.split())


_NO_ARTICLE = (
    "网页里没有文字，未编入：另存网页时选“全部” / no text in this page: save it as a whole"
)
