"""Every error Jianbao raises on purpose.

    IndexerError
    ├── SettingsError          a setting has a value that cannot be used
    ├── ReadError              a file could not be read as pages
    │   └── CorrectionError    a layout correction does not fit its page
    ├── QueryError             a query that cannot be answered
    ├── ModelError             the embedding model is missing, damaged or of another kind
    ├── LanguageModelError     the language model gave no reply that can be used
    ├── DeskError              the file of clippings and saved searches cannot be used
    │   └── DeskRefused        what was to be kept there is too long, too many, there already, or gone
    └── ArchiveError           something about the archive on disk
        ├── NoArchive          there is none yet
        ├── NoGeneration       the generation to return to is not on disk
        ├── ArchiveBusy        another process is writing to it
        ├── ArchiveMismatch    it was built with another schema, segmenter, dictionary or model
        ├── ArchiveDamaged     a file is missing or is not what was written
        └── UnknownId          no page or article has that id

Each message says what happened, where, and what to do: Chinese first, then English. Only the
command line and the web page catch these; anything else is a bug and keeps its traceback.
"""

from __future__ import annotations

from collections.abc import Sequence


class IndexerError(Exception):
    """The root: catch this to catch all of them."""


class SettingsError(IndexerError):
    """A setting has a value that cannot be used."""


class ReadError(IndexerError):
    """A file could not be read as pages. `path` is the file, `reason` says why and what to do."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class CorrectionError(ReadError):
    """A correction of a page's layout fits none of its lines, or more than one."""


class QueryError(IndexerError):
    """A query that cannot be answered, and what to type instead."""


class ModelError(IndexerError):
    """The embedding model is missing, damaged or of another kind than the archive's."""


class LanguageModelError(IndexerError):
    """The language model gave no reply that can be used: the answer is given without it."""


class DeskError(IndexerError):
    """The file of clippings and saved searches cannot be used. `path` is the file."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path = path
        self.why = why


class DeskRefused(DeskError):
    """What was to be kept on the desk is too long, too many, there already, or is gone."""

    def __init__(self, why: str) -> None:
        IndexerError.__init__(self, why)
        self.path = ""
        self.why = why


class ArchiveError(IndexerError):
    """Something about the archive on disk."""


class NoArchive(ArchiveError):
    """There is no archive at the given place yet."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"{path} 里还没有档案库：先运行 reindex 报纸文件夹 / "
            f"no archive at {path} yet: run `reindex FOLDER` first"
        )
        self.path = path


class NoGeneration(ArchiveError):
    """The archive does not hold the generation that is to become current."""

    def __init__(self, path: str, wanted: str, held: Sequence[str]) -> None:
        names = ", ".join(held) or "-"
        super().__init__(
            f"{path} 里没有第 {wanted} 代可以退回（现有 {names}）：jianbao generations 列出各代 / "
            f"{path} holds no generation {wanted} to return to (it has {names}): "
            f"`jianbao generations` lists them"
            if wanted
            else f"{path} 里没有更早的一代可以退回（现有 {names}） / "
            f"{path} holds no earlier generation to return to (it has {names})"
        )
        self.path = path
        self.wanted = wanted
        self.held = tuple(held)


class ArchiveBusy(ArchiveError):
    """Another process is writing to the archive."""

    def __init__(self, path: str, holder: str) -> None:
        super().__init__(
            f"{path} 正由另一个进程更新（{holder}）：等它结束再试 / "
            f"{path} is being written by another process ({holder}): try again when it is done"
        )
        self.path = path
        self.holder = holder


class ArchiveMismatch(ArchiveError):
    """The archive was built with something other than what the settings or this version say."""

    def __init__(self, what: str, built_with: str, wanted: str) -> None:
        super().__init__(
            f"档案库的{what}是 {built_with}，现在的设置是 {wanted}：运行 reindex --full / "
            f"the archive was built with {what} {built_with}, now it is {wanted}: "
            f"run `reindex --full`"
        )
        self.what = what
        self.built_with = built_with
        self.wanted = wanted


class ArchiveDamaged(ArchiveError):
    """A file of the archive is missing or is not what was written."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(
            f"档案库文件损坏：{path}（{why}）：运行 jianbao check --repair 修复，或 reindex --full 重建 / "
            f"damaged archive file {path} ({why}): run `jianbao check --repair`, "
            f"or `reindex --full` to rebuild"
        )
        self.path = path
        self.why = why


class UnknownId(ArchiveError):
    """No page or article of the archive has the given id."""

    def __init__(self, wanted: str) -> None:
        super().__init__(
            f"档案库里没有 {wanted}：用 jianbao search 找到它的编号 / "
            f"nothing in the archive has the id {wanted}: find it with `jianbao search`"
        )
        self.wanted = wanted
