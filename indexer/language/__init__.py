"""Everything that knows Chinese: folding, segmentation, sentences."""

from indexer.language.normalise import Folded, fold, fold_text
from indexer.language.segment import (
    Folding,
    Token,
    characters,
    letters,
    segmenter_version,
    tokens,
    words,
)
from indexer.language.sentences import sentence_spans

__all__ = [
    "Folded",
    "Folding",
    "Token",
    "characters",
    "fold",
    "fold_text",
    "letters",
    "segmenter_version",
    "sentence_spans",
    "tokens",
    "words",
]
