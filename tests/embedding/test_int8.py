"""The 8-bit arithmetic: near the 32-bit floats, steady, light to load, and left out where it must."""

from __future__ import annotations

import functools
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from indexer import Settings
from indexer.embedding import Encoder, TokenEncoder, int8, load_encoder
from indexer.embedding.int8 import _packs, can_run
from indexer.embedding.rounding import ZERO, Range, _product
from indexer.errors import ModelError
from tests.conftest import ROOT
from tests.marks import needs_8_bits

TEXTS = [
    "停航两年的渡口昨日恢复通航，首日运送旅客1260人次。",
    "老人住一晚要付多少？養老院每個床位每月收費１８００元。",
    "ＲＣＥＰ生效后，iPhone 15 的进口关税没有变 😀",
    "木工课",
    "",
    "𠀀𪛟\ud800",
    "报名的有四十五人，" * 90,  # beyond the 512 tokens that the model takes
]


@pytest.fixture(scope="module")
def rounded() -> Encoder:
    return load_encoder(cache_dir=Settings().cache, backend="torch-int8")


@needs_8_bits
def test_its_vectors_are_nearly_those_of_32_bit_floats(rounded: Encoder) -> None:
    exact = load_encoder(cache_dir=Settings().cache, backend="torch-fp32")
    assert (exact.backend, rounded.backend) == ("torch-fp32", "torch-int8")
    assert (exact.fingerprint, exact.dimensions) == (rounded.fingerprint, rounded.dimensions)
    texts = [text for text in TEXTS if text]  # of none the prompt is left, with its space or not
    ours, theirs = rounded.encode_passages(texts), exact.encode_passages(texts)
    assert (ours * theirs).sum(axis=1).min() > 0.998
    for text in texts:
        assert rounded.encode_query(text) @ exact.encode_query(text) > 0.998


@needs_8_bits
def test_the_same_texts_get_the_same_vectors(rounded: Encoder) -> None:
    again = load_encoder(cache_dir=Settings().cache, threads=1)
    assert again.backend == "torch-int8"
    # The last digit of a sum goes by the processor and by how many threads share it.
    close = functools.partial(np.allclose, rtol=0, atol=1e-6)
    assert close(rounded.encode_passages(TEXTS), again.encode_passages(TEXTS))
    assert close(rounded.encode_query("渡口"), again.encode_query("渡口"))
    assert np.array_equal(again.encode_passages(TEXTS), again.encode_passages(TEXTS))


@needs_8_bits
def test_a_text_is_not_changed_by_its_neighbours(rounded: Encoder) -> None:
    together = rounded.encode_passages([*TEXTS, "渡口" * 40, "课"])
    for text, vector in zip(TEXTS, together, strict=False):
        assert rounded.encode_passages([text])[0] @ vector > 0.99999


