"""Measure how large the bundled model's inner values grow, for its 8-bit arithmetic.

    python tools/calibrate_encoder.py TEXTS.jsonl...

`indexer/embedding/ranges.json` is written anew: for each layer and each of its four products the
largest input, but for the LOUD channels that are far beyond the others, which are named with their
own largest. Rows are JSON objects with `text` or `question`; a sample of their stretches is run
through the model in 32-bit floats. No text of theirs is kept. Texts of several kinds and times make
the ranges hold for others; what lies beyond them is cut off to them.
"""

from __future__ import annotations

import gzip
import json
import random
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer import Settings
from indexer.embedding import bundled, load_encoder
from indexer.language import sentence_spans

TARGET = Path(bundled.__file__).with_name("ranges.json")
SAMPLE = 1200  # stretches of each file
STRETCH_CHARS = 120
LOUD = {"qkv": 4, "ao": 0, "fi": 4, "fo": 4}
_INPUTS = {  # product -> the linear layer of BertModel whose input it shares
    "qkv": "attention.self.query", "ao": "attention.output.dense",
    "fi": "intermediate.dense", "fo": "output.dense",
}  # fmt: skip


def main(paths: list[str]) -> int:
    if not paths:
        print(__doc__, file=sys.stderr)
        return 2
    encoder: Any = load_encoder(cache_dir=Settings().cache, backend="torch-fp32")
    peaks = watch(encoder.model)
    for path in map(Path, paths):
        texts, questions = read(path)
        print(f"{path.name}: {len(texts)} stretches, {len(questions)} questions", file=sys.stderr)
        encoder.encode_passages(texts)
        for question in questions:
            encoder.encode_query(question)
    layers = [
        {product: split(peaks[layer, product], LOUD[product]) for product in _INPUTS}
        for layer in range(1 + max(layer for layer, _ in peaks))
    ]
    lines = ",\n".join(json.dumps(layer) for layer in layers)
    TARGET.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    return 0


def read(path: Path) -> tuple[list[str], list[str]]:
    """Return a sample of the file's stretches, and of its questions; the same at every run."""
    opener: Any = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    chance = random.Random(1)
    stretches = [
        row["text"][start:][:STRETCH_CHARS]
        for row in chance.sample(rows, min(SAMPLE, len(rows)))
        if row.get("text")
        for start, _ in chance.sample(sentence_spans(row["text"]), 1)
    ]
    asked = [row["question"] for row in rows if row.get("question")]
    return stretches, chance.sample(asked, min(SAMPLE // 4, len(asked)))


def watch(model: Any) -> dict[tuple[int, str], NDArray[np.float32]]:
    """Return the largest absolute inputs, (channels,) by layer and product, kept up to date."""
    peaks: dict[tuple[int, str], NDArray[np.float32]] = {}
    layers = model[0].auto_model.encoder.layer
    for number, layer in enumerate(layers):
        for product, name in _INPUTS.items():

            def note(_: Any, given: Any, key: tuple[int, str] = (number, product)) -> None:
                largest = given[0].flatten(0, -2).abs().amax(0).numpy()
                peaks[key] = np.maximum(peaks.get(key, 0), largest)

            layer.get_submodule(name).register_forward_pre_hook(note)
    return peaks


def split(peaks: NDArray[np.float32], loud: int) -> dict[str, Any]:
    order = np.argsort(-peaks, kind="stable")
    return {
        "peak": round(float(peaks[order[loud]]), 3),
        "loud": {str(channel): round(float(peaks[channel]), 3) for channel in order[:loud]},
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
