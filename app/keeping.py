"""What the views that keep something share: whose desk it is, and what a click has to say."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from app.marks import in_language
from app.users import user
from indexer import IndexerError, build_settings
from indexer.desk import Clippings, Database, Watches


def clippings() -> Clippings:
    """Return the clippings of the person at the page."""
    return Clippings(Database(build_settings().desk), user())


def watches() -> Watches:
    """Return the saved searches of the person at the page."""
    return Watches(Database(build_settings().desk), user())


def attempt(place: str, action: Callable[[], object], done: str = "") -> None:
    """Do what a click asks for; `say` shows at `place` that it is `done`, or why it could not be."""
    try:
        action()
    except IndexerError as error:
        st.session_state[f"{place}-said"] = (False, str(error))
    else:
        st.session_state[f"{place}-said"] = (True, done)


def say(place: str, lang: str) -> None:
    """Show once what the last click at `place` had to say."""
    good, message = st.session_state.pop(f"{place}-said", (True, ""))
    if message:
        role, mark = ("status", "✓") if good else ("alert", "⚠️")
        said = escape(message if good else in_language(message, lang))
        st.html(f'<div class="jb desk"><p role="{role}">{mark} {said}</p></div>')
