"""Measure search and answers over a file of questions with known answers.

A line of the file: {qid, question, gold_ids, answers, kind}; of some also `answer_parts`, lists of
which one string each must be said, and `negative_ids`, articles that look right and do not answer.
Retrieval is measured with ir-measures (trec_eval underneath): R@k, MRR@10 (trec_eval's RR, cut at
10), nDCG@10, by stories, as search shows them: any print of a right article is right, and all prints
of one count once. Of answers, marks, white space and width apart:

answer@n    one of the answers stands in the first n claims' first quotes
parts       all parts of the answer stand in the quotes of all citations
F1          of the letters of the words shown as the answer, to the nearest answer's (SQuAD's)
unanswered  the question has an answer and was refused
nearest     of those, an answer stands in the nearest passages that the refusal shows
refused     it has none, or only its negatives, those that the archive has, were looked at, and it was
            refused
verbatim    of the quotes shown, those that stand in their article at their offsets
supported   of the claims, items and figures shown, those whose names and numbers all stand in their quotes

Intervals are of 95 %, by resampling the questions (scipy's percentile bootstrap).
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.answer.checking import unsupported
from indexer.answer.citation import holds
from indexer.answer.engine import answer_question
from indexer.archive import Archive
from indexer.composed import citations_shown
from indexer.errors import QueryError, ReadError, UnknownId
from indexer.language import letters
from indexer.models import Answer, Citation, Print
from indexer.reading.encoding import decode

_DEPTH = 10  # articles looked at: the deepest measure needs no more
MEASURES = ("R@1", "R@5", "R@10", "MRR@10", "nDCG@10")


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question with the articles that are right and the strings that answer it."""

    qid: str
    question: str
    gold_ids: tuple[str, ...]
    answers: tuple[str, ...]
    kind: str
    answer_parts: tuple[tuple[str, ...], ...] = ()
    negative_ids: tuple[str, ...] = ()


