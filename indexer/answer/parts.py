"""Take a question in parts apart: 导演和编剧分别是谁 asks two things."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.language import TaggedWord, fold, fold_text, simplified, tagged_words
from indexer.language.mentions import mentions_of
from indexer.language.questions import gap_of

_CLAUSES = re.compile(r"[?？,，;；]")
_JOINS = frozenset("和 与 及 以及".split())
_OF_BOTH = re.compile(
    r"关系|区别|不同|差异|相比|之间|共同|合作|合并|比赛|对阵|谁更|哪个更"
    # 哪个人口多, 谁高; not 哪年有多少, 哪座长多少米.
    r"|[哪谁][一-鿿]{0,6}(?<!多)[多少高大长远快好](?:一[些点])?[呢呀]?(?=[?,。;]|$)"
)
_NAMES = ("n", "t", "m", "j", "b", "e", "vn", "x", "l", "i")
_PRONOUN = re.compile(
    r"^(?:它|他(?!汀)|她|其(?![中他它余次实])|该[片书剧桥](?![记场梁墩塔面]))(?:们)?的?"
)
_AMONG = re.compile(r"^其中")
_QUOTED = re.compile(r"《[^》]*》|“[^”]*”|「[^」]*」")
_OPENING, _CLOSING = ("《", "“", "「"), ("》", "”", "」")
# 工业和信息化部 is one body, 教育局和卫生局 are two.
_OFFICE = re.compile(r"(?:部|局|委|委员会|厅|办公室)(?:[部局厅]长|主任|书记|负责人)?$")
_OFFICER = re.compile(r"(?:长|主任|书记|经理|负责人)$")
_NO_SUBJECT = re.compile(r"(?:请问|那么)?[由被在从是有]?$")
_MOST = 4


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
    """Return what a clause is about, "" where it names nothing.

    That is what stands before 的, 是 or its first verb, up to the thing named (澜江大桥|主跨多少米),
    else what is named after its asking words (谁设计了|澜江大桥).
    """
    if title := re.match(r"([^《]{0,6})(《[^》]+》)", clause):
        return title[2] if gap_of(title[1])[1] else title[0]
    plain = simplified(clause)
    before, asking, _ = gap_of(clause)
    gap, after = fold(clause).source_span(len(before), len(before) + len(asking))
    first = next(
        (
            start
            for word, flag, start, _ in tagged_words(plain[:gap])
            if start and (word in ("的", "是", "有", "由") or flag == "v")
        ),
        gap,
    )
    named = [(one.start, one.end) for one in mentions_of(plain)]
    if leading := [one for one in named if one[1] <= first]:
        end = leading[0][1]
        for a, b in leading[1:]:
            if plain[end:a] in _JOINS:  # 北京和上海
                end = b
        return clause[:end]
    if inside := [one for one in named if one[1] <= gap]:
        return clause[slice(*inside[0])]
    if not _NO_SUBJECT.match(plain[:first]):
        return clause[:first]
    return next((clause[a:b] for a, b in reversed(named) if a >= after), "")


def _with_subject(subject: str, clause: str) -> str:
    plain = simplified(clause)
    if subject and (found := _PRONOUN.match(plain)):
        of = "的" if found[0].startswith("其") or found[0].endswith("的") else ""
        return f"{subject}{of}{clause[found.end() :]}"
    if subject in clause:
        return clause
    return subject + clause[2 if _AMONG.match(plain) else 0 :]


def _joined(text: str) -> list[str]:
    """Return the question with only the one, then only the other of two things that 和 joins."""
    plain = simplified(text)
    is_each = "分别" in plain
    if _OF_BOTH.search(fold_text(text)):
        return []
    words = _as_names(tagged_words(plain))
    quoted = [match.span() for match in _QUOTED.finditer(plain)]
    for at, (word, _, start, end) in enumerate(words):
        if word not in _JOINS or not 0 < at < len(words) - 1:
            continue
        if any(a < start < b for a, b in quoted) or (not is_each and _is_one_office(words, at)):
            continue
        left, right = _left(words, at), _right(words, at)
        is_even = words[at - 1][1][:1] == words[at + 1][1][:1]
        if _is_name(words[at - 1]) and _is_name(words[at + 1]) and (is_even or is_each):
            low, high = words[left][2], words[right][3]
            parts = ((0, start), (high, len(text))), ((0, low), (end, len(text)))
            return ["".join(_without_each(text[a:b]) for a, b in part) for part in parts]
    return []


def _without_each(text: str) -> str:
    return text.replace("分别", "").replace("分別", "")


def _is_one_office(words: Sequence[TaggedWord], at: int) -> bool:
    """Tell whether 和 stands inside the name of an office: 工业|和|信息化|部|部长."""
    left, right = words[at - 1][0], words[at + 1][0]
    if _OFFICE.search(left) or (_OFFICER.search(left) and _OFFICER.search(right)):
        return False
    run = ""
    for word, flag, *_ in words[at + 1 :]:
        if not flag.startswith(_NAMES) and word not in ("部", "局", "委", "厅"):
            break
        run += word
    return bool(_OFFICE.search(run))


def _as_names(words: Sequence[TaggedWord]) -> list[TaggedWord]:
    """Return the words with a verb that follows 的 as a noun: 《渡船记》的导演."""
    return [
        (word, "n" if flag == "v" and at and words[at - 1][0] == "的" else flag, start, end)
        for at, (word, flag, start, end) in enumerate(words)
    ]


def _is_name(word: TaggedWord) -> bool:
    return word[1].startswith(_NAMES)


def _left(words: Sequence[TaggedWord], at: int) -> int:
    """Return the first word of what stands before the join: 德国 队 is one."""
    first = at - 1
    if words[first][0] in _CLOSING:
        while first and words[first][0] not in _OPENING:
            first -= 1
    elif first and len(words[first][0]) == 1 and _is_name(words[first - 1]):
        first -= 1
    return first


def _right(words: Sequence[TaggedWord], at: int) -> int:
    last = at + 1
    if words[last][0] in _OPENING:
        while last + 1 < len(words) and words[last][0] not in _CLOSING:
            last += 1
    elif last + 1 < len(words) and len(words[last + 1][0]) == 1 and _is_name(words[last + 1]):
        last += 1
    return last
