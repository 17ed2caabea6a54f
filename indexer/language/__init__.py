"""Everything that knows Chinese: folding, segmentation, sentences."""

from indexer.language.normalise import GLYPHS, Folded, Folding, fold, fold_text, simplified
from indexer.language.segment import (
    TaggedWord,
    Token,
    background_rarity,
    characters,
    in_dictionary,
    letter_codes,
    letters,
    may_be_word,
    segmenter_version,
    tagged_words,
    tokens,
    use_words,
    words,
)
from indexer.language.sentences import sentence_spans

__all__ = [
    "GLYPHS",
    "Folded",
    "Folding",
    "TaggedWord",
    "Token",
    "background_rarity",
    "characters",
    "fold",
    "fold_text",
    "in_dictionary",
    "letter_codes",
    "letters",
    "may_be_word",
    "segmenter_version",
    "sentence_spans",
    "simplified",
    "tagged_words",
    "tokens",
    "use_words",
    "words",
]
