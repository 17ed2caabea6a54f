"""Read an issue that a METS file describes, from the ALTO files it names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from indexer.errors import ReadError
from indexer.models import Block, Failure, Page, Role
from indexer.reading.alto import read_sheet
from indexer.reading.failures import failure, unreadable
from indexer.reading.identity import Identity, identify
from indexer.reading.metsmap import Issue, Sheet, read_issue
from indexer.reading.names import shown
from indexer.reading.pictures import image_beside
from indexer.reading.sidecar import read_sidecars, sidecars_of
from indexer.reading.source import SourceFile
from indexer.reading.whole import identified, read_bytes
from indexer.reading.xmltree import Element, local, parse

_LIMIT_BYTES = 2**26  # of a METS while files are looked for


def read_mets(root: Element, source: SourceFile, *, max_bytes: int) -> Iterator[Page | Failure]:
    """Yield a page for each ALTO file, in order, and a Failure for one that cannot be read.

    Raises ReadError where there is none.
    """
    issue = read_issue(root, source.path, source.home)
    if all(sheet.file.path is None for sheet in issue.sheets):
        raise ReadError(str(source.path), _PICTURES_ONLY if issue.forms else _NO_SHEETS)
    for sheet in issue.sheets:
        path = sheet.file.path
        if path is None:
            yield failure(source.path, _elsewhere(sheet.file.name))
            continue
        try:
            yield _page(sheet, path, issue, source, max_bytes)
        except ReadError as error:
            yield failure(error.path, error.reason)
        except OSError as error:
            yield unreadable(path, error)
    for scan in issue.scans:
        yield failure(source.path, _as_scan(scan.name) if scan.path else _unread(scan.name))
    for stray in issue.strays:
        yield failure(source.path, _elsewhere(stray.name))


def companions(path: Path, home: Path) -> tuple[list[Path], list[Path]]:
    """Return the ALTO files that a METS file names, and the pictures and PDFs of the same pages.

    Nothing where it is damaged, or names no ALTO: then pictures and PDFs are pages by themselves,
    as is the picture of a page without ALTO among others with it.
    """
    try:
        issue = read_issue(parse(read_bytes(path, _LIMIT_BYTES), path), path, home)
    except ReadError:
        return [], []
    sheets = [sheet.file.path for sheet in issue.sheets if sheet.file.path]
    return sheets, list(issue.forms) if sheets else []


def _page(sheet: Sheet, path: Path, issue: Issue, source: SourceFile, max_bytes: int) -> Page:
    data = read_bytes(path, max_bytes)
    root = parse(data, path)
    if local(root) != "alto":
        raise ReadError(
            str(path),
            f"根元素是 {shown(local(root))[:40]}，不是 METS 所说的 ALTO，未读：重新导出 / "
            "not the ALTO file that its METS says it is: export it anew",
        )
    found = read_sheet(root, path, sheet.given)
    identity = _identity(sheet, path, issue, source)
    return replace(
        identified(source, identity, found.text, identity.page_id(source.name_of(path))),
        digest=_digest(data, path, source),
        blocks=_entitled(found.text, found.blocks, issue.labels),
        image=str(sheet.picture or "") or image_beside(path, found.images, source.home),
        width=found.width,
        height=found.height,
    )


def _identity(sheet: Sheet, path: Path, issue: Issue, source: SourceFile) -> Identity:
    """Return which page it is: by sidecars, then by the paths, then by the METS."""
    said = read_sidecars(source.path) | read_sidecars(path)
    own, whole = identify(path), identify(source.path)
    alone = len(issue.sheets) == 1  # else a number said of the METS would be every page's
    return Identity(
        said.get("newspaper", own.newspaper or whole.newspaper or issue.newspaper),
        said.get("date", own.date or whole.date or issue.date),
        own.number or (said.get("page", "") if alone else "") or sheet.number,
        own.section or whole.section,
    )


def _digest(data: bytes, path: Path, source: SourceFile) -> str:
    """Return the SHA-256 of the METS, of what is said beside it and of this page's ALTO."""
    digest = hashlib.sha256()
    for one in (source.path, *sidecars_of(source.path), *sidecars_of(path)):
        digest.update(hashlib.sha256(one.read_bytes()).digest())
    digest.update(data)
    return digest.hexdigest()


def _entitled(text: str, blocks: tuple[Block, ...], labels: Mapping[str, str]) -> tuple[Block, ...]:
    """Make the first lines of an article its title where they are its label and no title is named."""
    by_article: dict[str, list[int]] = {}
    for place, block in enumerate(blocks):
        by_article.setdefault(block.article, []).append(place)
    changed = list(blocks)
    for article, own in by_article.items():
        label = _bare(labels.get(article, ""))
        if not label or any(blocks[place].role is Role.TITLE for place in own):
            continue
        for count in range(1, len(own) + 1):
            first = [blocks[place] for place in own[:count]]
            said = _bare("".join(text[block.start : block.end] for block in first))
            if not label.startswith(said):
                break
            if said == label and text[first[-1].end : first[-1].end + 1] in ("", "\n"):
                for place in own[:count]:
                    changed[place] = replace(blocks[place], role=Role.TITLE)
    return tuple(changed)


def _bare(text: str) -> str:
    return "".join(text.split())


def _elsewhere(name: str) -> str:
    return (
        f"所指的 {shown(name)[:80]} 不在它的文件夹里，未读：把文件放进来，改成相对路径 / "
        "it names a file that is not below its folder: put the file there, use a relative path"
    )


def _as_scan(name: str) -> str:
    return (
        f"{shown(name)[:80]} 这一版没有 ALTO，按扫描件另读，哪一期哪一版请用 .page.toml 写明；有 ALTO 就让 METS 指到它 / "
        "a page without ALTO, which is read by itself as a scan: a .page.toml can say which page it "
        "is; if there is ALTO, let the METS name it"
    )


def _unread(name: str) -> str:
    return (
        f"{shown(name)[:80]} 这一版没有 ALTO，图片不在或不是能读的格式，未读：补上 ALTO，或 .jpg、.tif、.pdf / "
        "a page without ALTO, whose picture is not there or of no format that is read: put its ALTO "
        "there, or a .jpg, .tif or .pdf"
    )


_NO_SHEETS = (
    "METS 没有指到它文件夹里的 ALTO 文件，未读：把 ALTO 放到它所写的地方 / "
    "the METS names no ALTO file below its own folder: put them where it says"
)
_PICTURES_ONLY = (
    "METS 没有指到它文件夹里的 ALTO 文件，它的图片和 PDF 按扫描件各自读入：有 ALTO 就放到它所写的地方 / "
    "the METS names no ALTO file below its own folder, its pictures and PDFs are read by themselves: "
    "if there is ALTO, put it where it says"
)
