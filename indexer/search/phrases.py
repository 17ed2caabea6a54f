"""Find characters in a row: marks, white space and line breaks between them do not count.

Figures and Latin letters are found whole: 20米 is not in 420米, AI not in Shanghai, 5亿 not in 3.5亿.
Chinese figures are Arabic ones where both are whole (二〇一九 is 2019, 三 is 3; 八一 is not 81).
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache

from indexer.language import Folding, characters, letter_codes
from indexer.language.normalise import CHINESE_FIGURES

_WILD_LETTERS = 8  # that a * may stand for, between two parts

_ARABIC, _CHINESE, _LATIN, _OTHER = "1", "一", "a", ""  # kinds of signs
_FIGURES = (_ARABIC, _CHINESE)
_WORDED = (_ARABIC, _LATIN)  # found whole
_CHINESE_FIGURES = {*map(chr, CHINESE_FIGURES), "○"}
_UNITS = "十百千万亿"
# To a figure or Latin word that it stands beside.
_MAY_BELONG = r"[^\s一-鿿，。、；：！？（）《》“”]"
_DOTTED = re.compile(r"[0-9０-９]+(?:[.．][0-9０-９]+)+")

Spans = list[tuple[int, int]]


def phrase_spans(text: str, phrase: str, folding: Folding = Folding()) -> Spans:
    """Return the spans in `text` where the characters of `phrase` stand in a row, in order."""
    return wildcard_spans(text, [phrase], folding)


def wildcard_spans(text: str, parts: Sequence[str], folding: Folding = Folding()) -> Spans:
    """Return the spans where `parts` follow each other with up to 8 letters between, in order.

    Where the first or last part has no letters, a figure or Latin word may go on there: 20*. They
    are disjoint; of those that end at a place, the shortest counts.
    """
    source = _Signs(text, folding)
    return [source.span(start, end) for start, end in _chains(source, parts, folding)]


def near_spans(text: str, parts: Sequence[str], gap: int, folding: Folding = Folding()) -> Spans:
    """Return where all `parts` stand with at most `gap` letters from one to the next, in any order.

    A span reaches from the first to the last of them.
    """
    source = _Signs(text, folding)
    return [source.span(start, end) for start, end in _groups(source, parts, gap, folding)]


def holds(text: str, parts: Sequence[str], folding: Folding = Folding()) -> bool:
    """Tell whether `parts` follow each other in `text`: the same as wildcard_spans, sooner."""
    if len(parts) > 1:
        return bool(_chains(_Signs(text, folding), parts, folding))
    wanted = _signs_of(parts[0], folding)
    if wanted.as_typed and wanted.as_typed.search(text):
        return True
    return any(True for _ in _places(_Signs(text, folding), wanted))


def holds_near(text: str, parts: Sequence[str], gap: int, folding: Folding = Folding()) -> bool:
    """Tell whether `near_spans` finds any."""
    return any(_groups(_Signs(text, folding), parts, gap, folding))


class _Signs:
    """The letters of a text, folded, as `held`; and what each was and stood beside in the text."""

    def __init__(self, text: str, folding: Folding) -> None:
        self.text = text
        self._places: Sequence[int]  # of each letter, in the text
        if folding == Folding():
            codes, places = letter_codes(text)
            self.held = codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
            self._places = places.data  # its items are plain whole numbers
        else:
            found = characters(text, folding)
            self.held = "".join(token.text for token in found)
            self._places = [token.start for token in found]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the text of `held[start:end]`, which is not empty."""
        return self._places[start], self._places[end - 1] + 1

    def kind(self, at: int) -> str:
        sign = self.held[at]
        if not sign.isascii():
            return _OTHER
        if not sign.isdigit():
            return _LATIN
        return _CHINESE if self.text[self._places[at]] in _CHINESE_FIGURES else _ARABIC

    def has_point(self, at: int) -> bool:
        """Tell whether a decimal point stands before the letter `at`."""
        return self._places[at] - 1 in self._points

    def touches(self, at: int) -> bool:
        """Tell whether the letter `at` stands right beside the one before it, or in its number."""
        return self._places[at] - self._places[at - 1] < 2 or self.has_point(at)

    @cached_property
    def _points(self) -> set[int]:
        """Return the places of decimal points; those of 2019.8.3 are marks."""
        numbers = (found.span() for found in _DOTTED.finditer(self.text))
        points = ([at for at in range(*span) if self.text[at] in ".．"] for span in numbers)
        return {found[0] for found in points if len(found) == 1}

    @cached_property
    def figures(self) -> list[tuple[int, int, str]]:
        """Return (start, end, kind) of each run of figures of one kind."""
        runs: list[tuple[int, int, str]] = []
        for at in range(len(self.held)):
            kind = self.kind(at)
            if kind not in _FIGURES:
                continue
            if runs and runs[-1][1:] == (at, kind) and self.touches(at):
                runs[-1] = (runs[-1][0], at + 1, kind)
            else:
                runs.append((at, at + 1, kind))
        return runs

    @cached_property
    def is_closed(self) -> bool:
        """Tell whether nothing that stands beside these letters could belong to them."""
        return bool(self.held) and {self.kind(0), self.kind(-1)}.isdisjoint(_WORDED)

    @cached_property
    def as_typed(self) -> re.Pattern[str] | None:
        """What finds these letters whole in a text that has them as they are; None where none can.

        Most texts that hold a phrase do: these need not be folded.
        """
        if not self.held or "○" in self.text or not (self.is_closed or self.text.isalnum()):
            return None
        before = f"(?<!{_MAY_BELONG})" if self.kind(0) in _WORDED else ""
        after = f"(?!{_MAY_BELONG})" if self.kind(-1) in _WORDED else ""
        return re.compile(f"{before}{re.escape(self.text)}{after}")


