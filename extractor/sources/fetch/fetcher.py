"""One URL → one page: polite, guarded, bounded.

Every request goes through the same steps, those after a redirect too: scheme, credentials and port of the URL, the
site's robots.txt, the host's turn, the address it resolves to, the answer's type and size. Refuses with FetchError,
whose code says which step; see there.
"""

from __future__ import annotations

import random
import re
import threading
import time
from datetime import datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self

import httpx

from extractor.errors import cut
from extractor.sources.fetch.addresses import is_blocked, literal
from extractor.sources.fetch.cache import KEPT, Cache, questions
from extractor.sources.fetch.errors import FetchError
from extractor.sources.fetch.network import BUDGET, Budget, GuardedTransport, Resolver, resolve
from extractor.sources.fetch.page import (
    ACCEPT,
    ACCEPT_ENCODING,
    Limits,
    Page,
    content_type,
    declared_length,
    read_body,
    require_readable,
    unpack_file,
)
from extractor.sources.fetch.robots import LIMITS as ROBOTS_LIMITS
from extractor.sources.fetch.robots import Robots
from extractor.sources.fetch.settings import Clock, FetchSettings
from extractor.sources.fetch.turns import Turns

_DEFAULT_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(rb"[a-z0-9._-]{1,253}|[0-9a-f:.]+(?:%.*)?", re.IGNORECASE)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NOT_RETRIED = frozenset({"dns", "tls", "stopped", "robots"})


