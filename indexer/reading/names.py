"""Tell which names can stand in an id and in one line of a report."""

from __future__ import annotations

import re

# Controls and line separators would break a line of the report in two; lone surrogates stand for
# bytes of a file name that are no UTF-8, and cannot be stored or printed.
_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def is_fit(name: str) -> bool:
    """Tell whether `name` has no control characters, line ends or bytes that are no text."""
    return not _UNFIT.search(name)


def shown(name: str) -> str:
    r"""Return `name` in one printable line: what is unfit is written as \x0a, \xff, \u2028."""
    return _UNFIT.sub(_escaped, name)


def is_label(name: str) -> bool:
    """Tell whether `name` can be one part of an id: it is no path and leads nowhere."""
    return is_fit(name) and not re.search(r"[/\\]", name) and name not in (".", "..")


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xDC80 <= code <= 0xDCFF:  # how Python carries the byte 0x80 to 0xFF of a file name
        code -= 0xDC00
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