_signs_of = lru_cache(maxsize=256)(_Signs)


def _chains(source: _Signs, parts: Sequence[str], folding: Folding) -> Spans:
    """Return the spans in `source.held` where `parts` follow each other, disjoint, in order."""
    signs = [_signs_of(part, folding) for part in parts]
    wanted = [one for one in signs if one.held]
    reached: dict[int, int] = {}  # where the parts so far end -> the last place where they begin
    for number, part in enumerate(wanted):
        goes_on = number > 0 or not signs[0].held, number < len(wanted) - 1 or not signs[-1].held
        found: dict[int, int] = {}
        for at in _places(source, part, *goes_on):
            ends = range(at - _WILD_LETTERS, at + 1)
            begun = at if number == 0 else max(reached.get(end, -1) for end in ends)
            if begun >= 0:
                found[at + len(part.held)] = begun
        reached = found
    spans: Spans = []
    for end, start in reached.items():
        if not spans or start >= spans[-1][1]:
            spans.append((start, end))
    return spans


def _groups(
    source: _Signs, parts: Sequence[str], gap: int, folding: Folding
) -> Iterator[tuple[int, int]]:
    """Yield the spans in `source.held` where `parts` stand near each other, by their ends.

    A set of parts (a number with a bit for each) is known by where it ended last, so that the time
    is linear in the text, whatever the gap; it doubles with each part.
    """
    found = [list(_places(source, _signs_of(part, folding))) for part in parts]
    if not all(found):
        return
    lengths = [len(_signs_of(part, folding).held) for part in parts]
    every = 2 ** len(parts) - 1
    ended: dict[int, tuple[int, int]] = {}  # a set of parts -> its last (end, start)
    running: list[tuple[int, int, int]] = []  # (end, start, set) that end after the place looked at
    for at, number in sorted((at, number) for number, places in enumerate(found) for at in places):
        while running and running[0][0] <= at:
            end, start, together = heapq.heappop(running)
            ended[together] = end, start
        ended = {one: last for one, last in ended.items() if last[0] >= at - gap}
        own, end = 1 << number, at + lengths[number]
        for together, start in ((0, at), *((one, last[1]) for one, last in ended.items())):
            if together | own == every and not together & own:
                yield start, end
            elif not together & own:
                heapq.heappush(running, (end, start, together | own))


def _places(
    source: _Signs, wanted: _Signs, goes_on_before: bool = False, goes_on_after: bool = False
) -> Iterator[int]:
    """Yield where in `source.held` the letters `wanted` stand whole, in order."""
    at = source.held.find(wanted.held) if wanted.held else -1
    while at >= 0:
        if (wanted.is_closed and not wanted.figures) or _is_whole(
            source, at, wanted, goes_on_before, goes_on_after
        ):
            yield at
        at = source.held.find(wanted.held, at + 1)


def _is_whole(
    source: _Signs, at: int, wanted: _Signs, goes_on_before: bool, goes_on_after: bool
) -> bool:
    """Tell whether the figures and Latin words of `wanted` are those of the source, at `at`.

    They must not go on before or after it, but where a * stands; a decimal point is part of a
    number; and Chinese figures are Arabic ones as a whole only.
    """
    size = len(wanted.held)
    before = not goes_on_before and at > 0 and source.touches(at)
    after = not goes_on_after and at + size < len(source.held) and source.touches(at + size)
    for is_beside, inner, outer in ((before, at, at - 1), (after, at + size - 1, at + size)):
        if is_beside and source.kind(inner) == source.kind(outer) in _WORDED:
            return False
    if any(source.has_point(at + one) != wanted.has_point(one) for one in range(1, size)):
        return False
    for low, high, kind in wanted.figures:
        kinds = {source.kind(place) for place in range(at + low, at + high)}
        if kinds == {kind}:
            continue
        if len(kinds) > 1 or (high - low == 2 and "0" not in wanted.held[low:high]):
            return False  # 二三 is two or three, 八一 a day
        beside = [at + low - 1] * (low > 0 or before) + [at + high] * (high < size or after)
        for place in beside:
            outside = not at <= place < at + size
            if {source.kind(place)} == kinds or (outside and source.held[place] in _UNITS):
                return False
    return True
