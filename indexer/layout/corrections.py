"""Apply what a person wrote beside a page about its articles to the page's lines."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.errors import CorrectionError
from indexer.layout.lines import Line, lines_of
from indexer.models import Correction, Failure, Page, Role


def decided(
    page: Page, lines: Sequence[Line]
) -> tuple[dict[int, bool], dict[int, Role], dict[int, int]]:
    """Return what the page's corrections say of its lines.

    The three tables are: index of a line -> whether it begins an article; a line's start on the page
    -> its role; index of a line -> index of a line of the article it belongs to. Raises
    CorrectionError for one that fits no line, or more than one, and for any of an article that came
    already cut.
    """
    begins: dict[int, bool] = {}
    roles: dict[int, Role] = {}
    belongs: dict[int, int] = {}
    for correction in page.corrections:
        if page.already_cut:
            raise CorrectionError(
                correction.file,
                f"{page.id} 来时已分好篇，版面更正用不上：请改原文件，删去这一条 / "
                "the article came already cut: change its file, and take this correction out",
            )
        index = _line_of(page, lines, correction, correction.text)
        if correction.begins is not None:
            begins[index] = correction.begins
        if correction.role is not None:
            roles[lines[index].start] = correction.role
        if correction.belongs_to:
            belongs[index] = _line_of(page, lines, correction, correction.belongs_to)
    return begins, roles, belongs


def fitting(read: Page | Failure) -> Page | Failure:
    """Return what was read; in place of a page whose corrections do not fit, the first that does not."""
    return read if isinstance(read, Failure) else misfit(read) or read


def misfit(page: Page) -> Failure | None:
    """Return the page's first correction that cannot be applied; None where all can."""
    try:
        decided(page, lines_of(page) if page.corrections else [])
    except CorrectionError as error:
        return Failure(error.path, error.reason)
    return None


def _line_of(page: Page, lines: Sequence[Line], correction: Correction, text: str) -> int:
    """Return the index of the one line that is `text`, or else the one that begins with it."""
    for found in (
        [i for i, line in enumerate(lines) if line.text == text],
        [i for i, line in enumerate(lines) if line.text.startswith(text)],
    ):
        if len(found) == 1:
            return found[0]
        if found:
            raise CorrectionError(
                correction.file,
                f"“{text}”在 {page.id} 上有 {len(found)} 行：多写几个字 / "
                f"{len(found)} lines begin so: write more of the line",
            )
    raise CorrectionError(
        correction.file,
        f"“{text}”不是 {page.id} 任何一行的开头：照 show --layout 抄 / "
        "no line begins so: copy it from `show --layout`",
    )
