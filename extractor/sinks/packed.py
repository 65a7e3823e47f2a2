"""Files for writing, packed by what their name ends in: .gz, .zst, or as they are. The same bytes in, the same out."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from extractor.errors import SinkError


@contextmanager
def open_packed_output(path: Path, *, like: Path | None = None) -> Iterator[BinaryIO]:
    """`path` open for writing bytes, packed by its suffix, or by that of `like`.

    Raises SinkError where the package for the suffix is missing.
    """
    suffix = (like or path).suffix
    with path.open("wb") as raw:
        if suffix == ".gz":
            # no name and no time in the header
            with gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as packed:
                yield cast(BinaryIO, packed)
        elif suffix == ".zst":
            try:
                import zstandard
            except ImportError as error:
                raise SinkError("a .zst file needs: pip install 'extractor[archives]'") from error
            with zstandard.ZstdCompressor(level=9).stream_writer(raw, closefd=False) as writer:
                yield cast(BinaryIO, writer)
        else:
            yield raw
