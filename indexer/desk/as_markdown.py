"""Export clippings as Markdown: what was printed or typed is escaped, so that it stays text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.desk.entries import Clipped, entries

# All ASCII punctuation may be escaped (CommonMark 2.4); these are what could begin something.
_MARKS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$&:=^@\"'])")
_INDENTS = " \t"  # four at the beginning of a line make it code
_PLAIN = re.compile(r"(?<=\w)\\([.:\-@'])(?=\w)")  # inside a word or number they begin nothing


def to_markdown(name: str, clipped: Sequence[Clipped]) -> bytes:
    """Return the folder as Markdown in UTF-8: a heading a clipping, then the references."""
    found, references = entries(clipped)
    blocks = [f"# {_escaped(name)}"]
    for entry in found:
        blocks += [f"## {_escaped(entry.title)}", _escaped(entry.source)]
        if entry.paragraphs:
            quote = "\n>\n".join(
                f"> {_escaped(line.lstrip(_INDENTS))}" for line in entry.paragraphs
            )
            blocks.append(f"{quote} \\[{entry.number}\\]")
        else:
            blocks.append(f"\\[{entry.number}\\]")
        if entry.state:
            blocks.append(f"**{_escaped(entry.state)}**")
        if entry.note:
            blocks.append("**备注**：" + "  \n".join(map(_escaped, entry.note)))
    if references:
        blocks.append("## 参考文献")
        blocks += [
            f"\\[{number}\\] {_escaped(reference)}"
            for number, reference in enumerate(references, start=1)
        ]
    return ("\n\n".join(blocks) + "\n").encode()


def _escaped(text: str) -> str:
    return _PLAIN.sub(r"\1", _MARKS.sub(r"\\\1", text))
