"""One found article as HTML: its headline lines, where it was printed, a snippet, its reprints."""

from __future__ import annotations

from app.marks import escape, link, marked
from app.places import page_name
from app.texts import text
from indexer import Article, ArticleHits
from indexer.answer.citation import UNTITLED
from indexer.citing import byline_line
from indexer.output import snippet

_SNIPPET = 140  # characters


def hit_html(found: ArticleHits, lang: str) -> str:
    article, where = found.article, where_to(found)
    title, body, channel = escape(article.title), "", ""
    for best in found.hits[:1]:  # none where only a headline was found
        within = (best.passage.start, best.passage.end)
        shown, marks = snippet(article.text, best.highlights, within, length=_SNIPPET)
        body = f'<div class="snippet">{marked(shown, marks)}</div>'
        title = marked(article.title, best.title_highlights)
        channel = _channel(bool(best.words), bool(best.meaning), lang)
    kicker = f'<div class="kicker">{escape(article.kicker)}</div>' * bool(article.kicker)
    head = link("page", title or UNTITLED, **where, lang=lang)
    return (
        f'<div class="jb"><div class="hit">{kicker}<h3 class="headline">{head}</h3>'
        f'<div class="source">{escape(_source(article, lang))}{channel}</div>'
        f"{body}{_prints(found, lang)}</div></div>"
    )


def acts_html(found: ArticleHits, lang: str) -> str:
    """Return the ways on from a hit: to its page, and to its article."""
    where = where_to(found)
    page = link("page", text("to_page", lang), **where, lang=lang)
    article = link("article", text("to_article", lang), **where, lang=lang)
    return f'<div class="jb"><div class="acts">{page}{article}</div></div>'


def span_of(found: ArticleHits) -> tuple[int, int]:
    """Return the span that a hit is for, in its article's text; (0, 0) is the article as such."""
    if not found.hits:
        return 0, 0
    best = found.hits[0]
    return best.best_sentence or (best.passage.start, best.passage.end)


def where_to(found: ArticleHits) -> dict[str, object]:
    """Return the parameters of a link to a hit."""
    start, end = span_of(found)
    return {"article": found.article.id} | ({"start": start, "end": end} if end else {})


def _source(article: Article, lang: str) -> str:
    """Return paper, date, page and byline; the headline stands above."""
    where = place(article.newspaper, article.date, article.page, lang)
    named = (where, article.section, article.column, byline_line(article))
    return "　".join(filter(None, named))


def place(newspaper: str, date: str, page: str, lang: str) -> str:
    """Return where something was printed; what is unknown of paper and date is said so."""
    name = f"《{newspaper}》" if newspaper else text("unknown", lang)
    number = page_name(page, lang)
    return "　".join(filter(None, (name, date or text("undated", lang), number)))


def _channel(words: bool, meaning: bool, lang: str) -> str:
    name = "by_both" if words and meaning else "by_words" if words else "by_meaning"
    if not words and not meaning:
        return ""
    return f'<span class="channel" title="{text(f"{name}_is", lang)}">{text(name, lang)}</span>'


def _prints(found: ArticleHits, lang: str) -> str:
    """Return where else the story was printed, folded, the first print first."""
    if not found.prints:
        return ""
    rows = [
        f"<li>{link('page', escape(place(item.newspaper, item.date, item.page, lang)), article=item.article_id, lang=lang)}</li>"
        for item in found.prints
    ]
    first = found.prints[0]
    where = place(first.newspaper, first.date, "", lang)
    said = text("printed", lang, n=len(found.prints), where=where)
    return f"<details><summary>{escape(said)}</summary><ul>{''.join(rows)}</ul></details>"
