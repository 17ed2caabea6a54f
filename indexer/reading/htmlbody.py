"""Find the elements of an HTML page that are its articles' bodies."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from lxml import etree

from indexer.reading.htmltext import is_below, is_text, lines_of, names_of, seen

FEW = 20  # characters outside links make an article
NO_NEWS = re.compile(r"版权|版權|copyright|备案|ICP|未经|不得转载", re.IGNORECASE)
_BODY_NAMES = (
    "ozoom", "articlecontent", "article-content", "articlebody", "article-body", "contenttext",
    "news-content", "newscontent", "main-text", "zhengwen", "content",
)  # fmt: skip
_MOST = 0.6  # of a page's text stands in the element that is its article
_PART = 0.3  # stands in the one <article> there is, or that is a teaser
_PARTS = frozenset("p blockquote pre ul ol li dl dd section figure table tbody tr".split())
_TABLE = frozenset("table tbody thead tfoot tr td th".split())


def find_body(root: etree._Element) -> etree._Element:
    """Return the element that is the article.

    By its name; else the one `<article>` there is; else the smallest with most of the text. Of
    several with the same name none is it by itself: what holds them all is looked through.
    """
    named: dict[str, list[etree._Element]] = {name: [] for name in _BODY_NAMES}
    articles = []
    for element in seen(root):
        for name in names_of(element) & named.keys():
            named[name].append(element)
        if element.get("itemprop", "").lower() == "articlebody":
            named["articlebody"].append(element)
        if element.tag == "article":
            articles.append(element)
    for name, elements in named.items():
        bodies = _outermost(elements)
        if len(bodies) > 1 or (bodies and name == "content"):
            return _smallest(_common(bodies))
        if bodies:
            return bodies[0]
    bodies = _outermost(articles)
    if len(bodies) == 1 and _own_length(bodies[0]) >= _PART * _own_length(root):
        return bodies[0]
    return _smallest(root)


def _outermost(elements: list[etree._Element]) -> list[etree._Element]:
    """Return those of `elements`, in the page's order, with text of their own, none inside another."""
    found: dict[etree._Element, None] = {}
    for element in elements:
        if not any(one in found for one in element.iterancestors()) and _own_length(element) >= FEW:
            found[element] = None
    return list(found)


def _common(elements: list[etree._Element]) -> etree._Element:
    """Return the smallest element that holds all of them."""
    first, *others = elements
    shared = [first, *first.iterancestors()]
    for other in others:
        above = {other, *other.iterancestors()}
        shared = [one for one in shared if one in above]
    return shared[0]


def _smallest(root: etree._Element) -> etree._Element:
    """Return the smallest element below `root` that holds most of its text, and no half of an article."""
    held: dict[etree._Element, int] = {}
    told: Counter[etree._Element] = Counter()  # lines with a sentence in an element
    direct: Counter[etree._Element] = Counter()  # and of its own, outside the elements in it
    is_paragraph = cache(_is_paragraph)
    total = 0
    for line in lines_of(root):
        score = line.own
        if score < 10 or NO_NEWS.search(line.text):
            continue
        total += score
        is_told = line.is_told
        direct[line.block] += is_told
        above: etree._Element | None = line.block
        inside = above is root or not is_paragraph(above)
        while above is not None:
            if inside:
                held[above] = held.get(above, 0) + score
            told[above] += is_told
            inside = True
            above = None if above is root else above.getparent()
    best, fewest = root, total
    for element, score in held.items():
        if score >= _MOST * total and (score < fewest or is_below(element, best)):
            best, fewest = element, score
    return _with_the_rest(best, root, told, direct)


def _with_the_rest(
    best: etree._Element,
    root: etree._Element,
    told: Counter[etree._Element],
    direct: Counter[etree._Element],
) -> etree._Element:
    """Return the element not above `root` that holds `best` and the paragraphs its article goes on with.

    A blockquote or a section is part of what stands around it, as is one of several alike; a
    column of the page (`<td>`, a `<div>` beside another of another name) is not. `<body>` with
    such columns is the whole page, whatever words it has of its own.
    """
    part, is_column = best, False
    while part is not root:
        around = part.getparent()
        is_column = is_column or part.tag in ("td", "th")
        if told[around] > told[part]:
            beside = [one for one in around if one is not part and told[one]]
            of_it = [one for one in beside if _goes_on(one, part, direct)]
            is_page = around.tag == "body" and len(of_it) < len(beside)
            is_part = part.tag in _PARTS and not (is_column and part.tag in _TABLE)
            if not is_part and (is_page or not (of_it or direct[around])):
                break
            best = around
        part = around
    return best


def _goes_on(other: etree._Element, part: etree._Element, direct: Counter[etree._Element]) -> bool:
    """Tell whether an element beside a part of an article is of it: a paragraph, or one alike."""
    if other.tag in ("td", "th", "table"):
        return False
    if other.tag in ("p", "blockquote", "pre") or (direct[other] and not names_of(other)):
        return True
    return other.tag == part.tag and _kind(other) == _kind(part)


def _kind(element: etree._Element) -> tuple[str, str, int]:
    """Return what two elements alike have in common: class, id without its number, a row's cells."""
    number_of_cells = len(element) if element.tag == "tr" else 0
    own_id = re.sub("[0-9]", "", element.get("id") or "")
    return " ".join((element.get("class") or "").split()), own_id, number_of_cells


def _is_paragraph(element: etree._Element) -> bool:
    """Tell an element that is one paragraph from one that holds several."""
    return element.tag not in ("td", "th", "body") and all(
        child.tag != "br" for child in element.iterdescendants()
    )


def _own_length(element: etree._Element) -> int:
    """Count an element's characters outside links."""
    return sum(line.own for line in lines_of(element))


def article_elements(root: etree._Element) -> list[etree._Element]:
    """Return the elements that hold an article each: `<article>`, outermost, with text of its own.

    Beside two that are long enough a brief one counts too, unless it is a link to another page.
    """
    found = []
    long = 0
    for element in root.iter("article"):
        if next(element.iterancestors("article"), None) is not None or not is_text(element):
            continue
        lines = list(lines_of(element))
        linked = sum(line.linked for line in lines)
        own = sum(line.length for line in lines) - linked
        if own >= FEW or own > linked:
            found.append(element)
            long += own >= FEW
    return found if long > 1 else []
