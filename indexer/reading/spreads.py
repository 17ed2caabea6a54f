"""Number the two pages that lie on one sheet.

`1+4` names both, in the file's name (`01+04.jpg`, `1939-04-26-p1+4.tif`) or as a sidecar's `page`.
A folded sheet has an odd page on one side and an even one on the other: where lines are vertical
and the paper is bound at its right edge, the odd page lies left (1 | 4, 3 | 2); where they are
horizontal, right (4 | 1, 2 | 3). A sidecar with `page = "左1右4"` says it outright.
"""

from __future__ import annotations

import re

LEFT, RIGHT = "左", "右"

_NUMBER = r"[A-Za-z]?\d{1,3}"
_PAIR = re.compile(rf"(?:^|[^0-9A-Za-z+])[pP]?({_NUMBER})\+[pP]?({_NUMBER})$")
_SAID = re.compile(rf"([{LEFT}{RIGHT}])([^{LEFT}{RIGHT}]+)([{LEFT}{RIGHT}])([^{LEFT}{RIGHT}]+)")


def page_numbers(
    number: str, stem: str, *, vertical: bool, only_sheet: bool = True
) -> dict[str, str]:
    """Return the number (版次) of the page at each side of a sheet.

    `number` is what is known of the sheet, "" for nothing, `stem` the file's name. Where neither
    names two pages, or the file has other sheets that they might as well be, the sides are told
    apart: `05-右`, and "" where nothing is known.
    """
    said = _SAID.fullmatch(number) if only_sheet else None
    if said and said[1] != said[3]:
        return {said[1]: said[2].strip(), said[3]: said[4].strip()}
    pair = (_PAIR.search(number) or _PAIR.search(stem)) if only_sheet else None
    if pair is None:
        return {side: f"{number}-{side}" if number else "" for side in (LEFT, RIGHT)}
    first, second = pair[1], pair[2]
    odd, other_odd = (int(re.sub(r"\D", "", one)) % 2 == 1 for one in (first, second))
    if odd != other_odd and odd != vertical:  # else as named, from left to right
        first, second = second, first
    return {LEFT: first, RIGHT: second}
