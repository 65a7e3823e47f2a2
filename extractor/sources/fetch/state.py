"""Which articles a crawl has seen and what became of them: an SQLite file that outlives the crawl.

An interrupted crawl goes on where it stopped, and a later one reads only what is new. One crawl at a time holds the
file. Raises SourceError, naming the file, where it is damaged, held by another crawl, or can't be written.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from extractor.errors import SourceError
from extractor.sources.dates import parse_published
from extractor.sources.urls import host_of

QUEUED, DONE, RETRY, FAILED = "queued", "done", "retry", "failed"
MAX_TRIES = 5
"""Runs after which a failure that may pass counts as final."""

_FORMAT = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS urls (
    id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, host TEXT NOT NULL, state TEXT NOT NULL,
    code TEXT, tries INTEGER NOT NULL DEFAULT 0, title TEXT, published TEXT, basis TEXT
);
CREATE INDEX IF NOT EXISTS urls_queue ON urls (state, host, id);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An article to fetch, with what the feed or sitemap says about it (`basis` names which)."""

    url: str
    title: str | None = None
    published: datetime | date | None = None
    basis: str | None = None


class CrawlState:
    """The URLs of a crawl in a file; ":memory:" forgets them. Use as a context manager, by one thread at a time."""

    def __init__(self, path: str | Path) -> None:
        self._path = path
        with self._errors():
            self._db = sqlite3.connect(path, timeout=1.0, isolation_level=None, check_same_thread=False)
        try:
            with self._errors():
                self._open()
        except BaseException:
            self._db.close()
            raise

    def _open(self) -> None:
        # The lock is taken with the first write and kept, so a second crawl is told at once.
        self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        (found,) = self._db.execute("PRAGMA user_version").fetchone()
        if found not in (0, _FORMAT):
            raise SourceError(f"a crawl state of format {found}; this release knows {_FORMAT}", doc_id=str(self._path))
        self._db.executescript(_SCHEMA)
        self._db.execute(f"PRAGMA user_version = {_FORMAT}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._db.close()

    def add(self, links: Iterable[Link]) -> int:
        """Queue the links that were never seen; how many there were."""
        rows = [
            (link.url, host_of(link.url), QUEUED, link.title, link.published and link.published.isoformat(), link.basis)
            for link in links
        ]
        with self._errors(), self._all_or_nothing():
            before = self._db.total_changes
            self._db.executemany(
                "INSERT OR IGNORE INTO urls (url, host, state, title, published, basis) VALUES (?, ?, ?, ?, ?, ?)", rows
            )
            return self._db.total_changes - before

    def requeue(self) -> None:
        """Queue again what failed in earlier runs and may pass now."""
        with self._errors():
            self._db.execute("UPDATE urls SET state = ? WHERE state = ?", (QUEUED, RETRY))

    def hosts(self) -> list[str]:
        """The hosts with queued articles, those queued longest first."""
        query = "SELECT host FROM urls WHERE state = ? GROUP BY host ORDER BY MIN(id)"
        with self._errors():
            return [host for (host,) in self._db.execute(query, (QUEUED,))]

    def first(self, host: str) -> Link | None:
        """The article of a host that has been queued longest; it stays queued until its outcome is known."""
        query = "SELECT url, title, published, basis FROM urls WHERE state = ? AND host = ? ORDER BY id LIMIT 1"
        with self._errors():
            row = self._db.execute(query, (QUEUED, host)).fetchone()
        if row is None:
            return None
        url, title, published, basis = row
        return Link(url=url, title=title, published=parse_published(published), basis=basis)

    def outcome(self, url: str) -> str | None:
        """`QUEUED`, `DONE`, `RETRY` or `FAILED`; None for a URL never seen."""
        with self._errors():
            row = self._db.execute("SELECT state FROM urls WHERE url = ?", (url,)).fetchone()
        return None if row is None else str(row[0])

    def finish(self, url: str, *, code: str | None = None, passing: bool = False) -> None:
        """Note what became of a URL: read, or failed with a code. A failure that may pass is tried again next run."""
        failed = "CASE WHEN ? AND tries + 1 < ? THEN ? ELSE ? END"
        with self._errors(), self._all_or_nothing():
            self._db.execute(
                "INSERT OR IGNORE INTO urls (url, host, state) VALUES (?, ?, ?)", (url, host_of(url), QUEUED)
            )
            if code is None:
                self._db.execute("UPDATE urls SET state = ?, code = NULL WHERE url = ?", (DONE, url))
            else:
                self._db.execute(
                    f"UPDATE urls SET state = {failed}, code = ?, tries = tries + 1 WHERE url = ?",
                    (passing, MAX_TRIES, RETRY, FAILED, code, url),
                )

    def counts(self) -> dict[str, int]:
        """How many URLs are in each state."""
        with self._errors():
            return dict(self._db.execute("SELECT state, COUNT(*) FROM urls GROUP BY state"))

    @contextmanager
    def _all_or_nothing(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            locked = "locked" in str(error)
            todo = "another crawl holds it; wait for its end" if locked else "name another file, or delete this one"
            raise SourceError(f"the crawl state can't be used ({error}); {todo}", doc_id=str(self._path)) from error
