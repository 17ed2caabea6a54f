"""One found article as HTML: its headline lines, where it was printed, a snippet, its reprints."""

from __future__ import annotations

from html import escape

from app.marks import link, marked
from app.texts import text
from indexer import Article, ArticleHits
from indexer.answer.citation import UNTITLED, byline_line, page_number
from indexer.output import snippet

_SNIPPET = 140  # characters


def hit_html(found: ArticleHits, lang: str) -> str:
    article = found.article
    title, body, channel = escape(article.title), "", ""
    where = {"article": article.id, "lang": lang}
    for best in found.hits[:1]:  # none where only a headline was found
        within = (best.passage.start, best.passage.end)
        shown, marks = snippet(article.text, best.highlights, within, length=_SNIPPET)
        body = f'<div class="snippet">{marked(shown, marks)}</div>'
        title = marked(article.title, best.title_highlights)
        channel = _channel(bool(best.words), bool(best.meaning), lang)
        start, end = best.best_sentence or within
        where |= {"start": str(start), "end": str(end)}
    kicker = f'<div class="kicker">{escape(article.kicker)}</div>' * bool(article.kicker)
    acts = (
        f"{link('page', text('to_page', lang), **where)}"
        f"{link('article', text('to_article', lang), **where)}"
    )
    return (
        f'<div class="jb"><article class="hit">{kicker}'
        f'<h3 class="headline">{link("page", title or UNTITLED, **where)}</h3>'
        f'<div class="source">{escape(_source(article, lang))}{channel}</div>'
        f'{body}<div class="acts">{acts}</div>{_prints(found, lang)}</article></div>'
    )


def _source(article: Article, lang: str) -> str:
    """Return paper, date, page and byline; the headline stands above."""
    page = text("page", lang, n=page_number(article.page)) if article.page else ""
    newspaper = f"《{article.newspaper}》" if article.newspaper else text("unknown", lang)
    date = article.date or text("undated", lang)
    named = (newspaper, date, page, article.section, article.column, byline_line(article))
    return "　".join(filter(None, named))


def _channel(words: bool, meaning: bool, lang: str) -> str:
    name = "by_both" if words and meaning else "by_words" if words else "by_meaning"
    if not words and not meaning:
        return ""
    return f'<span class="channel" title="{text(f"{name}_is", lang)}">{text(name, lang)}</span>'


def _prints(found: ArticleHits, lang: str) -> str:
    """Return where else the story was printed, folded, the first print first."""
    if not found.prints:
        return ""
    rows = []
    for item in found.prints:
        name = f"《{item.newspaper}》" if item.newspaper else text("unknown", lang)
        page = text("page", lang, n=page_number(item.page)) if item.page else ""
        line = "　".join(filter(None, (name, item.date or text("undated", lang), page)))
        rows.append(f"<li>{link('page', escape(line), article=item.article_id, lang=lang)}</li>")
    first = found.prints[0]
    said = text("printed", lang, n=len(found.prints), paper=first.newspaper, date=first.date)
    return f"<details><summary>{escape(said)}</summary><ul>{''.join(rows)}</ul></details>"
