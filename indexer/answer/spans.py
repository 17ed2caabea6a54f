"""Find the shortest words in a sentence that answer a question.

Every run of up to MOST_WORDS words is a candidate, scored by its first word, its last word and
itself: what part of speech they are, whether the question says them too, how far the words stand
that stand beside the question's gap; and by what the network read, where it did. The weights are those of a softmax over a sentence's runs,
fitted by tools/train_answers.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.answer.question import Question
from indexer.language import fold_text, letters, tagged_words

Floats = NDArray[np.float64]
Feature = tuple[Sequence[str], NDArray[np.int64]]  # names, and which of them each run has
ReadPlaces = tuple[NDArray[np.int64], Floats]  # of a Reading: its spans and places of one sentence

MOST_WORDS = 16
_UNREAD = -12.0  # the logarithm for words that the network did not read
_MOST_READ = 120  # words of a sentence
_MARKS = "、，《》“”（）："
_QUIET_MARKS = frozenset("，：")
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏"
    "吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严"
)
_CUES = frozenset(
    "是 为 由 叫 在 于 从 到 至 了 有 对 向 将 因 因为 由于 以 通过 包括 任 达 达到 等 的 和 位于 即 共 超 超过"
    " 约 近 把 被 受 使".split()
)
_TIME = re.compile(r"[年月日号时点]$")
_PLACE = re.compile(r"[省市县区镇乡村州国路岛港站馆院校]$")
_BODY = re.compile(
    r"(?:公司|集团|大学|学院|医院|银行|委员会|研究院|协会|法院|公安局|政府|[局部队社会厅委])$"
)


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of words of a sentence, each with its features.

    `spans` (r, 2) are the first and the last word of each run; `starts` and `ends` hold the
    features of each word as a first and as a last one, `wholes` those of the runs: a feature's names, and
    which of them each run has (r,). `places` are the words' spans in the sentence.
    """

    spans: NDArray[np.int64]
    starts: Sequence[Sequence[str]]
    ends: Sequence[Sequence[str]]
    wholes: Sequence[Feature]
    places: Sequence[tuple[int, int]]


def best_span(
    question: Question,
    sentence: str,
    weights: Mapping[str, float],
    read: ReadPlaces | None = None,
) -> tuple[int, int, float]:
    """Return the span of `sentence` that answers best, (start, end), and its score.

    `read` is what the network read of it, worth weights["read"] a logarithm. The score compares
    spans of different sentences; an empty sentence has the span 0, 0.
    """
    runs = runs_of(question, sentence)
    if not len(runs.spans):
        return 0, 0, 0.0
    scores = run_scores(runs, weights)
    if read:
        scores += weights["read"] * read_runs(runs, read)
    at = int(scores.argmax())
    start, end = runs.spans[at].tolist()
    return runs.places[start][0], runs.places[end][1], float(scores[at])


def run_scores(runs: Runs, weights: Mapping[str, float]) -> Floats:
    """Return the score of each run (r,) by the features of its words and its own."""
    first, last = (
        np.array([sum(weights.get(name, 0.0) for name in names) for names in features])
        for features in (runs.starts, runs.ends)
    )
    found: Floats = first[runs.spans[:, 0]] + last[runs.spans[:, 1]]
    for names, held in runs.wholes:
        found += np.array([weights.get(name, 0.0) for name in names])[held]
    return found


def read_runs(runs: Runs, read: ReadPlaces) -> Floats:
    """Return how likely the network holds each run (r,) for the answer, as a logarithm.

    That is how likely it begins at the run's first word and ends at its last. A word has what the
    likeliest of its tokens has; a token may reach over two words.
    """
    spans, logs = read
    words = np.array(runs.places)
    meets = (spans[:, 0] < words[:, 1, None]) & (spans[:, 1] > words[:, 0, None])
    begins, ends = (
        np.where(meets, logs[:, which], _UNREAD).max(axis=1, initial=_UNREAD) for which in (0, 1)
    )
    found: Floats = begins[runs.spans[:, 0]] + ends[runs.spans[:, 1]]
    return found


