"""Read sentences beside a question with the fitted network: how well each answers, and where.

The network reads what the bundled encoder makes of the words; with another encoder, or where the
search does without meaning, nothing is read, and what the words themselves tell must do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from indexer.embedding import Encoder, TokenEncoder
from indexer.language import Folding, fold

if TYPE_CHECKING:  # importing it loads torch
    from indexer.answer.reading_net import ReadingNet

LAYERS = (6, 12)  # of the encoder, whose states are read
FRAME, TITLE, BEFORE, SENTENCE, QUESTION = range(5)  # where a token stands
FILE = Path(__file__).with_name("reader.safetensors")
_MOST = {QUESTION: 48, TITLE: 24, BEFORE: 32, SENTENCE: 110}  # tokens that are read

_SIMPLIFIED = Folding(variants=True, width=False, numbers=False)  # as what it was fitted to

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence with what it may need to be understood: its headline and the text before it."""

    title: str
    before: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Text:
    """Tokens as the network takes them: numbers (n,), where each stands (n,), states (n, 2, hidden).

    `spans` (n, 2) says where in the sentence a token of it stands, 0, 0 of other tokens.
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


def reader_of(encoder: Encoder | None) -> TokenEncoder | None:
    """Return the encoder where it is the one that the network was fitted to."""
    if isinstance(encoder, TokenEncoder) and encoder.fingerprint == _shipped()[0]:
        return encoder
    return None


def read(encoder: TokenEncoder, question: str, passages: Sequence[Passage]) -> Reading:
    """Read `passages`, at least one, beside `question`."""
    asked, *texts = encode(encoder, [question], passages)
    return read_texts(_shipped()[1], asked, texts)


def read_texts(net: ReadingNet, question: Text, texts: Sequence[Text]) -> Reading:
    """Read encoded passages, at least one, beside an encoded question."""
    import torch

    with torch.inference_mode():
        scores, places = net([question] * len(texts), texts)
        shares = torch.log_softmax(places.double(), 1).numpy()
    own = [one.parts == SENTENCE for one in texts]
    return Reading(
        scores=scores.double().numpy(),
        spans=[one.spans[held] for one, held in zip(texts, own, strict=True)],
        places=[found[: len(held)][held] for found, held in zip(shares, own, strict=True)],
    )


def cosines(encoder: TokenEncoder, question: str, sentences: Sequence[str]) -> Floats:
    """Return how near in meaning each sentence is to the question (n,), by the encoder's own vectors.

    Other than by `encode_passages`, no more is loaded than what reading needs.
    """
    texts = encode(encoder, [question], [Passage("", "", one) for one in sentences])
    vectors = np.array([one.states[:, -1].mean(axis=0) for one in texts], dtype=np.float64)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    found: Floats = vectors[1:] @ vectors[0]
    return found


def encode(
    encoder: TokenEncoder, questions: Sequence[str], passages: Sequence[Passage]
) -> list[Text]:
    """Return the questions, then the passages, as the network takes them."""
    framed = [_framed(encoder, "query", [(QUESTION, one)]) for one in questions]
    framed += [
        _framed(encoder, "passage", [(TITLE, one.title and f"{one.title}。"), (BEFORE, one.before), (SENTENCE, one.sentence)])
        for one in passages
    ]  # fmt: skip
    states = encoder.token_states([ids for ids, *_ in framed], LAYERS)
    return [
        Text(np.array(ids), np.array(parts), np.array(spans), found)
        for (ids, parts, spans), found in zip(framed, states, strict=True)
    ]


def _framed(
    encoder: TokenEncoder, prompt: str, told: Sequence[tuple[int, str]]
) -> tuple[list[int], list[int], list[tuple[int, int]]]:
    """Return the tokens' numbers, where each stands, and the spans of the sentence's own."""
    ids: list[int] = []
    parts: list[int] = []
    spans: list[tuple[int, int]] = []
    for part, text in told:
        folded = fold(text, _SIMPLIFIED)
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


@cache
def _shipped() -> tuple[str, ReadingNet]:
    """Return the fingerprint of the encoder that the network was fitted to, and the network."""
    return load_net(FILE)


def load_net(path: Path) -> tuple[str, ReadingNet]:
    """Read a network as `save_net` wrote it."""
    import safetensors
    import torch

    from indexer.answer.reading_net import ReadingNet

    with safetensors.safe_open(path, "pt") as file:
        told = file.metadata()
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118  # no dict
    weights = {
        name: tensor * tensors[f"{name}.step"] if tensor.dtype == torch.int8 else tensor.float()
        for name, tensor in tensors.items()
        if not name.endswith(".step")
    }
    net = ReadingNet(int(told["hidden"]))
    net.load_state_dict(weights)
    return told["encoder"], net.eval()


def save_net(path: Path, net: ReadingNet, encoder: Encoder, **told: str) -> None:
    """Write a network: matrices in 8 bits with one step a row, the rest in 16-bit floats.

    `told` says in the file what it was fitted to.
    """
    from safetensors.torch import save_file

    tensors = {}
    for name, weight in net.state_dict().items():
        if weight.ndim < 2:
            tensors[name] = weight.half()
            continue
        step = weight.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
        tensors[name] = (weight / step).round().char()
        tensors[f"{name}.step"] = step
    about = {"encoder": encoder.fingerprint, "hidden": str(encoder.dimensions), **told}
    save_file(tensors, path, metadata=about)
