"""Name what is shown in the browser's tab and history."""

from __future__ import annotations

import streamlit as st

from app.texts import text

_LONGEST = 80  # characters of a query or a headline


def set_title(lang: str, *parts: str) -> None:
    """Set the document's title: what is shown, the nearest first, and the name of the page."""
    named = [" ".join(part.split())[:_LONGEST] for part in (*parts, text("product", lang))]
    st.set_page_config(page_title=" - ".join(filter(None, named)))
