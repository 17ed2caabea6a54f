"""The network that reads, as it is fitted: the encoder's upper layers with small changes to their weights.

To each matrix of a layer the product of two narrow ones is added (LoRA, Hu et al. 2021); those are fitted,
the layer norms, what is added to tokens before the layers, and two products above them: whether the
sentence answers, and where.
indexer/answer/reader.py computes the same with what is written.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as nn
from calibrate_encoder import LOUD, split
from numpy.typing import NDArray

from indexer.answer.reader import FIRST, SENTENCE, Text, beside
from indexer.embedding import Encoder
from indexer.embedding.packed import PackedModel

Tensor = Any

# What it is fitted in: a processor without 16-bit products takes thirty times as long for them.
FAST = (
    torch.bfloat16
    if torch.backends.cpu.get_cpu_capability().startswith("AVX512")
    else torch.float32
)
_RANK = 16
_MATRICES = ("q", "k", "v", "ao", "fi", "fo")
_NORMS = ("aln", "oln")
_NEVER = -1e4


@dataclass
class Pairs:
    """Questions with sentences, pair by pair, padded: each (pairs, tokens) or, `states`, with hidden.

    `starts` says at which token a pair's sentence begins.
    """

    states: Tensor
    parts: Tensor
    twice: Tensor
    there: Tensor
    starts: list[int]


class ReadingNet(torch.nn.Module):  # type: ignore[misc]  # its types are not followed (pyproject.toml)
    """Pairs of a question and a sentence to scores and the places of answers."""

    def __init__(self, packed: PackedModel) -> None:
        super().__init__()
        hidden = packed.hidden
        self.layers = torch.nn.ModuleList(
            _Layer(packed, number) for number in range(FIRST, packed.layers)
        )
        self.parts = torch.nn.Parameter(torch.zeros(5, hidden))
        self.twice = torch.nn.Parameter(torch.zeros(hidden))
        self.score = torch.nn.Linear(2 * hidden, 1)
        self.places = torch.nn.Linear(hidden, 2)
        torch.nn.init.normal_(self.score.weight, std=0.02)
        torch.nn.init.zeros_(self.score.bias)

    def forward(self, pairs: Pairs) -> tuple[Tensor, Tensor]:
        """Return the scores (pairs,), and how much speaks for a beginning and an end at each token.

        The latter (pairs, tokens, 2); of tokens that are not the sentence's own it is _NEVER.
        """
        state = pairs.states + self.parts.to(pairs.states.dtype)[pairs.parts]
        state = state + pairs.twice[:, :, None].to(state.dtype) * self.twice.to(state.dtype)
        absent = torch.zeros(pairs.there.shape, dtype=state.dtype)
        absent = absent.masked_fill(~pairs.there, _NEVER)[:, None, None, :]
        for layer in self.layers:
            state = layer(state, absent)
        state = state.float()
        own = ((pairs.parts == SENTENCE) & pairs.there)[:, :, None]
        there = pairs.there[:, :, None]
        mean = (state * there).sum(1) / there.sum(1)
        loudest = state.masked_fill(~own, _NEVER).amax(1)
        scores = self.score(torch.cat([mean, loudest], -1))[:, 0]
        return scores, self.places(state).masked_fill(~own, _NEVER)


class _Layer(torch.nn.Module):  # type: ignore[misc]
    def __init__(self, packed: PackedModel, number: int) -> None:
        super().__init__()
        self.heads = packed.heads
        tensors = {
            name.removeprefix(f"l{number}."): torch.from_numpy(values.copy())
            for name, values in packed.tensors.items()
            if name.startswith(f"l{number}.")
        }
        for name in _MATRICES:
            matrix = tensors[f"{name}.w"].reshape(tensors[f"{name}.b"].numel(), -1)
            setattr(self, name, _Changed(matrix, tensors[f"{name}.b"]))
        for name in _NORMS:
            norm = torch.nn.LayerNorm(packed.hidden, packed.epsilon)
            norm.load_state_dict({"weight": tensors[f"{name}.w"], "bias": tensors[f"{name}.b"]})
            setattr(self, name, norm)
        # The largest inputs by product, where they are watched.
        self.peaks: dict[str, NDArray[np.float32]] | None = None

    def forward(self, state: Tensor, absent: Tensor) -> Tensor:
        count, tokens, hidden = state.shape
        size = hidden // self.heads
        there = absent[:, 0, 0] == 0
        self._watch("qkv", state, there)
        query, key, value = (
            product(state).view(count, tokens, self.heads, size).transpose(1, 2)
            for product in (self.q, self.k, self.v)
        )
        # Plain steps: the fused attention's way back is slow on a CPU.
        shares = torch.softmax(query @ key.transpose(-1, -2) * size**-0.5 + absent, -1)
        context = (shares @ value).transpose(1, 2).reshape(count, tokens, hidden)
        self._watch("ao", context, there)
        state = _normed(self.aln, state + self.ao(context))
        self._watch("fi", state, there)
        inner = nn.gelu(self.fi(state))
        self._watch("fo", inner, there)
        return _normed(self.oln, state + self.fo(inner))

    def _watch(self, product: str, inputs: Tensor, there: Tensor) -> None:
        if self.peaks is not None:
            largest = inputs.detach()[there].abs().amax(0).float().numpy()
            self.peaks[product] = np.maximum(self.peaks.get(product, 0), largest)


class _Changed(torch.nn.Module):  # type: ignore[misc]
    """A linear layer of fixed weights, and the narrow product that is added to them."""

    def __init__(self, matrix: Tensor, bias: Tensor) -> None:
        super().__init__()
        outputs, inputs = matrix.shape
        self.register_buffer("matrix", matrix, persistent=False)
        self.register_buffer("bias", bias, persistent=False)
        self.down = torch.nn.Parameter(torch.randn(_RANK, inputs) / math.sqrt(inputs))
        self.up = torch.nn.Parameter(torch.zeros(outputs, _RANK))

    def forward(self, inputs: Tensor) -> Tensor:
        # One product of the sum, as the network is read: a narrow one takes as long as a wide one.
        matrix = torch.addmm(self.matrix, self.up, self.down)
        return nn.linear(inputs, matrix.to(inputs.dtype), self.bias.to(inputs.dtype))


def _normed(norm: torch.nn.LayerNorm, state: Tensor) -> Tensor:
    return norm(state.float()).to(state.dtype)


def side_by_side(
    questions: Sequence[Text], sentences: Sequence[Text], kind: torch.dtype = FAST
) -> Pairs:
    """Return the pairs of a question and a sentence, made equally long."""
    both = [beside(asked, said) for asked, said in zip(questions, sentences, strict=True)]
    states, parts, twice = zip(*both, strict=True)
    return Pairs(
        states=_padded([one.astype(np.float32) for one in states], 0.0).to(kind),
        parts=_padded(parts, 0),
        twice=_padded(twice, False),
        there=_padded([np.ones(len(one), bool) for one in parts], False),
        starts=[len(asked.ids) for asked in questions],
    )


def _padded(arrays: Sequence[NDArray[Any]], padding: float) -> Tensor:
    tensors = [torch.from_numpy(one) for one in arrays]
    return torch.nn.utils.rnn.pad_sequence(tensors, batch_first=True, padding_value=padding)


def watch(net: ReadingNet) -> None:
    """Keep the largest inputs of each layer's products from now on."""
    for layer in net.layers:
        layer.peaks = {}


