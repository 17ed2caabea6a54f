"""Serve the page: Streamlit's server behind a content policy, a list of hosts, a checked name."""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import re
from pathlib import Path
from typing import Any

from app.guards import CheckedUser, KnownHosts, SecurityHeaders
from app.scripts import SCRIPTS
from app.settings import start_with
from indexer import Settings
from indexer.errors import SettingsError

_LOOPBACK = ("localhost", "127.0.0.1", "::1")

# Streamlit's options: they win over a config.toml of the user's own.
OPTIONS: dict[str, Any] = {
    "browser.gatherUsageStats": False,
    "client.showErrorDetails": "none",  # a traceback goes to the log, not to the reader
    "client.toolbarMode": "minimal",
    "logger.level": "warning",  # no line a connection
    # A full collection after each run of a view looks at every object of jieba's and torch's: 0.15 s,
    # more than most views take. Python's own, when there is something to collect, is enough.
    "runner.postScriptGC": False,
    "server.enableAgentApi": False,
    "server.enableCORS": True,  # on: other origins are refused
    "server.enableStaticServing": False,
    "server.enableXsrfProtection": True,
    "server.fileWatcherType": "none",
    "server.maxUploadSize": 0,  # MB: no view takes a file
}


def run(app: Any, address: str, port: int) -> None:
    """Serve `app` until a signal ends it."""
    import uvicorn

    # Its default of trusting X-Forwarded-For from this machine would hide who really connects,
    # which is what `CheckedUser` decides by.
    uvicorn.run(
        app, host=address, port=port, proxy_headers=False, server_header=False, access_log=False,
        log_level="warning", ws="websockets-sansio", timeout_graceful_shutdown=5,
    )  # fmt: skip


def build_app(settings: Settings, address: str) -> Any:
    """Return the ASGI application: Streamlit's own, inside our middleware.

    The page goes by `settings` from then on. Raises SettingsError where who may open the page is set in a way that cannot work.
    """
    check_access(settings)
    start_with(settings)
    hosts = allowed_hosts(settings, address)
    import streamlit as st
    from starlette.middleware import Middleware
    from streamlit.web.bootstrap import load_config_options

    middleware = [
        Middleware(SecurityHeaders, policy=content_policy(Path(st.__file__).parent)),
        Middleware(KnownHosts, hosts=hosts),
        Middleware(CheckedUser, settings=settings),
    ]
    app = st.App(Path(__file__).with_name("main.py"), middleware=middleware)
    # After the line above, which makes app/.streamlit/config.toml one of Streamlit's files.
    load_config_options({**OPTIONS, "server.baseUrlPath": settings.base_path.strip("/")})
    return app


def check_access(settings: Settings) -> None:
    """Raise SettingsError where the sign-in settings cannot work or would let nobody in."""
    for entry in settings.trusted_proxies:
        try:
            ipaddress.ip_network(entry, strict=False)
        except ValueError as error:
            raise SettingsError(
                f"trusted_proxies 里的 {entry!r} 不是地址或网段 / is neither an address nor a network"
            ) from error
    if settings.sign_in and not (settings.editors or settings.readers or settings.others):
        raise SettingsError(
            "设了 sign_in，却没有人能进：请列出 editors 或 readers，或设 others / "
            "sign_in is set and nobody could enter: list editors or readers, or set others"
        )
    if settings.sign_in == "header" and not settings.trusted_proxies:
        raise SettingsError(
            'sign_in = "header" 需要 trusted_proxies：反向代理的地址 / '
            "needs trusted_proxies, the addresses of your proxy"
        )
    if settings.sign_in == "oidc":
        _check_oidc()


def _check_oidc() -> None:
    from importlib.util import find_spec

    if not (find_spec("authlib") and find_spec("httpx")):
        raise SettingsError(
            "sign_in = \"oidc\" 需要：pip install 'jianbao[signin]' / needs that extra"
        )
    import streamlit as st

    auth = st.secrets.get("auth", {}) if st.secrets.load_if_toml_exists() else {}
    wanted = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
    missing = [name for name in wanted if not auth.get(name)]
    if missing:
        raise SettingsError(
            f".streamlit/secrets.toml 的 [auth] 缺 {'、'.join(missing)} / "
            "is missing these in [auth], see docs/deploy.md"
        )


def allowed_hosts(settings: Settings, address: str) -> tuple[str, ...]:
    """Return the names by which the page may be asked for; () is any.

    On localhost it is these alone: else a site whose name is made to point at 127.0.0.1 could read
    the archive from a reporter's own browser (DNS rebinding).
    """
    if settings.hosts:
        return (*settings.hosts, *_LOOPBACK)
    return _LOOPBACK if is_loopback(address) else ()


def is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def content_policy(streamlit: Path) -> str:
    """Return the Content-Security-Policy: this server alone, and what Streamlit cannot do without.

    Its components write their styles into the page (style-src); its index.html and our views hold
    constant scripts, allowed by their digests (script-src).
    """
    index = (streamlit / "static" / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script>(.*?)</script>", index + "".join(SCRIPTS), re.DOTALL)
    digests = (base64.b64encode(hashlib.sha256(each.encode()).digest()) for each in scripts)
    allowed = " ".join(f"'sha256-{digest.decode()}'" for digest in digests)
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {allowed}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )
