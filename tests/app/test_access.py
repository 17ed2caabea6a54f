"""Who may open the page and who may write: names from a proxy, what is made up, roles."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from app.guards import SEAL, SEALED_USER, CheckedUser, KnownHosts
from app.serving import check_access
from app.settings import page_settings, start_with
from app.users import role
from indexer import Settings, build_settings
from indexer.errors import SettingsError
from tests.app.conftest import served
from tests.app.visiting import visit

HEADER = "X-Remote-User"


def handed_on(
    settings: Settings, client: str, *headers: tuple[str, bytes], kind: str = "websocket"
) -> dict[str, str]:
    """Return the headers that reach the page of those that a client sends."""
    seen: dict[str, str] = {}

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.update((name.decode(), value.decode()) for name, value in scope["headers"])

    sent = [(name.lower().encode(), value) for name, value in headers]
    scope = {"type": kind, "headers": sent, "client": (client, 5000)}
    asyncio.run(CheckedUser(app, settings)(scope, None, None))
    return seen


@pytest.mark.parametrize(
    ("headers", "reached"),
    [
        ([("Host", b"a.example:8501"), ("Origin", b"http://a.example:8501")], True),
        ([("Host", b"a.example:8501")], True),
        ([("Host", b"a.example:8501"), ("Origin", b"http://a.example")], False),
        ([("Host", b"a.example"), ("Origin", b"http://elsewhere.example")], False),
        ([("Host", b"a.example"), ("Origin", b"null")], False),
        ([("Host", b"a.example"), ("Origin", b"http://a.example"), ("Origin", b"x://y")], False),
        ([("Host", b"a.example"), ("Host", b"b.example"), ("Origin", b"http://a.example")], False),
    ],
    ids=["own", "no browser", "other port", "other site", "null", "two origins", "two hosts"],
)
def test_a_session_from_another_site_does_not_reach_streamlit(
    headers: list[tuple[str, bytes]], reached: bool
) -> None:
    """Streamlit would ask a server on the Internet whether it is this machine."""
    seen, answers = [], []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope)

    async def send(message: Any) -> None:
        answers.append(message)

    sent = [(name.lower().encode(), value) for name, value in headers]
    asyncio.run(KnownHosts(app, ())({"type": "websocket", "headers": sent}, None, send))
    assert bool(seen) == reached
    assert bool(answers) != reached


BEHIND_A_PROXY = Settings(
    sign_in="header", trusted_proxies=("10.1.0.0/24", "fd00::5"), editors=("li",)
)


@pytest.mark.parametrize("client", ["10.1.0.7", "fd00::5", "::ffff:10.1.0.7"])
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_a_trusted_proxys_name_is_sealed_and_handed_on(client: str, kind: str) -> None:
    name = "记者 李明".encode()
    seen = handed_on(BEHIND_A_PROXY, client, (HEADER, name), ("Host", b"a"), kind=kind)
    assert seen == {SEALED_USER: f"{SEAL} {quote(name)}", "host": "a"}


@pytest.mark.parametrize(
    ("client", "headers"),
    [
        ("10.1.1.7", [(HEADER, b"li")]),
        ("127.0.0.1", [(HEADER, b"li")]),
        ("10.1.1.7", [(HEADER, b"li"), ("X-Forwarded-For", b"10.1.0.7")]),
        ("10.1.0.7", [(HEADER, b"li"), (HEADER, b"wang")]),
        ("10.1.0.7", [("X_Remote_User", b"li")]),
        ("10.1.0.7", [(SEALED_USER, b"x li")]),
        ("", [(HEADER, b"li")]),
    ],
    ids=["elsewhere", "this machine", "forwarded", "twice", "underscores", "sealed", "no address"],
)
def test_a_name_from_anywhere_else_is_not_handed_on(
    client: str, headers: list[tuple[str, bytes]]
) -> None:
    seen = handed_on(BEHIND_A_PROXY, client, *headers)
    assert HEADER.lower() not in seen
    assert SEALED_USER not in seen


def test_without_sign_in_no_name_is_believed_from_anywhere() -> None:
    off = Settings(trusted_proxies=("10.1.0.7",))
    assert handed_on(off, "10.1.0.7", (HEADER, b"li")) == {}


@pytest.mark.parametrize(
    ("settings", "name", "expected"),
    [
        ({}, "", "editor"),
        ({"others": "reader"}, "", "reader"),
        ({"sign_in": "header"}, "", "none"),
        ({"sign_in": "header", "others": "editor"}, "", "none"),
        ({"sign_in": "header", "editors": ("li",)}, "li", "editor"),
        ({"sign_in": "header", "editors": ("li",)}, "Li", "none"),
        ({"sign_in": "header", "editors": ("li",)}, "wang", "none"),
        ({"sign_in": "header", "editors": ("li",), "readers": ("wang",)}, "wang", "reader"),
        ({"sign_in": "header", "editors": ("li",), "readers": ("li",)}, "li", "editor"),
        ({"sign_in": "header", "others": "reader"}, "anyone", "reader"),
        ({"sign_in": "oidc", "editors": ("@News.example",)}, "li@news.example", "editor"),
        ({"sign_in": "oidc", "editors": ("@news.example",)}, "li@evilnews.example", "none"),
        ({"sign_in": "oidc", "editors": ("@news.example",)}, "li@news.example.evil", "none"),
        ({"sign_in": "oidc", "editors": ("Li@news.example",)}, "li@news.example", "editor"),
    ],
)
def test_roles(settings: dict[str, Any], name: str, expected: str) -> None:
    assert role(Settings(**settings), name) == expected


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"sign_in": "header", "trusted_proxies": ("10.0.0.1",)}, "list editors or readers"),
        ({"sign_in": "header", "editors": ("li",)}, "needs trusted_proxies"),
        ({"trusted_proxies": ("proxy.example",)}, "neither an address nor a network"),
        ({"sign_in": "oidc", "others": "reader"}, "missing these in [auth]"),
    ],
)
def test_settings_that_cannot_work_are_refused(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(SettingsError) as error:
        check_access(Settings(**settings))
    assert said in str(error.value)


@pytest.mark.parametrize("settings", [{"sign_in": "ldap"}, {"others": "owner"}])
def test_unknown_kinds_of_sign_in_and_roles_are_refused(settings: dict[str, str]) -> None:
    with pytest.raises(SettingsError):
        Settings(**settings)  # type: ignore[arg-type]


NEWSROOM = 'sign_in = "header"\ntrusted_proxies = ["127.0.0.1", "::1"]\neditors = ["li"]\n'


@pytest.fixture
def settings_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The settings file of a newsroom whose page was started with it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("app.settings._known", None)  # so that it is that again afterwards
    file = tmp_path / "jianbao.toml"
    file.write_text(NEWSROOM, encoding="utf-8")
    start_with(build_settings())
    return file


def test_who_is_on_which_list_is_read_anew(settings_file: Path) -> None:
    started = page_settings()
    lists = 'editors = ["zhao"]\nreaders = ["wang"]\nothers = "none"\ndesk = "other.sqlite"\n'
    settings_file.write_text(NEWSROOM.replace('editors = ["li"]\n', lists), encoding="utf-8")
    expected = replace(started, editors=("zhao",), readers=("wang",), others="none")
    assert page_settings() == expected
    settings_file.unlink()
    assert page_settings() == expected  # a person who was taken off does not come back


@pytest.mark.parametrize(
    "text",
    [None, "", 'others = "editor"\n', NEWSROOM.replace("header", "oidc"), NEWSROOM + "editors"],
    ids=["away", "empty", "without sign-in", "another sign-in", "cut short"],
)
def test_a_settings_file_that_is_not_the_starts_opens_no_door(
    settings_file: Path, text: str | None
) -> None:
    started = page_settings()
    if text is None:
        settings_file.unlink()
    else:
        settings_file.write_text(text, encoding="utf-8")
    assert page_settings() == started


def test_a_page_for_reading_only_stays_one(settings_file: Path) -> None:
    settings_file.write_text('others = "reader"\n', encoding="utf-8")
    start_with(build_settings())
    settings_file.write_text("", encoding="utf-8")
    assert role(page_settings(), "") == "reader"


def test_a_served_page_keeps_its_sign_in(tmp_path: Path) -> None:
    file = tmp_path / "jianbao.toml"
    file.write_text(NEWSROOM, encoding="utf-8")
    with served(tmp_path / "archive", folder=tmp_path) as page:
        file.write_text("", encoding="utf-8")
        assert "没有收到登录姓名" in visit(page).html
        assert "li 已登录" in visit(page, {HEADER: "li"}).html
        file.write_text(NEWSROOM.replace('"li"', '"zhao"'), encoding="utf-8")
        assert "li 不在" in visit(page, {HEADER: "li"}).html


@pytest.fixture(scope="module")
def behind_a_proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page where the tests themselves are the trusted proxy. Its archive does not exist yet."""
    folder = tmp_path_factory.mktemp("newsroom")
    with served(
        folder / "archive", folder=folder, JIANBAO_SIGN_IN="header",
        JIANBAO_TRUSTED_PROXIES="127.0.0.1,::1", JIANBAO_EDITORS="李明", JIANBAO_READERS="wang",
    ) as page:  # fmt: skip
        yield page