@needs_8_bits
def test_a_query_imports_no_more_than_torch() -> None:
    code = """
import sys
from pathlib import Path
from indexer.embedding import load_encoder
encoder = load_encoder(cache_dir=Path(sys.argv[1]))
assert encoder.encode_query("渡口").shape == (encoder.dimensions,)
assert not {"transformers", "sentence_transformers", "sklearn", "scipy"} & set(sys.modules)
"""
    command = [sys.executable, "-X", "utf8", "-c", code, str(Settings().cache)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")


@needs_8_bits
@pytest.mark.parametrize("texts", [1, 2, 7, 16, 33, 300])
@pytest.mark.parametrize(("inputs", "outputs"), [(384, 1152), (1536, 384)])
def test_the_largest_sums_are_exact(texts: int, inputs: int, outputs: int) -> None:
    """Also on a CPU that adds two neighbours in 16 bits."""
    chance = np.random.default_rng(texts)
    weight = chance.normal(size=(outputs, inputs)).astype(np.float32)
    weight[: outputs // 2] = np.sign(weight[: outputs // 2, :1])
    bias = np.zeros(outputs, dtype=np.float32)
    rounded = _product("p", weight, bias, Range(1.0, {}))
    tensors: dict[str, Any] = {name: torch.from_numpy(values) for name, values in rounded.items()}
    product = int8._Product(tensors, "p")
    loudest = torch.from_numpy(chance.choice([0, 255], (texts, inputs), p=[0.1, 0.9]))
    found = product(loudest.to(torch.uint8)).numpy()
    whole = (loudest.numpy() - ZERO) @ tensors["p.weight"].numpy().astype(np.int64).T
    assert np.allclose(found, whole * tensors["p.scale"].numpy(), rtol=1e-5, atol=1e-5)


@needs_8_bits
def test_sums_that_do_not_fit_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert int8._adds_up()
    monkeypatch.setattr(int8._Product, "__call__", lambda *_: torch.full((16, 3), 2.0**15 - 1))
    assert not can_run()


def test_32_bit_floats_serve_where_8_bits_cannot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(int8, "can_run", lambda: False)
    assert load_encoder(cache_dir=Settings().cache).backend == "torch-fp32"


def test_8_bits_asked_for_by_name_are_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(int8, "can_run", lambda: False)
    with pytest.raises(ModelError, match=r"AVX2.*改为 auto"):
        load_encoder(cache_dir=tmp_path, backend="torch-int8")


def test_8_bits_serve_no_other_model(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="只能用自带的模型"):
        load_encoder("某/模型", cache_dir=tmp_path, backend="torch-int8")


@pytest.mark.parametrize(
    ("lengths", "packs"),
    [
        ([], []),
        ([7], [[0]]),
        ([30, 50, 20], [[1], [0, 2]]),
        ([400, 500, 600, 500], [[2, 1], [3, 0]]),
        ([2000, 1], [[0], [1]]),
        ([700] * 4, [[0], [1, 2], [3]]),
    ],
    ids=[
        "none",
        "one",
        "for two threads",
        "as many tokens each",
        "a long one",
        "of about the most that fits",
    ],
)
def test_texts_are_packed(lengths: list[int], packs: list[list[int]]) -> None:
    assert _packs(lengths, 2) == packs


@needs_8_bits
def test_the_states_of_tokens_are_what_a_vector_is_the_mean_of(rounded: Encoder) -> None:
    assert isinstance(rounded, TokenEncoder)
    texts = ["停航两年的渡口昨日恢复通航", "木工课", "每月收費１８００元"]
    framed = [rounded.framed("query", rounded.pieces(text)[0]) for text in texts]
    for text, states in zip(texts, rounded.token_states(framed, (6, 12)), strict=True):
        assert states.shape[1:] == (2, rounded.dimensions)
        mean = states[:, 1].mean(axis=0)
        assert mean @ rounded.encode_query(text) / np.linalg.norm(mean) > 0.99


@needs_8_bits
def test_its_states_are_nearly_those_of_32_bit_floats(rounded: Encoder) -> None:
    exact = load_encoder(cache_dir=Settings().cache, backend="torch-fp32")
    assert isinstance(rounded, TokenEncoder) and isinstance(exact, TokenEncoder)
    for text in TEXTS[:3]:
        assert rounded.pieces(text) == exact.pieces(text)
    framed = [exact.framed("passage", exact.pieces(text)[0]) for text in TEXTS[:4]]
    assert framed == [rounded.framed("passage", rounded.pieces(text)[0]) for text in TEXTS[:4]]
    ours, theirs = (one.token_states(framed, (6, 12)) for one in (rounded, exact))
    for one, other in zip(ours, theirs, strict=True):
        assert one.shape == other.shape
        lengths = np.linalg.norm(one, axis=-1) * np.linalg.norm(other, axis=-1)
        assert ((one * other).sum(-1) / lengths).mean() > 0.98


@needs_8_bits
def test_pieces_say_where_they_stand(rounded: Encoder) -> None:
    assert isinstance(rounded, TokenEncoder)
    text = "每月收費１８００元"
    ids, spans = rounded.pieces(text)
    assert len(ids) == len(spans)
    assert "".join(text[a:b] for a, b in spans).endswith("１８００元")
