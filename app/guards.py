"""The middleware around the page: security headers, the hosts it goes by, a name that is checked."""

from __future__ import annotations

import ipaddress
import re
import secrets
from typing import Any
from urllib.parse import quote

from indexer import Settings

# The header in which `CheckedUser` hands a name on to the page, and the seal that it begins with:
# new in each process and never sent anywhere, so that no browser and no proxy can write it.
SEALED_USER = "x-jianbao-checked-user"
SEAL = secrets.token_urlsafe(32)


class SecurityHeaders:
    """Put the security headers on each answer."""

    def __init__(self, app: Any, policy: str) -> None:
        self.app = app
        headers = {
            "content-security-policy": policy,
            "cross-origin-opener-policy": "same-origin",
            "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            "referrer-policy": "no-referrer",  # an address holds what was asked
            "x-content-type-options": "nosniff",
            "x-frame-options": "DENY",
        }
        self.headers = [(name.encode(), value.encode()) for name, value in headers.items()]
        self.names = {name for name, _ in self.headers}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def send_more(message: Any) -> None:
            if message["type"] == "http.response.start":
                kept = [item for item in message.get("headers", ()) if item[0] not in self.names]
                message = {**message, "headers": [*kept, *self.headers]}
            await send(message)

        await self.app(scope, receive, send_more if scope["type"] == "http" else send)


class KnownHosts:
    """Turn away requests for a host that the page does not go by, and sessions from other sites.

    Streamlit turns a foreign origin away too, but first asks a server on the Internet for this
    machine's address: it might be a name for it.
    """

    def __init__(self, app: Any, hosts: tuple[str, ...]) -> None:
        self.app = app
        self.hosts = {host.lower() for host in hosts}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        from starlette.responses import PlainTextResponse

        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif self.hosts and _name(_only(scope, b"host")) not in self.hosts:
            said = "这台服务器不认这个名字：见设置 hosts / unknown host: see the setting hosts\n"
            await PlainTextResponse(said, status_code=421)(scope, receive, send)
        elif scope["type"] == "websocket" and not _same_site(scope):
            said = (
                "Origin 与 Host 不符：反向代理须原样转交 Host / Origin and Host differ: "
                "a proxy must pass the Host header on as it came\n"
            )
            await PlainTextResponse(said, status_code=403)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def _only(scope: Any, header: bytes) -> str:
    """Return a header's value, "" where there is not one alone."""
    values = [value.decode("latin-1") for name, value in scope["headers"] if name == header]
    return values[0] if len(values) == 1 else ""


def _name(host: str) -> str:
    """Return the name in a Host header without its port, "" where it is none."""
    found = re.fullmatch(r"(?:\[([0-9A-Fa-f:.]+)\]|([^\[\]:@/?#]+))(?::[0-9]{1,5})?", host)
    return (found[1] or found[2]).lower() if found else ""


def _same_site(scope: Any) -> bool:
    """Return whether a session is asked for by our own page. Programs send no Origin."""
    if not any(name == b"origin" for name, _ in scope["headers"]):
        return True
    host = _only(scope, b"host")
    return bool(host) and _only(scope, b"origin").partition("://")[2] == host


class CheckedUser:
    """Hand on the name that a trusted proxy gives, under a seal, and what others claim never.

    The connection's own address decides, no X-Forwarded-For. A header that comes twice is not
    believed: one of them may be the browser's.
    """

    def __init__(self, app: Any, settings: Settings) -> None:
        self.app = app
        self.on = settings.sign_in == "header"
        self.header = settings.user_header.lower().encode()
        self.proxies = [
            ipaddress.ip_network(each, strict=False) for each in settings.trusted_proxies
        ]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] in {"http", "websocket"}:
            sealed = SEALED_USER.encode()
            kept = [item for item in scope["headers"] if item[0] not in {self.header, sealed}]
            given = [value for name, value in scope["headers"] if name == self.header]
            if self.on and len(given) == 1 and self._trusts(scope.get("client")):
                kept.append((sealed, f"{SEAL} {quote(given[0])}".encode()))
            scope = {**scope, "headers": kept}
        await self.app(scope, receive, send)

    def _trusts(self, client: tuple[str, int] | None) -> bool:
        try:
            address = ipaddress.ip_address(client[0] if client else "")
        except ValueError:
            return False
        if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
            address = address.ipv4_mapped  # 10.0.0.2 on a socket for both kinds: ::ffff:10.0.0.2
        return any(address in network for network in self.proxies)
