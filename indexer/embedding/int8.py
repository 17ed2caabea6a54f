"""The arithmetic of a BERT encoder rounded to 8 bits, on torch's oneDNN.

The four products of a layer, nearly all of its work, are products of whole numbers, which a CPU with
VNNI instructions adds up four times as fast as floats, one with AVX2 alone twice as fast; what lies
between them stays in 32-bit floats.
The tokens of several texts are computed as one pack, in which only attention looks at each text by
itself, so nothing is padded or masked; each thread computes a pack of its own: threads that share one
wait for each other at every step, for long where other programs run too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Sized
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, groupby
from typing import Any, TypeVar

import torch
import torch.nn.functional as nn

from indexer.embedding.rounding import GELU_LEAST, PRODUCTS, ZERO

_PACK_TOKENS = 1024  # computed at once: about the most that one core's cache holds well

Tensor = Any  # torch.Tensor: torch's own types are not followed (pyproject.toml)
_Text = TypeVar("_Text", bound=Sized)  # its tokens


def can_run() -> bool:
    """Tell whether this CPU and this torch multiply 8-bit numbers fast, and without overflow."""
    return bool(
        torch.backends.mkldnn.is_available()
        and torch.cpu.get_capabilities().get("avx2")
        and hasattr(torch.ops.onednn, "qlinear_pointwise")
        and _adds_up()
    )


def _adds_up() -> bool:
    """Try the largest sums that weights rounded in pairs come to."""
    weights = torch.tensor([[127, 1], [64, 64], [-1, -127]], dtype=torch.int8).repeat(1, 64)
    product = _Product(
        {"try.weight": weights, "try.scale": torch.ones(3), "try.bias": torch.zeros(3)}, "try"
    )
    found = product(torch.full((16, 128), 255, dtype=torch.uint8))
    return bool((found == (255 - ZERO) * weights.sum(1)).all())


class Int8Bert:
    """Token numbers to vectors of length 1; `rounding.round_model` says what the tensors are."""

    def __init__(
        self, tensors: Mapping[str, Tensor], *, heads: int, epsilon: float, threads: int
    ) -> None:
        self._start = (tensors["start.weight"], tensors["start.bias"])
        self._pieces, self._scale = tensors["pieces"], tensors["pieces.scale"]
        self._places = tensors["places"]
        self.positions, self.dimensions = map(int, self._places.shape)
        self._epsilon = epsilon
        self._layers = _layers(tensors, heads, epsilon)
        self.depth = len(self._layers)
        self.packs = Packs(threads)

    def embed(self, texts: Sequence[Sequence[int]]) -> Tensor:
        """Return float32 (texts, dimensions) for texts given as their tokens' numbers, none empty."""
        result = torch.empty((len(texts), self.dimensions))
        for row, vector in enumerate(self.packs.compute(texts, self._vectors)):
            result[row] = vector
        return result

    def states(self, texts: Sequence[Sequence[int]], layers: Sequence[int]) -> list[Tensor]:
        """Return of each text what its tokens are after each of `layers`, counted from 1.

        float32 (tokens, len(layers), dimensions), in the order of `texts`; none of them empty.
        """
        return self.packs.compute(texts, lambda pack: self._states(pack, layers))

    def _vectors(self, texts: Sequence[Sequence[int]]) -> Sequence[Tensor]:
        """Return the vectors of a pack's texts."""
        last = self._states(texts, [len(self._layers)])
        return [nn.normalize(states[:, 0].mean(0), dim=0) for states in last]

    def _states(self, texts: Sequence[Sequence[int]], layers: Sequence[int]) -> Sequence[Tensor]:
        """Return of each of a pack's texts (tokens, len(layers), dimensions)."""
        lengths = [len(text) for text in texts]
        with torch.inference_mode():
            ids = torch.tensor(list(chain.from_iterable(texts)))
            places = torch.cat([self._places[:length] for length in lengths])
            state = self._pieces[ids] * self._scale[ids] + places
            state = nn.layer_norm(state, (self.dimensions,), *self._start, self._epsilon)
            kept = {}
            for number, layer in enumerate(self._layers[: max(layers)], 1):
                state = layer(state, lengths)
                if number in layers:
                    kept[number] = state
            found: Sequence[Tensor] = torch.stack([kept[number] for number in layers], 1).split(
                lengths
            )
            return found


