"""Who is at the page, and what they may do."""

from __future__ import annotations

import time
from urllib.parse import unquote_to_bytes

import streamlit as st

from app.guards import SEAL, SEALED_USER
from app.marks import escape
from app.settings import page_settings
from app.texts import text
from indexer import Settings
from indexer.persons import person


def user() -> str:
    """Return the name of who is signed in; "" when sign-in is off or nobody is."""
    settings = page_settings()
    name = {"header": _named_by_proxy, "oidc": _named_by_provider}.get(settings.sign_in)
    return person(name(settings)) if name else ""


def may_write() -> bool:
    """Return whether this person may keep clippings and searches."""
    return role(page_settings(), user()) == "editor"


def role(settings: Settings, name: str) -> str:
    """Return "editor", "reader" or "none". Who is in both lists is an editor."""
    if settings.sign_in and not name:
        return "none"
    for listed, its_role in ((settings.editors, "editor"), (settings.readers, "reader")):
        if name and any(_is(name, entry) for entry in listed):
            return its_role
    return settings.others or ("none" if settings.sign_in else "editor")


def require_sign_in(lang: str) -> None:
    """Go on where this person may read; else say what to do, and end the run."""
    settings = page_settings()
    name = user()
    its_role = role(settings, name)
    if its_role == "none":
        _turn_away(settings, name, lang)
        st.stop()
    if settings.sign_in:
        with st.sidebar:
            said = text("signed_in" if its_role == "editor" else "signed_in_reader", lang)
            st.html(f'<div class="jb quiet">{escape(name)} {said}</div>')
            if settings.sign_in == "oidc":
                st.button(text("sign_out", lang), key="sign_out", on_click=st.logout)


def _turn_away(settings: Settings, name: str, lang: str) -> None:
    if name:
        st.html(f'<div class="jb">{text("not_listed", lang, name=escape(name))}</div>')
    elif settings.sign_in == "header":
        st.html(f'<div class="jb">{text("no_proxy_name", lang)}</div>')
    elif settings.sign_in == "oidc":
        st.html(f'<div class="jb">{text("please_sign_in", lang)}</div>')
        st.button(text("sign_in", lang), key="sign_in", on_click=st.login, type="primary")
    else:
        st.html(f'<div class="jb">{text("closed", lang)}</div>')
    if name and settings.sign_in == "oidc":
        st.button(text("sign_out", lang), key="sign_out", on_click=st.logout)


def _named_by_proxy(settings: Settings) -> str:
    """Return the name that `app.guards.CheckedUser` sealed; nothing else is believed."""
    sealed = st.context.headers.get(SEALED_USER) or ""
    seal, _, quoted = sealed.partition(" ")
    if seal != SEAL:
        return ""
    try:
        return unquote_to_bytes(quoted).decode("utf-8")
    except UnicodeDecodeError:
        return ""


def _named_by_provider(settings: Settings) -> str:
    """Return the claim that names the person, "" where it is not to be relied on any more."""
    claims = st.user.to_dict()
    # Streamlit keeps its cookie for thirty days and looks at no time in the token.
    signed_in_at = claims.get("iat")
    if not claims.get("is_logged_in") or not isinstance(signed_in_at, int | float):
        return ""
    if time.time() - signed_in_at > settings.sign_in_hours * 3600:
        return ""
    if settings.user_claim == "email" and claims.get("email_verified") is False:
        return ""
    return str(claims.get(settings.user_claim) or "")


def _is(name: str, entry: str) -> bool:
    entry = person(entry)
    return name.endswith(entry) if entry.startswith("@") else name == entry
