"""A file → its items, each with the position from which a run that has done it goes on.

In: a file of the plan and where to begin. JSON lines are not read from their start again: of a plain file nothing before the
byte, of a packed one its lines are unpacked and passed over. Of other formats what was done is read, and dropped.
Refused: nothing; what can't be read is a Rejected, with code "unreadable" where the system refuses the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, repeat
from typing import BinaryIO, cast

from extractor.archive.plan import Position
from extractor.errors import SourceError
from extractor.sources import Item, Reading, Rejected
from extractor.sources.bounded import bounded_lines
from extractor.sources.decode import MAX_SIZE
from extractor.sources.formats import HEAD, format_of
from extractor.sources.inputs import STDIN, open_packed, read_stream
from extractor.sources.jsonl import read_lines

UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Placed:
    """An item and the position of a run that has done it."""

    item: Item
    after: Position


def at_end(batch: list[Placed]) -> list[Placed]:
    """The last items of a file: a run that has done them is at the next one, and doesn't open this one again."""
    *some, last = batch
    return [*some, Placed(last.item, Position(last.after.file + 1))]


def read_after(path: str, start: Position, reading: Reading) -> Iterator[Placed | None]:
    """The items of a file behind `start`, in order; None for each that is passed over."""
    name = "standard input" if path == STDIN else path
    done = Position(start.file)
    try:
        with open_packed(path) as file:
            if start.line and _is_json(path):
                yield from _skip(file, start)
                done = start
                limit = 2 * reading.get("max_size", MAX_SIZE)
                # blank lines stand for those read before, so that the others keep their numbers
                lines = chain(repeat(b"\n", start.line), cast(Iterator[bytes], bounded_lines(file, limit)))
                items = read_lines(lines, name=name, **reading)
            else:
                items = read_stream(file, name=name, **reading)
            for item in items:
                done = _after(item, done, file, name)
                yield Placed(item, done) if done.items > start.items else None
    except SourceError as error:
        message = str(error) if name in str(error) else f"{name}: {error}"
        yield _refused(name, error.code, message, done)
    except IsADirectoryError:
        yield _refused(name, UNREADABLE, f"{name}: a folder that can't be listed; what it holds is not read", done)
    except OSError as error:
        yield _refused(name, UNREADABLE, f"{name}: can't be read on ({error.strerror or error})", done)


def _is_json(path: str) -> bool:
    with open_packed(path) as file:
        return format_of(path, file.read(HEAD)).name == "jsonl"


def _skip(file: BinaryIO, start: Position) -> Iterator[None]:
    if start.offset and file.seekable():
        file.seek(start.offset)
        return
    lines = bounded_lines(file, HEAD)
    for _ in range(start.line):
        next(lines, None)
        yield None


def _after(item: Item, before: Position, file: BinaryIO, name: str) -> Position:
    """The position after an item; the line is that of its origin, "name:line", where the format has lines."""
    place = (item.origin or "").removeprefix(f"{name}:")
    if not place.isdecimal():
        return replace(before, items=before.items + 1)
    # exact for formats that take line after line; who goes on asks for the format
    offset = file.tell() if file.seekable() else 0
    return replace(before, items=before.items + 1, line=int(place), offset=offset)


def _refused(name: str, code: str, message: str, done: Position) -> Placed:
    return Placed(Rejected(origin=name, code=code, message=message), replace(done, items=done.items + 1))
