"""The formats that can be read: one row each, and how an input's format is told from its name and its first bytes.

A reader is a function `read(file, *, name, **reading) -> Iterator[Item]` over an open binary stream: it yields each
article once, in order, as a Document or a Rejected, and raises SourceError only where nothing of the input can be
read. Adding a format: its module, its row here, a sample under tests/sources/samples; the contract suite walks this
table.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol, Unpack

from extractor.errors import SourceError
from extractor.sources.columns import looks_like_header
from extractor.sources.document import Item, Reading

HEAD = 65_536
"""Bytes at the start of an input that sniffing may look at."""

_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?>(?:<!--.*?-->\s*)*)<(?:!doctype\s+html|html|head|body|article|main|meta|title|div|section)\b",
    re.IGNORECASE | re.DOTALL,
)


class Reader(Protocol):
    def __call__(self, file: BinaryIO, *, name: str, **reading: Unpack[Reading]) -> Iterator[Item]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A row of the table.

    reader       "module:function"; the module is imported when first read from
    suffixes     endings of file names, without a suffix of compression
    media_types  what a server calls it
    sniff        whether an input's first bytes are of the format, None where only the name can tell
    extra        the optional requirement that the reader needs, for the message where it is missing
    """

    name: str
    reader: str
    suffixes: tuple[str, ...]
    media_types: tuple[str, ...]
    sniff: Callable[[bytes], bool] | None = None
    extra: str | None = None

    def load(self) -> Reader:
        """The reader. Raises SourceError where its optional packages are missing."""
        module, _, function = self.reader.partition(":")
        try:
            reader: Reader = getattr(importlib.import_module(module), function)
        except ImportError as error:
            if self.extra is None:
                raise
            raise SourceError(
                f"reading {self.name} needs packages that are not installed ({error.name}); "
                f"install them with: pip install 'extractor[{self.extra}]'"
            ) from error
        return reader


def looks_html(text: str) -> bool:
    """Whether a text opens like an HTML page or fragment; a tag quoted in the middle of prose does not count."""
    return _HTML.match(text[:4096].lstrip("\ufeff")) is not None


def _xml_root(*names: str) -> Callable[[bytes], bool]:
    """Whether the first element, after declaration, comments and document type, has one of these local names."""
    root = re.compile(
        rb"(?:\xef\xbb\xbf)?\s*+(?>(?:<\?.*?\?>\s*+|<!--.*?-->\s*+|<!doctype[^>\[]*+(?:\[.*?\]\s*+)?>\s*+)*)"
        rb"<(?:[\w.-]+:)?(?:" + b"|".join(name.encode() for name in names) + rb")(?=[\s/>])",
        re.IGNORECASE | re.DOTALL,
    )
    return lambda head: root.match(_plain(head)) is not None


def _plain(head: bytes) -> bytes:
    """UTF-16 without every other zero byte, so that one pattern serves all encodings of ASCII markup."""
    return head[2:].replace(b"\x00", b"") if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else head


def _finds(pattern: bytes) -> Callable[[bytes], bool]:
    form = re.compile(pattern, re.IGNORECASE)
    return lambda head: form.search(head[:4096]) is not None


FORMATS = (
    Format(
        name="warc",
        reader="extractor.sources.warc:read",
        suffixes=(".warc",),
        media_types=("application/warc",),
        sniff=lambda head: head.startswith(b"WARC/"),
    ),
    Format(
        name="parquet",
        reader="extractor.sources.parquet:read",
        suffixes=(".parquet",),
        media_types=("application/vnd.apache.parquet",),
        sniff=lambda head: head.startswith(b"PAR1"),
        extra="archives",
    ),
    Format(
        name="edgar",
        reader="extractor.sources.edgar:read",
        suffixes=(),
        media_types=(),
        sniff=lambda head: (
            _finds(rb"^\s*(?:-----BEGIN PRIVACY|<SEC-DOCUMENT>|<SEC-HEADER>|<SUBMISSION>)")(head)
            or _xml_root("ownershipDocument", "edgarSubmission")(head)
        ),
    ),
    Format(
        name="newsml",
        reader="extractor.sources.newsml:read",
        suffixes=(),
        media_types=("application/vnd.iptc.g2.newsitem+xml", "application/vnd.iptc.g2.newsmessage+xml"),
        sniff=_xml_root("newsItem", "newsMessage", "packageItem"),
    ),
    Format(
        name="nitf",
        reader="extractor.sources.nitf:read",
        suffixes=(".nitf",),
        media_types=("application/nitf+xml",),
        sniff=_xml_root("nitf"),
    ),
    Format(
        name="reuters-sgml",
        reader="extractor.sources.reuters:read",
        suffixes=(".sgm", ".sgml"),
        media_types=(),
        sniff=_finds(rb"<!DOCTYPE\s+lewis\b|<REUTERS\s[^>]*\bNEWID="),
    ),
    Format(
        name="feed",
        reader="extractor.sources.feed:read",
        suffixes=(".rss", ".atom"),
        media_types=("application/rss+xml", "application/atom+xml", "application/rdf+xml"),
        sniff=_xml_root("rss", "feed", "RDF"),
    ),
    Format(
        name="sitemap",
        reader="extractor.sources.sitemap:read",
        suffixes=(),
        media_types=(),
        sniff=_xml_root("urlset", "sitemapindex"),
    ),
    Format(
        name="html",
        reader="extractor.sources.page:read",
        suffixes=(".html", ".htm", ".xhtml"),
        media_types=("text/html", "application/xhtml+xml"),
        sniff=lambda head: looks_html(_plain(head).decode("utf-8", errors="replace")),
    ),
    Format(
        name="jsonl",
        reader="extractor.sources.jsonl:read",
        suffixes=(".jsonl", ".ndjson", ".json"),
        media_types=("application/jsonl", "application/x-ndjson", "application/json"),
        sniff=_finds(rb'\A(?:\xef\xbb\xbf)?\s*(?:\[\s*)?\{\s*["}]'),
    ),
    Format(
        name="csv",
        reader="extractor.sources.table:read",
        suffixes=(".csv", ".tsv"),
        media_types=("text/csv", "text/tab-separated-values"),
        sniff=lambda head: looks_like_header(
            _plain(head).lstrip().partition(b"\n")[0].decode("utf-8", errors="replace")
        ),
    ),
    Format(
        name="text",
        reader="extractor.sources.page:read",
        suffixes=(".txt", ".md", ".markdown"),
        media_types=("text/plain", "text/markdown"),
    ),
)
"""In the order in which they are tried: a format that another's bytes could be taken for stands after it."""

BY_NAME = {row.name: row for row in FORMATS}


def format_of(name: str, head: bytes, *, media_type: str | None = None) -> Format:
    """The format of an input: by its first bytes (unpacked), else by its file name, else by its media type, else text.

    The bytes come first: feeds are saved as .html, pages as .txt, and servers call everything text/html.
    """
    for row in FORMATS:
        if row.sniff is not None and row.sniff(head):
            return row
    bare = unpacked(name).lower()
    kind = (media_type or "").partition(";")[0].strip().lower()
    return (
        next((row for row in FORMATS if row.suffixes and bare.endswith(row.suffixes)), None)
        or next((row for row in FORMATS if kind in row.media_types), None)
        or BY_NAME["text"]
    )


def unpacked(name: str) -> str:
    """A file's name without its suffix of compression."""
    return re.sub(r"\.(?:gz|zst|bz2|xz)$", "", name, flags=re.IGNORECASE)
