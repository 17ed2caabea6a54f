"""Read a scanned sheet and compare it with its text set by hand.

    python bench/scan.py SHEET.jpg SHEET.xml

The XML is that of the ECPO project: `div`s of type article, advert, head and margin. Letters only
are compared, folded as the index folds them: marks are left out, 報 is 报.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import statistics
import time
import xml.etree.ElementTree as ET
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from indexer.language import letters
from indexer.layout import split_articles
from indexer.models import Page
from indexer.reading.ocr import check_installed
from indexer.reading.scan import read_scan
from indexer.reading.source import SourceFile

_TOLERANCE = 20  # letters
_SURE = 4  # letters: shorter lines are given to no article
_ALIKE = 65  # per cent


@dataclass(frozen=True)
class Line:
    """A printed line as it was read: where it is in the order, and what it seems to be."""

    text: str
    page: int
    start: int  # in the letters of its page
    article: int  # -1 for none
    at: int = 0  # in the letters of the article


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scan", type=Path)
    parser.add_argument("xml", type=Path)
    parser.add_argument("--articles", action="store_true", help="print each article's figures")
    options = parser.parse_args()

    print(f"machine: {platform.processor() or platform.machine()}, {os.cpu_count()} cores, "
          f"Python {platform.python_version()}")  # fmt: skip
    check_installed(str(options.scan))  # loads the models
    begun = time.perf_counter()
    source = SourceFile(options.scan, options.scan.parent, "")
    read = list(read_scan(source, max_bytes=2**24))
    seconds = time.perf_counter() - begun
    pages = [page for page in read if isinstance(page, Page)]
    names, texts = read_xml(options.xml)
    lines = placed(pages, texts)
    print(f"{len(pages)} pages ({', '.join(page.number or page.id for page in pages)}), "
          f"{len(lines)} lines: {seconds / max(1, len(pages)):.0f} s a page")  # fmt: skip

    by_article = defaultdict(list)
    for line in lines:
        by_article[line.article].append(line)
    whole = ["".join(line.text for line in lines if line.page == nth) for nth in range(len(pages))]
    rows = [figures(text, by_article[nth], whole) for nth, text in enumerate(texts)]
    if options.articles:
        print("letters  found  CER as read  CER in true order")
        for name, text, row in zip(names, texts, rows, strict=True):
            print(f"{len(text):7}  {row[0]:5.1%}  {row[1]:11.1%}  {row[2]:17.1%}  {name}")
    weights = [len(text) for text in texts]
    for nth, title in enumerate(("letters found", "CER as read", "CER in true order")):
        values = [row[nth] for row in rows]
        mean = sum(v * w for v, w in zip(values, weights, strict=True)) / sum(weights)
        print(f"{title:<18} {mean:6.1%} of {sum(weights)} letters, "
              f"median of {len(values)} articles {statistics.median(values):6.1%}")  # fmt: skip
    read_letters, true_letters = Counter("".join(whole)), Counter("".join(texts))
    common = (read_letters & true_letters).total()
    print(f"whole sheet        {common / true_letters.total():6.1%} of the letters found, in any order; "
          f"{common / max(1, read_letters.total()):.1%} of those read are right")  # fmt: skip
    kept, pairs = order(lines)
    print(f"order              {kept / max(1, pairs):6.1%} of {pairs} neighbouring lines kept")
    boundaries(pages, lines)


def read_xml(path: Path) -> tuple[list[str], list[str]]:
    """Return the articles' names and their letters, of what has any."""
    raw = path.read_text(encoding="utf-8").replace("&gaiji;", "□")
    raw = re.sub(r"<\?xml-model.*?\?>|<!DOCTYPE.*?\]>", "", raw, flags=re.DOTALL)
    found: list[tuple[str, str]] = []

    def walk(element: ET.Element) -> None:
        for div in element.iter("div") if element.tag != "div" else element.findall("div"):
            kind = div.get("type", "")
            if kind in ("article", "advert", "head") or (
                kind == "margin" and div.find(".//div[@itemid]") is None
            ):
                found.append((f"{kind} {div.get('itemid', '')}", letters("".join(div.itertext()))))
            else:
                walk(div)

    root = ET.fromstring(raw)
    for child in root.findall("div"):
        walk(child)
    return [name for name, text in found if text], [text for _, text in found if text]


def placed(pages: Sequence[Page], texts: Sequence[str]) -> list[Line]:
    """Return every line as read, with the article it fits best."""
    lines = []
    for nth, page in enumerate(pages):
        start = 0
        for block in page.blocks:
            text = letters(page.text[block.start : block.end])
            article, at = -1, 0
            if len(text) >= _SURE:
                best = float(_ALIKE)
                for candidate, whole in enumerate(texts):
                    fit = fuzz.partial_ratio_alignment(text, whole, score_cutoff=best)
                    if fit is not None and fit.score > best and len(whole) >= len(text):
                        best, article, at = fit.score, candidate, fit.dest_start
            lines.append(Line(text, nth, start, article, at))
            start += len(text)
    for nth in range(1, len(lines) - 1):  # what is too short to tell goes with what it stands in
        before, line, after = lines[nth - 1 : nth + 2]
        if line.article < 0 and before.article == after.article:
            at = before.at + len(before.text)
            lines[nth] = replace(line, article=before.article, at=at)
    return lines


def figures(text: str, lines: Sequence[Line], pages: Sequence[str]) -> tuple[float, float, float]:
    """Return the share of letters found, and the error rates as read and in the true order."""
    true = "".join(line.text for line in sorted(lines, key=lambda line: line.at))
    found = sum((Counter(text) & Counter(true)).values()) / len(text)
    as_read = 1.0
    for page in pages:
        fit = fuzz.partial_ratio_alignment(text, page)
        if fit is not None and len(page) >= len(text):
            stretch = page[fit.dest_start : fit.dest_end]
            as_read = min(as_read, Levenshtein.distance(text, stretch) / len(text))
    return found, as_read, Levenshtein.distance(text, true) / len(text)


def order(lines: Sequence[Line]) -> tuple[int, int]:
    """Return how many lines follow the one that is before them in their article, of how many."""
    known = [line for line in lines if line.article >= 0]
    place = {id(line): nth for nth, line in enumerate(known)}
    kept = pairs = 0
    for one, other in pairwise(sorted(known, key=lambda line: (line.article, line.at))):
        if one.article == other.article:
            pairs += 1
            kept += place[id(other)] == place[id(one)] + 1
    return kept, pairs


def boundaries(pages: Sequence[Page], lines: Sequence[Line]) -> None:
    """Print how the article boundaries found on the pages as read compare with the true ones."""
    right = found = true = 0
    for nth, page in enumerate(pages):
        first: dict[int, Line] = {}
        for line in lines:
            if line.page == nth and line.article >= 0:
                known = first.get(line.article)
                first[line.article] = line if known is None or line.at < known.at else known
        starts = sorted(line.start for line in first.values())
        ours = [
            len(letters(page.text[: min(part.start for part in article.parts)]))
            for article in split_articles(page)
            if article.parts
        ]
        hits = [start for start in starts if any(abs(start - o) <= _TOLERANCE for o in ours)]
        right += len(hits)
        found += len(ours)
        true += len(starts)
    print(f"article starts     {right} of {true} found, {found} given (within {_TOLERANCE} "
          f"letters): precision {right / max(1, found):.2f}, recall {right / max(1, true):.2f}")  # fmt: skip


if __name__ == "__main__":
    main()
