"""A site on this machine, whose every answer a test decides, and a clock on which no time passes but what is slept."""

from __future__ import annotations

import random
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from extractor.sources.fetch import Clock, Fetcher, FetchSettings

Answer = tuple[int, dict[str, str], bytes]
Route = Answer | list[Answer] | Callable[["Handler"], Answer | None]

HTML = {"content-type": "text/html; charset=utf-8"}
NONE: Answer = (404, {"content-type": "text/plain"}, b"none")


def article(title: str = "Borvane to buy Ostrel", date: str | None = None) -> bytes:
    meta = f'<meta property="article:published_time" content="{date}">' if date else ""
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title>{meta}</head><body><article><h1>{title}</h1>"
        "<p>Borvane Plc said on Monday it had agreed to buy Ostrel Ltd for 40 million euros in cash, and that it "
        "expects the deal to close in the third quarter of the year.</p><p>Shares of the company rose four percent "
        "in early trading, their best day since the spring.</p></article></body></html>"
    ).encode()


def redirect(to: str, status: int = 302) -> Answer:
    return status, {"location": to}, b""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def do_GET(self) -> None:
        self.server.requests.append((self.headers["host"].partition(":")[0], self.path, dict(self.headers.items())))
        route = self.server.routes.get(self.path, NONE)
        if isinstance(route, list):
            route = route.pop(0) if len(route) > 1 else route[0]
        answer = route(self) if callable(route) else route
        if answer is None:
            self.close_connection = True
            return
        status, headers, body = answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if not {name.lower() for name in headers} & {"content-length", "transfer-encoding"}:
            self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def raw(self, *parts: bytes) -> None:
        """Write bytes as they are."""
        for part in parts:
            self.wfile.write(part)
            self.wfile.flush()

    def log_message(self, *_: Any) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.routes: dict[str, Route] = {}
        self.requests: list[tuple[str, str, dict[str, str]]] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def url(self, path: str = "/", *, host: str = "news.example", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        """The paths asked for so far, robots.txt left out."""
        return [path for _, path, _ in list(self.requests) if path != "/robots.txt"]

    def handle_error(self, *_: Any) -> None:
        """A client that hangs up is what many of these tests are about."""


@contextmanager
def serving() -> Iterator[Server]:
    server = Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class FakeClock(Clock):
    """Time that passes only by sleeping; `slept` is every pause in seconds."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self._lock = threading.Lock()
        self._passed = 1000.0

    def monotonic(self) -> float:
        return self._passed

    def now(self) -> datetime:
        return datetime(2025, 3, 4, 12, tzinfo=UTC) + timedelta(seconds=self._passed)

    def sleep(self, seconds: float, stop: threading.Event) -> None:
        with self._lock:
            self.slept.append(seconds)
            self._passed += seconds

    def pass_(self, seconds: float) -> None:
        with self._lock:
            self._passed += seconds


def to_this_machine(host: str, port: int) -> list[str]:
    """Every name is this machine; addresses stay what they are, "nowhere.example" is not known."""
    if host == "nowhere.example":
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    return [host] if host.replace(".", "").isdigit() or ":" in host else ["127.0.0.1"]


def fetcher(server: Server, *, clock: Clock | None = None, resolver: Any = to_this_machine, **settings: Any) -> Fetcher:
    """A fetcher that may reach the test's server, and waits on a clock of its own."""
    options: dict[str, Any] = {
        "contact": "desk@example.com", "allow_private": True, "ports": frozenset({80, 443, server.port}),
        "connect_timeout": 2.0, "read_timeout": 2.0, "total_timeout": 4.0, "jitter": 0.0,
    }  # fmt: skip
    return Fetcher(
        FetchSettings(**(options | settings)), clock=clock or FakeClock(), rng=random.Random(1), resolver=resolver
    )
