"""Who reads a generation holds a lease on it, so that it is not removed meanwhile.

A lease is a shared lock of the system on the generation's manifest, which ends with its process.
Where the file system has no such locks, or the system is not POSIX, there are no leases: there the
newest generations, which are never removed, must do.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows, which does not remove files that are open
    fcntl = None  # type: ignore[assignment]


def take_lease(manifest: Path) -> int:
    """Return a file descriptor that is the lease; closing it gives the lease up.

    Waits while the generation is being removed, and raises FileNotFoundError when it is gone.
    """
    handle = os.open(manifest, os.O_RDONLY)
    try:
        _lock(handle, exclusive=False)
        manifest.stat()
    except FileNotFoundError:
        os.close(handle)
        raise
    return handle


@contextmanager
def reading(manifest: Path) -> Iterator[bool]:
    """Hold a lease while the block lasts; tell whether the generation is there at all."""
    try:
        handle = take_lease(manifest)
    except OSError:
        yield False
        return
    try:
        yield True
    finally:
        os.close(handle)


@contextmanager
def unread(manifest: Path) -> Iterator[bool]:
    """Tell whether nobody holds a lease; while the block lasts nobody can take one."""
    try:
        handle = os.open(manifest, os.O_RDWR)
    except OSError:
        yield True  # there is nothing that could be read
        return
    try:
        yield _lock(handle, exclusive=True)
    finally:
        os.close(handle)


def _lock(handle: int, *, exclusive: bool) -> bool:
    """Lock; False if another holds it and `exclusive` was asked for."""
    if fcntl is not None:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB if exclusive else fcntl.LOCK_SH)
        except BlockingIOError:
            return False
        except OSError:  # no locks here
            return True
    return True
