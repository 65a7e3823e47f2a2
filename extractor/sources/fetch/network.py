"""Requests → responses over connections that go to checked addresses only and end in time.

A host's name is resolved here, once a connection; every address it has must be allowed, and the connection goes to one
of those just checked, so that a name that changes its address between check and use gains nothing. SNI, certificate
check and Host header keep the name. What the server sends slowly, headers included, is cut off by the request's budget.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, cast

import httpcore
import httpx

from extractor.errors import ConfigError
from extractor.sources.fetch.addresses import is_blocked
from extractor.sources.fetch.errors import FetchError
from extractor.sources.fetch.settings import FetchSettings

Resolver = Callable[[str, int], list[str]]
"""Host and port → its addresses. Raises OSError."""

_SLICE = 0.5
"""Seconds between looks at whether the caller wants to stop."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What one request may still take: `deadline` is a time of `time.monotonic`."""

    url: str
    deadline: float
    stop: threading.Event

    def left(self) -> float:
        """Seconds left, above 0. Raises FetchError where there are none, or the caller wants to stop."""
        if self.stop.is_set():
            raise FetchError("stopped", "stopped by the caller", url=self.url)
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise FetchError("timeout", "the whole answer took too long", url=self.url)
        return left


BUDGET: ContextVar[Budget] = ContextVar("budget")
"""The budget of the request that this thread makes; connections outlive requests, so it can't be theirs."""


def resolve(host: str, port: int) -> list[str]:
    """All addresses of a host, by the system."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(row[4][0]) for row in found))


class GuardedTransport(httpx.BaseTransport):
    """One request, one response: no redirects, no cookies, no proxies or credentials of the environment.

    Raises FetchError for a refused address, DNS, TLS, a budget that is used up, and what goes wrong on the way.
    """

    def __init__(self, settings: FetchSettings, *, resolver: Resolver = resolve) -> None:
        try:
            context = (
                httpx.create_ssl_context(trust_env=False)
                if settings.ca_file is None
                else ssl.create_default_context(cafile=settings.ca_file)
            )
        except OSError as error:
            raise ConfigError(f"can't read the certificates of {settings.ca_file} ({error})") from error
        backend = _Backend(settings, resolver)
        self._pool = httpcore.ConnectionPool(
            ssl_context=context,
            proxy=_proxy(settings.proxy),
            max_connections=None,
            max_keepalive_connections=32,
            keepalive_expiry=30.0,
            network_backend=backend,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        with _named_errors():
            response = self._pool.handle_request(
                httpcore.Request(
                    method=request.method,
                    url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                    headers=request.headers.raw,
                    extensions=request.extensions,
                )
            )
        body = _Body(cast(Iterable[bytes], response.stream))
        return httpx.Response(response.status, headers=response.headers, stream=body)

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, stream: Iterable[bytes]) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        with _named_errors():
            yield from self._stream

    def close(self) -> None:
        if hasattr(self._stream, "close"):
            self._stream.close()


class _Backend(httpcore.NetworkBackend):
    def __init__(self, settings: FetchSettings, resolver: Resolver) -> None:
        self._settings = settings
        self._resolver = resolver
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        budget = BUDGET.get()
        error: Exception | None = None
        for address in self._addresses(host, port):
            try:
                stream = self._inner.connect_tcp(
                    address, port, min(self._settings.connect_timeout, budget.left()), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                error = failed
            else:
                return _Stream(stream)
        raise error or FetchError("dns", f"{host} has no address", url=budget.url, whole_host=True)

    def _addresses(self, host: str, port: int) -> list[str]:
        url = BUDGET.get().url
        try:
            found = self._resolver(host, port)
        except (OSError, UnicodeError) as error:
            reason = getattr(error, "strerror", None) or error
            raise FetchError("dns", f"{host} can't be resolved ({reason})", url=url, whole_host=True) from error
        # With a proxy the only host ever connected to is the proxy, which the user named.
        if self._settings.proxy is None:
            refused = [a for a in found if is_blocked(a, allow_private=self._settings.allow_private)]
            if refused:
                raise FetchError(
                    "blocked_address",
                    f"{host} has the address {refused[0]}, which is not public; nothing was sent to it",
                    url=url,
                )
        return found


class _Stream(httpcore.NetworkStream):
    """A connection whose every wait is bounded by the budget of the request that uses it."""

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        budget = BUDGET.get()
        silent = time.monotonic() + (budget.left() if timeout is None else timeout)
        while True:
            left = min(budget.left(), silent - time.monotonic())
            if left <= 0:
                raise httpcore.ReadTimeout("the server fell silent")
            try:
                return self._inner.read(max_bytes, min(left, _SLICE))
            except httpcore.ReadTimeout:
                continue

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        left = BUDGET.get().left()
        self._inner.write(buffer, left if timeout is None else min(left, timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        budget = BUDGET.get()
        left = budget.left()
        try:
            stream = self._inner.start_tls(
                ssl_context, server_hostname, left if timeout is None else min(left, timeout)
            )
        except httpcore.ConnectError as error:
            raise FetchError("tls", f"no secure connection ({error})", url=budget.url) from error
        return _Stream(stream)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


@contextmanager
def _named_errors() -> Iterator[None]:
    """httpcore's errors → FetchError."""
    try:
        yield
    except httpcore.TimeoutException as error:
        raise _failed("timeout", "the server took too long", error) from error
    except httpcore.ProtocolError as error:
        raise _failed("connection", "the answer is not sound HTTP", error) from error
    except (httpcore.NetworkError, httpcore.ProxyError) as error:
        raise _failed("connection", "no connection", error) from error


def _failed(code: str, what: str, error: Exception) -> FetchError:
    return FetchError(code, f"{what} ({str(error) or type(error).__name__})", url=BUDGET.get().url)


def _proxy(url: str | None) -> httpcore.Proxy | None:
    if url is None:
        return None
    try:
        proxy = httpx.Proxy(url)
    except (ValueError, httpx.InvalidURL) as error:
        raise ConfigError("the proxy is not understood; write it as http://host:port") from error
    if proxy.url.scheme not in {"http", "https"} or not proxy.url.host:
        raise ConfigError(f"the proxy must be an http or https URL, not one of {proxy.url.scheme!r}")
    return httpcore.Proxy(url=str(proxy.url), auth=proxy.raw_auth)
