"""Read a page written in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from indexer.errors import ReadError
from indexer.models import Failure, Page, Role
from indexer.reading.dates import date_part
from indexer.reading.identity import Identity, identify
from indexer.reading.markup import text_lines
from indexer.reading.names import is_fit, is_label
from indexer.reading.pictures import image_beside
from indexer.reading.printed import Paragraph, PrintedLine, compose
from indexer.reading.source import SourceFile
from indexer.reading.text import EMPTY, read_characters

_FRONT = re.compile(r"\A---[ \t]*\n(.*?\n)?---[ \t]*\n", re.DOTALL)
_PAIR = re.compile(
    r"""^(newspaper|date|page|section)[ \t]*:[ \t]*["']?(.*?)["']?[ \t]*$""", re.MULTILINE
)
_NESTING = 50


def read_markdown(source: SourceFile, *, max_bytes: int) -> Iterator[Page | Failure]:
    """Yield the one page of a Markdown file. Raises ReadError where it is none.

    Headings of the highest level present begin articles; a line of the file is a line of the page.
    """
    written = read_characters(source, max_bytes)
    identity, body = _front_matter(written, identify(source.path))
    text, blocks = compose(_paragraphs(_parser().parse(body)))
    if not text:
        raise ReadError(str(source.path), EMPTY)
    yield Page(
        id=identity.page_id(source.name),
        text=text,
        newspaper=identity.newspaper,
        date=identity.date,
        number=identity.number,
        section=identity.section,
        source=str(source.path),
        digest=source.digest,
        blocks=blocks if any(block.role for block in blocks) else (),
        image=image_beside(source.path, (), source.home),
    )


def why_no_page(path: Path) -> str:
    """Return why a file is not meant as a page: it is a note on the folder; "" where it may be."""
    if path.stem.upper() in ("README", "CHANGELOG", "LICENSE"):
        return "是给人看的说明，不是版面，略过 / a note for people, not a page: skipped"
    return ""


@cache
def _parser() -> MarkdownIt:
    # Indented text is a paragraph of its page, not a program.
    return MarkdownIt("commonmark", {"maxNesting": _NESTING}).enable("table").disable("code")


def _front_matter(text: str, known: Identity) -> tuple[Identity, str]:
    """Return the identity with what the head of the file adds to it, and the text after the head."""
    head = _FRONT.match(text)
    if not head:
        return known, text
    said = {key: value for key, value in _PAIR.findall(head[1] or "") if is_fit(value)}
    labels = {key: value for key, value in said.items() if key == "section" or is_label(value)}
    return replace(
        known,
        newspaper=known.newspaper or labels.get("newspaper", ""),
        date=known.date or date_part(said.get("date", "")),
        number=known.number or labels.get("page", ""),
        section=known.section or labels.get("section", ""),
    ), text[head.end() :]


def _paragraphs(tokens: Sequence[Token]) -> Iterator[Paragraph]:
    """Yield the lines that a reader sees, with the roles and articles that headings give them."""
    levels = [token.tag for token in tokens if token.type == "heading_open"]
    highest = min(levels, default="")
    heading, marker = "", ""
    cells: list[str] = []
    article = 0
    row = False
    for token in tokens:
        if token.type == "heading_open":
            heading = token.tag
            article += heading == highest
        elif token.type == "heading_close":
            heading = ""
        elif token.type == "list_item_open":
            marker = f"{token.info}{token.markup} " if token.info else ""
        elif token.type == "tr_open":
            row, cells = True, []
        elif token.type == "tr_close":
            row = False
            yield _line(" ".join(cells), None, article)
        elif token.type == "inline":
            lines = _inline(token)
            if row:
                cells += lines
                continue
            role = None
            if heading:
                role = Role.TITLE if heading == highest else Role.SUBHEAD
                lines = ["".join(lines)]
            for line in lines:
                yield _line(marker + line, role, article)
                marker = ""
        elif token.type in ("fence", "code_block"):
            for line in token.content.split("\n"):
                yield _line(line, None, article)
        elif token.type == "html_block":
            for line in text_lines(token.content):
                yield _line(line, None, article)


def _line(text: str, role: Role | None, article: int) -> Paragraph:
    return Paragraph((PrintedLine(text),), role, str(article or ""))


def _inline(token: Token) -> list[str]:
    """Return the lines of an inline token as they are seen: emphasis, links and tags taken away."""
    lines = [""]
    for child in token.children or []:
        if child.type in ("softbreak", "hardbreak"):
            lines.append("")
        elif child.type in ("text", "code_inline", "image"):  # an image's content is its caption
            lines[-1] += child.content
    return lines
