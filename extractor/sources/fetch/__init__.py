"""URLs → pages and articles, politely and safely. The one place of the package that touches the network.

Optional: needs the packages of `extractor[fetch]`; importing it without them raises ConfigError.
"""

from __future__ import annotations

from extractor.errors import ConfigError

try:
    from extractor.sources.fetch.crawl import crawl
    from extractor.sources.fetch.errors import FetchError
    from extractor.sources.fetch.fetcher import Fetcher
    from extractor.sources.fetch.page import Page
    from extractor.sources.fetch.settings import Clock, FetchSettings
    from extractor.sources.fetch.state import CrawlState
except ModuleNotFoundError as error:
    if (error.name or "").partition(".")[0] not in {"httpx", "httpcore", "protego"}:
        raise
    raise ConfigError(
        f"fetching needs packages that are not installed ({error.name}); "
        "install them with: pip install 'extractor[fetch]'"
    ) from error

__all__ = ["Clock", "CrawlState", "FetchError", "FetchSettings", "Fetcher", "Page", "crawl"]
