"""The arithmetic of a BERT encoder rounded to 8 bits, on torch's oneDNN.

The four products of a layer, nearly all of its work, are products of whole numbers, which a CPU with
VNNI instructions adds up four times as fast as floats; what lies between them stays in 32-bit floats.
Texts are computed beside others of their own length only, so nothing is padded or masked, and
each thread computes a group of texts of its own: threads that share one group wait for each other
at every step, for long where other programs run too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from typing import Any

import torch
import torch.nn.functional as nn

from indexer.embedding.rounding import GELU_LEAST, PRODUCTS, ZERO

_GROUP_TOKENS = 1024  # computed at once: the most that one core's cache holds well

Tensor = Any  # torch.Tensor: torch's own types are not followed (pyproject.toml)


def can_run() -> bool:
    """Tell whether this CPU and this torch multiply 8-bit numbers without overflow, and fast."""
    able = torch.cpu.get_capabilities()
    return bool(
        torch.backends.mkldnn.is_available()
        and (able.get("avx512_vnni") or able.get("avx_vnni"))
        and hasattr(torch.ops.onednn, "qlinear_pointwise")
    )


class Int8Bert:
    """Token numbers to vectors of length 1; `rounding.round_model` says what the tensors are."""

    def __init__(
        self, tensors: Mapping[str, Tensor], *, heads: int, epsilon: float, threads: int
    ) -> None:
        torch.set_num_threads(1)  # of one group
        self._start = (tensors["start.weight"], tensors["start.bias"])
        self._pieces, self._scale = tensors["pieces"], tensors["pieces.scale"]
        self._places = tensors["places"]
        self.dimensions = int(self._places.shape[1])
        self._epsilon = epsilon
        count = sum(name.endswith(".fo.step") for name in tensors)
        self._layers = [_Layer(tensors, number, heads, epsilon) for number in range(count)]
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="embed")

    def embed(self, texts: Sequence[Sequence[int]]) -> Tensor:
        """Return float32 (texts, dimensions) for texts given as their tokens' numbers, none empty."""
        result = torch.empty((len(texts), self.dimensions))
        for rows, vectors in self._by_group(texts, self._embed):
            result[rows] = vectors
        return result

    def states(self, texts: Sequence[Sequence[int]], layers: Sequence[int]) -> list[Tensor]:
        """Return of each text what its tokens are after each of `layers`, counted from 1.

        float32 (tokens, len(layers), dimensions), in the order of `texts`; none of them empty.
        """
        result: list[Tensor] = [None] * len(texts)
        for rows, states in self._by_group(texts, lambda same: self._states(same, layers)):
            for row, one in zip(rows, states, strict=True):
                result[row] = one
        return result

    def _by_group(
        self,
        texts: Sequence[Sequence[int]],
        compute: Callable[[Sequence[Sequence[int]]], Tensor],
    ) -> Iterator[tuple[list[int], Tensor]]:
        """Yield the rows of each group of texts of one length, and what is computed of them.

        Several groups are computed in the threads, a single one where it is asked for.
        """
        groups = list(_groups(texts))
        same = ([texts[row] for row in rows] for rows in groups)
        found = self._threads.map(compute, same) if len(groups) > 1 else map(compute, same)
        yield from zip(groups, found, strict=True)

    def _embed(self, texts: Sequence[Sequence[int]]) -> Tensor:
        """Return the vectors of texts of one length."""
        last = self._states(texts, [len(self._layers)])[:, :, 0]
        return nn.normalize(last.mean(1), dim=1)

    def _states(self, texts: Sequence[Sequence[int]], layers: Sequence[int]) -> Tensor:
        """Return (texts, tokens, len(layers), dimensions) of texts of one length."""
        with torch.inference_mode():
            ids = torch.tensor(texts)
            count, tokens = ids.shape
            state = self._pieces[ids] * self._scale[ids] + self._places[:tokens]
            state = nn.layer_norm(state, (self.dimensions,), *self._start, self._epsilon)
            state = state.view(count * tokens, self.dimensions)
            kept = {}
            for number, layer in enumerate(self._layers[: max(layers)], 1):
                state = layer(state, count, tokens)
                if number in layers:
                    kept[number] = state
            found = torch.stack([kept[number] for number in layers], 1)
            return found.view(count, tokens, len(layers), self.dimensions)


def _groups(texts: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return rows of equal length, of _GROUP_TOKENS at most or single; the most work first."""
    groups = []
    order = sorted(range(len(texts)), key=lambda row: -len(texts[row]))
    for length, same in groupby(order, key=lambda row: len(texts[row])):
        rows, size = list(same), max(1, _GROUP_TOKENS // length)
        groups += [rows[start : start + size] for start in range(0, len(rows), size)]
    return sorted(groups, key=lambda rows: -len(rows) * len(texts[rows[0]]))


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

    def __call__(self, state: Tensor, count: int, tokens: int) -> Tensor:
        """Return the next state; (count * tokens, hidden)."""
        hidden = state.shape[1]
        size = hidden // self._heads
        qkv = self._qkv(self._qkv.rounded(state)).view(count, tokens, 3, self._heads, size)
        by_head = qkv.permute(2, 0, 3, 1, 4).contiguous()
        query, key, value = by_head.view(3, count * self._heads, tokens, size)
        # Three plain steps: for texts this short faster than the fused attention.
        shares = torch.softmax(torch.bmm(query, key.transpose(1, 2)), -1)
        context = torch.bmm(shares, value).view(count, self._heads, tokens, size)
        context = context.transpose(1, 2).reshape(count * tokens, hidden)
        state = self._ao.plus(self._ao.rounded(context), state)
        state = nn.layer_norm(state, (hidden,), *self._after_attention, self._epsilon)
        loud = nn.gelu(nn.linear(state, *self._loud))
        rest = torch.addmm(state, loud, self._loud_out)
        inner = self._fi.gelu(self._fi.rounded(state), self._step, self._zero)
        state = self._fo.plus(inner, rest, self._step, self._zero)
        return nn.layer_norm(state, (hidden,), *self._at_end, self._epsilon)


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
