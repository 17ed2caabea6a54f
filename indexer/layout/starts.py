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
from indexer.layout.lines import Line

_FILE = Path(__file__).with_name("starts.json")
_HEADING_CHARS = 40
_SMOOTH = 2.0
_PATH_WEIGHT = 0.5  # of what came before against the line's own cues; chosen by cross-validation
_SIGNED_PAGE = 2  # bylines with □
_UNSIGNED = 4.0  # log odds
_HEAD_LINES = 7  # a byline stands no further below the first line of its headline
_FILED_EARLY = re.compile(r"[讯訊电電][\s　（(]|[（(][^（()）]{0,8}[记記]者")
_SURE = 1e-4
_STEPS = 4  # lines since the article began, counted so far

State = tuple[str, int]
"""Class of the line the current article began with, and how many lines it has (at most _STEPS)."""


@dataclass(frozen=True, slots=True)
class Trees:
    """Decision trees side by side, arrays (trees, nodes); a leaf leads to itself.

    `value` is in log odds; that of an inner node is the mean of its leaves.
    """

    feature: NDArray[np.intp]
    threshold: NDArray[np.float64]
    left: NDArray[np.intp]
    right: NDArray[np.intp]
    value: NDArray[np.float64]
    base: float
    depth: int


@dataclass(frozen=True, slots=True)
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


def find_starts(lines: Sequence[Line], given: Mapping[int, bool]) -> Starts:
    """Return which lines begin an article.

    `given` says it for lines, by index, that somebody has decided. The first line always begins one.
    """
    model = load_model()
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
    return np.asarray(1 / (1 + np.exp(-log_odds)))


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


def predict(trees: Trees, rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the log odds (n,) for the features (n, len(NAMES))."""
    n = len(rows)
    which = np.arange(len(trees.feature))[None, :]
    at = np.zeros((n, len(trees.feature)), dtype=np.intp)
    line = np.arange(n)[:, None]
    for _ in range(trees.depth):
        goes_left = rows[line, trees.feature[which, at]] <= trees.threshold[which, at]
        at = np.where(goes_left, trees.left[which, at], trees.right[which, at])
    return np.asarray(trees.base + trees.value[which, at].sum(axis=1))


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
    paths: dict[State | None, tuple[float, tuple[bool, ...]]] = {None: (0.0, ())}
    usual = {name: _usual(model, name) for name in set(classes)}
    for i, line_class in enumerate(classes):
        sure = min(max(float(probability[i]), _SURE), 1 - _SURE)
        reached: dict[State | None, tuple[float, tuple[bool, ...]]] = {}
        for state, (score, path) in paths.items():
            for begins in (True, False) if i not in given else (given[i],):
                gain = math.log(sure if begins else 1 - sure)
                if state is not None:
                    did, did_not = model.begins.get((state, line_class), (0.0, 0.0))
                    base = usual[line_class] if begins else 1 - usual[line_class]
                    here = (did if begins else did_not) + _SMOOTH * base
                    gain += _PATH_WEIGHT * math.log(here / (did + did_not + _SMOOTH) / base)
                to = next_state(state, begins, line_class)
                if to not in reached or reached[to][0] < score + gain:
                    reached[to] = (score + gain, (*path, begins))
        paths = reached
    return list(max(paths.values(), key=lambda found: found[0])[1])


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
    trees: list[dict[str, list[float]]] = table["trees"]  # type: ignore[assignment]
    begins: dict[str, tuple[float, float]] = table["begins"]  # type: ignore[assignment]
    size = max(len(tree["feature"]) for tree in trees)

    def stacked(name: str, fill: NDArray[np.float64]) -> NDArray[np.float64]:
        rows = [np.concatenate([tree[name], fill[len(tree[name]) :]]) for tree in trees]
        return np.stack(rows)

    zeros = np.zeros(size)
    own = np.arange(size, dtype=float)
    states = {}
    for key, count in begins.items():
        first, step, line_class = key.split("/")
        states[(first, int(step)), line_class] = (float(count[0]), float(count[1]))
    return Model(
        Trees(
            feature=stacked("feature", zeros).astype(np.intp),
            threshold=stacked("threshold", zeros),
            left=stacked("left", own).astype(np.intp),
            right=stacked("right", own).astype(np.intp),
            value=stacked("value", zeros),
            base=float(table["base"]),  # type: ignore[arg-type]
            depth=int(table["depth"]),  # type: ignore[call-overload]
        ),
        states,
    )


def _explain(
    trees: Trees, rows: NDArray[np.float64], probability: NDArray[np.float64]
) -> list[str]:
    """Return for each row its probability and the two cues that spoke most for it.

    A cue's part is the change it makes on the way through each tree (Saabas 2014), summed.
    """
    n, count = len(rows), len(trees.feature)
    which = np.arange(count)[None, :]
    at = np.zeros((n, count), dtype=np.intp)
    line = np.arange(n)[:, None]
    part = np.zeros((n, len(NAMES)))
    for _ in range(trees.depth):
        feature = trees.feature[which, at]
        goes_left = rows[line, feature] <= trees.threshold[which, at]
        to = np.where(goes_left, trees.left[which, at], trees.right[which, at])
        np.add.at(part, (line, feature), trees.value[which, to] - trees.value[which, at])
        at = to
    best = np.argsort(-part, axis=1)[:, :2]
    return [
        f"起篇 begins {sure:.2f}: " + ", ".join(NAMES[i] for i in row if part[place, i] > 0)
        for place, (row, sure) in enumerate(zip(best, probability, strict=True))
    ]
