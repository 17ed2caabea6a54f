"""How the page is served: headers on every answer, hosts and origins, nothing outside the archive."""

from __future__ import annotations

import asyncio
import http.client
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import streamlit
import websockets
from click.testing import CliRunner
from streamlit import config

from app.serving import allowed_hosts, build_app, content_policy, is_loopback
from indexer import Settings
from indexer.cli import main
from tests.app.conftest import served
from tests.app.visiting import visit

POLICY = content_policy(Path(streamlit.__file__).parent)


def ask(address: str, path: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
    """Return the answer to a path exactly as it is written: no library here tidies it up."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    connection.putrequest(method, path, skip_host="Host" in headers)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    answer.body = answer.read()  # type: ignore[attr-defined]
    connection.close()
    return answer


@pytest.mark.parametrize(
    "path", ["/", "/page", "/_stcore/health", "/_stcore/host-config", "/media/none.png", "//x"]
)
def test_every_answer_has_the_security_headers(address: str, path: str) -> None:
    answer = ask(address, path)
    wanted = {
        "content-security-policy": POLICY,
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
    }
    assert {name: answer.getheader(name) for name in wanted} == wanted
    assert "camera=()" in (answer.getheader("permissions-policy") or "")
    assert answer.getheader("server") is None


def test_the_policy_allows_no_other_host_and_no_script_but_ours() -> None:
    rules = dict(rule.split(" ", 1) for rule in POLICY.split("; "))
    assert rules["default-src"] == "'self'"
    assert rules["frame-ancestors"] == rules["object-src"] == "'none'"
    assert re.fullmatch(r"'self'( 'sha256-[\w+/]{43}=')+", rules["script-src"])
    assert not re.search(r"https?:|\*|unsafe-eval", POLICY)


@pytest.mark.parametrize(
    "path",
    [
        "/../../etc/passwd", "/..%2f..%2fetc%2fpasswd", "/%2e%2e/%2e%2e/etc/passwd",
        "/static/../../../../../../etc/passwd", "/static/..%2f..%2f..%2fstarlette.py",
        "/static/%252e%252e/starlette.py", "/static/..%5c..%5cstarlette.py", "//etc/passwd",
        "/%2fetc/passwd", "/app/static/main.py", "/app/static/../main.py", "/media/../main.py",
        "/media/%2e%2e%2fmain.py", "/component/..%2fmain.py", "/component/app.main/main.py",
        "/_stcore/bidi-components/..%2f..%2fmain.py", "/main.py", "/.streamlit/config.toml",
        "/.streamlit/secrets.toml", "/page?article=../../../../etc/passwd",
    ],
)  # fmt: skip
def test_no_address_opens_a_file_of_the_machine(address: str, path: str) -> None:
    answer = ask(address, path)
    body: bytes = answer.body  # type: ignore[attr-defined]
    assert not re.search(rb"root:|import streamlit|gatherUsageStats|Licensor", body)
    # Streamlit answers a path that it does not know with its own empty page.
    assert answer.status >= 400 or b'<div id="root">' in body


@pytest.mark.parametrize(
    "parameters",
    [
        {"article": "../../../../etc/passwd"},
        {"article": "/etc/passwd"},
        {"page": "../../../../etc/passwd"},
        {"article": "file:///etc/passwd", "start": "0", "end": "9"},
    ],
)
@pytest.mark.parametrize("view", ["page", "article", "browse"])
def test_no_parameter_of_a_view_opens_a_file(
    address: str, view: str, parameters: dict[str, str]
) -> None:
    shown = visit(address, view=view, parameters=parameters)
    assert not shown.failed
    assert "root:" not in shown.said


def test_nothing_can_be_uploaded_or_driven_by_programs(address: str) -> None:
    assert ask(address, "/_stcore/upload_file/session/file", "PUT").status == 403
    assert ask(address, "/_stcore/agent/interact", "POST").status == 403


def connect(address: str, **headers: str) -> None:
    """Open the page's websocket with the Host and Origin given."""
    parts = urlsplit(address)

    async def once() -> None:
        async with websockets.connect(
            f"ws://{parts.netloc}/_stcore/stream",
            proxy=None,
            **headers,  # type: ignore[arg-type]
        ):
            pass

    asyncio.run(once())


def test_other_origins_cannot_open_a_session(address: str) -> None:
    connect(address, origin=address.rstrip("/"))
    with pytest.raises(websockets.InvalidStatus) as error:
        connect(address, origin="http://elsewhere.example")
    assert error.value.response.status_code == 403


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200), ("LOCALHOST:8501", 200), ("127.0.0.1:8501", 200), ("[::1]:8501", 200),
        ("rebound.example", 421), ("rebound.example:8501", 421), ("localhost.evil.example", 421),
        ("localhost@evil.example", 421), ("", 421),
    ],
)  # fmt: skip
def test_on_localhost_only_its_own_names_are_answered(address: str, host: str, status: int) -> None:
    assert ask(address, "/_stcore/health", Host=host).status == status


