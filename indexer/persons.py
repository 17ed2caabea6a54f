"""Write a person's name as it is compared and kept."""

from __future__ import annotations

_NAME_CHARS = 200


def person(name: str) -> str:
    """Return a name as it is kept, "" for what is none: letter case counts for none in an address."""
    name = name.strip()
    if len(name) > _NAME_CHARS or not name.isprintable():
        return ""
    return name.lower() if "@" in name else name
