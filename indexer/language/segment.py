"""Cut text into words and characters: the only module that knows jieba.

jieba's own analyzer for Whoosh numbers positions wrongly, so nothing of it is used: words come from
`jieba.tokenize` in search mode (全国扶贫基地 gives 全国, 扶贫, 基地 and longer dictionary words),
in text order, numbered by whoever stores them.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs
from numpy.typing import NDArray

from indexer.language.names import part_of_speech
from indexer.language.normalise import (
    CHINESE_FIGURES,
    Folding,
    changed_codes,
    fold,
    fold_text,
    folding_version,
)

TaggedWord = tuple[str, str, int, int]  # a word as printed, its part of speech, its span

_LOCK = threading.Lock()
_CODES = 0x32400  # beyond the last letter of Unicode, as of version 16


@dataclass(frozen=True, slots=True)
class Token:
    """A folded word and its span in the text it was cut from."""

    text: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """Return the words of `text` in search mode, folded, with spans in `text` itself.

    A long word comes after the shorter words inside it, as jieba gives them; punctuation and white
    space are left out, every other character is in some token.
    """
    folded = fold(text)
    return [
        Token(word, *folded.source_span(start, end))
        for word, start, end in _jieba().tokenize(folded.text, mode="search")
        if _is_word(word)
    ]


def words(text: str) -> list[str]:
    """Return the words of `text` in search mode, folded: what the words field holds, in order."""
    return [word for word in _jieba().cut_for_search(fold_text(text)) if _is_word(word)]


def tagged_words(text: str) -> list[TaggedWord]:
    """Return the words of `text`, none overlapping, as (word, flag, start, end), in order.

    The words are the text's own characters; flags are jieba's parts of speech, for a folded word:
    nr a person, ns a place, nt an organisation, m a number, t a time, x a mark.
    """
    folded = fold(text)
    found: list[TaggedWord] = []
    at = 0
    for pair in _tagger().cut(folded.text):
        start, end = folded.source_span(at, at + len(pair.word))
        at += len(pair.word)
        if not found or start >= found[-1][3]:  # one sign may fold to two words
            found.append((text[start:end], pair.flag, start, end))
    return found


def background_rarity(word: str) -> float:
    """Return how rare a folded word is in Chinese at large: jieba's table of inverse frequencies.

    A word the table lacks counts as rare, a single letter as fairly common: 13 and 7, where the
    table goes from 3 to 14. Other than an archive's own rarities it means the same in every archive.
    """
    return _background().get(word, 13.0 if len(word) > 1 else 7.0)


def known_letters(text: str) -> int:
    """Return how many characters of `text` stand in words of two or more of the dictionary."""
    return sum(len(word) for word in _jieba().cut(fold_text(text), HMM=False) if len(word) > 1)


def characters(text: str, folding: Folding = Folding()) -> list[Token]:
    """Return the letters, digits and ideographs of `text`, folded, one a token.

    Marks and white space are folded away, so that a phrase is found across them: 人民/日报. Chinese
    figures are figures here, one by one (二〇一九 -> 2019, 一个 -> 1个), wherever a phrase is cut.
    """
    folded = fold(text, folding)
    return [
        Token(char.translate(_figures(folding)), *folded.source_span(index, index + 1))
        for index, char in enumerate(folded.text)
        if char.isalnum()
    ]


def letters(text: str, folding: Folding = Folding()) -> str:
    """Return the characters of `text` that `characters` gives, as one string."""
    folded = fold_text(text) if folding == Folding() else fold(text, folding).text
    return "".join(filter(str.isalnum, folded.translate(_figures(folding))))


def letter_codes(text: str) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return the code points of `letters(text)` (n,), and the place in `text` each came from (n,).

    For long texts: a table is looked up in numpy, ten times as fast as a string is translated.
    """
    if "○" in text:  # a figure within a year, a mark elsewhere: only `fold` looks around it
        found = characters(text)
        codes = np.array([ord(token.text) for token in found], dtype=np.int32)
        return codes, np.array([token.start for token in found], dtype=np.int64)
    table, longer = _letter_table()
    source = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    codes = table[np.minimum(source, len(table) - 1)]
    places = np.flatnonzero(codes)
    codes = codes[places]
    if (several := np.flatnonzero(codes < 0)).size:  # ㎡ is m2
        pieces = [longer[-int(code)] for code in codes[several]]
        counts = np.ones(len(codes), dtype=np.int64)
        counts[several] = [len(piece) for piece in pieces]
        places = np.repeat(places, counts)
        starts = np.cumsum(counts) - counts
        codes = np.repeat(codes, counts)
        for start, piece in zip(starts[several].tolist(), pieces, strict=True):
            codes[start : start + len(piece)] = [ord(char) for char in piece]
    return codes, places


