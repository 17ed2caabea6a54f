"""The network as it is fitted and as it is read from its file say the same."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from indexer import Settings
from indexer.answer.reader import SENTENCE, Passage, encode, load_network, read_texts
from indexer.embedding import TokenEncoder, bundled, load_encoder
from indexer.embedding.packed import PackedModel
from tests.marks import needs_8_bits

QUESTION = "候船楼的展览哪天开幕"
PASSAGES = [
    Passage("展讯", "昨日大雾。", "候船楼的展览定于5月18日开幕，为期三周。"),
    Passage("", "", "昨日大雾，早班渡轮停航两小时。"),
]
NEARLY = [("torch-fp32", 1e-3), pytest.param("torch-int8", 0.1, marks=needs_8_bits)]


@pytest.fixture
def tool(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2] / "tools"))
    return importlib.import_module("reading_net")


@pytest.fixture(scope="module")
def packed() -> PackedModel:
    return bundled.read_packed()


@pytest.mark.parametrize(("backend", "nearly"), NEARLY)
def test_what_is_written_reads_as_what_was_fitted(
    tool: Any, packed: PackedModel, backend: str, nearly: float, tmp_path: Path
) -> None:
    import torch

    encoder: TokenEncoder = load_encoder(cache_dir=Settings().cache, backend=backend)
    torch.manual_seed(0)
    net = tool.ReadingNet(packed).eval()
    for name, weight in net.named_parameters():
        if name.endswith(".up") or name in ("parts", "twice", "places.weight"):
            torch.nn.init.normal_(weight, std=0.02)
    tool.watch(net)
    asked, *texts = encode(encoder, [QUESTION], PASSAGES)
    with torch.inference_mode():
        pairs = tool.side_by_side([asked] * len(texts), texts, torch.float32)
        scores, places = net(pairs)
        logs = torch.log_softmax(places, 1).numpy()
    path = tmp_path / "net.safetensors"
    tool.save_net(path, net, encoder, packed, made_by="a test")
    found = read_texts(load_network(encoder, path), asked, texts)
    assert found.scores == pytest.approx(scores.numpy(), abs=nearly)
    for row, text in enumerate(texts):
        own = np.flatnonzero(text.parts == SENTENCE) + len(asked.ids)
        assert np.allclose(logs[row][own], found.places[row], atol=nearly)
