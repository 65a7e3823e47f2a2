"""JSON lines (.jsonl, .jsonl.gz) → Documents, one line at a time.

A line that can't be read becomes a `Rejected` that carries it; the stream goes on. Blank lines are skipped.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NoReturn

from extractor.errors import SourceError, cut
from extractor.sources.decode import MAX_SIZE
from extractor.sources.document import Item, Rejected
from extractor.sources.plain import read_text

FIELDS = ("id", "title", "published", "url", "text", "source", "author", "language")
"""The fields of a line that are the document's; all others are carried through in `Document.extra`."""


def read_jsonl(
    path: str | Path, *, clean: bool = True, allow_language: bool = False, max_size: int = MAX_SIZE
) -> Iterator[Item]:
    """Stream a file. Raises SourceError only where the file itself can't be opened; options as in `read_text`.

    A gzip file that breaks off gives every whole line before the break, then a Rejected that says so.
    """
    path = Path(path)
    try:
        file = path.open("rb")
        packed = file.peek(2).startswith(b"\x1f\x8b")
    except OSError as error:
        raise SourceError(f"can't be opened: {error.strerror or error}", doc_id=str(path)) from error
    with file:
        lines: Iterable[bytes] = gzip.GzipFile(fileobj=file) if packed else file
        yield from read_lines(lines, name=str(path), clean=clean, allow_language=allow_language, max_size=max_size)


def read_lines(
    lines: Iterable[bytes], *, name: str, clean: bool = True, allow_language: bool = False, max_size: int = MAX_SIZE
) -> Iterator[Item]:
    """The same from any iterable of byte lines, such as standard input; `name` stands in for the path."""
    number = 0
    stream = iter(lines)
    while True:
        try:
            raw = next(stream)
        except StopIteration:
            return
        except (OSError, EOFError, zlib.error) as error:
            message = f"the file breaks off after line {number} ({error}); fetch it again"
            yield Rejected(origin=f"{name}:{number + 1}", code=SourceError.code, message=message)
            return
        number += 1
        if number == 1:
            raw = raw.removeprefix(b"\xef\xbb\xbf")
        if raw.strip():
            yield _read_line(raw, name, number, clean=clean, allow_language=allow_language, max_size=max_size)


def _read_line(raw: bytes, path: str, number: int, *, clean: bool, allow_language: bool, max_size: int) -> Item:
    doc_id = None
    try:
        data = _parse(raw)
        doc_id = data["id"]
        return read_text(
            data.pop("text"),
            **{key: data.pop(key) for key in FIELDS if key != "text"},
            extra=data,
            origin=f"{path}:{number}",
            clean=clean,
            allow_language=allow_language,
            max_size=max_size,
        )
    except SourceError as error:
        text = raw.decode("utf-8", errors="backslashreplace").rstrip("\r\n")
        return Rejected(origin=f"{path}:{number}", code=error.code, message=str(error), raw=text, id=doc_id)


def _parse(raw: bytes) -> dict[str, Any]:
    """The line's object with every field of FIELDS present and of the right type (str or None; `text` str)."""
    try:
        data = json.loads(raw.decode("utf-8"), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise SourceError(f"byte {error.start} is not UTF-8; convert the file to UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise SourceError(f"not valid JSON ({error}): {cut(raw[:400].decode('utf-8', errors='replace'))!r}") from error
    if not isinstance(data, dict):
        raise SourceError(f"a line must be a JSON object with a field 'text', not {type(data).__name__}")
    if isinstance(data.get("id"), int) and not isinstance(data["id"], bool):
        data["id"] = str(data["id"])
    for key in FIELDS:
        value = data.setdefault(key, None)
        if value is not None and not isinstance(value, str):
            raise SourceError(f"field {key!r} must be a string or null, not {type(value).__name__}: {cut(repr(value))}")
    if data["text"] is None:
        raise SourceError("field 'text' is missing; each line needs the article's text", doc_id=data["id"])
    return data


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
