"""Keep what could not be read, so that it can be said later: failures.json beside the generations."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from indexer.models import Failure


def keep_failures(archive: Path, roots: Sequence[str], failed: Iterable[Failure]) -> None:
    """Record what failed in a run over `roots`; of what lies elsewhere, earlier runs still count.

    Roots are written as the paths of failures are. Writes nothing where nothing changed. Where it cannot be written, the older record stays: the
    run itself was done, and its report said what failed.
    """
    path = archive / "failures.json"
    kept = [
        item for item in known_failures(archive) if not _is_below(item.path, [*roots, str(path)])
    ]
    table = [asdict(item) for item in dict.fromkeys([*kept, *failed])]
    text = json.dumps(table, ensure_ascii=False, indent=1).encode()
    with suppress(OSError):
        if not table:
            path.unlink(missing_ok=True)
        elif not path.exists() or path.read_bytes() != text:
            written = archive / "failures.new"
            with written.open("wb") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            written.replace(path)


def known_failures(archive: Path) -> tuple[Failure, ...]:
    """Return what the last run over each folder could not read, in the order of the runs.

    A record that is damaged is itself such a failure.
    """
    path = archive / "failures.json"
    try:
        table = json.loads(path.read_bytes())
        return tuple(Failure(str(row["path"]), str(row["reason"])) for row in table)
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, KeyError, TypeError):
        return (Failure(str(path), _DAMAGED),)


def _is_below(path: str, roots: Sequence[str]) -> bool:
    """Tell whether a failure's path is of a root or below; 报.jsonl:3 and 报.pdf#2 are of theirs."""
    names = [root.rstrip(os.sep) for root in roots]
    return any(path.startswith(name) and path[len(name) :][:1] in ("", *_BELOW) for name in names)


_BELOW = (os.sep, ":", "#")
_DAMAGED = (
    "失败记录损坏：再运行一次 reindex / the record of what failed is damaged: run reindex again"
)
