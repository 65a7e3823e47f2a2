"""Files, folders, globs and standard input → items, whatever their format and compression.

A file that can't be opened, whose compression is broken, or whose format's reader refuses it becomes one Rejected
that names it; the run goes on with the next. Nothing here touches the network.
"""

from __future__ import annotations

import glob
import io
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Unpack, cast

from extractor.errors import SourceError
from extractor.sources.document import Item, Reading, Rejected
from extractor.sources.formats import FORMATS, HEAD, format_of
from extractor.sources.packing import unpack

STDIN = "-"


def read_inputs(names: Iterable[str], **reading: Unpack[Reading]) -> Iterator[Item]:
    """Every article of the inputs in the order given; the files of a folder by name.

    Raises SourceError only for a name that means no file at all.
    """
    for name in names:
        for path in expand(name):
            yield from read_file(path, **reading)


def expand(name: str) -> list[str]:
    """The files that a name means: itself, a folder's files (below it too, hidden ones left out), or a glob's matches.
    Raises SourceError where it means none."""
    path = Path(name)
    if name == STDIN or path.is_file():
        return [name]
    if path.is_dir():
        found = sorted(
            str(file)
            for file in path.rglob("*")
            if file.is_file() and not any(part.startswith(".") for part in file.relative_to(path).parts)
        )
        what = "an empty folder"
    else:
        found = sorted(file for file in glob.glob(name, recursive=True) if Path(file).is_file())
        what = "no such file, and no file matches it"
    if not found:
        raise SourceError(f"{what}; name a file, a folder, a glob or a URL", doc_id=name)
    return found


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


def read_stream(
    file: BinaryIO, *, name: str, media_type: str | None = None, **reading: Unpack[Reading]
) -> Iterator[Item]:
    """The articles of an open, unpacked stream; its format is told from its first bytes, `name` and `media_type`."""
    head, whole = _look(file)
    reader = format_of(name, head, media_type=media_type).load()
    yield from reader(whole, name=name, **reading)


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
