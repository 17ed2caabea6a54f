"""The seam to embedding models, and the choice of what computes the one that is asked for.

Nothing heavy is imported until a model is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from indexer.embedding import bundled
from indexer.embedding.identity import folder_digest
from indexer.embedding.upper import Changes, Layers
from indexer.errors import ModelError

# multilingual-e5-small, e5-base-v2: not those whose queries begin with an instruction.
_E5 = re.compile(r"^(?!.*instruct)(?:.*[-_])?e5(?:[-_]|$)", re.IGNORECASE)
_WITH_PROMPTS = "+prompts"  # an archive built without them is another


class Encoder(Protocol):
    """Gives texts vectors of length 1.

    `fingerprint` names model and weights, as an archive records them; `dimensions` is the vectors'
    size; `backend` says what computes them.
    """

    fingerprint: str
    dimensions: int
    backend: str

    def encode_passages(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """Return (texts, dimensions), rows in the order of `texts`.

        `progress` is called with the number of texts done, batch by batch.
        """
        ...

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """Return (dimensions,)."""
        ...


@runtime_checkable
class TokenEncoder(Encoder, Protocol):
    """An Encoder that also tells what each token of a text is among the others."""

    @property
    def layers(self) -> int:
        """How many it has."""
        ...

    def pieces(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """Return the tokens of `text` by number, and the span of each in it; no special ones."""
        ...

    def framed(self, prompt: str, pieces: Sequence[int]) -> list[int]:
        """Return `pieces` as the model reads them, after the prompt "query" or "passage"."""
        ...

    def token_states(
        self, texts: Sequence[Sequence[int]], layers: Sequence[int]
    ) -> list[NDArray[np.float32]]:
        """Return of each text (tokens, len(layers), dimensions): its tokens after these layers.

        Texts are given as numbers, none empty; layers are counted from 1.
        """
        ...

    def upper_layers(self, changes: Changes) -> Layers:
        """Return the bundled model's upper layers with their weights changed.

        Raises ModelError where the model's own file is missing or cannot be read.
        """
        ...


def fingerprint_of(model: str, cache_dir: Path, *, recorded: str = "") -> str:
    """Name the model and weights that `model` stands for, without loading them.

    A folder is named with a digest of its files, which is kept in `cache_dir`. While it is away, on a
    drive that is not mounted, it is taken for the one of its name that an archive `recorded`: words
    are searched without it. Of a hub name the name is all that is known, and whether the prompts of
    E5 are ours.
    """
    if model == "bundled":
        return bundled.FINGERPRINT
    folder = Path(model)
    name = folder.absolute().name
    if folder.is_dir() and (digest := folder_digest(folder, cache_dir)):
        return f"{name}@{digest}"
    is_away = folder.is_absolute() and recorded.startswith(f"{name}@")
    if is_away:
        return recorded
    return f"{model}{_WITH_PROMPTS}" if _prompts_of(model) else model


def _prompts_of(model: str) -> Mapping[str, str]:
    """Return the prompts that a model was trained with and may not say: E5's, by its name."""
    return bundled.PROMPTS if _E5.search(Path(model).absolute().name) else {}


def names_weights(fingerprint: str) -> bool:
    """Tell whether a fingerprint names weights, not only what a hub calls them."""
    return "@" in fingerprint  # which no hub name has


def load_encoder(
    model: str = "bundled",
    *,
    cache_dir: Path,
    threads: int = 2,
    backend: str = "auto",
    allow_download: bool = False,
) -> TokenEncoder:
    """Load a model: "bundled", the folder of a sentence-transformers model, or its hub name.

    The bundled model is converted into `cache_dir` the first time. `backend` says what computes:
    "torch-int8" (the bundled model only, on a CPU that multiplies 8-bit numbers), "torch-fp32", or
    "auto", the first of these that can. Nothing is fetched unless `allow_download`. Raises
    ModelError saying what is missing.
    """
    if backend != "torch-fp32":
        encoder = _in_8_bits(model, cache_dir, threads)
        if encoder is not None:
            return encoder
        if backend != "auto":
            raise ModelError(
                f"backend {backend} 只能用自带的模型、在有 AVX2 指令的 CPU 上：改为 auto / "
                f"backend {backend} runs the bundled model only, on a CPU with AVX2: set it to auto"
            )
    from indexer.embedding.torch_encoder import TorchEncoder

    if model != "bundled":
        fingerprint = fingerprint_of(model, cache_dir)
        return TorchEncoder(
            model, fingerprint, threads, local=not allow_download, model_kwargs={},
            prompts=_prompts_of(model),
        )  # fmt: skip
    folder = bundled.ensure_converted(cache_dir)
    # The bundled model is written without BERT's pooling layer, which E5 does not use.
    arguments = {"add_pooling_layer": False}
    return TorchEncoder(
        str(folder), bundled.FINGERPRINT, threads, local=True, model_kwargs=arguments
    )


def _in_8_bits(model: str, cache_dir: Path, threads: int) -> TokenEncoder | None:
    if model != "bundled":
        return None
    from indexer.embedding.int8 import can_run
    from indexer.embedding.int8_encoder import Int8Encoder

    return Int8Encoder(cache_dir, threads) if can_run() else None
