"""Take a question in parts apart: 导演和编剧分别是谁 asks two things."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from os.path import commonprefix

from indexer.language import TaggedWord, fold, fold_text, simplified, tagged_words
from indexer.language.mentions import mentions_of
from indexer.language.questions import gap_of

_CLAUSES = re.compile(r"[?？,，;；]")
_JOINS = frozenset("和 与 及 以及".split())
_THEN = frozenset("是 有 为 各 谁 ？ ?".split())
_OF_BOTH = re.compile(
    r"关系|区别|不同|差异|相比|之间|共同|合作|合并|比赛|对阵|谁更|哪个更"
    # 哪个人口多, 谁高; not 哪年有多少, 哪座长多少米.
    r"|[哪谁][一-鿿]{0,6}(?<!多)[多少高大长远快好](?:一[些点])?[呢呀]?(?=[?,。;]|$)"
)
_NAMES = ("n", "t", "m", "j", "b", "e", "vn", "x", "l", "i")
_IN_NAMES = (*_NAMES, "a", "z", "f")  # 最佳影片奖
_PRONOUN = re.compile(
    r"^(?:它|他(?!汀)|她|其(?![中他它余次实])|该[片书剧桥](?![记场梁墩塔面]))(?:们)?的?"
)
_AMONG = re.compile(r"^其中")
_QUOTED = re.compile(r"《[^》]*》|“[^”]*”|「[^」]*」")
_OPENING, _CLOSING = ("《", "“", "「"), ("》", "”", "」")
# 工业和信息化部 is one body, 教育局和卫生局 are two.
_OFFICE = re.compile(r"(?:部|局|委|委员会|厅|办公室)(?:[部局厅]长|主任|书记|负责人)?$|[部局厅]长$")
_OFFICER = re.compile(r"(?:长|主任|书记|经理|负责人)$")
_NO_SUBJECT = re.compile(r"(?:请问|那么)?[由被在从是有]?$")
_EACH = re.compile(r"分别|各(?=[有是为]|多少|几|自)")
_EACH_TOO = re.compile(r"分[别別]|各自?(?=[有是为為]|多少|几)")
_ASKS_COUNT = re.compile(r"(?:多少|几|哪)[个些名家种项座条]?$|什么$")
_BARE = re.compile(r"^[0-9０-９〇零一二三四五六七八九十]+")
_MOST = 4  # questions that one is taken apart into
_WORDS = 4  # of a thing that 和 joins


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
    """Return the question asked of each of the things that 和 joins, in turn."""
    plain = simplified(text)
    if _OF_BOTH.search(fold_text(text)):
        return []
    is_each = bool(_EACH.search(plain))
    words = _as_names(tagged_words(plain), is_each)
    named = {(one.start, one.end) for one in mentions_of(plain)}
    quoted = [match.span() for match in _QUOTED.finditer(plain)]
    for at, (word, _, start, _) in enumerate(words):
        if word not in _JOINS or any(a < start < b for a, b in quoted):
            continue
        if not is_each and _is_one_office(words, at):
            continue
        if things := _things(words, at, named, is_each):
            low, high = things[0][0], things[-1][1]
            unit = _BARE.sub("", text[slice(*things[-1])])  # 2021、2022和2023年
            told = [f"{one}{unit}" if _BARE.fullmatch(one := text[a:b]) else one for a, b in things]
            return [_EACH_TOO.sub("", f"{text[:low]}{one}{text[high:]}") for one in told]
    return []


def _things(
    words: Sequence[TaggedWord], at: int, named: Container[tuple[int, int]], is_each: bool
) -> list[tuple[int, int]]:
    """Return the spans of what the word `at` joins, in order, with those before 、; none for no names.

    Of all runs of words on both sides those two that are most alike: 台北市|市长|和|高雄市|市长 are
    two mayors. `named` are the spans of names.
    """
    pairs = [(left, right) for left in _before(words, at) for right in _after(words, at)]
    pairs = [(a, b) for a, b in pairs if is_each or _is_alike(words[a[1]], words[b[1]])]
    if not pairs:
        return []
    left, right = max(pairs, key=lambda pair: _likeness(words, pair[0], pair[1], named))
    told = "".join(word for word, *_ in words[: left[0]])
    if _ASKS_COUNT.search(told):
        return []  # 多少个国家和地区 counts them together
    are_officers = all(_OFFICER.search(words[end][0]) for _, end in (left, right))
    if gap_of(told)[1] and not (is_each or are_officers):
        return []  # 谁推迟了对甲国和乙国的访问: one deed
    found = [left, right]
    while (at := found[0][0] - 1) > 0 and words[at][0] == "、" and (more := _before(words, at)):
        found.insert(0, max(more, key=lambda one: _likeness(words, one, found[0], named)))
    return [_span(words, one) for one in found[:_MOST]]


def _span(words: Sequence[TaggedWord], run: tuple[int, int]) -> tuple[int, int]:
    return words[run[0]][2], words[run[1]][3]


def _before(words: Sequence[TaggedWord], at: int) -> list[tuple[int, int]]:
    """Return the runs of names that end right before word `at`, as their first and last words."""
    if at and words[at - 1][0] in _CLOSING:
        opens = [first for first in range(at) if words[first][0] in _OPENING]
        return [(opens[-1], at - 1)] if opens else []
    found = []
    for first in range(at - 1, max(at - 1 - _WORDS, -1), -1):
        if not words[first][1].startswith(_NAMES if first == at - 1 else _IN_NAMES):
            break
        found.append((first, at - 1))
    return found


def _after(words: Sequence[TaggedWord], at: int) -> list[tuple[int, int]]:
    """Return the runs of names that begin right after word `at`, as their first and last words."""
    if words[at + 1 : at + 2] and words[at + 1][0] in _OPENING:
        closes = [last for last in range(at + 2, len(words)) if words[last][0] in _CLOSING]
        return [(at + 1, closes[0])] if closes else []
    found = []
    for last in range(at + 1, min(at + 1 + _WORDS, len(words))):
        if words[last][1].startswith(_NAMES):
            found.append((at + 1, last))
        elif not words[last][1].startswith(_IN_NAMES):
            break
    return found


def _likeness(
    words: Sequence[TaggedWord],
    left: tuple[int, int],
    right: tuple[int, int],
    named: Container[tuple[int, int]],
) -> tuple[int, int, bool, int]:
    """Return what makes two runs of words alike, the weightiest first.

    How many letters they begin and end in alike; that both are names, or end, or else begin, in words
    of one kind; that they have as many words; and how short they are.
    """
    told = ["".join(word for word, *_ in words[a : b + 1]) for a, b in (left, right)]
    begin = len(commonprefix(told))  # noqa: RUF071  # letters, no paths
    end = len(commonprefix([one[::-1] for one in told]))  # noqa: RUF071
    same = end + begin * (begin < min(map(len, told)))  # one is not the front of the other
    is_long = {a < b for a, b in (left, right)}
    are_named = len(is_long) == 1 and all(_span(words, run) in named for run in (left, right))
    begin_alike, end_alike = (
        _kind(words[a]) == _kind(words[b]) for a, b in zip(left, right, strict=True)
    )
    are_even = 3 if are_named else 2 * end_alike + begin_alike
    return same, are_even, left[1] - left[0] == right[1] - right[0], left[0] - right[1]


def _is_alike(word: TaggedWord, other: TaggedWord) -> bool:
    """Tell whether both words are times, or numbers, or neither: the tags of names are unsure."""
    return all((word[1][:1] == kind) == (other[1][:1] == kind) for kind in ("t", "m"))


def _kind(word: TaggedWord) -> str:
    """Return whether a word names a place, a person, a time, a number, or a thing, or says how it is."""
    kinds = ("ns", "nr", "t", "m", "a", "b", "z", "f")
    return next((kind for kind in kinds if word[1].startswith(kind)), "n")


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


def _ends_name(before: TaggedWord, flag: str) -> bool:
    """Tell whether a single letter with this part of speech goes on with the name before it."""
    name, kind = before[:2]
    if kind.startswith("nr") and len(name) < 3:
        return flag[:1] in ("a", "g", "z", "n")
    return flag == "n" and kind.startswith(_NAMES) and kind[:1] not in ("x", "m", "t")


def _as_names(words: Sequence[TaggedWord], is_each: bool) -> list[TaggedWord]:
    """Return the words with names put together, or cut, that the segmenter has otherwise.

    A verb after 的 is a noun (《渡船记》的导演), so is what 和 joins to one (主持人和导演是谁), and any
    where 分别 is said (考研和高考); 2021|年, 欧联|杯 and 吴|易|昺 are one, NBA2021 is a name and a number.
    """
    found: list[TaggedWord] = []
    for at, (word, flag, start, end) in enumerate(words):
        before = found[-1] if found else ("", "", 0, 0)
        is_last = before[0] in _JOINS and (at + 1 == len(words) or words[at + 1][0] in _THEN)
        if flag[:1] == "v" and (is_each or is_last or before[0] == "的"):
            flag = "n"
        if cut := re.fullmatch(r"([A-Za-z]+)(\d+)", word):
            middle = start + len(cut[1])
            found += [(cut[1], flag, start, middle), (cut[2], "m", middle, end)]
        elif flag == before[1] == "m" or (len(word) == 1 and _ends_name(before, flag)):
            found[-1] = (before[0] + word, before[1], before[2], end)
        else:
            found.append((word, flag, start, end))
    return found
