"""Tell which page of which issue an HTML file is, by its path and by what it says of itself."""

from __future__ import annotations

import os.path
import re
from collections.abc import Sequence
from pathlib import Path

from lxml import etree

from indexer.reading.dates import checked_date, loose_date
from indexer.reading.htmlhead import Head
from indexer.reading.htmltext import lines_of, seen
from indexer.reading.identity import Identity, corrected
from indexer.reading.names import is_fit, is_label

_NUMBER = r"[A-Z]{0,2}[0-9]{1,3}"
_PAGE = re.compile(rf"第\s*({_NUMBER})\s*版(?:\s*[:：]\s*|\s+)?([^\s/|｜]{{0,12}})")
_IN_NAME = re.compile(rf"_([0-9]{{8}})_[0-9]{{1,5}}-({_NUMBER})$")  # nw.D…_20190801_1-01
_PAPER = re.compile(
    r"([一-鿿]{1,10}?[报報])(?:[\s·—_-]*(?:数字报|数字版|电子报|电子版|數字報|電子版))?$"
)
_EDITION = re.compile(r"([一-鿿]{1,10}?[报報])[\s·—_-]*(?:数字报|数字版|电子报|电子版|數字報)")
_DATE_LINE = re.compile(
    r"[0-9]{4}\s*年\s*[0-9]{1,2}\s*月\s*[0-9]{1,2}\s*日|(?<![0-9])[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?![0-9])"
)
_SENTENCE = re.compile("[，。；！？]")
_TODAY = re.compile(r"今[天日]是?\s*[:：]?\s*[0-9]|(?:现在|現在|当前|當前)(?:时间|時間|是)")


def identify_html(path: Path, root: etree._Element, heads: Sequence[Head]) -> Identity:
    """Return the identity of an HTML file: its sidecars before its path before its own words.

    Raises ReadError for a sidecar that cannot be used.
    """
    by_path = _by_path(path)
    own = _by_text(root)
    head = Head()
    for one in heads:
        head = head.filled(one)
    number, section = _page(head.number) if "版" in head.number else (head.number, "")
    if not re.fullmatch(_NUMBER, number):
        number = ""
    node_number, node_section = _page(head.section)
    return corrected(
        path,
        Identity(
            newspaper=by_path.newspaper or _paper(head.newspaper) or own.newspaper,
            date=by_path.date or loose_date(head.date) or own.date or _time(root),
            number=by_path.number or number or node_number or own.number,
            section=section or node_section or _fit(head.section) or own.section,
        ),
    )


def _by_path(path: Path) -> Identity:
    """Return what folders say: `报名/2019-08/01/…`, `报名/20190801/01/…`, `…/2019/08/01/…`.

    The folder above the date is the newspaper where its name is Chinese; on a web server it is
    `html` or `paper`.
    """
    place = Path(os.path.normpath(path.absolute()))
    folders = place.parts[:-1]
    match = _IN_NAME.search(place.stem)
    for end in range(len(folders), 0, -1):
        for count in (1, 2, 3):
            if count > end:
                break
            date = checked_date("-".join(folders[end - count : end])) or checked_date(
                "".join(folders[end - count : end])
            )
            if not date:
                continue
            name = folders[end - count - 1] if end - count > 0 else ""
            newspaper = name if re.search("[一-鿿]", name) and is_label(name) else ""
            rest = [*folders[end:], place.stem]
            number = rest[0] if re.fullmatch(_NUMBER, rest[0]) else ""
            if match is not None and not number:
                number = match[2]
            return Identity(newspaper, date, number)
    if match is not None:
        return Identity("", checked_date(match[1]), match[2])
    return Identity()


def _by_text(root: etree._Element) -> Identity:
    """Return what stands on the page: 第01版：要闻, 2019年08月01日, 澜州日报数字报; each only if once."""
    title = next(root.iter("title"), None)
    lines = [line.words for line in lines_of(root)]
    lines += [" ".join((e.xpath("string()")).split()) for e in root.iter("header", "nav")]
    lines = [line for line in lines if len(line) <= 60 and not _SENTENCE.search(line)]
    heading = (title.text or "") if title is not None else ""
    pages: dict[str, str] = {}
    for line in [heading, *lines]:
        found = [_PAGE.match(line)] if line is not heading else list(_PAGE.finditer(line))
        for match in found:
            if match is not None:
                pages[match[1]] = pages.get(match[1]) or match[2]
    dates = {
        loose_date(match.group())
        for line in lines
        if not _TODAY.search(line)  # the day the page was saved
        for match in _DATE_LINE.finditer(line)
    } - {""}
    papers = {match[1] for line in [heading, *lines] for match in _EDITION.finditer(line)}
    number, section = next(iter(pages.items())) if len(pages) == 1 else ("", "")
    return Identity(
        newspaper=papers.pop() if len(papers) == 1 else "",
        date=dates.pop() if len(dates) == 1 else "",
        number=number,
        section=section,
    )


def _time(root: etree._Element) -> str:
    """Return the date of the `<time>` elements that are seen, "" where they give several."""
    dates = set()
    for element in seen(root):
        if element.tag != "time":
            continue
        previous = element.getprevious()
        before = element.getparent().text if previous is None else previous.tail
        if not _TODAY.search(f"{before or ''}{element.text or ''}"):
            dates.add(loose_date(element.get("datetime") or ""))
    dates.discard("")
    return dates.pop() if len(dates) == 1 else ""


def _page(text: str) -> tuple[str, str]:
    match = _PAGE.search(text)
    return (match[1], match[2]) if match is not None else ("", "")


def _paper(name: str) -> str:
    """Return a newspaper's name from a site's, "" where it is no newspaper's."""
    match = _PAPER.fullmatch(name.strip())
    return match[1] if match is not None else ""


def _fit(section: str) -> str:
    return section if is_fit(section) and len(section) <= 20 else ""
