"""JSON → Documents: JSON lines, an array of objects, or objects one after another, each object an article.

A part that can't be read becomes a `Rejected` that carries it; the stream goes on. Blank lines are skipped. A line or
object of more than twice the largest document is read past, not kept. Lines that say what went wrong with an article
(`"error": {"code", "message"}`) give that as a Rejected. Numbers
that JSON does not know are refused. Text is UTF-8.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, NoReturn, Unpack

from extractor.errors import SourceError, cut
from extractor.sources.bounded import bounded_lines
from extractor.sources.decode import MAX_SIZE
from extractor.sources.document import Item, Reading, Rejected
from extractor.sources.packing import unpack
from extractor.sources.plain import read_text
from extractor.sources.symbols import Named, unique

FIELDS = ("id", "title", "published", "published_basis", "url", "text", "source", "author", "language")
"""The fields of a line that are strings of the document's. `authors` (a string or strings) goes before `author`,
`tickers` (strings) before those found in the text; all others are carried through in `Document.extra`."""

_OPENS = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\[|\{\s*$)")
_IN_STRING = re.compile(rb"(?:[^\"\\]+|\\.)*+", re.DOTALL)
_OUTSIDE = re.compile(rb"[\"{}]")
_BETWEEN = b" \t\r\n,[]\xef\xbb\xbf"
_CHUNK = 65_536


def read(file: BinaryIO, *, name: str, **reading: Unpack[Reading]) -> Iterator[Item]:
    """The articles of a file in order: lines with origin "name:line", or, where its first line opens an array or
    holds nothing but the bracket of an object, objects with origin "name#number"."""
    limit = 2 * reading.get("max_size", MAX_SIZE)
    try:
        start = file.readline(_CHUNK)
    except SourceError as error:
        yield Rejected(origin=f"{name}:1", code=error.code, message=str(error))
        return
    if _OPENS.match(start) is None:
        yield from _items(bounded_lines(_Pushed(start, file), limit), name=name, place=":", what="line", **reading)
    else:
        read1 = getattr(file, "read1", file.read)
        chunks = chain([start], iter(lambda: read1(_CHUNK), b""))
        yield from _items(_objects(chunks, limit), name=name, place="#", what="object", **reading)


def read_jsonl(path: str | Path, **reading: Unpack[Reading]) -> Iterator[Item]:
    """Stream a file of JSON, packed or not. Raises SourceError only where it can't be opened; options as in
    `read_text`.

    A packed file that breaks off gives every whole line before the break, then a Rejected that says so.
    """
    with ExitStack() as stack:
        try:
            file = stack.enter_context(Path(path).open("rb"))
        except OSError as error:
            raise SourceError(f"can't be opened: {error.strerror or error}", doc_id=str(path)) from error
        yield from read(unpack(file, name=str(path)), name=str(path), **reading)


def read_lines(lines: Iterable[bytes], *, name: str, **reading: Unpack[Reading]) -> Iterator[Item]:
    """The same from any iterable of byte lines; `name` stands in for the path."""
    yield from _items(lines, name=name, place=":", what="line", **reading)


def _items(
    parts: Iterable[bytes | int], *, name: str, place: str, what: str, **reading: Unpack[Reading]
) -> Iterator[Item]:
    """The item of each part; of one that is too long the parts hold only the length."""
    number = 0
    stream = iter(parts)
    while True:
        try:
            raw = next(stream)
        except StopIteration:
            return
        except (OSError, SourceError) as error:
            message = f"the file breaks off after {what} {number} ({error})"
            yield Rejected(origin=f"{name}{place}{number + 1}", code=SourceError.code, message=message)
            return
        number += 1
        origin = f"{name}{place}{number}"
        if isinstance(raw, int):
            message = f"{origin}: {raw:,} bytes are too many for one {what}; split it into articles, one {what} each"
            yield Rejected(origin=origin, code=SourceError.code, message=message)
            continue
        if number == 1:
            raw = raw.removeprefix(b"\xef\xbb\xbf")
        if raw.strip():
            yield _read_object(raw, origin, reading)


def _objects(chunks: Iterable[bytes], limit: int) -> Iterator[bytes | int]:
    """Each outermost object; what stands between two that is no part of an array; of an object over the limit its
    length. Brackets and quotation marks alone are looked at, so a broken object ends where its brackets do."""
    kept, between = bytearray(), bytearray()
    depth = size = 0
    string = escaped = False
    for chunk in chunks:
        at = 0
        while at < len(chunk):
            if depth == 0:
                start = chunk.find(b"{", at)
                between += chunk[at : start if start >= 0 else None][:limit]
                if (start >= 0 or len(between) > limit) and (stray := bytes(between).strip(_BETWEEN)):
                    yield stray
                if start < 0:
                    between = between if len(between) <= limit else bytearray()
                    break
                between = bytearray()
                kept, size, at, end = bytearray(), 0, start, start + 1
                depth = 1
            elif escaped:
                escaped, end = False, at + 1
            elif string:
                match = _IN_STRING.match(chunk, at)
                end = match.end() if match else at
                if end < len(chunk):
                    string, escaped = chunk[end] != 34, chunk[end] != 34
                    end += 1
            else:
                mark = _OUTSIDE.search(chunk, at)
                end = mark.end() if mark else len(chunk)
                found = mark[0] if mark else b""
                string = found == b'"'
                depth += (found == b"{") - (found == b"}")
            size += end - at
            if size <= limit:
                kept += chunk[at:end]
            at = end
            if depth == 0:
                yield bytes(kept) if size <= limit else size
    if depth:
        yield bytes(kept) if size <= limit else size
    elif stray := bytes(between).strip(_BETWEEN):
        yield stray


class _Pushed:
    """A file whose first bytes, a line or the start of one, were read before."""

    def __init__(self, start: bytes, file: BinaryIO) -> None:
        self._start = start
        self._file = file

    def readline(self, size: int, /) -> bytes:
        start, self._start = self._start[:size], self._start[size:]
        if not start:
            return self._file.readline(size)
        return start if start.endswith(b"\n") or len(start) == size else start + self._file.readline(size - len(start))


def _read_object(raw: bytes, origin: str, reading: Reading) -> Item:
    doc_id = None
    try:
        data = _parse(raw)
        doc_id = data["id"]
        error = data.get("error")
        if isinstance(error, dict) and isinstance(error.get("code"), str):
            message = f"{doc_id or data['url'] or origin}: {error.get('message') or 'failed when it was read before'}"
            return Rejected(origin=origin, code=error["code"], message=message, raw=_text(raw), id=doc_id)
        if data["text"] is None:
            raise SourceError("field 'text' is missing; each article needs its text", doc_id=doc_id)
        author = data.pop("author")
        authors = _strings(data, "authors")
        tickers = _strings(data, "tickers")
        fields = {key: data.pop(key) for key in FIELDS if key != "author"}
        doc = read_text(fields.pop("text"), **fields, author=authors or author, extra=data, origin=origin, **reading)
    except SourceError as error:
        return Rejected(origin=origin, code=error.code, message=str(error), raw=_text(raw), id=doc_id)
    if not tickers:
        return doc
    known = [Named(symbol, doc.ticker_names.get(symbol)) for symbol in [*tickers, *doc.tickers]]
    return replace(doc, tickers=[item.symbol for item in unique(known)])


def _parse(raw: bytes) -> dict[str, Any]:
    """The object with every field of FIELDS present and of the right type (str or None)."""
    try:
        data = json.loads(raw.decode("utf-8"), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise SourceError(f"byte {error.start} is not UTF-8; convert the file to UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise SourceError(f"not valid JSON ({error}): {cut(raw[:400].decode('utf-8', errors='replace'))!r}") from error
    if not isinstance(data, dict):
        raise SourceError(f"an article must be a JSON object with a field 'text', not {type(data).__name__}")
    if isinstance(data.get("id"), int) and not isinstance(data["id"], bool):
        data["id"] = str(data["id"])
    for key in FIELDS:
        value = data.setdefault(key, None)
        if value is not None and not isinstance(value, str):
            raise SourceError(f"field {key!r} must be a string or null, not {type(value).__name__}: {cut(repr(value))}")
    return data


def _strings(data: dict[str, Any], key: str) -> list[str]:
    """A field of strings, taken out; one string counts as a list of one."""
    value = data.pop(key, None)
    values = [value] if isinstance(value, str) else [] if value is None else value
    if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
        raise SourceError(f"field {key!r} must be a list of strings, not {cut(repr(value))}")
    return [one.strip() for one in values if one.strip()]


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", errors="backslashreplace").rstrip("\r\n")


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
