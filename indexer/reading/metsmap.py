"""Tell what a METS file says of an issue: its files, the order of its pages, its articles."""

from __future__ import annotations

import os.path
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from indexer.models import Role
from indexer.reading.dates import date_part
from indexer.reading.identity import is_page_number
from indexer.reading.names import is_fit, is_label
from indexer.reading.pictures import IMAGES
from indexer.reading.scan import SUFFIXES
from indexer.reading.source import is_file_in, is_inside
from indexer.reading.xmlpages import ROLES, Said
from indexer.reading.xmltree import (
    Element,
    attribute,
    below,
    children,
    head_of,
    href_of,
    local,
    number,
    root_name,
    text_of,
)

_ROLES: Mapping[str, Role] = {**ROLES, "body": Role.BODY}
_LIMIT_TITLE = 100


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file that a METS names: `path` is None where it is not below the METS's own folder."""

    name: str  # as written
    path: Path | None

    @property
    def is_picture(self) -> bool:
        """Tell a picture by its name."""
        return self.name.lower().endswith(IMAGES)

    @property
    def is_xml(self) -> bool:
        return self.name.lower().endswith(".xml")


@dataclass(slots=True)
class Sheet:
    """An ALTO file of an issue; `given` says what its blocks are to which article."""

    file: NamedFile
    number: str = ""
    picture: Path | None = None
    given: dict[str, Said] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Issue:
    """What a METS says; `labels` are its articles' by the name they have in `Sheet.given`.

    `strays` are of no page and not there, so that nobody can tell what they are. `scans` stand for
    the pages that have no text where others have; their `path` is None where nothing of the page
    can be read. `forms` show the pages of the sheets: pictures and PDFs.
    """

    sheets: tuple[Sheet, ...]
    strays: tuple[NamedFile, ...]
    scans: tuple[NamedFile, ...]
    forms: tuple[Path, ...]
    labels: Mapping[str, str]
    newspaper: str
    date: str


@dataclass(frozen=True, slots=True)
class _Division:
    """A div and the files it names, with the blocks of them ("" for a whole file)."""

    kind: str  # in small letters, without a prefix
    element: Element
    article: Element | None  # the one it is in, or is
    role: Role | None  # the innermost there is
    areas: tuple[tuple[str, str], ...]


def read_issue(root: Element, path: Path, home: Path) -> Issue:
    """Return what a mets element says; its files must be below its folder and inside `home`."""
    files = dict(_files(root, path, home))
    sheets = _sheets(files)
    maps = children(root, "structMap")
    physical = [one for one in maps if attribute(one, "TYPE").lower() != "logical"]
    logical = [one for one in maps if attribute(one, "TYPE").lower() != "physical"]
    pages = [page for one in physical for page in _divisions(one)]
    parts = [part for one in logical for part in _divisions(one)]
    placed = {name: None for page in pages for name, _ in page.areas}
    strays = {
        name: sheet.file
        for name, sheet in sheets.items()
        if placed and name not in placed and not _is_there(sheet.file, home)
    }
    scans = _scans(pages, files, sheets, home)
    turns: dict[int | Element, Sheet | None] = {}
    for page in pages:
        if page.element in scans:
            turns[page.element] = None
        turns |= {id(sheets[name]): sheets[name] for name, _ in page.areas if name in sheets}
    turns |= {id(sheet): sheet for name, sheet in sheets.items() if name not in strays}
    _describe_pages(root, pages, sheets, files, home)
    labels = _give_articles(parts, sheets)
    _number(turns.values())
    found = tuple(sheet for sheet in turns.values() if sheet)
    alone = {file.path for file in scans.values()}
    forms = tuple(
        file.path
        for file in files.values()
        if file.path and not file.is_xml and file.path not in alone
    )
    about = _title_and_date(root, [*parts, *pages])
    return Issue(found, tuple(strays.values()), tuple(scans.values()), forms, labels, *about)


