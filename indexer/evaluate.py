"""Measure search and answers over a file of questions with known answers.

A line of the file: {qid, question, gold_ids, answers, kind}. Retrieval is measured by articles with
ir-measures (trec_eval underneath): R@k, MRR@10 (trec_eval's RR, cut at 10), nDCG@10. answer@n is the
share of questions with gold answers of which one stands, white space and width apart, in one of the
first n cited quotes. A question without gold articles and answers is right if it is refused.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.archive import Archive
from indexer.errors import QueryError, ReadError
from indexer.language import characters, letters
from indexer.models import Answer

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


def read_questions(path: Path) -> list[GoldQuestion]:
    """Read a question file; raises ReadError naming the line that cannot be used."""
    questions: list[GoldQuestion] = []
    seen: set[str] = set()
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(str(path), f"问题文件读不了：{error} / cannot be read") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            item = GoldQuestion(
                str(row["qid"]), str(row["question"]), tuple(map(str, row["gold_ids"])),
                tuple(map(str, row["answers"])), str(row.get("kind", "")),
            )  # fmt: skip
        except (ValueError, KeyError, TypeError) as error:
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


def evaluate_file(
    archive: Archive,
    path: Path,
    *,
    channel: str = "both",
    progress: Callable[[Iterable[Any], str, int | None], Iterable[Any]] | None = None,
    answers: bool = True,
) -> dict[str, Any]:
    """Return {"all": {...}, "by_kind": {kind: {...}}}: each `n` and measures, 0 to 1.

    A measure that nothing in the group can be measured by is left out. `refused` is the share of
    the questions without gold that were refused.
    """
    questions = read_questions(path)
    scores: dict[str, dict[str, float]] = {}
    run: dict[str, dict[str, float]] = {}
    for item in progress(questions, "衡量 evaluate", len(questions)) if progress else questions:
        run[item.qid] = ranked(archive, item.question, channel=channel)
        scores[item.qid] = _answer_scores(archive, item, channel) if answers else {}
    for qid, measured in retrieval(questions, run, MEASURES).items():
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
    }


def print_table(table: dict[str, Any], echo: Callable[[str], None]) -> None:
    """Print the measures, a row a kind, the total last."""
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


def ranked(
    archive: Archive, question: str, *, channel: str = "both", rerank: bool | None = None
) -> dict[str, float]:
    """Return article id -> score of the first articles; none for a query that cannot be asked."""
    try:
        found = archive.search(question, channel=channel, rerank=rerank, limit=_DEPTH).articles
    except QueryError:
        return {}
    # Ranks, not scores: trec_eval breaks ties its own way, and the order shown is what counts.
    return {item.article.id: float(_DEPTH - rank) for rank, item in enumerate(found)}


def retrieval(
    questions: Sequence[GoldQuestion],
    run: Mapping[str, Mapping[str, float]],
    measures: Sequence[str],
) -> dict[str, dict[str, float]]:
    """Return qid -> measure -> value, 0 to 1, for the questions that have right articles."""
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


def places_of(wanted: str, text: str) -> list[tuple[int, int]]:
    """Return the spans of `text` that hold the letters of `wanted`, marks and width apart."""
    held, looked_for = characters(text), letters(wanted)
    spelt = "".join(token.text for token in held)
    if not looked_for or len(spelt) != len(held):  # one sign that folds to several letters
        return []
    starts = (found.start() for found in re.finditer(re.escape(looked_for), spelt))
    return [(held[at].start, held[at + len(looked_for) - 1].end) for at in starts]


def _answer_scores(archive: Archive, item: GoldQuestion, channel: str) -> dict[str, float]:
    try:
        answer = archive.ask(item.question, channel=channel)
    except QueryError:
        answer = Answer(item.question)
    if not item.gold_ids and not item.answers:
        return {"refused": float(not answer.claims)}
    if not item.answers:
        return {}
    quotes = [letters(claim.citations[0].quote) for claim in answer.claims]
    gold = [wanted for text in item.answers if (wanted := letters(text))]
    right = [any(wanted in quote for wanted in gold) for quote in quotes]
    return {
        "answer@1": float(any(right[:1])),
        "answer@3": float(any(right[:3])),
        "unanswered": float(not answer.claims),
    }


def _means(rows: Sequence[dict[str, float]]) -> dict[str, Any]:
    names = dict.fromkeys(name for row in rows for name in row)
    means: dict[str, Any] = {"n": len(rows)}
    for name in names:
        values = [row[name] for row in rows if name in row]
        means[name] = round(sum(values) / len(values), 4)
    return means
