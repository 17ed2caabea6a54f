"""Who is at the page, and what they may do."""

from __future__ import annotations


def user() -> str:
    """Return the name of who is signed in; "" when sign-in is off."""
    return ""


def may_write() -> bool:
    """Return whether this person may keep clippings and searches."""
    return True