def _files(root: Element, path: Path, home: Path) -> Iterator[tuple[str, NamedFile]]:
    for section in children(root, "fileSec"):
        for file in below(section, "file"):
            for where in children(file, "FLocat")[:1]:
                name = href_of(where)
                if name.lower().endswith((".xml", ".pdf", *IMAGES)):
                    yield attribute(file, "ID") or name, NamedFile(name, _place(name, path, home))


def _sheets(files: Mapping[str, NamedFile]) -> dict[str, Sheet]:
    """Return the sheet of each name; a file that is named twice is one sheet."""
    sheets: dict[str, Sheet] = {}
    by_path: dict[Path, Sheet] = {}
    for name, file in files.items():
        if _may_be_alto(file):
            sheet = Sheet(file)
            sheets[name] = by_path.setdefault(file.path, sheet) if file.path else sheet
    return sheets


def _scans(
    pages: list[_Division], files: Mapping[str, NamedFile], sheets: Mapping[str, Sheet], home: Path
) -> dict[Element, NamedFile]:
    """Return the picture, else the PDF, of each page that names no text where others name ALTO.

    None that another page names too, such as a PDF of the whole issue.
    """
    named = {
        page.element: [
            name
            for pointer in below(page.element, "fptr", "area")
            if (name := attribute(pointer, "FILEID")) in files
        ]
        for page in pages
        if page.kind == "page"
    }
    bare = {
        page: own
        for page, own in named.items()
        if own and not any(files[name].is_xml for name in own)
    }
    others = {name for page, own in named.items() if page not in bare for name in own}
    found: dict[Element, NamedFile] = {}
    if others.isdisjoint(sheets):
        return found
    for page, own in bare.items():
        left = [name for name in own if name not in others and _can_be_scan(files[name], home)]
        left.sort(key=lambda name: not files[name].is_picture)
        found[page] = files[left[0]] if left else NamedFile(files[own[0]].name, None)
    return found


def _can_be_scan(file: NamedFile, home: Path) -> bool:
    return _is_there(file, home) and file.name.lower().endswith((".pdf", *SUFFIXES))


def _place(name: str, path: Path, home: Path) -> Path | None:
    """Return the file that a name or file: address means, None where it leads elsewhere."""
    name = re.sub(r"^file:(//localhost(?=/)|//(?=/)|//)?", "", name, flags=re.IGNORECASE)
    for written in (name, unquote(name)):
        steps = os.path.normpath(written.replace("\\", "/"))
        if not is_fit(steps) or re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", written) or len(steps) > 1000:
            return None
        found = path.parent / steps
        outside = steps.startswith("..") or not found.is_relative_to(path.parent)
        if outside or found == path or not is_inside(found, home):
            return None
        if is_file_in(found, home):
            break
    return found if is_file_in(found, home) or not os.path.lexists(found) else None


def _is_there(file: NamedFile, home: Path) -> bool:
    return file.path is not None and is_file_in(file.path, home)


def _may_be_alto(file: NamedFile) -> bool:
    """Tell a file that is ALTO, or cannot be told, from another format's."""
    return file.is_xml and (file.path is None or root_name(head_of(file.path)) in ("", "alto"))


def _divisions(structure: Element) -> Iterator[_Division]:
    """Yield the divs in order, an outer one first."""
    outermost = _Division("", structure, None, None, ())
    waiting = [(div, outermost) for div in reversed(children(structure, "div"))]
    while waiting:
        div, outer = waiting.pop()
        kind = attribute(div, "TYPE").lower().rpartition(":")[2]
        is_article = kind.startswith("article")
        found = _Division(
            kind,
            div,
            div if is_article else outer.article,
            None if is_article else _ROLES.get(kind, outer.role),
            tuple(
                (attribute(one, "FILEID"), attribute(one, "BEGIN"))
                for pointer in children(div, "fptr")
                for one in pointer.iter()
                if local(one) in ("fptr", "area") and attribute(one, "FILEID")
            ),
        )
        yield found
        inner = children(div, "div")
        inner.sort(key=lambda one: number(attribute(one, "ORDER")) or 0.0)
        waiting += [(one, found) for one in reversed(inner)]


