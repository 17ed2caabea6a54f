"""Build printed lines from the characters of a sheet.

Characters that the file draws one after another, side by side or one below the other, are a run;
runs that go on where another ends are a line. Which way a run goes, its second character tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from indexer.models import Box
from indexer.reading.glyphs import Glyph
from indexer.reading.printed import PrintedLine

_ALIKE = 1.3  # the larger of two sizes in one line over the smaller: 12％ has small figures
_ACROSS = 0.3  # ems by which characters of one line may stand beside it
_GAP = 1.0  # ems within a run, where the file draws on; gutters have more
_GAP_SPACED = 2.3  # ems, with spaces drawn between: 苏　　禾
_GAP_DOWN = 0.6  # ems between characters of a vertical run; lines stand further apart
_GAP_MERGED = 0.5  # ems between runs of one line
_WORD_GAP = 0.25  # ems between two words in Latin letters
_WIDE_GAP = 0.6  # ems beyond the line's usual distance, where it is a space
_ADVANCE = -0.5  # ems: how far a character may begin before the one before it ends


def printed_lines(glyphs: Iterable[Glyph], width: float, height: float) -> list[PrintedLine]:
    """Return the lines of a sheet, in no reading order; columns set downwards are vertical ones.

    Text turned by a quarter counts as a line that runs down (vertical) or up. Characters drawn
    twice for a bolder look are taken once.
    """
    by_turn: dict[int, list[Glyph]] = {}
    for glyph in glyphs:
        by_turn.setdefault(glyph.turns, []).append(_turned(glyph, -glyph.turns, width, height))
    lines: list[PrintedLine] = []
    for turns, some in sorted(by_turn.items()):
        high, wide = (width, height) if turns % 2 else (height, width)
        for line in _upright_lines(_drawn_once(some)):
            assert line.box is not None
            box = _turned_box(line.box, turns, wide, high)
            box = Box(*(round(at, 2) for at in (box.x0, box.y0, box.x1, box.y1)))
            lines.append(replace(line, box=box, vertical=line.vertical != (turns == 1)))
    return lines


@dataclass(slots=True)
class _Run:
    glyphs: list[Glyph]
    vertical: bool | None = None  # None: a single character


def _upright_lines(glyphs: list[Glyph]) -> list[PrintedLine]:
    runs = _runs(glyphs)
    down = sum(len(run.glyphs) for run in runs if run.vertical)
    across = sum(len(run.glyphs) for run in runs if run.vertical is False)
    level, upright = [], []
    for run in runs:
        if run.vertical and len(run.glyphs) < 3 and across > down:  # 人 above 人 in a table
            level += [[glyph] for glyph in run.glyphs]
        elif run.vertical or (run.vertical is None and down > across):
            upright.append(run.glyphs)
        else:
            level.append(run.glyphs)
    lines = [_line(some, vertical=False) for some in _merged(level, vertical=False)]
    return lines + [_line(some, vertical=True) for some in _merged(upright, vertical=True)]


def _runs(glyphs: list[Glyph]) -> list[_Run]:
    runs: list[_Run] = []
    for glyph in glyphs:
        run = runs[-1] if runs else None
        last = run.glyphs[-1] if run else None
        if run and last and _goes_on_level(last, glyph):
            if run.vertical:  # it was the first of a line below a single character
                run.glyphs.pop()
                run.vertical = True if len(run.glyphs) > 1 else None
                runs.append(_Run([last, glyph], False))
            else:
                run.glyphs.append(glyph)
                run.vertical = False
        elif run and last and run.vertical is not False and _goes_on_down(last, glyph):
            run.glyphs.append(glyph)
            run.vertical = True
        else:
            runs.append(_Run([glyph]))
    return runs


def _goes_on_level(last: Glyph, glyph: Glyph) -> bool:
    em = max(last.size, glyph.size)
    gap = _GAP_SPACED if glyph.spaced else _GAP
    return (
        em <= _ALIKE * min(last.size, glyph.size)
        and abs(last.y1 - glyph.y1) < _ACROSS * em
        and _ADVANCE * em < glyph.x0 - last.x1 < gap * em
        and glyph.x1 >= last.x1
    )


def _goes_on_down(last: Glyph, glyph: Glyph) -> bool:
    em = max(last.size, glyph.size)
    gap = _GAP_SPACED if glyph.spaced else _GAP_DOWN
    return (
        em <= _ALIKE * min(last.size, glyph.size)
        and abs(last.x0 + last.x1 - glyph.x0 - glyph.x1) < _ACROSS * em
        and _ADVANCE * em < glyph.y0 - last.y1 < gap * em
        and (_is_wide(last.char) or _is_wide(glyph.char))
    )


def _merged(runs: list[list[Glyph]], *, vertical: bool) -> list[list[Glyph]]:
    """Join runs of which one begins where another ends, however the file came to draw them."""
    if not runs:
        return []

    def ends(glyph: Glyph) -> tuple[float, float, float]:
        """Return where a character begins and ends along the line, and where it stands across."""
        if vertical:
            return glyph.y0, glyph.y1, (glyph.x0 + glyph.x1) / 2
        return glyph.x0, glyph.x1, glyph.y1

    cell = max(median(run[0].size for run in runs) * _GAP_MERGED, 0.1)
    open_at: dict[tuple[int, int], list[list[Glyph]]] = {}
    lines: list[list[Glyph]] = []
    for run in sorted(runs, key=lambda run: ends(run[0])):
        begin, _, across = ends(run[0])
        size = run[0].size
        column, row = int(begin // cell), int(across // cell)
        line = None
        for key in ((c, r) for c in range(column - 2, column + 3) for r in (row - 1, row, row + 1)):
            for other in open_at.get(key, ()):
                _, end, level = ends(other[-1])
                em = max(size, other[-1].size)
                near = _ADVANCE * em < begin - end < _GAP_MERGED * em
                if (
                    near
                    and abs(level - across) < _ACROSS * em
                    and em <= _ALIKE * min(size, other[-1].size)
                ):
                    line = other
                    break
            if line is not None:
                open_at[key].remove(line)
                line += run
                break
        if line is None:
            line = list(run)
            lines.append(line)
        _, end, level = ends(line[-1])
        open_at.setdefault((int(end // cell), int(level // cell)), []).append(line)
    return lines


def _line(glyphs: Sequence[Glyph], *, vertical: bool) -> PrintedLine:
    box = Box(
        min(glyph.x0 for glyph in glyphs), min(glyph.y0 for glyph in glyphs),
        max(glyph.x1 for glyph in glyphs), max(glyph.y1 for glyph in glyphs),
    )  # fmt: skip
    size = round(median(glyph.size for glyph in glyphs), 2)
    gaps = [
        (after.y0 - before.y1 if vertical else after.x0 - before.x1) / size
        for before, after in pairwise(glyphs)
    ]
    usual = max(median(gaps), 0.0) if gaps else 0.0  # a headline's letters may be set apart
    text = [glyphs[0].char]
    for gap, before, after in zip(gaps, glyphs, glyphs[1:], strict=False):
        words = not vertical and not _is_wide(before.char) and not _is_wide(after.char)
        limit = usual + (_WORD_GAP if words else _WIDE_GAP)
        said = after.spaced or (words and after.apart)
        if (said and usual < _WIDE_GAP) or gap > limit:
            text.append(" ")
        text.append(after.char)
    return PrintedLine("".join(text), box, None, size, vertical)


def _drawn_once(glyphs: list[Glyph]) -> list[Glyph]:
    """Leave out a character drawn again in almost the same place."""
    seen: dict[tuple[str, int, int], list[Glyph]] = {}
    once = []
    for glyph in glyphs:
        near = glyph.size * (0.3 if _is_wide(glyph.char) else 0.1)
        x, y = int(glyph.x0 // near), int(glyph.y0 // near)
        again = any(
            abs(other.x0 - glyph.x0) < near and abs(other.y0 - glyph.y0) < near
            for key in ((glyph.char, a, b) for a in (x - 1, x, x + 1) for b in (y - 1, y, y + 1))
            for other in seen.get(key, ())
        )
        if not again:
            seen.setdefault((glyph.char, x, y), []).append(glyph)
            once.append(glyph)
    return once


def _is_wide(char: str) -> bool:
    """Tell a character that fills an em: 渡 、 《, and the quotation marks Chinese fonts set wide."""
    return char >= "\u2e80" or char[0] in "“”‘’—…·"


def _turned(glyph: Glyph, turns: int, width: float, height: float) -> Glyph:
    if turns % 4 == 0:
        return glyph
    box = _turned_box(Box(glyph.x0, glyph.y0, glyph.x1, glyph.y1), turns, width, height)
    return replace(glyph, x0=box.x0, y0=box.y0, x1=box.x1, y1=box.y1)


def _turned_box(box: Box, turns: int, width: float, height: float) -> Box:
    """Return the box after so many clockwise quarter turns of a sheet of this size."""
    for _ in range(turns % 4):
        box = Box(height - box.y1, box.x0, height - box.y0, box.x1)
        width, height = height, width
    return box
