"""Turn text into vectors: the bundled model, or any sentence-transformers model."""

from indexer.embedding.cross_encoder import Judge, load_cross_encoder
from indexer.embedding.encoder import (
    Encoder,
    TokenEncoder,
    fingerprint_of,
    load_encoder,
    names_weights,
)
from indexer.embedding.upper import Changes, Layers

__all__ = [
    "Changes",
    "Encoder",
    "Judge",
    "Layers",
    "TokenEncoder",
    "fingerprint_of",
    "load_cross_encoder",
    "load_encoder",
    "names_weights",
]
