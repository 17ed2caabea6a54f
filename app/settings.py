"""The settings the page goes by: those of its start, with who is on which list read anew."""

from __future__ import annotations

from dataclasses import replace

from indexer import Settings, build_settings
from indexer.errors import SettingsError

_known: Settings | None = None  # those of the start, with the lists as they were last read


def start_with(settings: Settings) -> None:
    """Go by `settings` from now on."""
    global _known
    _known = settings


def page_settings() -> Settings:
    """Return the settings of the start, with `editors`, `readers` and `others` of now.

    A file that is away, cut short or cannot be read opens no door: it does not say the sign-in of
    the start, and the lists stay as they were. Without sign-in nothing is taken from it. A page
    that `serve` did not start goes by the settings of now.
    """
    global _known
    known = _known
    if known is None:
        return build_settings()
    if not known.sign_in:
        return known
    try:
        now = build_settings()
    except SettingsError:
        return known
    if now.sign_in == known.sign_in:
        known = replace(known, editors=now.editors, readers=now.readers, others=now.others)
        _known = known
    return known
