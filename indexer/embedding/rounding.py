"""Round the bundled model to 8 bits: its tensors as `int8.Int8Bert` takes them, in numpy.

A product of a layer is `inputs @ weight.T`, computed in whole numbers: weights from -127 to 127 with
one scale a row, inputs from 0 to 255 with one scale for all, fixed beforehand (`ranges.json`, by
tools/calibrate_encoder.py), so that a text's vector does not depend on the texts beside it.

A CPU without VNNI instructions adds two neighbouring products in 16 bits before it goes on in 32
(x86's `vpmaddubsw`), and what is too large there becomes the largest. So a row's scale also keeps the
weights of each two neighbours at 128 in sum: 255 times that fits, and every CPU computes the same
whole numbers. It makes the steps of a row a quarter larger.

A few channels are far louder than the rest: were the scale to span them, the others would be lost.
Before a product whose input is first scaled anyway (`qkv`, `fi`), each loud channel is divided by
most of what it is too loud by, its weights multiplied by as much (as SmoothQuant, Xiao et al. 2023,
divides every channel). The loud channels between `fi` and `fo` are computed apart, in 32-bit floats.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.embedding.packed import PackedModel

Floats = NDArray[np.float32]
Tensors = dict[str, NDArray[np.float32] | NDArray[np.int8]]

PRODUCTS = ("qkv", "ao", "fi", "fo")
ZERO = 128  # the step of an input of 0, but for `fo`
GELU_LEAST = 0.17  # GELU's smallest value is -0.16997
_SHARE = 0.8  # of a loud channel's excess, as an exponent; the rest is left to its weights


@dataclass(frozen=True, slots=True)
class Range:
    """How large a product's inputs grow: `peak` in all channels but the `loud`, those by number."""

    peak: float
    loud: dict[int, float]


def read_ranges() -> list[dict[str, Range]]:
    """Return the ranges of the encoder's products, by layer and name."""
    return ranges_of(Path(__file__).with_name("ranges.json").read_text(encoding="utf-8"))


def ranges_of(text: str) -> list[dict[str, Range]]:
    """Return ranges as tools/calibrate_encoder.py writes them."""
    return [
        {
            product: Range(row["peak"], {int(key): value for key, value in row["loud"].items()})
            for product, row in layer.items()
        }
        for layer in json.loads(text)
    ]


def round_model(packed: PackedModel, ranges: list[dict[str, Range]]) -> Tensors:
    """Return the tensors by name; matrices are (outputs, inputs).

    - `pieces` (vocabulary, hidden) int8 and `pieces.scale` (vocabulary, 1); `places` (positions,
      hidden), which holds the one type of segment too; `start.weight` and `start.bias`, a layer norm.
    - of layer N and product P: `N.P.weight` int8, `N.P.scale` and `N.P.bias` (outputs,).
    - `N.P.steps` (inputs,), not for `fo`: an input times this, plus ZERO, is its whole number.
    - `N.fo.step` (1,): how much one of the whole numbers that `fo` is given stands for.
    - `N.loud.in`, `N.loud.bias`, `N.loud.out`: the loud channels' rows of `fi` and columns of `fo`.
    - `N.aln.*` and `N.oln.*`: the layer norms after attention and at the layer's end.
    """
    tensors = packed.tensors
    hidden = packed.hidden
    pieces, scale = _rounded(tensors["emb.word"].reshape(-1, hidden))
    types = tensors["emb.type"].reshape(-1, hidden)
    result: Tensors = {
        "pieces": pieces,
        "pieces.scale": scale,
        "places": tensors["emb.pos"].reshape(-1, hidden) + types[0],
        "start.weight": tensors["emb.ln.w"],
        "start.bias": tensors["emb.ln.b"],
    }
    return result | round_layers(packed.tensors, packed.hidden, packed.heads, ranges)


def round_layers(
    tensors: Mapping[str, Floats],
    hidden: int,
    heads: int,
    ranges: Sequence[Mapping[str, Range]],
    first: int = 0,
) -> Tensors:
    """Return the tensors of the layers from number `first` on, as many as there are ranges.

    `tensors` by their names in the packed file. Named as by `round_model`, counted from 0 again.
    """
    result: Tensors = {}
    root = np.float32((hidden // heads) ** -0.5)  # attention scores' divisor, put into q
    for number, found in enumerate(ranges):

        def weight(name: str, columns: int = hidden, layer: int = first + number) -> Floats:
            return tensors[f"l{layer}.{name}.w"].reshape(-1, columns)

        def bias(name: str, layer: int = first + number) -> Floats:
            return tensors[f"l{layer}.{name}.b"].reshape(-1)

        qkv = np.concatenate([weight("q") * root, *(weight(n) for n in "kv")])
        qkv_bias = np.concatenate([bias("q") * root, bias("k"), bias("v")])
        fi, fo = weight("fi"), weight("fo", bias("fi").size).copy()
        loud = sorted(found["fo"].loud)
        layer = {
            "loud.in": fi[loud],
            "loud.bias": bias("fi")[loud],
            "loud.out": np.ascontiguousarray(fo[:, loud].T),
            **_product("qkv", qkv, qkv_bias, found["qkv"]),
            **_product("ao", weight("ao"), bias("ao"), found["ao"]),
            **_product("fi", fi, bias("fi"), found["fi"]),
        }
        fo[:, loud] = 0
        step = np.float32((found["fo"].peak + GELU_LEAST) / 255)
        rounded, scale = _rounded(fo, in_pairs=True)
        layer |= {"fo.weight": rounded, "fo.scale": scale[:, 0], "fo.bias": bias("fo")}
        layer |= {"fo.step": np.array([step], dtype=np.float32)}
        for name in ("aln", "oln"):
            layer |= {f"{name}.weight": weight(name)[0], f"{name}.bias": bias(name)}
        result |= {f"{number}.{name}": values for name, values in layer.items()}
    return result


def _product(name: str, weight: Floats, bias: Floats, found: Range) -> Tensors:
    """Return the tensors of a product whose input is scaled channel by channel."""
    divisor = np.ones(weight.shape[1], dtype=np.float32)
    for channel, value in found.loud.items():
        divisor[channel] = (value / found.peak) ** _SHARE
    largest = max(
        [found.peak, *(value / divisor[channel] for channel, value in found.loud.items())]
    )
    step = np.float32(largest / (255 - ZERO))
    rounded, scale = _rounded(weight * divisor, in_pairs=True)
    return {
        f"{name}.weight": rounded,
        f"{name}.scale": scale[:, 0] * step,
        f"{name}.bias": bias,
        f"{name}.steps": np.float32(1) / (divisor * step),
    }


def _rounded(matrix: Floats, *, in_pairs: bool = False) -> tuple[NDArray[np.int8], Floats]:
    """Return int8 values and (rows, 1) scales: `values * scales` is nearly `matrix`.

    With `in_pairs` the columns 2n and 2n + 1 of the values add up to no more than 128 either way.
    """
    largest = np.abs(matrix).max(axis=1, keepdims=True)
    if in_pairs:  # each of two is rounded up by half at most: 127 in sum becomes 128
        sums = np.abs(matrix[:, 0::2] + matrix[:, 1::2]).max(axis=1, keepdims=True)
        largest = np.maximum(largest, sums)
    scales = largest / np.float32(127)
    scales[scales == 0] = 1
    return np.rint(matrix / scales).astype(np.int8), scales
