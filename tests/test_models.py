"""Another model under the name of the one before: noticed, and never mixed with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from indexer import Archive, Settings
from indexer.embedding import Encoder, fingerprint_of
from indexer.errors import ArchiveMismatch, ModelError
from indexer.reindex import reindex
from indexer.repairing import repair
from tests.conftest import write_page

NEW = "江城晚报/2021-05-02/01"


class Along:
    """An Encoder whose vectors all lie along one axis of several."""

    backend = "test"

    def __init__(self, settings: Settings, axis: int, dimensions: int = 8) -> None:
        self.fingerprint = fingerprint_of(settings.model, settings.cache)
        self.axis, self.dimensions = axis, dimensions

    def encode_passages(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        return np.array([self.encode_query(text) for text in texts])

    def encode_query(self, text: str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = np.eye(self.dimensions, dtype=np.float32)[self.axis]
        return vector


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    path = tmp_path / "models" / "ours" / "model.safetensors"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"first")
    return path


@pytest.fixture
def settings(tmp_path: Path, weights: Path) -> Settings:
    return Settings(
        archive=tmp_path / "archive", cache=tmp_path / "cache", words=tmp_path / "none",
        model=str(weights.parent),
    )  # fmt: skip


def embed(paper: Path, settings: Settings, encoder: Encoder, *, full: bool = False) -> int:
    return reindex([paper], settings, load_encoder=lambda: encoder, full=full).embedded


def near(settings: Settings, encoder: Encoder) -> float:
    """Return the least cosine of the encoder's query to what is stored."""
    archive = Archive.open(settings)
    return float(archive.generation.vectors.cosines(encoder.encode_query("渡口")).min())


def test_other_weights_in_the_folder(paper: Path, settings: Settings, weights: Path) -> None:
    count = embed(paper, settings, Along(settings, 0))
    weights.write_bytes(b"other")
    other = Along(settings, 1)
    write_page(paper, NEW, "春茶上市\n\n本报讯 春茶昨日上市，每斤80元。\n")
    with pytest.raises(ArchiveMismatch, match=r"model ours@.*reindex --full"):
        embed(paper, settings, other)
    with pytest.raises(ArchiveMismatch, match="reindex --full"):
        Archive.open(settings)
    with pytest.raises(ArchiveMismatch, match="reindex --full"):
        reindex([paper], settings, load_encoder=lambda: other, dry_run=True)
    assert embed(paper, settings, other, full=True) > count
    assert near(settings, other) == pytest.approx(1, abs=0.01)


def test_the_first_weights_again_cost_nothing(
    paper: Path, settings: Settings, weights: Path
) -> None:
    embed(paper, settings, Along(settings, 0))
    weights.write_bytes(b"other")
    embed(paper, settings, Along(settings, 1), full=True)
    weights.write_bytes(b"first")
    assert embed(paper, settings, Along(settings, 0), full=True) == 0
    assert near(settings, Along(settings, 0)) == pytest.approx(1, abs=0.01)


def test_an_archive_of_before_names_the_folder_alone(
    paper: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr("indexer.reindex.fingerprint_of", lambda model, *_, **__: model)
        count = embed(paper, settings, Along(settings, 0))
    with pytest.raises(ArchiveMismatch, match="reindex --full"):
        embed(paper, settings, Along(settings, 0))
    assert embed(paper, settings, Along(settings, 0), full=True) == count


def test_a_model_that_is_away_is_missed_where_it_is_needed(
    paper: Path, settings: Settings, weights: Path
) -> None:
    def missing() -> Encoder:
        raise ModelError("no such folder")

    embed(paper, settings, Along(settings, 0))
    weights.parent.rename(weights.parent.with_name("away"))
    assert Archive.open(settings).search("渡口", channel="words").articles
    report = reindex([paper], settings, load_encoder=missing)
    assert report.unchanged == 2
    write_page(paper, NEW, "春茶上市\n\n本报讯 春茶昨日上市，每斤80元。\n")
    with pytest.raises(ModelError, match="no such folder"):
        reindex([paper], settings, load_encoder=missing)
    weights.parent.with_name("away").rename(weights.parent)
    assert embed(paper, settings, Along(settings, 0)) == 1


def test_an_open_archive_takes_the_model_of_its_generation(
    paper: Path, settings: Settings, weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    axis = [0]
    monkeypatch.setattr("indexer.archive.load_encoder", lambda *_, **__: Along(settings, axis[0]))
    embed(paper, settings, Along(settings, 0))
    early, late = Archive.open(settings), Archive.open(settings)
    assert early.search("渡口", channel="meaning").articles
    weights.write_bytes(b"other")
    axis[0] = 1
    with pytest.raises(ArchiveMismatch, match="reindex --full"):  # loaded after it was opened
        late.search("渡口", channel="meaning")
    embed(paper, settings, Along(settings, 1), full=True)
    for archive in (early, late):
        assert archive.refresh()
        assert archive.search("渡口", channel="meaning").articles
        assert near(settings, archive.encoder()) == pytest.approx(1, abs=0.01)


def test_a_repair_mixes_no_models(paper: Path, settings: Settings, weights: Path) -> None:
    embed(paper, settings, Along(settings, 0))
    (damaged,) = settings.archive.glob("generations/*/vectors/*.vectors.npy")
    damaged.write_bytes(b"")
    weights.write_bytes(b"other")
    with pytest.raises(ArchiveMismatch, match="reindex --full"):
        repair(settings, load_encoder=lambda: Along(settings, 1))


# By a hub name nothing is known of the weights but how long their vectors are.


@pytest.fixture
def named(settings: Settings) -> Settings:
    return replace(settings, model="某/模型")


def test_longer_vectors_under_a_hub_name(paper: Path, named: Settings) -> None:
    count = embed(paper, named, Along(named, 0))
    longer = Along(named, 1, 16)
    write_page(paper, NEW, "春茶上市\n\n本报讯 春茶昨日上市，每斤80元。\n")
    with pytest.raises(ArchiveMismatch, match=r"dimensions 8.* 16.*reindex --full"):
        embed(paper, named, longer)
    with pytest.raises(ArchiveMismatch, match=r"dimensions 8.* 16.*reindex --full"):
        near(named, longer)
    assert embed(paper, named, longer, full=True) > count
    assert near(named, longer) == pytest.approx(1, abs=0.01)


def test_nothing_but_vectors_of_another_length(paper: Path, named: Settings) -> None:
    count = embed(paper, named, Along(named, 0))
    assert embed(paper, named, Along(named, 0), full=True) == 0
    longer = Along(named, 1, 16)
    assert embed(paper, named, longer, full=True) == count
    assert near(named, longer) == pytest.approx(1, abs=0.01)


def test_generations_of_several_lengths(paper: Path, named: Settings) -> None:
    """A text of an older generation is not taken where the model's vectors are longer by now."""
    write_page(paper, NEW, "春茶上市\n\n本报讯 春茶昨日上市，每斤80元。\n")
    count = embed(paper, named, Along(named, 0))
    (paper / f"{NEW}.txt").unlink()
    longer = Along(named, 1, 16)
    write_page(paper, "江城晚报/2021-05-03/01", "菜场搬家\n\n本报讯 东门菜场今天搬家。\n")
    assert embed(paper, named, longer, full=True) == count
    write_page(paper, NEW, "春茶上市\n\n本报讯 春茶昨日上市，每斤80元。\n")
    assert embed(paper, named, longer, full=True) == 1
    assert near(named, longer) == pytest.approx(1, abs=0.01)
