"""The setting `cross_encoder`: a model loads or is refused in one line, and it orders the best."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from sentence_transformers import CrossEncoder

from indexer import Archive, IndexerError
from indexer.embedding import load_cross_encoder
from indexer.errors import ModelError
from tests.embedding.small import save_small


def save_model(folder: Path, labels: int) -> Path:
    """Save a cross-encoder of one small layer with weights of chance."""
    from transformers import BertForSequenceClassification

    return save_small(folder, BertForSequenceClassification, num_labels=labels)


def test_a_model_gives_one_number_a_text(tmp_path: Path) -> None:
    judge = load_cross_encoder(str(save_model(tmp_path / "model", 1)))
    scores = judge("柳林渡口", ["渡口恢复通航", "试", ""])
    assert scores.shape == (3,)
    assert np.isfinite(scores).all()


def test_its_threads_are_not_the_embedding_models(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The 8-bit model computes each pack of texts in one thread, whichever is loaded first."""
    before = torch.get_num_threads()
    seen = []
    predict = CrossEncoder.predict

    def spied(*args: Any, **options: Any) -> Any:
        seen.append(torch.get_num_threads())
        return predict(*args, **options)

    monkeypatch.setattr(CrossEncoder, "predict", spied)
    try:
        torch.set_num_threads(1)
        judge = load_cross_encoder(str(save_model(tmp_path / "model", 1)), threads=2)
        assert torch.get_num_threads() == 1
        judge("柳林渡口", ["试"])
        assert (seen[-1], torch.get_num_threads()) == (2, 1)
    finally:
        torch.set_num_threads(before)


def test_a_model_of_classes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="3 numbers a pair"):
        load_cross_encoder(str(save_model(tmp_path / "model", 3)))


def spoil(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"no weights")


def unname(folder: Path) -> None:
    (folder / "config.json").write_text("{}", encoding="utf-8")


@pytest.mark.parametrize("damage", [spoil, unname])
def test_a_damaged_model_is_one_error(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    folder = save_model(tmp_path / "model", 1)
    damage(folder)
    with pytest.raises(ModelError, match="cross_encoder"):
        load_cross_encoder(str(folder))


def test_a_folder_that_is_missing_is_one_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="nowhere"):
        load_cross_encoder(str(tmp_path / "nowhere"))


def judging(archive: Archive, monkeypatch: pytest.MonkeyPatch, wanted: str) -> list[str]:
    """Let the archive's cross-encoder prefer what holds `wanted`; return the texts that it reads."""
    read: list[str] = []

    def judge(query: str, texts: Sequence[str]) -> NDArray[np.float32]:
        read.extend(texts)
        return np.array([wanted in text for text in texts], dtype=np.float32)

    monkeypatch.setattr("indexer.archive.load_cross_encoder", lambda *args, **kwargs: judge)
    archive.settings = replace(archive.settings, cross_encoder="model")
    return read


def test_the_best_are_put_in_its_order(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    before = archive.search("渡口 通航", rerank=True).articles
    last = before[-1].article
    read = judging(archive, monkeypatch, last.text[:20])
    found = archive.search("渡口 通航").articles
    assert found[0].article.id == last.id
    assert [item.article.id for item in found[1:]] == [
        item.article.id for item in before if item.article.id != last.id
    ]
    assert [item.score for item in found] == [item.score for item in before]
    assert any(last.title in text for text in read)
    assert archive.ask("渡口何时通航").question


def test_it_is_not_asked_where_the_second_stage_is_off(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = judging(archive, monkeypatch, "渡口")
    archive.search("渡口", rerank=False)
    archive.search("渡口", channel="words")
    assert read == []


def test_a_missing_model_is_an_error_of_ours(archive: Archive) -> None:
    archive.settings = replace(archive.settings, cross_encoder="/nowhere")
    with pytest.raises(IndexerError, match="cross_encoder"):
        archive.search("渡口")
