"""Pages kept on disk: one file a URL, asked after with ETag or Last-Modified.

A file is a line of JSON about the response and its body after it, written aside and renamed, so that it is whole or not
there. What is damaged counts as absent and is replaced. Why not hishel: it keeps a response as it is sent, before our
limits have judged it, in a database where one damaged page concerns them all; we need a part of RFC 9111 only.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from extractor.errors import ConfigError
from extractor.sources.fetch.page import Page

KEPT = frozenset(
    "age cache-control content-language content-type date etag expires last-modified vary x-robots-tag".split()
)
"""Headers that pages carry and the cache keeps."""

_MAX_AGE = re.compile(r"\bmax-age\s*=\s*\"?(\d{1,9})")


@dataclass(frozen=True, slots=True)
class Cache:
    """Folder of pages; `folder` None keeps nothing. Writing that fails (a full disk) costs the entry, not the page."""

    folder: Path | None
    max_age: float
    max_bytes: int

    def prepare(self) -> None:
        """Raises ConfigError where the folder can't be made."""
        if self.folder is None:
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError(f"the cache folder {self.folder} can't be made ({error.strerror})") from error

    def load(self, url: str) -> Page | None:
        """The page kept for a URL, or None."""
        if self.folder is None:
            return None
        try:
            head, _, body = self._path(url).read_bytes().partition(b"\n")
            facts = json.loads(head)
            if facts.pop("sha256") != hashlib.sha256(body).hexdigest() or facts["url"] != url:
                return None
            facts["fetched"] = datetime.fromisoformat(facts["fetched"])
            return Page(body=body, from_cache=True, **facts)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def store(self, page: Page) -> None:
        """Keep a page, unless its server asks not to."""
        if self.folder is None or "no-store" in _control(page.headers) or page.headers.get("vary") == "*":
            return
        facts = {
            "url": page.url, "status": page.status, "headers": dict(page.headers), "media_type": page.media_type,
            "charset": page.charset, "fetched": page.fetched.isoformat(),
            "sha256": hashlib.sha256(page.body).hexdigest(),
        }  # fmt: skip
        path = self._path(page.url)
        part = None
        try:
            path.parent.mkdir(exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
                part = file.name
                file.write(json.dumps(facts).encode() + b"\n" + page.body)
            os.replace(part, path)
        except OSError:
            if part is not None:
                with contextlib.suppress(OSError):
                    os.unlink(part)

    def confirm(self, page: Page, headers: Mapping[str, str], *, now: datetime) -> Page:
        """The kept page after the server said that it has not changed (304), kept anew with the answer's headers."""
        fresh = {name: headers[name] for name in KEPT - {"content-type"} if name in headers}
        known = {name: value for name, value in page.headers.items() if name != "age"}
        page = replace(page, headers=known | fresh, fetched=now)
        self.store(page)
        return page

    def is_fresh(self, page: Page, *, now: datetime) -> bool:
        """Whether a page may be used unasked: within its Cache-Control's max-age and ours."""
        control = _control(page.headers)
        found = _MAX_AGE.search(control)
        if found is None or "no-cache" in control:
            return False
        age = page.headers.get("age", "")
        spent = int(age) if age.isascii() and age.isdigit() and len(age) < 10 else 0
        passed = now - page.fetched + timedelta(seconds=spent)
        return timedelta(0) <= passed < timedelta(seconds=min(int(found[1]), self.max_age))

    def evict(self) -> None:
        """Remove the oldest files until the rest fits."""
        if self.folder is None:
            return
        files = []
        for path in self.folder.glob("??/*"):
            with contextlib.suppress(OSError):
                state = path.stat()
                files.append((state.st_mtime, state.st_size, path))
        size = sum(file[1] for file in files)
        for _, taken, path in sorted(files):
            if size <= self.max_bytes:
                break
            with contextlib.suppress(OSError):
                path.unlink()
                size -= taken

    def _path(self, url: str) -> Path:
        assert self.folder is not None
        name = hashlib.sha256(url.encode()).hexdigest()
        return self.folder / name[:2] / f"{name[2:]}.page"


def questions(page: Page) -> dict[str, str]:
    """The request headers that ask whether a kept page has changed; marks that are no sound header are left out."""
    asked = {"if-none-match": page.headers.get("etag"), "if-modified-since": page.headers.get("last-modified")}
    return {name: value for name, value in asked.items() if value and value.isascii() and value.isprintable()}


def _control(headers: Mapping[str, str]) -> str:
    return headers.get("cache-control", "").lower()
