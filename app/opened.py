"""The archive that the page shows."""

from __future__ import annotations

import streamlit as st

from app.settings import page_settings
from indexer import Archive


@st.cache_resource(show_spinner=False)
def open_archive() -> Archive:
    """Open the archive and the model, once a process."""
    archive = Archive.open(page_settings())
    archive.encoder()
    return archive
