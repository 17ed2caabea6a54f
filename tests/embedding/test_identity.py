"""A model's folder is known by what it holds, and its weights are read once."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.embedding import bundled, fingerprint_of, identity
from indexer.embedding.cache import digest_of_file


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "models" / "ours"
    (folder / "1_Pooling").mkdir(parents=True)
    (folder / "model.safetensors").write_bytes(b"weights" * 1000)
    for name in ("modules.json", "config.json", "tokenizer.json", "1_Pooling/config.json"):
        (folder / name).write_text("{}", encoding="utf-8")
    (folder / "vocab.txt").write_text("渡\n口\n", encoding="utf-8")
    return folder


@pytest.fixture
def name(tmp_path: Path, model: Path) -> Callable[..., str]:
    def fingerprint(folder: Path = model, **options: str) -> str:
        return fingerprint_of(str(folder), tmp_path / "cache", **options)

    return fingerprint


def test_names_say_what_they_said(tmp_path: Path) -> None:
    assert fingerprint_of("bundled", tmp_path) == bundled.FINGERPRINT
    assert fingerprint_of("某/模型", tmp_path, recorded="模型@0123") == "某/模型"


@pytest.mark.parametrize(
    "file",
    ["model.safetensors", "pytorch_model.bin", "modules.json", "sentence_bert_config.json",
     "tokenizer.json", "vocab.txt", "spiece.model", "1_Pooling/config.json"],
)  # fmt: skip
def test_another_file_is_another_model(model: Path, name: Callable[..., str], file: str) -> None:
    before = name()
    held = (model / file).read_bytes() if (model / file).exists() else b""
    (model / file).write_bytes(held + b" ")
    assert name() != before and name().startswith("ours@")
    if held:
        (model / file).write_bytes(held)
        assert name() == before


def test_weights_of_the_same_length_are_another_model(
    model: Path, name: Callable[..., str]
) -> None:
    before = name()
    (model / "model.safetensors").write_bytes(b"weighty" * 1000)
    assert name() != before


def test_what_changes_no_vector_is_not_looked_at(model: Path, name: Callable[..., str]) -> None:
    before = name()
    for other in ("README.md", "train.log", ".cache/huggingface/download/state.json"):
        (model / other).parent.mkdir(parents=True, exist_ok=True)
        (model / other).write_text("other", encoding="utf-8")
    assert name() == before


def test_a_moved_model_is_the_same(tmp_path: Path, model: Path, name: Callable[..., str]) -> None:
    before = name()
    (tmp_path / "elsewhere").mkdir()
    assert name(model.rename(tmp_path / "elsewhere" / "ours")) == before


def test_files_are_read_once(
    model: Path, name: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = name()
    read: list[Path] = []

    def counted(path: Path) -> str:
        read.append(path)
        return digest_of_file(path)

    monkeypatch.setattr(identity, "digest_of_file", counted)
    assert name() == before and not read
    os.utime(model / "model.safetensors", ns=(0, 0))  # copied anew
    assert name() == before and read


@pytest.mark.parametrize("held", ["", "[]", "{}", '{"files": {}, "digest": "0"}'])
def test_a_damaged_cache_is_not_believed(
    tmp_path: Path, name: Callable[..., str], held: str
) -> None:
    before = name()
    (kept,) = (tmp_path / "cache" / "digests").iterdir()
    kept.write_text(held, encoding="utf-8")
    assert name() == before


def test_without_a_cache_they_are_read_each_time(tmp_path: Path, name: Callable[..., str]) -> None:
    before = name()
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    assert fingerprint_of(str(tmp_path / "models" / "ours"), tmp_path / "file") == before


@pytest.mark.parametrize("is_mounted", [False, True], ids=["no folder", "an empty folder"])
def test_a_folder_that_is_away_is_the_one_of_before(
    model: Path, name: Callable[..., str], is_mounted: bool
) -> None:
    before = name()
    model.rename(model.with_name("away"))
    if is_mounted:
        model.mkdir()
    assert name(recorded=before) == before
    assert name() == str(model)
    assert name(recorded="theirs@0123") == str(model)
