"""Read sentences beside a question with the fitted network: how well each answers, and where.

The encoder's first layers see question and sentence apart; in the layers after them, whose weights were
changed a little for it (tools/train_reader.py), the tokens of both attend to each other. With another
encoder, or where the search does without meaning, nothing is read, and what the words themselves
tell must do.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from indexer.embedding import Changes, Encoder, Layers, TokenEncoder
from indexer.embedding.rounding import ranges_of
from indexer.language import GLYPHS, fold

FIRST = 6  # layers of the encoder that see a text by itself
FRAME, TITLE, BEFORE, SENTENCE, QUESTION = range(5)  # where a token stands
FILE = Path(__file__).with_name("reader.safetensors")
_MOST = {QUESTION: 48, TITLE: 24, BEFORE: 32, SENTENCE: 110}  # tokens that are read

_NOTHING = -20.0  # the score of a sentence without a token

Floats = NDArray[np.float64]
_Framed = tuple[list[int], list[int], list[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence with what it may need to be understood: its headline and the text before it."""

    title: str
    before: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Text:
    """Tokens as the network takes them: numbers (n,), where each stands (n,), states (n, hidden).

    `spans` (n, 2) says where in the sentence a token of it stands, 0, 0 of other tokens. The states
    are those after the FIRST layers.
    """

    ids: NDArray[np.int64]
    parts: NDArray[np.int64]
    spans: NDArray[np.int64]
    states: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of sentences: `scores` (n,) in logits, against 0 for no answer.

    `spans` (tokens, 2) says of each sentence where its tokens stand in it, `places` (tokens, 2) the
    logarithms of how likely its answer begins and ends at each.
    """

    scores: Floats
    spans: Sequence[NDArray[np.int64]]
    places: Sequence[Floats]

    @property
    def words(self) -> list[tuple[NDArray[np.int64], Floats]]:
        """What `spans.best_span` is told of each sentence."""
        return list(zip(self.spans, self.places, strict=True))


@dataclass(frozen=True, slots=True)
class Network:
    """What reads: the encoder's upper layers, changed, and what stands before and behind them.

    `parts` (5, hidden) is added to the tokens of each part, `twice` (hidden,) to those that the
    other text has too; `score` (2 * hidden + 1,) and `places` (2, hidden + 1) end in what is added.
    """

    layers: Layers
    parts: NDArray[np.float32]
    twice: NDArray[np.float32]
    score: NDArray[np.float32]
    places: NDArray[np.float32]


def reader_of(encoder: Encoder | None) -> TokenEncoder | None:
    """Return the encoder where it is the one that the network was fitted to."""
    if isinstance(encoder, TokenEncoder) and encoder.fingerprint == _fitted_to():
        return encoder
    return None


def read(encoder: TokenEncoder, question: str, passages: Sequence[Passage]) -> Reading:
    """Read `passages`, at least one, beside `question`."""
    asked, *texts = encode(encoder, [question], passages)
    return read_texts(_shipped(encoder), asked, texts)


def read_texts(net: Network, question: Text, texts: Sequence[Text]) -> Reading:
    """Read encoded passages, at least one, beside an encoded question."""
    begin = len(question.ids)
    both = []
    for one in texts:
        states, parts, twice = beside(question, one)
        both.append((states + net.parts[parts] + twice[:, None] * net.twice).astype(np.float32))
    scores, places = [], []
    for one, states in zip(texts, net.layers(both), strict=True):
        own = states[begin:][one.parts == SENTENCE].astype(np.float64)
        found = own @ net.places[:, :-1].T + net.places[:, -1]
        places.append(found - np.logaddexp.reduce(found, axis=0))
        if not len(own):
            scores.append(_NOTHING)
            continue
        told = np.concatenate([states.mean(axis=0), own.max(axis=0), [1.0]])
        scores.append(float(told @ net.score))
    return Reading(
        scores=np.array(scores),
        spans=[one.spans[one.parts == SENTENCE] for one in texts],
        places=places,
    )


def beside(
    question: Text, text: Text
) -> tuple[NDArray[np.float32], NDArray[np.int64], NDArray[np.bool_]]:
    """Return the question's tokens, then the passage's: states, parts, which ones the other has too."""
    states = np.concatenate([question.states, text.states])
    parts = np.concatenate([question.parts, text.parts])
    return states, parts, is_said_twice(question, text)


def is_said_twice(question: Text, text: Text) -> NDArray[np.bool_]:
    """Return which tokens of the question, then of the passage, the other has too (tokens,)."""
    asked = np.isin(question.ids, text.ids) & (question.parts != FRAME)
    told = np.isin(text.ids, question.ids) & (text.parts != FRAME)
    found: NDArray[np.bool_] = np.concatenate([asked, told])
    return found


def cosines(encoder: TokenEncoder, question: str, sentences: Sequence[str]) -> Floats:
    """Return how near in meaning each sentence is to the question (n,), by the encoder's own vectors.

    Other than by `encode_passages`, no more is loaded than what reading needs.
    """
    framed = _framed(encoder, [question], [Passage("", "", one) for one in sentences])
    states = encoder.token_states([ids for ids, *_ in framed], (encoder.layers,))
    vectors = np.array([one[:, 0].mean(axis=0) for one in states], dtype=np.float64)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    found: Floats = vectors[1:] @ vectors[0]
    return found


def encode(
    encoder: TokenEncoder, questions: Sequence[str], passages: Sequence[Passage]
) -> list[Text]:
    """Return the questions, then the passages, as the network takes them."""
    framed = _framed(encoder, questions, passages)
    states = encoder.token_states([ids for ids, *_ in framed], (FIRST,))
    return [
        Text(np.array(ids), np.array(parts), np.array(spans), found[:, 0])
        for (ids, parts, spans), found in zip(framed, states, strict=True)
    ]


def _framed(
    encoder: TokenEncoder, questions: Sequence[str], passages: Sequence[Passage]
) -> list[_Framed]:
    """Return of each text its tokens' numbers, where each stands, the spans of the sentence's own."""
    return [_frame(encoder, "query", [(QUESTION, one)]) for one in questions] + [
        _frame(encoder, "passage", [(TITLE, one.title and f"{one.title}。"), (BEFORE, one.before), (SENTENCE, one.sentence)])
        for one in passages
    ]  # fmt: skip


def _frame(encoder: TokenEncoder, prompt: str, told: Sequence[tuple[int, str]]) -> _Framed:
    ids: list[int] = []
    parts: list[int] = []
    spans: list[tuple[int, int]] = []
    for part, text in told:
        folded = fold(text, GLYPHS)  # as what it was fitted to
        found, places = encoder.pieces(folded.text) if text else ([], [])
        kept = slice(-_MOST[part], None) if part == BEFORE else slice(_MOST[part])
        ids += found[kept]
        parts += [part] * len(found[kept])
        spans += [
            folded.source_span(*place) if part == SENTENCE else (0, 0) for place in places[kept]
        ]
    framed = encoder.framed(prompt, ids)
    head = len(framed) - len(ids) - 1
    return framed, [FRAME] * head + parts + [FRAME], [(0, 0)] * head + spans + [(0, 0)]


def load_network(encoder: TokenEncoder, file: Path) -> Network:
    """Return the network that tools/train_reader.py wrote, for the encoder that it was fitted to.

    Raises ModelError as `TokenEncoder.upper_layers` does.
    """
    import safetensors

    with safetensors.safe_open(file, "np") as told:
        ranges = ranges_of(told.metadata()["ranges"])
        tensors = {name: told.get_tensor(name) for name in told.keys()}  # noqa: SIM118  # no dict
    added = {name: values for name, values in tensors.items() if name.endswith((".w", ".b"))}
    for name in tensors:
        if name.endswith(".up"):
            whole = name.removesuffix(".up")
            up, down = (
                tensors[f"{whole}.{side}"] * tensors[f"{whole}.{side}.step"]
                for side in ("up", "down")
            )
            added[f"{whole}.w"] = up @ down
    digest = hashlib.sha256(file.read_bytes()).hexdigest()[:12]
    score, places = (
        np.concatenate([tensors[f"{name}.weight"], tensors[f"{name}.bias"][:, None]], 1)
        for name in ("score", "places")
    )
    return Network(
        layers=encoder.upper_layers(Changes(digest, FIRST, added, ranges)),
        parts=tensors["parts"],
        twice=tensors["twice"],
        score=score[0],
        places=places,
    )


_loaded: WeakKeyDictionary[TokenEncoder, Network] = WeakKeyDictionary()
_loading = threading.Lock()


def _shipped(encoder: TokenEncoder) -> Network:
    """Return the network that is shipped, loaded once for an encoder."""
    with _loading:
        if encoder not in _loaded:
            _loaded[encoder] = load_network(encoder, FILE)
        return _loaded[encoder]


@cache
def _fitted_to() -> str:
    """Return the fingerprint of the encoder that the network that is shipped was fitted to."""
    import safetensors

    with safetensors.safe_open(FILE, "np") as tensors:
        fingerprint: str = tensors.metadata()["encoder"]
        return fingerprint
