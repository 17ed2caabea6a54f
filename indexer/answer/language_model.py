"""Get one reply from an OpenAI-compatible endpoint, within bounds on its time and length.

Only the address in the settings is asked: no redirect is followed, and neither a key nor an
organisation is taken from the variables of OpenAI's own programs.
"""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

from indexer.errors import LanguageModelError
from indexer.settings import Settings

MAX_REPLY_BYTES = 200_000
MAX_TOKENS = 4000  # of a reply, thinking included
_GRACE_S = 0.5  # to close the connection
_KEPT = 100  # replies of one archive
_FAULT_S = 60.0  # for which a fault is not tried again


def is_configured(settings: Settings) -> bool:
    return bool(settings.llm_base_url)


class Replies:
    """What a model said, so that a page that is drawn again asks nobody twice; from any thread.

    A fault is remembered for a minute: an endpoint that is down shall not hold up every click.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[str, ...], tuple[str | LanguageModelError, float]] = {}
        self._lock = threading.Lock()

    def complete(self, settings: Settings, system: str, user: str) -> str:
        """Return `complete(settings, system, user)`, asked once; raises LanguageModelError."""
        key = (settings.llm_base_url, settings.llm_model, system, user)
        with self._lock:
            said, until = self._kept.get(key, ("", 0.0))
        if time.monotonic() >= until:
            try:
                said, until = complete(settings, system, user), float("inf")
            except LanguageModelError as error:
                said, until = error, time.monotonic() + _FAULT_S
            with self._lock:
                self._kept.pop(key, None)
                self._kept[key] = said, until
                while len(self._kept) > _KEPT:
                    del self._kept[next(iter(self._kept))]
        if isinstance(said, LanguageModelError):
            raise LanguageModelError(str(said))
        return said


def complete(settings: Settings, system: str, user: str) -> str:
    """Return what the model says to `user`, within `llm_timeout_s`, one retry at most.

    Raises LanguageModelError, which says why there is none but nothing that the endpoint sent: a
    server may echo the key.
    """
    try:
        import openai  # noqa: F401  # before the clock starts
    except ImportError as error:
        raise LanguageModelError(
            "没有装语言模型的客户端：pip install 'jianbao[llm]' / "
            "the client is not installed: pip install 'jianbao[llm]'"
        ) from error
    messages = [{"role": "system", "content": system}, {"role": "user", "content": user}]
    # A loop of its own, in a thread of its own: the caller may be inside a loop already, and is
    # not kept longer than agreed by a look-up of a name that does not end.
    pool = ThreadPoolExecutor(1, "language-model")
    try:
        return pool.submit(lambda: asyncio.run(_talk(settings, messages))).result(
            settings.llm_timeout_s + _GRACE_S
        )
    except TimeoutError as error:
        raise LanguageModelError(
            f"{settings.llm_timeout_s:g} 秒内没有答完 / no reply within {settings.llm_timeout_s:g} s"
        ) from error
    finally:
        pool.shutdown(wait=False)


async def _talk(settings: Settings, messages: list[dict[str, str]]) -> str:
    import httpx2
    import openai

    web = openai.DefaultAsyncHttpxClient(follow_redirects=False, timeout=settings.llm_timeout_s)
    async with openai.AsyncOpenAI(
        base_url=settings.llm_base_url,
        api_key=settings.llm_api_key or "none",
        timeout=settings.llm_timeout_s,
        max_retries=1,
        http_client=web,
    ) as client:
        client.organization = client.project = None
        request = {"model": settings.llm_model, "messages": messages}
        try:
            async with asyncio.timeout(settings.llm_timeout_s):
                try:
                    limits = {"max_tokens": MAX_TOKENS, "temperature": 0}
                    return await _completion(client, {**request, **limits})
                except openai.BadRequestError:  # some models take neither
                    return await _completion(client.with_options(max_retries=0), request)
        except openai.APITimeoutError as error:
            raise TimeoutError from error
        except (openai.OpenAIError, httpx2.HTTPError, httpx2.InvalidURL, UnicodeError) as error:
            raise LanguageModelError(_reason(error, settings)) from None


async def _completion(client: Any, request: Mapping[str, Any]) -> str:
    """Return the text of one completion, read only as far as it is wanted."""
    body = bytearray()
    async with client.chat.completions.with_streaming_response.create(**request) as response:
        async for chunk in response.iter_bytes():
            body += chunk
            if len(body) > MAX_REPLY_BYTES:
                raise LanguageModelError("回复太长 / the reply is too long")
    return _content(bytes(body))


def _content(body: bytes) -> str:
    """Return what the assistant says in the JSON of a completion."""
    try:
        choice = json.loads(body)["choices"][0]
        content = choice["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise LanguageModelError(
            "回复不是聊天接口的格式：检查 llm_base_url 是否以 /v1 结尾 / "
            "the reply has not the form of a chat completion: does llm_base_url end in /v1?"
        ) from error
    if choice.get("finish_reason") == "length":
        raise LanguageModelError(
            f"回复到 {MAX_TOKENS} 个词元还没说完：关掉模型的思考，或换一个 / "
            f"the reply is not done after {MAX_TOKENS} tokens: turn thinking off, or take another model"
        )
    if not isinstance(content, str) or not content.strip():
        raise LanguageModelError("回复是空的 / the reply is empty")
    return content


def _reason(error: Exception, settings: Settings) -> str:
    """Return what went wrong and what to do, without the words of the endpoint."""
    where = urlsplit(settings.llm_base_url).netloc
    status = getattr(error, "status_code", None)
    if status in (401, 403):
        return (
            f"{where} 不接受密钥（{status}）：检查 llm_api_key / "
            f"{where} refuses the key ({status}): check llm_api_key"
        )
    if status == 404:
        return (
            f"{where} 没有这个地址或模型（404）：检查 llm_base_url 和 llm_model / "
            f"{where} has no such address or model (404): check llm_base_url and llm_model"
        )
    if status == 429:
        return f"{where} 说请求太多或额度用完（429） / {where} says too many requests or no quota (429)"
    if status is not None and 300 <= status < 400:
        return (
            f"{where} 要转到别处（{status}），没有跟去：把 llm_base_url 写成最后的地址 / "
            f"{where} redirects ({status}), which is not followed: set llm_base_url to where it leads"
        )
    if status is not None:
        return f"{where} 出错（状态 {status}） / {where} failed (status {status})"
    return f"连不上 {where} 或中途断开 / cannot reach {where}, or it broke off"
