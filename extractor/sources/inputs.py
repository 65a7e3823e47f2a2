"""Files, folders, globs and standard input → items, whatever their format and compression.

A file that can't be opened, whose compression is broken, or whose format's reader refuses it becomes one Rejected
that names it; the run goes on with the next. Nothing here touches the network.
"""

from __future__ import annotations

import errno
import glob
import io
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Unpack, cast

from extractor.errors import SourceError
from extractor.sources.dates import parse_published
from extractor.sources.decode import MAX_SIZE
from extractor.sources.document import Document, Item, Reading, ReadOptions, Rejected
from extractor.sources.formats import FORMATS, HEAD, format_of
from extractor.sources.packing import unpack
from extractor.sources.page import internal, read_any

STDIN = "-"
ABSENT = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG})
"""Errors by which nothing of that name is there; after any other it is not known."""


def read_inputs(names: Iterable[str], **reading: Unpack[Reading]) -> Iterator[Item]:
    """Every article of the inputs in the order given; the files of a folder by name.

    Raises SourceError only for a name that means no file at all.
    """
    for name in names:
        for path in expand(name):
            yield from read_file(path, **reading)


def expand(name: str) -> list[str]:
    """The files that a name means: itself, a folder's files (below it too, hidden ones left out), or a glob's matches.

    A folder that can't be listed or looked into and a link to nothing stand in the place of their files, so that
    reading them says so. Raises SourceError where the name means no file.
    """
    if name == STDIN or os.path.isfile(name):
        return [name]
    if os.path.isdir(name):
        found = _below(Path(name))
        what = "an empty folder"
    else:
        matches = glob.glob(name, recursive=True)
        found = {file for file in matches if _is_input(file)} | _closed(name)
        what = "no such file, and no file matches it"
    if not found:
        raise SourceError(f"{what}; name a file, a folder, a glob or a URL", doc_id=name)
    return sorted(found)


def _below(folder: Path) -> set[str]:
    """The files below a folder, and the folders there that can't be listed."""
    found: set[str] = set()
    for at, folders, files in os.walk(folder, onerror=lambda error: found.add(str(Path(error.filename)))):
        folders[:] = [inner for inner in folders if not inner.startswith(".")]
        # a link to a folder is among the folders, and is not followed
        found.update(str(Path(at, file)) for file in files if not file.startswith(".") and _is_input(Path(at, file)))
    return found


def _closed(pattern: str) -> set[str]:
    """The folders that a glob passes over, since it can't list them or, for a part without a wildcard, look into them."""
    found: set[str] = set()
    parts = Path(pattern).parts
    for depth, part in enumerate(parts):
        for folder in map(Path, glob.glob(str(Path(*parts[:depth])))):
            if part == "**":
                found |= {file for file in _below(folder) if os.path.isdir(file)}
            elif not _is_open(folder, part):
                found.add(str(folder))
        if part == "**":
            break
    return found


def _is_open(folder: Path, part: str) -> bool:
    """Whether what a folder has that matches one part of a glob can be known."""
    try:
        if glob.has_magic(part):
            os.scandir(folder).close()
        else:
            os.lstat(folder / part)
    except ValueError:
        return True
    except OSError as error:
        return error.errno in ABSENT
    return True


def _is_input(path: str | Path) -> bool:
    """Whether it is a file, or a link that leads nowhere."""
    return os.path.isfile(path) or (os.path.islink(path) and not os.path.exists(path))


def read_file(name: str, **reading: Unpack[Reading]) -> Iterator[Item]:
    """The articles of one file, "-" for standard input."""
    label = "standard input" if name == STDIN else name
    try:
        with open_packed(name) as file:
            yield from read_stream(file, name=label, **reading)
    except SourceError as error:
        message = str(error) if label in str(error) else f"{label}: {error}"
        yield Rejected(origin=label, code=error.code, message=message)
    except OSError as error:
        yield Rejected(
            origin=label, code=SourceError.code, message=f"{label}: can't be read on ({error.strerror or error})"
        )
    except Exception as error:
        fault = internal(error, name=label)
        yield Rejected(origin=label, code=fault.code, message=str(fault))


def read_stream(
    file: BinaryIO, *, name: str, media_type: str | None = None, **reading: Unpack[Reading]
) -> Iterator[Item]:
    """The articles of an open, unpacked stream; its format is told from its first bytes, `name` and `media_type`."""
    head, whole = _look(file)
    reader = format_of(name, head, media_type=media_type).load()
    yield from reader(whole, name=name, **reading)


def read_single(raw: bytes, *, name: str, **options: Unpack[ReadOptions]) -> Document:
    """The one article of an input of any format, packed or not; options as in `read_text`, and they win.

    Raises SourceError where it holds none or several.
    """
    head, file = _look(unpack(cast(BinaryIO, io.BytesIO(raw)), name=name))
    row = format_of(name, head)
    if row.name in {"html", "text"}:
        limit = options.get("max_size", MAX_SIZE)
        return read_any(file.read(limit + 1), name=name, **options)
    how: Reading = {"clean": options.get("clean", True), "allow_language": options.get("allow_language", False)}
    items = list(islice(row.load()(file, name=name, **how), 2))
    if len(items) != 1:
        how_many = "no article" if not items else f"more than one article; use: extractor run {name} --out OUT.jsonl"
        raise SourceError(f"the {row.name} input holds {how_many}", doc_id=name)
    [item] = items
    if isinstance(item, Rejected):
        raise SourceError(item.message)
    published = parse_published(options.get("published"))
    said = {"id": options.get("id"), "title": options.get("title"), "url": options.get("url")}
    when = {"published": published, "published_basis": "caller"} if published else {}
    return replace(item, **{key: value for key, value in said.items() if value}, **when)  # type: ignore[arg-type]


@contextmanager
def open_packed(name: str) -> Iterator[BinaryIO]:
    """A file, unpacked by what its bytes say, whatever its suffix. Raises OSError, and SourceError where the package
    for its compression is missing."""
    if name == STDIN:
        yield unpack(sys.stdin.buffer, name="standard input")
        return
    with open(name, "rb") as raw:
        yield unpack(raw, name=name)


def _look(file: BinaryIO) -> tuple[bytes, BinaryIO]:
    """The first HEAD bytes of a stream, and the stream from its start."""
    if file.seekable():
        start = file.tell()
        head = file.read(HEAD)
        file.seek(start)
        return head, file
    read1 = getattr(file, "read1", file.read)
    head, fault = b"", None
    try:
        while len(head) < HEAD and (chunk := read1(HEAD - len(head))):
            head += chunk
    except SourceError as error:
        fault = error
    return head, cast(BinaryIO, io.BufferedReader(_Again(head, read1, fault), HEAD))


class _Again(io.RawIOBase):
    """A stream whose first bytes were read before, and the fault they were followed by."""

    def __init__(self, head: bytes, read1: Any, fault: SourceError | None) -> None:
        self._head = memoryview(head)
        self._read1 = read1
        self._fault = fault

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._head:
            data = self._head[: len(buffer)]
            self._head = self._head[len(data) :]
        elif self._fault is not None:
            raise self._fault
        else:
            data = self._read1(len(buffer))
        buffer[: len(data)] = data
        return len(data)


__all__ = ["FORMATS", "STDIN", "expand", "open_packed", "read_file", "read_inputs", "read_stream"]
