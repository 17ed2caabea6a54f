"""Put into one line why a file cannot be read."""

from __future__ import annotations

from pathlib import Path

from indexer.models import Failure
from indexer.reading.names import shown


def failure(path: Path | str, reason: str) -> Failure:
    """Return a Failure whose path prints in one line, whatever the file is called."""
    return Failure(shown(str(path)), reason)


def unreadable(path: Path, error: OSError) -> Failure:
    """Return the Failure for an error of the operating system while reading `path`."""
    if isinstance(error, PermissionError):
        why = (
            "没有读取权限，未读：改权限后再运行 / no permission to read it: change that, run again"
        )
    elif isinstance(error, FileNotFoundError):
        why = "文件不见了，未读：确认它还在，再运行 / it is gone: see that it is there, run again"
    elif isinstance(error, IsADirectoryError):
        why = "是文件夹，不是文件：移走或改名 / a folder, not a file: move or rename it"
    else:
        why = (
            f"读不了（{error.strerror}），未读：检查磁盘和文件 / "
            "cannot be read: check the disk and the file"
        )
    return failure(path, why)


def size(count: int) -> str:
    """Return a number of bytes as a person says it: 20.3 MB, 512 KB, 7 B."""
    for unit, name in ((2**20, "MB"), (2**10, "KB")):
        if count >= unit:
            return f"{count / unit:.1f}".removesuffix(".0") + f" {name}"
    return f"{count} B"
