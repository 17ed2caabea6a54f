"""What is kept on disk: the catalogue, the words index, the vectors, and generations of the three."""

from indexer.store.filters import Filters
from indexer.store.generation import Generation, Manifest

__all__ = ["Filters", "Generation", "Manifest"]
