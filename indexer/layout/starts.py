"""Tell which lines of a page begin an article.

A small boosted-tree model gives each line its probability by the cues of `features.py`; the likeliest
path through the page then takes account of what an article that began so far tends to be: after a
brief without a headline comes another, after a headline its text. Both were learned from pages cut
by hand: `tools/train_layout.py` wrote `starts.json` and says there from what.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.layout.cues import HEADING_CHARS, NOTICE, Kind, is_heading_shaped
from indexer.layout.features import NAMES, line_features
from indexer.layout.lines import LARGE, Line
from indexer.trees import Trees, predict, trees_of

_FILE = Path(__file__).with_name("starts.json")
_HEADING_CHARS = 40
_SMOOTH = 2.0
_PATH_WEIGHT = 0.5  # of what came before against the line's own cues; chosen by cross-validation
_SIGNED_PAGE = 2  # bylines with □
_UNSIGNED = 4.0  # log odds
_PLAIN, _HEADLINE = 2.0, 4.0  # log odds
_HEADLINE_SIZE = 1.4  # times the body's: sub-heads are smaller
_HEAD_LINES = 7  # a byline stands no further below the first line of its headline
_FILED_EARLY = re.compile(r"[讯訊电電][\s　（(]|[（(][^（()）]{0,8}[记記]者")
_SURE = 1e-4
_STEPS = 4  # lines since the article began, counted so far
_FIRST = ("heading", "body")  # the class of the line it began with; a dateline counts as body
_STATES = len(_FIRST) * _STEPS

State = tuple[str, int]
"""Class of the line the current article began with, and how many lines it has (at most _STEPS)."""


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """What was learned: trees, and how often lines began an article by state and line class."""

    trees: Trees
    begins: Mapping[tuple[State, str], tuple[float, float]]  # (did, did not)


@dataclass(frozen=True, slots=True)
class Starts:
    """For each line: whether it begins an article, and how probable that is by its own cues.

    `cues` says for each line that begins one what spoke most for it.
    """

    begins: list[bool]
    probability: NDArray[np.float64]
    cues: dict[int, str]


def find_starts(
    lines: Sequence[Line], given: Mapping[int, bool], model: Model | None = None
) -> Starts:
    """Return which lines begin an article, by `model` or else the one that comes with the program.

    `given` says it for lines, by index, that somebody has decided. The first line always begins one.
    """
    model = model or load_model()
    features = line_features(lines)
    probability = probabilities(model, lines, features)
    decided = {0: True, **given} if lines else {}
    begins = best_path(model, line_classes(lines), probability, decided)
    which = [i for i, begun in enumerate(begins) if begun]
    cues = _explain(model.trees, features[which], probability[which])
    return Starts(begins, probability, dict(zip(which, cues, strict=True)))


def probabilities(
    model: Model, lines: Sequence[Line], features: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return for each line how probable it is by its own cues that it begins an article.

    Where the page signs its articles with □, a heading without byline or dateline counts for less
    than the trees say: few of the pages they were learned from do so.
    """
    log_odds = predict(model.trees, features)
    if len(lines) and features[0, NAMES.index("page_boxed")] >= _SIGNED_PAGE:
        for i, line in enumerate(lines):
            if line.kind in (Kind.HEADING, Kind.NAME) and not _is_signed(
                lines[i : i + _HEAD_LINES]
            ):
                log_odds[i] -= _UNSIGNED
    log_odds += _by_size(lines)
    return np.asarray(1 / (1 + np.exp(-log_odds)))


def _by_size(lines: Sequence[Line]) -> NDArray[np.float64]:
    """Return what the size of the type adds to the log odds, where it is known: 0 elsewhere.

    A line that is larger than what stands above it begins an article; text of the body's size does
    not, on a page that has headlines. The trees were learned from pages without sizes.
    """
    large = [line.size >= LARGE for line in lines]
    if not any(large):
        return np.zeros(len(lines))
    added = np.where([line.size > 0 for line in lines], -_PLAIN, 0.0)
    for i, line in enumerate(lines):
        if large[i]:
            begins = i == 0 or not large[i - 1]
            added[i] = _HEADLINE if begins and line.size >= _HEADLINE_SIZE else 0.0
    return added


def _is_signed(lines: Sequence[Line]) -> bool:
    """Tell whether a heading has its byline or dateline, or needs none."""
    if NOTICE.match(lines[0].text):
        return True
    for line in lines[1:]:
        if line.kind in (Kind.BYLINE, Kind.DATELINE, Kind.NAME, Kind.CREDIT, Kind.KEYWORDS):
            return True
        if len(line.text) > HEADING_CHARS:
            return _FILED_EARLY.search(line.text[:30]) is not None
    return False


def line_classes(lines: Sequence[Line]) -> list[str]:
    """Return the class of each line: heading, dateline or body."""
    return [
        "heading"
        if len(line.text) <= _HEADING_CHARS and is_heading_shaped(line.text)
        else "dateline"
        if line.kind is Kind.DATELINE
        else "body"
        for line in lines
    ]


