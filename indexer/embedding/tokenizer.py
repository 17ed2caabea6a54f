"""Build the tokenizer of the bundled model from the pieces in its file."""

from __future__ import annotations

import unicodedata
from typing import Any

from indexer.embedding.packed import PackedModel


def build_tokenizer(packed: PackedModel) -> Any:
    """Return a unigram tokenizer: the file's normalisation is NFKC but for a few characters."""
    from tokenizers import (
        Regex,
        Tokenizer,
        decoders,
        models,
        normalizers,
        pre_tokenizers,
        processors,
    )

    other = {
        char: target
        for char, target in packed.normalised.items()
        if unicodedata.normalize("NFKC", char) != target
    }
    dropped = "".join(char for char, target in other.items() if target == "")
    spaces = "".join(char for char, target in other.items() if target == " ")
    kept, stand_in = "～", "\ue000"  # NFKC would change it, the file does not
    tokenizer = Tokenizer(models.Unigram(packed.pieces, unk_id=packed.special["unk"]))
    tokenizer.normalizer = normalizers.Sequence([
        normalizers.Replace(Regex(f"[{_escaped(dropped)}]"), ""),
        normalizers.Replace(Regex(f"[{_escaped(spaces)}]"), " "),
        normalizers.Replace(kept, stand_in),
        normalizers.NFKC(),
        normalizers.Replace(stand_in, kept),
        normalizers.Replace(Regex(" {2,}"), " "),
    ])  # fmt: skip
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always", split=False)
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        special_tokens=[("<s>", packed.special["bos"]), ("</s>", packed.special["eos"])],
    )
    return tokenizer


def _escaped(chars: str) -> str:
    return "".join(f"\\x{{{ord(char):x}}}" for char in chars)
