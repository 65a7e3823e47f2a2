"""WARC → Documents, one a page.

A page is the response of a server with status 200 that calls itself HTML or plain text. Records of other kinds, other
answers and other media are passed over without a word: an archive holds mostly those. The page's address is the
record's, the time it was fetched is in `extra["fetched"]` (it is not when it was published); a page that the crawler
cut says so in `extra["truncated"]`. Chunks and packing of the response are undone. A damaged record, bytes between
records, and an archive that breaks off become Rejected; reading goes on at the next record.

Read here, not by a library: the usual ones are silent where an archive breaks off inside a record.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from typing import BinaryIO, Unpack

from extractor.errors import SourceError
from extractor.sources.decode import MAX_SIZE, codec_of
from extractor.sources.document import Item, Reading
from extractor.sources.page import read_any
from extractor.sources.story import rejected

_PAGES = {"text/html", "application/xhtml+xml", "text/plain"}
_VERSION = re.compile(rb"WARC/\d+\.\d+\s*$")
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?\s+(\d{3})\b")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:\-]{2,40})", re.IGNORECASE)
_CHUNK_SIZE = re.compile(rb"\s*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_HEAD = 65_536
"""Most bytes of a record's or response's header."""


class _Cut(SourceError):
    """The archive ends inside a record."""


def read(file: BinaryIO, *, name: str, **reading: Unpack[Reading]) -> Iterator[Item]:
    """The pages of an archive in order, origin "name#number", the number counting all records from 1."""
    number = 0
    line = file.readline(_HEAD)
    while line:
        lost = 0
        while line and not _VERSION.match(line):
            # Two empty lines end a record.
            lost += len(line) if line.strip() or lost else 0
            line = file.readline(_HEAD)
        if lost:
            yield rejected(f"{lost:,} bytes that belong to no record are not read", origin=f"{name}#{number + 1}")
        if not line:
            return
        number += 1
        origin = f"{name}#{number}"
        try:
            item = _record(file, origin, reading)
        except _Cut as error:
            yield rejected(f"{error}; fetch the archive again", origin=origin)
            return
        except SourceError as error:
            yield rejected(str(error), origin=origin, code=error.code)
        else:
            if item is not None:
                yield item
        line = file.readline(_HEAD)


def _record(file: BinaryIO, origin: str, reading: Reading) -> Item | None:
    """The page of one record, None where it holds none; the file is left behind the record's block."""
    fields = _fields(_Block(file, _HEAD))
    length = fields.get("content-length", "")
    if not length.isdecimal() or len(length) > 15:
        raise SourceError("the record does not say how long it is", doc_id=origin)
    block = _Block(file, int(length))
    try:
        if fields.get("warc-type", "").lower() != "response":
            return None
        status = _STATUS.match(block.readline())
        answer = _fields(block)
        kind, _, parameters = answer.get("content-type", "").partition(";")
        if status is None or status[1] != b"200" or kind.strip().lower() not in _PAGES:
            return None
        return _page(block, fields, answer, parameters, origin=origin, reading=reading)
    finally:
        block.skip()


def _page(
    block: _Block,
    fields: Mapping[str, str],
    answer: Mapping[str, str],
    parameters: str,
    *,
    origin: str,
    reading: Reading,
) -> Item:
    limit = reading.get("max_size", MAX_SIZE)
    url = fields.get("warc-target-uri", "").strip("<> ") or None
    if block.left > limit:
        raise SourceError(f"a page of {block.left:,} bytes is more than the limit of {limit:,}", doc_id=origin)
    body = block.read(block.left)
    if "chunked" in answer.get("transfer-encoding", "").lower():
        body = _joined(body)
    for coding in reversed(answer.get("content-encoding", "").lower().split(",")):
        body = _unpacked(body, coding.strip(), limit, origin)
    extra = {"fetched": fields.get("warc-date"), "truncated": fields.get("warc-truncated")}
    declared = _CHARSET.search(parameters)
    raw = _utf8(body, declared[1]) if declared else body
    try:
        return read_any(
            raw, name=origin, url=url, extra={key: value for key, value in extra.items() if value}, **reading
        )
    except SourceError as error:
        return rejected(str(error), origin=origin, code=error.code, raw=raw.decode("utf-8", errors="backslashreplace"))


