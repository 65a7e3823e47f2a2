"""Records → JSON lines, whole or not at all: written aside, synced, then renamed over the target on close.

A file that ends in .gz is compressed. A run that breaks off leaves what it had in `<target>.partial` and the old target
untouched. "-" is standard output, line by line.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from extractor.errors import SinkError

STDOUT = "-"


def to_line(record: Mapping[str, Any]) -> bytes:
    """One record as one UTF-8 line. A lone surrogate is written as its JSON escape, so that it survives the trip."""
    try:
        text = json.dumps(record, ensure_ascii=False, allow_nan=False, separators=(", ", ": "))
    except (TypeError, ValueError) as error:
        raise SinkError(f"a record can't be written as JSON: {error}") from error
    return text.encode("utf-8", errors="backslashreplace") + b"\n"


def with_extra(record: Mapping[str, Any], extra: Mapping[str, Any]) -> dict[str, Any]:
    """A record, or a document's line, and the caller's fields; those whose names it needs itself go under "extra"."""
    line = dict(record)
    taken = {name: value for name, value in extra.items() if name in record or name == "extra"}
    line.update((name, value) for name, value in extra.items() if name not in taken)
    if taken:
        line["extra"] = taken
    return line


class JsonlSink:
    """A file of JSON lines. Use as a context manager: leaving it normally commits, an exception keeps the part aside.

    `path` is the target or "-"; a pipe or device is written directly, a link keeps pointing where it does.
    Raises SinkError where the target's folder is missing or can't be written.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = None if str(path) == STDOUT else Path(path)
        self.count = 0
        self.partial: Path | None = None
        """Where lines go until the sink is closed; None where they go straight to the target."""
        self._file: BinaryIO | None = None
        self._packed: gzip.GzipFile | None = None
        if self.path is not None:
            self._open(self.path)

    def _open(self, path: Path) -> None:
        if path.is_dir():
            raise SinkError(f"{path} is a folder; name a file")
        target = Path(os.path.realpath(path))
        if target.is_file() or not target.exists():
            self.partial = target.with_name(target.name + ".partial")
        try:
            self._file = (self.partial or target).open("wb")
        except OSError as error:
            raise SinkError(f"can't write {self.partial or target}: {error.strerror or error}") from error
        if path.suffix == ".gz":
            # No name and no time in the header: the same records give the same bytes.
            self._packed = gzip.GzipFile(filename="", mode="wb", fileobj=self._file, mtime=0)

    def write(self, record: Mapping[str, Any]) -> None:
        """Append one record. Raises SinkError where it is no JSON or the disk refuses it."""
        line = to_line(record)
        if self.path is None:
            sys.stdout.buffer.write(line)
            sys.stdout.buffer.flush()
        else:
            file = self._packed or self._file
            if file is None:
                raise SinkError(f"{self.path} is closed; nothing can be added")
            try:
                file.write(line)
            except OSError as error:
                raise SinkError(f"can't write {self.partial or self.path}: {error.strerror or error}") from error
        self.count += 1

    def close(self) -> None:
        """Sync and put the file in place of the target. Closing twice is fine."""
        if self._file is None:
            return
        try:
            self._finish()
            if self.partial is not None:
                os.replace(self.partial, self.partial.with_name(self.partial.name.removesuffix(".partial")))
                sync_folder(self.partial.parent)
        except OSError as error:
            raise SinkError(f"can't finish {self.path}: {error.strerror or error}") from error

    def abort(self) -> Path | None:
        """Stop without touching the target; the path that holds what was written, None where there is none."""
        if self._file is not None:
            self._finish()
        if self.partial is None or not self.partial.exists():
            return None
        if self.count == 0:
            self.partial.unlink()
            return None
        return self.partial

    def _finish(self) -> None:
        file, packed = self._file, self._packed
        self._file = self._packed = None
        assert file is not None
        try:
            if packed is not None:
                packed.close()
            file.flush()
            if self.partial is not None:
                os.fsync(file.fileno())
        finally:
            file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.abort()


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An input that gave no record: where it stood ("path:line"), its id, the error, and the input as it came."""

    origin: str | None
    id: str | None
    code: str
    message: str
    raw: str


class DeadLetters:
    """Failures beside the output: `articles.jsonl` → `articles.errors.jsonl`. Nothing is written for "-".

    The file exists after the run only where there was a failure; an older run's file is removed.
    """

    def __init__(self, out: str | Path) -> None:
        self.path = None if str(out) == STDOUT else errors_path(Path(out))
        self.count = 0
        self._sink: JsonlSink | None = None

    def write(self, letter: DeadLetter) -> None:
        self.count += 1
        if self.path is None:
            return
        if self._sink is None:
            self._sink = JsonlSink(self.path)
        self._sink.write({name: getattr(letter, name) for name in DeadLetter.__slots__})

    def close(self) -> None:
        """Put the file in place, or remove an older one where nothing failed."""
        if self._sink is not None:
            self._sink.close()
        elif self.path is not None:
            self.path.unlink(missing_ok=True)

    def abort(self) -> Path | None:
        """Stop; the path that holds the failures so far, None where there are none."""
        return None if self._sink is None else self._sink.abort()


def errors_path(out: Path) -> Path:
    """The dead-letter file of an output file: `a.jsonl` → `a.errors.jsonl`, else `NAME.errors.jsonl`; no two share one."""
    return out.with_name(out.name.removesuffix(".jsonl") + ".errors.jsonl")


def sync_folder(folder: Path) -> None:
    """A rename is safe against a power cut only once its folder is synced."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)
