"""Complete a question by what was asked and answered before it: 它, 他, 该桥, 那里, 那年, 后来呢.

What it leaves out is taken from the last question first (its persons, things, places, times), then
from its answer, then from the question before; an answer comes first where it is what was asked for:
after 总经理是谁, 他 is the one who was named. A question that names its own subject is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from indexer.language.mentions import Kind, Mention, first_noun, kind_of, mentions_of
from indexer.language.questions import Asked, asked_for, gap_of
from indexer.language.times import Period, periods_of
from indexer.language.when import shown
from indexer.models import Answer

_LOOKS_BACK = 5  # questions
_NAME_CHARS = 20  # of an answer that can be a name
_DOUBT = date(2000, 1, 1)  # where times are looked for only to see that they are there

_HE = re.compile(r"(?<![其吉])(?:他|她)(?:们)?(?![国乡人日])")
_IT = re.compile(r"(?<!其)(?:它们?|(?<![尤与极])其(?=[一-鿿]{2})(?![他中实余次间它]))")
_THERE = re.compile(r"那里|那儿|这里|这儿|当地|该地|此地")
_THEN = re.compile(r"那一?年|当年|那时候?|当时|那一?天|当[天日]|那个月|当月|同年")
_KINDS_OF_THING = r"[座个家条项位名本部场件篇支款种批所片艘辆幅台处栋则]"
_POINTED = re.compile(
    rf"(?:(?:这|那)(?:一?{_KINDS_OF_THING}|[次届])|(?:这|那)(?=[一-鿿])|(?<![应不本活])该"
    r"|(?<![因如由从对为至彼据])此(?![前后外次时刻])|本次)"
)
_NOT_POINTED = re.compile(
    r"(?:这|那)(?:么|样|些|里|儿|边|年|天|时|个月|周|几|一?[年天]|个?星期|是|不|有|会)|该不该"
)
_WE = re.compile(r"[我你您这那]")  # what points elsewhere, or could not be resolved
# What is asked for is the subject itself: 哪些省份启动了响应, 有多少处水产养殖场关闭.
_OWN = re.compile(r"^哪|(?:多少|几)[家处所座条项种名位个][一-鿿]{3}")
_OTHERS = re.compile(r"还有|其他|别的|另外")
_PERSONS = re.compile(
    r"(?:人|先生|女士|师傅|院士|老师|教授|博士|记者|书记|[市县局厂站院校馆]长|经理|主任)$"
)
_QUOTED = re.compile(r"“[^”]*”|《[^》]*》|\"[^\"]*\"|「[^」]*」")
_ALSO = re.compile(
    r"^(?:那么?|还有|再问一下|请问)?[,，]?(?P<what>.+?)(?:又|呢|怎么样|如何)*(?:呢)?[?？]?$"
)
_WENT_ON = re.compile(
    r"^(?:那|那么)?[,，]?(?:后来|然后|结果|之后|最后|再后来)(?:呢|怎么样了?|如何|怎样)?[呢了]?[?？。]?$"
)
_LEFT_OUT_AFTER = re.compile(r"[从在由于自被是]$")


@dataclass(frozen=True, slots=True)
class Completed:
    """A question that can stand by itself, and how what it left out was understood."""

    question: str
    notes: tuple[str, ...] = ()


def complete(question: str, previous: Sequence[Answer]) -> Completed:
    """Return `question` completed from `previous` answers, oldest first; as it is where nothing is to be.

    `previous` hold completed questions themselves, so that a subject is carried on.
    """
    turns = [_Turn.of(answer) for answer in reversed(previous[-_LOOKS_BACK:])]
    if not turns or not question.strip():
        return Completed(question)
    for step in (_pointing, _standing_alone, _without_subject):
        if found := step(question, turns):
            return found
    return Completed(question)


@dataclass(frozen=True, slots=True)
class _Turn:
    """A question before, and what may be meant of it: things in it, times in it, what answered."""

    question: str
    asked: Asked
    mentions: tuple[Mention, ...]
    periods: tuple[Period, ...]
    answer: str
    quote: str
    printed: str

    @classmethod
    def of(cls, answer: Answer) -> _Turn:
        claim = answer.claims[0] if answer.claims else None
        return cls(
            question=answer.question,
            asked=asked_for(answer.question),
            mentions=tuple(_joined(answer.question, mentions_of(answer.question))),
            periods=tuple(periods_of(answer.question, _DOUBT)),
            answer=claim.answer_text.strip(" ，。、：") if claim else "",
            quote=claim.citations[0].quote if claim else "",
            printed=claim.citations[0].date if claim else "",
        )

    def named(self) -> Iterator[tuple[str, Kind]]:
        """Yield names with their kinds, the likeliest first."""
        answered = self.answer if self._answers_with_a_name() else ""
        asked = {Asked.PERSON: Kind.PERSON, Asked.PLACE: Kind.PLACE}.get(self.asked)
        if answered and asked and all(one.kind is not asked for one in self.mentions):
            yield answered, asked
        yield from ((one.words, one.kind) for one in self.mentions)
        if answered:
            yield answered, asked or kind_of(answered)

    def when(self) -> str:
        """Return the time it is about, as words; "" where none is known."""
        if self.periods:
            return self.periods[0].words
        day = date.fromisoformat(self.printed) if self.printed else None
        for text in (self.answer, self.quote) if day else ():
            if found := periods_of(text, day or _DOUBT, day):
                return shown(found[0].since, found[0].until)
        return ""

    def _answers_with_a_name(self) -> bool:
        return (
            self.asked not in (Asked.NUMBER, Asked.MONEY, Asked.DATE, Asked.REASON, Asked.MANNER)
            and 2 <= len(self.answer) <= _NAME_CHARS
            and not re.search(r"[，。；：、\d]", self.answer)
        )


def _joined(question: str, found: Sequence[Mention]) -> list[Mention]:
    """Return mentions, a place and what is there as one: 鹭汀村的民宿."""
    joined: list[Mention] = []
    for one in found:
        last = joined[-1] if joined else None
        if last and last.kind is not Kind.PERSON and question[last.end : one.start] == "的":
            joined[-1] = Mention(question[last.start : one.end], one.kind, last.start, one.end)
        else:
            joined.append(one)
    return joined


def _first(turns: Sequence[_Turn], suits: Callable[[str, Kind], bool]) -> str:
    """Return the likeliest name that suits, "" where none does."""
    named = (one for turn in turns for one in turn.named())
    return next((words for words, kind in named if suits(words, kind)), "")


def _pointing(question: str, turns: Sequence[_Turn]) -> Completed | None:
    """Put names where the question points back: 它, 他, 那里, 那年, 该桥, 这家公司."""
    own = mentions_of(question)
    taken = [match.span() for match in _QUOTED.finditer(question)]
    changes: list[tuple[int, int, str]] = []

    def offer(match: re.Match[str], words: str, longer: int = 0) -> None:
        start, end = match.start(), match.end() + longer
        is_free = all(end <= a or b <= start for a, b in taken)
        if words and is_free and words != question[start:end]:
            taken.append((start, end))
            changes.append((start, end, words))

    def has_before(match: re.Match[str], *kinds: Kind) -> bool:
        return any(one.end <= match.start() and (not kinds or one.kind in kinds) for one in own)

    for match in _THEN.finditer(question):
        if not periods_of(question, _DOUBT):
            offer(match, _time_for(match[0], turns))
    for match in _THERE.finditer(question):
        if not has_before(match):
            offer(match, _first(turns, lambda _, kind: kind is Kind.PLACE) or _subject(turns))
    for match in _HE.finditer(question):
        if not has_before(match, Kind.PERSON):
            is_he = _first(turns, lambda _, kind: kind is Kind.PERSON)
            if not is_he and match[0].endswith("们"):
                is_he = _first(turns, lambda _, kind: kind is Kind.BODY) or _subject(turns)
            offer(match, is_he)
    for match in _IT.finditer(question):
        if not has_before(match):
            offer(match, _subject(turns))
    for match in _POINTED.finditer(question):
        noun = first_noun(question[match.end() :])
        is_bare = match[0] in ("这", "那", "该", "此")
        if not _NOT_POINTED.match(question, match.start()) and not has_before(match):
            offer(match, _pointed(noun, turns) if noun or not is_bare else "", len(noun))
    if not changes:
        return None
    is_of_times = all(_THEN.fullmatch(question[start:end]) for start, end, _ in changes)
    if is_of_times and not own and not _OTHERS.search(question) and (subject := _subject(turns)):
        changes.append((0, 0, subject))  # 那年新增了几辆: neither says of what
    completed = question
    for start, end, words in sorted(changes, reverse=True):
        completed = completed[:start] + words + completed[end:]
    if is_of_times:
        return _as_whole(question, completed)
    notes = tuple(_note(question[start:end], words) for start, end, words in sorted(changes))
    return Completed(completed, notes)


def _subject(turns: Sequence[_Turn]) -> str:
    """Return what is talked about: the first thing named that is no person."""
    return _first(turns, lambda _, kind: kind is not Kind.PERSON)


def _pointed(noun: str, turns: Sequence[_Turn]) -> str:
    """Return what 该桥, 这个项目 means: the name that ends so, or is of that kind, or the subject."""
    if not noun:
        return _subject(turns)
    wanted = Kind.PERSON if _PERSONS.search(noun) else kind_of(noun)
    if ending := _first(
        turns,
        lambda words, kind: (
            words.strip("》”").endswith(noun) and (wanted is not Kind.PERSON or kind is wanted)
        ),
    ):
        return ending
    if wanted is Kind.THING:
        return _subject(turns)
    return _first(turns, lambda _, kind: kind is wanted)


def _time_for(words: str, turns: Sequence[_Turn]) -> str:
    """Return the time of the questions before that 那年, 当时 means, as exact as it says."""
    found = next((when for turn in turns if (when := turn.when())), "")
    if "年" in words and (year := re.match(r"\s*(?:\d{4}|[〇一二三四五六七八九]{4})年", found)):
        return year[0]
    return found


def _standing_alone(question: str, turns: Sequence[_Turn]) -> Completed | None:
    """Complete a question that is only what changes: 后来呢, 为什么呢, 2021年呢, 白鹭镇呢."""
    subject = _subject(turns) or _first(turns, lambda *_: True)
    last = turns[0].question
    if _WENT_ON.match(question.strip()):
        return _as_whole(question, f"{subject}后来怎么样了") if subject else None
    match = _ALSO.match(question.strip())
    what = match["what"] if match else ""
    if not what or not re.search(r"呢[?？]?$", question.strip()):
        return None
    if (times := periods_of(what, _DOUBT)) and times[0].words == what:
        changed = turns[0].periods[0] if turns[0].periods else None
        completed = (
            last[: changed.start] + what + last[changed.end :] if changed else f"{what}{last}"
        )
        return _as_whole(question, completed)
    named = mentions_of(what)
    if len(named) == 1 and named[0].words == what:
        kind = named[0].kind
        same = [one for one in turns[0].mentions if one.kind is kind]
        alike = [one for one in turns[0].mentions if Kind.PERSON not in (one.kind, kind)]
        if instead := (same or alike)[:1]:
            completed = last[: instead[0].start] + what + last[instead[0].end :]
            return _as_whole(question, completed)
        return None
    left, asking, right = gap_of(what)
    if asking and not left.strip() and not right.strip("的呢了 "):
        return _asked_otherwise(question, asking, turns[0], subject)
    return None


def _asked_otherwise(question: str, asking: str, last: _Turn, subject: str) -> Completed | None:
    """Ask the last question for something else: 什么时候合龙, 为什么呢 -> 为什么合龙."""
    left, before, right = gap_of(last.question)
    can_change = last.asked in (Asked.DATE, Asked.PLACE, Asked.REASON, Asked.MANNER)
    if can_change and before and (left.strip() and right.strip()):
        return _as_whole(question, f"{_LEFT_OUT_AFTER.sub('', left)}{asking}{right}")
    return _as_whole(question, f"{subject}{asking}") if subject else None


def _without_subject(question: str, turns: Sequence[_Turn]) -> Completed | None:
    """Put the last subject before a question without one: 谁设计的, 造价多少, 什么时候通车."""
    text = re.sub(r"^(?:那么[,，]|那(?!么)[,，]?|请问[,，]?)", "", question.strip())
    is_asking = bool(gap_of(text)[1]) or text.rstrip("?？").endswith(("吗", "呢"))
    points = any(one.search(text) for one in (_HE, _IT, _THERE, _THEN, _WE))
    if not is_asking or points or mentions_of(text) or _QUOTED.search(text) or _OWN.search(text):
        return None
    subject = _subject(turns) or _first(turns, lambda *_: True)
    return _as_whole(question, f"{subject}{text}") if subject else None


def _as_whole(question: str, completed: str) -> Completed:
    return Completed(completed, (_note(question.strip(), completed),))


def _note(said: str, meant: str) -> str:
    return f"“{said}”按“{meant}”理解 / “{said}” read as “{meant}”"
