"""Make questions out of articles: leave an answer out of a headline or a sentence and ask for it.

市图书馆获赠古籍三百册 becomes 市图书馆获赠古籍多少册, whose answer stands in the body's sentence that
holds 三百册 and most of the headline's other words; a sentence of the body is asked about itself, with
some of its words left out so that the rest must do. Nobody reads these questions: they teach where in
a sentence the answer to a kind of question stands.
"""

from __future__ import annotations

import gzip
import json
import lzma
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.language import background_rarity, letters, sentence_spans, tagged_words

_CHARS = 1500  # of an article
_SENTENCES = 14
_LONGEST = 60  # letters of a question
_DATE = re.compile(
    r"(?:\d{2,4}年)?(?:\d{1,2}月)?\d{1,2}日(?:[上下]午|晚|\d{1,2}时)*|\d{4}年(?:\d{1,2}月)?|\d{1,2}月(?!份额)"
)
_NUMBER = re.compile(r"(\d[\d.,]*(?:万|亿|千|百)*[余多]?)([^\W\d_年月日时点分])")
_SHARE = re.compile(r"\d[\d.,]*[%％]")
_TITLE = re.compile(r"《[^》]{2,25}》|“[^”]{2,15}”")
_BODY = re.compile(
    r"(?:公司|集团|大学|学院|医院|银行|委员会|研究院|研究所|协会|法院|公安局|政府|[部局队])$"
)
_LIST = re.compile(
    r"(?<=[，：（是为有括及对在])[\w《》“”]{2,10}(?:、[\w《》“”]{2,12})+(?:[和及与][一-鿿]{2,8})?(?=等|[，。；）])"
)
_CLAUSE = re.compile(r"[，：]([^，。；！？]{6,30})[。；！？]?$")
_NOUNS = frozenset("n ns nt nz ng vn an j b eng".split())
_BEFORE = (
    "vpxcuduf"  # what stands before a noun that is whole: 31家 or 新 before it are a part of it
)
_AFTER = "vpxcdf"
_STOPS = re.compile(r"[，。；！？：]")
_ASKING = {
    "date": "什么时候 何时 哪天 哪一天 什么时间 哪年",
    "share": "多少 百分之多少",
    "title": "什么 哪个 什么文件 哪部作品 哪项",
    "person": "谁 谁 谁 哪位 哪个人 什么人",
    "place": "哪里 哪个城市 哪个地方 什么地方 哪个地区 哪个国家",
    "body": "哪家公司 哪个单位 哪个机构 哪家 哪个部门 哪个组织",
    "noun": "什么 什么 哪种 哪个 哪些 什么样的",
    "list": "哪些 什么 哪些方面 哪几个 哪些内容",
    "clause": "什么 怎样 如何 什么情况 哪些",
}


@dataclass(frozen=True, slots=True)
class MadeQuestion:
    """A question, a sentence of an article, and the span of its answer there."""

    article: str  # its id
    question: str
    sentence: str
    answer: tuple[int, int]


Told = tuple[str, str, tuple[int, int]]  # the last three of a MadeQuestion


@dataclass(frozen=True, slots=True)
class _Gap:
    """What may be left out: its span, and what kind of thing it is; a number's measure word."""

    start: int
    end: int
    kind: str
    unit: str = ""


def made_questions(path: Path, count: int, unused: frozenset[str]) -> Iterator[MadeQuestion]:
    """Yield about `count` questions out of a file of articles, the same ones every time.

    Articles whose id is in `unused` are passed over: other questions measure on them.
    """
    chance = random.Random(1)
    rows = read_articles(path, unused)
    chance.shuffle(rows)
    made = 0
    for row in rows:
        for question, sentence, answer in _of_article(row, chance):
            yield MadeQuestion(row["id"], question, sentence, answer)
            made += 1
        if made >= count:
            return


def read_articles(path: Path, unused: frozenset[str]) -> list[dict[str, Any]]:
    """Return the articles of a file of lines, packed or not, whose id is not in `unused`."""
    opener: Any = {".gz": gzip.open, ".xz": lzma.open}.get(path.suffix, open)
    with opener(path, "rt", encoding="utf-8") as file:
        return [row for row in map(json.loads, file) if row["id"] not in unused]


def _of_article(row: dict[str, Any], chance: random.Random) -> Iterator[Told]:
    text, title = row["text"][:_CHARS], row["title"]
    spans = sentence_spans(text)[:_SENTENCES]
    if len(text) < 80 or len(spans) < 3:
        return
    if len(title) >= 8 and (one := _of_headline(title, text, spans, chance)):
        yield one
    start, end = chance.choice(spans)
    if 15 <= end - start <= 200 and (one := ask_of_sentence(text[start:end], chance)):
        yield one


