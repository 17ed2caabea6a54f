"""One frozen Settings, built at the edge: flags over environment over file over defaults.

The file is `jianbao.toml` in the working folder (or the one named by `JIANBAO_SETTINGS`); the
environment variables are the field names in capitals after `JIANBAO_`, such as `JIANBAO_ARCHIVE`.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import platformdirs

from indexer.errors import SettingsError

BACKENDS = ("auto", "torch-int8", "torch-fp32")
SIGN_INS = ("", "header", "oidc")
ROLES = ("none", "reader", "editor")
_MOST_THREADS = 1024


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a user may set. Lengths count characters, times seconds."""

    archive: Path = Path("archive")
    desk: Path = Path("desk.sqlite")  # clippings and saved searches; made when first needed
    cache: Path = Path(platformdirs.user_cache_dir("jianbao"))  # converted embedding models
    model: str = "bundled"  # or the hub name or the folder of a sentence-transformers model
    allow_download: bool = False  # let sentence-transformers fetch models from their hub
    backend: str = "auto"  # what computes embeddings, one of BACKENDS: the fastest that can
    threads: int = 2  # of the embedding engine
    passage_chars: int = 300  # a passage is closed when the next sentence would exceed this
    words: Path = Path("words.txt")  # the newsroom's own words, one a line; need not exist
    words_weight: float = 0.7  # of the words channel where the channels are only mixed, 0 to 1
    rerank: bool = True  # the second stage of a search on both channels
    cross_encoder: str = ""  # a sentence-transformers cross-encoder, hub name or folder; "" is none
    public_url: str = ""  # where readers reach the page, for links in references; "" is nowhere
    max_page_mb: int = 20  # a larger page file is refused: it is no newspaper page
    # Who may word answers, docs/language-model.md
    llm_base_url: str = ""  # an endpoint, such as http://localhost:11434/v1; "" is none
    llm_model: str = ""  # the model's name there
    llm_api_key: str = field(default="", repr=False)  # never shown; best from the environment
    llm_timeout_s: float = 30.0  # for the whole of it, a retry included
    # Who may open the page, docs/deploy.md
    sign_in: str = ""  # one of SIGN_INS: nobody is asked, a proxy says who it is, OpenID Connect
    user_header: str = "X-Remote-User"  # with "header": what the proxy names the person in
    trusted_proxies: tuple[str, ...] = ()  # addresses or networks whose user_header is believed
    user_claim: str = "email"  # with "oidc": the claim that names the person
    sign_in_hours: int = 24  # with "oidc": who signed in longer ago does so again
    editors: tuple[str, ...] = ()  # names as signed in with, or "@news.example" for all of a domain
    readers: tuple[str, ...] = ()
    others: str = ""  # the role of who is in neither; "": editor without sign-in, none with it
    hosts: tuple[str, ...] = ()  # names the page is reached by; () is any, on localhost only that
    base_path: str = ""  # where a proxy serves the page below another site's root: "jianbao"

    def __post_init__(self) -> None:
        if not 0 <= self.words_weight <= 1:
            raise SettingsError(
                f"words_weight 应在 0 到 1 之间，现为 {self.words_weight} / must be from 0 to 1"
            )
        if self.backend not in BACKENDS:
            raise SettingsError(
                f"backend 应为 {'、'.join(BACKENDS)} 之一，现为 {self.backend!r} / must be one of these"
            )
        if self.public_url and not _is_address(self.public_url):
            raise SettingsError(
                f"public_url 应像 https://archive.example，现为 {self.public_url!r} / "
                f"must look like https://archive.example"
            )
        if self.sign_in not in SIGN_INS:
            raise SettingsError(
                f"sign_in 应为空、header 或 oidc，现为 {self.sign_in!r} / must be empty, header or oidc"
            )
        if self.others and self.others not in ROLES:
            raise SettingsError(
                f"others 应为 {'、'.join(ROLES)} 之一，现为 {self.others!r} / must be one of these"
            )
        if self.threads > _MOST_THREADS:
            raise SettingsError(
                f"threads 至多 {_MOST_THREADS}，现为 {self.threads} / must be at most {_MOST_THREADS}"
            )
        for name in ("threads", "passage_chars", "max_page_mb", "sign_in_hours"):
            if getattr(self, name) < 1:
                raise SettingsError(
                    f"{name} 至少为 1，现为 {getattr(self, name)} / must be at least 1"
                )
        _check_language_model(self)


