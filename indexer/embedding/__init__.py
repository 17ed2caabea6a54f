"""Turn text into vectors: the bundled model, or any sentence-transformers model."""

from indexer.embedding.cross_encoder import Judge, load_cross_encoder
from indexer.embedding.encoder import Encoder, fingerprint_of, load_encoder

__all__ = ["Encoder", "Judge", "fingerprint_of", "load_cross_encoder", "load_encoder"]
