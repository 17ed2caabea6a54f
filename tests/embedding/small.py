"""A transformer of one small layer with weights of chance, as a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"柳林渡口恢复通航试"]


def save_small(folder: Path, kind: Any, *, seed: int = 0, hidden: int = 16, **config: Any) -> Path:
    """Save a model of transformers' class `kind` with its tokenizer; return its folder."""
    import torch
    from transformers import BertConfig, BertTokenizerFast

    torch.manual_seed(seed)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.txt").write_text("\n".join(VOCABULARY), encoding="utf-8")
    tokenizer = BertTokenizerFast(str(folder / "vocab.txt"))
    model = kind(
        BertConfig(
            vocab_size=len(VOCABULARY),
            hidden_size=hidden,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=16,
            **config,
        )
    )
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