def save_net(
    path: Path, net: ReadingNet, encoder: Encoder, packed: PackedModel, **told: str
) -> None:
    """Write a network that was watched, as reader.py reads it.

    Narrow matrices in 8 bits with one step a row, all else in 32-bit floats; norms as what they
    differ by from the encoder's. `told` says in the file what it was fitted to.
    """
    from safetensors.torch import save_file

    tensors: dict[str, Tensor] = {}
    for number, layer in enumerate(net.layers, FIRST):
        for name in _MATRICES:
            product = getattr(layer, name)
            for side in ("down", "up"):
                weight = getattr(product, side).detach()
                step = weight.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
                tensors[f"l{number}.{name}.{side}"] = (weight / step).round().char()
                tensors[f"l{number}.{name}.{side}.step"] = step
        for name in _NORMS:
            norm = getattr(layer, name)
            for short, long in (("w", "weight"), ("b", "bias")):
                key = f"l{number}.{name}.{short}"
                tensors[key] = getattr(norm, long).detach() - torch.from_numpy(
                    packed.tensors[key].copy()
                )
    for name in ("parts", "twice", "score.weight", "score.bias", "places.weight", "places.bias"):
        tensors[name] = net.get_parameter(name).detach()
    ranges = [
        {product: split(layer.peaks[product], loud) for product, loud in LOUD.items()}
        for layer in net.layers
    ]
    about = {"encoder": encoder.fingerprint, "ranges": json.dumps(ranges), **told}
    save_file({name: one.contiguous() for name, one in tensors.items()}, path, metadata=about)
