"""Read a Markdown page (CommonMark and tables): what a reader sees of it, and its headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from indexer.errors import ReadError
from indexer.models import Failure, Page, Role
from indexer.reading.dates import loose_date
from indexer.reading.encoding import decode
from indexer.reading.htmltext import fragment_lines
from indexer.reading.identity import Identity, identify
from indexer.reading.names import is_fit, is_label
from indexer.reading.printed import Paragraph, PrintedLine, compose
from indexer.reading.source import SourceFile
from indexer.reading.whole import page_of, read_bytes

_NESTING = 50  # quotes in lists in quotes: what is deeper the parser would leave out
_LIMIT_RUN_CHARS = 100_000  # of lines without a blank line between: parsing is slower than linear
_LIMIT_MARKS = 10_000  # more [ or < than this are no links, no tags
_FRONT = re.compile(r"\s*---[ \t]*\n(.{0,20000}?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S | re.M)
_KEY_VALUE = re.compile(r"([\w-]{1,40})[ \t]*[:：][ \t]*(.*)")
_KEYS = {
    "报纸": "newspaper", "报名": "newspaper", "日期": "date", "版次": "page", "版名": "section",
    "标题": "title",
}  # fmt: skip
_BOLD = re.compile(r"\*\*([^*\n]+)\*\*")  # next to full-width marks CommonMark leaves them standing
_HANZI = re.compile("[\u4e00-\u9fff]")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]{1,20}:|[/.#]|www\.|.{0,500}\.[a-z0-9]{2,5}$", re.I | re.S)
_KEY = re.compile("[A-Za-z][A-Za-z0-9_-]+")  # a name of ours or of a program, not 问 and 答


@dataclass(slots=True)
class _Line:
    """One line of the page to be; `level` is that of a heading, 0 for text."""

    pieces: list[str] = field(default_factory=list)
    level: int = 0
    is_picture: bool = False


def read_markdown(source: SourceFile, *, max_bytes: int) -> Iterator[Page | Failure]:
    """Yield the one page of a Markdown file. Raises ReadError where it is none."""
    text = decode(read_bytes(source.path, max_bytes), str(source.path))
    front, body = _front_matter(text)
    longest = max((len(run) for run in re.split(r"\n[ \t]*\n", body)), default=0)
    if longest > _LIMIT_RUN_CHARS:
        raise ReadError(
            str(source.path),
            f"连续 {longest} 字没有空行，超过 {_LIMIT_RUN_CHARS}：段落之间空一行，或存成 .txt / "
            f"{longest} characters without a blank line: put blank lines between paragraphs, "
            "or save it as .txt",
        )
    tokens = _parsed(body)
    if any(_leaves_out(token) for token in tokens):
        raise ReadError(
            str(source.path),
            f"引用或列表嵌套超过 {_NESTING} 层，会丢字，未读：减少层次，或存成 .txt / "
            f"quotes or lists nested over {_NESTING} deep, text would be lost: "
            "nest less, or save it as .txt",
        )
    lines = list(_lines(tokens))
    title = front.get("title", "")
    levels = {line.level for line in lines if line.level}
    if title and 1 not in levels and not (levels and front.get("page")):
        lines.insert(0, _Line([title], level=1))
    page_text, blocks = compose(_with_roles(lines))
    own = Identity(
        newspaper=_label(front.get("newspaper", "")),
        date=loose_date(front.get("date", "")),
        number=_label(front.get("page", "")),
        section=front.get("section", "") if is_fit(front.get("section", "")) else "",
    )
    yield page_of(source, identify(source.path, own), page_text, blocks=blocks)


def _label(text: str) -> str:
    return text if is_label(text) and len(text) <= 100 else ""


def _parser(text: str) -> MarkdownIt:
    # Four spaces before a Chinese paragraph are an indent, not code.
    parser = MarkdownIt("commonmark", {"maxNesting": _NESTING}).enable("table").disable("code")
    if text.count("[") > _LIMIT_MARKS:
        parser.disable(["link", "image"])
    if text.count("<") > _LIMIT_MARKS:
        parser.disable(["html_inline", "autolink"])
    return parser


def _parsed(text: str) -> list[Token]:
    """Return the tokens of a page. `[编者按]: 今年是…` is a paragraph, not the address of a link."""
    parser = _parser(text)
    said: dict[str, Any] = {}
    tokens = parser.parse(text, said)
    found = [*said.get("references", {}).values(), *said.get("duplicate_refs", [])]
    if any(_is_prose(unquote(one["href"])) for one in found):
        tokens = parser.disable("reference").parse(text)
    return tokens


def _is_prose(address: str) -> bool:
    return bool(_HANZI.search(address)) and not _ADDRESS.match(address)


def _leaves_out(token: Token) -> bool:
    """Tell a quote or list item so deep that the parser passes over what is in it."""
    return token.type in ("blockquote_open", "list_item_open") and token.level >= _NESTING - 1


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    """Return what the lines `key: value` between two `---` at the top say, and the rest."""
    match = _FRONT.match(text)
    if match is None:
        return {}, text
    said: dict[str, str] = {}
    for line in match[1].splitlines():
        pair = _KEY_VALUE.fullmatch(line)
        if pair is not None:
            value = pair[2].strip()
            if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
                value = value[1:-1].strip()
            said[_KEYS.get(pair[1], pair[1])] = value
        elif line.strip() and line[0] not in "# \t-":  # what no list of keys has: it is text
            return {}, text
    is_front = any(_KEY.fullmatch(key) for key in said)
    return (said, text[match.end() :]) if is_front else ({}, text)


def _lines(tokens: Sequence[Token]) -> Iterator[_Line]:
    """Yield the lines of the page: a paragraph, heading, list item or table row each.

    The number of a list item stands before its first line, alone where the item has none.
    """
    marker = ""
    for token, lines in _plain_lines(tokens):
        if token.type == "list_item_open" and token.info:
            marker += f"{token.info}{token.markup} "
        for line in lines:
            if any(piece.strip() for piece in line.pieces):
                line.pieces[0] = marker + line.pieces[0]
                marker = ""
                yield line
        if token.type == "list_item_close" and marker:
            yield _Line([marker.rstrip()])
            marker = ""


def _plain_lines(tokens: Sequence[Token]) -> Iterator[tuple[Token, list[_Line]]]:
    """Yield each token with the lines that it ends."""
    level = 0
    row: list[str] | None = None
    for token in tokens:
        lines: list[_Line] = []
        if token.type == "heading_open":
            level = int(token.tag[1])
        elif token.type == "heading_close":
            level = 0
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            lines = [_Line([" ".join(row)])]
            row = None
        elif token.type == "inline":
            lines = list(_inline(token.children or []))
            if row is not None:
                row += [" ".join(line.pieces) for line in lines]
                lines = []
            elif level:
                lines = [_Line([piece for line in lines for piece in line.pieces], level)]
        elif token.type == "fence":
            lines = [_Line([line]) for line in token.content.splitlines()]
        elif token.type == "html_block":
            lines = [_Line([line]) for line in fragment_lines(token.content)]
        yield token, lines


def _inline(children: Sequence[Token]) -> Iterator[_Line]:
    """Yield the lines that line breaks make of inline content; `pieces` are as it is written."""
    line = _Line([""])
    seen = {child.type for child in children if child.type != "text" or child.content.strip()}
    if seen == {"image"}:
        yield from (_Line([child.content], is_picture=True) for child in children if child.content)
        return
    for child in children:
        if child.type == "softbreak":
            line.pieces.append("")
        elif child.type == "hardbreak" or (
            child.type == "html_inline" and re.match(r"<br\b", child.content, re.IGNORECASE)
        ):
            yield line
            line = _Line([""])
        elif child.type == "text":
            line.pieces[-1] += _BOLD.sub(r"\1", child.content)
        elif child.type != "html_inline":
            line.pieces[-1] += child.content  # of code and images; of other marks it is empty
    yield line


def _with_roles(lines: Sequence[_Line]) -> Iterator[Paragraph]:
    """Give the lines their articles: a heading of the first level there is begins one."""
    top = min((line.level for line in lines if line.level), default=0)
    count = 0
    for line in lines:
        words = [PrintedLine(piece) for piece in line.pieces]
        if not any(word.text.strip() for word in words):
            continue
        role = None
        if line.level == top and top:
            role = Role.TITLE
            count += 1
        elif line.level:
            role = Role.SUBHEAD
        elif line.is_picture and top:
            role = Role.CAPTION
        yield Paragraph(tuple(words), role, str(count) if count else "")