def next_state(state: State | None, begins: bool, line_class: str) -> State:
    if begins or state is None:
        return ("heading" if line_class == "heading" else "body", 1)
    return (state[0], min(state[1] + 1, _STEPS))


def best_path(
    model: Model,
    classes: Sequence[str],
    probability: NDArray[np.float64],
    given: Mapping[int, bool],
) -> list[bool]:
    """Return the likeliest sequence of beginnings (Viterbi 1967) over the states of `State`."""
    gains = _path_gains(model)
    none = float("-inf")
    scores = [none] * _STATES  # by state: the class it began with, and how many lines it has
    came: list[tuple[int, list[int]]] = []  # from which state a beginning comes, and the others
    for i, line_class in enumerate(classes):
        sure = min(max(float(probability[i]), _SURE), 1 - _SURE)
        begins_gain, stays_gain = gains[line_class]
        begun, before = (0.0, -1) if not i else (none, -1)
        for state, score in enumerate(scores):
            if score + begins_gain[state] > begun:
                begun, before = score + begins_gain[state], state
        stayed, back = [none] * _STATES, [-1] * _STATES
        if given.get(i) is not True:
            for state, score in enumerate(scores):
                to = state if state % _STEPS == _STEPS - 1 else state + 1
                if score + stays_gain[state] > stayed[to]:
                    stayed[to], back[to] = score + stays_gain[state], state
        scores = [score + math.log(1 - sure) for score in stayed]
        if given.get(i) is not False:
            first = 0 if line_class == "heading" else _STEPS
            scores[first] = begun + math.log(sure)
        came.append((before, back))
    state = max(range(_STATES), key=scores.__getitem__)
    path: list[bool] = []
    for before, back in reversed(came):
        path.append(state % _STEPS == 0)  # only a beginning leads to one line
        state = before if path[-1] else back[state]
    return path[::-1]


@lru_cache(maxsize=4)
def _path_gains(model: Model) -> dict[str, tuple[list[float], list[float]]]:
    """Return by line class what beginning an article, and what not, gains in each state."""
    gains = {}
    for line_class in ("heading", "dateline", "body"):
        usual = _usual(model, line_class)
        begins, stays = [0.0] * _STATES, [0.0] * _STATES
        for index, state in enumerate(
            (first, step) for first in _FIRST for step in range(1, _STEPS + 1)
        ):
            did, did_not = model.begins.get((state, line_class), (0.0, 0.0))
            both = did + did_not + _SMOOTH
            begins[index] = _PATH_WEIGHT * math.log((did + _SMOOTH * usual) / both / usual)
            here = (did_not + _SMOOTH * (1 - usual)) / both
            stays[index] = _PATH_WEIGHT * math.log(here / (1 - usual))
        gains[line_class] = (begins, stays)
    return gains


def _usual(model: Model, line_class: str) -> float:
    """Return how often lines of a class begin an article, whatever came before."""
    counts = [count for (_, name), count in model.begins.items() if name == line_class]
    did, did_not = (sum(column) for column in zip(*counts, strict=True)) if counts else (0.0, 0.0)
    return (did + 1) / (did + did_not + 2)


@lru_cache(maxsize=1)
def load_model() -> Model:
    """Return the model that comes with the program."""
    table = json.loads(_FILE.read_text(encoding="utf-8"))
    if table["features"] != list(NAMES):
        raise AssertionError("starts.json is of other features: run tools/train_layout.py")
    return model_from(table)


def model_from(table: Mapping[str, object]) -> Model:
    """Return the model of a table as `tools/train_layout.py` writes it."""
    begins: dict[str, tuple[float, float]] = table["begins"]  # type: ignore[assignment]
    states = {}
    for key, count in begins.items():
        first, step, line_class = key.split("/")
        states[(first, int(step)), line_class] = (float(count[0]), float(count[1]))
    return Model(
        trees_of(table),
        states,
    )


def _explain(
    trees: Trees, rows: NDArray[np.float64], probability: NDArray[np.float64]
) -> list[str]:
    """Return for each row its probability and the two cues that spoke most for it.

    A cue's part is the change it makes on the way through each tree (Saabas 2014), summed.
    """
    width = rows.shape[1]
    flat, row = rows.ravel(), np.arange(len(rows))[:, None] * width
    at = np.tile(trees.roots, (len(rows), 1))
    part = np.zeros(len(rows) * width)
    for _ in range(trees.depth):
        to = trees.step(flat, row, at)
        change = (trees.value.take(to) - trees.value.take(at)).ravel()
        part += np.bincount((row + trees.feature.take(at)).ravel(), change, len(part))
        at = to
    part = part.reshape(len(rows), width)
    best = np.argsort(-part, axis=1)[:, :2]
    return [
        f"起篇 begins {sure:.2f}: " + ", ".join(NAMES[i] for i in row if part[place, i] > 0)
        for place, (row, sure) in enumerate(zip(best, probability, strict=True))
    ]
