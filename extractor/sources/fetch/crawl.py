"""Start URLs → articles: feeds and sitemaps are followed, each new article is fetched once and read.

Hosts take turns: each has at most one request under way and they do not wait for one another, so the order of the
articles of different hosts may differ between runs. Articles are read, and the state is written, by the caller's thread
alone.
"""

from __future__ import annotations

import io
import queue
import re
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Unpack

from extractor.errors import ConfigError, SourceError
from extractor.sources.document import Document, Item, Reading, Rejected
from extractor.sources.fetch.errors import FetchError
from extractor.sources.fetch.fetcher import Fetcher
from extractor.sources.fetch.page import Page
from extractor.sources.fetch.state import DONE, FAILED, CrawlState, Link
from extractor.sources.formats import HEAD, format_of
from extractor.sources.urls import canonical_url, host_of

_ROBOTS = re.compile(r"https?://[^/?#]+/robots\.txt")
INTERNAL = "internal"
"""The code of a failure that is a defect of this package."""

_LISTS = frozenset({"feed", "sitemap"})
_WEAK_DATES = frozenset({None, "guess", "url"})
"""Bases of a page's date that a feed's date is better than."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """One URL to fetch. `link` is None for a start or a sitemap, which are not kept in the state."""

    url: str
    host: str
    link: Link | None = None
    depth: int = 0


Answer = Page | list[str] | Exception
"""What a job comes back with; the list is of the sitemaps that a robots.txt names."""


def crawl(
    starts: Iterable[str],
    fetcher: Fetcher,
    state: CrawlState,
    *,
    workers: int = 8,
    max_depth: int = 3,
    max_sitemaps: int = 1000,
    **reading: Unpack[Reading],
) -> Iterator[Item]:
    """Every article that the starts lead to and that `state` has not seen, then those it still has queued.

    starts        pages, feeds, sitemaps, or a site's /robots.txt for the sitemaps it names
    workers       hosts asked at the same time
    max_depth     how deep sitemaps may name sitemaps
    max_sitemaps  sitemaps read in one run beside the starts

    A page or article that fails is yielded as Rejected with the error's code; failures that may pass are tried again
    by the next run. A URL counts as done when the caller asks for the item after it: what was handed out last before
    a kill comes again. Where a whole host refuses for now, one of its URLs is reported and the rest stays queued.
    Closing the iterator stops all requests and ends all threads. Raises SourceError where the state can't be written.
    """
    if workers < 1:
        raise ConfigError(f"workers must be at least 1, not {workers}")
    run = _Run(state, max_depth, max_sitemaps, reading)
    state.requeue()
    for start in starts:
        run.start(start)
    for host in state.hosts():
        run.wake(host)
    answers: queue.SimpleQueue[tuple[_Job, Answer]] = queue.SimpleQueue()
    stop = threading.Event()
    pool = ThreadPoolExecutor(workers, thread_name_prefix="extractor-fetch")
    busy = 0

    def work(job: _Job) -> None:
        answers.put((job, _ask(fetcher, job, stop)))

    try:
        while True:
            while busy < workers and (job := run.next_job()) is not None:
                pool.submit(work, job)
                busy += 1
            if not busy:
                return
            job, answer = answers.get()
            busy -= 1
            yield from run.take(job, answer)
    finally:
        stop.set()
        pool.shutdown(wait=True, cancel_futures=True)


def _ask(fetcher: Fetcher, job: _Job, stop: threading.Event) -> Answer:
    try:
        if job.link is None and _ROBOTS.fullmatch(job.url):
            return fetcher.sitemaps(job.url, stop=stop)
        return fetcher.fetch(job.url, stop=stop)
    except Exception as error:
        return error


class _Run:
    """What is waiting, host by host, and what an answer means. One thread only."""

    def __init__(self, state: CrawlState, max_depth: int, max_sitemaps: int, reading: Reading) -> None:
        self._state = state
        self._max_depth = max_depth
        self._sitemaps_left = max_sitemaps
        self._reading = reading
        self._lists: dict[str, deque[_Job]] = {}
        self._known: set[str] = set()
        self._idle: deque[str] = deque()
        self._busy: set[str] = set()
        self._refusing: set[str] = set()

    def start(self, url: str) -> None:
        """Queue a start, unless it is an article that was read."""
        key = _key(url)
        if self._state.outcome(key) != DONE:
            self._list(_Job(url=key, host=host_of(key)))

    def _list(self, job: _Job) -> None:
        if job.url not in self._known:
            self._known.add(job.url)
            self._lists.setdefault(job.host, deque()).append(job)
            self.wake(job.host)

    def wake(self, host: str) -> None:
        """A host may have something to fetch."""
        if host not in self._busy and host not in self._idle:
            self._idle.append(host)

    def next_job(self) -> _Job | None:
        """Something to fetch from a host that no request is under way to; None where there is nothing."""
        while self._idle:
            host = self._idle.popleft()
            waiting = self._lists.get(host)
            if waiting:
                job = waiting.popleft()
            elif host not in self._refusing and (link := self._state.first(host)) is not None:
                job = _Job(url=link.url, host=host, link=link)
            else:
                continue
            self._busy.add(host)
            return job
        return None

    def take(self, job: _Job, answer: Answer) -> Iterator[Item]:
        """The items of an answer; what else it names is queued."""
        self._busy.discard(job.host)
        if isinstance(answer, Exception):
            yield from self._failed(job, answer)
        elif isinstance(answer, list):
            if not answer:
                message = f"{job.url}: it names no sitemap; name a feed, a sitemap or a page"
                yield Rejected(origin=job.url, code=SourceError.code, message=message)
            yield from self._sitemaps(job, answer)
        else:
            yield from self._page(job, answer)
        self.wake(job.host)

    def _failed(self, job: _Job, error: Exception) -> Iterator[Item]:
        if isinstance(error, FetchError):
            if error.whole_host and host_of(error.url) == job.host:
                self._refusing.add(job.host)
            code, message, passing = error.code, str(error), error.passing
        else:
            code, message, passing = INTERNAL, f"{job.url}: {type(error).__name__}: {error}", True
        yield Rejected(origin=job.url, code=code, message=message)
        if job.link is not None or self._state.outcome(job.url) is not None:
            self._state.finish(job.url, code=code, passing=passing)

    def _page(self, job: _Job, page: Page) -> Iterator[Item]:
        kind = format_of(page.url, page.body[:HEAD], media_type=page.media_type).name
        if kind in _LISTS and job.link is not None:
            message = f"{page.url}: a {kind} stands where an article was expected; name it as a start"
            yield Rejected(origin=job.url, code="bad_content", message=message)
            self._state.finish(job.url, code="bad_content")
        elif kind in _LISTS:
            yield from self._links(job, page, kind)
        elif job.depth:
            message = f"{page.url}: this is no sitemap, though a sitemap or robots.txt names it as one"
            yield Rejected(origin=job.url, code="bad_content", message=message)
        else:
            yield from self._article(job, page, kind)

    def _links(self, job: _Job, page: Page, kind: str) -> Iterator[Item]:
        """Queue what a feed or sitemap names."""
        from extractor.sources.feed import entries
        from extractor.sources.sitemap import locations

        raw = page.text_bytes()
        try:
            found, sitemaps = (entries(raw, base=page.url), []) if kind == "feed" else locations(raw)
        except SourceError as error:
            yield Rejected(origin=job.url, code=error.code, message=f"{page.url}: {error}")
            return
        links = []
        for number, entry in enumerate(found, 1):
            if entry.url is None:
                message = f"{page.url}: the entry {entry.title or entry.id or number} names no page to fetch"
                yield Rejected(origin=f"{job.url}#{number}", code=SourceError.code, message=message, id=entry.id)
                continue
            # Without the news extension, whose entries have titles, a sitemap's date is that of the last change.
            published = entry.published if kind == "feed" or entry.title else None
            links.append(Link(url=_key(entry.url), title=entry.title, published=published, basis=kind))
        self._state.add(links)
        for host in dict.fromkeys(host_of(link.url) for link in links):
            self.wake(host)
        yield from self._sitemaps(job, sitemaps)

    def _sitemaps(self, job: _Job, urls: Iterable[str]) -> Iterator[Item]:
        new = [url for url in dict.fromkeys(map(_key, urls)) if url not in self._known]
        room = self._sitemaps_left if job.depth < self._max_depth else 0
        for url in new[:room]:
            self._sitemaps_left -= 1
            self._list(_Job(url=url, host=host_of(url), depth=job.depth + 1))
        if len(new) > room:
            message = f"{job.url}: {len(new) - room} of the sitemaps it names are beyond the limits and were not read"
            yield Rejected(origin=job.url, code="too_large", message=message)

    def _article(self, job: _Job, page: Page, kind: str) -> Iterator[Item]:
        final = canonical_url(page.url)
        if final != job.url and self._state.outcome(final) in (DONE, FAILED):
            # another URL led here before
            self._state.finish(job.url)
            return
        try:
            items = list(read_page(page, kind=kind, link=job.link, **self._reading))
        except Exception as error:
            # a defect of this package; the other articles are read all the same
            items = [Rejected(origin=job.url, code=INTERNAL, message=f"{job.url}: {type(error).__name__}: {error}")]
        yield from items
        code = next((item.code for item in items if isinstance(item, Rejected)), None)
        for url in dict.fromkeys((job.url, final)):
            self._state.finish(url, code=code, passing=code == INTERNAL)


def read_page(page: Page, *, kind: str, link: Link | None = None, **reading: Unpack[Reading]) -> Iterator[Item]:
    """The articles of a page (one, for HTML and text). What the link says fills what the page does not."""
    from extractor.sources.inputs import read_stream
    from extractor.sources.page import RAW_SIZE, read_any

    raw = page.text_bytes()
    try:
        if kind in {"html", "text"}:
            yield _filled(read_any(raw, name=page.url, url=page.url, **reading), page, link)
            return
        for item in read_stream(io.BytesIO(raw), name=page.url, media_type=page.media_type, **reading):
            yield _filled(item, page, link) if isinstance(item, Document) else item
    except SourceError as error:
        kept = raw[:RAW_SIZE].decode("utf-8", errors="backslashreplace")
        yield Rejected(origin=page.url, code=error.code, message=str(error), raw=kept)


def _filled(doc: Document, page: Page, link: Link | None) -> Document:
    doc = replace(doc, url=doc.url or page.url)
    if link is None:
        return doc
    if link.published is not None and (doc.published is None or doc.published_basis in _WEAK_DATES):
        doc = replace(doc, published=link.published, published_basis=link.basis)
    return replace(doc, title=doc.title or link.title)


def _key(url: str) -> str:
    """The canonical URL; what has none is kept as it is, for the fetcher to refuse by name."""
    try:
        return canonical_url(url)
    except SourceError:
        return url.strip()
