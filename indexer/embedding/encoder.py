"""The seam to embedding models, and the way through it by sentence-transformers.

Nothing heavy is imported until a model is loaded.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.embedding import bundled
from indexer.embedding.quiet import quiet
from indexer.errors import ModelError

_BATCH = 32


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


def fingerprint_of(model: str) -> str:
    """Name the model and weights that `model` stands for, without loading them."""
    return bundled.FINGERPRINT if model == "bundled" else model


def load_encoder(
    model: str = "bundled",
    *,
    cache_dir: Path,
    threads: int = 2,
    allow_download: bool = False,
) -> Encoder:
    """Load a model: "bundled", the folder of a sentence-transformers model, or its hub name.

    The bundled model is converted into `cache_dir` the first time. Nothing is fetched unless
    `allow_download`. Raises ModelError saying what is missing.
    """
    fingerprint = fingerprint_of(model)
    folder = str(bundled.ensure_converted(cache_dir)) if model == "bundled" else model
    # The bundled model is written without BERT's pooling layer, which E5 does not use.
    arguments = {"add_pooling_layer": False} if model == "bundled" else {}
    return _SentenceTransformer(
        folder, fingerprint, threads, local=not allow_download, model_kwargs=arguments
    )


class _SentenceTransformer:
    """A sentence-transformers model on torch."""

    backend = "torch-fp32"

    def __init__(
        self,
        folder: str,
        fingerprint: str,
        threads: int,
        *,
        local: bool,
        model_kwargs: dict[str, Any],
    ) -> None:
        self.fingerprint = fingerprint
        try:
            quiet()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # the libraries' own deprecations
                import sentence_transformers
                import torch

                torch.set_num_threads(threads)
                self._model: Any = sentence_transformers.SentenceTransformer(
                    folder,
                    device="cpu",
                    local_files_only=local,
                    model_kwargs={"dtype": torch.float32} | model_kwargs,
                )
        except (ImportError, OSError, ValueError) as error:
            raise ModelError(
                f"向量模型 {folder} 装载不了：{error}；检查 model 设置，或用 bundled / "
                f"the embedding model cannot be loaded: check the setting `model`, or use bundled"
            ) from error
        self.dimensions = int(self._model.get_embedding_dimension())
        prompts = self._model.prompts or {}
        self._passage = prompts.get("passage") or prompts.get("document") or ""
        self._query = prompts.get("query") or ""

    def encode_passages(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        result = np.empty((len(texts), self.dimensions), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            result[batch] = self._encode([self._passage + texts[index] for index in batch])
            if progress:
                progress(len(batch))
        return result

    def encode_query(self, text: str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self._encode([self._query + text])[0]
        return vector

    def _encode(self, texts: list[str]) -> NDArray[np.float32]:
        # A lone surrogate, as a damaged page may hold, cannot be given to the tokenizer.
        clean = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        vectors = self._model.encode(
            clean, prompt="", batch_size=_BATCH, show_progress_bar=False, convert_to_numpy=True,
            normalize_embeddings=True,
        )  # fmt: skip
        return np.asarray(vectors, dtype=np.float32)
