"""A cross-encoder of sentence-transformers: it reads a query and a text together and scores them."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.embedding.batches import readable
from indexer.embedding.quiet import quiet
from indexer.errors import ModelError

Judge = Callable[[str, Sequence[str]], NDArray[np.float32]]
"""Returns how well each of some texts answers to a query (n,): the more the better."""


def load_cross_encoder(model: str, *, threads: int = 2, allow_download: bool = False) -> Judge:
    """Load a cross-encoder from its folder, or by its hub name.

    Nothing is fetched unless `allow_download`. Raises ModelError where it cannot be loaded or does
    not give one number a pair.
    """
    try:
        quiet()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the libraries' own deprecations
            import sentence_transformers

            loaded: Any = sentence_transformers.CrossEncoder(
                model, device="cpu", local_files_only=not allow_download
            )
            trial = np.asarray(loaded.predict([("试", "试")], show_progress_bar=False))
    except Exception as error:  # a folder may hold anything, and each part fails in its own way
        raise _unusable(model, str(error)) from error
    if trial.shape != (1,):
        raise _unusable(model, f"{trial.shape[-1]} numbers a pair, not one")

    def judge(query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        pairs = [(readable(query), readable(text)) for text in texts]
        with _threads_of_torch(threads):
            scores = loaded.predict(pairs, show_progress_bar=False)
        return np.asarray(scores, dtype=np.float32)

    return judge


@contextmanager
def _threads_of_torch(count: int) -> Iterator[None]:
    """Let torch compute in `count` threads while the block lasts: the embedding model has its own count."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _unusable(model: str, why: str) -> ModelError:
    return ModelError(
        f"交叉编码器 {model} 用不了：{why}；检查 cross_encoder 设置，或留空不用 / "
        f"the cross-encoder cannot be used: check the setting `cross_encoder`, or leave it empty"
    )