def in_header(name: str) -> str:
    """Return a name as its UTF-8 bytes come in a header."""
    return name.encode().decode("latin-1")


def test_who_is_named_sees_the_page_and_their_name(behind_a_proxy: str) -> None:
    page = visit(behind_a_proxy, {HEADER: in_header("李明")})
    assert "李明 已登录" in page.html
    assert "只读" not in page.html
    assert "还没有档案" in page.said or "reindex" in page.said  # the view ran


def test_a_reader_is_told_so(behind_a_proxy: str) -> None:
    assert "wang 已登录（只读）" in visit(behind_a_proxy, {HEADER: "wang"}).html


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({}, "没有收到登录姓名"),
        ({HEADER: ""}, "没有收到登录姓名"),
        ({HEADER: "a\tb"}, "没有收到登录姓名"),
        ({HEADER: "\xff\xfe"}, "没有收到登录姓名"),
        ({SEALED_USER: "wang"}, "没有收到登录姓名"),
        ({HEADER: "zhao"}, "zhao 不在可查阅档案库的名单里"),
        ({HEADER: "<b>x</b>"}, "&lt;b&gt;x&lt;/b&gt; 不在"),
    ],
    ids=["none", "empty", "control", "not UTF-8", "sealed", "not listed", "markup"],
)
def test_others_are_turned_away_before_any_view_runs(
    behind_a_proxy: str, headers: dict[str, str], said: str
) -> None:
    page = visit(behind_a_proxy, headers)
    assert said in page.html
    assert "reindex" not in page.said


def test_a_browser_that_reaches_the_server_itself_is_not_believed(tmp_path: Path) -> None:
    with served(
        tmp_path / "archive", folder=tmp_path, JIANBAO_SIGN_IN="header",
        JIANBAO_TRUSTED_PROXIES="192.0.2.1", JIANBAO_OTHERS="editor",
    ) as page:  # fmt: skip
        said = visit(page, {HEADER: "li", "X-Forwarded-For": "192.0.2.1"})
    assert "没有收到登录姓名" in said.html
    assert "reindex" not in said.said
