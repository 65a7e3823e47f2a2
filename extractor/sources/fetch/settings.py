"""How to fetch: who we say we are, limits, and the clock, which tests replace."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from extractor.errors import ConfigError
from extractor.sources.decode import MAX_SIZE

AGENT = "extractor"
"""The product token: robots.txt groups are looked up by it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchSettings:
    """Times are in seconds, sizes in bytes. Raises ConfigError for a setting that makes no sense.

    contact          who runs this crawl: an e-mail address or URL, sent with every request
    connect_timeout  for each address of a host, and for the TLS handshake
    read_timeout     longest silence of a server
    total_timeout    one request, from connecting to the last byte; name resolution is the system's to bound
    max_bytes        largest page once unpacked
    max_wire_bytes   largest page as it is sent
    max_redirects    redirects followed for one page
    interval         pause between two requests to a host; a longer Crawl-delay wins
    jitter           share of a pause that chance may add
    retries          further tries after a failure that may pass
    backoff          pause before the first of them; it doubles each time
    max_wait         longest Crawl-delay or Retry-After that is waited for; what asks for more is not fetched
    allow_private    fetch from private and loopback addresses too (an intranet); never from link-local ones
    ports            ports that may be asked
    proxy            "http://host:port"; it then resolves the names, so only addresses written in URLs are checked
    ca_file          certificates to trust in place of the usual ones
    cache            folder for pages, None: keep none
    max_age          longest that a cached page is used without asking, whatever its Cache-Control says
    max_cache_bytes  the oldest pages beyond it are removed when the fetcher is closed
    """

    contact: str
    connect_timeout: float = 10.0
    read_timeout: float = 20.0
    total_timeout: float = 60.0
    max_bytes: int = MAX_SIZE
    max_wire_bytes: int = MAX_SIZE
    max_redirects: int = 5
    interval: float = 1.0
    jitter: float = 0.5
    retries: int = 2
    backoff: float = 2.0
    max_wait: float = 120.0
    allow_private: bool = False
    ports: frozenset[int] = frozenset({80, 443})
    proxy: str | None = None
    ca_file: Path | None = None
    cache: Path | None = None
    max_age: float = 3600.0
    max_cache_bytes: int = 1_000_000_000

    def __post_init__(self) -> None:
        contact = self.contact.strip()
        if not contact or not contact.isascii() or not contact.isprintable() or set(contact) & set("()\\"):
            raise ConfigError("contact must be an e-mail address or a URL, so that sites can reach who fetches")
        for name in ("connect_timeout", "read_timeout", "total_timeout", "max_bytes", "max_wire_bytes"):
            if not getattr(self, name) > 0:
                raise ConfigError(f"{name} must be above 0, not {getattr(self, name)}")
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, int | float) and value < 0:
                raise ConfigError(f"{field.name} must not be negative, not {value}")

    @property
    def user_agent(self) -> str:
        """The User-Agent header: `extractor/<version> (+contact)`."""
        return f"{AGENT}/{_version()} (+{self.contact.strip()})"


class Clock:
    """Time as the fetcher sees it between requests. Sockets keep the machine's time, whatever this says."""

    def monotonic(self) -> float:
        """Seconds since some moment; never goes back."""
        return time.monotonic()

    def now(self) -> datetime:
        """The time of day, in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float, stop: threading.Event) -> None:
        """Wait, no longer than until `stop` is set."""
        stop.wait(seconds)


def _version() -> str:
    try:
        return version("extractor")
    except PackageNotFoundError:
        return "0"