def runs_of(question: Question, sentence: str) -> Runs:
    """Return the runs of words of a sentence."""
    tagged = tagged_words(sentence)[:_MOST_READ]
    said = [fold_text(word) for word, *_ in tagged]
    kinds = [_kind(word, flag) for word, (_, flag, _, _) in zip(said, tagged, strict=True)]
    asked = [_is_asked(question, word) for word in said]
    starts, ends = _word_features(question, said, kinds, asked)
    spans = np.array(
        [
            (first, last)
            for first in range(len(said))
            for last in range(first, min(first + MOST_WORDS, len(said)))
        ],
        dtype=np.int64,
    ).reshape(-1, 2)
    return Runs(
        spans=spans,
        starts=starts,
        ends=ends,
        wholes=_run_features(question, said, kinds, asked, spans),
        places=[(start, end) for *_, start, end in tagged],
    )


def _kind(word: str, flag: str) -> str:
    """Return the word's part of speech, coarser than jieba's; a mark is itself, or "mark"."""
    if not any(map(str.isalnum, word)):
        return word if word in _MARKS else "mark"
    if any(map(str.isdigit, word)):
        return "figures" if re.fullmatch(r"[\d.,%]+", word) else "with figures"
    if word.isascii():
        return "latin"
    return "nr" if flag.startswith("nr") else flag if flag in ("ns", "nt", "nz", "vn") else flag[:1]


def _is_asked(question: Question, word: str) -> bool:
    spelt = letters(word)
    return bool(spelt) and (
        word in question.weights or (len(spelt) > 1 and spelt in question.letters)
    )


def _word_features(
    question: Question, said: Sequence[str], kinds: Sequence[str], asked: Sequence[bool]
) -> tuple[list[list[str]], list[list[str]]]:
    """Return what each word is as the first, and as the last word of an answer."""
    for_kind = question.asked.value
    landmarks = [
        (name, [at for at, word in enumerate(said) if _same(word, wanted)])
        for name, wanted in (("before", question.before), ("after", question.after))
    ]
    heads = [
        at for at, word in enumerate(said) if question.head and word.endswith(question.head[-2:])
    ]
    echoes = [at for at, is_asked in enumerate(asked) if is_asked]
    quoted = _quoted(said)
    starts, ends = [], []
    for at, (word, kind) in enumerate(zip(said, kinds, strict=True)):
        own = [f"is {kind}", f"{for_kind}: is {kind}", f"letters {min(len(word), 5)}"]
        own += [f"asked {asked[at]}", f"{for_kind}: asked {asked[at]}"]
        own += [f"quoted {quoted[at]}", f"{for_kind}: quoted {quoted[at]}"]
        if word[0] in _SURNAMES:
            own.append(f"{for_kind}: surname, {min(len(word), 4)}")
        if _TIME.search(word) or kind in ("figures", "with figures"):
            own.append(f"{for_kind}: ends in {'9' if word[-1].isdigit() else word[-1]}")
        if _PLACE.search(word):
            own += [f"{for_kind}: place", f"head {question.head}: place"]
        if _BODY.search(word):
            own += [f"{for_kind}: body", f"head {question.head}: body"]
        if question.unit and question.unit in word:
            own.append("unit")
        if question.unit and said[at + 1 : at + 2] and said[at + 1].startswith(question.unit):
            own.append("before the unit")
        if at in heads:
            own.append("head")
        if at + 1 in heads:
            own.append("before the head")
        for name, places in landmarks:
            if places:
                far = _distance(at, places)
                own += [f"{name} {far}", f"{for_kind}: {name} {far}"]
        if heads:
            own.append(f"head {_distance(at, heads)}")
        left = [place for place in echoes if place < at]
        right = [place for place in echoes if place > at]
        own.append(f"asked on the left {_far(at - left[-1]) if left else '-'}")
        own.append(f"asked on the right {_far(right[0] - at) if right else '-'}")
        sides = "l" * bool(left) + "r" * bool(right)
        own += [
            f"gap first {question.gap_first}: {sides}",
            f"gap last {question.gap_last}: {sides}",
        ]
        starts.append(
            [f"first {name}" for name in own]
            + list(_beside("first", for_kind, kinds, asked, at, at - 1))
            + [f"first after {said[at - 1] if at and said[at - 1] in _CUES else '-'}"]
        )
        ends.append(
            [f"last {name}" for name in own]
            + list(_beside("last", for_kind, kinds, asked, at, at + 1))
            + [
                f"last before {said[at + 1] if at + 1 < len(said) and said[at + 1] in _CUES else '-'}"
            ]
        )
    return starts, ends