def _is_address(text: str) -> bool:
    """Tell whether the page's own paths can follow `text` in an address."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and not (parts.query or parts.fragment)
        and text.isprintable()
        and not set(text) & set(' {}\\"<>')
    )


def build_settings(
    flags: Mapping[str, Any] | None = None, environ: Mapping[str, str] | None = None
) -> Settings:
    """Return the settings: `flags` (None values are not set), then environment, file, defaults.

    Raises SettingsError naming the place and the value that cannot be used.
    """
    environ = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    named = environ.get("JIANBAO_SETTINGS", "")
    path = Path(named or "jianbao.toml")
    if path.exists():
        values |= _from_file(path)
    elif named:
        raise SettingsError(f"找不到设置文件 {path} / settings file {path} does not exist")
    for item in fields(Settings):
        name = f"JIANBAO_{item.name.upper()}"
        if environ.get(name):
            values[item.name] = _convert(item.name, environ[name], name)
    for key, value in (flags or {}).items():
        if value is not None:
            values[key] = _convert(key, value, f"--{key.replace('_', '-')}")
    return Settings(**values)


def _check_language_model(settings: Settings) -> None:
    """Raise SettingsError where the endpoint of a language model cannot be used; its key is not said."""
    try:
        url = urlsplit(settings.llm_base_url)
        is_usable = url.scheme in ("http", "https") and bool(url.hostname) and url.port != 0
    except ValueError:
        is_usable = False
    if settings.llm_base_url and not is_usable:
        raise SettingsError(
            "llm_base_url 应是 http:// 或 https:// 开头的地址，如 http://localhost:11434/v1 / "
            "must be an address such as http://localhost:11434/v1"
        )
    if settings.llm_base_url and ("@" in url.netloc or url.query or url.fragment):
        raise SettingsError(
            "llm_base_url 里不要写用户名、密码或参数，密钥写在 llm_api_key / "
            "must hold no user, password or parameters: the key goes into llm_api_key"
        )
    if bool(settings.llm_base_url) != bool(settings.llm_model.strip()):
        raise SettingsError(
            "llm_base_url 和 llm_model 要一起设置：地址和那里的模型名 / "
            "llm_base_url and llm_model go together: the endpoint and the name of a model there"
        )
    if not all("!" <= char <= "~" for char in settings.llm_api_key):
        raise SettingsError(
            "llm_api_key 里有空格、换行或不是 ASCII 的字：重新复制一遍 / "
            "holds spaces, line ends or characters beyond ASCII: copy it again"
        )
    if not 0 < settings.llm_timeout_s <= 600:
        raise SettingsError(
            f"llm_timeout_s 应大于 0、不超过 600，现为 {settings.llm_timeout_s} / "
            f"must be above 0 and at most 600"
        )


def _from_file(path: Path) -> dict[str, Any]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"设置文件 {path} 读不了：{error} / cannot be read") from error
    known = {item.name for item in fields(Settings)}
    for key in table:
        if key not in known:
            raise SettingsError(
                f"{path}: 没有 {key!r} 这项设置 / unknown setting; known: {', '.join(sorted(known))}"
            )
    return {key: _convert(key, value, f"{path}: {key}") for key, value in table.items()}


def _convert(name: str, value: Any, where: str) -> Any:
    """Return `value` as the field's own type."""
    kind: Any = (
        type(getattr(Settings(), name))
        if name not in {"archive", "cache", "desk", "words"}
        else Path
    )
    try:
        if kind is Path:
            if "\0" in str(value) or not str(value).strip():
                raise ValueError
            return Path(value).expanduser()
        if kind is tuple:
            items = value.split(",") if isinstance(value, str) else list(value)
            if not all(isinstance(item, str) for item in items):
                raise TypeError
            return tuple(filter(None, map(str.strip, items)))
        if kind is bool:
            return {"1": True, "true": True, "0": False, "false": False}[str(value).lower()]
        numbers = (int, kind) if kind in (int, float) else ()  # of 2.9 threads nothing is cut off
        if isinstance(value, bool) or not isinstance(value, (str, *numbers)):
            raise TypeError
        return kind(value)
    except (TypeError, ValueError, KeyError, RuntimeError) as error:  # ~nobody is a RuntimeError
        raise SettingsError(
            f"{where} 的值 {value!r} 用不了 / cannot be used: expected {kind.__name__}"
        ) from error
