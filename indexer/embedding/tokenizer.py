"""The tokenizer of the bundled model, from the pieces in its file: of sentencepiece, and for transformers.

Both find the same pieces; sentencepiece's needs a fifth of the memory and half of the time or less.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from indexer.embedding.packed import PackedModel

_SPACE = "▁"  # as pieces have it


class Tokenizer:
    """Texts to the numbers of their pieces, at most `longest` of them with what stands around them.

    Space around a text is no piece; `space` is the number of the piece that is one space.
    """

    def __init__(self, file: Path, longest: int) -> None:
        import sentencepiece

        self._model = sentencepiece.SentencePieceProcessor(model_file=str(file))
        self.longest = longest
        self.space = int(self._model.piece_to_id(_SPACE))

    def framed(self, pieces: Sequence[int]) -> list[int]:
        """Return pieces between the marks of a text's beginning and end, the last cut off if need be."""
        return [self._model.bos_id(), *pieces[: self.longest - 2], self._model.eos_id()]

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Return each text's pieces, framed."""
        return [self.framed(pieces) for pieces in self._model.encode(list(texts))]

    def pieces(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """Return the numbers of all pieces and the span of each in `text`, none empty; unframed.

        A character that becomes several (℃) may stand in two pieces: both have it. Of space before
        a word its piece has the last; the mark of a beginning without space, what follows it.
        """
        found = self._model.encode(text, return_type="offset_mapping")
        spans = []
        for piece, (start, end) in zip(found["pieces"], found["offsets"], strict=True):
            while end - start > 1 and text[start : start + 2].isspace():
                start += 1
            said = unicodedata.normalize("NFKC", text[start:end])
            if len(said.strip()) < len(piece.lstrip(_SPACE)) or start == end:
                end += 1
            spans.append((start, min(end, len(text))))
        return found["ids"], spans


def write_tokenizer(packed: PackedModel, file: Path) -> None:
    """Write what `Tokenizer` reads: the file's pieces, normalised as the original model's texts were."""
    import sentencepiece
    from sentencepiece import sentencepiece_model_pb2 as form

    nmt_nfkc = sentencepiece.SentencePieceNormalizer(rule_name="nmt_nfkc")
    model = form.ModelProto.FromString(nmt_nfkc.serialized_model_proto())
    model.normalizer_spec.MergeFrom(
        form.NormalizerSpec(
            add_dummy_prefix=True, remove_extra_whitespaces=True, escape_whitespaces=True
        )
    )
    spec, kind = model.trainer_spec, form.ModelProto.SentencePiece
    spec.model_type = form.TrainerSpec.UNIGRAM
    kinds = {packed.special["unk"]: kind.UNKNOWN}
    for name, number in packed.special.items():
        setattr(spec, f"{name}_id", number)
        setattr(spec, f"{name}_piece", packed.pieces[number][0])
        kinds.setdefault(number, kind.CONTROL)
    kinds[len(packed.pieces) - 1] = kind.CONTROL  # <mask>, which no text says
    del model.pieces[:]
    for number, (piece, score) in enumerate(packed.pieces):
        model.pieces.add(piece=piece, score=score, type=kinds.get(number, kind.NORMAL))
    file.write_bytes(model.SerializeToString())


def build_tokenizer(packed: PackedModel) -> Any:
    """Return transformers' tokenizer: the file's normalisation is NFKC but for a few characters."""
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
