"""A small HTTP server on this machine that plays language models, good and bad."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class ModelServer(ThreadingHTTPServer):
    """Plays `play` for every request and keeps what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.play: Play = says("")
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    @property
    def sent(self) -> dict[str, Any]:
        """The question and the passages of the first request."""
        table: dict[str, Any] = json.loads(self.requests[0]["messages"][1]["content"])
        return table

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is part of the play."""


class _Handler(BaseHTTPRequestHandler):
    server: ModelServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.paths.append(self.path)
        self.server.headers.append({name.lower(): value for name, value in self.headers.items()})
        self.server.requests.append(json.loads(body))
        self.server.play(self)

    def log_message(self, *args: Any) -> None:
        pass


Play = Callable[[_Handler], None]


def answers(status: int, body: bytes, **headers: str) -> Play:
    def play(handler: _Handler) -> None:
        handler.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return play


def says(content: Any, finish: str = "stop") -> Play:
    """Play a model whose message is `content`."""
    message = {"role": "assistant", "content": content}
    choice = {"index": 0, "message": message, "finish_reason": finish}
    return answers(200, json.dumps({"choices": [choice]}).encode())


def claims(*items: dict[str, Any]) -> str:
    return json.dumps({"claims": list(items)}, ensure_ascii=False)


def waits(handler: _Handler) -> None:
    """Play a model that does not answer until the test is over."""
    handler.server.over.wait(30)


def drips(head: bytes) -> Play:
    """Play a server that sends `head` and then a byte now and then, and never ends."""

    def play(handler: _Handler) -> None:
        handler.wfile.write(head)
        while not handler.server.over.wait(0.02):
            handler.wfile.write(b" ")
            handler.wfile.flush()

    return play


def breaks_off(handler: _Handler) -> None:
    """Play a server that promises more than it sends."""
    handler.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"choices": [')


def in_turn(*plays: Play) -> Play:
    """Play one after the other, the last for good."""
    left = list(plays)

    def play(handler: _Handler) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(handler)

    return play


@contextmanager
def model_server() -> Iterator[ModelServer]:
    server = ModelServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
