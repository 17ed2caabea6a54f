"""What several tests share: an encoder that needs no model, small archives, the corpus's archive."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import hypothesis
import numpy as np
import pytest
from numpy.typing import NDArray

from indexer import Archive, Report, Settings
from indexer.archive import encoder_from
from indexer.language import characters
from indexer.reindex import reindex
from tests.reading.pdfs import make_pdf, write

# Timings are measured in bench/, never here: a busy machine fails no test.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "corpus"


class CharacterEncoder:
    """An Encoder without a model: texts that share characters are near each other."""

    fingerprint = "characters"
    dimensions = 64
    backend = "test"

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode_passages(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        self.encoded += texts
        return np.array([self._vector(text) for text in texts], dtype=np.float32).reshape(-1, 64)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        return self._vector(text)

    def _vector(self, text: str) -> NDArray[np.float32]:
        vector = np.full(64, 1e-3, dtype=np.float32)
        for token in characters(text):
            vector[hashlib.sha256(token.text.encode()).digest()[0] % 64] += 1
        return vector / np.float32(np.linalg.norm(vector))


def use_encoder(monkeypatch: pytest.MonkeyPatch) -> CharacterEncoder:
    """Make an encoder without a model the one that archives are built and opened with."""
    made = CharacterEncoder()
    monkeypatch.setattr("indexer.reindex.fingerprint_of", lambda *_, **__: made.fingerprint)
    monkeypatch.setattr("indexer.archive.fingerprint_of", lambda *_, **__: made.fingerprint)
    monkeypatch.setattr("indexer.repairing.fingerprint_of", lambda *_, **__: made.fingerprint)
    monkeypatch.setattr("indexer.archive.load_encoder", lambda *args, **kwargs: made)
    return made


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> CharacterEncoder:
    """The encoder without a model, made the one that archives are built and opened with."""
    return use_encoder(monkeypatch)


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A folder with one issue of two pages; each page holds two articles."""
    folder = tmp_path / "报纸"
    write_page(folder, "江城晚报/2021-05-01/01", TWO_ARTICLES)
    write_page(folder, "江城晚报/2021-05-01/02", TWO_MORE)
    return folder


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(archive=tmp_path / "archive", cache=tmp_path / "cache")


@pytest.fixture
def run(settings: Settings, encoder: CharacterEncoder) -> Callable[..., Report]:
    """Call reindex with the test's settings and encoder."""

    def call(*roots: Path, **options: Any) -> Report:
        return reindex(list(roots), settings, load_encoder=lambda: encoder, **options)

    return call


@pytest.fixture
def archive(paper: Path, run: Callable[..., Report], settings: Settings) -> Archive:
    """An open archive of `paper`."""
    run(paper)
    return Archive.open(settings)


@pytest.fixture(scope="session")
def corpus_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of an archive of corpus/, built once with the real model."""
    settings = Settings(archive=tmp_path_factory.mktemp("corpus") / "archive")
    reindex([CORPUS], settings, load_encoder=lambda: encoder_from(settings))
    return settings


@pytest.fixture(scope="session")
def corpus_archive(corpus_settings: Settings) -> Archive:
    """The open archive of corpus/, with the real model."""
    return Archive.open(corpus_settings)


@pytest.fixture
def pictured(tmp_path: Path, run: Callable[..., Report], settings: Settings) -> Archive:
    """An archive of one PDF page with one article."""

    def draw(canvas: object) -> None:
        write(canvas, 40, 520, 30, "石桥老井重新出水")
        write(canvas, 40, 470, 10, "□本报记者 苏 禾")
        write(canvas, 60, 440, 10, "本报讯 " + PICTURED_WORDS + "，今年春天忽然重")
        write(canvas, 40, 424, 10, "新出水，街坊们提着桶来看，井台边排起长队。")

    make_pdf(tmp_path / "papers" / "江城晚报" / "2021-05-02" / "01.pdf", draw)
    report = run(tmp_path / "papers")
    assert not report.failed
    return Archive.open(settings)


def write_page(folder: Path, name: str, text: str) -> Path:
    path = folder / f"{name}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def write_articles(path: Path, *rows: dict[str, str]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


PICTURED_WORDS = "江城的老井干了七年"

TWO_ARTICLES = """\
柳林渡口昨日恢复通航

□本报记者 苏 禾

本报讯 4月30日上午，停航两年的柳林渡口恢复通航，首日运送旅客1260人次。渡口管理站站长罗启明介绍，新添的两艘渡船每艘可载120人。

渡口停航是因为码头受洪水冲刷，加固工程投资3800万元。

城东菜场搬进新楼

□本报记者 白 露

本报讯 城东菜场昨日搬进新楼，186个摊位全部安排妥当。摊主孙巧云说：“夏天不再闷热了。”
"""

TWO_MORE = """\
夜校开出木工课

□本报记者 苏 禾

本报讯 区文化馆的夜校本周开出木工课，报名的有45人，最大的学员71岁。

小学生写信给气象台

□本报记者 白 露

本报讯 育才小学四年级学生给气象台写信，问为什么预报有时不准。台长郭敏回信说，山区的云变化快，雷达还不够密。
"""
