"""What the views that keep something share: whose desk it is, and what a click has to say."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app.marks import escape, in_language
from app.settings import page_settings
from app.users import may_write, user
from indexer import IndexerError
from indexer.desk import Clippings, Database, Watches
from indexer.errors import DeskRefused


def clippings() -> Clippings:
    """Return the clippings of the person at the page."""
    return Clippings(Database(page_settings().desk), user())


def watches() -> Watches:
    """Return the saved searches of the person at the page."""
    return Watches(Database(page_settings().desk), user())


def attempt(
    place: str, action: Callable[[], object], done: str = "", *, refused_at: str = ""
) -> None:
    """Do what a click asks to be kept; `say` shows at `place` that it is `done`, or why it is not.

    The reason is shown at `refused_at`, if given: what was typed is there to be mended.
    A click is heard before the page asks who is there: sign-in may have ended since it was drawn.
    """
    try:
        if not may_write():
            raise DeskRefused(
                "没有保存：登录已过期或无权修改，请重新登录，再做一次 / "
                "not saved: sign-in has ended, or you may only read: sign in again, then repeat it"
            )
        action()
    except IndexerError as error:
        st.session_state[f"{refused_at or place}-said"] = (False, str(error))
    else:
        st.session_state[f"{place}-said"] = (True, done)


def say(place: str, lang: str) -> None:
    """Show once what the last click at `place` had to say."""
    good, message = st.session_state.pop(f"{place}-said", (True, ""))
    if message:
        role, mark = ("status", "✓") if good else ("alert", "⚠️")
        said = escape(message if good else in_language(message, lang))
        st.html(f'<div class="jb desk"><p role="{role}">{mark} {said}</p></div>')