class Fetcher:
    """Fetches pages; use as a context manager. Safe to use from several threads.

    `clock`, `rng` and `resolver` are for tests: time between requests, chance, and host names.
    """

    def __init__(
        self,
        settings: FetchSettings,
        *,
        clock: Clock | None = None,
        rng: random.Random | None = None,
        resolver: Resolver = resolve,
    ) -> None:
        self.settings = settings
        self._clock = clock or Clock()
        self._cache = Cache(settings.cache, settings.max_age, settings.max_cache_bytes)
        self._cache.prepare()
        self._transport = GuardedTransport(settings, resolver=resolver)
        self._turns = Turns(settings, clock=self._clock, rng=rng or random.Random())
        self._robots = Robots(self._get_robots, clock=self._clock)
        self._limits = Limits(wire=settings.max_wire_bytes, unpacked=settings.max_bytes)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections and bring the cache down to its size."""
        self._transport.close()
        self._cache.evict()

    def fetch(self, url: str, *, stop: threading.Event | None = None) -> Page:
        """The page at `url`, redirects followed. Raises FetchError; "stopped" soon after another thread sets `stop`."""
        return self._follow(url, stop or threading.Event(), robots=False)

    def sitemaps(self, url: str, *, stop: threading.Event | None = None) -> list[str]:
        """The sitemaps that the robots.txt of the URL's site names. Raises FetchError where it can't be had."""
        target = self._checked(url)
        root = str(target.copy_with(raw_path=b"/robots.txt"))
        return self._robots.require(root, site=_site(target), stop=stop or threading.Event()).sitemaps

    def _get_robots(self, url: str, stop: threading.Event) -> Page:
        return self._follow(url, stop, robots=True)

    def _follow(self, url: str, stop: threading.Event, *, robots: bool) -> Page:
        target = self._checked(url)
        for _ in range(self.settings.max_redirects + 1):
            pause = self.settings.interval
            if not robots:
                pause = max(pause, self._delay(target, stop))
            found = self._persist(target, stop, pause=pause, robots=robots)
            if isinstance(found, Page):
                return found
            target = self._checked(found, base=target)
        raise FetchError(
            "too_many_redirects", f"more than {self.settings.max_redirects} redirects, the last to {target}", url=url
        )

    def _checked(self, url: str, *, base: httpx.URL | None = None) -> httpx.URL:
        """The URL if it may be asked at all. Messages leave out credentials that it may hold."""
        try:
            found = httpx.URL(url.strip())
            # "http:///a" would be joined to the host before it
            hostless = found.scheme in _DEFAULT_PORTS and not found.host
            found = (base.join(found) if base is not None else found).copy_with(fragment=None)
        except (httpx.InvalidURL, ValueError) as error:
            raise FetchError("bad_url", f"not a URL ({error})", url=cut(url.rpartition("@")[2])) from error
        named = str(found.copy_with(userinfo=b""))
        if found.scheme not in _DEFAULT_PORTS:
            raise FetchError("bad_scheme", "only http and https are fetched", url=named)
        if found.userinfo:
            raise FetchError("bad_url", "it holds credentials, which are never sent", url=named)
        if hostless or not _HOST.fullmatch(found.raw_host):
            raise FetchError("bad_url", "it names no host", url=named)
        port = found.port or _DEFAULT_PORTS[found.scheme]
        if port not in self.settings.ports:
            raise FetchError("bad_url", f"port {port} is not among those allowed", url=named)
        address = literal(found.host)
        if address is not None and is_blocked(address, allow_private=self.settings.allow_private):
            raise FetchError("blocked_address", f"{address} is not a public address", url=named)
        return found

    def _delay(self, target: httpx.URL, stop: threading.Event) -> float:
        """The Crawl-delay of a URL that its site's robots.txt lets us fetch."""
        delay = self._robots.require(str(target), site=_site(target), stop=stop).delay
        if delay > self.settings.max_wait:
            message = f"the site asks for {delay:.0f} s between requests; raise max_wait ({self.settings.max_wait:.0f})"
            raise FetchError("robots", message, url=str(target), passing=True, whole_host=True)
        return delay

    def _persist(self, target: httpx.URL, stop: threading.Event, *, pause: float, robots: bool) -> Page | str:
        """One answer, with further tries after failures that may pass; a redirect's target as text."""
        attempt = 0
        while True:
            try:
                return self._ask(target, stop, pause=pause, robots=robots)
            except FetchError as error:
                attempt += 1
                if not error.passing or error.whole_host or error.code in _NOT_RETRIED:
                    raise
                wait = error.retry_after
                if wait is not None and wait > self.settings.max_wait:
                    self._turns.rest(target.host, wait, why=error.code)
                    error.whole_host = True
                    raise
                self._turns.rest(target.host, self._turns.pause(attempt) if wait is None else wait, why=error.code)
                if attempt > self.settings.retries:
                    raise

    def _ask(self, target: httpx.URL, stop: threading.Event, *, pause: float, robots: bool) -> Page | str:
        url = str(target)
        kept = self._cache.load(url)
        if kept is not None and self._cache.is_fresh(kept, now=self._clock.now()):
            return kept
        headers = {
            "user-agent": self.settings.user_agent,
            "accept": "text/plain,*/*;q=0.1" if robots else ACCEPT,
            "accept-encoding": ACCEPT_ENCODING,
            **(questions(kept) if kept is not None else {}),
        }
        timeouts = httpx.Timeout(self.settings.read_timeout, connect=self.settings.connect_timeout).as_dict()
        with self._turns.turn(target.host, pause=pause, url=url, stop=stop):
            token = BUDGET.set(Budget(url, time.monotonic() + self.settings.total_timeout, stop))
            try:
                response = self._transport.handle_request(
                    httpx.Request("GET", target, headers=headers, extensions={"timeout": timeouts})
                )
                try:
                    return self._judge(response, target, kept, robots=robots)
                finally:
                    response.close()
            finally:
                BUDGET.reset(token)

    def _judge(self, response: httpx.Response, target: httpx.URL, kept: Page | None, *, robots: bool) -> Page | str:
        url, status, headers = str(target), response.status_code, response.headers
        now = self._clock.now()
        if status == 304 and kept is not None:
            return self._cache.confirm(kept, headers, now=now)
        if status in _REDIRECTS and "location" in headers:
            return str(headers["location"])
        if status not in {200, 203}:
            if status < 400:
                raise FetchError("bad_content", f"the server answers {status}, which is no page", url=url)
            wait = _retry_after(headers.get("retry-after"), now)
            raise FetchError(f"http_{status}", f"the server answers {status}", url=url, retry_after=wait)
        limits = ROBOTS_LIMITS if robots else self._limits
        media_type, charset = content_type(headers.get("content-type"))
        if not robots:
            require_readable(media_type, path=target.path, url=url)
            declared_length(headers.get("content-length"), limits=limits, url=url)
        assert isinstance(response.stream, httpx.SyncByteStream)
        body = read_body(response.stream, headers.get("content-encoding", ""), limits=limits, url=url)
        if target.path.endswith(".xml.gz") and not robots:
            body, media_type = unpack_file(body, limits=limits, url=url), "application/xml"
        page = Page(
            url=url,
            status=status,
            headers={name: headers[name] for name in sorted(KEPT) if name in headers},
            body=body,
            media_type=media_type,
            charset=charset,
            from_cache=False,
            fetched=now,
        )
        self._cache.store(page)
        return page


def _site(url: httpx.URL) -> str:
    return f"{url.scheme}://{url.netloc.decode('ascii')}"


def _retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds to wait by a Retry-After header (seconds or a date), None where it can't be read."""
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max(0.0, (parsedate_to_datetime(text) - now).total_seconds())
    except (ValueError, TypeError):
        return None
