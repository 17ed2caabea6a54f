"""Complete a question by what was asked and answered before it: 它, 他, 该桥, 那里, 那年, 后来呢.

What it leaves out is taken from the last question first (its persons, things, places, times), then
from its answer, then from the question before; an answer comes first where it is what was asked for:
after 总经理是谁, 他 is the one who was named. A question that names its own subject is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from indexer.language import simplified, tagged_words
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
_IN_A_WORD = r"(?!(?<=项)目|(?<=条)件|(?<=部)[长门]|(?<=台)风)"  # 那|项目 is not 那项|目
_POINTED = re.compile(
    rf"(?:(?:这|那)(?:一?{_KINDS_OF_THING}{_IN_A_WORD}|[次届])|(?:这|那)(?=[一-鿿])|(?<![应不本活])该"
    r"|(?<![因如由从对为至彼据])此(?![前后外次时刻])|本次|(?<![因如彼])此次)"
)
_NOT_POINTED = re.compile(
    r"(?:这|那)(?:么|样|些|里|儿|边|年|天|时|个月|周|几|一?[年天]|个?星期|是|不|有|会)|该不该"
)
_WE = re.compile(r"[我你您这那]")  # what points elsewhere, or could not be resolved
# What is asked for is the subject itself: 哪些省份启动了响应, 有多少处水产养殖场关闭.
_OWN = re.compile(r"^哪|(?:多少|几)[家处所座条项种名位个][一-鿿]{3}")
_OTHERS = re.compile(r"还有|其他|别的|另外")
_PERSONS = re.compile(
    r"(?:人|先生|女士|师傅|院士|教授|博士|者|师|(?<!动)员|导演|编剧|书记|[市县局厂站院校馆]长|经理|主任)$"
)
_NOT_HE = re.compile(r"利他林|他汀")  # jieba takes them apart
_ACTS = frozenset("毕业 上学 讲话".split())  # to jieba they are nouns: 那位总经理毕业于哪里
_SHORT = frozenset("镇乡村县市区省州厂校")  # by themselves no nouns to jieba: 这个镇有多少人
_EVENTS = frozenset("活动 行动 演练 展览 比赛 计划 会议".split())  # and these are verbs
_UNIT_FOR_IT = re.compile(r"(?<=..)(?:承建|施工|建设|设计|主办|监理|投资)单位$")
# Nouns that stand for whatever is talked about, and those whose names end in another way.
_ANYTHING = re.compile(r"(?:项目|工程|^[大好喜怪]?事|事情|事件|东西|问题|作品|建筑物?|设施|地方)$")
_CALLED = (
    (re.compile(r"(?:剧|片|影|书|小说|故事|歌|曲|戏|诗|文章|节目|作品|画|法律|条例|文件)$"), "《"),
    (re.compile(r"(?:船只?|轮|舰|艇)$"), r"(?:号|船|轮|舰|艇)”?$"),
    (re.compile(r"桥梁$"), r"桥$"),
    (re.compile(r"(?:比赛|大赛|赛事)$"), r"[赛杯]”?$"),
    (re.compile(r"(?:展览|展会)$"), r"展”?$"),
    (re.compile(r"(?:会议|大会)$"), r"会$"),
)
_QUOTED = re.compile(r"“[^”]*”|《[^》]*》|\"[^\"]*\"|「[^」]*」")
_ALSO = re.compile(
    r"^(?:那么?|还有|再问一下|请问)?[,，]?(?P<what>.+?)(?:又|呢|怎么样|如何)*(?:呢)?[?？]?$"
)
_WENT_ON = re.compile(
    r"^(?:那|那么)?[,，]?(?:后来|然后|结果|之后|最后|再后来)(?:呢|怎么样了?|如何|怎样)?[呢了]?[?？。]?$"
)
_OF_A_PERSON = re.compile(r"[说讲做]了?些?(?:什么|啥)|怎么[说看讲做]")
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
    turns: list[_Turn] = []
    for answer in previous[-_LOOKS_BACK:]:
        known = [turn.answer for turn in turns if turn.asked is Asked.PERSON and turn.is_name]
        turns.insert(0, _Turn.of(answer, known))
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
    def of(cls, answer: Answer, persons: Sequence[str] = ()) -> _Turn:
        """Read a question and its answer; `persons` are the names that were answers before it."""
        claim = answer.claims[0] if answer.claims else None
        return cls(
            question=answer.question,
            asked=asked_for(answer.question),
            mentions=tuple(_mentions(answer.question, persons)),
            periods=tuple(periods_of(answer.question, _DOUBT)),
            answer=claim.answer_text.strip(" ，。、：") if claim else "",
            quote=claim.citations[0].quote if claim else "",
            printed=claim.citations[0].date if claim else "",
        )

    def named(self) -> Iterator[tuple[str, Kind]]:
        """Yield names with their kinds, the likeliest first."""
        answered = self.answer if self.is_name else ""
        asked = {Asked.PERSON: Kind.PERSON, Asked.PLACE: Kind.PLACE}.get(self.asked)
        if answered and asked and all(one.kind is not asked for one in self.mentions):
            yield answered, asked
        yield from ((one.words, one.kind) for one in self.mentions)
        if answered:
            yield answered, asked or kind_of(simplified(answered))

    def times(self) -> Iterator[tuple[str, Period]]:
        """Yield the times it is about, as words, those of the question first."""
        yield from ((one.words, one) for one in self.periods)
        day = date.fromisoformat(self.printed) if self.printed else None
        for text in (self.answer, self.quote) if day else ():
            for one in periods_of(text, day or _DOUBT, day):
                yield shown(one.since, one.until), one

    @property
    def is_name(self) -> bool:
        """Tell whether the answer may be a name."""
        return (
            self.asked not in (Asked.NUMBER, Asked.MONEY, Asked.DATE, Asked.REASON, Asked.MANNER)
            and 2 <= len(self.answer) <= _NAME_CHARS
            and not re.search(r"[，。；：、\d]", self.answer)
            and (self.asked in (Asked.PERSON, Asked.PLACE) or _ends_as_a_noun(self.answer))
        )


def _ends_as_a_noun(words: str) -> bool:
    """Tell a name, 澜州江桥建设集团, from what somebody said or did: 过去靠人看."""
    flag = tagged_words(simplified(words))[-1][1]
    return flag[0] in "njx" or flag == "eng"


def _mentions(question: str, persons: Sequence[str]) -> list[Mention]:
    plain = simplified(question)
    found = _joined(plain, mentions_of(plain))
    for name in map(simplified, persons):  # whole, where the segmenter takes 郑国|强 apart
        if (start := plain.find(name)) >= 0:
            end = start + len(name)
            found = [one for one in found if one.end <= start or end <= one.start]
            found.append(Mention(name, Kind.PERSON, start, end))
    found.sort(key=lambda one: one.start)
    return [replace(one, words=question[one.start : one.end]) for one in found]


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
    plain = simplified(question)
    own = mentions_of(plain)
    cut = tagged_words(plain)
    taken = [match.span() for match in _QUOTED.finditer(plain)]
    changes: list[tuple[int, int, str]] = []

    def offer(match: re.Match[str], words: str, longer: int = 0) -> None:
        start, end = match.start(), match.end() + longer
        is_free = all(end <= a or b <= start for a, b in taken)
        if words and is_free and words != question[start:end]:
            taken.append((start, end))
            changes.append((start, end, words))

    def has_before(match: re.Match[str], *kinds: Kind) -> bool:
        return any(one.end <= match.start() and (not kinds or one.kind in kinds) for one in own)

    def is_pronoun(match: re.Match[str]) -> bool:
        """Tell 他, 那他, 他家 from 马耳他, 土耳其, 维他命."""
        return all(
            match.end() <= one.start() or one.end() <= match.start()
            for one in _NOT_HE.finditer(plain)
        ) and any(
            flag[0] == "r" and start <= match.start() and match.end() <= end
            for _, flag, start, end in cut
        )

    for match in _THEN.finditer(plain):
        if not periods_of(plain, _DOUBT):
            offer(match, _time_for(match[0], turns))
    for match in _THERE.finditer(plain):
        if not has_before(match):
            offer(match, _first(turns, lambda _, kind: kind is Kind.PLACE) or _subject(turns))
    for match in _HE.finditer(plain):
        if is_pronoun(match) and not has_before(match, Kind.PERSON):
            is_he = _first(turns, lambda _, kind: kind is Kind.PERSON)
            if not is_he and match[0].endswith("们"):
                is_he = _first(turns, lambda _, kind: kind is Kind.BODY) or _subject(turns)
            offer(match, is_he)
    for match in _IT.finditer(plain):
        if is_pronoun(match) and not has_before(match):
            offer(match, _subject(turns))
    for match in _POINTED.finditer(plain):
        if _NOT_POINTED.match(plain, match.start()) or has_before(match):
            continue
        is_person = match[0].endswith(("位", "名"))
        is_bare = match[0] in ("这", "那", "该", "此")  # may point at nothing: 该怎么办理
        nouns = _nouns(plain[match.end() :]) or ([] if is_bare else [""])
        for noun in nouns:
            # 这个工人文化宫 is no 工人
            if is_person or noun == nouns[0] or not _PERSONS.search(noun):
                offer(match, _pointed(noun, turns, is_person), len(noun))
    if not changes:
        return None
    is_of_times = all(_THEN.fullmatch(plain[start:end]) for start, end, _ in changes)
    if (
        is_of_times
        and not own
        and not _OTHERS.search(plain)
        and (subject := _left_out(plain, turns))
    ):
        changes.append((0, 0, subject))  # 那年新增了几辆: neither says of what
    completed = question
    for start, end, words in sorted(changes, reverse=True):
        completed = completed[:start] + words + completed[end:]
    if is_of_times:
        return _as_whole(question, completed)
    notes = tuple(_note(question[start:end], words) for start, end, words in sorted(changes))
    return Completed(completed, notes)


def _subject(turns: Sequence[_Turn]) -> str:
    """Return what is talked about: the first thing named that is no person, "" for none.

    After 公司在哪里 that is the company, not the place that was the answer.
    """
    for turn in turns:
        asked = [(one.words, one.kind) for one in turn.mentions]
        for words, kind in (*asked, *turn.named()):
            if kind is not Kind.PERSON:
                return words
    return ""


def _left_out(question: str, turns: Sequence[_Turn]) -> str:
    """Return the subject that a question leaves out: of 说了什么 it is the person just talked of."""
    person = _OF_A_PERSON.search(question) and _first(
        turns[:1], lambda _, kind: kind is Kind.PERSON
    )
    return person or _subject(turns)


def _names_a_thing(text: str) -> bool:
    """Tell 该|镇有多少人 from 该|怎么办理."""
    return bool(first_noun(text)) or text[:1] in _SHORT


def _nouns(text: str) -> list[str]:
    """Return what may be the noun that `text` begins with, longest first.

    企业总部在哪里 -> 企业总部, 企业; without the act after it: 总经理毕业于哪里 -> 总经理.
    """
    noun = first_noun(text)
    if not noun:
        return [text[0]] if text[:1] in _SHORT else []
    words = [one for one in tagged_words(text) if one[3] <= len(noun)]
    return [
        text[:end]
        for word, flag, _, end in reversed(words)
        if (flag not in ("v", "vn") or word in _EVENTS)
        and word not in _ACTS
        and not _UNIT_FOR_IT.search(text[:end])
    ]


def _pointed(noun: str, turns: Sequence[_Turn], is_person: bool = False) -> str:
    """Return what 该桥, 这个项目 means: the name that ends so, or is of that kind, or the subject.

    A thing of another kind is not the subject: 这次台风 after a bridge was talked of is nothing known.
    """
    if not noun and not is_person:
        return _subject(turns)
    wanted = Kind.PERSON if is_person or _PERSONS.search(noun) else kind_of(noun)
    if noun and (
        ending := _first(
            turns,
            lambda words, kind: (
                simplified(words).strip("》”").endswith(noun)
                and (wanted is not Kind.PERSON or kind is wanted)
            ),
        )
    ):
        return ending
    if (
        wanted is not Kind.PERSON
        and len(noun) > 1
        and (longer := _first(turns, lambda words, _: noun in simplified(words)[1:]))
    ):
        return longer[: simplified(longer).index(noun, 1) + len(noun)]  # 青岩水库|除险
    if wanted is not Kind.THING:
        return _first(turns, lambda _, kind: kind is wanted)
    names = "|".join(ending for nouns, ending in _CALLED if nouns.search(noun))
    if names and (
        called := _first(turns, lambda words, _: bool(re.search(names, simplified(words))))
    ):
        return called
    return _subject(turns) if _ANYTHING.search(noun) else ""


def _time_for(words: str, turns: Sequence[_Turn]) -> str:
    """Return the time of the questions before that 那年, 当时 means, as exact as it says."""
    most = 1 if re.search("[天日]", words) else 31 if "月" in words else 0  # days, 0 for any
    times = (time for turn in turns for time in turn.times())
    found = next((said for said, one in times if not most or 0 < _days(one) <= most), "")
    if "年" in words and (year := re.match(r"\s*(?:\d{4}|[〇一二三四五六七八九]{4})年", found)):
        return year[0]
    return found


def _days(time: Period) -> int:
    """Return how long a time is, 0 where it is open."""
    if not time.since or not time.until:
        return 0
    return (date.fromisoformat(time.until) - date.fromisoformat(time.since)).days + 1


def _standing_alone(question: str, turns: Sequence[_Turn]) -> Completed | None:
    """Complete a question that is only what changes: 后来呢, 为什么呢, 2021年呢, 白鹭镇呢."""
    subject = _subject(turns) or _first(turns, lambda *_: True)
    last = turns[0].question
    plain = simplified(question).strip()
    if _WENT_ON.match(plain):
        return _as_whole(question, f"{subject}后来怎么样了") if subject else None
    match = _ALSO.match(plain)
    if not match or not re.search(r"呢[?？]?$", plain):
        return None
    what = match["what"]
    said = question.strip()[match.start("what") : match.end("what")]
    if (times := periods_of(what, _DOUBT)) and times[0].words == what:
        changed = turns[0].periods[0] if turns[0].periods else None
        completed = (
            last[: changed.start] + said + last[changed.end :] if changed else f"{said}{last}"
        )
        return _as_whole(question, completed)
    named = mentions_of(what)
    if len(named) == 1 and named[0].words == what:
        kind = named[0].kind
        same = [one for one in turns[0].mentions if one.kind is kind]
        alike = [one for one in turns[0].mentions if Kind.PERSON not in (one.kind, kind)]
        if instead := (same or alike)[:1]:
            completed = last[: instead[0].start] + said + last[instead[0].end :]
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
    plain = simplified(question).strip()
    text = re.sub(r"^(?:那么[,，]|那(?!么)[,，]?|请问[,，]?)", "", plain)
    said = question.strip()[len(plain) - len(text) :]
    is_asking = bool(gap_of(text)[1]) or text.rstrip("?？").endswith(("吗", "呢"))
    points = any(one.search(text) for one in (_HE, _IT, _THERE, _THEN, _WE)) or any(
        len(match[0]) > 1 or (match[0] in "该此" and _names_a_thing(plain[match.end() :]))
        for match in _POINTED.finditer(plain)
    )
    if not is_asking or points or mentions_of(text) or _QUOTED.search(text) or _OWN.search(text):
        return None
    subject = _left_out(text, turns) or _first(turns, lambda *_: True)
    return _as_whole(question, f"{subject}{said}") if subject else None


def _as_whole(question: str, completed: str) -> Completed:
    return Completed(completed, (_note(question.strip(), completed),))


def _note(said: str, meant: str) -> str:
    return f"“{said}”按“{meant}”理解 / “{said}” read as “{meant}”"