class Int8Layers:
    """Layers that go on from states of tokens; `rounding.round_layers` says what the tensors are."""

    def __init__(
        self, tensors: Mapping[str, Tensor], *, heads: int, epsilon: float, packs: Packs
    ) -> None:
        self._layers = _layers(tensors, heads, epsilon)
        self._packs = packs

    def __call__(self, texts: Sequence[Tensor]) -> list[Tensor]:
        """Return float32 (tokens, dimensions) of each text, given as such, none empty."""
        return self._packs.compute(texts, self._states)

    def _states(self, texts: Sequence[Tensor]) -> Sequence[Tensor]:
        lengths = [len(text) for text in texts]
        with torch.inference_mode():
            state = torch.cat(list(texts))
            for layer in self._layers:
                state = layer(state, lengths)
            found: Sequence[Tensor] = state.split(lengths)
            return found


class Packs:
    """Computes texts pack by pack, each in a thread of its own."""

    def __init__(self, threads: int) -> None:
        torch.set_num_threads(1)  # of one pack
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="embed")

    def compute(
        self, texts: Sequence[_Text], of_pack: Callable[[Sequence[_Text]], Sequence[Tensor]]
    ) -> list[Tensor]:
        """Return what is computed of each text, in their order.

        Several packs are computed in the threads, a single one where it is asked for.
        """
        packs = _packs(list(map(len, texts)), self._threads)
        told = ([texts[row] for row in rows] for rows in packs)
        found = self._pool.map(of_pack, told) if len(packs) > 1 else map(of_pack, told)
        result: list[Tensor] = [None] * len(texts)
        for rows, computed in zip(packs, found, strict=True):
            for row, one in zip(rows, computed, strict=True):
                result[row] = one
        return result


