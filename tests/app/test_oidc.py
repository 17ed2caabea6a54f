"""Sign-in by OpenID Connect, against a provider of the tests' own on this machine."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest

from tests.app.conftest import free_port, served
from tests.app.visiting import press, visit

httpx = pytest.importorskip("httpx")
jwt = pytest.importorskip("joserfc.jwt")
jwk = pytest.importorskip("joserfc.jwk")

CLIENT = {"client_id": "jianbao", "client_secret": "a secret of the tests"}


class Provider(ThreadingHTTPServer):
    """An OpenID provider that signs whatever `claims` say."""

    def __init__(self) -> None:
        super().__init__(("localhost", 0), Answers)
        self.issuer = f"http://localhost:{self.server_address[1]}"
        self.key = jwk.RSAKey.generate_key(2048, {"kid": "1", "use": "sig", "alg": "RS256"})
        self.claims: dict[str, Any] = {}

    def id_token(self) -> str:
        now = int(time.time())
        standard = {"iss": self.issuer, "aud": CLIENT["client_id"], "sub": "1", "iat": now}
        claims = {**standard, "exp": now + 300, **self.claims}
        return str(jwt.encode({"alg": "RS256", "kid": "1"}, claims, self.key))


class Answers(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        issuer = self.server.issuer
        documents: dict[str, dict[str, Any]] = {
            "/.well-known/openid-configuration": {
                "issuer": issuer,
                "authorization_endpoint": f"{issuer}/authorize",
                "token_endpoint": f"{issuer}/token",
                "jwks_uri": f"{issuer}/keys",
                "id_token_signing_alg_values_supported": ["RS256"],
            },
            "/keys": {"keys": [self.server.key.as_dict(private=False)]},
        }
        self._answer(documents[self.path])

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        token = {"access_token": "a", "token_type": "Bearer", "id_token": self.server.id_token()}
        self._answer(token)

    def _answer(self, document: dict[str, Any]) -> None:
        body = json.dumps(document).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: Any) -> None:
        pass


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with Provider() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def page(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("newsroom")
    port = free_port()
    secrets = {
        "redirect_uri": f"http://localhost:{port}/oauth2callback",
        "cookie_secret": "for the tests alone",
        "server_metadata_url": f"{provider.issuer}/.well-known/openid-configuration",
        **CLIENT,
    }
    (folder / ".streamlit").mkdir()
    lines = ["[auth]", *(f"{name} = {json.dumps(value)}" for name, value in secrets.items())]
    (folder / ".streamlit" / "secrets.toml").write_text("\n".join(lines), encoding="utf-8")
    with served(
        folder / "archive", folder=folder, port=port, JIANBAO_SIGN_IN="oidc",
        JIANBAO_EDITORS="li@news.example", JIANBAO_READERS="@news.example",
    ) as address:  # fmt: skip
        yield address


def signed_in(page: str, provider: Provider, **claims: Any) -> Any:
    """Go the way a browser goes from the button to the provider and back; return the page."""
    redirect = press(page, "sign_in").redirect
    with httpx.Client(trust_env=False) as browser:
        browser.get(urljoin(page, "_stcore/health"))  # sets the cookie against forged requests
        login = browser.get(urljoin(page, redirect))
        asked = {
            name: values[0]
            for name, values in parse_qs(urlsplit(login.headers["location"]).query).items()
        }
        assert asked["client_id"] == CLIENT["client_id"]
        provider.claims = {"nonce": asked["nonce"], **claims}
        browser.get(urljoin(page, "oauth2callback"), params={"code": "1", "state": asked["state"]})
        cookies = dict(browser.cookies)
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    return visit(page, headers, xsrf=cookies["_streamlit_xsrf"])


def test_without_signing_in_there_is_a_button_and_nothing_else(page: str) -> None:
    shown = visit(page)
    assert "请先登录" in shown.html
    assert "reindex" not in shown.said


def test_who_signs_in_sees_the_page_by_their_role(page: str, provider: Provider) -> None:
    editor = signed_in(page, provider, email="Li@News.example", email_verified=True)
    assert "li@news.example 已登录" in editor.html
    assert "只读" not in editor.html
    assert "reindex" in editor.said  # the view ran, over an archive not yet there
    reader = signed_in(page, provider, email="wang@news.example")
    assert "wang@news.example 已登录（只读）" in reader.html


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({"email": "li@elsewhere.example"}, "不在可查阅档案库的名单里"),
        ({"email": "li@news.example", "email_verified": False}, "请先登录"),
        ({"email": "li@news.example", "iat": 1_600_000_000}, "请先登录"),
        ({}, "请先登录"),
    ],
    ids=["not listed", "email not verified", "long ago", "no email"],
)
def test_others_are_turned_away(
    page: str, provider: Provider, claims: dict[str, Any], said: str
) -> None:
    shown = signed_in(page, provider, **claims)
    assert said in shown.html
    assert "reindex" not in shown.said


def test_a_cookie_that_the_server_did_not_sign_names_nobody(page: str) -> None:
    made_up = json.dumps({"is_logged_in": True, "email": "li@news.example"})
    assert "请先登录" in visit(page, {"Cookie": f"_streamlit_user={made_up}"}).html
