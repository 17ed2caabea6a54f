"""Export clippings as Markdown: what was printed or typed is escaped, so that it stays text."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.desk.entries import Clipped, entries
from indexer.markdown import escaped_markdown

_INDENTS = " \t"  # four at the beginning of a line make it code


def to_markdown(name: str, clipped: Sequence[Clipped]) -> bytes:
    """Return the folder as Markdown in UTF-8: a heading a clipping, then the references."""
    found, references = entries(clipped)
    blocks = [f"# {escaped_markdown(name)}"]
    for entry in found:
        blocks += [f"## {escaped_markdown(entry.title)}", escaped_markdown(entry.source)]
        if entry.paragraphs:
            quote = "\n>\n".join(
                f"> {escaped_markdown(line.lstrip(_INDENTS))}" for line in entry.paragraphs
            )
            blocks.append(f"{quote} \\[{entry.number}\\]")
        else:
            blocks.append(f"\\[{entry.number}\\]")
        if entry.state:
            blocks.append(f"**{escaped_markdown(entry.state)}**")
        if entry.note:
            blocks.append("**备注**：" + "  \n".join(map(escaped_markdown, entry.note)))
    if references:
        blocks.append("## 参考文献")
        blocks += [
            f"\\[{number}\\] {escaped_markdown(reference)}"
            for number, reference in enumerate(references, start=1)
        ]
    return ("\n\n".join(blocks) + "\n").encode()