def read_questions(path: Path) -> list[GoldQuestion]:
    """Read a question file; raises ReadError naming the line that cannot be used."""
    questions: list[GoldQuestion] = []
    seen: set[str] = set()
    try:
        text = decode(path.read_bytes(), str(path))
    except OSError as error:
        raise ReadError(str(path), f"问题文件读不了：{error} / cannot be read") from error
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            item = GoldQuestion(
                str(row["qid"]), _text(row["question"]), _texts(row["gold_ids"]),
                _texts(row["answers"]), str(row.get("kind", "")),
                tuple(map(_texts, row.get("answer_parts", ()))),
                _texts(row.get("negative_ids", [])),
            )  # fmt: skip
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise ReadError(
                f"{path}:{number}",
                f"不是一条问题（{error!r}）：每行应有 qid、question、gold_ids、answers、kind / "
                f"not a question: a line needs qid, question, gold_ids, answers, kind",
            ) from error
        if item.qid in seen:
            raise ReadError(f"{path}:{number}", f"qid {item.qid} 重复 / stands twice")
        seen.add(item.qid)
        questions.append(item)
    if not questions:
        raise ReadError(str(path), "没有问题 / holds no question")
    return questions


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no string")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    """Return the strings of a list: of "45人" each letter would count as an answer."""
    if not isinstance(value, list):
        raise TypeError(f"{value!r} is no list of strings")
    return tuple(map(_text, value))


def evaluate_file(
    archive: Archive,
    path: Path,
    *,
    channel: str = "both",
    progress: Callable[[Iterable[Any], str, int | None], Iterable[Any]] | None = None,
    answers: bool = True,
) -> dict[str, Any]:
    """Return {"all": {...}, "by_kind": {kind: {...}}, "intervals": {kind or "all": {...}}, ...}.

    Each has `n` and measures, 0 to 1; a measure that nothing in the group can be measured by is left
    out. Of `intervals` each is [low, high]. `ask_ms` is the median time of an answer. `unknown` are
    the ids in the file that the archive lacks: such an article counts as not found, such a negative
    not at all.
    """
    questions = read_questions(path)
    unknown = _unknown_ids(archive, questions)
    scores: dict[str, dict[str, float]] = {}
    run: dict[str, dict[str, float]] = {}
    took: list[float] = []
    for item in progress(questions, "衡量 evaluate", len(questions)) if progress else questions:
        run[item.qid] = ranked(archive, item.question, channel=channel)
        scores[item.qid] = {}
        if answers:
            answer = _ask(archive, item, channel)
            took.append(answer.seconds)
            scores[item.qid] = answer_scores(archive, item, answer)
            if negatives := [one for one in item.negative_ids if one not in unknown]:
                alone = _ask(archive, item, channel, negatives)
                scores[item.qid]["refused"] = float(not alone.claims)
    for qid, measured in retrieval([*by_story(archive, questions)], run, MEASURES).items():
        scores[qid] |= measured
    groups = defaultdict(list)
    for item in questions:
        groups[item.kind].append(scores[item.qid])
    return {
        "file": str(path),
        "channel": channel,
        "generation": archive.manifest.generation,
        "model": archive.manifest.model,
        "all": _means(list(scores.values())),
        "by_kind": {kind: _means(rows) for kind, rows in sorted(groups.items())},
        "intervals": {
            kind: _intervals(rows)
            for kind, rows in [*sorted(groups.items()), ("all", list(scores.values()))]
        },
        "ask_ms": round(1000 * float(np.median(took)), 1) if took else None,
        "unknown": list(unknown),
    }


def print_table(table: dict[str, Any], echo: Callable[[str], None]) -> None:
    """Print the measures, a row a kind, the total last, and the intervals of all."""
    names = list(dict.fromkeys(name for row in table["by_kind"].values() for name in row))
    rows = [*table["by_kind"].items(), ("all", table["all"])]
    width = max(len(kind) for kind, _ in rows)
    echo(f"{'kind':<{width}} " + " ".join(f"{name:>9}" for name in names))
    for kind, row in rows:
        cells = (
            "" if name not in row else str(row[name]) if name == "n" else f"{row[name]:.3f}"
            for name in names
        )
        echo(f"{kind:<{width}} " + " ".join(f"{cell:>9}" for cell in cells))
    shown = (
        f"{name} {low:.3f}–{high:.3f}" for name, (low, high) in table["intervals"]["all"].items()
    )
    echo(f"95 %: {', '.join(shown)}")
    if table["ask_ms"] is not None:
        echo(f"ask: {table['ask_ms']:.0f} ms (中位数 median)")


def ranked(
    archive: Archive, question: str, *, channel: str = "both", rerank: bool | None = None
) -> dict[str, float]:
    """Return story -> score of the first stories found, each by the id of its first print.

    None for a query that cannot be asked.
    """
    try:
        found = archive.search(question, channel=channel, rerank=rerank, limit=_DEPTH).articles
    except QueryError:
        return {}
    # Ranks, not scores: trec_eval breaks ties its own way, and the order shown is what counts.
    return {
        _first(item.prints, item.article.id): float(_DEPTH - at) for at, item in enumerate(found)
    }


def by_story(archive: Archive, questions: Iterable[GoldQuestion]) -> Iterator[GoldQuestion]:
    """Yield the questions with their right stories, as `ranked` names them, for their right articles.

    An id that the archive lacks stays: it is not found.
    """
    for item in questions:
        stories = dict.fromkeys(_story(archive, one) for one in item.gold_ids)
        yield replace(item, gold_ids=tuple(stories))


def _story(archive: Archive, article_id: str) -> str:
    try:
        return _first(archive.prints(article_id), article_id)
    except UnknownId:
        return article_id


def _first(prints: Sequence[Print], alone: str) -> str:
    return prints[0].article_id if prints else alone


def retrieval(
    questions: Sequence[GoldQuestion],
    run: Mapping[str, Mapping[str, float]],
    measures: Sequence[str],
) -> dict[str, dict[str, float]]:
    """Return qid -> measure -> value, 0 to 1, for the questions that have right articles.

    These are named as `run` names what was found: see `by_story`.
    """
    import ir_measures

    qrels = {item.qid: dict.fromkeys(item.gold_ids, 1) for item in questions if item.gold_ids}
    names = {ir_measures.parse_measure(name.replace("MRR", "RR")): name for name in measures}
    found = {qid: dict.fromkeys(measures, 0.0) for qid in qrels}
    for metric in ir_measures.iter_calc(list(names), qrels, dict(run)) if qrels else ():
        found[metric.query_id][names[metric.measure]] = metric.value
    return found


def character_f1(said: str, gold: str) -> float:
    """Return the F1 of the letters of two strings, as bags, 0 to 1: SQuAD's, by letters not words."""
    found, wanted = letters(said), letters(gold)
    same = sum((Counter(found) & Counter(wanted)).values())
    return 2 * same / (len(found) + len(wanted)) if same else 0.0


