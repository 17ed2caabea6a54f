"""What the XML formats of libraries share: roles, boxes, reading order, the page's picture."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, pairwise
from pathlib import Path

from indexer.models import Box, Role
from indexer.reading.names import is_fit
from indexer.reading.printed import Paragraph, PrintedLine
from indexer.reading.xmltree import Element, attribute, local, number

IMAGES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".jp2")

# What the formats call a stretch of an article, in small letters.
ROLES: Mapping[str, Role] = {
    "heading": Role.TITLE,
    "headline": Role.TITLE,
    "title": Role.TITLE,
    "kicker": Role.KICKER,
    "overline": Role.KICKER,
    "subheadline": Role.SUBTITLE,
    "subtitle": Role.SUBTITLE,
    "crosshead": Role.SUBHEAD,
    "subhead": Role.SUBHEAD,
    "byline": Role.BYLINE,
    "author": Role.BYLINE,
    "credit": Role.BYLINE,
    "caption": Role.CAPTION,
    "header": Role.OTHER,
    "footer": Role.OTHER,
    "page-number": Role.OTHER,
}

_PAIR = re.compile(r"(-?[0-9]{1,9}(?:\.[0-9]+)?),(-?[0-9]{1,9}(?:\.[0-9]+)?)")


def share(text: str) -> float | None:
    """Return a number from 0 to 1, None for anything else."""
    value = number(text)
    return value if value is not None and 0 <= value <= 1 else None


def extent(text: str) -> float:
    """Return the width or height of a sheet, 0 where it is unknown."""
    return max(0.0, number(text) or 0.0)


def box_of(points: str) -> Box | None:
    """Return the box around `x,y x,y …`, None where there are none."""
    pairs = [(float(x), float(y)) for x, y in _PAIR.findall(points)]
    if not pairs:
        return None
    across, down = zip(*pairs, strict=True)
    return Box(min(across), min(down), max(across), max(down))


def is_tall(box: Box | None, text: str) -> bool:
    """Tell a line set from top to bottom by its shape."""
    return box is not None and len(text) > 1 and box.y1 - box.y0 > box.x1 - box.x0


def run_on(words: Iterable[str]) -> str:
    """Join words with a space, but for next to a character of full width."""
    said = [word for word in words if word]
    joints = ["" if _is_wide(a[-1]) or _is_wide(b[0]) else " " for a, b in pairwise(said)]
    return "".join(part for pair in zip(said, [*joints, ""], strict=True) for part in pair)


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"


def paragraphs(
    lines: Iterable[tuple[PrintedLine, Role | None, str]],
) -> Iterator[Paragraph]:
    """Yield a paragraph for lines of one role and article that follow, one a line of a headline."""
    for (role, article), run in groupby(lines, key=lambda line: line[1:]):
        own = tuple(line for line, _, _ in run)
        if role is Role.TITLE:
            yield from (Paragraph((line,), role, article) for line in own)
        else:
            yield Paragraph(own, role, article)


def reading_order(order: Element) -> list[str]:
    """Return the ids that a ReadingOrder names, groups within groups, by index where they have one."""
    found: list[str] = []
    waiting = [order]
    while waiting:
        item = waiting.pop()
        if ref := attribute(item, "regionRef") or attribute(item, "REF"):
            found.append(ref)
        inner = [child for child in item if local(child)]
        if local(item).endswith("Indexed"):
            inner.sort(key=lambda child: number(attribute(child, "index")) or 0.0)
        waiting += reversed(inner)
    return found


def image_beside(path: Path, names: Iterable[str], home: Path) -> str:
    """Return the picture of a page: one of `names`, or of the file's own stem; "" for none.

    A name may be a path of another machine: then its last part counts. Nothing outside `home`.
    """
    for candidate in (*_candidates(path, names), *(path.with_suffix(one) for one in IMAGES)):
        if candidate.is_file() and candidate.resolve().is_relative_to(home):
            return str(candidate)
    return ""


def _candidates(path: Path, names: Iterable[str]) -> Iterator[Path]:
    for name in names:
        parts = [part for part in re.split(r"[/\\]", name) if part not in ("", ".")]
        if not parts or not is_fit(name) or len(name) > 1000:
            continue
        for own in (parts, parts[-1:]):
            if ".." not in own and Path(own[-1]).suffix.lower() in IMAGES:
                yield path.parent.joinpath(*own)
