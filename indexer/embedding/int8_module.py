"""The 8-bit arithmetic as a sentence-transformers module: texts in, vectors out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from sentence_transformers.base.modules import InputModule

from indexer.embedding.int8 import Int8Bert
from indexer.embedding.tokenizer import Tokenizer


class Int8Module(InputModule):  # type: ignore[misc]  # its types are not followed (pyproject.toml)
    """The first and only module of a model: its vectors are pooled and have length 1 already."""

    def __init__(self, bert: Int8Bert, tokenizer: Tokenizer) -> None:
        super().__init__()
        self.bert = bert
        self.tokenizer = tokenizer
        self.max_seq_length = tokenizer.longest

    def preprocess(
        self, inputs: Sequence[str], prompt: str | None = None, **_: Any
    ) -> dict[str, Any]:
        """Return `input_ids` (texts, tokens) and the `attention_mask` that says which are there."""
        found = self.tokenizer.encode([(prompt or "") + text for text in inputs])
        longest = max(map(len, found))
        ids = torch.zeros((len(found), longest), dtype=torch.int64)
        mask = torch.zeros_like(ids)
        for row, one in enumerate(found):
            ids[row, : len(one)] = torch.tensor(one)
            mask[row, : len(one)] = 1
        return {"input_ids": ids, "attention_mask": mask}

    def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Add `sentence_embedding`, (texts, dimensions)."""
        lengths = features["attention_mask"].sum(1).tolist()
        rows = features["input_ids"].tolist()
        texts = [row[:length] for row, length in zip(rows, lengths, strict=True)]
        return features | {"sentence_embedding": self.bert.embed(texts)}

    def get_embedding_dimension(self) -> int:
        return self.bert.dimensions

    def save(self, output_path: str, *args: Any, **kwargs: Any) -> None:
        """Refuse: the model is made from the package's file wherever it is needed."""
        raise NotImplementedError("the bundled model is converted by bundled, not saved from here")