def _of_headline(
    title: str, text: str, spans: Sequence[tuple[int, int]], chance: random.Random
) -> Told | None:
    gap = _choose(title, chance)
    if gap is None:
        return None
    answer = title[gap.start : gap.end]
    rest = {
        word
        for word, flag, start, end in tagged_words(title)
        if flag[:1] in "nvmta" and not (start < gap.end and end > gap.start)
    }
    held = [
        (sum(map(background_rarity, (word for word in rest if word in text[a:b]))), a, b)
        for a, b in spans
        if answer in text[a:b]
    ]
    question = _ask(
        title, gap, chance.choice((0.0, 0.15, 0.3)), chance, whole=chance.random() < 0.5
    )
    if not held or not question or max(held)[0] < 0.4 * sum(map(background_rarity, rest)):
        return None
    _, start, end = max(held)
    at = text[start:end].find(answer)
    return _told(question, text[start:end], at, at + len(answer))


def ask_of_sentence(sentence: str, chance: random.Random) -> Told | None:
    """Return a question made of a sentence, the sentence and the answer's span; None where it has none."""
    gap = _choose(sentence, chance)
    if chance.random() < 0.15 and (clause := _CLAUSE.search(sentence)):
        gap = _Gap(*clause.span(1), "clause")
    if gap is None:
        return None
    question = _ask(sentence, gap, chance.choice((0.1, 0.3, 0.5)), chance, whole=False)
    return _told(question, sentence, gap.start, gap.end) if question else None


def _told(question: str, sentence: str, start: int, end: int) -> Told | None:
    """Return the question, unless it says its own answer."""
    if letters(sentence[start:end]) in letters(question):
        return None
    return question, sentence, (start, end)


def _choose(text: str, chance: random.Random) -> _Gap | None:
    """Return something to leave out, each kind of thing with the same chance."""
    gaps = [gap for gap in _gaps(text, chance) if gap.end - gap.start >= 2]
    if not gaps:
        return None
    kind = chance.choice(sorted({gap.kind for gap in gaps}))
    return chance.choice([gap for gap in gaps if gap.kind == kind])


def _gaps(text: str, chance: random.Random) -> Iterator[_Gap]:
    for kind, pattern in (("date", _DATE), ("share", _SHARE), ("title", _TITLE), ("list", _LIST)):
        for found in pattern.finditer(text):
            yield _Gap(*found.span(), kind)
    for found in _NUMBER.finditer(text):
        end = found.end() if chance.random() < 0.5 else found.end(1)
        yield _Gap(found.start(), end, "number", found[2])
    words = tagged_words(text)
    at = 0
    while at < len(words):
        _, flag, start, end = words[at]
        last = at
        if flag.startswith("nr"):
            # jieba cuts many a name in two: 罗 and 启明.
            if end - start == 1 and at + 1 < len(words) and words[at + 1][3] - end <= 2:
                last = at + 1
            if words[last][3] - start >= 2:
                yield _Gap(start, words[last][3], "person")
        elif flag in _NOUNS:
            while last + 1 < len(words) and words[last + 1][1] in _NOUNS:
                last += 1
            before = words[at - 1][1] if at else "x"
            after = words[last + 1][1] if last + 1 < len(words) else "x"
            name = text[start : words[last][3]]
            if before[:1] in _BEFORE and after[:1] in _AFTER:
                kind = (
                    "body"
                    if _BODY.search(name)
                    else "place"
                    if flag == "ns" and at == last
                    else "noun"
                )
                if kind != "noun" or len(name) >= 3:
                    yield _Gap(start, words[last][3], kind)
        at = last + 1


def _ask(text: str, gap: _Gap, drop: float, chance: random.Random, *, whole: bool) -> str:
    """Return the clause around the gap as a question, "" where too little or too much is left."""
    low, high = (0, len(text)) if whole else _clause(text, gap, chance)
    if gap.kind == "number":
        asking = (
            "多少" if gap.end - gap.start and text[gap.end - 1] != gap.unit else f"多少{gap.unit}"
        )
        asking = asking.replace("多少", "几") if chance.random() < 0.15 else asking
    else:
        asking = chance.choice(_ASKING[gap.kind].split())
    left: list[str] = []
    right: list[str] = []
    for word, flag, start, end in tagged_words(text):
        inside = low <= start and end <= high and not (start < gap.end and end > gap.start)
        if inside and flag != "x" and chance.random() >= drop:
            (left if end <= gap.start else right).append(word)
    before, after = "".join(left), "".join(right)
    if len(before) + len(after) < 5:
        return ""
    question = chance.choices(
        (before + asking + after, f"{before}{after}是{asking}", asking + after + before, before + after + asking),
        (0.5, 0.25, 0.1, 0.15),
    )[0]  # fmt: skip
    return question if len(question) <= _LONGEST else ""


def _clause(text: str, gap: _Gap, chance: random.Random) -> tuple[int, int]:
    """Return the span of the clause that the gap is in, or of two where it is short."""
    stops = [found.start() for found in _STOPS.finditer(text)]
    left = [-1, *(at for at in stops if at < gap.start)]
    right = [*(at for at in stops if at >= gap.end), len(text), len(text)]
    is_short = gap.start - left[-1] < 6 and len(left) > 1 and chance.random() < 0.6
    goes_on = right[0] - gap.end < 4 and chance.random() < 0.5
    return left[-2 if is_short else -1] + 1, right[1 if goes_on else 0]
