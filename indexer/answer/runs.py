"""Quote the whole run of numbered sentences that one which answers a question for a list is of.

会议部署三项任务。一是清理河道。二是加固堤防。三是储备物资。
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from indexer.answer.enumerations import NUMBERED, number_of, number_runs
from indexer.answer.evidence import Found
from indexer.answer.lists import LEAST, NAMES, asks_for_names, kind_told
from indexer.answer.question import Question
from indexer.language import fold_text, sentence_spans

Span = tuple[int, int]

_MOST_MEMBERS = 8
_MOST_CHARS = 600
_COUNTS = "零一二三四五六七八"
_COUNTED = "[大个项点条方种类]"


@dataclass(frozen=True, slots=True)
class Run:
    """Numbered sentences: `span` with the one that announces them, `told` from the first number on."""

    span: Span
    told: Span


def with_runs(asked: Question, weighed: Sequence[Found], bound: float) -> list[Found]:
    """Return what was weighed, each that is strong enough for a list with the run that it is of.

    The first strong one of a run stands for all that lie in it. All stay as they are where names are
    asked for and the run tells none, and where that one tells names that the run does not
    (学员来自白鹭镇、柳林镇 in one of three tasks).
    """
    least = max(bound, LEAST * weighed[0].strength) if weighed else bound
    leads: dict[tuple[str, Span], Found | None] = {}
    for one in weighed:
        if one.strength < least:
            continue
        sentence = one.sentence
        if run := run_at(sentence.article.text, sentence.start, sentence.end):
            leads.setdefault((sentence.article.id, run.span), _with_run(asked, one, run))
    found = []
    for one in weighed:
        lead = next((lead for lead in leads.values() if lead and _lies_in(one, lead)), None)
        if lead is None or lead.sentence == one.sentence:
            found.append(lead or one)
    return found


def _with_run(asked: Question, found: Found, run: Run) -> Found | None:
    sentence = found.sentence
    near = found.answer[0] - sentence.start, found.answer[1] - sentence.start
    told = sentence.article.text[slice(*run.told)]
    kind, own = kind_told(told, (0, len(told))), kind_told(sentence.text, near)
    is_other = own in NAMES and own != kind
    if not kind or is_other or (kind not in NAMES and asks_for_names(asked)):
        return None
    return replace(found, run=run.span, answer=run.told)


def _lies_in(one: Found, lead: Found) -> bool:
    low, high = lead.run or (0, 0)
    sentence = one.sentence
    is_same = sentence.article.id == lead.sentence.article.id
    return is_same and low <= sentence.start and sentence.end <= high


def run_at(text: str, start: int, end: int) -> Run | None:
    """Return the run of numbered sentences that `text[start:end]` is a sentence of, or announces.

    None where there is none, or one too long to quote: half a list would pass for the whole.
    """
    near = [
        marks
        for marks in number_runs(text)
        if len(marks) <= _MOST_MEMBERS
        and start - _MOST_CHARS <= marks[0].start() <= end + _MOST_CHARS
    ]
    sentences = sentence_spans(text) if near else []
    for marks in near:
        run = _run(text, sentences, marks)
        if run and run.span[0] <= start and end <= run.span[1]:
            return run
    return None


def _run(text: str, sentences: Sequence[Span], marks: Sequence[re.Match[str]]) -> Run | None:
    """Return the sentences that `marks` number; None where they number parts of others, or too much.

    The first number may follow words of its sentence (会议要求：一是…). A member may be several
    sentences of one paragraph; of the last one only the first is certain.
    """
    starts = [start for start, _ in sentences]
    first = bisect_right(starts, marks[0].start()) - 1
    last = bisect_right(starts, marks[-1].end()) - 1
    low, high = starts[first], sentences[last][1]
    if first == last or high - low > _MOST_CHARS or _goes_on(text, marks):
        return None
    for (_, before), (start, end) in pairwise(sentences[first : last + 1]):
        numbers = [mark.start() for mark in marks if start <= mark.start() < end]
        begins_paragraph = "\n" in text[before:start]
        if start not in numbers and (numbers or begins_paragraph):
            return None
    told = marks[0].start(), high
    if first and low == told[0]:
        start, end = sentences[first - 1]
        if high - start <= _MOST_CHARS and _announces(text[start:end], len(marks)):
            low = start
    return Run((low, high), told)


def _goes_on(text: str, marks: Sequence[re.Match[str]]) -> bool:
    """Tell whether a number follows that is not the next: 一是…。二是…。四是…。"""
    after = NUMBERED.finditer(text, marks[-1].end(), marks[0].start() + _MOST_CHARS)
    following = next((mark for mark in after if mark.lastgroup == marks[0].lastgroup), None)
    is_last = marks[-1][0].startswith("最")  # 最后 ends a run
    return following is not None and number_of(following) > 1 and not is_last


def _announces(sentence: str, count: int) -> bool:
    """Tell whether a sentence says that `count` things, or some, follow: 三项任务, 以下几点, a colon."""
    figure = f"[{count}{_COUNTS[count]}{'两' if count == 2 else ''}几数多]"
    announcement = rf"[:：]$|以下|如下|下列|(?<![\d十百千万]){figure}{_COUNTED}"
    return re.search(announcement, fold_text(sentence)) is not None
