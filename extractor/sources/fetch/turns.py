"""Whose turn it is: one request at a time to a host, with a pause after it. No network."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from extractor.sources.fetch.errors import FetchError
from extractor.sources.fetch.settings import Clock, FetchSettings

_GLANCE = 0.5
"""Seconds between looks at whether the caller wants to stop, while another request holds the host."""


@dataclass(slots=True)
class _Host:
    lock: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = 0.0
    """Time of the clock before which nothing is sent."""
    why: str = ""
    """The code of the failure that set `free_at`, "" for a plain pause."""


class Turns:
    """Pauses between the requests to each host. Safe to use from several threads."""

    def __init__(self, settings: FetchSettings, *, clock: Clock, rng: random.Random) -> None:
        self._settings = settings
        self._clock = clock
        self._rng = rng
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, name: str, *, pause: float, url: str, stop: threading.Event) -> Iterator[None]:
        """Hold a host for one request, once its pause is over; the next pause is `pause` and some chance.

        Raises FetchError "stopped", and the code of an earlier failure where its pause is longer than `max_wait`.
        """
        host = self._host(name)
        while not host.lock.acquire(timeout=_GLANCE):
            _check(stop, url)
        try:
            self._wait(host, url, stop)
            try:
                yield
            finally:
                chance = self._settings.jitter * self._rng.random()
                self._rest(host, pause * (1 + chance), "")
        finally:
            host.lock.release()

    def rest(self, name: str, seconds: float, *, why: str) -> None:
        """Leave a host alone for so long, because of a failure with the code `why`."""
        self._rest(self._host(name), seconds, why)

    def pause(self, attempt: int) -> float:
        """Seconds before the next try after `attempt` failed ones."""
        return self._settings.backoff * 2.0 ** (attempt - 1) * (1 + self._settings.jitter * self._rng.random())

    def _host(self, name: str) -> _Host:
        with self._lock:
            return self._hosts.setdefault(name, _Host())

    def _rest(self, host: _Host, seconds: float, why: str) -> None:
        until = self._clock.monotonic() + seconds
        if until > host.free_at:
            host.free_at, host.why = until, why

    def _wait(self, host: _Host, url: str, stop: threading.Event) -> None:
        _check(stop, url)
        while (left := host.free_at - self._clock.monotonic()) > 0:
            if left > self._settings.max_wait and host.why:
                message = f"the host asks to be left alone for {left:.0f} s more; try again then"
                raise FetchError(host.why, message, url=url, passing=True, whole_host=True)
            self._clock.sleep(left, stop)
            _check(stop, url)


def _check(stop: threading.Event, url: str) -> None:
    if stop.is_set():
        raise FetchError("stopped", "stopped by the caller", url=url)
