"""Files, folders, globs and standard input → items, whatever their format and compression.

A file that can't be opened, whose compression is broken, or whose format's reader refuses it becomes one Rejected
that names it; the run goes on with the next. Nothing here touches the network.
"""

from __future__ import annotations

import bz2
import glob
import gzip
import io
import lzma
import sys
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Unpack, cast

from extractor.errors import SourceError
from extractor.sources.document import Item, Reading, Rejected
from extractor.sources.formats import FORMATS, HEAD, format_of

STDIN = "-"

_MAGIC = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd", b"BZh": "bzip2", b"\xfd7zXZ\x00": "xz"}


def read_inputs(names: Iterable[str], **reading: Unpack[Reading]) -> Iterator[Item]:
    """Every article of the inputs in the order given; the files of a folder by name.

    Raises SourceError only for a name that means no file at all.
    """
    for name in names:
        for path in expand(name):
            yield from read_file(path, **reading)


def expand(name: str) -> list[str]:
    """The files that a name means: itself, a folder's files of known formats (below it too, hidden ones left out), or
    a glob's matches. Raises SourceError where it means none."""
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
        yield Rejected(origin=label, code=error.code, message=str(error))
    except (OSError, EOFError, zlib.error, lzma.LZMAError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        yield Rejected(origin=label, code=SourceError.code, message=f"{label}: can't be read on ({reason})")


def read_stream(
    file: BinaryIO, *, name: str, media_type: str | None = None, **reading: Unpack[Reading]
) -> Iterator[Item]:
    """The articles of an open, unpacked stream; its format is told from its first bytes, `name` and `media_type`."""
    buffered = io.BufferedReader(cast(io.RawIOBase, file), HEAD) if not hasattr(file, "peek") else file
    head = cast(io.BufferedReader, buffered).peek(HEAD)[:HEAD]
    reader = format_of(name, head, media_type=media_type).load()
    yield from reader(cast(BinaryIO, buffered), name=name, **reading)


def open_packed(name: str) -> BinaryIO:
    """A file, unpacked by what its bytes say, whatever its suffix. Raises OSError, and SourceError where the package
    for its compression is missing."""
    raw = sys.stdin.buffer if name == STDIN else open(name, "rb")  # noqa: SIM115
    magic = raw.peek(8)[:8]  # type: ignore[attr-defined]
    kind = next((kind for mark, kind in _MAGIC.items() if magic.startswith(mark)), None)
    if kind == "gzip":
        return cast(BinaryIO, gzip.GzipFile(fileobj=raw))
    if kind == "bzip2":
        return cast(BinaryIO, bz2.BZ2File(raw))
    if kind == "xz":
        return cast(BinaryIO, lzma.LZMAFile(raw))
    if kind == "zstd":
        try:
            import zstandard
        except ImportError as error:
            raise SourceError("a .zst file needs: pip install 'extractor[archives]'", doc_id=name) from error
        return cast(BinaryIO, zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True, closefd=True))
    return raw


__all__ = ["FORMATS", "STDIN", "expand", "open_packed", "read_file", "read_inputs", "read_stream"]
