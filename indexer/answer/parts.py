"""Take a question in parts apart: 导演和编剧分别是谁 asks two things."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.language import fold_text, tagged_words
from indexer.language.questions import gap_of

_CLAUSES = re.compile(r"[?？,，;；]")
_JOINS = frozenset("和 与 及 以及".split())
_OF_BOTH = re.compile(r"关系|区别|不同|差异|相比|之间|共同|合作|合并|比赛|对阵|谁更|哪个更")
_NAMES = ("n", "t", "m", "j", "b", "e", "vn", "x", "l", "i")
_PRONOUN = re.compile(r"^(?:它|他|她|其|该片|该书|该剧)(?:们)?的?")
_MOST = 4

Word = tuple[str, str, int, int]  # as tagged_words has it


def parts_of(question: str) -> list[str]:
    """Return the questions that `question` is made of, in order; none where it is one.

    主跨多少米，由谁设计 is two clauses that ask, of which the second takes the first's subject; with
    X和Y before what is asked, X and Y are asked one by one.
    """
    text = question.strip()
    asking = [clause.strip() for clause in _CLAUSES.split(text) if clause.strip()]
    if len(asking) > 1 and all(gap_of(clause)[1] for clause in asking):
        subject = _subject(asking[0])
        return [asking[0], *(_with_subject(subject, clause) for clause in asking[1:_MOST])]
    return _joined(text)


def _subject(clause: str) -> str:
    """Return what a clause is about: what stands before 的, 是 or its first verb."""
    if title := re.match(r"[^《]{0,6}《[^》]+》", clause):
        return title[0]
    words = tagged_words(clause)
    for word, flag, start, _ in words:
        if start and (word in ("的", "是", "有", "由") or flag == "v"):
            return clause[:start]
    return gap_of(clause)[0]


def _with_subject(subject: str, clause: str) -> str:
    if found := _PRONOUN.match(clause):
        return f"{subject}的{clause[found.end() :]}"
    return clause if subject in clause else f"{subject}{clause}"


def _joined(text: str) -> list[str]:
    """Return the question with only the one, then only the other of two things that 和 joins."""
    if _OF_BOTH.search(fold_text(text)):
        return []
    words = _as_names(tagged_words(text))
    for at, (word, *_) in enumerate(words):
        if word not in _JOINS or not 0 < at < len(words) - 1:
            continue
        left, right = _left(words, at), _right(words, at)
        is_even = words[at - 1][1][:1] == words[at + 1][1][:1]
        if (
            _is_name(words[at - 1]) and _is_name(words[at + 1])
            and (is_even or "分别" in text)
        ):  # fmt: skip
            low, high = words[left][2], words[right][3]
            one = text[: words[at][2]] + text[high:]
            other = text[:low] + text[words[at][3] :]
            return [part.replace("分别", "") for part in (one, other)]
    return []


def _as_names(words: Sequence[Word]) -> list[Word]:
    """Return the words with a verb that follows 的 as a noun: 《渡船记》的导演."""
    return [
        (word, "n" if flag == "v" and at and words[at - 1][0] == "的" else flag, start, end)
        for at, (word, flag, start, end) in enumerate(words)
    ]


def _is_name(word: Word) -> bool:
    return word[1].startswith(_NAMES)


def _left(words: Sequence[Word], at: int) -> int:
    """Return the first word of what stands before the join: 德国 队 is one."""
    first = at - 1
    if words[first][0] in ("》", "”"):
        while first and words[first][0] not in ("《", "“"):
            first -= 1
    elif first and len(words[first][0]) == 1 and _is_name(words[first - 1]):
        first -= 1
    return first


def _right(words: Sequence[Word], at: int) -> int:
    last = at + 1
    if words[last][0] in ("《", "“"):
        while last + 1 < len(words) and words[last][0] not in ("》", "”"):
            last += 1
    elif last + 1 < len(words) and len(words[last + 1][0]) == 1 and _is_name(words[last + 1]):
        last += 1
    return last
