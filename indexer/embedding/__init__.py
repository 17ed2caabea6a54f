"""Turn text into vectors: the bundled model, or any sentence-transformers model."""

from indexer.embedding.encoder import Encoder, fingerprint_of, load_encoder

__all__ = ["Encoder", "fingerprint_of", "load_encoder"]