def test_a_session_cannot_be_opened_by_another_name(address: str) -> None:
    upgrade = {
        "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Origin": "http://rebound.example",
    }  # fmt: skip
    answer = ask(address, "/_stcore/stream", Host="rebound.example", **upgrade)
    assert answer.status == 421


def test_hosts_may_be_named(tmp_path: Path) -> None:
    with served(tmp_path / "archive", folder=tmp_path, JIANBAO_HOSTS="archive.example") as page:
        assert ask(page, "/", Host="archive.example").status == 200
        assert ask(page, "/", Host="other.example").status == 421


@pytest.mark.parametrize(
    ("settings", "address", "expected"),
    [
        ({}, "localhost", ("localhost", "127.0.0.1", "::1")),
        ({}, "127.0.0.1", ("localhost", "127.0.0.1", "::1")),
        ({}, "0.0.0.0", ()),
        ({"hosts": ("a.example",)}, "0.0.0.0", ("a.example", "localhost", "127.0.0.1", "::1")),
    ],
)
def test_allowed_hosts(settings: dict[str, Any], address: str, expected: tuple[str, ...]) -> None:
    assert allowed_hosts(Settings(**settings), address) == expected


def test_below_a_base_path_the_page_is_served_there(tmp_path: Path) -> None:
    with served(
        tmp_path / "archive", folder=tmp_path, health="jianbao/_stcore/health",
        JIANBAO_BASE_PATH="/jianbao/",
    ) as page:  # fmt: skip
        assert b'<div id="root">' in ask(page, "/jianbao/").body  # type: ignore[attr-defined]
        assert visit(page + "jianbao").html


@pytest.mark.parametrize(
    ("address", "settings", "warned"),
    [
        ("localhost", {}, False),
        ("0.0.0.0", {}, True),
        ("192.0.2.7", {}, True),
        ("0.0.0.0", {"JIANBAO_SIGN_IN": "header", "JIANBAO_OTHERS": "reader",
                     "JIANBAO_TRUSTED_PROXIES": "10.0.0.1"}, False),
    ],
)  # fmt: skip
def test_an_open_door_is_warned_of(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, address: str, settings: dict[str, str],
    warned: bool,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    started: list[str] = []
    monkeypatch.setattr("app.serving.build_app", lambda settings, address: None)
    monkeypatch.setattr("app.serving.run", lambda app, address, port: started.append(address))
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    result = CliRunner().invoke(main, ["serve", "--address", address])
    assert result.exit_code == 0, result.output
    assert started == [address]
    assert ("without sign-in" in result.stderr) == warned


def test_settings_that_let_nobody_in_end_the_command(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JIANBAO_SIGN_IN", "header")
    result = CliRunner().invoke(main, ["serve"])
    assert result.exit_code == 2
    assert "list editors or readers" in result.stderr


@pytest.mark.parametrize(
    ("address", "expected"),
    [("localhost", True), ("::1", True), ("127.0.0.9", True), ("0.0.0.0", False), ("a", False)],
)
def test_loopback(address: str, expected: bool) -> None:
    assert is_loopback(address) == expected


def test_streamlits_options_of_a_users_own_do_not_win(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "config.toml").write_text(
        "[server]\nenableStaticServing = true\nenableXsrfProtection = false\n"
        "maxMessageSize = 321\n[browser]\ngatherUsageStats = true\n",
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(config, "_main_script_path", None)
    monkeypatch.setattr("app.settings._known", None)
    try:
        build_app(Settings(base_path="/jianbao/"), "localhost")
        assert config.get_option("server.enableStaticServing") is False
        assert config.get_option("server.enableXsrfProtection") is True
        assert config.get_option("browser.gatherUsageStats") is False
        assert config.get_option("server.baseUrlPath") == "jianbao"
        assert config.get_option("server.maxMessageSize") == 321  # what is not ours stays theirs
        assert config.get_option("theme.font")  # of app/.streamlit/config.toml
    finally:
        monkeypatch.undo()
        config.get_config_options(force_reparse=True)
