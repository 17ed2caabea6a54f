"""An answer as HTML: what is composed, claims with numbered citations, or a refusal with the nearest passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.marks import escape, in_language, link
from app.texts import text
from app.views.search_address import Address
from app.views.search_hits import place
from indexer import Answer, Citation, Claim
from indexer.answer.citation import UNTITLED
from indexer.composed import citations_shown, marks_of, say_comparison, say_figure


def answer_html(answer: Answer, holdings: str, lang: str) -> str:
    """Return the answer; `holdings` is HTML that tells what the archive lacks, for a refusal."""
    lines = [f'<p class="quiet">{escape(in_language(note, lang))}</p>' for note in answer.notes]
    shown = citations_shown(answer)
    lines += _composed(answer, shown, lang)
    number = 1
    for claim in answer.claims:
        lines.append(_claim(claim, number, lang))
        number += len(claim.citations)
    lines += [
        _alone(citation, f"[{at}]", f"<sup>[{at}]</sup>", lang)
        for at, citation in enumerate(shown[number - 1 :], start=number)
    ]
    lines += [
        f'<p class="struck"><s>{escape(item.text)}</s> {escape(in_language(item.reason, lang))}</p>'
        for item in answer.struck
    ]
    if not answer.refusal:
        return _block(text("answer", lang), lines)
    lines.append(f'<p class="quiet">{escape(in_language(answer.refusal.reason, lang))}</p>')
    lines.append(holdings)
    lines += [_alone(citation, "", "", lang) for citation in answer.refusal.nearest]
    return _block(text("refused", lang), lines)


def _alone(citation: Citation, label: str, mark: str, lang: str) -> str:
    """Return a quote that no claim shows, and where it stands."""
    quote = f'<div class="quote">{escape(citation.quote)}{mark}</div>'
    return f'<div class="claim">{quote}{_place(label, citation, lang)}</div>'


def _composed(answer: Answer, shown: Sequence[Citation], lang: str) -> list[str]:
    """Return the list or the comparison, with the numbers of the citations that follow."""
    lines, english = [], lang == "English"
    if answer.items:
        items = "".join(
            f"<li>{escape(item.text)}<sup>{marks_of(item.citations, shown)}</sup></li>"
            for item in answer.items
        )
        lines.append(f'<p class="quiet">{text("items", lang, n=len(answer.items))}</p>')
        lines.append(f'<ul class="items">{items}</ul>')
    if answer.comparison:
        figures = "".join(
            f"<li>{escape(say_figure(figure)[english])}"
            f"<sup>{marks_of([figure.citation], shown)}</sup></li>"
            for figure in answer.comparison.figures
            if figure
        )
        said = say_comparison(answer.comparison)[english]
        lines.append(f'<ul class="items">{figures}</ul><p class="compared">{escape(said)}</p>')
    return lines


def before_html(address: Address, lang: str) -> str:
    """Return the questions that this one goes on from, each a link to its answer."""
    asked = [
        link(
            "search", escape(question), lang=lang,
            **replace(address, q=question, before=address.before[:at], p=1).parameters(),
        )
        for at, question in enumerate(address.before)
    ]  # fmt: skip
    return f'<div class="jb"><p class="asked">{text("asked_before", lang)}{" › ".join(asked)}</p></div>'


def _block(title: str, lines: list[str]) -> str:
    return (
        f'<section class="jb" id="answer"><h2 class="told">{title}</h2>{"".join(lines)}</section>'
    )


def _claim(claim: Claim, number: int, lang: str) -> str:
    """Return a claim: its words, the words that answer among them, its strength, its citations."""
    first = claim.citations[0]
    marks = "".join(f"<sup>[{at}]</sup>" for at in range(number, number + len(claim.citations)))
    said, quoted = _quote(claim, first), ""
    if claim.text != first.quote:  # a language model put it in its own words
        said, quoted = escape(claim.text), f'<div class="quiet">“{said}”</div>'
    places = "".join(
        _place(f"[{at}]", citation, lang) for at, citation in enumerate(claim.citations, number)
    )
    return (
        f'<div class="claim"><div class="quote">{said}{marks}</div>{quoted}'
        f"{_strength(claim, lang)}{places}</div>"
    )


def _quote(claim: Claim, first: Citation) -> str:
    """Return the first citation's quote with the words that answer emphasised."""
    if claim.answer is None or claim.answer == (first.start, first.end):
        return escape(first.quote)
    start, end = (at - first.start for at in claim.answer)
    before, words, after = first.quote[:start], first.quote[start:end], first.quote[end:]
    return f"{escape(before)}<strong>{escape(words)}</strong>{escape(after)}"


def _strength(claim: Claim, lang: str) -> str:
    if not claim.support:  # a language model's claim from a sentence that was not weighed
        return ""
    return (
        f'<span class="strength" title="{text("strength_is", lang)}">'
        f'<i style="--share:{claim.strength:.2f}"></i>{text(claim.support, lang)} {claim.strength:.2f}</span>'
    )


def _place(label: str, citation: Citation, lang: str) -> str:
    """Return where a citation stands: to its page, and to its article."""
    where = {
        "article": citation.article_id, "start": citation.start, "end": citation.end, "lang": lang,
    }  # fmt: skip
    named = (
        label, place(citation.newspaper, citation.date, citation.page, lang),
        citation.title or UNTITLED, citation.byline,
    )  # fmt: skip
    line = link("page", escape("　".join(filter(None, named))), **where)
    article = link("article", text("to_article", lang), **where)
    return f'<div class="place">{line}<span class="more">{article}</span></div>'
