"""Parse XML of unknown origin, and look around in it whatever its namespace."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

from lxml import etree

from indexer.errors import ReadError
from indexer.reading.names import shown
from indexer.reading.whole import EMPTY

Element: TypeAlias = etree._Element

# No step of these is ever taken back, whatever the file.
_PROLOG = rb"(?>\xef\xbb\xbf|\xff\xfe|\xfe\xff|\s+|<\?.*?\?>|<!--.*?-->)*+"
_DOCTYPE = rb"<!DOCTYPE(?>[^\[>\"']+|\"[^\"]*\"|'[^']*')*+"
_SUBSET = re.compile(_PROLOG + _DOCTYPE + rb"\[", re.DOTALL)
_ROOT = re.compile(
    _PROLOG + rb"(?:" + _DOCTYPE + rb">)?+" + _PROLOG + rb"<(?:[\w.-]+:)?+([\w.-]+)", re.DOTALL
)
_ENTITY = re.compile(rb"&(?!#|(?:amp|lt|gt|quot|apos);)[^\s&;<]{1,40};")
_HEAD_BYTES = 4096
_STRING = etree.XPath("string()")


def parse(data: bytes, path: Path) -> Element:
    """Return the root element; nothing but `data` is read. Raises ReadError where it is no XML.

    Entities of the file's own are refused: they can hold other files, or a page a thousandfold.
    """
    if not data.strip():
        raise ReadError(str(path), EMPTY)
    if _SUBSET.match(data.replace(b"\0", b"")):  # the same in UTF-16
        raise ReadError(str(path), _ENTITIES)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        line = getattr(error, "lineno", None) or 1
        said = shown(str(getattr(error, "msg", None) or error))[:120]
        raise ReadError(
            str(path),
            f"XML 在第 {line} 行断了或有错，未读：从原件重新复制或导出 / "
            f"broken XML in line {line} ({said}): copy or export it anew",
        ) from error
    info = root.getroottree().docinfo
    if info.doctype:
        if any(True for _ in info.internalDTD.iterentities()):  # in an encoding not seen above
            raise ReadError(str(path), _ENTITIES)
        if found := _ENTITY.search(data.replace(b"\0", b"")):  # else it would just be left out
            name = shown(found[0].decode("ascii", "replace"))
            raise ReadError(
                str(path),
                f"{name} 的定义在别的文件里，不去读它，未读：导出时换成字符本身 / "
                f"{name} is defined in another file, which is not read: export the character itself",
            )
    return root


def head_of(path: Path) -> bytes:
    """Return how a file begins, as bytes of ASCII's kind; nothing where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(_HEAD_BYTES).replace(b"\0", b"")
    except OSError:
        return b""


def root_name(head: bytes) -> str:
    """Return the root element's local name from how a file begins, "" where it cannot be told."""
    found = _ROOT.match(head)
    return found[1].decode("ascii", "replace") if found else ""


def local(element: Element) -> str:
    """Return an element's name without its namespace; "" for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Element, *names: str) -> list[Element]:
    """Return the child elements with one of the names, in order."""
    return [child for child in element if local(child) in names]


def below(element: Element, *names: str) -> Iterator[Element]:
    """Yield the elements with one of the names at any depth, in order."""
    return (one for one in element.iter() if local(one) in names)


def only_page(root: Element, path: Path) -> Element:
    """Return the one Page element of a file. Raises ReadError for none or several."""
    pages = [page for one in (root, *children(root, "Layout")) for page in children(one, "Page")]
    if not pages:
        raise says_nothing(path)
    if len(pages) > 1:
        raise ReadError(
            str(path),
            f"一个文件里有 {len(pages)} 版，未读：按版拆开 / "
            f"{len(pages)} pages in one file: split it into pages",
        )
    return pages[0]


def text_of(element: Element) -> str:
    """Return the text in an element and below it."""
    return str(_STRING(element)).strip()


def attribute(element: Element, name: str) -> str:
    """Return an attribute without a namespace, stripped; "" where it has none."""
    value = element.get(name)
    return "" if value is None else str(value).strip()


def href_of(element: Element) -> str:
    """Return where an element points to, by XLink of any version; "" for nowhere."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == "href":
            return str(value).strip()
    return ""


def number(text: str) -> float | None:
    """Return a finite number, None for anything else."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) < 1e9 else None


def says_nothing(path: Path) -> ReadError:
    """Return the error for a page with no text in it."""
    return ReadError(
        str(path),
        "没有文字，未编入：先识别文字，再导出 / "
        "no text in it: recognise its text first, then export it",
    )


_ENTITIES = (
    "XML 开头自带定义（DOCTYPE […]），未读：删去那一段再来 / "
    "it declares its own DOCTYPE contents or entities: delete that part"
)
