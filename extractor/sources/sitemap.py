"""Sitemaps, lists of pages and lists of lists, with the extension for news → addresses.

A sitemap holds no article. As an input each of its pages becomes a Rejected with its address: nothing is fetched here.
`locations` is for those who fetch. Packed sitemaps (.xml.gz) are unpacked.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO, Unpack, cast

from extractor.errors import SourceError
from extractor.sources.decode import MAX_SIZE
from extractor.sources.document import Item, Reading
from extractor.sources.feed import Entry, first_date, only_link, web_address
from extractor.sources.packing import unpack
from extractor.sources.story import base_language, rejected, ticker
from extractor.sources.xml import Element, elements, find_line, line, local

LARGEST = 100_000_000
"""Bytes of one unpacked sitemap that `locations` reads; the protocol allows 50 MiB."""


def locations(raw: bytes) -> tuple[list[Entry], list[str]]:
    """The pages of a sitemap and the addresses of the sitemaps it names, each in order.

    A sitemap that breaks off gives what stands before the break. Raises SourceError where that is nothing, and for
    one of more than LARGEST bytes.
    """
    pages: list[Entry] = []
    sitemaps: list[str] = []
    try:
        with unpack(BytesIO(raw), name="the sitemap") as file:
            for entry, element in _locations(cast(BinaryIO, _Bounded(file, LARGEST)), max_size=MAX_SIZE):
                if local(element) == "url":
                    pages.append(entry)
                elif entry.url:
                    sitemaps.append(entry.url)
    except SourceError:
        if not pages and not sitemaps:
            raise
    return [page for page in pages if page.url], sitemaps


def read(file: BinaryIO, *, name: str, **reading: Unpack[Reading]) -> Iterator[Item]:
    """A Rejected for each address, origin "name#number"."""
    number = 0
    try:
        for entry, element in _locations(file, max_size=reading.get("max_size", MAX_SIZE)):
            number += 1
            yield only_link(entry, element, origin=f"{name}#{number}")
    except SourceError as error:
        yield rejected(str(error), origin=f"{name}#{number + 1}", code=error.code)
    else:
        if number == 0:
            yield rejected("the sitemap names no page", origin=name)


def _locations(file: BinaryIO, *, max_size: int) -> Iterator[tuple[Entry, Element]]:
    for element in elements(file, "url", "sitemap", max_size=max_size):
        yield _entry(element), element


def _entry(element: Element) -> Entry:
    own = {local(child): line(child) for child in reversed(element) if local(child) in {"loc", "lastmod"}}
    published, written = first_date([find_line(element, "news/publication_date"), own.get("lastmod", "")])
    symbols = [named.symbol for part in find_line(element, "news/stock_tickers").split(",") for named in ticker(part)]
    return Entry(
        url=web_address(own.get("loc"), None),
        title=find_line(element, "news/title") or None,
        published=published,
        written=written,
        source=find_line(element, "news/publication/name") or None,
        language=base_language(find_line(element, "news/publication/language")),
        categories=tuple(filter(None, (part.strip() for part in find_line(element, "news/keywords").split(",")))),
        symbols=tuple(dict.fromkeys(symbols)),
    )


class _Bounded:
    """A file of at most so many bytes. Raises SourceError where there are more."""

    def __init__(self, file: BinaryIO, limit: int) -> None:
        self._file = file
        self._left = limit
        self._limit = limit

    def read(self, size: int) -> bytes:
        data = self._file.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise SourceError(f"the sitemap is longer than {self._limit:,} bytes; what follows is not read")
        return data
