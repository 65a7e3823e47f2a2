"""Packed streams (gzip, zstd, bzip2, xz) → their bytes, told by what the bytes say, not by a file's name.

Memory does not grow with the ratio of packing. What stands before a fault is read; the fault, and a stream that ends
too early, is a SourceError.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Callable
from typing import Any, BinaryIO, cast

from extractor.errors import SourceError

BUFFER = 65_536
_MAGIC = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ\x00": "xz"}
_ZSTD = b"\x28\xb5\x2f\xfd"
# A block of zstd takes four bytes at least and gives 128 KiB at most.
_ZSTD_STEP = 256


def unpack(raw: BinaryIO, *, name: str) -> BinaryIO:
    """A stream of the unpacked bytes, buffered and without seeking; `raw` itself where it is not packed and can be
    looked into. Closing it does not close `raw`. Raises SourceError where the package for zstd is missing."""
    if not hasattr(raw, "peek"):
        raw = cast(BinaryIO, io.BufferedReader(cast(io.RawIOBase, raw), BUFFER))
    magic: bytes = cast(Any, raw).peek(8)[:8]
    if magic.startswith(_ZSTD):
        return _stream(_ZstdBytes(raw, name).read1, name)
    kind = next((kind for mark, kind in _MAGIC.items() if magic.startswith(mark)), None)
    if kind is None:
        return raw
    opened: dict[str, Callable[[Any], Any]] = {"gzip": gzip.open, "bzip2": bz2.open, "xz": lzma.open}
    return _stream(opened[kind](raw).read1, name)


def _stream(read1: Callable[[int], bytes], name: str) -> BinaryIO:
    return cast(BinaryIO, io.BufferedReader(_Unpacked(read1, name), BUFFER))


class _Unpacked(io.RawIOBase):
    """Bytes of a packed stream, its faults as SourceError."""

    def __init__(self, read1: Callable[[int], bytes], name: str) -> None:
        self._read1 = read1
        self._name = name
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            data = self._read1(len(buffer))
        except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError) as error:
            raise SourceError(
                f"the packed file breaks off after {self._count:,} unpacked bytes ({error}); fetch it again",
                doc_id=self._name,
            ) from error
        buffer[: len(data)] = data
        self._count += len(data)
        return len(data)


class _ZstdBytes:
    """Frames of zstd one after another. Raises EOFError where the last is cut, ValueError where one is damaged."""

    def __init__(self, raw: BinaryIO, name: str) -> None:
        try:
            import zstandard
        except ImportError as error:
            raise SourceError("a .zst file needs: pip install 'extractor[archives]'", doc_id=name) from error
        self._raw = raw
        self._context = zstandard.ZstdDecompressor()
        self._fault = zstandard.ZstdError
        self._frame: Any = None
        self._packed = b""
        self._ready = memoryview(b"")

    def read1(self, size: int) -> bytes:
        while not self._ready:
            packed = self._packed or self._raw.read(_ZSTD_STEP)
            self._packed = b""
            if not packed:
                if self._frame is not None:
                    raise EOFError("its last frame is cut")
                return b""
            if self._frame is None:
                self._frame = self._context.decompressobj()
            try:
                self._ready = memoryview(self._frame.decompress(packed))
            except self._fault as error:
                raise ValueError(str(error)) from error
            if self._frame.eof:
                self._packed = self._frame.unused_data
                self._frame = None
        data = bytes(self._ready[:size])
        self._ready = self._ready[size:]
        return data