@cache
def _letter_table() -> tuple[NDArray[np.int32], dict[int, str]]:
    """Return by code point what `letters` makes of a character: its code, 0 for nothing, and for
    several letters minus a number, which says them in the dictionary.

    The last entry, which is nothing, stands for all code points beyond those that are letters.
    """
    held = np.fromiter((chr(code).isalnum() for code in range(_CODES)), bool, _CODES)
    table = np.where(held, np.arange(_CODES), 0).astype(np.int32)
    longer: dict[int, str] = {}
    for code in (*changed_codes(), *CHINESE_FIGURES):
        folded = letters(chr(code))
        if len(folded) > 1:
            longer[len(longer) + 1] = folded
        table[code] = -len(longer) if len(folded) > 1 else ord(folded or "\0")
    return table, longer


def _figures(folding: Folding) -> dict[int, str]:
    return CHINESE_FIGURES if folding.numbers else {}


def segmenter_version() -> str:
    """Name the segmenter, its dictionary, the newsroom's words and the folding tables."""
    own = hashlib.sha256("\n".join(_OWN).encode()).hexdigest()[:12] if _OWN else "-"
    return f"{_jieba_version()}/words-{own}/{folding_version()}"


@cache
def _jieba_version() -> str:
    import jieba

    dictionary = Path(jieba.__file__).parent / "dict.txt"
    digest = hashlib.sha256(dictionary.read_bytes()).hexdigest()[:12]
    return f"jieba-{version('jieba')}/dict-{digest}"


def use_words(words: Iterable[str]) -> None:
    """Let jieba know the newsroom's own words, and none that it was told before.

    They hold for the whole process: the archive opened last says which.
    """
    global _OWN
    with _LOCK:
        chosen = tuple(unique(fold_text(word) for word in words))
        if chosen != _OWN:
            _OWN = chosen
            _load.cache_clear()
            _tagger.cache_clear()


def in_dictionary(word: str) -> bool:
    """Tell whether jieba's dictionary has a folded word; the newsroom's own words do not count."""
    return word not in _OWN and bool(_jieba().FREQ.get(word))


def may_be_word(word: str) -> bool:
    """Tell whether jieba would cut a folded word as one: it cuts at marks (·) and at rare letters."""
    import jieba

    return bool(jieba.re_han_default.fullmatch(word))


_OWN: tuple[str, ...] = ()


def _is_word(word: str) -> bool:
    return any(char.isalnum() for char in word)


@cache
def _load() -> Any:
    import jieba

    jieba.setLogLevel(logging.CRITICAL)  # no traceback where it cannot write that file
    tokenizer = jieba.Tokenizer()
    # jieba keeps its loaded dictionary as a marshal file, by default in the shared /tmp, where
    # anybody could leave one for us to load. Without a folder of ours it is loaded anew each time.
    folder = platformdirs.user_cache_path("jianbao")
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    tokenizer.tmp_dir = str(folder)
    tokenizer.initialize()
    for word in _OWN:
        tokenizer.add_word(word)
    return tokenizer


@cache
def _tagger() -> Any:
    from jieba import posseg

    # Of the tagger that jieba makes on import: another one would read the dictionary's tags again.
    known = posseg.dt.word_tag_tab
    own = {word: part_of_speech(word) for word in _OWN if word not in known}
    tagger = posseg.POSTokenizer.__new__(posseg.POSTokenizer)
    tagger.tokenizer = _jieba()
    tagger.word_tag_tab = known | own if own else known  # without a tag a word is a mark, x
    return tagger


@cache
def _background() -> dict[str, float]:
    import jieba

    table = Path(jieba.__file__).parent / "analyse" / "idf.txt"
    pairs = (line.split() for line in table.read_text(encoding="utf-8").splitlines())
    return {word: float(value) for word, value in pairs}


def _jieba() -> Any:
    with _LOCK:
        return _load()


def unique(items: Iterable[str]) -> list[str]:
    """Return `items` without repeats, first places kept."""
    return list(dict.fromkeys(items))