def _beside(
    name: str,
    for_kind: str,
    kinds: Sequence[str],
    asked: Sequence[bool],
    at: int,
    beside: int,
) -> Iterator[str]:
    """Yield what stands outside the answer, at one of its ends."""
    inside = 0 <= beside < len(kinds)
    kind = kinds[beside] if inside else "edge"
    yield f"{name} beside {kind}"
    yield f"{name} {for_kind}: beside {kind}"
    yield f"{name} {kinds[at]} beside {kind}"
    yield f"{name} beside asked {inside and asked[beside]}"


def _run_features(
    question: Question,
    said: Sequence[str],
    kinds: Sequence[str],
    asked: Sequence[bool],
    spans: NDArray[np.int64],
) -> list[Feature]:
    """Return what each run is as a whole."""
    for_kind = question.asked.value
    first, last = spans.T
    kind = np.array(kinds, dtype=object)
    opens, closes = np.isin(kind, list("《“（")), np.isin(kind, list("》”）"))
    heads = [bool(question.head) and question.head in word for word in said]
    lengths = [1, 2, 3, 4, 5, 6, 9, 13]

    def count(values: Sequence[bool] | NDArray[Any], most: int) -> NDArray[np.int64]:
        sums = np.concatenate([[0], np.cumsum(values, dtype=np.int64)])
        found: NDArray[np.int64] = np.minimum(sums[last + 1] - sums[first], most)
        return found

    def counted(name: str, values: Sequence[bool] | NDArray[Any], most: int) -> Feature:
        return [f"{name} {number}" for number in range(most + 1)], count(values, most)

    def told(name: str, holds: NDArray[np.bool_]) -> Feature:
        return [f"{name} False", f"{name} True"], holds.astype(np.int64)

    is_stop = [one in _QUIET_MARKS or one == "mark" for one in kinds]
    balance = np.concatenate([[0], np.cumsum(opens.astype(np.int64) - closes)])
    return [
        (
            [f"{for_kind}: words {length}" for length in lengths],
            np.searchsorted(lengths, last - first + 1, side="right") - 1,
        ),
        counted("stops", is_stop, 2),
        counted(f"{for_kind}: stops", is_stop, 2),
        counted("words asked", asked, 3),
        counted(f"{for_kind}: joins", kind == "、", 2),
        counted(
            f"{for_kind}: figures", [one in ("figures", "with figures", "m") for one in kinds], 2
        ),
        counted(f"{for_kind}: names", kind == "nr", 2),
        told("balanced", balance[last + 1] == balance[first]),
        told(f"{for_kind}: head", count(heads, 1) > 0),
        told(f"{for_kind}: title", (kind == "《")[first] & (kind == "》")[last]),
    ]


def _same(word: str, wanted: str) -> bool:
    return bool(wanted) and (wanted in word or (len(word) > 1 and word in wanted))


def _quoted(said: Sequence[str]) -> list[bool]:
    """Tell of each word whether it stands in 《》 or “”."""
    found, depth = [], 0
    for word in said:
        depth += word in ("《", "“")
        found.append(depth > 0)
        depth -= word in ("》", "”") and depth > 0
    return found


def _distance(at: int, places: Sequence[int]) -> str:
    nearest = min(places, key=lambda place: abs(place - at))
    return f"{'<' if at < nearest else '>' if at > nearest else '='}{_far(abs(nearest - at))}"


def _far(words: int) -> str:
    return str(words) if words < 3 else "3" if words < 5 else "5" if words < 9 else "9"
