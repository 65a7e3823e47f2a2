"""robots.txt by RFC 9309: what a site lets us fetch, how often, and where its sitemaps are. No network of its own.

Fetched once a site through the function given. A site without one (4xx) allows all; one whose robots.txt can't be had
(5xx, 429, no connection) is refused for the time being.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from protego import Protego

from extractor.sources.fetch.errors import FetchError
from extractor.sources.fetch.page import Limits, Page
from extractor.sources.fetch.settings import AGENT, Clock

LIMITS = Limits(wire=512_000, unpacked=512_000, cut_off=True)
"""What is read of a robots.txt; RFC 9309 asks for 500 KiB at least."""

_KEEP, _KEEP_REFUSAL = 86_400.0, 600.0
_NOT_OURS = frozenset({"stopped", "blocked_address", "bad_scheme", "bad_url", "dns"})
"""Failures of robots.txt that the page would have met itself: they are told as they are."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a robots.txt says to this program. `refused` is why nothing may be fetched, None where it could be read."""

    parsed: Protego
    refused: str | None = None

    @property
    def delay(self) -> float:
        """Seconds between two requests that the site asks for."""
        return self.parsed.crawl_delay(AGENT) or 0.0

    @property
    def sitemaps(self) -> list[str]:
        return list(self.parsed.sitemaps)


@dataclass(slots=True)
class _Site:
    lock: threading.Lock = field(default_factory=threading.Lock)
    rules: Rules | None = None
    until: float = 0.0


class Robots:
    """The rules of every site asked so far. `get` fetches a URL or raises FetchError."""

    def __init__(self, get: Callable[[str, threading.Event], Page], *, clock: Clock) -> None:
        self._get = get
        self._clock = clock
        self._sites: dict[str, _Site] = {}
        self._lock = threading.Lock()

    def require(self, url: str, *, site: str, stop: threading.Event) -> Rules:
        """The rules of the site ("https://host:port") if they let `url` be fetched; else FetchError "robots"."""
        rules = self.rules(site, stop=stop)
        if rules.refused is not None:
            raise FetchError(
                "robots",
                f"{site}/robots.txt can't be had ({rules.refused}), so nothing is fetched from there; try again later",
                url=url, passing=True, whole_host=True,
            )  # fmt: skip
        if not rules.parsed.can_fetch(url, AGENT):
            raise FetchError("robots", f"{site}/robots.txt does not let {AGENT} fetch it", url=url)
        return rules

    def rules(self, site: str, *, stop: threading.Event) -> Rules:
        """The rules of a site, fetched where they are not known or too old."""
        with self._lock:
            known = self._sites.setdefault(site, _Site())
        with known.lock:
            if known.rules is None or self._clock.monotonic() >= known.until:
                known.rules = self._fetch(site, stop)
                keep = _KEEP if known.rules.refused is None else _KEEP_REFUSAL
                known.until = self._clock.monotonic() + keep
            return known.rules

    def _fetch(self, site: str, stop: threading.Event) -> Rules:
        try:
            page = self._get(f"{site}/robots.txt", stop)
        except FetchError as error:
            if error.code in _NOT_OURS:
                raise
            absent = (error.code.startswith("http_4") and error.code != "http_429") or (
                error.code == "too_many_redirects"
            )
            return Rules(Protego.parse(""), None if absent else error.code)
        return Rules(Protego.parse(page.body.decode("utf-8", errors="replace").removeprefix("\ufeff")))