class _Block:
    """So many bytes of the archive. Raises _Cut where it has fewer."""

    def __init__(self, file: BinaryIO, length: int) -> None:
        self._file = file
        self.left = length

    def read(self, size: int) -> bytes:
        data = self._file.read(min(size, self.left))
        if len(data) < min(size, self.left):
            raise _Cut("the archive breaks off inside this record")
        self.left -= len(data)
        return data

    def readline(self) -> bytes:
        """A line, or what is left of the block."""
        line = self._file.readline(min(self.left, _HEAD))
        if self.left and not line:
            raise _Cut("the archive breaks off inside this record")
        self.left -= len(line)
        return line

    def skip(self) -> None:
        while self.left:
            self.read(1 << 20)


def _fields(block: _Block) -> dict[str, str]:
    """Header fields up to an empty line, names in lower case; of a repeated field the first."""
    found: dict[str, str] = {}
    name = ""
    size = 0
    while line := block.readline():
        text = line.decode("utf-8", errors="replace")
        if not text.strip():
            return found
        size += len(line)
        if size >= _HEAD:
            raise SourceError(f"a header of more than {_HEAD:,} bytes")
        if text[0] in " \t" and name:
            found[name] += " " + text.strip()
            continue
        key, colon, value = text.partition(":")
        name = key.strip().lower() if colon and key.strip().lower() not in found else ""
        if name:
            found[name] = value.strip()
    return found


def _joined(body: bytes) -> bytes:
    """The chunks of a response in one piece; the body as it is where it is not in chunks (crawlers undo them too)."""
    parts: list[bytes] = []
    at = 0
    while size := _CHUNK_SIZE.match(body, at):
        length = int(size[1], 16)
        if length == 0:
            return b"".join(parts)
        parts.append(body[size.end() : size.end() + length])
        at = size.end() + length
    return b"".join(parts) if parts and at >= len(body) else body


def _unpacked(body: bytes, coding: str, limit: int, origin: str) -> bytes:
    """The body of a content coding; as it is where the crawler undid it and left the header."""
    if coding in {"gzip", "x-gzip"} and not body.startswith(b"\x1f\x8b"):
        return body
    if coding in {"gzip", "x-gzip"}:
        return _inflated(body, (zlib.MAX_WBITS + 16,), limit, origin)
    if coding == "deflate":
        # Servers send zlib's form, or the bare one, under this name.
        return _inflated(body, (zlib.MAX_WBITS, -zlib.MAX_WBITS), limit, origin)
    if coding in {"br", "zstd"} and body.lstrip()[:1] != b"<":
        raise SourceError(
            f"the page is packed as {coding!r}, which can't be read; unpack it when crawling", doc_id=origin
        )
    return body


def _inflated(body: bytes, forms: tuple[int, ...], limit: int, origin: str) -> bytes:
    fault = ""
    for form in forms:
        unpacker = zlib.decompressobj(form)
        try:
            text = unpacker.decompress(body, limit + 1)
        except zlib.error as error:
            fault = f"the packed page is damaged ({error})"
            continue
        if unpacker.eof or len(text) > limit:
            return text
        raise SourceError("the packed page is cut", doc_id=origin)
    raise SourceError(fault, doc_id=origin)


def _utf8(body: bytes, charset: str) -> bytes:
    """The body as UTF-8 by what the server says, unless it is that already or starts with a byte-order mark."""
    encoding = "utf-16" if charset.lower().startswith("utf-16") else codec_of(charset)
    if encoding is None or body[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return body
    try:
        if encoding != "utf-16":
            try:
                body.decode("utf-8")
                return body
            except UnicodeDecodeError:
                pass
        return body.decode(charset if encoding == "utf-16" else encoding).encode("utf-8")
    except (LookupError, ValueError):
        return body