def answer_scores(archive: Archive, item: GoldQuestion, answer: Answer) -> dict[str, float]:
    """Return what can be measured of an answer to a question, by measure, 0 to 1."""
    scores: dict[str, float] = {}
    if not item.gold_ids and not item.answers:
        scores["refused"] = float(not answer.claims)
    if item.answers:
        quotes = [letters(claim.citations[0].quote) for claim in answer.claims]
        right = [_says(quote, item.answers) for quote in quotes]
        said = answer.claims[0].answer_text if answer.claims else ""
        scores |= {
            "answer@1": float(any(right[:1])),
            "answer@3": float(any(right[:3])),
            "F1": max(character_f1(said, gold) for gold in item.answers),
            "unanswered": float(not answer.claims),
        }
        if answer.refusal:
            near = [letters(one.quote) for one in answer.refusal.nearest]
            scores["nearest"] = float(any(_says(quote, item.answers) for quote in near))
    if item.answer_parts:
        whole = "".join(letters(one.quote) for claim in answer.claims for one in claim.citations)
        scores["parts"] = float(all(_says(whole, part) for part in item.answer_parts))
    if answer.claims:
        scores["supported"] = float(
            np.mean(
                [
                    not unsupported(text, [one.quote for one in cited], issue=cited[0].date)
                    for text, cited in _statements(answer)
                ]
            )
        )
    shown = [*citations_shown(answer), *(answer.refusal.nearest if answer.refusal else ())]
    if shown:
        scores["verbatim"] = float(
            np.mean([holds(one, archive.article(one.article_id)) for one in shown])
        )
    return scores


def _statements(answer: Answer) -> Iterator[tuple[str, Sequence[Citation]]]:
    """Yield what an answer says and what it cites for it: claims, items of a list, figures compared."""
    for claim in answer.claims:
        yield claim.text, claim.citations
    for item in answer.items:
        yield item.text, item.citations
    for figure in answer.comparison.figures if answer.comparison else ():
        if figure:
            yield figure.text, (figure.citation,)


def _ask(archive: Archive, item: GoldQuestion, channel: str, only: Sequence[str] = ()) -> Answer:
    try:
        if not only:
            return archive.ask(item.question, channel=channel, use_model=False)
        return answer_question(
            archive.generation,
            archive.encoder,
            item.question,
            how=archive.how(channel),
            within=_rows_of(archive, only),
        )
    except QueryError:
        return Answer(item.question)


def _unknown_ids(archive: Archive, questions: Sequence[GoldQuestion]) -> dict[str, None]:
    """Return the ids of the questions that the archive lacks, as the keys of a dict, in order."""
    held = set(archive.generation.catalogue.article_ids())
    named = chain.from_iterable((*item.gold_ids, *item.negative_ids) for item in questions)
    return dict.fromkeys(one for one in named if one not in held)


def _rows_of(archive: Archive, ids: Sequence[str]) -> NDArray[np.bool_]:
    """Return which articles are those of `ids`. Raises UnknownId."""
    generation = archive.generation
    keys = [generation.catalogue.article_key(name) for name in ids]
    return np.isin(generation.columns.articles, keys)


def _says(quote: str, answers: Sequence[str]) -> bool:
    return any(said in quote for text in answers if (said := letters(text)))


def _intervals(rows: Sequence[dict[str, float]]) -> dict[str, list[float]]:
    """Return the 95 % interval of each mean."""
    from scipy.stats import bootstrap

    found = {}
    for name in dict.fromkeys(name for row in rows for name in row):
        values = [row[name] for row in rows if name in row]
        if len(values) > 1:
            low, high = bootstrap(
                (values,), np.mean, n_resamples=2000, method="percentile", rng=1
            ).confidence_interval
            found[name] = [round(float(low), 4), round(float(high), 4)]
    return found


def _means(rows: Sequence[dict[str, float]]) -> dict[str, Any]:
    names = dict.fromkeys(name for row in rows for name in row)
    means: dict[str, Any] = {"n": len(rows)}
    for name in names:
        values = [row[name] for row in rows if name in row]
        means[name] = round(sum(values) / len(values), 4)
    return means
