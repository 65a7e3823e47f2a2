"""A response's body → bytes of a page: unpacked as it comes, within limits, of a type that can be read.

Refuses (FetchError): "too_large" as soon as a limit is passed, "bad_content" for a type that holds no text (before the
body is read), a content-coding that was not asked for, and packed bytes that are damaged or break off.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from extractor.sources.fetch.errors import FetchError

ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,text/xml;q=0.9,application/json;q=0.8,text/plain;q=0.7"
ACCEPT_ENCODING = "gzip, deflate"

_TYPES = re.compile(r"text/(?:html|xml|plain)|application/(?:(?:[\w.-]+\+)?(?:xml|json)|rdf)", re.IGNORECASE)
_PACKED_TYPES = frozenset({"application/gzip", "application/x-gzip", "application/octet-stream", "binary/octet-stream"})
_GZIP = b"\x1f\x8b"
_STEP = 65_536
_CHARSET = re.compile(r"""\bcharset\s*=\s*["']?([\w.:-]{2,40})""", re.IGNORECASE)
_DECLARES = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?[\w.:-]{2,40}""", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a URL answered.

    url         after redirects
    headers     those that say something about the page, names in lower case
    body        bytes without content-coding
    media_type  "text/html" and the like, in lower case
    charset     as the Content-Type names it, None where it doesn't
    from_cache  whether the body was here already, asked after or not
    fetched     when the server last said that this is the page
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    media_type: str
    charset: str | None
    from_cache: bool
    fetched: datetime

    def text_bytes(self) -> bytes:
        """The body for a reader that goes by what the bytes say: UTF-8 where only the header names its encoding."""
        if self.charset is None or self.body.startswith((b"\xff\xfe", b"\xfe\xff")):
            return self.body
        try:
            self.body.decode("utf-8")
            return self.body
        except UnicodeDecodeError:
            pass
        if _DECLARES.search(self.body[:4096]):
            return self.body
        try:
            return self.body.decode(self.charset).encode()
        except (LookupError, ValueError):
            return self.body


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of a body is taken: as sent, and unpacked. `cut_off` takes the start of a longer one."""

    wire: int
    unpacked: int
    cut_off: bool = False


def content_type(value: str | None) -> tuple[str, str | None]:
    """Media type and charset of a Content-Type header, in lower case; ("", None) where there is none."""
    media_type, _, parameters = (value or "").partition(";")
    found = _CHARSET.search(parameters)
    return media_type.strip().lower(), found[1].lower() if found else None


def require_readable(media_type: str, *, path: str, url: str) -> None:
    """Raises FetchError "bad_content" for a type that holds no text. A packed sitemap may call itself anything."""
    if _TYPES.fullmatch(media_type) or (media_type in _PACKED_TYPES and path.endswith(".xml.gz")):
        return
    what = f"is {media_type[:100]!r}" if media_type else "does not say of what type it is"
    raise FetchError("bad_content", f"the answer {what}; only pages, feeds and plain text are read", url=url)


def read_body(chunks: Iterable[bytes], codings: str, *, limits: Limits, url: str) -> bytes:
    """The unpacked body. `codings` is the Content-Encoding header."""
    names = [name for part in codings.split(",") if (name := part.strip().lower()) not in {"", "identity"}]
    if len(names) > 1 or (names and names[0] not in {"gzip", "x-gzip", "deflate"}):
        raise FetchError("bad_content", f"the answer is packed as {codings[:60]!r}, which nobody asked for", url=url)
    sent = _limited(chunks, limits.wire, "as sent", url) if not limits.cut_off else chunks
    body = bytearray()
    for piece in _inflate(sent, deflate=names[0] == "deflate", url=url) if names else sent:
        body += piece
        if len(body) > limits.unpacked:
            if limits.cut_off:
                return bytes(body[: limits.unpacked])
            raise _too_large(limits.unpacked, "unpacked", url)
    return bytes(body)


def unpack_file(body: bytes, *, limits: Limits, url: str) -> bytes:
    """A gzip file's content (a sitemap.xml.gz), any other body as it is."""
    return read_body([body], "gzip", limits=limits, url=url) if body.startswith(_GZIP) else body


def declared_length(value: str | None, *, limits: Limits, url: str) -> None:
    """Raises FetchError "too_large" where the Content-Length already says so."""
    if value is not None and value.isascii() and value.isdigit() and int(value[:20]) > limits.wire:
        raise _too_large(limits.wire, "as sent", url)


def _limited(chunks: Iterable[bytes], limit: int, how: str, url: str) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise _too_large(limit, how, url)
        yield chunk


def _too_large(limit: int, how: str, url: str) -> FetchError:
    return FetchError("too_large", f"more than the limit of {limit:,} bytes {how}", url=url)


def _inflate(chunks: Iterable[bytes], *, deflate: bool, url: str) -> Iterator[bytes]:
    """Unpacked pieces of at most `_STEP` bytes, so that a bomb stops at the limit and not after a chunk."""
    unpacker = None
    try:
        for chunk in chunks:
            data = chunk
            while data:
                if unpacker is None:
                    # "deflate" means the zlib format, but some servers send the bare one.
                    bare = deflate and (data[0] & 0x0F != 8 or data[0] >> 4 > 7)
                    unpacker = zlib.decompressobj((-15 if bare else 15) if deflate else 31)
                piece = unpacker.decompress(data, _STEP)
                while piece:
                    yield piece
                    data = unpacker.unconsumed_tail
                    piece = unpacker.decompress(data, _STEP) if data or len(piece) == _STEP else b""
                data = b""
                if unpacker.eof:
                    # A gzip file may have further members; what else follows the end is padding.
                    data = unpacker.unused_data.lstrip(b"\x00") if not deflate else b""
                    if not data.startswith(_GZIP[: len(data)]):
                        return
                    unpacker = None if data else unpacker
    except zlib.error as error:
        raise FetchError("bad_content", f"the packed answer is damaged ({error})", url=url) from error
    if unpacker is not None and not unpacker.eof:
        raise FetchError("bad_content", "the packed answer breaks off", url=url, passing=True)
