"""Everything that knows Chinese: folding, segmentation, sentences."""

from indexer.language.normalise import Folded, Folding, fold, fold_text
from indexer.language.segment import (
    Token,
    background_rarity,
    characters,
    in_dictionary,
    letter_codes,
    letters,
    segmenter_version,
    tagged_words,
    tokens,
    use_words,
    words,
)
from indexer.language.sentences import sentence_spans

__all__ = [
    "Folded",
    "Folding",
    "Token",
    "background_rarity",
    "characters",
    "fold",
    "fold_text",
    "in_dictionary",
    "letter_codes",
    "letters",
    "segmenter_version",
    "sentence_spans",
    "tagged_words",
    "tokens",
    "use_words",
    "words",
]
