"""Read names, agency, place and date out of bylines and datelines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.layout.cues import DATELINE
from indexer.models import Byline, Dateline

_TITLES = re.compile(
    r"(?:本[报報刊社台]|新[华華]社|人民日[报報]|[一-鿿]{2,3}社)?(?:特[约約派]|首席|[实實][习習])?"
    r"(?:[记記]者|[通][讯訊][员員]|[评評][论論][员員]|[编編][辑輯]|特[约約]撰稿人)"
)
_AGENCY = re.compile(r"新[华華]社|中新社|[一-鿿]{2}社(?=[记記]者)")
_AFTER = re.compile(r"(?:[报報]道|[摄攝]影?[报報]?道?|文/图|整理|文|/)\s*$")
# （记者 张三）, （记者张三 通讯员李四）
_IN_BRACKETS = re.compile(
    r"[（(](?:[^（()）]{0,6}?)?((?:[记記]者|[通][讯訊][员員])[^（()）]{2,40})[）)]"
)


def parse_byline(lines: Sequence[str]) -> Byline:
    """Return who is named in the byline lines, in order, each once."""
    text = "\n".join(lines)
    agency = _AGENCY.search(text)
    names: list[str] = []
    for line in lines:
        names += _names(line)
    return Byline(text, tuple(dict.fromkeys(names)), agency.group() if agency else "")


def byline_in_body(text: str) -> Byline:
    """Return the byline that a dateline carries: 本报讯（记者 张三）; empty where there is none."""
    match = _IN_BRACKETS.search(text[:80])
    return parse_byline([match.group(1)]) if match else Byline()


def parse_dateline(text: str) -> Dateline:
    """Return the dateline a paragraph begins with; empty where it begins with none."""
    match = DATELINE.match(text)
    if not match:
        return Dateline()
    return Dateline(match.group("text"), match.group("place") or "", match.group("date") or "")


def _names(line: str) -> list[str]:
    """Return the names of a line. 刘 磊 is one name of two characters, 刘磊 李明 are two names."""
    line = _AFTER.sub("", line.strip("□■◎●○☐（()） \u3000"))
    names: list[str] = []
    for piece in re.split(r"[、,，;；/]|(?:\s*" + _TITLES.pattern + r"\s*)", line):
        words = [
            word
            for word in re.split(r"[\s:：]+", piece.strip())
            if re.fullmatch(r"[一-鿿·]+", word)
        ]
        at = 0
        while at < len(words):
            if len(words[at]) == 1 and at + 1 < len(words) and len(words[at + 1]) <= 2:
                names.append(words[at] + words[at + 1])
                at += 2
            else:
                names.append(words[at])
                at += 1
    return [name for name in names if 2 <= len(name) <= 8]
