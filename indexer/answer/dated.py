"""Ask within the time a question names: a filter where it says so, else what is preferred."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from indexer.answer.parts import parts_of
from indexer.answer.shapes import figures_of, years_unsaid
from indexer.language import fold_text
from indexer.language.when import Asking, notes_of, shown
from indexer.models import Answer
from indexer.search.ranking import Ranking
from indexer.store import Filters

Fit = Callable[[str], float]
"""How well a report printed on a day (ISO, "" is unknown) suits, 0 to 1."""

Floats = NDArray[np.float64]
_CANDIDATES = 160  # articles that may change places: as many as the second stage looks at
_OF_ARTICLES = 1.0  # weight of a day that suits, in the logit of the second stage's probability
_OF_SENTENCES = 3.0  # and among the sentences that may answer


def in_time(ranking: Ranking, dates: NDArray[np.int32], fit: Fit) -> Ranking:
    """Return `ranking` with its best articles in a new order: those whose day suits go up.

    `dates` are all articles' (20190831, 0 where unknown). The scores stay those of the articles.
    """
    best = ranking.order[:_CANDIDATES]
    days = [f"{day:08}" if day else "" for day in dates[best].tolist()]
    fits = np.array([fit("-".join((day[:4], day[4:6], day[6:])).strip("-")) for day in days])
    held = np.clip(ranking.scores[:_CANDIDATES].astype(np.float64), 1e-6, 1 - 1e-6)
    order = np.argsort(-(np.log(held / (1 - held)) + _OF_ARTICLES * fits), kind="stable")
    return replace(
        ranking,
        order=np.concatenate([best[order], ranking.order[_CANDIDATES:]]),
        scores=np.concatenate([ranking.scores[:_CANDIDATES][order], ranking.scores[_CANDIDATES:]]),
    )


def suits(days: Sequence[str], fit: Fit | None) -> Floats:
    """Return what to add to the logit (n,) of sentences printed on `days`: the best suited keep theirs.

    Nothing where one's day is unknown: it could be any.
    """
    if fit is None or "" in days:
        return np.zeros(len(days))
    fits = np.array([fit(day) for day in days])
    found: Floats = _OF_SENTENCES * (fits - fits.max(initial=0))
    return found


def ask_in_time(
    ask: Callable[[str, Filters, Fit | None], Answer],
    asking: Asking,
    filters: Filters = Filters(),
    newest: str = "",
) -> Answer:
    """Return what `ask` (question, filters, what is preferred) answers, with notes on the time.

    A time that is a filter is tried; where nothing answers within it the whole archive, as far as
    `filters` go, is asked and a note says so. `newest` is the archive's last day.
    """
    notes = notes_of(asking, newest)
    if not asking.periods:
        return ask(asking.question, filters, None)
    if not asking.is_strict:
        answer = ask(asking.question, filters, asking.fit)
    else:
        within = _within(ask, asking, filters)
        if within is not None:
            answer = within
        else:
            meant = shown(asking.since, asking.until)
            wider = ask(asking.rest, filters, asking.fit)
            found = (
                f"{meant}的报纸里没有答案，下面是其他日期的 / nothing then; this is from other days"
                if wider.claims
                else f"{meant}和其他日期的报纸里都没有答案 / nothing then, nor on other days"
            )
            notes, answer = (*notes, found), wider
    return replace(answer, question=asking.question, notes=(*notes, *answer.notes))


def with_years_checked(answer: Answer) -> Answer:
    """Return an answer with a note where its first quote may be of another year than that asked about.

    Of a question in parts and of a comparison each quote has its own.
    """
    if not answer.claims or answer.comparison:
        return answer
    cited = answer.claims[0].citations[0]
    told = fold_text(f"{cited.title}\n{cited.quote}")
    asked = figures_of(fold_text(answer.question))
    unsaid = "、".join(years_unsaid(asked, told, cited.date))
    if not unsaid or parts_of(answer.question):
        return answer
    note = (
        f"首条引文和它的标题、日期都没有说到 {unsaid} 年：是不是所问的那一年，请核对 / "
        f"neither the first quote nor its headline or date says {unsaid}: check that it is of that year"
    )
    return replace(answer, notes=(*answer.notes, note))


def _within(
    ask: Callable[[str, Filters, Fit | None], Answer], asking: Asking, filters: Filters
) -> Answer | None:
    """Return the answer from the time asked for, None where there is none."""
    since = max(filters.since, asking.since)
    until = min(filter(None, (filters.until, asking.until)), default="")
    if since and until and since > until:
        return None
    answer = ask(asking.rest, replace(filters, since=since, until=until), None)
    return answer if answer.claims else None
