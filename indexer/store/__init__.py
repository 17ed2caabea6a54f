"""What is kept on disk: the catalogue, the words index, the vectors, and generations of the three."""

from indexer.store.filters import Filters
from indexer.store.generation import Generation
from indexer.store.manifest import Manifest

__all__ = ["Filters", "Generation", "Manifest"]
