"""The encoder's upper layers with changed weights: unchanged they are its own, changes are added."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexer import Settings
from indexer.embedding import Changes, TokenEncoder, int8_encoder, load_encoder
from indexer.embedding.int8 import can_run
from indexer.embedding.rounding import read_ranges
from indexer.errors import ModelError
from tests.marks import needs_8_bits

FIRST = 6
TEXTS = [
    "停航两年的渡口昨日恢复通航，首日运送旅客千余人次。",
    "木工课",
    "展览定于5月18日开幕，为期三周。",
]


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that has the models, and what the tests add to it."""
    folder = tmp_path_factory.mktemp("models")
    for backend in ("torch-fp32", "torch-int8") if can_run() else ("torch-fp32",):
        load_encoder(cache_dir=Settings().cache, backend=backend)
    for model in Settings().cache.glob("multilingual-*"):
        (folder / model.name).symlink_to(model)
    return folder


@pytest.fixture(
    scope="module", params=[pytest.param("torch-int8", marks=needs_8_bits), "torch-fp32"]
)
def encoder(request: pytest.FixtureRequest, models: Path) -> TokenEncoder:
    return load_encoder(cache_dir=models, backend=request.param)


def changes(name: str, **added: np.ndarray) -> Changes:
    return Changes(name, FIRST, added, read_ranges()[FIRST:])


def states(encoder: TokenEncoder, layer: int) -> list[np.ndarray]:
    framed = [encoder.framed("passage", encoder.pieces(text)[0]) for text in TEXTS]
    return [one[:, 0] for one in encoder.token_states(framed, (layer,))]


def test_unchanged_they_are_the_encoders_own(encoder: TokenEncoder) -> None:
    found = encoder.upper_layers(changes("unchanged"))(states(encoder, FIRST))
    for one, other in zip(found, states(encoder, encoder.layers), strict=True):
        assert np.allclose(one, other, atol=1e-3)


def test_what_is_changed_is_added(encoder: TokenEncoder) -> None:
    """The last layer ends in a norm and its bias: what is added there is added to all tokens."""
    more = np.linspace(-1, 1, encoder.dimensions, dtype=np.float32)
    layers = encoder.upper_layers(changes("changed", **{f"l{encoder.layers - 1}.oln.b": more}))
    for one, other in zip(
        layers(states(encoder, FIRST)), states(encoder, encoder.layers), strict=True
    ):
        assert np.allclose(one, other + more, atol=1e-3)


def test_a_changed_matrix_counts(encoder: TokenEncoder) -> None:
    size = encoder.dimensions
    change = np.eye(size, dtype=np.float32) / 10
    layers = encoder.upper_layers(changes("matrix", **{f"l{FIRST}.v.w": change}))
    for one, other in zip(
        layers(states(encoder, FIRST)), states(encoder, encoder.layers), strict=True
    ):
        assert not np.allclose(one, other, atol=1e-2)


def test_a_text_is_the_same_among_others(encoder: TokenEncoder) -> None:
    layers = encoder.upper_layers(changes("unchanged"))
    before = states(encoder, FIRST)
    for one, given in zip(layers(before), before, strict=True):
        assert np.allclose(layers([given])[0], one, atol=1e-4)


@needs_8_bits
def test_without_room_in_the_cache_they_are_rounded_in_memory(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = load_encoder(cache_dir=models, backend="torch-int8")

    def full(*_: object) -> None:
        raise ModelError("写不进模型缓存")

    monkeypatch.setattr(int8_encoder, "ensure_folder", full)
    layers = encoder.upper_layers(changes("no room"))
    for one, other in zip(
        layers(states(encoder, FIRST)), states(encoder, encoder.layers), strict=True
    ):
        assert np.allclose(one, other, atol=1e-3)
    assert not list(models.glob("*no room"))