def _describe_pages(
    root: Element,
    pages: list[_Division],
    sheets: Mapping[str, Sheet],
    files: Mapping[str, NamedFile],
    home: Path,
) -> None:
    """Give each sheet the number and the picture that its page's div says."""
    printed = {name: _page_number(mods) for name, mods in _descriptions(root).items()}
    for page in pages:
        pictures = [
            file.path
            for name, _ in page.areas
            if (file := files.get(name)) and file.is_picture and _is_there(file, home)
        ]
        labels = [printed.get(name, "") for name in _described_by(page.element)]
        labels.append(attribute(page.element, "ORDERLABEL"))
        for name, block in page.areas:
            # A page may be named by the id it has in its ALTO, as a block is.
            is_whole = not block or page.kind == "page"
            if name in sheets and is_whole and page.article is None:
                sheet = sheets[name]
                sheet.number = next((one for one in labels if is_page_number(one)), "")
                sheet.picture = pictures[0] if pictures else None


def _give_articles(parts: list[_Division], sheets: Mapping[str, Sheet]) -> dict[str, str]:
    """Tell each block of the sheets its place, role and article; return the articles' labels."""
    labels: dict[str, str] = {}
    names: dict[Element, str] = {}
    for part in parts:
        if part.article is None:
            continue
        if part.article not in names:
            name = attribute(part.article, "ID") or f"article {len(names) + 1}"
            names[part.article] = f"{name} {len(names) + 1}" if name in labels else name
            labels[names[part.article]] = attribute(part.article, "LABEL")
        for file, block in part.areas:
            if file in sheets:
                given = sheets[file].given
                given.setdefault(block, Said(len(given), part.role, names[part.article]))
    return labels


def _number(turns: Collection[Sheet | None]) -> None:
    """Number the sheets from 01 where their pages' own numbers are missing or not different.

    None is the turn of a page without a sheet.
    """
    own = [sheet.number for sheet in turns if sheet]
    if "" in own or len(set(own)) < len(own):
        for place, sheet in enumerate(turns, start=1):
            if sheet:
                sheet.number = f"{place:02}"


def _descriptions(root: Element) -> dict[str, Element]:
    return {
        attribute(section, "ID"): mods
        for section in children(root, "dmdSec")
        for mods in [next(below(section, "mods"), None)]
        if mods is not None
    }


def _page_number(mods: Element) -> str:
    found = (
        text_of(name)
        for detail in below(mods, "detail")
        if attribute(detail, "type").lower() in ("page", "page number")
        for name in children(detail, "number")
    )
    return next(found, "")


def _described_by(div: Element) -> list[str]:
    return attribute(div, "DMDID").split()


def _title_and_date(root: Element, divisions: list[_Division]) -> tuple[str, str]:
    """Return the newspaper's title and the issue's date, "" where no description says them.

    What describes an article or a page does not describe the issue.
    """
    described = _descriptions(root)
    own = {
        name: None
        for one in divisions
        if one.article is None and one.kind != "page"
        for name in _described_by(one.element)
    }
    inner = {
        name
        for one in divisions
        if one.article is not None or one.kind == "page"
        for name in _described_by(one.element)
    }
    names = [name for name in own if name in described] or [
        name for name in described if name not in inner
    ]
    mods = [described[name] for name in names]
    titles = [title for one in mods for title in _titles(one)]
    dates = [
        date
        for one in mods
        for said in below(one, "dateIssued")
        if (date := date_part(text_of(said)))
    ]
    return (titles or [""])[0], (dates or [""])[-1]


def _titles(mods: Element) -> Iterator[str]:
    """Yield the titles of the work that holds it, then its own."""
    hosts = [one for one in children(mods, "relatedItem") if attribute(one, "type") == "host"]
    for holder in (*hosts, mods):
        for info in children(holder, "titleInfo"):
            for title in children(info, "title"):
                text = " ".join(text_of(title).split())
                if text and is_label(text) and len(text) <= _LIMIT_TITLE:
                    yield text
