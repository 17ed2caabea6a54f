"""Run a model with sentence-transformers on torch, in 32-bit floats."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.embedding import bundled
from indexer.embedding.batches import in_batches, readable
from indexer.embedding.quiet import quiet
from indexer.embedding.upper import Changes, Layers
from indexer.errors import ModelError

_BATCH = 32


class TorchEncoder:
    """Any sentence-transformers model, a TokenEncoder."""

    backend = "torch-fp32"

    def __init__(
        self,
        folder: str,
        fingerprint: str,
        threads: int,
        *,
        local: bool,
        model_kwargs: dict[str, Any],
        prompts: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Load from a folder, or by hub name; nothing is fetched where `local`.

        `prompts`, "query" and "passage", are those of a model whose own configuration has none.
        Raises ModelError where it cannot be loaded, or embeds nothing.
        """
        self.fingerprint = fingerprint
        try:
            quiet()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # the libraries' own deprecations
                import sentence_transformers
                import torch

                torch.set_num_threads(threads)
                self.model: Any = sentence_transformers.SentenceTransformer(
                    folder,
                    device="cpu",
                    local_files_only=local,
                    model_kwargs={"dtype": torch.float32} | model_kwargs,
                )
            held = self.model.prompts or {}
            prompts = held if any(held.values()) else prompts
            # sentence-transformers has an empty one of each name that a model does not give.
            passage = ("passage", "document", "corpus")
            self._passage = next(filter(None, map(prompts.get, passage)), "")
            self._query = prompts.get("query") or ""
            self.dimensions = len(self.encode_query("试"))
        except Exception as error:  # a folder may hold anything, and each part fails in its own way
            raise ModelError(
                f"向量模型 {folder} 装载不了：{error}；检查 model 设置，或用 bundled / "
                f"the embedding model cannot be loaded: check the setting `model`, or use bundled"
            ) from error

    @property
    def layers(self) -> int:
        return int(self.model[0].auto_model.config.num_hidden_layers)

    def encode_passages(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        def encode(batch: list[str]) -> NDArray[np.float32]:
            return self._encode(self.model.encode_document, batch, self._passage)

        return in_batches(texts, _BATCH, self.dimensions, encode, progress)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self._encode(
            self.model.encode_query, [readable(text)], self._query
        )[0]
        return vector

    def pieces(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        found = self.model.tokenizer(
            readable(text), add_special_tokens=False, return_offsets_mapping=True, verbose=False
        )
        return found["input_ids"], found["offset_mapping"]

    def framed(self, prompt: str, pieces: Sequence[int]) -> list[int]:
        words = {"query": self._query, "passage": self._passage}[prompt]
        *head, end = self.model.tokenizer(words)["input_ids"]
        return [*head, *pieces, end]

    def token_states(
        self, texts: Sequence[Sequence[int]], layers: Sequence[int]
    ) -> list[NDArray[np.float32]]:
        import torch
        from torch.nn.utils.rnn import pad_sequence

        ids = pad_sequence([torch.tensor(one) for one in texts], batch_first=True)
        there = pad_sequence(
            [torch.ones(len(one), dtype=torch.int64) for one in texts], batch_first=True
        )
        with torch.inference_mode():
            after = (
                self.model[0]
                .auto_model(input_ids=ids, attention_mask=there, output_hidden_states=True)
                .hidden_states
            )
            states = torch.stack([after[number] for number in layers], 2).numpy()
        return [states[row, : len(one)] for row, one in enumerate(texts)]

    def upper_layers(self, changes: Changes) -> Layers:
        import torch
        from torch.nn.utils.rnn import pad_sequence

        bert = self.model[0].auto_model
        layers = [
            _changed(layer, changes, number, bert.config)
            for number, layer in enumerate(bert.encoder.layer)
            if number >= changes.first
        ]

        def compute(texts: Sequence[NDArray[np.float32]]) -> list[NDArray[np.float32]]:
            state = pad_sequence([torch.from_numpy(one) for one in texts], batch_first=True)
            lengths = torch.tensor([len(one) for one in texts])
            absent = torch.arange(state.shape[1]) >= lengths[:, None]
            with torch.inference_mode():
                for layer in layers:
                    state = layer(state, src_key_padding_mask=absent)
            return [state[row, : len(one)].numpy() for row, one in enumerate(texts)]

        return compute

    def _encode(
        self, encode: Callable[..., Any], texts: list[str], prompt: str
    ) -> NDArray[np.float32]:
        vectors = encode(
            texts, prompt=prompt, batch_size=_BATCH, show_progress_bar=False,
            convert_to_numpy=True, normalize_embeddings=True,
        )  # fmt: skip
        return np.asarray(vectors, dtype=np.float32)


def _changed(layer: Any, changes: Changes, number: int, config: Any) -> Any:
    """Return a layer of BertModel as torch's own, with its weights changed."""
    import torch

    found: Any = torch.nn.TransformerEncoderLayer(
        config.hidden_size, config.num_attention_heads, config.intermediate_size, 0.0,
        "gelu", config.layer_norm_eps, batch_first=True,
    )  # fmt: skip
    held = {
        f"{short}.{kind[0]}": torch.from_numpy(
            changes.to(f"l{number}.{short}.{kind[0]}", layer.get_parameter(f"{long}.{kind}").detach().numpy())
        )
        for short, long in bundled.TENSORS.items()
        for kind in ("weight", "bias")
    }  # fmt: skip
    weights = {
        f"self_attn.in_proj_{kind}": torch.cat([held[f"{name}.{kind[0]}"] for name in "qkv"])
        for kind in ("weight", "bias")
    }
    for short, long in (
        ("ao", "self_attn.out_proj"), ("fi", "linear1"), ("fo", "linear2"),
        ("aln", "norm1"), ("oln", "norm2"),
    ):  # fmt: skip
        weights |= {f"{long}.{kind}": held[f"{short}.{kind[0]}"] for kind in ("weight", "bias")}
    found.load_state_dict(weights)
    return found.eval()