def _packs(lengths: Sequence[int], threads: int) -> list[list[int]]:
    """Return rows in packs of about as many tokens each, as many as threads at least; longest first."""
    order = sorted(range(len(lengths)), key=lambda row: -lengths[row])
    total = sum(lengths)
    count = max(threads, -(-total // _PACK_TOKENS))
    packs: list[list[int]] = [[] for _ in range(count)]
    before = 0
    for row in order:
        middle = before + lengths[row] / 2
        packs[int(middle * count / total)].append(row)
        before += lengths[row]
    return [rows for rows in packs if rows]


def _layers(tensors: Mapping[str, Tensor], heads: int, epsilon: float) -> list[_Layer]:
    count = sum(name.endswith(".fo.step") for name in tensors)
    return [_Layer(tensors, number, heads, epsilon) for number in range(count)]


class _Layer:
    """One layer: attention, then the two products of the feed-forward part."""

    def __init__(
        self, tensors: Mapping[str, Tensor], number: int, heads: int, epsilon: float
    ) -> None:
        own = {
            name.removeprefix(f"{number}."): value
            for name, value in tensors.items()
            if name.startswith(f"{number}.")
        }
        self._heads, self._epsilon = heads, epsilon
        self._qkv, self._ao, self._fi, self._fo = (_Product(own, name) for name in PRODUCTS)
        self._step = float(own["fo.step"])
        self._zero = round(GELU_LEAST / self._step)
        self._loud = own["loud.in"], own["loud.bias"]
        self._loud_out = own["loud.out"]
        self._after_attention = own["aln.weight"], own["aln.bias"]
        self._at_end = own["oln.weight"], own["oln.bias"]

    def __call__(self, state: Tensor, lengths: Sequence[int]) -> Tensor:
        """Return the next state (tokens, hidden) of texts one after the other, of these lengths."""
        hidden = state.shape[1]
        qkv = self._qkv(self._qkv.rounded(state))
        same = [(tokens, len(list(run))) for tokens, run in groupby(lengths)]
        parts = qkv.split([tokens * count for tokens, count in same])
        context = torch.cat(
            [self._attend(part, *shape) for part, shape in zip(parts, same, strict=True)]
        )
        state = self._ao.plus(self._ao.rounded(context), state)
        state = nn.layer_norm(state, (hidden,), *self._after_attention, self._epsilon)
        loud = nn.gelu(nn.linear(state, *self._loud))
        rest = torch.addmm(state, loud, self._loud_out)
        inner = self._fi.gelu(self._fi.rounded(state), self._step, self._zero)
        state = self._fo.plus(inner, rest, self._step, self._zero)
        return nn.layer_norm(state, (hidden,), *self._at_end, self._epsilon)

    def _attend(self, qkv: Tensor, tokens: int, count: int) -> Tensor:
        """Return what the tokens of `count` texts of one length gather from their own text."""
        size = qkv.shape[1] // 3 // self._heads
        by_head = qkv.view(count, tokens, 3, self._heads, size).permute(2, 0, 3, 1, 4).contiguous()
        query, key, value = by_head.view(3, count * self._heads, tokens, size)
        # Three plain steps: for texts this short faster than the fused attention.
        shares = torch.softmax(torch.bmm(query, key.transpose(1, 2)), -1)
        context = torch.bmm(shares, value).view(count, self._heads, tokens, size)
        return context.transpose(1, 2).reshape(count * tokens, self._heads * size)


class _Product:
    """A linear layer whose inputs are whole numbers from 0 to 255."""

    def __init__(self, tensors: Mapping[str, Tensor], name: str) -> None:
        self._weight = torch.ops.onednn.qlinear_prepack(tensors[f"{name}.weight"], None)
        self._scale = tensors[f"{name}.scale"]
        self._bias = tensors[f"{name}.bias"]
        self._zeros = torch.zeros(len(self._scale), dtype=torch.int8)
        self._steps = tensors.get(f"{name}.steps")
        if self._steps is not None:
            self._half = torch.full_like(self._steps, ZERO + 0.5)  # cut off, a half up is rounded

    def rounded(self, inputs: Tensor) -> Tensor:
        """Return floats as whole numbers; what lies beyond the range becomes its end."""
        return torch.addcmul(self._half, inputs, self._steps).clamp_(0, 255).to(torch.uint8)

    def __call__(self, inputs: Tensor) -> Tensor:
        return torch.ops.onednn.qlinear_pointwise(
            *self._operands(inputs, 1.0, ZERO), self._bias, 1.0, 0, torch.float32, "none", [], ""
        )

    def gelu(self, inputs: Tensor, step: float, zero: int) -> Tensor:
        """Return GELU of the product, rounded to whole numbers of `step`, 0 at `zero`."""
        return torch.ops.onednn.qlinear_pointwise(
            *self._operands(inputs, 1.0, ZERO),
            self._bias, step, zero, torch.uint8, "gelu", [], "none",
        )  # fmt: skip

    def plus(self, inputs: Tensor, other: Tensor, step: float = 1.0, zero: int = ZERO) -> Tensor:
        """Return `other` plus the product of inputs of which one is `step`, 0 at `zero`."""
        return torch.ops.onednn.qlinear_pointwise.binary(
            *self._operands(inputs, step, zero),
            other, self._bias, 1.0, 0, torch.float32, 1.0, 0, "add", 1.0, "none", [], "",
        )  # fmt: skip

    def _operands(self, inputs: Tensor, step: float, zero: int) -> tuple[Any, ...]:
        return inputs, step, zero, self._weight, self._scale, self._zeros
