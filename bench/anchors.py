"""Measure how many quotes are found again when pages are cut anew and letters are corrected.

    python bench/anchors.py ARCHIVE

Each page gets a brief before its articles, which begins as the first of them does, so that every
number changes; the articles lose a tenth of their marks, and have letters changed, added and lost at
random; then every sentence of ten letters or more, and every article, is looked for by the anchor it
had before. A quote is wrong where it is found in another article or in words that are not much like
it, an article where another is found.
"""

from __future__ import annotations

import argparse
import difflib
import random
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import click

from indexer.anchors import anchor_of, find
from indexer.errors import UnknownId
from indexer.language import letters, sentence_spans
from indexer.models import Article
from indexer.store.catalogue import Catalogue
from indexer.store.generation import open_current

_RATES = (0.0, 0.002, 0.01, 0.03)
_LETTERS = "的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多然于心学"
_ALIKE = 0.8
_SHORTEST = 10
_ALIKE_CHARS = 12  # 新华社北京4月10日电


class Changed:
    """A catalogue whose pages were cut anew and corrected."""

    def __init__(self, catalogue: Catalogue, articles: list[Article], rate: float) -> None:
        self._catalogue = catalogue
        self._pages: dict[str, list[Article]] = {}
        for article in articles:
            page = article.page_id
            alike = f"{article.text[:_ALIKE_CHARS]}，新增一条简讯，天气晴好。"
            brief = replace(article, id=f"{page}#1", text=alike)
            held = self._pages.setdefault(page, [brief])
            changed = corrected(article.text, rate)
            held.append(replace(article, id=f"{page}#{len(held) + 1}", text=changed))
        self._articles = {one.id: one for held in self._pages.values() for one in held}

    def article(self, article_id: str) -> Article:
        if article_id not in self._articles:
            raise UnknownId(article_id)
        return self._articles[article_id]

    def articles_of_page(self, page_id: str) -> list[Article]:
        return self._pages[page_id]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._catalogue, name)


def corrected(text: str, rate: float) -> str:
    """Return `text` with a tenth of its marks gone, and `rate` of its letters other ones."""
    pieces = []
    for char in text:
        chance = random.random()
        if char.isalnum() and chance < rate:
            other = random.choice(_LETTERS)
            pieces.append(random.choice((other, other, other, "", char + other)))
        elif char.isalnum() or chance >= 0.1:
            pieces.append(char)
    return "".join(pieces)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("archive", type=Path)
    catalogue = open_current(parser.parse_args().archive).catalogue
    articles = [catalogue.article(article_id) for article_id in catalogue.article_ids()]
    random.seed(7)
    for rate in _RATES:
        changed = cast(Catalogue, Changed(catalogue, articles, rate))
        asked = right = wrong = inexact = whole = others = 0
        for article in articles:
            number = int(article.id.rpartition("#")[2])
            target = f"{article.page_id}#{number + 1}"
            found = find(changed, anchor_of(article))
            whole += bool(found and found.article.id == target)
            others += bool(found and found.article.id != target)
            for start, end in sentence_spans(article.text):
                quote = article.text[start:end]
                if len(letters(quote)) < _SHORTEST:
                    continue
                asked += 1
                if found := find(changed, anchor_of(article, start, end)):
                    words = found.article.text[found.start : found.end]
                    alike = difflib.SequenceMatcher(None, words, quote).ratio() >= _ALIKE
                    right += found.article.id == target and alike
                    wrong += not (found.article.id == target and alike)
                    inexact += not found.exact
        click.echo(
            f"{rate:.1%} of letters: {right} of {asked} sentences, {inexact} of them corrected, "
            f"{wrong} wrong; {whole} of {len(articles)} articles, {others} wrong"
        )


if __name__ == "__main__":
    main()
