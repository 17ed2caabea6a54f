"""A visit to the served page over Streamlit's own protocol: what a browser sends, without a browser.

One websocket is one session. A run of the page begins with what the person did (an address opened,
a field filled in) and ends with the message that the script is finished.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.typing import Origin

_EARLY = (ForwardMsg.FINISHED_EARLY_FOR_RERUN,)


@dataclass(slots=True)
class Run:
    """What one run of the page sent. Times are seconds since it was asked for."""

    seconds: float = 0.0
    first: float | None = None  # when the text waited for was there
    html: str = ""  # everything from st.html, in order
    said: str = ""  # every message as text, for what is not HTML
    redirect: str = ""  # where st.login sends the browser
    failed: bool = False


@dataclass(slots=True)
class Visit:
    """A session: `async with Visit("http://localhost:8501") as visit: await visit.open("", q="…")`."""

    address: str
    headers: Mapping[str, str] = field(default_factory=dict)
    xsrf: str = ""  # the token that goes with an _streamlit_xsrf cookie in `headers`
    _socket: Any = None
    _page: str = ""  # the hash of the view, as the server names it
    _query: str = ""
    _ids: dict[str, str] = field(default_factory=dict)  # key of a widget -> its id
    _values: dict[str, WidgetState] = field(default_factory=dict)

    async def __aenter__(self) -> Self:
        parts = urlsplit(self.address)
        scheme = "wss" if parts.scheme == "https" else "ws"
        uri = f"{scheme}://{parts.netloc}{parts.path.rstrip('/')}/_stcore/stream"
        self._socket = await websockets.connect(
            uri, additional_headers=dict(self.headers), max_size=None, open_timeout=60,
            subprotocols=["streamlit", *([self.xsrf] if self.xsrf else [])],  # type: ignore[list-item]
            origin=Origin(f"{parts.scheme}://{parts.netloc}"), compression=None, proxy=None,
        )  # fmt: skip
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        await self._socket.close()

    async def open(self, view: str = "", wait_for: str = "", **parameters: object) -> Run:
        """Open a view by its address, as a link or a reload does."""
        self._query, self._page = urlencode(parameters), ""
        self._values.clear()
        return await self._run(wait_for, page_name=view)

    async def fill(self, wait_for: str = "", **values: str | bool) -> Run:
        """Fill in text fields, or press buttons (True), by their keys."""
        pressed = []
        for key, value in values.items():
            state = WidgetState(id=self._ids[key])
            if isinstance(value, bool):
                state.trigger_value = value
                pressed.append(key)
            else:
                state.string_value = value
            self._values[key] = state
        run = await self._run(wait_for)
        for key in pressed:
            del self._values[key]
        return run

    async def _run(self, wait_for: str, page_name: str = "") -> Run:
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_script_hash, state.page_name = (
            self._query,
            self._page,
            page_name,
        )
        state.widget_states.widgets.extend(self._values.values())
        run, began = Run(), time.perf_counter()
        await self._socket.send(message.SerializeToString())
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(await asyncio.wait_for(self._socket.recv(), timeout=120))
            kind = answer.WhichOneof("type")
            if kind == "navigation":
                self._page = answer.navigation.page_script_hash
            elif kind == "page_info_changed":
                self._query = answer.page_info_changed.query_string
            elif kind == "auth_redirect":
                run.redirect = answer.auth_redirect.url
            elif kind == "delta" and answer.delta.WhichOneof("type") == "new_element":
                self._read(answer.delta.new_element, run)
                if wait_for and run.first is None and wait_for in run.html:
                    run.first = time.perf_counter() - began
            elif kind == "script_finished" and answer.script_finished not in _EARLY:
                run.seconds = time.perf_counter() - began
                run.failed |= answer.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY
                run.failed |= bool(wait_for) and run.first is None
                return run

    def _read(self, element: Any, run: Run) -> None:
        kind = element.WhichOneof("type")
        inner = getattr(element, kind)
        if kind == "html":
            run.html += inner.body
        run.failed |= kind == "exception"
        run.said += f"{kind}: {inner}\n"
        if key := getattr(inner, "id", "").partition("-")[2].partition("-")[2]:
            self._ids[key] = inner.id
