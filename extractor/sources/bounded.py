"""A file's lines, each of bounded length."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

_SKIP = 65_536


class HasLines(Protocol):
    """What lines are read from."""

    def readline(self, size: int, /) -> bytes: ...


def bounded_lines(file: HasLines, limit: int) -> Iterator[bytes | int]:
    """Each line with its end; for one of more than `limit` bytes its length instead, read past without being kept."""
    while line := file.readline(limit + 1):
        if len(line) <= limit:
            yield line
            continue
        length = len(line)
        while not line.endswith(b"\n") and (line := file.readline(_SKIP)):
            length += len(line)
        yield length
